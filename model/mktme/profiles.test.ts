/** The lineage of the profiles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileOf } from '../core/rules';
import { REPLY, rulesOf, V2 } from './profiles';
import { SPEC } from './rules';
import { modelOf } from './step';
import type { Config, Op } from './types';

const C = 0xffff888000000000n;
const CONFIG: Config = {
  levels: 4,
  page_offset: C,
  direct_mapping_size: 1n << 40n,
  keyid_bits: 6,
  phys_bits: 52,
  nr_keyids: 2,
  gbpages: true,
  canonical: [],
  enabled: true,
  copies: 'empty',
};

test('one more profile is what it changes', () => {
  const checks = { ...V2, profile: 'v3', checksRange: SPEC.checksRange, choices: SPEC.choices };
  const next = profileOf(modelOf)(checks, 'the repost with a check of the range', { extends: 'v2' });
  const model = next.model({ bad_range: 'refused' });
  const beyond: Op = { op: 'sync_direct_mapping', start: C - 0x1000n, end: C };
  assert.deepEqual(next.capabilities, V2.capabilities);
  assert.equal(model.step(model.initial(CONFIG), beyond).outcome.outcome, 'error');
  const posted = modelOf(V2, {});
  assert.equal(posted.step(posted.initial(CONFIG), beyond).outcome.outcome, 'ok');
});

test('the repost has what the mail has, but for its hook', () => {
  const changed = Object.keys(V2).filter(
    (name) => V2[name as keyof typeof V2] !== REPLY[name as keyof typeof V2],
  );
  assert.deepEqual(changed.sort(), ['flushesAfterSync', 'hookRange', 'profile', 'readsUnpassed']);
});

test('a profile that there is not is an error that names those that are', () => {
  assert.throws(() => rulesOf('v9'), /mktme has no profile "v9": it has spec, reply, v2/);
});
