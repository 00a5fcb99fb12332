/** What a subject is asked about: cases of its choices, and the operations behind each capability. */
import type { Machine } from '../model/core/machine';
import type { Offer } from '../subjects/subject';
import type { Case } from './case';

/** Whether a case is about what the subject chose not to do. The reference makes every case's choice. */
export function isOtherChoice(
  { choices: asked }: Case,
  { choices }: Pick<Offer, 'choices'>,
  reference: boolean,
): boolean {
  return !reference && Object.entries(asked).some(([name, value]) => choices[name] !== value);
}

/** What a capability gives: operations, and parameters of operations, as in `hypercall` and `wrmsr path=emulated`. */
export function operationsOf({ operations }: Machine, capability: string): readonly string[] {
  return Object.entries(operations).flatMap(([op, needs]) =>
    Object.entries(needs).flatMap(([path, need]) => {
      const name = path === '' ? op : `${op} ${path}`;
      if (typeof need === 'string') return need === capability ? [name] : [];
      return Object.entries(need).flatMap(([value, one]) => (one === capability ? [`${name}=${value}`] : []));
    }),
  );
}
