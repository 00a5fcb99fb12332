import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';
import { checkKernel } from './kernel-file';

/** Zeros with these words in them. */
function bytes(...words: readonly (readonly [at: number, text: string])[]): Buffer {
  const made = Buffer.alloc(0x1000);
  for (const [at, text] of words) made.write(text, at, 'latin1');
  return made;
}

const BZIMAGE = bytes([0x202, 'HdrS']);
const IMAGE = bytes([0, 'MZ'], [56, 'ARMd']);
const ELF = bytes([0, '\x7fELF\x02\x01']);

for (const [name, file, architecture, says] of [
  ['what is no kernel', Buffer.alloc(0x1000, 0x5a), 'amd64', /\/k cannot be started: it is no bzImage/],
  ['an empty file', Buffer.alloc(0), 'amd64', /it is no bzImage/],
  ['an empty file', Buffer.alloc(0), 'arm64', /it is no Image/],
  ['a vmlinux without PVH', ELF, 'amd64', /without a PVH entry.*CONFIG_PVH/],
  ['a vmlinux', ELF, 'arm64', /it is an ELF file: give arch\/arm64\/boot\/Image/],
  ["the other architecture's", IMAGE, 'amd64', /it is a kernel for arm64/],
  ["the other architecture's", BZIMAGE, 'arm64', /it is no Image/],
] as const)
  test(`${name} is refused for ${architecture}, with what it has to be`, () => {
    assert.throws(() => checkKernel(file, architecture, '/k'), { name: 'RangeError', message: says });
  });

test('a bzImage, an Image and an Image.gz are taken', () => {
  checkKernel(BZIMAGE, 'amd64', '/k');
  checkKernel(IMAGE, 'arm64', '/k');
  checkKernel(gzipSync(IMAGE), 'arm64', '/k');
});
