import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeDifference } from '../../model/core/compare';
import { bitList } from '../../model/core/u64';
import { aligned, partsOf } from './message';

test('differences as the comparison writes them are read back', () => {
  const lines = [
    describeDifference({ path: 'control', expected: 5n, actual: 4n }),
    describeDifference({ path: 'events.0.exit', expected: 'SYNDBG', actual: undefined }),
    describeDifference({ path: 'value', expected: 0n, actual: 0xffff_ffff_ffff_ffffn }),
    describeDifference({ path: 'events', expected: [{ a: 1n }], actual: [] }),
  ];
  assert.deepEqual(partsOf({ message: lines.join('\n') }), [
    { kind: 'difference', path: 'control', expected: '0x5', got: '0x4', bits: [0] },
    { kind: 'difference', path: 'events.0.exit', expected: '"SYNDBG"', got: 'nothing', bits: [] },
    {
      kind: 'difference',
      path: 'value',
      expected: '0x0',
      got: '0xffffffffffffffff',
      bits: Array.from({ length: 64 }, (_, i) => 63 - i),
    },
    { kind: 'difference', path: 'events', expected: '[{"a":"0x1"}]', got: '[]', bits: [] },
  ]);
});

test('who stands alone is told from the other words', () => {
  const message =
    'something else changed:\n  a.b: expected 0x1, got 0x3 (bit 1 differs)\nThe scenario and the reference model agree: the subject stands alone.';
  assert.deepEqual(
    partsOf({ message }).map(({ kind }) => kind),
    ['text', 'difference', 'voice'],
  );
});

test('an endless line is read in no time', () => {
  const began = process.hrtime.bigint();
  partsOf({ message: `a: expected ${', got '.repeat(3000)} (bits ${'1, '.repeat(3000)}` });
  assert.ok(process.hrtime.bigint() - began < 1_000_000_000n);
});

test('the scenario of a reproducer is not told twice', () => {
  const reproducer = { seed: 1, path: '0', scenario: 'Scenario: x\n  Given y' };
  assert.deepEqual(partsOf({ message: 'broken:\nScenario: x\n  Given y', reproducer }), [
    { kind: 'text', text: 'broken:' },
  ]);
});

test('bits are listed as runs', () => {
  assert.equal(bitList([0]), 'bit 0');
  assert.equal(bitList([63, 2]), 'bits 63, 2');
  assert.equal(bitList([31, 30, 3, 2, 1]), 'bits 31, 30, 3–1');
});

test('two values get as many digits each, in the groups that features are written in', () => {
  assert.deepEqual(aligned('0x5', '0x12345'), ['0x0_0005', '0x1_2345']);
  assert.deepEqual(aligned('0x5', '0x4'), ['0x5', '0x4']);
  assert.deepEqual(aligned('0x5', 'nothing'), ['0x5', 'nothing']);
});
