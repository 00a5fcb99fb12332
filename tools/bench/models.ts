/** The models' everyday rounds, and the same rounds in C. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { differences } from '../../model/core/compare';
import type { AnyOp, Model } from '../../model/core/machine';
import { completeChoices } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import { machineOf } from '../../model/machines';
import type { Bench, Row } from './bench';
import { cpuSeconds, isInstalled, least, ran, scratch } from './bench';
import type { Loaded } from './workloads';
import { workloads } from './workloads';

/** A model that goes round and round. */
export interface Rounds {
  /** Performs so many whole rounds. */
  go(rounds: number): void;
  /** In the wire's form: each outcome of one more round, and the state after it. */
  told(): readonly unknown[];
}

export function roundsOf({ machine, profile, config, setup, round }: Loaded): Rounds {
  const found = machineOf(machine).profiles.find(({ name }) => name === profile);
  if (!found) throw new Error(`machine ${machine} has no profile ${profile}`);
  const model: Model = found.model(completeChoices(found, {}));
  let state = setup.reduce((before, op) => model.step(before, op).state, model.initial(config));
  const perform = (op: AnyOp): object => {
    const { state: next, outcome } = model.step(state, op);
    state = next;
    return outcome;
  };
  return {
    go: (rounds) => {
      for (let i = 0; i < rounds; i += 1) for (const op of round) state = model.step(state, op).state;
    },
    told: () => [...round.map((op) => toWire(perform(op))), toWire(model.inspect(state))],
  };
}

export const MODELS: Bench = {
  name: 'models',
  about: "steps of each model's everyday round, against the same round in C (gcc -O2)",
  *run(quick) {
    const folder = isInstalled('gcc') ? scratch() : null;
    for (const workload of workloads()) yield* ofMachine(workload, folder, quick);
  },
};

function* ofMachine(workload: Loaded, folder: string | null, quick: boolean): Iterable<Row> {
  const { machine, round } = workload;
  const steps = quick ? 60_000 : 600_000;
  const rounds = roundsOf(workload);
  const count = Math.ceil(steps / round.length);
  rounds.go(count);
  const own = least(5, () => cpuSeconds(() => rounds.go(count))) / (count * round.length);
  yield { what: `model ${machine}`, value: 1e-6 / own, unit: 'M steps/s', better: 'more', goal: 1 };
  const what = `model ${machine} against C`;
  if (folder === null) yield { what, skipped: 'gcc is not installed' };
  else if (!existsSync(sourceOf(workload))) yield { what, skipped: `there is no tools/bench/c/${machine}.c` };
  else yield { what, value: own / inC(workload, folder, quick), unit: 'x', better: 'less', goal: 10 };
}

/** Seconds of a step in C. */
function inC(workload: Loaded, folder: string, quick: boolean): number {
  const { round } = workload;
  const program = builtInC(workload, folder, '-O2');
  const rounds = Math.ceil((quick ? 3e6 : 3e7) / round.length);
  const seconds = least(3, () => secondsIn(ran(program, [String(rounds)]).stdout));
  return seconds / (rounds * round.length);
}

/**
 * The program of a machine's round in C, in a folder.
 * @throws Error where it is not to be compiled, or its outcomes or its state are not the model's
 */
export function builtInC(workload: Loaded, folder: string, level: '-O0' | '-O2'): string {
  const program = join(folder, workload.machine);
  ran('gcc', ['-std=c11', level, '-Wall', '-Wextra', '-Werror', '-o', program, sourceOf(workload)]);
  sameAnswers(workload, ran(program, ['1000']).stdout);
  return program;
}

function sourceOf({ machine }: Loaded): string {
  return join(__dirname, 'c', `${machine}.c`);
}

function linesOf(stdout: string): readonly unknown[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function secondsIn(stdout: string): number {
  return (linesOf(stdout)[0] as { readonly seconds: number }).seconds;
}

/**
 * @param stdout what a round in C printed after a thousand rounds
 * @throws Error unless the thousandth round gave the same here and there, and left the same state
 */
export function sameAnswers(workload: Loaded, stdout: string): void {
  const [, ...there] = linesOf(stdout);
  const rounds = roundsOf(workload);
  rounds.go(999);
  const here = rounds.told();
  const outcomes = differences(here.slice(0, -1), there.slice(0, -1));
  // Of the state C keeps, and tells, a part.
  const state = differences(there.at(-1), here.at(-1), true);
  const [wrong] = [...outcomes, ...state];
  if (wrong)
    throw new Error(
      `${workload.machine} in C is not the model: ${wrong.path} is ${JSON.stringify(wrong.actual)}`,
    );
}
