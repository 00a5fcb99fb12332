/** The faults of the posted code, where they show: rows that hold in `reply` and `v2` alone. */
import {
  alias,
  asksCache,
  beyondC,
  hooked,
  request,
  scattered,
  spansUnits,
  splitsAlone,
  unsynced,
} from './asked';
import {
  all,
  any,
  bug,
  c,
  copies,
  crossingC,
  crossingCopy,
  deepJoin,
  ever,
  failed,
  isOk,
  keyBits,
  not,
  on,
  partOfTable,
  range,
  sameC,
  splitInPart,
  tooManyKeyids,
} from './facts';
import type { When } from './facts';
import type { Line } from './line';
import { END, EVENTS, FREE, lines, MAPPINGS, READ, REQUESTS, SYNCS, TABLES, TLB } from './line';

const ALL = [...END, ...EVENTS, ...MAPPINGS, ...TABLES];

/** MKTME was disabled, and there may be copies of before. */
const leftBehind: When = ({ after }) => after.nrKeyids === 0 && after.copies > 0;

const FAULTS: readonly Line[] = [
  ...lines(null, [
    ['MKTME-88', [...MAPPINGS, ...TABLES], leftBehind],
    ['MKTME-85', ['state.nr_keyids'], tooManyKeyids],
  ]),
  ...lines(
    ['sync_direct_mapping'],
    [
      ['MKTME-75', ALL, on, range('outside')],
      ['MKTME-76', ALL, on, range('empty', 'malformed')],
    ],
  ),
  ...lines(
    ['change_page_attr'],
    [
      ['MKTME-94', ALL, bug('null-read')],
      ['MKTME-98', ALL, on, beyondC],
      ['MKTME-90', ALL, on, ({ outcome }) => outcome.outcome === 'error', not(sameC)],
      ['MKTME-91', ALL, on, isOk, splitsAlone],
      [
        'MKTME-97',
        [...MAPPINGS, ...TABLES],
        hooked,
        any(
          request(({ how }) => how === 'pages'),
          scattered,
        ),
      ],
      ['MKTME-93', ALL, hooked, alias],
    ],
  ),
  ...lines(REQUESTS, [
    [
      'MKTME-95',
      [...TLB, 'events.cache_flush', 'events.cache_flush.*', 'events.wbinvd'],
      hooked,
      isOk,
      asksCache,
    ],
    ['MKTME-65', ['events.cache_flush', 'events.cache_flush.*'], hooked, isOk, asksCache],
    ['MKTME-96', [...MAPPINGS, ...TABLES], hooked, spansUnits, unsynced],
    [
      'MKTME-92',
      [...MAPPINGS, ...TABLES],
      hooked,
      request(({ how, inC }) => how === 'range' && inC),
      unsynced,
    ],
  ]),
  ...lines(
    ['access'],
    [
      ['MKTME-77', READ, ever(splitInPart)],
      ['MKTME-78', READ, ever(all(failed, copies('gone')))],
      ['MKTME-79', READ, ever(partOfTable)],
    ],
  ),
  ...lines(['hotremove'], [['MKTME-89', [...MAPPINGS, ...TABLES], on, c('split'), splitInPart]]),
  ...lines(['enable'], [['MKTME-87', [...END, ...EVENTS, ...MAPPINGS, ...TABLES, 'state.enabled'], failed]]),
  ...lines(
    ['disable', 'efi_memory', 'setup_direct_mapping_size'],
    [['MKTME-88', [...EVENTS, ...MAPPINGS, ...TABLES], on, ({ after }) => !after.enabled]],
  ),
  ...lines(SYNCS, [
    ['MKTME-86', ALL, bug('data-walk')],
    ['MKTME-82', [...MAPPINGS, ...TABLES], isOk, crossingC, unsynced],
    ['MKTME-83', TABLES, failed, crossingCopy],
    ['MKTME-85', [...MAPPINGS, ...TABLES], tooManyKeyids],
    ['MKTME-84', MAPPINGS, keyBits],
    ['MKTME-78', ['events.gap', 'events.gap.*', ...MAPPINGS, ...TABLES], failed, copies('gone')],
    ['MKTME-79', [...FREE, ...MAPPINGS, ...TABLES], partOfTable, copies('table-gone')],
    ['MKTME-80', ['events.free.tables', 'state.tables.*'], deepJoin],
    ['MKTME-81', ['events', 'events.free', 'events.free.linked'], copies('joined', 'table-gone')],
    ['MKTME-77', [...MAPPINGS, ...TABLES], splitInPart],
    ['MKTME-78', ['events', 'events.gap', 'events.gap.*'], copies('split', 'gone')],
  ]),
];

/** What the code did is not what is demanded of others: where a fault shows, nobody else speaks. */
export const POSTED: readonly Line[] = [
  ...lines(['hotremove'], [['MKTME-77', [...MAPPINGS, ...TABLES], splitInPart]]),
  ...FAULTS.map((line): Line => ('id' in line ? { ...line, alone: true } : line)),
];
