/** What the benchmark lets heki do: a page is locked, and a write to it refused. */
import { HOST_CR0, lockRequest, PLAIN } from '../../../steps/heki/course';
import type { Workload } from '../workloads';

export const WORKLOAD: Workload = {
  profile: 'v1',
  config: { ...PLAIN, host: { ...PLAIN.host, series: '8/9' } },
  setup: [lockRequest([{ gfn_start: 0x1010n, gfn_end: 0x1010n, attributes: 1n }])],
  round: [
    { op: 'access', gpa: 0x1010000n, error_code: 2n },
    { op: 'access', gpa: 0x9000n, error_code: 2n },
    { op: 'access', gpa: 0x9000n, error_code: 0x10n },
    { op: 'write_cr', cr: 0, value: HOST_CR0 },
  ],
};
