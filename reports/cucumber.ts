/** Driving Cucumber: some scenarios of some files, envelopes back, and not a word on our own output. */
import { join } from 'node:path';
import { Writable } from 'node:stream';
import './unscoped';
import type {
  IConfiguration,
  IRunConfiguration,
  IRunEnvironment,
  ISupportCodeLibrary,
} from '@cucumber/cucumber/api';
import { loadConfiguration, loadSupport, runCucumber } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import type { Json } from '../model/core/wire';
import { untilAborted } from './aborted';
import type { Entry } from './book';
import { goOn, isHalted } from './halt';
import { LAYOUT } from './layout';
import { remember } from './remembered';

export interface Driven {
  readonly envelopes: readonly Envelope[];
  /** Why the run broke off, or null. */
  readonly broke: string | null;
  readonly interrupted: boolean;
  /** Whether it was ended after a case, so that the others did not begin. */
  readonly halted: boolean;
}

/** Where a scenario stands. */
export type Place = Pick<Entry, 'uri' | 'line'>;

export interface DriveOptions {
  readonly entries: readonly Place[];
  readonly worldParameters: Readonly<Record<string, Json>>;
  readonly signal?: AbortSignal;
  readonly onEnvelope?: (envelope: Envelope) => void;
}

/** Runs the scenarios, one after another, in the order of the files. Does not throw. */
export async function drive({ entries, worldParameters, signal, onEnvelope }: DriveOptions): Promise<Driven> {
  const envelopes: Envelope[] = [];
  const said = new Sink();
  goOn();
  const run = runAll(entries, worldParameters, said, (envelope) => {
    if (signal?.aborted || (isHalted() && isOfCase(envelope))) return;
    envelopes.push(envelope);
    onEnvelope?.(envelope);
  });
  const broke = await untilAborted(run, signal).then(
    () => null,
    (error: unknown) => [textOf(error), said.text].filter(Boolean).join('\n'),
  );
  return { envelopes: [...envelopes], broke, interrupted: signal?.aborted ?? false, halted: isHalted() };
}

/** In a run that was halted, cases that are skipped follow: they are none of its results. */
function isOfCase(envelope: Envelope): boolean {
  const { testCaseStarted, testStepStarted, testStepFinished, testCaseFinished, attachment } = envelope;
  return [testCaseStarted, testStepStarted, testStepFinished, testCaseFinished, attachment].some(Boolean);
}

async function runAll(
  entries: readonly Place[],
  worldParameters: DriveOptions['worldParameters'],
  said: Sink,
  onEnvelope: (envelope: Envelope) => void,
): Promise<void> {
  const environment = environmentFor(said);
  const configuration = await configured({ paths: placesOf(entries), worldParameters }, environment);
  await runCucumber({ ...configuration, support: await supportLibrary() }, environment, onEnvelope);
}

let library: Promise<ISupportCodeLibrary> | null = null;

/** The step definitions. They can be loaded once a process: Node keeps the modules, and they register as they load. */
export function supportLibrary(): Promise<ISupportCodeLibrary> {
  library ??= loadLibrary(environmentFor(new Sink()));
  return library;
}

async function loadLibrary(environment: IRunEnvironment): Promise<ISupportCodeLibrary> {
  return remember(await loadSupport(await configured({}, environment), environment));
}

async function configured(
  provided: Partial<IConfiguration>,
  environment: IRunEnvironment,
): Promise<IRunConfiguration> {
  const code = (name: string): string => join(LAYOUT.code, 'steps', `${name}${LAYOUT.extension}`);
  const { runConfiguration } = await loadConfiguration(
    {
      file: false,
      provided: {
        require: [code('world'), code('load')],
        // The formatter that prints least; what it prints goes nowhere.
        format: ['rerun'],
        strict: true,
        publish: false,
        ...provided,
      },
    },
    environment,
  );
  return runConfiguration;
}

function environmentFor(stderr: Sink): IRunEnvironment {
  return { cwd: LAYOUT.root, stdout: new Sink(), stderr, env: environmentWithoutPublishing() };
}

/** As in `features/syndbg/access.feature:12:20`, one a file. */
function placesOf(entries: readonly Place[]): string[] {
  const lines = new Map<string, number[]>();
  for (const { uri, line } of entries) lines.set(uri, [...(lines.get(uri) ?? []), line]);
  return [...lines].map(([uri, numbers]) => [uri, ...numbers].join(':'));
}

/** A token in the environment would make Cucumber send the results to a server. */
function environmentWithoutPublishing(): NonNullable<IRunEnvironment['env']> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('CUCUMBER_'));
  return Object.fromEntries(kept);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

/** A stream that keeps the end of what is written to it. */
class Sink extends Writable {
  text = '';

  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text = (this.text + chunk.toString()).slice(-4000);
    done();
  }
}
