/** The mutants of a machine's reference model, each judged in this process. Load it after the model was instrumented. */
import type { Machine } from '../../model/core/machine';
import { machineOf } from '../../model/machines';
import type { Death } from './kill';
import { byGuard, byWords, Mutated } from './kill';
import type { Prepared } from './load';
import type { Fate, Mutation } from './mutation';
import { byRecordings, recordingsOf } from './recordings';
import { modelTold } from './separate';
import { takeSeen } from './switches';
import { typesOf } from './type-check';
import { unitTestsOf } from './unit-tests';
import type { Unit } from './units';
import { boundCases, unitsOf } from './units';

type Judged = Pick<Fate, 'by' | 'detail'>;
export type Judge = (mutation: Mutation) => Promise<Judged>;

/** Cases that noticed the mutants before are tried first: neighbours die by the same. */
export const RECENT = 8;

/**
 * @param triage whether the reference is put beside each survivor
 * @throws Error where the cases do not pass on the reference
 */
export async function modelJudge(name: string, model: Prepared, triage: boolean): Promise<Judge> {
  const machine = machineOf(name);
  const atLoad = takeSeen();
  const units = await unitsOf(await boundCases(name));
  const recordings = await recordingsOf(machine);
  const isRefused = typesOf(name, model.edits);
  const failsUnitTests = unitTestsOf(name, model);
  let recent: readonly Unit[] = [];
  return async ({ id }) => {
    const reached = atLoad.has(id) ? units : units.filter(({ reaches }) => reaches.has(id));
    const first = recent.filter((unit) => reached.includes(unit));
    const mutated = loaded(id, machine, atLoad.has(id));
    if (!mutated) return { by: 'load', detail: '' };
    const rest = reached.filter((unit) => !first.includes(unit));
    const death = (await byWords(mutated, [...first, ...rest])) ?? (await byGuard(mutated, reached));
    if (!death) {
      if (isRefused(id)) return { by: 'types', detail: '' };
      const seen = recordings.filter(({ reaches }) => atLoad.has(id) || reaches.has(id));
      const recording = await byRecordings(mutated, seen);
      if (recording) return { by: 'recordings', detail: recording.name };
      if (failsUnitTests(id)) return { by: 'unit tests', detail: '' };
      return triage ? modelTold(mutated, machine, reached) : { by: 'lives', detail: '' };
    }
    if (death.unit.case.invariant === null)
      recent = [death.unit, ...recent.filter((unit) => unit !== death.unit)].slice(0, RECENT);
    return judged(death);
  };
}

function loaded(id: number, machine: Machine, isStatic: boolean): Mutated | null {
  try {
    return new Mutated(id, machine, isStatic);
  } catch {
    return null;
  }
}

function judged({ by, unit }: Death): Judged {
  return { by, detail: `${unit.case.id} [${unit.offer.profile}]` };
}
