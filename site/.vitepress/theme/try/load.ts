/** What the page loads only when a model is stepped: the models themselves, cases and forms. */
import { withBase } from 'vitepress';
import type { Machine } from '../../../../model/core/machine';
import type { Sequence } from '../../../step/engine';
import type { Forms } from '../../../step/forms';

/** Every machine with its model: the code that the suite runs. */
export const loadMachines = async (): Promise<readonly Machine[]> =>
  (await import('../../../../model/machines')).MACHINES;

export const formsFor = (machine: string): Promise<Forms> => json(`/try/${machine}/_forms.json`);

interface Run extends Sequence {
  readonly profiles: readonly string[];
}

export interface Case {
  readonly title: string;
  readonly runs: readonly Run[];
}

/** A case of a feature. @throws RangeError where there is none */
export async function caseOf(machine: string, feature: string, id: string): Promise<Case> {
  const cases = await json<Readonly<Record<string, Case>>>(`/try/${machine}/${feature}.json`);
  if (!Object.hasOwn(cases, id)) throw new RangeError(`there is no case "${id}" in ${feature}.feature`);
  return cases[id] as Case;
}

/** What the case does in a profile; in one that it does not hold in, what it does in another. */
export function runIn({ runs }: Case, profile: string): Sequence {
  const run = runs.find(({ profiles }) => profiles.includes(profile)) ?? runs[0];
  if (!run) throw new RangeError('the case performs nothing');
  const { config, ops, said, choices } = run;
  return { config, ops, said, choices };
}

async function json<T>(path: string): Promise<T> {
  const answer = await fetch(withBase(path));
  if (!answer.ok) throw new RangeError(`${path} is not there (${answer.status})`);
  return (await answer.json()) as T;
}
