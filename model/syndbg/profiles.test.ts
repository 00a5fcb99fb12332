/** What a profile costs, and what one is not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileOf } from '../core/rules';
import { MSR_OF } from './msr';
import { rulesOf, UPSTREAM } from './profiles';
import type { Rules } from './rules';
import { modelOf } from './step';
import type { Op } from './types';

const NEXT: Rules = { ...UPSTREAM, profile: '7.3', hostWriteExits: 'always' };
const next = profileOf(modelOf)(NEXT, 'the release after the newest', {
  extends: 'upstream',
  kernels: 'Linux 7.3',
});

test('the next release is what it changes, and its place', () => {
  const model = next.model({});
  const at = { vm: 0, vcpu: 0 };
  const write: Op = { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr: MSR_OF.control, value: 1n }] };
  const { state } = model.step(model.initial({ vms: 1, vcpus: 1, irqchip: false, trace: false }), write);
  const { outcome } = model.step(state, { op: 'run', ...at } satisfies Op);
  assert.equal(outcome.events?.[0]?.event, 'exit');
  assert.deepEqual([next.capabilities, next.choices], [UPSTREAM.capabilities, UPSTREAM.choices]);
});

test('a profile that there is not is an error that names those there are', () => {
  assert.equal(rulesOf('review').switchedBy, 'capability');
  assert.throws(() => rulesOf('7.3'), /syndbg has no profile "7\.3": it has v6, review, upstream/);
});
