/** Which cases of the features a subject is asked about, and why it is not asked about the others. */
import type { Machine } from '../model/core/machine';
import type { Case } from './case';

interface Offered {
  readonly machine: string;
  readonly profile: string;
  readonly capabilities: readonly string[];
  readonly choices: Readonly<Record<string, string>>;
}

/** The capabilities that a case wants and an offer lacks. */
export function lackingIn(
  { needs }: Pick<Case, 'needs'>,
  { capabilities }: Pick<Offered, 'capabilities'>,
): readonly string[] {
  return needs.filter((need) => !capabilities.includes(need));
}

/** Whether a case is about what the subject chose not to do. The reference makes every case's choice. */
export function isOtherChoice({ choices: asked }: Case, { choices }: Offered, reference: boolean): boolean {
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
