/** The frame of an invariant: a fresh machine for each run, a scenario where it breaks. */
import type * as fc from 'fast-check';
import type { Inspection, Op } from '../../model/heki/types';
import type { Lab } from '../lab';
import type { Seen } from '../property';
import { holds } from '../property';
import { scenarioOf } from './say';
import { setupOf } from './setup';

export interface Trial<T> {
  readonly from: fc.Arbitrary<T>;
  /** What all runs together must have reached. */
  readonly reach: readonly string[];
  readonly run: (lab: Lab, value: T, seen: Seen) => Promise<void>;
}

/** Tries an invariant on a fresh machine for each value. */
export function forAll<T>(lab: Lab, { from, reach, run }: Trial<T>): Promise<void> {
  return holds(lab, {
    arbitrary: from,
    mustReach: reach,
    scenario: scenarioOf,
    run: async (own, value, seen) => {
      await restart(own);
      await run(own, value, seen);
    },
  });
}

/** Resets the machine as the Given steps said. */
export async function restart(lab: Lab): Promise<void> {
  const setup = setupOf(lab);
  setup.begun = true;
  await lab.start(setup.config);
}

/** An operation and its outcome, with the fields that the invariants look at. */
export async function perform<T>(lab: Lab, op: Op): Promise<T> {
  return (await lab.perform(op)) as T;
}

export async function inspect(lab: Lab): Promise<Inspection> {
  return await lab.inspected();
}
