/** Those who call sync beside the page-attribute code, and the switch. */
import { runsBeyondC } from './asked';
import { any, c, failed, isOk, not, on } from './facts';
import type { Seen } from './facts';
import { END, EVENTS, LEAVES, lines, MAPPINGS, SYNCS, TABLES, TLB } from './line';

const COPIES = [...MAPPINGS, ...TABLES];
const C = ['state.canonical.**'];
/** What a disable resets. */
const RESET = ['state.nr_keyids', 'state.keyid_shift', 'state.keyid_mask', 'state.physical_mask'];

/** The call reaches the last page of the canonical mapping. */
const reachesTheEnd = ({ op, before: { geo } }: Seen): boolean =>
  (op.op === 'hotplug' || op.op === 'hotremove') && op.end >> 12n === BigInt(geo.dm);

export const CALLERS = [
  ...lines(
    ['enable'],
    [
      ['MKTME-64', [...END, ...EVENTS, ...COPIES, 'state.enabled'], failed],
      ['MKTME-28', [...END, 'state.enabled', ...TLB, ...LEAVES], not(failed)],
    ],
  ),
  ...lines(
    ['disable', 'setup_direct_mapping_size', 'efi_memory'],
    [
      ['MKTME-39', RESET],
      ['MKTME-62', [...EVENTS, ...COPIES]],
    ],
  ),
  ...lines(['disable'], [['MKTME-39', [...END, 'state.enabled']]]),
  ...lines(['hotplug', 'hotremove'], [['MKTME-22', TLB, on, isOk]]),
  ...lines(
    ['hotplug'],
    [
      ['MKTME-25', ['events', 'events.pgd_sync', 'events.warn', 'events.warn.*', ...END, ...C]],
      ['MKTME-25', LEAVES, on, isOk],
    ],
  ),
  ...lines(
    ['hotremove'],
    [
      ['MKTME-60', COPIES, on, c('split')],
      ['MKTME-26', ['events', 'events.warn', 'events.warn.*', ...END, ...C]],
      ['MKTME-26', MAPPINGS, on, isOk],
    ],
  ),
  ...lines(['mark_rodata_ro'], [['MKTME-27', [...EVENTS, ...LEAVES, ...C], on]]),
  ...lines(SYNCS, [['MKTME-20', LEAVES, on, any(reachesTheEnd, runsBeyondC)]]),
];
