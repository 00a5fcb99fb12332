/** Those who call sync beside the page-attribute code, and the switch. */
import { runsBeyondC, unsupportedBits } from './asked';
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

/** A disable came before: there are copies that may be known, and no KeyID. */
const noKeyids = ({ before }: Seen): boolean => before.nrKeyids === 0 && before.copies > 0;

export const CALLERS = [
  ...lines(
    ['enable'],
    [
      ['MKTME-64', [...END, ...EVENTS, ...COPIES, 'state.enabled'], failed],
      ['MKTME-107', ['state.nr_keyids', 'allocated', 'state.tables.*', ...END, ...TLB], noKeyids],
      ['MKTME-28', [...END, 'state.enabled', ...TLB, ...LEAVES], not(failed)],
    ],
  ),
  ...lines(
    ['disable', 'setup_direct_mapping_size', 'efi_memory'],
    [
      ['MKTME-114', RESET],
      ['MKTME-62', [...EVENTS, ...COPIES]],
    ],
  ),
  ...lines(['disable'], [['MKTME-115', [...END, 'state.enabled']]]),
  ...lines(
    ['hotplug', 'hotremove'],
    [
      ['MKTME-109', ['events', 'events.warn', 'events.warn.*'], failed],
      ['MKTME-104', C, unsupportedBits],
    ],
  ),
  ...lines(
    ['hotremove'],
    [
      ['MKTME-106', ['events', ...TLB], not(on)],
      ['MKTME-106', TLB],
    ],
  ),
  ...lines(['hotplug', 'hotremove'], [['MKTME-22', TLB, on, isOk]]),
  ...lines(
    ['hotplug'],
    [
      ['MKTME-105', ['events.pgd_sync']],
      ['MKTME-25', ['events', ...END, ...C]],
      ['MKTME-25', LEAVES, on, isOk],
    ],
  ),
  ...lines(
    ['hotremove'],
    [
      ['MKTME-60', COPIES, on, c('split')],
      ['MKTME-26', ['events', ...END, ...C]],
      ['MKTME-26', MAPPINGS, on, isOk],
    ],
  ),
  ...lines(['mark_rodata_ro'], [['MKTME-27', [...EVENTS, ...LEAVES, ...C], on]]),
  ...lines(SYNCS, [['MKTME-20', LEAVES, on, any(reachesTheEnd, runsBeyondC)]]),
];
