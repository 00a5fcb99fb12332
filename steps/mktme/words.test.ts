import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Word } from '../phrases/word';
import { FRESH, settingsOf, withSettings } from './settings';
import { bytesOf, textOfBytes } from './sizes';
import { WORDS } from './words';

const SAID: Readonly<Record<keyof typeof WORDS, readonly string[]>> = {
  settings: ['MKTME off', '7 of 52 address bits for KeyIDs, 63 KeyIDs and empty copies'],
  place: ['C', 'C+0x1000', 'C2', 'V+0x2000', 'address 0xffff870000000000'],
  changeOfC: [
    'loses C+0x1000 to C+0x2000',
    'loses C to C1 but keeps its tables',
    'turns ro from C to C+0x1000',
    'is split at C+0x200000 down to 4k',
    'is collapsed at C+0x40000000 to 1g',
  ],
  becoming: ['gains', 'becomes'],
  kernelCall: [
    'enables MKTME',
    'disables MKTME',
    'plugs in memory 0x40000000 to 0x80000000',
    'removes memory 0x40000000 to 0x80000000',
    'protects its read-only data from C to C+0x200000',
    'finds 6 of 52 address bits for KeyIDs',
    'lays out 1 TiB + 4 KiB of memory with 10 TiB to spare under 56 address bits',
    'asks for page_to_virt of frame 0x3',
    'asks for the KeyID of frame 0x3',
    'asks for __pa of C1+0x3000',
  ],
  accesses: ['reads', 'writes', 'executes'],
  requested: ['1 page at V', '2 pages at C', 'the page at C', 'the pages at C, C+0x1000', 'frames 0x1, 0x3'],
  turn: ['ro', 'uc without CLFLUSH', 'rw with a forced split', 'np in early boot', 'nx with interrupts off'],
  allocation: ['gives KeyID 2 to 4 pages from frame 0x4, cleared', 'frees 1 page from frame 0x4'],
  mapping: ['C then', 'every copy', 'copy 12', 'the rest of the kernel'],
  mapped: ['equals C', 'maps nothing'],
  there: ['nothing', 'a 2m leaf that is rw uc'],
  flushes: ['no event', 'one flush of all TLBs'],
  kernelBug: ['a read of NULL', 'a walk through data'],
};

test('what a word says is written again as it was read', () => {
  for (const [name, word] of Object.entries(WORDS) as [keyof typeof WORDS, Word<unknown>][])
    for (const text of SAID[name]) {
      assert.match(text, new RegExp(`^(?:${word.pattern.source})$`));
      assert.equal(word.write(word.read(text)), text);
    }
});

test('settings are said as a configuration differs from a fresh one', () => {
  for (const settings of [
    [],
    ['2 of 48 address bits for KeyIDs', '5 KeyIDs', 'empty copies'],
    ['5-level paging'],
    ['MKTME off', 'C 512 GiB below a top-level border', 'no 1 GiB pages', 'bit 46 unsupported'],
  ])
    assert.deepEqual(settingsOf(withSettings(FRESH, settings)), settings);
  assert.throws(() => withSettings(FRESH, ['wings']), /a machine has no "wings"/);
});

test('bytes are said in the largest units', () => {
  assert.equal(bytesOf('1 TiB + 4 KiB'), 0x10000001000n);
  assert.equal(textOfBytes(0x10000001000n), '1 TiB + 4 KiB');
  assert.equal(textOfBytes(0n), '0 bytes');
});
