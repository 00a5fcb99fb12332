/** Owners: early init, and the conversion of tables. */
import { u64 } from '../../core/u64';
import { tableOf } from '../sections';
import type { VaRange } from '../types';
import { whole } from './lines';
import type { Row, Seen } from './look';
import { built, enabled, happened, of, seen } from './look';

const PAGE = 0x1000n;
const LAST_PAGE = u64(-PAGE);

/** The table that an operation converts. */
function tableIn({ op, before }: Seen): readonly VaRange[] {
  if (op.op === 'convert') return op.ranges;
  return op.op === 'early_init' && before.guest.enabled
    ? tableOf(before.config.kernel, before.config.symbols)
    : [];
}

const some =
  (is: (range: VaRange, next: VaRange | undefined) => boolean): NonNullable<Row['when']> =>
  (look) => {
    const table = tableIn(look);
    return look.op.op !== 'late_init' && table.some((range, i) => is(range, table[i + 1]));
  };

const isEmpty = ({ va_start, va_end }: VaRange): boolean => va_start === va_end;
const isOnePage = ({ va_start, va_end }: VaRange): boolean =>
  va_start % PAGE === 0n && va_end === u64(va_start + PAGE);
const inLastPage = ({ va_end }: VaRange, physBase: bigint): boolean =>
  u64(va_end - 0xffffffff80000000n + physBase) > LAST_PAGE;
const endsInLastPage: NonNullable<Row['when']> = (look) =>
  tableIn(look).some((range) => inLastPage(range, look.before.guest.physBase));

const withoutMemory = (look: Seen): boolean =>
  enabled(look) && look.op.op === 'early_init' && look.op.alloc === 'fail';
const again = (look: Seen): boolean => enabled(look) && look.before.guest.ranges !== null;
const toldNothing = (look: Seen, past: readonly Seen[]): boolean =>
  enabled(look) && !happened(past, 'param') && !happened(past, 'set_flag');
const disabled = (look: Seen): boolean => built(look) && !look.before.guest.enabled;

const RANGES = ['ranges', 'state.guest.ranges'];
const member = (name: string): readonly string[] => RANGES.map((list) => `${list}.*.${name}`);
const [FIRST, LAST] = [
  [...member('gfn_start'), 'events.configuring.values.0'],
  [...member('gfn_end'), 'events.configuring.values.1'],
];
const CONVERTING = ['convert', 'early_init'];

/** What the entries of a converted table are. */
const ENTRIES: readonly Row[] = [
  ...seen('HEKI-31', { ops: CONVERTING, when: some(isEmpty) }, ['ranges', 'events.configuring', ...LAST]),
  ...seen('HEKI-107', { ops: CONVERTING, when: endsInLastPage }, ['ranges', 'events.configuring', ...LAST]),
  {
    id: 'HEKI-90',
    ops: ['convert'],
    when: some((one, next) => one.va_end === next?.va_start && one.va_end % PAGE !== 0n),
    fields: ['ranges', ...FIRST, ...LAST],
  },
  {
    id: 'HEKI-90',
    ops: ['early_init'],
    when: (look) => enabled(look) && look.before.config.kernel.orc,
    fields: ['2.gfn_end', '3.gfn_start', '3.gfn_end', '4.gfn_start'].map(
      (one) => `state.guest.ranges.${one}`,
    ),
  },
  {
    id: 'HEKI-28',
    ops: ['convert'],
    when: ({ op }) => op.op === 'convert' && op.ranges.length > 1,
    fields: ['ranges', 'input_unchanged', ...FIRST, ...LAST],
  },
  { id: 'HEKI-25', ops: CONVERTING, fields: FIRST },
  { id: 'HEKI-26', ops: CONVERTING, fields: LAST },
  {
    id: 'HEKI-20',
    ops: ['early_init'],
    when: enabled,
    fields: ['state.guest.ranges', 'events.configuring', 'events.configuring.values.*'],
  },
  { id: 'HEKI-30', ops: CONVERTING, when: some(({ va_end }) => va_end % PAGE !== 0n), fields: LAST },
  {
    id: 'HEKI-30',
    ops: CONVERTING,
    when: some(({ va_start }) => va_start % PAGE !== 0n),
    fields: member('gfn_start'),
  },
  { id: 'HEKI-29', ops: CONVERTING, when: some(isOnePage), fields: LAST },
  {
    id: 'HEKI-21',
    ops: ['early_init'],
    when: enabled,
    fields: ['events.configuring.nowrite', 'state.guest.ranges.*.attributes'],
  },
  { id: 'HEKI-27', ops: CONVERTING, fields: member('attributes').map((field) => `${field} & 0xfffffffc`) },
  {
    id: 'HEKI-12',
    ops: CONVERTING,
    fields: member('attributes').map((field) => `${field} & 0xffffffff00000000`),
  },
  { id: 'HEKI-27', ops: CONVERTING, fields: [...member('attributes'), 'events.configuring.nowrite'] },
  {
    id: 'HEKI-12',
    ops: CONVERTING,
    when: some(({ attributes }) => attributes !== 0n),
    fields: member('attributes'),
  },
  { id: 'HEKI-28', ops: ['convert'], fields: ['ranges', 'input_unchanged'] },
  { id: 'HEKI-34', ops: CONVERTING, fields: ['events', ...whole('configuring')] },
];

const STORAGE: readonly Row[] = [
  { id: 'HEKI-32', ops: CONVERTING, fields: ['calls.*.size'] },
  { id: 'HEKI-13', ops: CONVERTING, when: some(() => true), fields: ['calls.*.size'] },
  {
    id: 'HEKI-32',
    ops: ['convert'],
    fields: ['outcome', 'calls', 'calls.*', 'calls.*.what', 'ranges', 'state.guest.live'],
  },
];

export const EARLY: readonly Row[] = [
  ...seen(
    'HEKI-86',
    of('early_init', (_op, look) => again(look)),
    ['calls.**', 'events.**', 'state.guest.ranges.**', 'state.guest.num', 'state.guest.live'],
  ),
  {
    id: 'HEKI-01',
    ...of('early_init', (_op, look, past) => toldNothing(look, past)),
    fields: ['calls.alloc_pages_exact', 'events.enabled', 'events.disabled'],
  },
  {
    id: 'HEKI-17',
    ...of('early_init', (_op, look) => disabled(look)),
    fields: ['events.enabled', 'events.disabled'],
    shows: () => 'state.guest.enabled',
  },
  {
    id: 'HEKI-17',
    ...of('early_init', (_op, look) => disabled(look)),
    fields: [
      'outcome',
      'calls.**',
      'events.**',
      'state.guest.ranges.**',
      'state.guest.num',
      'state.guest.live',
    ],
  },
  {
    id: 'HEKI-33',
    ...of('early_init', (_op, look) => withoutMemory(look)),
    fields: ['events.configuring', 'state.guest.ranges.**', 'calls.alloc_pages_exact', 'state.guest.live'],
  },
  ...seen(
    'HEKI-92',
    of('early_init', (_op, look) => withoutMemory(look)),
    ['state.guest.num'],
  ),
  {
    id: 'HEKI-33',
    ...of('convert', ({ alloc }) => alloc === 'fail'),
    fields: ['ranges', 'events.configuring'],
  },
  { id: 'HEKI-10', ...of('early_init', (_op, look) => enabled(look)), fields: ['events.enabled'] },
  {
    id: 'HEKI-18',
    ...of('early_init', (_op, look) => enabled(look)),
    fields: [
      'outcome',
      'calls',
      'calls.*',
      'events',
      'events.enabled',
      'events.disabled',
      'events.log',
      'events.splat',
    ],
  },
  {
    id: 'HEKI-22',
    ...of('early_init', (_op, look) => enabled(look) && !withoutMemory(look)),
    fields: ['state.guest.num'],
  },
  ...ENTRIES,
  {
    id: 'HEKI-22',
    ...of('early_init', (_op, look) => enabled(look) && !withoutMemory(look)),
    fields: ['state.guest.ranges.**', 'events.configuring', 'state.guest.live'],
  },
  {
    id: 'HEKI-88',
    ...of('early_init', (_op, look) => enabled(look) && !withoutMemory(look)),
    fields: ['events.configuring', 'state.guest.ranges', 'state.guest.num'],
  },
  ...STORAGE,
];
