/** Which requirement speaks of which field, and when; what nobody speaks of, and why. */
import type { Fields } from '../../core/owners';
import { fieldsOf } from '../../core/owners';
import { CALLERS } from './callers';
import type { Seen } from './facts';
import { tooManyKeyids } from './facts';
import type { Line } from './line';
import { lines, open } from './line';
import { BOOT, NAMED_RANGE, PAGES, PLAIN, READING } from './pages';
import { COMPARED } from './compared';
import { POSTED } from './posted';
import { ATTRIBUTES, ONE_CPU } from './requests';
import { BUGS, RANGES, SYNC } from './sync';

export type { Seen } from './facts';

/** Whatever was done: what these show has one meaning. */
const ALWAYS: readonly Line[] = [
  ...lines(null, [
    ['MKTME-55', ['events.gap', 'events.gap.*']],
    ['MKTME-54', ['events.free.linked']],
    ['MKTME-105', ['events.pgd_sync']],
    ['MKTME-44', ['events.cleared', 'events.cleared.*', 'state.page_keyids.**']],
    ['MKTME-67', ['state.nr_keyids'], tooManyKeyids],
    ['MKTME-38', ['state.nr_keyids', 'state.keyid_shift', 'state.keyid_mask']],
    ['MKTME-39', ['state.physical_mask']],
    ['MKTME-115', ['state.enabled']],
    ['MKTME-12', ['state.copies.**']],
    ['MKTME-07', ['state.outside.**']],
    ['MKTME-113', ['state.canonical.**']],
    ['MKTME-99', ['state.tables.*', 'allocated']],
    ['MKTME-18', ['outcome', 'error'], ({ op }) => op.op === 'fail_allocation'],
  ]),
  open('unspecified', ['events', 'events.**', 'outcome', 'error', 'fault', 'bug']),
  open('unspecified', ['value', 'pa', 'keyid', 'from', 'missing', 'extra', 'mismatch']),
  open('unspecified', ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask', 'size', 'mask']),
];

/** Which pages a flush was of follows from what can be accessed afterwards; not everybody can tell. */
const FLUSHED_PAGES = open('derived', ['events.tlb_flush.at', 'events.tlb_flush.at.**']);

/** Most telling first: what sets a call apart, then what it did, then what is always so. */
const OWNERS: readonly Line[] = [
  FLUSHED_PAGES,
  NAMED_RANGE,
  ONE_CPU,
  ...POSTED,
  ...RANGES,
  ...BUGS,
  ...CALLERS,
  ...ATTRIBUTES,
  ...SYNC,
  ...COMPARED,
  ...READING,
  ...PAGES,
  ...BOOT,
  ...PLAIN,
  ...ALWAYS,
];

/** Lists are compared by what an element is of: a leaf that is missing is one difference. */
export const FIELDS: Fields = fieldsOf<Seen>({
  owners: OWNERS,
  keyed: {
    'state.canonical': 'va',
    'state.copies.*': 'va',
    'state.outside': 'va',
    'state.page_keyids': 'pfn',
  },
  insight: { events: ['gap'], fields: [] },
});
