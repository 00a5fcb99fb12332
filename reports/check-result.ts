/** What comes out of checking a recording file: counts, inferred choices, findings. All of it is bounded. */
import type { Choices, Misuse, Profile } from '../model/core/machine';
import { Unsupported } from '../model/core/machine';
import type { HeaderEntry } from '../subjects/recording';
import { RecordingError } from '../subjects/recording';
import type { Finding } from './check-finding';
import { waysOf } from './check-worlds';

/** Findings that are kept with their text; further ones are counted. */
export const MAX_FINDINGS = 100;
/** Different implementations (kernel, profile, pinned choices) that one file may hold. */
export const MAX_GROUPS = 64;
const MAX_REASONS = 50;

export interface RecordingCounts {
  readonly total: number;
  /** With at least one line judged, and each of them conforming. */
  readonly conforming: number;
  readonly nonConforming: number;
  /** Given up at an operation that the profile asked for lacks. */
  readonly inexpressible: number;
}

/** `total` is the sum of the others. */
export interface LineCounts {
  readonly total: number;
  readonly conforming: number;
  readonly nonConforming: number;
  /** Carried out, nothing to compare. */
  readonly unobserved: number;
  /** From the operation that the profile lacks to the next header. */
  readonly inexpressible: number;
  /** After a line that does not conform, up to the next header. */
  readonly notJudged: number;
}

/** What the lines say of the choices of one implementation. */
export interface InferredChoices {
  readonly machine: string;
  readonly profile: string;
  readonly kernel: string | null;
  /** For each choice the values that explain all lines. */
  readonly possible: Readonly<Record<string, readonly string[]>>;
  /** The line that left one value, for each choice that a line decided. */
  readonly settledAt: Readonly<Record<string, number>>;
}

export interface CheckResult {
  readonly file: string;
  readonly verdict: 'pass' | 'fail' | 'nothing executed';
  readonly exitCode: 0 | 1 | 3;
  readonly recordings: RecordingCounts;
  readonly lines: LineCounts;
  /** Of the lines that conform: those that differ from the model in a field that no requirement speaks of. */
  readonly noted: number;
  /** Why recordings were given up, most frequent first. */
  readonly inexpressible: readonly { readonly reason: string; readonly recordings: number }[];
  readonly choices: readonly InferredChoices[];
  /** Of all findings: how many lines broke which requirement (the most telling one of each), most frequent first. */
  readonly broken: readonly { readonly requirement: string; readonly lines: number }[];
  /** The first {@link MAX_FINDINGS}. */
  readonly findings: readonly Finding[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface Group {
  readonly header: HeaderEntry;
  readonly profile: Profile;
  alive: readonly Choices[];
  readonly settled: Map<string, { readonly value: string; readonly line: number }>;
}

export interface Tally {
  readonly file: string;
  readonly recordings: Mutable<RecordingCounts>;
  readonly lines: Mutable<LineCounts>;
  noted: number;
  readonly reasons: Map<string, number>;
  readonly groups: Map<string, Group>;
  readonly broken: Map<string, number>;
  readonly findings: Finding[];
}

export function emptyTally(file: string): Tally {
  return {
    file,
    recordings: { total: 0, conforming: 0, nonConforming: 0, inexpressible: 0 },
    lines: {
      total: 0,
      conforming: 0,
      nonConforming: 0,
      unobserved: 0,
      inexpressible: 0,

      notJudged: 0,
    },
    noted: 0,
    reasons: new Map(),
    groups: new Map(),
    broken: new Map(),
    findings: [],
  };
}

/** Recordings of one implementation share what they say of its choices. @throws RecordingError on too many */
export function groupOf(tally: Tally, header: HeaderEntry, profile: Profile, pinned: Choices): Group {
  const pins = Object.entries(pinned).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([header.machine.name, profile.name, header.source.kernel ?? null, pins]);
  const known = tally.groups.get(key);
  if (known) return known;
  if (tally.groups.size >= MAX_GROUPS) {
    const what = `more than ${MAX_GROUPS} implementations (kernel, profile, pinned choices) in one file: split it`;
    throw new RecordingError(tally.file, header.line, what);
  }
  const group: Group = { header, profile, alive: waysOf(profile, pinned), settled: new Map() };
  tally.groups.set(key, group);
  return group;
}

/** Keeps the ways that explained a line, and notes what that decided. */
export function narrow(group: Group, left: readonly Choices[], line: number): void {
  const before = valuesOf(group.profile, group.alive);
  group.alive = left;
  for (const [name, values] of Object.entries(valuesOf(group.profile, left))) {
    if (values.length === 1 && before[name]?.length !== 1) {
      group.settled.set(name, { value: values[0] as string, line });
    }
  }
}

function valuesOf(profile: Profile, ways: readonly Choices[]): Readonly<Record<string, readonly string[]>> {
  const names = Object.keys(profile.choices);
  return Object.fromEntries(
    names.map((name) => [name, [...new Set(ways.map((way) => way[name] as string))]]),
  );
}

export function addInexpressible(tally: Tally, error: Misuse | Unsupported): void {
  const reason = error instanceof Unsupported ? `the profile has no ${error.capability}` : error.message;
  const kept = tally.reasons.has(reason) || tally.reasons.size < MAX_REASONS ? reason : 'other reasons';
  tally.reasons.set(kept, (tally.reasons.get(kept) ?? 0) + 1);
}

export function keepFinding(tally: Tally, finding: Finding): void {
  const [requirement] = finding.requirements;
  if (requirement !== undefined) tally.broken.set(requirement, (tally.broken.get(requirement) ?? 0) + 1);
  if (tally.findings.length < MAX_FINDINGS) tally.findings.push(finding);
}

export function resultOf(tally: Tally): CheckResult {
  const { conforming, nonConforming } = tally.lines;
  const verdict = nonConforming > 0 ? 'fail' : conforming > 0 ? 'pass' : 'nothing executed';
  return {
    file: tally.file,
    verdict,
    exitCode: verdict === 'fail' ? 1 : verdict === 'pass' ? 0 : 3,
    recordings: tally.recordings,
    lines: tally.lines,
    noted: tally.noted,
    inexpressible: [...tally.reasons]
      .map(([reason, recordings]) => ({ reason, recordings }))
      .sort((a, b) => b.recordings - a.recordings),
    choices: [...tally.groups.values()].map(({ header, profile, alive, settled }) => ({
      machine: header.machine.name,
      profile: profile.name,
      kernel: header.source.kernel ?? null,
      possible: valuesOf(profile, alive),
      settledAt: Object.fromEntries([...settled].map(([name, { line }]) => [name, line])),
    })),
    broken: [...tally.broken]
      .map(([requirement, lines]) => ({ requirement, lines }))
      .sort((a, b) => b.lines - a.lines),
    findings: tally.findings,
  };
}
