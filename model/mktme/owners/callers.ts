/** Those who call sync beside the page-attribute code, and the switch. */
import { all, any, c, failed, isOk, not, on, runsBeyondC } from './facts';
import type { Seen } from './facts';
import { END, EVENTS, lines, MAPPINGS, SYNCS, TABLES } from './line';

const COPIES = [...MAPPINGS, ...TABLES];
const C = ['state.canonical.**'];

/** The call reaches the last page of the canonical mapping. */
const reachesTheEnd = ({ op, before: { geo } }: Seen): boolean =>
  (op.op === 'hotplug' || op.op === 'hotremove') && op.end >> 12n === BigInt(geo.dm);

export const CALLERS = [
  ...lines(
    ['enable'],
    [
      ['MKTME-64', [...END, ...EVENTS, ...COPIES, 'state.enabled'], failed],
      ['MKTME-28', [...END, 'state.enabled', ...MAPPINGS], not(failed)],
    ],
  ),
  ...lines(
    ['disable'],
    [
      [
        'MKTME-39',
        [
          ...END,
          'state.enabled',
          'state.nr_keyids',
          'state.keyid_shift',
          'state.keyid_mask',
          'state.physical_mask',
        ],
      ],
    ],
  ),
  ...lines(['disable', 'efi_memory', 'setup_direct_mapping_size'], [['MKTME-62', [...EVENTS, ...COPIES]]]),
  ...lines(
    ['hotplug'],
    [
      ['MKTME-25', ['events', 'events.pgd_sync', 'events.warn', 'events.warn.*', ...END, ...C]],
      ['MKTME-22', MAPPINGS, on, isOk],
    ],
  ),
  ...lines(
    ['hotremove'],
    [
      ['MKTME-60', COPIES, on, c('split')],
      ['MKTME-26', ['events', 'events.warn', 'events.warn.*', ...END, ...C]],
      ['MKTME-26', MAPPINGS, on, isOk],
      ['MKTME-22', MAPPINGS, on, isOk],
    ],
  ),
  ...lines(
    ['mark_rodata_ro'],
    [
      ['MKTME-27', [...EVENTS, ...MAPPINGS, ...C], on],
      ['MKTME-22', MAPPINGS, on, isOk],
    ],
  ),
  ...lines(SYNCS, [['MKTME-20', MAPPINGS, on, any(reachesTheEnd, all(runsBeyondC))]]),
];
