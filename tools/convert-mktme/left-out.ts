/** Why a fact is not in the recordings: a closed list. */
export const REASONS = {
  'another-code': 'the code is the shape of 2018, which no profile describes',
  'start-not-given': 'the leaves at the start, or what the code copies from, were cut short in the fact',
  'copies-not-given':
    'the copies at the start were neither those of the canonical mapping nor empty, and the steps to them are not told',
  'not-a-machine': 'the leaves in it are none that the operations can map',
  'steps-not-told': 'the history holds a step that its words do not tell exactly',
  'unknown-group': 'the group is none that was met before',
  'does-not-fit': 'what was printed is not what such an experiment is known to print',
  'earlier-steps': 'tables are there at the start that the steps told do not make: something came before',
} as const;

export type Reason = keyof typeof REASONS;

/** A fact that the operations cannot express. */
export class LeftOut extends Error {
  override readonly name = 'LeftOut';
  constructor(readonly reason: Reason) {
    super(REASONS[reason]);
  }
}
