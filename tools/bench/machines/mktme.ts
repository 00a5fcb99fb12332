/** What the benchmark lets mktme do. */
import { FRESH } from '../../../steps/mktme/settings';
import type { Workload } from '../workloads';

const C = FRESH.page_offset;
const NX = 1n << 63n;

/** Accesses and page KeyIDs; what syncs cost is measured on the large map. */
export const WORKLOAD: Workload = {
  profile: 'spec',
  config: { ...FRESH, canonical: [{ va: C, level: '4k', pfn: 0n, flags: 0x163n | NX, n: 512 }] },
  setup: [],
  round: [
    { op: 'access', va: C + 0x5123n, keyid: 1 },
    { op: 'prep_encrypted_page', pfn: 8n, keyid: 2 },
    { op: 'page_to_virt', pfn: 8n },
    { op: 'access', va: C + 0x8000n, keyid: 2 },
    { op: 'page_keyid', pfn: 8n },
    { op: 'free_encrypted_page', pfn: 8n },
    { op: 'pa', va: C + 0x5123n },
    { op: 'access', va: C + 0x9000n, keyid: 0 },
  ],
};
