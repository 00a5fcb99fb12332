/** Facts about the callers of sync: enabling, disabling, hotplug, and the size of the direct mappings. */
import type { Fact } from './facts';
import { count } from './facts';
import {
  comparisons,
  configOf,
  flushes,
  header,
  inspection,
  step,
  syncEvents,
  syncOutcome,
  unseen,
} from './lines';
import { changes, failure, idOf, oneSync } from './sync-groups';

/** The caller of init_page_mktme() sees no error; sync before the key is a sync while MKTME is off. */
export function enabling(fact: Fact): object[] {
  if (fact.case.startsWith('sync-then-key')) return oneSync(fact);
  const { out } = fact;
  const twice = fact.case.startsWith('enable-twice');
  if (out.caller_sees_error !== false) throw new Error(`${idOf(fact)}: the caller saw an error`);
  const events = [...syncEvents(out), ...flushes(count(out.tlb_all))];
  const outcome = { outcome: 'ok', allocated: count(out.tables?.['alloc']), events };
  const config = configOf(fact);
  return [
    header('v2', { ...config, copies: twice ? 'synced' : 'empty' }),
    ...changes(fact),
    ...failure(fact),
    step({ op: 'enable' }, outcome, idOf(fact)),
    { inspect: { enabled: true } },
    ...inspection(out),
    ...comparisons(out),
  ];
}

export function disabling(fact: Fact): object[] {
  const after = fact.in.after_disable ?? {};
  const { out } = fact;
  const [start, end] = fact.in.range ?? ['', ''];
  return [
    header('v2', configOf(fact)),
    unseen({ op: 'disable' }, 'result not printed', idOf(fact)),
    {
      inspect: {
        enabled: after['enabled'],
        nr_keyids: count(after['nr_keyids'] as string),
        keyid_shift: count(after['shift'] as string),
        keyid_mask: after['keyid_mask'],
        physical_mask: after['physical_mask'],
      },
    },
    ...changes(fact),
    step({ op: 'sync_direct_mapping', start, end }, syncOutcome(out)),
    ...inspection(out),
    ...comparisons(out),
  ];
}

/** Only the order of the steps was run, so it is told as its steps: the change, then the sync. */
export function plugging(fact: Fact): object[] {
  return oneSync(fact);
}

export function sizes(fact: Fact): object[] {
  const bits = count(fact.in.virtual_mask_shift);
  const nr = count(fact.in.nr_keyids);
  const keyidBits = nr === 0 ? 0 : nr.toString(2).length;
  const levels = bits === 47 ? 4 : 5;
  const config = {
    levels,
    page_offset: levels === 4 ? '0xffff888000000000' : '0xff11000000000000',
    direct_mapping_size: '0x10000000000',
    keyid_bits: keyidBits,
    phys_bits: 52,
    ...(nr === 2 ** keyidBits - 1 ? {} : { nr_keyids: nr }),
    gbpages: true,
    canonical: [],
    enabled: false,
    copies: 'empty',
  };
  const { memory, padding_tib: padding } = fact.in;
  const { dm, dm_mask: mask, nr_keyids_after: after, messages } = fact.out;
  const op = { op: 'setup_direct_mapping_size', memory, padding_tib: count(padding), virtual_bits: bits };
  const outcome = {
    outcome: 'ok',
    size: dm,
    mask,
    nr_keyids: count(after),
    // Only their number was noted.
    events: Array.from({ length: count(messages) }, () => ({ event: 'log' })),
  };
  return [header('v2', config), step(op, outcome, idOf(fact))];
}
