/** What the benchmark lets shstk do. */
import { UPSTREAM_NUMBERS } from '../../../model/shstk/abi';
import { levelOps, ORDINARY } from '../../../steps/shstk/course';
import type { Workload } from '../workloads';

export const WORKLOAD: Workload = {
  profile: 'upstream',
  config: ORDINARY,
  setup: [...levelOps(UPSTREAM_NUMBERS, 'shstk')],
  round: [
    { op: 'call', thread: 1, ret: 0x401005n },
    { op: 'call', thread: 1, ret: 0x40200an },
    { op: 'load', thread: 1, addr: 0x500000n },
    { op: 'ret', thread: 1 },
    { op: 'store', thread: 1, addr: 0x500008n, value: 7n },
    { op: 'ret', thread: 1 },
  ],
};
