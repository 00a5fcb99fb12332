/** Counting results. */
import type { Machine } from '../../model/core/machine';
import type { CaseReport, Counts, MachineReport, OfferReport } from '../report-types';
import { VERDICTS } from '../verdict';

export function countsOf(cases: readonly Pick<CaseReport, 'verdict'>[]): Counts {
  const count = (name: string): number => cases.filter(({ verdict }) => verdict === name).length;
  const each = Object.fromEntries(VERDICTS.map((name) => [name, count(name)])) as Omit<Counts, 'total'>;
  return { total: cases.length, ...each };
}

/**
 * The machines and profiles that a run was about, in the order of the models: those that the subject offers
 * and those that results name (what belongs to none comes last, under a dash).
 */
export function machineReports(
  machines: readonly Machine[],
  offers: readonly OfferReport[],
  cases: readonly CaseReport[],
): MachineReport[] {
  const pairs = [...offers, ...cases].map(({ machine, profile }) => ({ machine, profile }));
  const names = ordered(
    machines.map(({ name }) => name),
    pairs.map(({ machine }) => machine),
  );
  return names.map((name) => {
    const model = machines.find((machine) => machine.name === name);
    const profiles = ordered(
      model?.profiles.map((profile) => profile.name) ?? [],
      pairs.filter(({ machine }) => machine === name).map(({ profile }) => profile),
    );
    return {
      machine: name,
      about: model?.about ?? 'outside every machine',
      profiles: profiles.map((profile) => ({
        profile,
        about: model?.profiles.find((one) => one.name === profile)?.about ?? 'outside every profile',
        counts: countsOf(cases.filter((one) => one.machine === name && one.profile === profile)),
      })),
    };
  });
}

/** The `wanted` names, those that are `known` first and in that order. */
function ordered(known: readonly string[], wanted: readonly string[]): readonly string[] {
  return [
    ...known.filter((name) => wanted.includes(name)),
    ...[...new Set(wanted)].filter((name) => !known.includes(name)).sort(),
  ];
}
