/**
 * Random lives of a direct mapping for comparing two subjects: a few places at the borders of large leaves, one page
 * either side. Addresses count from PAGE_OFFSET until {@link placed} has put them into a machine.
 */
import * as fc from 'fast-check';
import type { Config, Leaf, Op } from '../../model/mktme/types';
import type { Questions } from '../questions';

const [PAGE, LARGE, GIANT, TIB, NX] = [1n << 12n, 1n << 21n, 1n << 30n, 1n << 40n, 1n << 63n];
const SPAN = { '4k': PAGE, '2m': LARGE, '1g': GIANT };
/** Below C, since above the copies of some machines there is no room. */
const VMALLOC = -TIB;
const { constantFrom: some, record: of } = fc;

/** An operation of the members of all parts. */
function op(name: Op['op'], ...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Op> {
  const made = (given: readonly object[]): object => Object.assign({ op: name }, ...given) as object;
  const said = (one: object): object =>
    Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
  return fc.tuple(...parts).map((given) => said(made(given)) as Op);
}
const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some(...values) });

const border = some(0n, 0n, LARGE, LARGE, LARGE * 2n, GIANT, GIANT * 2n, GIANT * 512n, TIB);
const near = fc
  .tuple(border, some(0n, 0n, 0n, PAGE, -PAGE))
  .map(([at, by]) => (at + by < 0n || at + by >= TIB ? 0n : at + by));
const vmalloc = fc.nat(6).map((n) => VMALLOC + BigInt(n) * PAGE);
const pages = some(1, 1, 2, 3, 34, 512, 513, 1024);
const range = (sizes: fc.Arbitrary<number>): fc.Arbitrary<{ start: bigint; end: bigint }> =>
  fc.tuple(near, sizes).map(([start, n]) => {
    const end = start + BigInt(n) * PAGE;
    return { start, end: end > TIB ? TIB : end };
  });
const wide = range(fc.oneof(pages, some(1, 512, 262144)));
/** One leaf, or the place of one. */
const slot = fc
  .tuple(near, some(PAGE, LARGE, LARGE, GIANT, GIANT))
  .map(([at, span]) => ({ start: at - (at % span), end: at - (at % span) + span }));
/** Reversed, empty, cut within a page, or beyond the mapping. */
const odd = fc
  .tuple(near, near, some(0n, 0n, 1n), some(0n, 0n, 0x800n, TIB))
  .map(([start, end, low, high]) => ({ start: start + low, end: end + high }));
const keyid = some(0, 1, 1, 1, 2, 2, 3, 4);
const pfn = fc.oneof(near, near, near, near, some(TIB)).map((at) => at >> 12n);
const frames = of({ pfn, order: some(undefined, undefined, 0, 1, 9) });

const at = fc.oneof({ weight: 9, arbitrary: near }, { weight: 1, arbitrary: vmalloc });
const bits = some(0x163n, 0x163n | NX, 0x163n | NX, 0x161n | NX, 0x62n, 0x62n, 0x8n, 0x60n);
const shape = of({
  at,
  level: some('4k', '4k', '2m', '2m', '1g'),
  bits,
  n: some(1, 1, 1, 2, 2, 512),
  off: some(0n, 0n, 0n, 0n, 0n, 1n),
  key: maybe({ keyid: 1 }),
});
const leaf = shape.map(({ at: place, level, bits: of4k, n, off, key }): Leaf => {
  const va = place - (place % SPAN[level]);
  const frame = of4k === 0x60n ? 0n : ((va < 0n ? va - VMALLOC : va) + off * SPAN[level]) >> 12n;
  const fits = va + SPAN[level] * BigInt(n) <= TIB;
  return { va, level, pfn: frame, flags: level === '4k' ? of4k : of4k | 0x80n, n: fits ? n : 1, ...key };
});
const change = some(
  [0n, 2n],
  [0n, 2n],
  [2n, 0n],
  [NX, 0n],
  [0n, NX],
  [0x10n, 0n],
  [0x10n, 8n],
  [0n, 0x10n],
  [0n, 1n],
  [1n, 0n],
  [0x80n, 0n],
  [0n, 0x80n],
  [0n, 0n],
).map(([set, clear]) => ({ set, clear }));
const listed = (how: string, one: fc.Arbitrary<bigint>): fc.Arbitrary<object> =>
  fc
    .array(one, { minLength: 1, maxLength: 5 })
    .map((addresses) => ({ how, addresses, pages: addresses.length }));
const request = fc.oneof(
  of({ how: maybe('range'), addresses: fc.tuple(fc.oneof(near, near, near, vmalloc)), pages }),
  listed('array', fc.oneof(near, near, vmalloc)),
  listed('pages', pfn),
);

/** Changes of C without a hook, which a sync may follow. */
const quiet: fc.Arbitrary<readonly Op[]> = fc.oneof(
  fc.tuple(op('map', of({ leaves: fc.array(leaf, { minLength: 1, maxLength: 2 }) }))),
  fc.tuple(
    op('unmap', fc.oneof(slot, slot, wide, odd), of({ tables: some(undefined, 'kept', 'kept', 'freed') })),
  ),
  fc.tuple(op('protect', fc.oneof(slot, slot, wide), change)),
  fc
    .tuple(near, fc.nat(1))
    .map(([va, more]): Op[] => [
      { op: 'split', va, to: '2m' },
      ...[{ op: 'split', va, to: '4k' } as const].slice(more),
    ]),
  near.map((va): Op[] => [
    { op: 'split', va, to: '2m' },
    { op: 'collapse', va, to: '1g' },
  ]),
  fc.tuple(op('collapse', of({ va: near, to: some('2m', '2m', '1g') }))),
  fc.tuple(
    op(
      'replace',
      of({
        leaves: fc.array(leaf, { maxLength: 3 }),
        empty_tables: maybe(
          [{ va: 0n, size: '2m' }],
          [
            { va: GIANT, size: '1g' },
            { va: GIANT * 512n, size: '512g' },
          ],
        ),
      }),
    ),
  ),
);
const ALL: Op = { op: 'sync_direct_mapping', start: 0n, end: TIB };
const synced = fc
  .tuple(quiet, fc.oneof(some(ALL), some(ALL), op('sync_direct_mapping', wide)))
  .map(([ops, last]) => [...ops, last]);
const failing = fc
  .tuple(fc.integer({ min: 1, max: 9 }), synced)
  .map(([nth, ops]): Op[] => [{ op: 'fail_allocation', nth }, ...ops, ALL, ALL]);
const hooked: fc.Arbitrary<Op> = fc.oneof(
  ...Array.from({ length: 3 }, () =>
    op(
      'change_page_attr',
      request,
      change,
      of({
        force_split: maybe(true, false),
        clflush: maybe(false, true),
        interrupts: maybe('off', 'early-boot', 'on'),
      }),
    ),
  ),
  op('hotplug', fc.oneof(slot, wide, odd)),
  op('hotremove', fc.oneof(slot, wide, odd)),
  op('mark_rodata_ro', fc.oneof(range(pages), range(pages), some({ start: PAGE, end: 0n }))),
  op('sync_direct_mapping', odd),
);
const aside: fc.Arbitrary<Op> = fc.oneof(
  op('compare', of({ keyid })),
  ...[0n, 0n, 0xfffn].map((by) =>
    op('access', of({ va: near.map((at) => at + by), keyid, how: maybe('write', 'execute', 'read') })),
  ),
  op('page_to_virt', of({ pfn })),
  op(
    'pa',
    of({ va: fc.tuple(near, keyid, some(0n, 0xfffn)).map(([at, key, by]) => at + BigInt(key) * TIB + by) }),
  ),
  ...[1, 2].map(() =>
    op(
      'prep_encrypted_page',
      frames,
      of({ keyid, zero: some(undefined, undefined, undefined, true, false) }),
    ),
  ),
  op('free_encrypted_page', frames),
  op('page_keyid', of({ pfn })),
);
const layout = op(
  'setup_direct_mapping_size',
  of({ memory: some(0n, 1n, TIB, TIB + 1n, 16n * TIB, 17n * TIB), padding_tib: some(0, 1, 10) }),
);
const boot: fc.Arbitrary<Op | readonly Op[]> = fc.oneof(
  ...[op('enable'), op('enable'), op('disable'), layout],
  fc.tuple(op('detect', of({ keyid_bits: some(0, 1, 2, 6), phys_bits: some(46, 52) })), layout, op('enable')),
  op(
    'efi_memory',
    of({
      ranges: fc.array(of({ start: near, end: near, attribute: some(0x80000n, 0x8000fn, 0xfn) }), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
  ),
);

/** An operation, or a change and what follows it. */
const operations: fc.Arbitrary<Op | readonly Op[]> = fc.oneof(
  { weight: 2, arbitrary: quiet },
  { weight: 4, arbitrary: synced },
  { weight: 1, arbitrary: failing },
  { weight: 5, arbitrary: hooked },
  { weight: 4, arbitrary: aside },
  { weight: 1, arbitrary: boot },
);

/** A boot; where the machine has booted, its operations make no sense. */
const OPENING: readonly Op[] = [
  { op: 'detect', keyid_bits: 2, phys_bits: 52 },
  { op: 'hotplug', start: 0n, end: GIANT * 2n + LARGE + PAGE },
  { op: 'enable' },
];

const run = (va: bigint, level: Leaf['level'], n: number, frame = va >> 12n): Leaf => ({
  va,
  level,
  pfn: frame,
  flags: NX | (level === '4k' ? 0x163n : 0x1e3n),
  n,
});
const mapped: readonly Leaf[] = [run(0n, '4k', 512), run(LARGE, '2m', 3), run(GIANT, '1g', 2)];
/** In order, scattered, and one that C has no room for. */
const other: readonly Leaf[] = [
  run(VMALLOC, '4k', 2, 2n),
  run(VMALLOC + 2n * PAGE, '4k', 2, GIANT >> 12n),
  run(VMALLOC + 4n * PAGE, '4k', 1, TIB >> 12n),
];

/** What nobody would leave in a copy: another KeyID, what C has not, another size. */
const odds: readonly Leaf[] = [
  { ...run(0n, '4k', 1), keyid: 3 },
  run(GIANT * 3n, '2m', 1),
  run(LARGE * 2n, '4k', 3),
];

/** With four levels, or with five and a mapping that crosses an entry of the top table. */
const config: fc.Arbitrary<Config> = of({
  base: some(
    { levels: 4, page_offset: 0xffff_8880_0000_0000n },
    { levels: 4, page_offset: 0xffff_8880_0000_0000n },
    { levels: 5, page_offset: 0xff11_ff80_0000_0000n },
  ),
  direct_mapping_size: some(TIB, TIB, TIB, 2n * TIB),
  keys: some(
    { keyid_bits: 6, nr_keyids: 2 },
    { keyid_bits: 6, nr_keyids: 2 },
    { keyid_bits: 1, nr_keyids: 4 },
    { keyid_bits: 2 },
    { keyid_bits: 0 },
  ),
  mask: maybe({ supported_mask: (1n << 51n) - 1n }),
  gbpages: some(true, true, false),
  canonical: some<(readonly Leaf[])[]>(
    [],
    mapped,
    mapped,
    [run(0n, '2m', 512)],
    [...mapped, run(GIANT * 511n, '1g', 2), run(TIB - LARGE, '2m', 1)],
  ),
  kernel: some([], other),
  enabled: some(true, true, true, false),
  copies: some('synced', 'synced', 'empty'),
  held: some([], [], odds),
}).map(({ base, keys, mask, canonical, kernel, enabled, held, ...rest }): Config => {
  const moved = (leaves: readonly Leaf[]): Leaf[] =>
    leaves.map((one) => ({ ...one, va: one.va + base.page_offset }));
  const made = { ...base, ...keys, ...mask, ...rest, phys_bits: 52 };
  const on = enabled && canonical.length > 0;
  const odd = rest.copies === 'empty' && (keys.nr_keyids ?? 0) > 1 && held.length > 0;
  const inCopies = odd
    ? { held: moved(held.map((one) => ({ ...one, va: one.va + made.direct_mapping_size }))) }
    : {};
  return { ...made, enabled: on, canonical: moved(canonical), kernel: moved(kernel), ...inCopies };
});

/** The operation, with its addresses where the machine has its direct mapping. */
function placed(one: Op, { page_offset, levels, gbpages }: Config): Op {
  if (one.op === 'setup_direct_mapping_size') return { ...one, virtual_bits: levels === 4 ? 47 : 56 };
  if (one.op === 'hotplug' && !gbpages) return { ...one, start: near2m(one) };
  if (one.op === 'hotplug' || one.op === 'hotremove' || one.op === 'efi_memory') return one;
  if (one.op === 'change_page_attr' && one.how === 'pages') return one;
  return moved(one, page_offset) as Op;
}

/** Where memory without giant leaves begins: half a million leaves show no more than a thousand, and take a subject seconds each time. */
function near2m({ start, end }: { readonly start: bigint; readonly end: bigint }): bigint {
  const least = end - 2n * GIANT;
  return end > TIB || start >= least ? start : least - (least % GIANT) + (start % GIANT);
}

function moved(value: unknown, by: bigint, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => moved(one, by, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, moved(one, by, key)]));
  const address = ['va', 'start', 'end', 'addresses'].includes(name);
  return address ? BigInt.asUintN(64, (value as bigint) + by) : value;
}

export const QUESTIONS: Questions = {
  config,
  opening: OPENING,
  operations: () => operations,
  runs: 60,
  placed: (op, start) => placed(op as Op, start as Config),
  // Each PAGE_OFFSET here belongs to one number of levels.
  site: (start) => {
    const { page_offset, gbpages } = start as Config;
    return gbpages ? page_offset : -page_offset;
  },
  kinds: () => [
    ...[
      'ok',
      'error',
      'fault',
      'tlb_flush',
      'cache_flush',
      'wbinvd',
      'free',
      'warn',
      'log',
      'pgd_sync',
      'cleared',
    ],
  ],
};
