/** Is what a recording shows allowed? Walks the model through it, line by line, in bounded memory. */
import type { AnyOutcome, Machine, Model, Profile } from '../model/core/machine';
import { Misuse, profileNamed, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import type { Court, Ruled } from '../model/core/ruling';
import { ruledOutcome, ruledState, ruledTotals, withoutInsight } from '../model/core/ruling';
import { added, totalDifferences } from '../model/core/totals';
import type {
  HeaderEntry,
  InspectEntry,
  RecordingEntry,
  StepEntry,
  TotalsEntry,
} from '../subjects/recording';
import { readRecording } from '../subjects/recording';
import type { Mismatch } from './check-finding';
import { findingOf } from './check-finding';
import type { CheckResult, Group, Tally } from './check-result';
import { addInexpressible, emptyTally, groupOf, keepFinding, narrow, resultOf } from './check-result';
import type { World } from './check-worlds';
import { branch, freshWorlds } from './check-worlds';
import type { Law } from './law';
import { catalogueFor, lawOf } from './law';

export interface CheckOptions {
  /** Judge by this profile, whatever the headers say. */
  readonly profile?: string;
  /** Told of every line that was observed and is explained, and of those that are not. */
  readonly witness?: Witness;
}

/** Who follows what a recording shows, line by line. */
export interface Witness {
  /**
   * `look` has the outcome as it was observed; `past` are the operations before it, as the model performed them.
   * @param id the experiment that the line belongs to; null where the recording names none
   */
  explained(run: Judged, look: Look, past: readonly Look[], isInspected: boolean, id: string | null): void;
  /** @param requirements those that break, most telling first; none where the model could not take the step */
  contradicted(run: Judged, requirements: readonly string[], id: string | null): void;
}

/** What a line is judged by. */
export interface Judged {
  readonly header: HeaderEntry;
  readonly machine: Machine;
  readonly profile: Profile;
  readonly law: Law;
}

/**
 * Judges a recording file. A choice of the profile that a header does not pin is inferred: what remains are the
 * ways of making it that explain all lines so far, and a line that leaves none does not conform. The rest of
 * that recording, up to the next header, is not judged.
 * @throws RecordingError where the file is no recording
 * @throws RangeError where `options.profile` is no profile of a machine in it
 */
export function check(file: string, options: CheckOptions = {}): Promise<CheckResult> {
  return checkEntries(readRecording(file), file, options);
}

/** The same for entries from elsewhere; `file` is the name that findings give. */
export async function checkEntries(
  entries: AsyncIterable<RecordingEntry> | Iterable<RecordingEntry>,
  file: string,
  options: CheckOptions = {},
): Promise<CheckResult> {
  const tally = emptyTally(file);
  let run: Run | null = null;
  for await (const entry of entries) {
    if (entry.kind === 'header') {
      if (run) finish(tally, run);
      run = begin(tally, entry, options);
    } else if (run) judge(tally, run, entry);
  }
  if (run) finish(tally, run);
  return resultOf(tally);
}

/** One recording: a header and the lines after it. */
interface Run extends Judged {
  /** Whether the header names another profile than the one that is asked. */
  readonly foreign: boolean;
  readonly group: Group;
  worlds: readonly World[];
  /** Why no further line is judged. */
  over: 'failed' | 'inexpressible' | null;
  /** Lines judged. */
  checked: number;
  readonly witness?: Witness;
  /** The last {@link KEPT} operations as the first world sees them: who wrote what a later line shows. */
  readonly looks: Look[];
}

function begin(tally: Tally, header: HeaderEntry, { profile: asked, witness }: CheckOptions): Run {
  const { machine } = header;
  const profile = asked === undefined ? header.profile : profileNamed(machine, asked);
  const foreign = profile.name !== header.profile.name;
  const group = groupOf(tally, header, profile, foreign ? {} : header.choices);
  tally.recordings.total += 1;
  const worlds = freshWorlds(profile, group.alive, header.config);
  const law = lawOf(catalogueFor(machine), profile.name, true);
  const looks = [firstLook(worlds[0]?.state)];
  const told = witness ? { witness } : {};
  return { header, machine, profile, foreign, group, worlds, over: null, checked: 0, law, looks, ...told };
}

function finish(tally: Tally, run: Run): void {
  if (run.over === 'failed') tally.recordings.nonConforming += 1;
  else if (run.over === 'inexpressible') tally.recordings.inexpressible += 1;
  else if (run.checked > 0) tally.recordings.conforming += 1;
}

/** What one world says of a line: it explains it, contradicts it, or cannot take the step at all. */
type Answer =
  | { readonly kind: 'explains'; readonly look: Look; readonly notes: readonly Ruled[] }
  | ({ readonly kind: 'contradicts' } & Mismatch)
  | { readonly kind: 'refuses'; readonly error: Misuse | Unsupported };

/** A line after the header. */
type Entry = Exclude<RecordingEntry, HeaderEntry>;

function judge(tally: Tally, run: Run, entry: Entry): void {
  tally.lines.total += 1;
  if (run.over === 'failed') tally.lines.notJudged += 1;
  if (run.over === 'inexpressible') tally.lines.inexpressible += 1;
  if (run.over) return;
  const answers = run.worlds.flatMap((world) =>
    branch(world, (model, state) =>
      entry.kind === 'step'
        ? answerToStep(run, entry, model, state)
        : entry.kind === 'inspect'
          ? answerToInspect(run, entry, model, state)
          : answerToTotals(run, entry, model, world),
    ),
  );
  const left = answers.flatMap(({ world, result }) => {
    if (result.kind !== 'explains') return [];
    const { after, outcome } = result.look;
    const totals = entry.kind === 'step' ? added(world.totals, outcome) : world.totals;
    return [{ world: { ...world, state: after, totals }, result }];
  });
  const observed = entry.kind !== 'step' || entry.outcome !== null;
  if (left.length === 0) {
    end(
      tally,
      run,
      entry,
      answers.map(({ result }) => result),
    );
    return;
  }
  run.worlds = left.map(({ world }) => world);
  const first = left[0]?.result;
  if (first && observed) bearWitness(run, entry, first.look);
  if (first && entry.kind === 'step') run.looks.push(first.look);
  if (run.looks.length > KEPT) run.looks.shift();
  tally.noted += (first?.notes.length ?? 0) > 0 ? 1 : 0;
  const { worlds } = run;
  if (worlds.reduce((sum, { candidates }) => sum + candidates.length, 0) < run.group.alive.length)
    narrow(
      run.group,
      worlds.flatMap(({ candidates }) => candidates),
      entry.line,
    );
  if (!observed) tally.lines.unobserved += 1;
  else {
    tally.lines.conforming += 1;
    run.checked += 1;
  }
}

/** A step counts with what was observed of it, an inspection with the operation before it. */
function bearWitness(run: Run, entry: Entry, look: Look): void {
  const { witness, looks, machine, header } = run;
  if (!witness || entry.kind === 'totals') return;
  if (entry.kind === 'inspect') return witness.explained(run, look, looks.slice(0, -1), true, entry.id);
  const told = entry.outcome as AnyOutcome;
  const outcome = header.insight ? told : withoutInsight(machine.fields, told);
  witness.explained(run, { ...look, outcome }, looks, false, entry.id);
}

function answerToStep(run: Run, entry: StepEntry, model: Model, before: unknown): Answer {
  try {
    const { state: after, outcome } = model.step(before, entry.op);
    const look: Look = { op: entry.op, before, after, outcome };
    const found =
      entry.outcome === null
        ? []
        : ruledOutcome(courtOf(run, model), look, run.looks, entry.outcome as AnyOutcome, true);
    return answer(run.law, look, found);
  } catch (error) {
    if (error instanceof Misuse || error instanceof Unsupported) return { kind: 'refuses', error };
    throw error;
  }
}

/** What an inspection shows is laid at the door of the last operation, or of the one that wrote it. */
function answerToInspect(run: Run, { inspect }: InspectEntry, model: Model, state: unknown): Answer {
  const last = run.looks.at(-1) ?? firstLook(state);
  const look: Look = { ...last, after: state };
  return answer(run.law, look, ruledState(courtOf(run, model), look, run.looks.slice(0, -1), inspect, true));
}

function answerToTotals(run: Run, { totals }: TotalsEntry, model: Model, world: World): Answer {
  const last = run.looks.at(-1) ?? firstLook(world.state);
  const look: Look = { ...last, after: world.state };
  const found = totalDifferences(totals, world.totals);
  return answer(run.law, look, ruledTotals(courtOf(run, model), run.looks, found));
}

/** Differences in fields that nobody speaks of contradict nothing; those in what is demanded come first. */
function answer({ isDemanded }: Law, look: Look, found: readonly Ruled[]): Answer {
  const owned = found.filter(({ owners }) => owners.length > 0);
  if (owned.length === 0) return { kind: 'explains', look, notes: found };
  const demanded = owned.filter(({ owners }) => isDemanded(owners));
  const seen = owned.filter((one) => !demanded.includes(one));
  return { kind: 'contradicts', differences: [...demanded, ...seen] };
}

function courtOf({ machine: { fields }, law, header: { insight } }: Run, model: Model): Court {
  return { fields, model, holds: law.holds, insight };
}

/** Operations that a run remembers. */
const KEPT = 65;

/** No world explains the line. The nearest one is quoted; where all refuse, the profile may just lack it. */
function end(tally: Tally, run: Run, entry: Entry, answers: readonly Answer[]): void {
  const against = answers.flatMap((answer) => (answer.kind === 'contradicts' ? [answer] : []));
  const refusal = answers.find((answer) => answer.kind === 'refuses');
  if (against.length === 0 && refusal?.kind === 'refuses' && run.foreign) {
    run.over = 'inexpressible';
    tally.lines.inexpressible += 1;
    addInexpressible(tally, refusal.error);
    return;
  }
  run.over = 'failed';
  tally.lines.nonConforming += 1;
  const nearest = against.reduce<Mismatch | null>(
    (best, one) => (best && best.differences.length <= one.differences.length ? best : one),
    null,
  );
  const impossible = nearest === null && refusal?.kind === 'refuses' ? refusal.error.message : null;
  const owners = nearest?.differences.flatMap((one) => one.owners) ?? [];
  const merelySeen = owners.length > 0 && !run.law.isDemanded(owners);
  const mismatch = { differences: nearest?.differences ?? [], merelySeen };
  const finding = findingOf(tally.file, entry, mismatch, Object.fromEntries(run.group.settled), impossible);
  run.witness?.contradicted(run, finding.requirements, entry.id);
  keepFinding(tally, finding);
}
