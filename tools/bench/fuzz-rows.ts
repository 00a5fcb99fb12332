/** Lines of the benchmark about `hvspec fuzz`: how fast it is beside its peers, and what its guide is good for. */
import { MACHINES } from '../../model/machines';
import { searches } from './fuzz-guided';
import type { Pace } from './fuzz-peers';
import { commandsPace, fuzzPace, hypothesisPace, referenceBench } from './fuzz-peers';
import type { Row } from './row';

/** Seeds of each search, and operations after which one is given up. */
const SEEDS = [1, 2, 3];
const LIMIT = 20_000;

/** @param quick with fewer operations, on fewer mutants */
export async function fuzzRows(quick: boolean, add: (row: Row) => void): Promise<void> {
  const peer = hypothesisPace(quick ? 40 : 200);
  if (!peer) console.error('Hypothesis is not installed (python3-hypothesis), and left out');
  for (const { name } of MACHINES) {
    const bench = referenceBench(name);
    const own = await fuzzPace(bench, quick ? 60_000 : 600_000);
    const plain = await commandsPace(bench, quick ? 100 : 1000);
    add(beside(`fuzz ${name}, beside fc.commands`, own, plain, 3));
    if (peer) add(beside(`fuzz ${name}, beside Hypothesis (syndbg)`, own, peer, 300));
  }
  for (const machine of MACHINES) {
    const seeds = quick ? SEEDS.slice(0, 1) : SEEDS;
    const {
      guided,
      unguided,
      foundGuided,
      foundUnguided,
      searches: all,
    } = await searches(machine, { seeds, limit: LIMIT, every: quick ? 16 : 4 });
    add({
      what: `fuzz ${machine.name}, operations until ${all.length} mutants are found`,
      figure: `guided ${guided} (${foundGuided} found), not ${unguided} (${foundUnguided})`,
      goal: 'fewer guided',
      met: guided < unguided && foundGuided >= foundUnguided,
    });
  }
}

function beside(what: string, own: Pace, peer: Pace, goal: number): Row {
  const [a, b] = [own, peer].map(({ operations, seconds }) => operations / seconds) as [number, number];
  const figure = `${Math.round(a)} to ${Math.round(b)} operations/CPU-s, ratio ${(a / b).toFixed(1)}`;
  return { what, figure, goal: `ratio ≥ ${goal}`, met: a / b >= goal };
}
