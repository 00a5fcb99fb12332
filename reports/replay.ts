/** `--path`: one run of one property again, and so nothing else. */
import type { Entry } from './book';

/**
 * Checks that the path of a run leads into something: exactly one property is selected. That nothing is selected is
 * for the guard, which knows why.
 * @throws RangeError with how many are selected
 */
export function checkReplay(path: string | undefined, selected: readonly Entry[]): void {
  if (path === undefined || selected.length === 0) return;
  const properties = selected.filter((entry) => typeof entry.case?.invariant === 'number').length;
  if (selected.length === 1 && properties === 1) return;
  const cases = selected.length === 1 ? '1 case is' : `${selected.length} cases are`;
  const among = properties === 1 ? '1 is a property' : `${properties || 'none'} are properties`;
  throw new RangeError(
    `--path ${path} runs one property again, a case tagged @invariant-…: ${cases} selected, of which ${among}; name one by features/….feature:line or by --machine and --tags`,
  );
}
