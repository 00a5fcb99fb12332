/** What a run says of each requirement. */
import type { Catalogue } from '../catalogue';
import type { CaseReport, MachineReport, RequirementReport, RequirementStatus } from '../report-types';
import type { VerdictName } from '../verdict';

type Requirement = Catalogue['requirements'][number];

/** The requirements of the machines that the run was about, with a status in each profile of it. */
export function requirementReports(
  catalogues: readonly Catalogue[],
  machines: readonly MachineReport[],
  cases: readonly CaseReport[],
): RequirementReport[] {
  return machines.flatMap(({ machine, profiles }) => {
    const catalogue = catalogues.find((one) => one.machine === machine);
    const own = cases.filter((one) => one.machine === machine);
    const names = profiles.map(({ profile }) => profile);
    return (catalogue?.requirements ?? []).map((requirement) => reportOf(requirement, machine, names, own));
  });
}

function reportOf(
  { id, text, level, class: origin, source, profiles, excluded }: Requirement,
  machine: string,
  names: readonly string[],
  cases: readonly CaseReport[],
): RequirementReport {
  const about = cases.filter((one) => one.requirements.includes(id) || one.broken?.includes(id));
  return {
    id,
    machine,
    text,
    level,
    class: origin,
    source,
    profiles: [...profiles],
    ...(excluded ? { excluded: { ...excluded } } : {}),
    statuses: names
      .filter((name) => profiles.includes(name))
      .map((profile) => statusOf(profile, excluded !== undefined, about)),
  };
}

/** Verdicts after which a requirement cannot be said to hold. */
const AGAINST: readonly VerdictName[] = ['fail', 'inconclusive', 'expected-fail', 'untestable', 'error'];

function statusOf(profile: string, excluded: boolean, about: readonly CaseReport[]): RequirementStatus {
  const cases = about.filter((one) => one.profile === profile);
  const verdicts = cases.map(({ verdict }) => verdict);
  return { profile, status: word(verdicts, excluded), cases: [...new Set(cases.map(({ id }) => id))] };
}

function word(verdicts: readonly VerdictName[], excluded: boolean): RequirementStatus['status'] {
  if (verdicts.some((verdict) => AGAINST.includes(verdict))) return 'fail';
  if (verdicts.some((verdict) => verdict === 'pass' || verdict === 'unexpected-pass')) return 'covered-pass';
  if (excluded) return 'excluded';
  return verdicts.length > 0 ? 'inapplicable' : 'not-covered';
}
