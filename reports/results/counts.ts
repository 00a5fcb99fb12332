/** Counting results. */
import type { Machine } from '../../model/core/machine';
import type { CaseReport, Counts, MachineReport, ProfileReport } from '../report-types';
import { VERDICTS } from '../verdict';
import { profileCases } from './not-run';
import type { Evidence } from './statuses';

export function countsOf(cases: readonly Pick<CaseReport, 'verdict'>[]): Counts {
  const count = (name: string): number => cases.filter(({ verdict }) => verdict === name).length;
  const each = Object.fromEntries(VERDICTS.map((name) => [name, count(name)])) as Omit<Counts, 'total'>;
  return { total: cases.length, ...each };
}

/**
 * The machines and profiles that a run was about, in the order of the models: those that the subject offers
 * and those that results name (what belongs to none comes last, under a dash).
 */
export function machineReports(machines: readonly Machine[], evidence: Evidence): MachineReport[] {
  const { offers, results, cases } = evidence;
  const pairs = [...offers, ...results].map(({ machine, profile }) => ({ machine, profile }));
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
    const own = cases.filter(({ machine }) => machine.name === name);
    return {
      machine: name,
      about: model?.about ?? 'outside every machine',
      otherProfiles: own.filter((one) => !one.profiles.some((profile) => profiles.includes(profile))).length,
      profiles: profiles.map((profile) => profileReport(name, profile, model, evidence)),
    };
  });
}

function profileReport(
  machine: string,
  profile: string,
  model: Machine | undefined,
  { offers, results, cases, reference }: Evidence,
): ProfileReport {
  const own = results.filter((one) => one.machine === machine && one.profile === profile);
  const held = cases.filter((one) => one.machine.name === machine && one.profiles.includes(profile));
  const none = { machine, profile, capabilities: [], choices: {} };
  const offer = offers.find((one) => one.machine === machine && one.profile === profile) ?? none;
  return {
    profile,
    about: model?.profiles.find((one) => one.name === profile)?.about ?? 'outside every profile',
    counts: countsOf(own),
    ...profileCases(model, offer, held, own, reference),
  };
}

/** The `wanted` names, those that are `known` first and in that order. */
function ordered(known: readonly string[], wanted: readonly string[]): readonly string[] {
  return [
    ...known.filter((name) => wanted.includes(name)),
    ...[...new Set(wanted)].filter((name) => !known.includes(name)).sort(),
  ];
}
