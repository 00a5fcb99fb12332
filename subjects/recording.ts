/** Recordings: what an implementation did, read line by line. The format is schemas/recording.schema.json. */
import { createReadStream } from 'node:fs';
import {
  completeChoices,
  profileNamed,
  tidied,
  type AnyOp,
  type Choices,
  type Machine,
  type Profile,
} from '../model/core/machine';
import { fromWire } from '../model/core/wire';
import { machineOf } from '../model/machines';
import { RecordingError } from './recording-error';
import { linesOf, type TextLine } from './recording-lines';
import { machineChecks, type MachineChecks } from './recording-schema';
import type {
  InspectedState,
  ObservedStep,
  RecordedTotals,
  RecordingHeader,
  RecordingSource,
  UnobservedStep,
} from './recording-types';
import { printable, sample } from './text';
import { twice } from './twice';
import { type Check, checkOf } from './validate';

export { RecordingError } from './recording-error';
export { MAX_LINE } from './recording-lines';

/** The start of a recording within the file. */
export interface HeaderEntry {
  readonly kind: 'header';
  readonly line: number;
  readonly machine: Machine;
  readonly profile: Profile;
  readonly config: object;
  /** Those that the header pins. */
  readonly choices: Choices;
  /** Whether it shows what only a model or a debugger can see. */
  readonly insight: boolean;
  readonly source: RecordingSource;
}

/** An operation, and what was seen of its outcome: null where nothing was. */
export interface StepEntry {
  readonly kind: 'step';
  readonly line: number;
  /** The experiment that the line belongs to, where the recording names one. */
  readonly id: string | null;
  readonly op: AnyOp;
  /** Partial: a field that is absent was not observed. */
  readonly outcome: object | null;
}

/** What was seen of the state. */
export interface InspectEntry {
  readonly kind: 'inspect';
  readonly line: number;
  readonly id: string | null;
  readonly inspect: object;
}

/** What all steps since the header add up to. */
export interface TotalsEntry {
  readonly kind: 'totals';
  readonly line: number;
  readonly id: string | null;
  readonly totals: RecordedTotals['totals'];
}

export type RecordingEntry = HeaderEntry | StepEntry | InspectEntry | TotalsEntry;

/**
 * The entries of a recording file, in order, each as soon as its line has been read.
 * @throws RecordingError with the line on anything that is not a recording
 */
export async function* readRecording(file: string): AsyncGenerator<RecordingEntry> {
  try {
    yield* entriesOf(createReadStream(file), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new RecordingError(file, 0, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

/** The same for bytes from elsewhere; `file` is the name that errors give. */
export async function* entriesOf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: string,
): AsyncGenerator<RecordingEntry> {
  let within: Pick<Place, 'machine' | 'checks'> | null = null;
  let id: string | null = null;
  let empty = true;
  for await (const line of linesOf(source, file)) {
    empty = false;
    const value = parsed(file, line);
    if ('recording' in value) {
      const header = headerOf(file, line.number, value);
      within = { machine: header.machine, checks: machineChecks(header.machine.name) };
      id = null;
      yield header;
    } else if (!within) {
      throw new RecordingError(
        file,
        line.number,
        'a line before any header: the first line is {"recording":1,…}',
      );
    } else {
      const of: Place = { file, line: line.number, id, ...within };
      const entry =
        'inspect' in value
          ? inspectOf(of, value)
          : 'totals' in value
            ? totalsOf(of, value)
            : stepOf(of, value);
      id = entry.id;
      yield entry;
    }
  }
  if (empty)
    throw new RecordingError(file, 0, 'is empty: a recording starts with a header, {"recording":1,…}');
}

function parsed(file: string, { number, text, ended }: TextLine): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = ended
      ? `bad JSON (${printable((error as Error).message)})`
      : 'truncated: the last line ends too soon';
    throw new RecordingError(file, number, text.trim() === '' ? 'empty line: remove it' : why);
  }
  const member = twice(text, value);
  if (member !== null)
    throw new RecordingError(file, number, `the member ${printable(member)} stands twice: write it once`);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new RecordingError(
    file,
    number,
    `${sample(value, 40)} is not a JSON object: write one object a line`,
  );
}

function fits(at: Pick<Place, 'file' | 'line'>, value: unknown, check: Check, what: string): unknown {
  const wrong = check(value);
  if (wrong === null) return value;
  throw new RecordingError(at.file, at.line, `${what}: ${wrong}`);
}

function headerOf(file: string, line: number, value: object): HeaderEntry {
  const header = fits({ file, line }, value, checkOf('recording', 'header'), 'header') as RecordingHeader;
  try {
    const machine = machineOf(header.machine);
    const profile = profileNamed(machine, header.profile);
    const choices = header.choices ?? {};
    completeChoices(profile, choices);
    const config = fits(
      { file, line },
      header.config,
      machineChecks(machine.name).config,
      'config',
    ) as object;
    return {
      kind: 'header',
      line,
      machine,
      profile,
      choices,
      insight: header.insight ?? true,
      source: header.source,
      config: fromWire(config) as object,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RecordingError(file, line, error.message);
  }
}

/** Where a line stands, the experiment of the line before it, and what its machine allows. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly id: string | null;
  readonly machine: Machine;
  readonly checks: MachineChecks;
}

function stepOf(at: Place, value: object): StepEntry {
  if ('step' in value && !('outcome' in value || 'unobserved' in value)) {
    const wanted = 'with neither "outcome" (what came of it) nor "unobserved" (why nobody saw it)';
    throw new RecordingError(at.file, at.line, `line: a step ${wanted}`);
  }
  const kind = 'unobserved' in value ? 'unobserved' : 'observed';
  const entry = fits(at, value, checkOf('recording', kind), 'line') as ObservedStep | UnobservedStep;
  const op = fromWire(fits(at, entry.step, at.checks.op, 'step')) as AnyOp;
  const outcome =
    'outcome' in entry ? (fits(at, entry.outcome, at.checks.outcome, 'outcome') as object) : null;
  return {
    kind: 'step',
    line: at.line,
    id: entry.id ?? at.id,
    op,
    outcome: fromWire(outcome) as object | null,
  };
}

function inspectOf(at: Place, value: object): InspectEntry {
  const entry = fits(at, value, checkOf('recording', 'inspected'), 'line') as InspectedState;
  const inspect = fits(at, entry.inspect, at.checks.inspection, 'inspect');
  return {
    kind: 'inspect',
    line: at.line,
    id: entry.id ?? at.id,
    inspect: tidied(at.machine, fromWire(inspect) as object),
  };
}

function totalsOf(at: Place, value: object): TotalsEntry {
  const entry = fits(at, value, checkOf('recording', 'totalled'), 'line') as RecordedTotals;
  fits(at, entry.totals, at.checks.totals, 'totals');
  return { kind: 'totals', line: at.line, id: entry.id ?? at.id, totals: entry.totals };
}
