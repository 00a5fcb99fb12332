/** Reading through aliases, the KeyIDs of pages, what is decided at boot, and operations on C without a hook. */
import { lacksCrypto } from '../boot';
import { pageOf } from '../geometry';
import { countIn } from '../page-keyids';
import { blockOf } from '../pages';
import { lookup } from '../tree';
import { requestOf } from './asked';
import { not } from './facts';
import type { Seen, When } from './facts';
import { END, EVENTS, lines, MAPPINGS, open, READ, TABLES } from './line';
import type { Line } from './line';

/** A page that was read through this alias before is looked up again: everything was flushed in between. */
const flushedSince: When = ({ op }, past) => {
  const at = past.findLastIndex(
    ({ op: one }) =>
      one.op === 'access' && op.op === 'access' && one.va >> 12n === op.va >> 12n && one.keyid === op.keyid,
  );
  return at > 0 && past.slice(at + 1).some(({ outcome: { events = [] } }) => events.some(isFullFlush));
};

function isFullFlush(event: { readonly event: string; readonly scope?: string }): boolean {
  return event.event === 'tlb_flush' && event.scope === 'all';
}

/** The page was changed by a request, and by nothing after it: nothing of before may be used. */
const changedByRequest: When = ({ op }, past) => {
  if (op.op !== 'access') return false;
  const { va, keyid } = op;
  const last = past.findLast(({ before, after }) => {
    const page = pageOf(after.geo.levels, va) + keyid * after.geo.dm;
    return lookup(before.root, page)?.entry !== lookup(after.root, page)?.entry;
  });
  return last !== undefined && requestOf(last) !== null;
};

/** A sync came after the last read, and MKTME was off. */
const syncedWhileOff: When = ({ before }, past) =>
  !before.enabled && past.at(-1)?.op.op === 'sync_direct_mapping';

/** Where the alias lies that an access reads. */
function aliasOf({ op }: Seen): string | null {
  if (op.op !== 'access') return null;
  return op.keyid === 0 ? 'state.canonical' : `state.copies.${op.keyid}`;
}

/** `outcome.from` is what the TLB answers: it may, but need not, hold a page that was read before. */
const fromTlb: When = ({ outcome }) => outcome.outcome === 'ok' && outcome.from === 'tlb';

export const READING: readonly Line[] = [
  ...lines(
    ['access'],
    [
      ['MKTME-101', READ, changedByRequest],
      ['MKTME-100', READ, changedByRequest],
      ['MKTME-06', READ, flushedSince],
      ['MKTME-02', READ, syncedWhileOff],
    ],
  ),
  open('unspecified', ['from'], ['access'], fromTlb),
  { id: 'MKTME-12', ops: ['access'], fields: READ, when: not(flushedSince), shows: aliasOf },
];

/** A page of the block has a KeyID and gets one, or has none and loses it. */
const unexpected: When = ({ op, before: { keyids } }) => {
  if (op.op !== 'prep_encrypted_page' && op.op !== 'free_encrypted_page') return false;
  if (op.op === 'prep_encrypted_page' && op.keyid === 0) return false;
  const block = blockOf(op);
  const count = countIn(keyids, block);
  return op.op === 'prep_encrypted_page' ? count > 0 : count < block.n;
};

/** The kernel has warned of the like before. */
const warnedBefore: When = ({ op, before: { warned } }) =>
  warned.includes(op.op === 'prep_encrypted_page' ? 'page-has-keyid' : 'page-keyid-range');

/** A page has a KeyID from before MKTME went off. */
const givenWhileOff: When = ({ before }) => !before.enabled && before.keyids.length > 0;

export const PAGES = [
  ...lines(['page_keyid', 'page_to_virt'], [['MKTME-43', ['keyid', 'value', 'outcome'], givenWhileOff]]),
  ...lines(['page_to_virt'], [['MKTME-42', ['value', 'outcome']]]),
  ...lines(['pa'], [['MKTME-112', ['value', 'outcome']]]),
  ...lines(['page_keyid'], [['MKTME-44', ['keyid', 'outcome']]]),
  ...lines(
    ['prep_encrypted_page', 'free_encrypted_page'],
    [
      ['MKTME-111', ['events', 'events.warn', 'events.warn.*'], unexpected, warnedBefore],
      ['MKTME-110', ['events', 'events.warn', 'events.warn.*'], unexpected],
      ['MKTME-44', ['outcome', ...EVENTS, 'state.page_keyids.**']],
    ],
  ),
];

const tooSmall: When = ({ before, after }) => before.nrKeyids > 0 && after.nrKeyids === 0;

export const BOOT = [
  ...lines(
    ['detect'],
    [
      [
        'MKTME-38',
        [
          'outcome',
          'nr_keyids',
          'keyid_shift',
          'keyid_mask',
          'state.nr_keyids',
          'state.keyid_shift',
          'state.keyid_mask',
        ],
      ],
      ['MKTME-39', ['physical_mask', 'state.physical_mask']],
    ],
  ),
  ...lines(
    ['setup_direct_mapping_size'],
    [
      ['MKTME-41', ['events', 'events.log', 'events.log.*', 'nr_keyids', 'state.enabled'], tooSmall],
      ['MKTME-40', ['outcome', 'size', 'mask', 'nr_keyids', 'events', 'events.log', 'events.log.*']],
    ],
  ),
  ...lines(
    ['efi_memory'],
    [['MKTME-45', ['outcome', 'events', 'events.log', 'events.log.*', 'state.enabled', 'state.nr_keyids']]],
  ),
];

/** Of several ranges that cannot be encrypted the line is about one; whether others have one of their own nobody says. */
export const NAMED_RANGE = open(
  'unspecified',
  ['events.log', 'events.log.*'],
  ['efi_memory'],
  ({ op }) => op.op === 'efi_memory' && op.ranges.filter(lacksCrypto).length > 1,
);

/** Changes of C that no hook follows. */
export const PLAIN = lines(
  ['map', 'unmap', 'protect', 'split', 'collapse', 'replace'],
  [['MKTME-74', [...END, ...EVENTS, ...MAPPINGS, ...TABLES, 'state.canonical.**']]],
);
