/** What makes no sense in a state is refused as misuse, and says what would. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stepped } from '../core/machine';
import { completeChoices, Misuse } from '../core/machine';
import type { Config, Leaf, Op } from './types';
import { MKTME } from '.';

const C = 0xffff888000000000n;
const TIB = 1n << 40n;
const SMALL: Leaf = { va: C, level: '4k', pfn: 0n, flags: 0x163n, n: 4 };
const LARGE: Leaf = { va: C + 0x200000n, level: '2m', pfn: 0x200n, flags: 0x1e3n };
const CONFIG: Config = {
  levels: 4,
  page_offset: C,
  direct_mapping_size: TIB,
  keyid_bits: 6,
  phys_bits: 52,
  nr_keyids: 2,
  gbpages: true,
  canonical: [SMALL, LARGE],
  enabled: true,
  copies: 'synced',
};

const profile = MKTME.profiles.find(({ name }) => name === 'spec');
assert(profile);
const model = profile.model(completeChoices(profile, {}));
const step = (state: unknown, op: Op): Stepped<unknown> => model.step(state, op);

const beyond = { va: C + TIB + 0x1000n, level: '4k', pfn: 1n, flags: 0x163n } as const;
const asked = { set: 0n, clear: 2n } as const;

/** On a machine with MKTME on, four small leaves and a large one. */
const REFUSED: readonly (readonly [Op, RegExp])[] = [
  [{ op: 'detect', keyid_bits: 6, phys_bits: 52 }, /at boot/],
  [{ op: 'setup_direct_mapping_size', memory: TIB, padding_tib: 0, virtual_bits: 47 }, /at boot/],
  [{ op: 'hotplug', start: 0x1000n, end: 0x1000n }, /whole pages, in order/],
  [{ op: 'hotplug', start: TIB, end: TIB + 0x1000n }, /does not fit/],
  [{ op: 'map', leaves: [{ ...SMALL, va: 0x8000_0000_0000n }] }, /no canonical address of 4 levels/],
  [{ op: 'mark_rodata_ro', start: C + 0x1000n, end: C + 0x1000n }, /whole pages, in order/],
  // Holes are passed over page by page: through a mapping of many TiB that has no end.
  [{ op: 'mark_rodata_ro', start: C, end: C + (1n << 34n) + 0x1000n }, /16 GiB at most/],
  [{ op: 'split', va: C, to: '2m' }, /no leaf above 2m/],
  [{ op: 'split', va: C + TIB, to: '4k' }, /sync alone/],
  [{ op: 'collapse', va: C, to: '2m' }, /in order with equal flags/],
  [{ op: 'collapse', va: C + 0x40000000n, to: '2m' }, /no table is mapped/],
  [{ op: 'collapse', va: C, to: '1g' }, /in order with equal flags/],
  [{ op: 'unmap', start: C + 0x1800n, end: C + 0x2000n }, /whole pages/],
  [{ op: 'unmap', start: C + 0x200000n, end: C + 0x201000n }, /cuts a large leaf/],
  [{ op: 'unmap', start: C + TIB, end: C + TIB + 0x1000n }, /sync alone/],
  [{ op: 'map', leaves: [beyond] }, /sync alone/],
  [{ op: 'map', leaves: [{ ...SMALL, n: 1 }] }, /only where nothing is/],
  [{ op: 'map', leaves: [{ ...SMALL, va: LARGE.va }] }, /split or unmap first/],
  [{ op: 'replace', leaves: [LARGE], empty_tables: [{ va: LARGE.va, size: '2m' }] }, /an empty table cannot/],
  [{ op: 'map', leaves: [{ ...LARGE, va: LARGE.va + 0x1000n }] }, /at a border of its size/],
  [{ op: 'map', leaves: [{ ...SMALL, va: C + 0x5001n }] }, /at a border of its size/],
  [{ op: 'replace', leaves: [beyond] }, /lies outside of it/],
  [{ op: 'replace', leaves: [], empty_tables: [{ va: C + TIB, size: '2m' }] }, /lies outside of it/],
  [{ op: 'change_page_attr', addresses: [C + TIB - 0x1000n], pages: 2, ...asked }, /sync alone/],
  [{ op: 'change_page_attr', addresses: [1n << 28n], pages: 1, ...asked, how: 'pages' }, /lie in the direct/],
  [{ op: 'change_page_attr', addresses: [C], pages: 2, ...asked, how: 'array' }, /one address for each page/],
  [{ op: 'change_page_attr', addresses: [C, C], pages: 2, ...asked }, /a range takes one address/],
  [{ op: 'change_page_attr', addresses: [C + 1n], pages: 1, ...asked }, /those of pages/],
  [{ op: 'access', va: C + TIB, keyid: 1 }, /in the canonical mapping/],
  [{ op: 'access', va: C, keyid: 3 }, /no KeyID 3/],
  [{ op: 'compare', keyid: 0 }, /no KeyID 0/],
  [{ op: 'compare', keyid: 3 }, /no KeyID 3/],
  [{ op: 'page_keyid', pfn: 1n << 28n }, /beyond the direct mapping/],
  [{ op: 'pa', va: C - 1n }, /address of a direct mapping/],
  [{ op: 'prep_encrypted_page', pfn: 0n, keyid: 3 }, /KeyID 3 cannot be given: 2 are in use/],
];

for (const [op, wanted] of REFUSED) {
  test(`${op.op} is refused: ${wanted.source}`, () => {
    const state = model.initial(CONFIG);
    assert.throws(
      () => step(state, op),
      (error) => error instanceof Misuse && wanted.test(error.message),
    );
  });
}

test('a machine that is off refuses what needs KeyIDs', () => {
  const state = step(model.initial(CONFIG), { op: 'disable' }).state;
  assert.throws(() => step(state, { op: 'free_encrypted_page', pfn: 0n }), /while MKTME is off/);
  const none = model.initial({ ...CONFIG, keyid_bits: 0, nr_keyids: 0, enabled: false });
  assert.throws(() => step(none, { op: 'enable' }), /no KeyIDs: nothing to enable/);
});

test('what is looked at or changed in vain leaves the machine at boot, what is mapped does not', () => {
  const bare = model.initial({ ...CONFIG, canonical: [], enabled: false });
  const detect: Op = { op: 'detect', keyid_bits: 6, phys_bits: 52 };
  const vain: readonly Op[] = [
    { op: 'replace', leaves: [] },
    { op: 'unmap', start: C, end: C + 0x1000n },
    { op: 'change_page_attr', addresses: [C], pages: 1, ...asked },
  ];
  const still = vain.reduce<unknown>((state, op) => step(state, op).state, bare);
  assert.equal(step(still, detect).outcome.outcome, 'ok');
  const mapping: readonly Op[] = [
    { op: 'replace', leaves: [SMALL] },
    { op: 'map', leaves: [SMALL] },
    { op: 'hotplug', start: 0n, end: 0x1000n },
  ];
  for (const op of mapping) assert.throws(() => step(step(bare, op).state, detect), /at boot/);
});

test('where entries hold accessed and dirty bits alone nothing is mapped', () => {
  const absent: Leaf = { va: C, level: '4k', pfn: 0n, flags: 0x60n, n: 512 };
  const state = model.initial({ ...CONFIG, canonical: [absent] });
  assert.throws(() => step(state, { op: 'collapse', va: C, to: '2m' }), /not mapped in order/);
  for (const leaf of [SMALL, { ...LARGE, va: C, pfn: 0n }]) {
    const after = step(state, { op: 'map', leaves: [leaf] }).state;
    assert.deepEqual((model.inspect(after) as { canonical: unknown }).canonical, [leaf]);
  }
});

test('a configuration that is no machine says why', () => {
  const wrong: readonly (readonly [Partial<Config>, RegExp])[] = [
    [{ direct_mapping_size: TIB - 4096n }, /a power of two of at least 1 TiB/],
    [{ direct_mapping_size: TIB + (TIB >> 1n) }, /a power of two of at least 1 TiB/],
    [{ page_offset: C + 0x1000n }, /1 GiB border/],
    [{ canonical: [beyond] }, /does not lie in the canonical mapping/],
  ];
  for (const [change, error] of wrong) assert.throws(() => model.initial({ ...CONFIG, ...change }), error);
});

test('a collapse is found in order through two levels of tables', () => {
  const giant: Leaf = { va: C + 0x40000000n, level: '1g', pfn: 0x40000n, flags: 0x1e3n };
  const before = model.initial({ ...CONFIG, canonical: [giant] });
  const split = step(before, { op: 'split', va: giant.va, to: '4k' }).state;
  const after = step(split, { op: 'collapse', va: giant.va, to: '1g' }).state;
  assert.deepEqual((model.inspect(after) as { canonical: unknown }).canonical, [giant]);
});

test('an empty table of C is one in each copy, with those above it', () => {
  const bare = model.initial({ ...CONFIG, canonical: [] });
  for (const [size, tables] of [
    ['512g', 1],
    ['1g', 2],
    ['2m', 3],
  ] as const) {
    const state = step(bare, { op: 'replace', leaves: [], empty_tables: [{ va: C, size }] }).state;
    const { outcome } = step(state, { op: 'sync_direct_mapping', start: C, end: C + 0x1000n });
    assert.equal((outcome as { allocated?: number }).allocated, 2 * tables, size);
  }
});

test('a copy is held against C leaf by leaf', () => {
  const other: Leaf = { ...SMALL, pfn: 0x10n, n: 2 };
  const state = step(model.initial(CONFIG), {
    op: 'replace',
    leaves: [other, { ...LARGE, va: C + 0x400000n }],
  }).state;
  assert.deepEqual(step(state, { op: 'compare', keyid: 1 }).outcome, {
    outcome: 'ok',
    missing: 1,
    extra: 3,
    mismatch: 2,
  });
});
