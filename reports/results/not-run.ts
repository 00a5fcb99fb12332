/** Which cases of a profile did not run on the subject, by why. */
import type { Machine } from '../../model/core/machine';
import type { Case } from '../case';
import { lackingIn } from '../case';
import type { CaseReport, NotRun, OfferReport } from '../report-types';
import { isOtherChoice, operationsOf } from '../scope';

export interface ProfileCases {
  /** Cases of the features that the subject could be asked about. */
  readonly cases: number;
  readonly notRun: NotRun;
}

/**
 * @param cases all cases of the machine that hold in the profile
 * @param results of the profile
 * @param reference whether the reference was tested, which makes every case's choice
 */
export function profileCases(
  machine: Machine | undefined,
  offer: OfferReport,
  cases: readonly Case[],
  results: readonly CaseReport[],
  reference: boolean,
): ProfileCases {
  const byId = new Map(results.map((one) => [one.id, one]));
  const asked = cases.filter((one) => !isOtherChoice(one, offer, reference));
  const waiting = asked.filter(({ id }) => (byId.get(id)?.verdict ?? 'inapplicable') === 'inapplicable');
  const wanting = waiting.flatMap((one) => {
    const wants = byId.get(one.id)?.lacks ?? lackingIn(one, offer);
    return wants.length > 0 ? [{ of: one, wants }] : [];
  });
  const groups = new Map<string, Case[]>();
  for (const { of, wants } of wanting) {
    const key = JSON.stringify([...wants].sort());
    groups.set(key, [...(groups.get(key) ?? []), of]);
  }
  const wants = [...groups].map(([key, members]) => wantOf(machine, JSON.parse(key) as string[], members));
  return {
    cases: asked.length,
    notRun: {
      wants: wants.sort(byCases),
      choices: cases.length - asked.length,
      selection: waiting.length - wanting.length,
    },
  };
}

type Want = NotRun['wants'][number];

function wantOf(machine: Machine | undefined, capabilities: string[], cases: readonly Case[]): Want {
  const requirements = [...new Set(cases.flatMap((one) => one.requirements))].sort();
  const operations = machine ? capabilities.flatMap((one) => operationsOf(machine, one)) : [];
  return { capabilities, operations, cases: cases.length, requirements };
}

function byCases(a: Want, b: Want): number {
  return b.cases - a.cases || (a.capabilities.join() < b.capabilities.join() ? -1 : 1);
}
