import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldShape, shapeOf, withoutNumbers } from './shape';

test('words stay, numbers go', () => {
  for (const [value, shape] of [
    [5n, '#'],
    [17, '#'],
    ['0x1f', '#'],
    ['EINVAL', '"EINVAL"'],
    ['#GP', '"#GP"'],
    ['vcpu 3 msr 0x400000f1', '"vcpu # msr #"'],
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
  ] as const)
    assert.equal(shapeOf(value), shape);
});

test('a list has the shapes that it holds, a record its members in one order', () => {
  assert.equal(shapeOf([1n, 2n, 3n]), '[#]');
  assert.equal(shapeOf([]), '[]');
  assert.equal(shapeOf(['a', 1n, 'a']), '["a",#]');
  assert.equal(shapeOf({ exit: 'SYNDBG', control: 5n }), '{control:#,exit:"SYNDBG"}');
  assert.equal(shapeOf({ exit: 'SYNDBG', control: 5n }), shapeOf({ control: 6n, exit: 'SYNDBG' }));
});

test('only values go: names with digits in them stay', () => {
  assert.equal(withoutNumbers('vms.0: expected 0xa_b, got 17'), 'vms.#: expected #, got #');
  assert.equal(withoutNumbers('v6: expected #GP, got E2BIG'), 'v6: expected #GP, got E2BIG');
  assert.equal(fieldShape('state.vms.0.vcpus.11.pad1'), 'state.vms.#.vcpus.#.pad1');
  assert.equal(fieldShape('leaves.0x40000003.ebx'), 'leaves.0x40000003.ebx');
});
