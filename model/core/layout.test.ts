import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MACHINES } from '../machines';
import { NV } from '../nv';
import { SYNDBG } from '../syndbg';
import type { Layout } from './layout';
import { fieldOf, layoutIn, maskOf, masksOf, wordsFor } from './layout';

const of = (layouts: readonly Layout[] | undefined, name: string): Layout => {
  const found = layouts?.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
};

test('a field lies where its mask does, and a mask with a hole is none', () => {
  assert.deepEqual(fieldOf('M', 0x3f00n, 'x'), { name: 'M', high: 13, low: 8, about: 'x' });
  assert.equal(maskOf({ name: 'M', high: 13, low: 8, about: 'x' }), 0x3f00n);
  for (const mask of [0n, 0x5n, -1n]) assert.throws(() => fieldOf('M', mask, 'x'), /M: .* is not one field/);
});

test('the fields of every layout are in order, apart from each other, and within its width', () => {
  for (const { name, layouts = [] } of MACHINES) {
    assert.ok(layouts.length > 0, name);
    for (const { name: register, fields, width } of layouts) {
      let free = width - 1;
      for (const { high, low, name: field } of fields) {
        assert.ok(high <= free && low >= 0 && low <= high, `${name} ${register}.${field}`);
        free = low - 1;
      }
    }
  }
});

test('a value reads as the manual has it', () => {
  const hcr = of(NV.layouts, 'HCR_EL2');
  // Arm ARM: E2H is bit 34, TGE bit 27.
  assert.equal(wordsFor(hcr, (1n << 34n) | (1n << 27n)), 'E2H, TGE');
  assert.equal(wordsFor(hcr, 1n), null);
  assert.equal(wordsFor(hcr, 0n), 'no bit set');
  assert.equal(wordsFor(of(NV.layouts, 'SPSR_EL2'), 0x3c9n), 'D, A, I, F, M = EL2h');
  // QEMU: the size of what is sent stands from bit 16 on.
  assert.equal(wordsFor(of(SYNDBG.layouts, 'HV_X64_MSR_SYNDBG_CONTROL'), 0x20_0001n), 'size = 0x20, SEND');
  assert.deepEqual(Object.keys(masksOf(hcr)), ['IMO', 'AMO', 'TGE', 'RW', 'E2H', 'NV']);
});

test('a text is about the one register that it names', () => {
  const named = (text: string): string | undefined => layoutIn(SYNDBG.layouts ?? [], text)?.name;
  assert.equal(named('the guest writes 0x9001 to CONTROL'), 'HV_X64_MSR_SYNDBG_CONTROL');
  assert.equal(named('CONTROL and STATUS are 0x0'), undefined);
  assert.equal(named('SCONTROL is 0x1'), undefined);
  assert.equal(named('vms.0.registers.control'), undefined);
});
