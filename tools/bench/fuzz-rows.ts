/** How fast `hvspec fuzz` is beside its peers, and what its guide is good for. */
import { MACHINES } from '../../model/machines';
import type { Bench, Figure, Row } from './bench';
import { searches } from './fuzz-guided';
import type { Pace } from './fuzz-peers';
import { commandsPace, fuzzPace, hypothesisPace, referenceBench } from './fuzz-peers';

/** Seeds of each search, and operations after which one is given up. */
const SEEDS = [11, 12, 13, 14, 15];
const LIMIT = 20_000;

export const FUZZ: Bench = {
  name: 'fuzz',
  about: 'fuzz beside fc.commands and Hypothesis, and with its guide beside without',
  async *run(quick) {
    yield* peers(quick);
    yield* guides(quick);
  },
};

async function* peers(quick: boolean): AsyncIterable<Row> {
  const peer = hypothesisPace(quick ? 40 : 200);
  if (!peer)
    yield { what: 'fuzz beside Hypothesis', skipped: 'Hypothesis is not installed (python3-hypothesis)' };
  for (const { name } of MACHINES) {
    const bench = referenceBench(name);
    const own = await fuzzPace(bench, quick ? 60_000 : 600_000);
    yield {
      what: `fuzz ${name}`,
      value: own.operations / own.seconds / 1000,
      unit: 'k operations/s',
      better: 'more',
    };
    yield beside(`fuzz ${name} beside fc.commands`, own, await commandsPace(bench, quick ? 100 : 1000), 3);
    if (peer) yield beside(`fuzz ${name} beside Hypothesis on a model of syndbg`, own, peer, 300);
  }
}

async function* guides(quick: boolean): AsyncIterable<Row> {
  for (const machine of MACHINES) {
    const seeds = quick ? SEEDS.slice(0, 1) : SEEDS;
    const found = await searches(machine, { seeds, limit: LIMIT, every: quick ? 26 : 13 });
    const what = `fuzz ${machine.name}, guided beside not, on ${found.mutants} mutants`;
    yield {
      what: `${what}: operations`,
      value: found.guided / found.unguided,
      unit: 'x',
      better: 'less',
      goal: 1,
    };
    yield {
      what: `${what}: found`,
      value: found.foundGuided / found.foundUnguided,
      unit: 'x',
      better: 'more',
      goal: 1,
    };
  }
}

function beside(what: string, own: Pace, peer: Pace, goal: number): Figure {
  const value = own.operations / own.seconds / (peer.operations / peer.seconds);
  return { what, value, unit: 'x', better: 'more', goal };
}
