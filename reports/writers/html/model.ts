/** What the page shows, arranged for reading: results of one case together, cases by feature and rule. */
import type { CaseReport, Conformance } from '../../report-types';
import type { SubjectCommand } from '../../text/replay';
import type { ScenarioText } from '../../text/scenario';
import { placeOf } from '../../text/scenario';

/** One scenario or row, with its results in the order of the report. */
export interface CaseGroup {
  readonly id: string;
  readonly anchor: string;
  readonly place: string;
  readonly first: CaseReport;
  readonly results: readonly CaseReport[];
}

export interface Page {
  readonly report: Readonly<Conformance>;
  readonly groups: readonly CaseGroup[];
  /** By `place`. */
  readonly texts: ReadonlyMap<string, ScenarioText>;
  /** Ids of the requirements that have an anchor. */
  readonly known: ReadonlySet<string>;
  readonly subject: SubjectCommand;
  /** By machine, an SVG document each. */
  readonly diagrams: Readonly<Record<string, readonly string[]>>;
}

export function pageOf(
  report: Readonly<Conformance>,
  texts: ReadonlyMap<string, ScenarioText>,
  subject: SubjectCommand,
  diagrams: Readonly<Record<string, readonly string[]>>,
): Page {
  const known = new Set(report.requirements.map(({ id }) => id));
  return { report, groups: groupsOf(report), texts, known, subject, diagrams };
}

/** In the order of the files; the results of one in the order of the machine's profiles. */
function groupsOf({ cases, machines }: Readonly<Conformance>): readonly CaseGroup[] {
  const order = machines.flatMap(({ machine, profiles }) =>
    profiles.map(({ profile }) => `${machine} ${profile}`),
  );
  const rank = ({ machine, profile }: CaseReport): number => order.indexOf(`${machine} ${profile}`);
  const groups = new Map<string, CaseReport[]>();
  for (const one of cases) {
    const key = `${placeOf(one)} ${one.id}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const taken = new Set<string>();
  return [...groups.values()].sort(byPlace).map((unordered) => {
    const results = [...unordered].sort((a, b) => rank(a) - rank(b));
    const first = results[0] as CaseReport;
    return {
      id: first.id,
      anchor: free(taken, `case-${slug(first.id)}`),
      place: placeOf(first),
      first,
      results,
    };
  });
}

function byPlace([a]: readonly CaseReport[], [b]: readonly CaseReport[]): number {
  if (!a || !b) return 0;
  return a.feature < b.feature ? -1 : a.feature > b.feature ? 1 : a.line - b.line;
}

/** An id without blanks, and the same for the same text. */
export function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9._:-]/g, '_');
}

function free(taken: Set<string>, wanted: string): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n += 1) id = `${wanted}~${n}`;
  taken.add(id);
  return id;
}

/** Consecutive items with the same key together. */
export function runs<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let last: string | null = null;
  for (const item of items) {
    const own = key(item);
    if (own === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = own;
  }
  return groups;
}

/** The anchor of a red result in the list of failures. */
export function failureAnchor({ anchor }: CaseGroup, { profile }: CaseReport): string {
  return `failure-${anchor.slice('case-'.length)}-${slug(profile)}`;
}
