import assert from 'node:assert/strict';
import { test } from 'node:test';
import { masksOf } from '../core/layout';
import { LAYOUTS } from './layouts';

test('the bits lie where the SDM and the kernel have them', () => {
  assert.deepEqual(LAYOUTS.map(masksOf), [
    // arch/x86/kernel/shstk.c, put_shstk_data(): bit 63 marks what is no address.
    { SSP: 0x7fff_ffff_ffff_ffffn, signal: 0x8000_0000_0000_0000n },
    // SDM volume 1, chapter 17: bit 0 the mode, bit 1 clear in a token that RSTORSSP takes.
    { mode: 1n, previous: 2n, SSP: 0xffff_ffff_ffff_fffcn },
    // The same: IA32_U_CET.
    { SH_STK_EN: 1n, WR_SHSTK_EN: 2n },
    // SDM volume 3, page-fault exceptions.
    { P: 1n, 'W/R': 2n, 'U/S': 4n, SS: 0x40n },
  ]);
});

test('every word has its names, its width, and a source', () => {
  assert.deepEqual(
    LAYOUTS.map(({ name, words, width }) => [name, words, width]),
    [
      ['signal entry', ['sigframe entry'], 64],
      ['restore token', [], 64],
      ['IA32_U_CET', [], 64],
      ['page-fault error code', ['error word of a page fault'], 32],
    ],
  );
  for (const { name, source } of LAYOUTS) assert.match(source, /^(Intel SDM|Linux, arch)/, name);
});
