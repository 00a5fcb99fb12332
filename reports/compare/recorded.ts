/** What a recording says of requirements: which were seen to hold, in which cases, and which something in it breaks. */
import type { Look } from '../../model/core/owners';
import { showsAt } from '../../model/core/showing';
import { profileNamed } from '../../model/core/machine';
import { machineOf } from '../../model/machines';
import { kernelsIn } from '../../subjects/kernels';
import type { RecordingSource } from '../../subjects/recording-types';
import type { Case } from '../case';
import type { Judged, Witness } from '../check';
import { check } from '../check';
import type { InferredChoices } from '../check-result';
import { catalogueFor } from '../law';
import { planOf } from '../plan';
import { oneLine } from '../text/clean';
import type { Extent, StatusWord } from './cell';
import type { Possible } from './choices';
import { agreed } from './choices';
import type { Column } from './comparison';

/** No more kernels of one line have columns of their own. */
const MAX_KERNELS = 64;

/** One for each implementation (machine, profile, kernel) in the file. @throws RecordingError where it is no recording */
export async function recordedColumns(file: string, shown: string = file): Promise<readonly Column[]> {
  const found = new Map<string, Seen>();
  const seenBy = (run: Judged): readonly Seen[] =>
    namesOf(run.header.source).map((name) => {
      const key = JSON.stringify([run.machine.name, run.profile.name, name]);
      const known = found.get(key) ?? newSeen(run, name);
      found.set(key, known);
      return known;
    });
  const witness: Witness = {
    explained: (run, look, past, isInspected, id) => {
      const all = seenBy(run);
      addLook(all, run, look, past, isInspected);
      if (id !== null) for (const { explained } of all) explained.add(id);
    },
    contradicted: (run, requirements, id) => {
      for (const one of seenBy(run)) addBreach(one, run, requirements[0], id);
    },
  };
  const { choices } = await check(file, { witness });
  return [...found.values()].map((one) => columnOf(one, shown, choices));
}

/** Columns of recordings of one implementation as one: what breaks in one file is broken. Those of reports stay. */
export function mergedRecordings(columns: readonly Column[]): readonly Column[] {
  const found = new Map<string, Column>();
  for (const column of columns) {
    const { machine, profile, name, file, source } = column;
    const key = JSON.stringify([machine, profile, name, source === 'recording' ? null : file]);
    const known = found.get(key);
    found.set(key, known ? both(known, column) : column);
  }
  return [...found.values()];
}

const WEIGHTS: readonly StatusWord[] = ['broken', 'differs', 'partly', 'kept'];

function both(a: Column, b: Column): Column {
  const statuses = new Map(a.statuses);
  for (const [id, word] of b.statuses) {
    const worst = WEIGHTS.find((one) => one === word || one === statuses.get(id));
    statuses.set(id, worst ?? word);
  }
  const extents = new Map(a.extents);
  for (const [id, extent] of b.extents) extents.set(id, united(extents.get(id) ?? extent, extent));
  const choices = agreed(a.choices, b.choices);
  return { ...a, file: commonFile(a.file, b.file), statuses, extents, choices };
}

/** A case that either showed was shown, unless something in the other is against it; one that is of a choice which either rules out is not about it. */
function united(a: Extent, b: Extent): Extent {
  const against = new Set([...a.against, ...b.against]);
  const shown = new Set([...a.shown, ...b.shown].filter((id) => !against.has(id)));
  return {
    shown,
    against,
    all: new Set([...[...a.all].filter((id) => b.all.has(id)), ...shown, ...against]),
  };
}

/** `recordings/mktme/*` for two files of one folder. */
function commonFile(a: string, b: string): string {
  const folder = (file: string): string => file.slice(0, file.lastIndexOf('/') + 1);
  return folder(a) !== '' && folder(a) === folder(b) ? `${folder(a)}*` : `${a}, ${b}`;
}

interface Seen {
  readonly machine: string;
  readonly profile: string;
  readonly name: string;
  /** Whether it is the name of a kernel; else of how it was watched. */
  readonly named: boolean;
  readonly statuses: Map<string, StatusWord>;
  /** Of the profile, those that nothing is known of. */
  readonly open: Set<string>;
  /** The experiments of which something was seen that is allowed, and those of which something is not. */
  readonly explained: Set<string>;
  readonly contradicted: Set<string>;
}

/** Of each kernel that did it; of how it was watched where no kernel is named. */
function namesOf(source: RecordingSource): readonly string[] {
  const kernels = kernelsIn(source).slice(0, MAX_KERNELS);
  return (kernels.length > 0 ? kernels : [source.observed]).map((name) => oneLine(name, 120));
}

function newSeen({ machine, profile, law, header }: Judged, name: string): Seen {
  const open = catalogueFor(machine).requirements.filter(({ id }) => law.holds(id));
  return {
    machine: machine.name,
    profile: profile.name,
    name,
    named: kernelsIn(header.source).length > 0,
    statuses: new Map(),
    open: new Set(open.map(({ id }) => id)),
    explained: new Set(),
    contradicted: new Set(),
  };
}

function addLook(
  all: readonly Seen[],
  { machine: { fields }, header: { insight } }: Judged,
  look: Look,
  past: readonly Look[],
  isInspected: boolean,
): void {
  for (const id of openIn(all)) {
    if (!showsAt(fields, id, look, past, isInspected, insight)) continue;
    for (const { open, statuses } of all) if (open.delete(id)) statuses.set(id, 'kept');
  }
}

/** What nothing is known of in one of them, each once. */
function openIn(all: readonly Seen[]): ReadonlySet<string> {
  const [first, ...others] = all.map(({ open }) => open);
  return first && others.length === 0 ? first : new Set(all.flatMap(({ open }) => [...open]));
}

/** The most telling one breaks; the others that speak of the field may well hold. */
function addBreach(seen: Seen, { law }: Judged, requirement: string | undefined, id: string | null): void {
  if (id !== null) seen.contradicted.add(id);
  if (requirement === undefined || !law.holds(requirement)) return;
  seen.statuses.set(requirement, law.isDemanded([requirement]) ? 'broken' : 'differs');
  seen.open.delete(requirement);
}

function columnOf(seen: Seen, file: string, inferred: readonly InferredChoices[]): Column {
  const { machine, profile, name, statuses } = seen;
  const choices = inferred
    .filter((one) => one.machine === machine && one.profile === profile && isOf(one, seen))
    .map(({ possible }): Possible => new Map(Object.entries(possible)))
    .reduce(agreed, new Map());
  const extents = extentsOf(seen, choices);
  return { machine, profile, name, file, source: 'recording', release: name, statuses, extents, choices };
}

/** What no kernel is named for is told of every implementation of the file without a name. */
function isOf({ kernel }: InferredChoices, { name, named }: Seen): boolean {
  const kernels = kernelsIn(kernel === null ? {} : { kernel }).map((one) => oneLine(one, 120));
  return named ? kernels.includes(name) : kernels.length === 0;
}

/**
 * The cases about each requirement of the profile, and which of them the recording has, with nothing in them against it. Of a property a
 * recording has runs, and does not say whether they were all, or came to what they must.
 */
function extentsOf(seen: Seen, choices: Possible): ReadonlyMap<string, Extent> {
  const { machine, profile, explained, contradicted } = seen;
  const { choices: left } = profileNamed(machineOf(machine), profile);
  const extents = new Map<string, { shown: Set<string>; against: Set<string>; all: Set<string> }>();
  for (const { id, profiles, requirements, choices: asked, invariant } of casesOf(machine)) {
    const fits = Object.entries(asked).every(([name, value]) =>
      (choices.get(name) ?? left[name] ?? []).includes(value),
    );
    if (!fits || !profiles.includes(profile)) continue;
    for (const requirement of requirements) {
      const extent = extents.get(requirement) ?? { shown: new Set(), against: new Set(), all: new Set() };
      extents.set(requirement, extent);
      extent.all.add(id);
      if (contradicted.has(id)) extent.against.add(id);
      else if (explained.has(id) && invariant === null) extent.shown.add(id);
    }
  }
  return extents;
}

let known: readonly Case[] | null = null;

/** The suite's own cases, read once. */
function casesOf(machine: string): readonly Case[] {
  known ??= planOf({}).book.entries.flatMap((entry) => entry.case ?? []);
  return known.filter((one) => one.machine.name === machine);
}
