/** What ten thousand steps need of the heap, and ten million. */
import type { Bench } from './bench';
import { largeMap } from './large-map';
import { roundsOf } from './models';
import { workloads } from './workloads';

export const MEMORY: Bench = {
  name: 'memory',
  about:
    'the heap of each model after 10,000 steps and after 10 million (--quick: 1 million), and a large direct map',
  *run(quick) {
    const most = quick ? 1e6 : 1e7;
    for (const workload of workloads()) {
      const rounds = roundsOf(workload);
      const after = (steps: number): number => {
        rounds.go(Math.ceil(steps / workload.round.length));
        return heap();
      };
      const first = after(1e4);
      const last = after(most - 1e4);
      const what = `model ${workload.machine}, heap from 10^4 to 10^${Math.log10(most)} steps`;
      yield { what, value: (last - first) / 1e6, unit: 'MB more', better: 'less', goal: 2 };
    }
    const { perSecond, peak } = largeMap(quick ? 500 : 5000);
    const what = 'model mktme, one page of 64 x 1 TiB';
    yield { what, value: perSecond, unit: 'requests/s', better: 'more', goal: 100 };
    yield { what: `${what}, heap`, value: peak / 1e6, unit: 'MB', better: 'less', goal: 256 };
  },
};

/** After a collection, in bytes. */
function heap(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('the heap is measured with node --expose-gc, as npm run bench does');
  gc();
  return process.memoryUsage().heapUsed;
}
