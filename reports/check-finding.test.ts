import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AT, changed, EXIT, run } from './testing/sample-recording';

const CHANGES: readonly [string, number, string, unknown, string, string][] = [
  ['the payload', 3, 'outcome.events.0.control', '0x20', 'events.0.control', 'SYNDBG-22'],
  ['the register that was written', 3, 'outcome.events.0.msr', '0x400000f5', 'events.0.msr', 'SYNDBG-22'],
  ['the first padding', 3, 'outcome.events.0.pad1', '0x1', 'events.0.pad1', 'SYNDBG-61'],
  ['the second padding', 3, 'outcome.events.0.pad2', '0x80000000', 'events.0.pad2', 'SYNDBG-61'],
  ['status at the exit', 3, 'outcome.events.0.status', '0x9', 'events.0.status', 'SYNDBG-62'],
  ['RIP at the exit', 3, 'outcome.events.0.rip', '0x1000', 'events.0.rip', 'SYNDBG-60'],
  ['the type of the exit', 3, 'outcome.events.0.type', '0x2', 'events.0.type', 'SYNDBG-20'],
  ['a missing exit', 3, 'outcome.events', [], 'events.0', 'SYNDBG-05'],
  ['the gate', 5, 'outcome', { outcome: 'fault', fault: '#GP' }, 'outcome', 'SYNDBG-15'],
  ['a value read', 5, 'outcome.value', '0x6', 'value', 'SYNDBG-19'],
  ['an exit too many', 6, 'outcome.events', [EXIT], 'events.0', 'SYNDBG-07'],
  ['the status of a hypercall', 8, 'outcome.value', '0x2', 'value', 'SYNDBG-88'],
];

for (const [what, line, path, value, field, requirement] of CHANGES) {
  test(`one wrong value is found where it stands: ${what}`, async () => {
    const result = await run(changed(line, path, value));
    assert.equal(result.verdict, 'fail');
    assert.equal(result.exitCode, 1);
    const [finding, ...more] = result.findings;
    assert.equal(more.length, 0);
    assert.equal(finding?.line, line);
    const found = finding.differences.find((difference) => difference.path === field);
    assert.ok(found, finding.message);
    assert.equal(found.requirements[0], requirement, found.requirements.join());
    assert.ok(found.requirements.length <= 5, found.requirements.join());
    assert.ok(finding.message.includes(`[${requirement}`), finding.message);
  });
}

test('a finding says file, line, experiment, operation, both values in hex, the bits and the requirement', async () => {
  const { findings } = await run(changed(3, 'outcome.events.0.control', '0x1'));
  assert.equal(
    findings[0]?.message,
    'r.ndjson:3: control/write: step wrmsr: events.0.control: expected 0x21, got 0x1 (bit 5 differs) [SYNDBG-22, SYNDBG-04]',
  );
  assert.deepEqual(findings[0].step, { op: 'wrmsr', ...AT, msr: '0x400000f1', value: '0x21' });
  assert.deepEqual(findings[0].differences[0], {
    path: 'events.0.control',
    expected: '0x21',
    got: '0x1',
    text: 'events.0.control: expected 0x21, got 0x1 (bit 5 differs)',
    requirements: ['SYNDBG-22', 'SYNDBG-04'],
  });
});

test('what only kernels were seen to do is told from what a source demands', async () => {
  const message = async (field: string): Promise<string> =>
    (await run(changed(3, `outcome.events.0.${field}`, '0x1'))).findings[0]?.message ?? '';
  assert.match(await message('pad1'), / \[SYNDBG-61\] \(level SEEN: kernels did so, no source demands it\)$/);
  assert.doesNotMatch(await message('control'), /SEEN/);
});

test('a wrong inspection is found', async () => {
  const { findings } = await run(changed(9, 'inspect.vms.0.registers.status', '0x7'));
  assert.equal(findings[0]?.line, 9);
  assert.match(findings[0].message, /inspect: vms\.0\.registers\.status: expected 0x9, got 0x7/);
});
