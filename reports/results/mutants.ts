/** Which mutants died, and by which cases. */
import type { Machine } from '../../model/core/machine';
import type { CaseReport, MutantReport } from '../report-types';

/**
 * The mutants of the profiles in which cases met mutants, or null where none did.
 * A case that ran with mutants says whom it killed, though it be nobody.
 */
export function mutantReports(
  machines: readonly Machine[],
  cases: readonly CaseReport[],
): MutantReport[] | null {
  const met = cases.filter(({ killed }) => killed !== undefined);
  if (met.length === 0) return null;
  return machines.flatMap((machine) =>
    machine.mutants.flatMap(({ id, profile, requirement, origin }) => {
      const here = met.filter((one) => one.machine === machine.name && one.profile === profile);
      if (here.length === 0) return [];
      const killers = here.filter(({ killed }) => killed?.includes(id)).map((one) => one.id);
      return [{ machine: machine.name, profile, id, requirement, origin, killedBy: [...new Set(killers)] }];
    }),
  );
}
