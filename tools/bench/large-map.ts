/** A large direct map under all KeyIDs that 6 bits can tell apart, of which one page at a time is changed. */
import { completeChoices } from '../../model/core/machine';
import { MKTME } from '../../model/mktme';
import type { Config, Leaf, Op } from '../../model/mktme/types';
import { FRESH } from '../../steps/mktme/settings';

const GIB = 1n << 30n;
const FLAGS = 0x1e3n | (1n << 63n);

/** 1 TiB: 960 leaves of 1 GiB between two runs of 16384 leaves of 2 MiB. */
export const LEAVES: readonly Leaf[] = [
  leaves(0n, '2m', 32 * 512),
  leaves(32n * GIB, '1g', 960),
  leaves(992n * GIB, '2m', 32 * 512),
];

function leaves(offset: bigint, level: Leaf['level'], n: number): Leaf {
  return { va: FRESH.page_offset + offset, level, pfn: offset >> 12n, flags: FLAGS, n };
}

/** KeyID 0 and 63 copies. */
export const LARGE: Config = { ...FRESH, nr_keyids: 63, canonical: [...LEAVES] };

export interface LargeMap {
  /** Requests a second of CPU, each of which is synced to every copy. */
  readonly perSecond: number;
  /** The largest heap seen, in bytes. */
  readonly peak: number;
}

/** Changes one 4 KiB page again and again: in a 2 MiB leaf at first, later in its table. */
export function largeMap(requests: number): LargeMap {
  const profile = MKTME.profiles.find(({ name }) => name === 'spec');
  if (!profile) throw new Error('machine mktme has no profile spec');
  const model = profile.model(completeChoices(profile, {}));
  let state = model.initial(LARGE);
  let peak = 0;
  const began = process.cpuUsage();
  for (let i = 0; i < requests; i += 1) {
    const { state: next, outcome } = model.step(state, request(i));
    if (outcome.outcome !== 'ok') throw new Error(`request ${i} gave ${outcome.outcome}`);
    state = next;
    if (i % 50 === 0) peak = Math.max(peak, process.memoryUsage().heapUsed);
  }
  const { user, system } = process.cpuUsage(began);
  return { perSecond: requests / ((user + system) / 1e6), peak };
}

/** Write-protected and writable in turn. */
function request(i: number): Op {
  const set = i % 2 === 0 ? 0n : 2n;
  return {
    op: 'change_page_attr',
    addresses: [FRESH.page_offset + 0x205000n],
    pages: 1,
    set,
    clear: 2n - set,
  };
}
