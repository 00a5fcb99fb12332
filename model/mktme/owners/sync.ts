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
  ever,
  failed,
  isOk,
  keyBits,
  neighbour,
  nonPresent,
  nonPresentLarge,
  not,
  on,
  partOfTable,
  range,
  recovered,
  tooManyKeyids,
} from './facts';
import type { Kind } from './differ';
import { END, EVENTS, FREE, LATER, LEAVES, lines, MAPPINGS, OUTSIDE, SYNCS, TABLES, TLB } from './line';

const ALL = [...END, ...EVENTS, ...MAPPINGS, ...TABLES];
const KINDS: readonly Kind[] = ['new', 'gone', 'changed', 'split', 'joined'];
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

/** What must stop a call, and what must not. */
export const BUGS = lines(SYNCS, [
  ['MKTME-52', ALL, nonPresentLarge],
  ['MKTME-108', ['state.copies.*.*.pfn'], nonPresent],
  ['MKTME-14', ALL, bug('frame-mismatch')],
]);

/** What is told of a sync by what became of the copies. */
export const SYNC = [
  ...lines(SYNCS, [
    ['MKTME-56', [...MAPPINGS, 'allocated'], crossingC],
    ['MKTME-68', ['allocated'], failed],
    ['MKTME-67', [...MAPPINGS, ...TABLES], tooManyKeyids],
    ['MKTME-46', [...OUTSIDE, 'state.tables.*'], crossingCopy],
    ['MKTME-63', ['state.copies.**'], keyBits],
    ['MKTME-54', ['events', 'events.free.linked'], copies('joined', 'table-gone')],
    ['MKTME-53', FREE, deepJoin],
    ['MKTME-53', ['state.tables.*'], ever(deepJoin)],
    ['MKTME-55', [...GAP, 'events']],
    ['MKTME-55', [...LEAVES, ...FREE, 'state.tables.*'], failed],
    ['MKTME-05', [...MAPPINGS, 'allocated', 'state.tables.*', 'error'], failed],
    ['MKTME-07', OUTSIDE, on],
    ['MKTME-04', LATER, on, copies(...KINDS)],
    ['MKTME-59', [...TABLES, ...LEAVES], copies('emptied', 'refilled')],
    ['MKTME-17', [...LEAVES, ...FREE, 'state.tables.*'], any(partOfTable, copies('table-gone'))],
    ['MKTME-15', [...FREE, 'state.tables.*'], copies('joined')],
    ['MKTME-11', LEAVES, copies('joined')],
    ['MKTME-15', LEAVES, copies('joined')],
    ['MKTME-10', LEAVES, copies('split')],
    ['MKTME-16', [...LEAVES, 'state.tables.*'], copies('split')],
    ['MKTME-55', LEAVES, copies('split')],
    ['MKTME-13', LEAVES, copies('gone')],
    ['MKTME-09', LEAVES, copies('changed')],
    ['MKTME-08', LEAVES, copies('new')],
  ]),
  ...lines(
    ['sync_direct_mapping'],
    [
      ['MKTME-57', [...LEAVES, 'state.tables.*', 'outcome'], recovered],
      ['MKTME-21', [...MAPPINGS, ...TABLES], again],
      ['MKTME-58', [...LEAVES, ...TLB], neighbour],
      ['MKTME-07', LEAVES, on, range(null)],
      ['MKTME-18', ['outcome', 'error'], failed],
      ['MKTME-01', END, on, range(null), not(failed)],
    ],
  ),
  ...lines(SYNCS, [
    ['MKTME-14', ['outcome'], copies('changed')],
    ['MKTME-12', ['state.copies.**'], copies('new', 'changed', 'split', 'joined')],
    ['MKTME-113', ['state.canonical.**'], on],
  ]),
  ...lines(
    ['sync_direct_mapping', 'enable', 'hotplug', 'hotremove'],
    [
      ['MKTME-06', ['events', ...TLB], on],
      ['MKTME-99', [...TABLES, ...FREE], any(isOk, all(on, failed))],
    ],
  ),
];
