/** What sync does to the copies, whoever calls it. */
import {
  again,
  all,
  any,
  bug,
  copies,
  crossingC,
  crossingCopy,
  deepJoin,
  failed,
  isOk,
  keyBits,
  neighbour,
  nonPresentLarge,
  not,
  on,
  partOfTable,
  range,
  recovered,
  tooManyKeyids,
} from './facts';
import { END, EVENTS, FREE, lines, MAPPINGS, SYNCS, TABLES, TLB } from './line';

const ALL = [...END, ...EVENTS, ...MAPPINGS, ...TABLES];
const GAP = ['events.gap', 'events.gap.*'];

/** A range that is no whole pages of C in order, and a machine that is off: before anything else is looked at. */
export const RANGES = lines(
  ['sync_direct_mapping'],
  [
    ['MKTME-02', [...ALL, 'state.canonical.**'], not(on)],
    ['MKTME-50', ALL, range('outside')],
    ['MKTME-51', ALL, range('empty', 'malformed')],
  ],
);

/** What is told of a sync by what became of the copies. */
export const SYNC = [
  ...lines(SYNCS, [
    ['MKTME-14', ALL, bug('frame-mismatch')],
    ['MKTME-52', ALL, nonPresentLarge],
    ['MKTME-56', [...MAPPINGS, ...TABLES], crossingC],
    ['MKTME-68', TABLES, failed],
    ['MKTME-67', [...MAPPINGS, ...TABLES], tooManyKeyids],
    ['MKTME-46', [...MAPPINGS, ...TABLES], crossingCopy],
    ['MKTME-63', MAPPINGS, keyBits],
    ['MKTME-54', ['events', 'events.free.linked'], copies('joined', 'table-gone')],
    ['MKTME-53', ['events.free', 'events.free.tables', 'state.tables.*'], deepJoin],
    ['MKTME-55', [...GAP, 'events']],
    ['MKTME-55', [...MAPPINGS, ...TABLES, ...FREE], any(copies('split'), failed)],
    ['MKTME-17', [...MAPPINGS, ...TABLES, ...FREE], any(partOfTable, copies('table-gone'))],
    ['MKTME-05', [...MAPPINGS, ...TABLES, 'error'], failed],
    ['MKTME-15', [...MAPPINGS, ...TABLES, ...FREE], copies('joined')],
    ['MKTME-11', MAPPINGS, copies('joined')],
    ['MKTME-10', MAPPINGS, copies('split')],
    ['MKTME-16', [...MAPPINGS, ...TABLES], copies('split')],
    ['MKTME-59', [...TABLES, ...MAPPINGS, ...FREE], copies('emptied', 'refilled')],
    ['MKTME-13', MAPPINGS, copies('gone')],
    ['MKTME-09', MAPPINGS, copies('changed')],
    ['MKTME-14', ['outcome'], copies('changed')],
    ['MKTME-08', MAPPINGS, copies('new')],
  ]),
  ...lines(
    ['sync_direct_mapping'],
    [
      ['MKTME-57', [...MAPPINGS, ...TABLES, 'outcome'], recovered],
      ['MKTME-21', [...MAPPINGS, ...TABLES], again],
      ['MKTME-58', [...MAPPINGS, ...TLB], neighbour],
      ['MKTME-07', MAPPINGS, on, range(null)],
      ['MKTME-18', ['outcome', 'error'], failed],
      ['MKTME-01', END, on, range(null), not(failed)],
    ],
  ),
  ...lines(SYNCS, [
    ['MKTME-12', MAPPINGS, copies('new', 'changed', 'split', 'joined')],
    ['MKTME-04', [...MAPPINGS, 'state.canonical.**'], on],
  ]),
  ...lines(
    ['sync_direct_mapping', 'enable', 'hotplug', 'hotremove'],
    [
      ['MKTME-06', ['events', ...TLB], on],
      ['MKTME-99', [...TABLES, ...FREE], any(isOk, all(on, failed))],
    ],
  ),
];
