/**
 * The faults of the code as it was posted, each by name. Switched on together they make the profile
 * `v1-as-posted`; one by one they are mutants of `v1`.
 */
import type { Rules, Taken } from './rules';
import { takeSlot } from './slots';
import type { GfnSlot, Pool } from './state';

export interface Fault {
  readonly id: string;
  /** What the series asks for, and the fault breaks. */
  readonly requirement: string;
  /** What says that the posted code does so. */
  readonly seen: string;
  readonly about: string;
  /** An invariant that speaks of it. */
  readonly invariant?: number;
  apply(rules: Rules): Rules;
}

/**
 * The counter is lowered by a helper that stops at 0 and returns -1 from then on. Only 0 is read as "full", so
 * the range after the first refused one is taken for accepted and stored two slots below the table.
 */
function takeAsPosted({ left }: Pool): Taken {
  if (left === 0) return { slot: 'below', left };
  return left === 1 ? { slot: 'full', left: 0 } : { slot: left - 2, left: left - 1 };
}

function takingAsPosted(table: 'write' | 'exec', rules: Rules): Rules['take'] {
  return (pool, of) => (of === table ? takeAsPosted(pool) : rules.take(pool, of));
}

/** The slot that the counter names, which is the newest range. */
function newest({ left, slots }: Pool): readonly GfnSlot[] {
  const slot = slots[left - 1] ?? null;
  return slot ? [slot] : [];
}

export const FAULTS: readonly Fault[] = [
  {
    id: 'write-pool-reports-success-when-full',
    requirement: 'HEKI-71',
    seen: 'HEKI-94',
    invariant: 9,
    about: 'from the 18th NOWRITE range on the host returns 0, enforces nothing and writes below its table',
    apply: (rules) => ({ ...rules, take: takingAsPosted('write', rules) }),
  },
  {
    id: 'unused-slots-cover-gfn-0',
    requirement: 'HEKI-72',
    seen: 'HEKI-95',
    about: 'a slot that was never used holds 0 to 0 and so locks GFN 0, from the creation of the VM on',
    apply: (rules) => ({ ...rules, unusedSlot: { start: 0, end: 0 } }),
  },
  {
    id: 'only-newest-exec-range-counts',
    requirement: 'HEKI-77',
    seen: 'HEKI-96',
    about: 'the lookup walks from the newest EXEC range away from the older ones and ends there',
    apply: (rules) => ({
      ...rules,
      allowed: (pool) => rules.allowed(pool).filter((slot) => newest(pool).includes(slot)),
    }),
  },
  {
    id: 'exec-range-of-gfn-0-counts-as-unused',
    requirement: 'HEKI-77',
    seen: 'HEKI-97',
    about: 'the lookup takes a range that ends at GFN 0 for a slot that was never used',
    apply: (rules) => ({ ...rules, allowed: (pool) => rules.allowed(pool).filter(({ end }) => end !== 0) }),
  },
  {
    id: 'nothing-executable-after-a-refused-exec-range',
    requirement: 'HEKI-77',
    seen: 'HEKI-98',
    about: 'the 17th EXEC range is refused and lowers the counter to 0, at which the lookup finds no range',
    apply: (rules) => ({
      ...rules,
      take: lowering(rules),
      allowed: (pool) => (pool.left === 0 ? [] : rules.allowed(pool)),
    }),
  },
  {
    id: 'exec-pool-overwrites-write-locks',
    requirement: 'HEKI-78',
    seen: 'HEKI-99',
    about:
      'from the 18th EXEC range on the host returns 0 and writes into write slots 14 (end) and 15 (start)',
    apply: (rules) => ({ ...rules, take: takingAsPosted('exec', rules) }),
  },
  {
    id: 'exec-without-tdp-mmu-reports-success',
    requirement: 'HEKI-79',
    seen: 'HEKI-100',
    about: 'without the TDP MMU the host warns, returns 0 and locks no execution',
    apply: (rules) => ({ ...rules, tdpMmuNeeded: false }),
  },
  {
    id: 'fetch-check-forgets-the-user-bit',
    requirement: 'HEKI-81',
    seen: 'HEKI-101',
    about: 'a fetch from user mode outside the EXEC ranges gets the fault that is meant for the kernel',
    apply: (rules) => ({ ...rules, userFetchChecked: true }),
  },
];

/** A full pool whose counter still goes to 0, without the success that the posted code then reports. */
function lowering(rules: Rules): Rules['take'] {
  return (pool, of) => {
    if (of === 'write') return rules.take(pool, of);
    const taken = takeSlot(pool);
    return taken.slot === 'full' ? { slot: 'full', left: 0 } : taken;
  };
}

/** The rules with all faults, or with those that are given. */
export function asPosted(rules: Rules, faults: readonly Fault[] = FAULTS): Rules {
  const changed = faults.reduce((now, fault) => fault.apply(now), rules);
  return { ...changed, faults: faults.map(({ id }) => id) };
}
