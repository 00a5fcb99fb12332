/** The outcome of a run in words, the same in every report: how far a subject conforms, and what is between it and the rest. */
import type { Conformance, Counts, NotRun, RequirementStatus } from './report-types';
import { oneLine } from './text/clean';

interface Report extends Pick<Conformance, 'counts' | 'machines' | 'selection'> {
  readonly exit: Pick<Conformance['exit'], 'code' | 'reasons'>;
}

/** `conforms`, `conforms, as far as 125 of 235 cases of upstream go`, `does not conform`, …: the headline. */
export function outcomeOf(report: Report): string {
  const { exit, counts } = report;
  switch (exit.code) {
    case 0:
      return conforms(report);
    case 1:
      return `${isUndecided(report) ? undecided(counts) : 'does not conform'}${ran(report)}`;
    case 2:
      return 'could not be judged: the harness or the adapter broke';
    case 3:
      return empty(counts);
    case 130:
      return 'was not tested to the end: the run was interrupted';
  }
}

function empty({ total, pass }: Counts): string {
  if (total === 0) return 'was not tested: nothing was executed';
  return pass === 0
    ? 'shows nothing: no case passed'
    : 'is not shown to conform: some of what was to run is empty';
}

function conforms(report: Report): string {
  const { pass, 'expected-fail': known } = report.counts;
  const total = casesOf(report);
  const own = report.selection.features;
  const to = own === undefined ? '' : ` to the features in ${oneLine(own, 200)}`;
  const but = known > 0 ? ` but for ${many(known, 'known failure', 'known failures')}` : '';
  if (pass + known >= total) return `conforms${to}${but}`;
  const far = `${pass + known} of ${many(total, 'case', 'cases')} of ${whereOf(report)}`;
  return `conforms${to}${but}, as far as ${far} ${pass + known === 1 ? 'goes' : 'go'}`;
}

/** Green is for what conforms without a remark, red for what does not; between them is a warning. */
export function toneOf({ exit }: Pick<Conformance, 'exit'>): 'pass' | 'warn' | 'fail' {
  if (exit.code !== 0) return 'fail';
  return exit.outcome === 'conforms' ? 'pass' : 'warn';
}

/** Of a red run of a part: how much of it ran. */
function ran(report: Report): string {
  const { total, inapplicable } = report.counts;
  return report.selection.part
    ? ` (${total - inapplicable} of ${many(casesOf(report), 'case', 'cases')} of ${whereOf(report)} ran)`
    : '';
}

/** Nothing failed: properties did not come to what they are about. */
function isUndecided({ exit, counts }: Report): boolean {
  const against = counts.fail + counts.untestable + counts['unexpected-pass'];
  return counts.inconclusive > 0 && against === 0 && exit.reasons.length === 0;
}

function undecided({ inconclusive }: Counts): string {
  return `is not shown to conform: ${many(inconclusive, 'case was', 'cases were')} inconclusive`;
}

function casesOf({ machines }: Report): number {
  return machines.flatMap(({ profiles }) => profiles).reduce((sum, { cases }) => sum + cases, 0);
}

/** `upstream`, `v6 and upstream`, `5 machines`. */
function whereOf({ machines }: Report): string {
  const those = machines.filter(({ profiles }) => profiles.some(({ cases }) => cases > 0));
  const [first] = those;
  if (those.length > 1 || !first) return `${those.length} machines`;
  return listed(first.profiles.filter(({ cases }) => cases > 0).map(({ profile }) => profile));
}

/** `210 pass, 3 fail, 40 inapplicable`: the verdicts that occur. */
export function countsText(counts: Counts): string {
  const { total, ...each } = counts;
  const parts = Object.entries(each).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  return total === 0 ? 'no results' : parts.join(', ');
}

/** What makes the run one of a part of the suite, as its options; null for a whole one. */
export function partOf({ selection }: Pick<Conformance, 'selection'>): string | null {
  if (!selection.part) return null;
  const { tags, name, paths, shard, path, first } = selection;
  const options = [
    ...(paths ?? []),
    ...(tags === undefined ? [] : [`--tags '${tags}'`]),
    ...(name === undefined ? [] : [`--name '${name}'`]),
    ...(shard === undefined ? [] : [`--shard ${shard}`]),
    ...(path === undefined ? [] : [`--path ${path}`]),
    ...(first ? ['--first'] : []),
  ];
  return `only a part of the suite was asked for: ${options.join(' ')}`;
}

/** `syndbg upstream: not run: hypercalls 34 cases, …` and what to declare next, for each profile that lacks something. */
export function notRunLines({ machines }: Pick<Conformance, 'machines'>): readonly string[] {
  const several = machines.flatMap(({ profiles }) => profiles).length > 1;
  return machines.flatMap(({ machine, profiles, otherProfiles }) =>
    profiles.flatMap(({ profile, notRun }, i) => {
      // One line for those of no profile here, beside the machine's first.
      const others = i === 0 ? otherProfiles : 0;
      const parts = [
        ...wantTexts(notRun),
        ...(notRun.selection > 0 ? [`not selected ${notRun.selection}`] : []),
        ...(notRun.choices > 0 ? [`other choices ${notRun.choices}`] : []),
        ...(others > 0 ? [`other profiles ${others}`] : []),
      ];
      const telling = notRun.wants.length + notRun.choices > 0 || (!several && parts.length > 0);
      if (!telling) return [];
      const head = several ? `${machine} ${profile}: ` : '';
      return [
        `${head}not run: ${parts.join(', ')}`,
        ...nextText(notRun).map((text) => `${head}next: ${text}`),
      ];
    }),
  );
}

/** Groups of cases that are told one by one. */
const MAX_WANTS = 8;

function wantTexts({ wants }: NotRun): readonly string[] {
  const told = wants.slice(0, MAX_WANTS);
  const more = wants.slice(MAX_WANTS).reduce((sum, { cases }) => sum + cases, 0);
  return [
    ...told.map(
      ({ capabilities, cases }, i) =>
        `${capabilities.join(' + ')} ${i === 0 ? many(cases, 'case', 'cases') : cases}`,
    ),
    ...(more > 0 ? [`other capabilities ${more}`] : []),
  ];
}

/** What one more declaration gives most of: a single capability before several that are wanted together. */
function nextText({ wants }: NotRun): readonly string[] {
  const [next] = [...wants].sort(
    (a, b) => a.capabilities.length - b.capabilities.length || b.cases - a.cases,
  );
  if (!next) return [];
  const { capabilities, operations, cases, requirements } = next;
  const what =
    operations.length > 0
      ? `${many(operations.length, 'operation', 'operations')}: ${shortened(operations, 6)}; `
      : '';
  return [
    `${capabilities.join(' + ')} (${what}${many(cases, 'case', 'cases')}; ${shortened(requirements, 6)})`,
  ];
}

function shortened(words: readonly string[], max: number): string {
  const more = words.length - max;
  return words.slice(0, max).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function many(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** `shown`, `partly 2 of 5`: a requirement's status in one profile. */
export function statusLabel({ status, passed, of }: RequirementStatus): string {
  return status === 'partly' ? `partly ${passed} of ${of}` : status;
}

/** `requirements: 60 shown, 5 partly, 1 fail`: in how many profiles which status, summed up. */
export function statusesText({ requirements }: Pick<Conformance, 'requirements'>): string {
  const counts = new Map<string, number>();
  for (const { statuses } of requirements)
    for (const { status } of statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = STATUSES.flatMap((name) => (counts.has(name) ? [`${counts.get(name) ?? 0} ${name}`] : []));
  return parts.length === 0 ? '' : `requirements: ${parts.join(', ')}`;
}

const STATUSES = [
  'shown',
  'partly',
  'fail',
  'differs',
  'not-shown',
  'inapplicable',
  'not-covered',
  'excluded',
];
