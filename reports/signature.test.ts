import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from './signature';
import { signatureOf } from './signature';
import { shapeOf } from './text/shape';

function differing(
  field: string,
  expected: unknown,
  got: unknown,
): NonNullable<Failure['differences']>[number] {
  return { field, shape: `${shapeOf(expected)} → ${shapeOf(got)}` };
}

const FAILURE: Failure = {
  id: 'syndbg.exit:control',
  profile: 'upstream',
  message:
    'the subject and the reference model disagree where the scenario is silent:\n  pad1: expected 0x0, got 0x7',
  broken: ['SYNDBG-61'],
  differences: [differing('events.SYNDBG.pad1', 0n, 7n)],
};
/** Where nothing of the reference's differs, only the message tells. */
const SAID: Failure = {
  id: FAILURE.id,
  profile: FAILURE.profile,
  message: 'control: expected 0x5, got 0x4 (bit 0 differs)\nThe subject stands alone.',
  broken: ['SYNDBG-22'],
};

function assertDistinct(failures: readonly Failure[]): void {
  const all = failures.map(signatureOf);
  assert.equal(new Set(all).size, all.length, all.join(' '));
}

test('twelve hexadecimal digits, the same for the same failure', () => {
  assert.match(signatureOf(FAILURE), /^[0-9a-f]{12}$/);
  assert.equal(signatureOf({ ...FAILURE }), signatureOf(FAILURE));
});

test('values, the order of differences and what else may have broken do not count', () => {
  const others: readonly Failure[] = [
    { ...FAILURE, differences: [differing('events.SYNDBG.pad1', 0n, 0xffff_ffffn)] },
    { ...FAILURE, message: 'seed 7' },
    { ...FAILURE, broken: ['SYNDBG-61', 'SYNDBG-05'] },
  ];
  for (const other of others) assert.equal(signatureOf(other), signatureOf(FAILURE));
  const two = [differing('a', 1n, 2n), differing('b', 1n, 2n)];
  assert.equal(
    signatureOf({ ...FAILURE, differences: two }),
    signatureOf({ ...FAILURE, differences: [...two].reverse() }),
  );
});

test('case, profile, field, requirement and the kind of value do', () => {
  assertDistinct([
    FAILURE,
    { ...FAILURE, id: 'syndbg.exit:pending' },
    { ...FAILURE, profile: 'v6' },
    { ...FAILURE, broken: ['SYNDBG-62'] },
    { ...FAILURE, differences: [differing('events.SYNDBG.pad2', 0n, 7n)] },
    { ...FAILURE, differences: [differing('events.SYNDBG.pad1', 0n, undefined)] },
    { ...FAILURE, differences: [...(FAILURE.differences ?? []), differing('events.SYNDBG.pad2', 0n, 7n)] },
    SAID,
  ]);
});

test('the send page and the receive page never share one, nor do two errors or two faults', () => {
  const one = (field: string, expected: unknown, got: unknown): Failure => ({
    ...FAILURE,
    differences: [differing(field, expected, got)],
  });
  assertDistinct([
    one('events.SYNDBG.send_page', 1n, 0n),
    one('events.SYNDBG.recv_page', 1n, 0n),
    one('error', 'EINVAL', 'EIO'),
    one('error', 'EINVAL', 'E2BIG'),
    one('fault', '#GP', '#UD'),
    one('outcome', 'ok', 'fault'),
    one('leaves.0x40000003', undefined, { eax: 1n }),
    one('leaves.0x40000004', undefined, { eax: 1n }),
  ]);
});

test('without differences the message counts, without its numbers', () => {
  assert.equal(
    signatureOf({ ...SAID, message: 'control: expected 0xffff, got 0x0 (bits 15–0 differ)' }),
    signatureOf(SAID),
  );
  const silent = (field: string): Failure => ({
    ...SAID,
    message: `the subject and the reference model disagree where the scenario is silent:\n  ${field}: expected 0x1, got 0x0`,
  });
  assertDistinct([
    SAID,
    { ...SAID, message: 'status: expected 0x5, got 0x4 (bit 0 differs)' },
    { ...SAID, message: 'error: expected "EINVAL", got "EIO"' },
    silent('events.0.pad1'),
    silent('events.0.pad2'),
    { id: SAID.id, profile: SAID.profile },
  ]);
});
