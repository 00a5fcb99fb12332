import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { hasPvhEntry, payloadOf } from './elf';

/** A bzImage as far as its header goes: two sectors of setup, then the payload, then what is not to be read. */
function bzImage(payload: Buffer, version = 0x20f, offset = 0x40): Buffer {
  const image = Buffer.alloc(3 * 512 + offset + payload.length + 100, 0xcc);
  image[0x1f1] = 2;
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(version, 0x206);
  image.writeUInt32LE(offset, 0x248);
  image.writeUInt32LE(payload.length, 0x24c);
  payload.copy(image, 3 * 512 + offset);
  return image;
}

/** An ELF file of 64 bits with one program header, of notes. */
function elf(...notes: readonly (readonly [name: string, type: number])[]): Buffer {
  const bodies = notes.map(([name, type]) => {
    const note = Buffer.alloc(12 + 4 + 8);
    note.writeUInt32LE(name.length, 0);
    note.writeUInt32LE(8, 4);
    note.writeUInt32LE(type, 8);
    note.write(name, 12, 'latin1');
    return note;
  });
  const body = Buffer.concat(bodies);
  const header = Buffer.alloc(64 + 56);
  header.write('7f454c460201', 'hex');
  header.writeBigUInt64LE(64n, 0x20);
  header.writeUInt16LE(56, 0x36);
  header.writeUInt16LE(1, 0x38);
  header.writeUInt32LE(4, 64);
  header.writeBigUInt64LE(120n, 72);
  header.writeBigUInt64LE(BigInt(body.length), 96);
  return Buffer.concat([header, body]);
}

test('the payload of a bzImage is found by its header', () => {
  const packed = gzipSync(elf(['Xen\0', 18]));
  assert.deepEqual(payloadOf(bzImage(packed)), { packing: 'gzip', bytes: packed });
});

test('the size behind a payload that is no gzip is left out', () => {
  const zstd = Buffer.from('28b52ffd0102030405060708', 'hex');
  assert.deepEqual(payloadOf(bzImage(zstd)), { packing: 'zstd', bytes: zstd.subarray(0, -4) });
});

test('what is no bzImage, is older, is packed in another way, or is cut has no payload', () => {
  const packed = gzipSync(elf());
  assert.equal(payloadOf(Buffer.alloc(0x400)), null);
  assert.equal(payloadOf(Buffer.from('MZ')), null);
  assert.equal(payloadOf(bzImage(packed, 0x207)), null);
  assert.equal(payloadOf(bzImage(Buffer.from('BZh91AY&SY'))), null);
  assert.equal(payloadOf(bzImage(packed).subarray(0, 3 * 512 + 60)), null);
});

test('the PVH entry is told by the note of Xen with type 18, wherever it stands', () => {
  assert.equal(hasPvhEntry(elf(['Xen\0', 18])), true);
  assert.equal(hasPvhEntry(elf(['GNU\0', 3], ['Xen\0', 6], ['Xen\0', 18])), true);
});

test('other notes, none, and cut or foreign files are no PVH entry', () => {
  assert.equal(hasPvhEntry(elf(['GNU\0', 18], ['Xen\0', 6])), false);
  assert.equal(hasPvhEntry(elf()), false);
  assert.equal(hasPvhEntry(elf(['Xen\0', 18]).subarray(0, 70)), false);
  assert.equal(hasPvhEntry(Buffer.from('#!/bin/sh\n')), false);
});
