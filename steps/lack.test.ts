import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp } from '../model/core/machine';
import { Unsupported } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { Inapplicable, Untestable } from './fate';
import { lackOf } from './lack';

const machine = machineOf('syndbg');

function answer(op: object, capability: string, declared: readonly string[] = []): Inapplicable | Untestable {
  const offer = { machine: 'syndbg', profile: 'upstream', capabilities: declared, choices: {} };
  return lackOf(machine, offer, op as AnyOp, new Unsupported('no such operation', capability));
}

const HYPERCALL = { op: 'hypercall' };
const WRMSR = { op: 'wrmsr' };

test('an operation of a capability that was not declared does not apply', () => {
  const found = answer(HYPERCALL, 'hypercalls');
  assert.ok(found instanceof Inapplicable);
  assert.match(found.message, /^needs hypercalls, which the subject did not declare$/);
});

test('a parameter of a capability that was not declared does not apply either', () => {
  assert.ok(answer({ ...WRMSR, path: 'emulated' }, 'emulator') instanceof Inapplicable);
});

for (const [what, op, capability, declared, message] of [
  ['a capability that was declared', HYPERCALL, 'hypercalls', ['hypercalls'], /which it declared$/],
  ['a core operation', WRMSR, 'immediate-exit', [], /core operation: every subject has it$/],
  [
    'a capability that there is not',
    WRMSR,
    'not-today',
    [],
    /not-today, which is no capability of syndbg\/upstream$/,
  ],
  ['a misspelt capability', HYPERCALL, 'hypercall', [], /perhaps hypercalls\?/],
  ['another capability', HYPERCALL, 'emulator', [], /but it belongs to hypercalls$/],
  ['core itself', HYPERCALL, 'core', [], /for want of core, but it belongs to hypercalls$/],
] as const) {
  test(`${what} is no excuse`, () => {
    const found = answer(op, capability, declared);
    assert.ok(found instanceof Untestable);
    assert.match(found.message, message);
  });
}
