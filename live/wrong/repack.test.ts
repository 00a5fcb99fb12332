import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filled, withoutBtf } from './repack';

const MAGIC = '28b52ffd';
/** Blocks as RFC 8878, 3.1.1.2, has them: 3 bytes of size, type (0 is raw) and whether it is the last. */
const block = (content: string, last: boolean): string => {
  const header = Buffer.alloc(3);
  header.writeUIntLE((content.length << 3) | (last ? 1 : 0), 0, 3);
  return header.toString('hex') + Buffer.from(content, 'latin1').toString('hex');
};

/** What the blocks of a frame hold, read from the end of its header; and how many bytes the frame takes. */
function contentOf(frame: Buffer, header: number): { readonly text: string; readonly size: number } {
  let text = '';
  for (let at = header; ;) {
    const bits = frame.readUIntLE(at, 3);
    const [size, repeated] = [bits >> 3, (bits >> 1) & 3];
    assert.ok(repeated <= 1, 'a raw block, or one byte repeated');
    text += frame.toString('latin1', at + 3, at + 3 + (repeated ? 1 : size)).repeat(repeated ? size : 1);
    at += 3 + (repeated ? 1 : size);
    if (bits & 1) return { text, size: at };
  }
}

for (const [what, header] of [
  ['a window', '0488'],
  ['one segment and one byte of size', '2406'],
  ['a size of 4 bytes', '80' + '88' + '06000000'],
  ['a dictionary of 4 bytes and a size of 8', 'e3' + '01000000' + '0600000000000000'],
] as const) {
  test(`a frame with ${what} keeps its content in any larger room, at its end`, () => {
    const frame = Buffer.from(MAGIC + header + block('ab', false) + block('cdef', true), 'hex');
    for (const room of [0, 3, 4, 6, 7, 8, 9, 10, 11, 12, 3001, 3002]) {
      const longer = filled(frame, frame.length + room);
      assert.equal(longer.length, frame.length + room);
      const { text, size } = contentOf(longer, 4 + header.length / 2);
      assert.equal(text, 'abcdef');
      assert.equal(size, longer.length);
    }
  });
}

for (const size of [10, 13, 14, 17]) {
  test(`a frame of 12 bytes has no place in ${size}`, () => {
    assert.throws(() => filled(Buffer.from(`${MAGIC}0488${block('abc', true)}`, 'hex'), size), {
      name: 'LiveError',
      message: `the kernel packed again takes 12 bytes, and its bzImage has ${size}`,
    });
  });
}

test('BTF is zeros after its last byte, and nothing else is', () => {
  const btf = Buffer.alloc(24 + 30, 0xaa);
  btf.write('9feb010018000000', 'hex');
  [0, 20, 20, 10].forEach((word, i) => btf.writeUInt32LE(word, 8 + 4 * i));
  const [before, after] = [Buffer.alloc(40, 1), Buffer.alloc(40, 2)];
  const elf = Buffer.concat([before, btf, after]);
  const found = withoutBtf(elf);
  assert.deepEqual(found, Buffer.concat([before, Buffer.alloc(btf.length), after]));
  assert.ok(elf.includes(btf), 'what was given stays');
  assert.equal(withoutBtf(before), before);
});
