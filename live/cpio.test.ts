import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from './cpio';
import { characterDevice, cpio, file, folder } from './cpio';

/** Reads an archive in the newc format, strictly. */
function entriesIn(archive: Buffer): readonly (Entry & { readonly inode: number; readonly links: number })[] {
  const entries = [];
  for (let at = 0; ;) {
    assert.equal(archive.toString('latin1', at, at + 6), '070701', `no member at ${at}`);
    const field = (i: number): number =>
      parseInt(archive.toString('latin1', at + 6 + 8 * i, at + 14 + 8 * i), 16);
    const [inode, mode, links, size, nameSize] = [field(0), field(1), field(4), field(6), field(11)];
    const device = [field(9), field(10)] as const;
    const start = at + 110;
    const name = archive.toString('utf8', start, start + nameSize - 1);
    assert.equal(archive[start + nameSize - 1], 0, 'a name ends with NUL');
    const data = (start + nameSize + 3) & ~3;
    at = (data + size + 3) & ~3;
    if (name === 'TRAILER!!!') {
      assert.ok(archive.subarray(at).every((byte) => byte === 0));
      return entries;
    }
    entries.push({ name, mode, data: archive.subarray(data, data + size), device, inode, links });
  }
}

const ENTRIES = [
  folder('dev'),
  characterDevice('dev/console', 5, 1),
  file('init', Buffer.from('\x7fELF, of 21 bytes....'), 0o755),
  file('m/order', Buffer.alloc(0)),
  file('ü', Buffer.from('1')),
];

test('what goes into the archive comes out of it, for every remainder of lengths', () => {
  for (let length = 0; length < 9; length += 1) {
    const entries = [...ENTRIES, file('x'.repeat(length + 1), Buffer.alloc(length, 7))];
    const read = entriesIn(cpio(entries));
    assert.deepEqual(
      read.map(({ name, mode, data, device }) => ({ name, mode, data: data?.toString('hex'), device })),
      entries.map(({ name, mode, data, device }) => ({
        name,
        mode,
        data: data?.toString('hex') ?? '',
        device: device ?? [0, 0],
      })),
    );
  }
});

test('members have numbers of their own, without which the kernel takes them for links of one file', () => {
  const read = entriesIn(cpio(ENTRIES));
  assert.equal(new Set(read.map(({ inode }) => inode)).size, ENTRIES.length);
  assert.deepEqual(
    read.map(({ links }) => links),
    [2, 1, 1, 1, 1],
  );
});

test('the same entries give the same bytes, in whole blocks', () => {
  assert.deepEqual(cpio(ENTRIES), cpio(ENTRIES));
  assert.equal(cpio(ENTRIES).length % 512, 0);
});
