/** What follows from the results of a run: the part of a report that anyone can work out again. */
import type { Machine } from '../../model/core/machine';
import type { Catalogue } from '../catalogue';
import { outcomeOf } from '../outcome';
import type { Conformance } from '../report-types';
import { countsOf, machineReports } from './counts';
import type { Evidence } from './statuses';
import { requirementReports } from './statuses';

export interface Tally extends Pick<Conformance, 'counts' | 'machines' | 'requirements'> {
  /** The headline. */
  readonly outcome: string;
}

export interface Told extends Pick<Conformance, 'selection'> {
  readonly exit: Pick<Conformance['exit'], 'code' | 'reasons'>;
}

/** Pure: counts, machines, requirements and the headline of results. */
export function tallyOf(
  evidence: Evidence,
  { exit, selection }: Told,
  machines: readonly Machine[],
  catalogues: readonly Catalogue[],
): Tally {
  const about = machineReports(machines, evidence);
  const counts = countsOf(evidence.results);
  return {
    counts,
    machines: about,
    requirements: requirementReports(catalogues, about, evidence),
    outcome: outcomeOf({ exit, counts, machines: about, selection }),
  };
}
