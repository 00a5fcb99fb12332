/** What a run says of each requirement: shown is what every case about it showed, and nothing less. */
import type { Case } from '../case';
import { lackingIn } from '../case';
import type { Catalogue } from '../catalogue';
import type {
  CaseReport,
  MachineReport,
  OfferReport,
  RequirementReport,
  RequirementStatus,
} from '../report-types';
import { isOtherChoice } from '../scope';

type Requirement = Catalogue['requirements'][number];

/** What the statuses are read from. */
export interface Evidence {
  readonly results: readonly CaseReport[];
  /** All cases of the features, whether they ran or not. */
  readonly cases: readonly Case[];
  readonly offers: readonly OfferReport[];
  /** Whether the reference was tested, which makes every case's choice. */
  readonly reference: boolean;
}

/** The requirements of the machines that the run was about, with a status in each profile of it. */
export function requirementReports(
  catalogues: readonly Catalogue[],
  machines: readonly MachineReport[],
  evidence: Evidence,
): RequirementReport[] {
  return machines.flatMap(({ machine, profiles }) => {
    const catalogue = catalogues.find((one) => one.machine === machine);
    const own = byRequirement(ofMachine(machine, evidence));
    const names = profiles.map(({ profile }) => profile);
    return (catalogue?.requirements ?? []).map((requirement) =>
      reportOf(requirement, machine, names, own(requirement.id)),
    );
  });
}

function ofMachine(name: string, { results, cases, offers, reference }: Evidence): Evidence {
  return {
    results: results.filter(({ machine }) => machine === name),
    cases: cases.filter(({ machine }) => machine.name === name),
    offers: offers.filter(({ machine }) => machine === name),
    reference,
  };
}

/** What of the evidence is about a requirement. */
function byRequirement({ results, cases, ...rest }: Evidence): (id: string) => Evidence {
  const about = grouped(results, ({ requirements, broken = [], unlike = [] }) => [
    ...requirements,
    ...broken,
    ...unlike,
  ]);
  const claiming = grouped(cases, ({ requirements }) => requirements);
  return (id) => ({ ...rest, results: about.get(id) ?? [], cases: claiming.get(id) ?? [] });
}

/** The items under each of their keys, in their order. */
function grouped<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  return groups;
}

function reportOf(
  { id, text, level, class: origin, source, profiles, excluded }: Requirement,
  machine: string,
  names: readonly string[],
  own: Evidence,
): RequirementReport {
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
      .map((profile) => statusOf(id, profile, excluded !== undefined, own)),
  };
}

function statusOf(id: string, profile: string, excluded: boolean, evidence: Evidence): RequirementStatus {
  const { offers, reference } = evidence;
  const offer = offers.find((one) => one.profile === profile) ?? {
    machine: '',
    profile,
    capabilities: [],
    choices: {},
  };
  const results = evidence.results.filter((one) => one.profile === profile);
  const held = evidence.cases.filter(({ profiles }) => profiles.includes(profile));
  const about = held.filter((one) => !isOtherChoice(one, offer, reference));
  const passing = new Set(results.filter(isPass).map((one) => one.id));
  const passed = about.filter((one) => passing.has(one.id)).length;
  const inapplicable = (one: Case): boolean =>
    lackingIn(one, offer).length > 0 ||
    results.some((result) => result.id === one.id && result.verdict === 'inapplicable');
  const counts = {
    passed,
    of: about.length,
    none: held.every((one) => !about.includes(one) || inapplicable(one)),
  };
  const word = excluded && results.length === 0 ? 'excluded' : wordOf(id, results, counts, held.length);
  const ids = new Set([
    ...about.map((one) => one.id),
    ...results.filter((one) => breaks(one, id)).map((one) => one.id),
  ]);
  return { profile, status: word, passed, of: about.length, cases: [...ids].sort() };
}

function wordOf(
  id: string,
  results: readonly CaseReport[],
  { passed, of, none }: { readonly passed: number; readonly of: number; readonly none: boolean },
  held: number,
): RequirementStatus['status'] {
  if (results.some((one) => breaks(one, id) && FAILURES.includes(one.verdict))) return 'fail';
  if (results.some((one) => differsIn(one, id))) return 'differs';
  if (passed > 0) return passed === of ? 'shown' : 'partly';
  if (held === 0) return 'not-covered';
  return none ? 'inapplicable' : 'not-shown';
}

const FAILURES: readonly CaseReport['verdict'][] = ['fail', 'expected-fail'];

function isPass({ verdict }: CaseReport): boolean {
  return verdict === 'pass' || verdict === 'unexpected-pass';
}

function breaks({ broken }: CaseReport, id: string): boolean {
  return broken?.includes(id) ?? false;
}

/** A case may hold, and the subject not be like the kernels that were seen all the same. */
function differsIn(result: CaseReport, id: string): boolean {
  return (result.verdict === 'differs' && breaks(result, id)) || (result.unlike?.includes(id) ?? false);
}
