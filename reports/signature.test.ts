import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from './signature';
import { signatureOf, withoutValues } from './signature';

const FAILURE: Failure = {
  id: 'syndbg.exit:control',
  profile: 'upstream',
  message: 'control: expected 0x5, got 0x4 (bit 0 differs)\nThe subject stands alone.',
  broken: ['SYNDBG-22', 'SYNDBG-05'],
};

test('twelve hexadecimal digits, the same for the same failure', () => {
  assert.match(signatureOf(FAILURE), /^[0-9a-f]{12}$/);
  assert.equal(signatureOf({ ...FAILURE }), signatureOf(FAILURE));
});

test('values, differing bits, the order of requirements and further lines do not count', () => {
  const others: readonly Failure[] = [
    { ...FAILURE, message: 'control: expected 0xffff, got 0x0 (bits 15, 14, 13 differ)' },
    { ...FAILURE, broken: ['SYNDBG-05', 'SYNDBG-22'] },
    { ...FAILURE, message: `${FAILURE.message ?? ''}\nseed 7` },
  ];
  for (const other of others) assert.equal(signatureOf(other), signatureOf(FAILURE));
});

test('case, profile, field and requirements do', () => {
  const others: readonly Failure[] = [
    { ...FAILURE, id: 'syndbg.exit:pending' },
    { ...FAILURE, profile: 'v6' },
    { ...FAILURE, message: 'status: expected 0x5, got 0x4 (bit 0 differs)' },
    { ...FAILURE, broken: ['SYNDBG-22'] },
    { id: FAILURE.id, profile: FAILURE.profile },
  ];
  const all = [FAILURE, ...others].map(signatureOf);
  assert.equal(new Set(all).size, all.length);
});

test('only values go: names with digits in them stay', () => {
  assert.equal(
    withoutValues('vms.0.registers: expected 0xa_b, got 17'),
    'vms.#.registers: expected #, got #',
  );
  assert.equal(withoutValues('v6: expected #GP, got E2BIG'), 'v6: expected #GP, got E2BIG');
});
