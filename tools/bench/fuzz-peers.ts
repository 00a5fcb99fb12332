/** How many operations a second `hvspec fuzz` makes of the reference, and how many its peers do of the same. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import type { Bench } from '../../fuzz/bench';
import { benchOf } from '../../fuzz/bench';
import { campaign } from '../../fuzz/campaign';
import type { AnyOp } from '../../model/core/machine';
import { Misuse, Unsupported } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import { ModelSubject, REFERENCE, referenceModel } from '../../subjects/model-subject';

/** Seconds of processor time that each takes at least. */
export interface Pace {
  readonly operations: number;
  /** Of processor time: other work on the machine does not count. */
  readonly seconds: number;
}

/** The reference of a machine, in the profile that has most. */
export function referenceBench(machine: string): Bench {
  const [offer] = REFERENCE.machines
    .filter((one) => one.machine === machine)
    .sort((a, b) => b.capabilities.length - a.capabilities.length);
  if (!offer) throw new RangeError(`there is no machine ${machine}`);
  return benchOf(new ModelSubject(referenceModel(offer)), offer);
}

/** A guided campaign on the reference, after a short one that warms it up. */
export async function fuzzPace(bench: Bench, steps: number): Promise<Pace> {
  await campaign(bench, { seed: 2, steps: steps / 10 });
  return timed(async () => (await campaign(bench, { seed: 1, steps })).operations);
}

/**
 * What the library's own commands make of the same model and the same operations, written as its documentation does: each
 * command is tried on a model first, and what the subject answers has to be what the model says.
 */
export async function commandsPace(bench: Bench, runs: number): Promise<Pace> {
  const { model, asks, offer } = bench;
  let operations = 0;
  const commands = fc.commands(
    [asks.operations(offer.profile).map((made) => new Command(made, bench, () => (operations += 1)))],
    { maxCommands: 50 },
  );
  const property = fc.property(asks.config, commands, (config, some) => {
    const setup = (): { model: State; real: Real } => ({
      model: { state: model.initial(config), config },
      real: { state: model.initial(config) },
    });
    fc.modelRun(setup, some);
  });
  const go = (numRuns: number): void => fc.assert(property, { seed: 1, numRuns });
  go(Math.ceil(runs / 10));
  operations = 0;
  return timed(() => {
    go(runs);
    return Promise.resolve(operations);
  });
}

interface State {
  state: unknown;
  readonly config: object;
}
interface Real {
  state: unknown;
}

/** One drawn operation, or a few that belong together. */
class Command implements fc.Command<State, Real> {
  constructor(
    private readonly made: object,
    private readonly bench: Pick<Bench, 'model' | 'asks'>,
    private readonly onStep: () => void,
  ) {}

  check({ state, config }: Readonly<State>): boolean {
    try {
      this.opsIn(config).reduce((before, op) => this.bench.model.step(before, op).state, state);
      return true;
    } catch (error) {
      if (error instanceof Misuse || error instanceof Unsupported) return false;
      throw error;
    }
  }

  run(wanted: State, real: Real): void {
    const { model } = this.bench;
    for (const op of this.opsIn(wanted.config)) {
      const expected = model.step(wanted.state, op);
      const got = model.step(real.state, op);
      wanted.state = expected.state;
      real.state = got.state;
      this.onStep();
      if (!isDeepStrictEqual(expected.outcome, got.outcome)) throw new Error(`${op.op} differs`);
    }
  }

  toString(): string {
    return JSON.stringify(toWire(this.made));
  }

  private opsIn(config: object): readonly AnyOp[] {
    const ops = (Array.isArray(this.made) ? this.made : [this.made]) as readonly AnyOp[];
    const { placed } = this.bench.asks;
    return placed ? ops.map((op) => placed(op, config) as AnyOp) : ops;
  }
}

/** Hypothesis' stateful testing of SynDbg, see `fuzz_hypothesis.py`; null where there is no Hypothesis. */
export function hypothesisPace(examples: number): Pace | null {
  if (spawnSync('python3', ['-c', 'import hypothesis']).status !== 0) return null;
  const said = execFileSync('python3', [join(__dirname, 'fuzz_hypothesis.py'), String(examples)], {
    encoding: 'utf8',
  });
  const [operations = 0, seconds = 0] = said.trim().split(' ').map(Number);
  return { operations, seconds };
}

async function timed(work: () => Promise<number>): Promise<Pace> {
  const before = process.cpuUsage();
  const operations = await work();
  const { user, system } = process.cpuUsage(before);
  return { operations, seconds: (user + system) / 1e6 };
}
