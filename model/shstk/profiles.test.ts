import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profilesIn } from '../core/lineage';
import type { AnyOutcome } from '../core/machine';
import { completeChoices } from '../core/machine';
import { profileOf } from '../core/rules';
import { SHSTK_MACHINE } from '.';
import { rulesOf, UPSTREAM, V1 } from './profiles';
import type { Rules } from './rules';
import { modelOf } from './step';
import { EMPTY_CONFIG } from './testing/config';
import type { Op } from './types';

/** A release in which a guard page is at both ends again. */
const NEXT: Rules = { ...UPSTREAM, profile: '7.3', guard: { ...UPSTREAM.guard, above: V1.guard.above } };
const next = profileOf(modelOf)(NEXT, 'as if Linux 7.3 had guard pages at both ends', {
  extends: 'upstream',
  kernels: 'Linux 7.3',
});

test('one more release is its one rule: all else holds in it as in the release before', () => {
  const PAGE = 0x7_0000_0000n;
  const map: Op = { op: 'map_shadow_stack', thread: 1, addr: PAGE, size: 0x1000n, flags: 0n };
  const hint: Op = { op: 'mmap', thread: 1, addr: PAGE + 0x1000n, size: 0x1000n, prot: 3, place: 'hint' };
  const answers = (name: string): readonly AnyOutcome[] => {
    const profile = name === '7.3' ? next : SHSTK_MACHINE.profiles.find((one) => one.name === name);
    assert.ok(profile);
    const model = profile.model(completeChoices(profile, {}));
    const mapped = model.step(model.initial(EMPTY_CONFIG), map);
    return [mapped.outcome, model.step(mapped.state, hint).outcome];
  };
  const taken = { outcome: 'ok', value: PAGE };
  assert.deepEqual(answers('upstream'), [taken, { outcome: 'ok', value: PAGE + 0x1000n }]);
  assert.deepEqual(answers('7.3'), [taken, { outcome: 'ok', value: 0x7fff_f7fe_f000n }]);
  assert.deepEqual(profilesIn([...SHSTK_MACHINE.profiles, next], { since: ['upstream'] }), [
    'upstream',
    'upstream-documented',
    'clone3',
    '7.3',
  ]);
});

test('a profile that there is not is an error that names those there are', () => {
  assert.equal(rulesOf('v1'), V1);
  assert.throws(() => rulesOf('7.3'), {
    name: 'RangeError',
    message: 'shstk has no profile "7.3": it has v1, upstream, upstream-documented, clone3',
  });
});
