/** Whose a difference is: some telling fields, by what the requirements say. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLook } from '../../core/naming';
import type { Look } from '../../core/owners';
import { rulingOf } from '../../core/owners';
import { shows } from '../../core/showing';
import type { Config, Op } from '../types';
import { MKTME } from '..';
import { changesIn } from './differ';
import type { Seen } from './facts';

const C = 0xffff888000000000n;
const TIB = 1n << 40n;
const NX = 1n << 63n;
const LARGE = { va: C + 0x200000n, level: '2m', pfn: 0x200n, flags: 0x1e3n | NX } as const;
const PAGES = { va: C, level: '4k', pfn: 0n, flags: 0x163n | NX, n: 4 } as const;
const CONFIG: Config = {
  levels: 4,
  page_offset: C,
  direct_mapping_size: TIB,
  keyid_bits: 6,
  phys_bits: 52,
  nr_keyids: 2,
  gbpages: true,
  canonical: [PAGES, LARGE],
  enabled: true,
  copies: 'synced',
};

/** What the posted code was seen to do, and where nobody demands it. */
const SEEN_ALONE = (id: string): boolean => Number(id.slice('MKTME-'.length)) >= 75 && id !== 'MKTME-99';
const HOLDS: Readonly<Record<string, (id: string) => boolean>> = {
  spec: (id) => !SEEN_ALONE(id) && id !== 'MKTME-65',
  // Of what holds in `spec` alone only that is needed which the posted code breaks below.
  reply: (id) => !['MKTME-37', 'MKTME-48', 'MKTME-55', 'MKTME-32', 'MKTME-54', 'MKTME-17'].includes(id),
};

function lived(profile: string, ops: readonly Op[], change: Partial<Config> = {}): readonly Look[] {
  const model = MKTME.profiles.find(({ name }) => name === profile)?.model({ bad_range: 'refused' });
  assert(model);
  const looks: Look[] = [firstLook(model.initial({ ...CONFIG, ...change }))];
  for (const op of ops) {
    const before = looks.at(-1)?.after;
    const { state, outcome } = model.step(before, op);
    looks.push({ op, before, after: state, outcome });
  }
  return looks;
}

/** Owners of a field after the operations, or why it is open. */
function owners(
  profile: string,
  ops: readonly Op[],
  field: string,
  change: Partial<Config> = {},
): readonly string[] | string | null {
  const looks = lived(profile, ops, change);
  const ruling = rulingOf(
    MKTME.fields,
    field,
    looks.at(-1) as Look,
    looks.slice(0, -1),
    HOLDS[profile] ?? (() => true),
  );
  return ruling.owners.length > 0 ? ruling.owners : ruling.open;
}

const first = (...args: Parameters<typeof owners>): string | undefined => owners(...args)?.[0];

const sync = (start: bigint, end: bigint): Op => ({
  op: 'sync_direct_mapping',
  start: C + start,
  end: C + end,
});
const ro = (start: bigint, end: bigint): Op => ({
  op: 'protect',
  start: C + start,
  end: C + end,
  set: 0n,
  clear: 2n,
});
const ask = (more: object): Op => ({
  op: 'change_page_attr',
  addresses: [C],
  pages: 1,
  set: 0n,
  clear: 2n,
  ...more,
});
const leaf = 'state.copies.1.0xffff898000200000';

const SPLIT: readonly Op[] = [{ op: 'split', va: LARGE.va, to: '4k' }, sync(0x200000n, 0x201000n)];

test('what a sync did says whose a leaf of a copy is', () => {
  assert.equal(
    first('spec', [ro(0n, 0x4000n), sync(0n, 0x4000n)], 'state.copies.1.0xffff898000000000'),
    'MKTME-09',
  );
  assert.equal(
    first('spec', [{ op: 'unmap', start: LARGE.va, end: C + 0x400000n }, sync(0n, TIB)], leaf),
    'MKTME-13',
  );
  assert.equal(first('spec', [sync(0n, TIB)], leaf, { copies: 'empty' }), 'MKTME-08');
  assert.equal(first('spec', SPLIT, leaf), 'MKTME-10');
});

test("the KeyID of an entry is nobody's but of those who speak of KeyIDs", () => {
  const keyid = (...args: [string, readonly Op[]]): unknown =>
    owners(...args, `${leaf}.keyid`, { copies: 'empty' });
  assert.deepEqual(keyid('spec', [sync(0n, TIB)]), ['MKTME-12']);
});

test('all KeyIDs: where only a later copy differs, one was left out', () => {
  assert.equal(
    first('spec', [sync(0n, TIB)], 'state.copies.2.0xffff8a8000200000', { copies: 'empty' }),
    'MKTME-04',
  );
});

test('a fault of the posted code stands alone where it shows, and nowhere else', () => {
  assert.deepEqual(owners('reply', SPLIT, leaf), ['MKTME-77']);
  const whole: readonly Op[] = [SPLIT[0] as Op, sync(0x200000n, 0x400000n)];
  assert.equal(first('reply', whole, leaf), 'MKTME-10');
  assert.deepEqual(owners('reply', [ask({ how: 'pages', addresses: [2n] })], 'bug'), ['MKTME-94']);
  assert.equal(first('spec', [ask({ how: 'pages', addresses: [2n] })], 'bug'), 'MKTME-37');
});

test('a range that is none of C is told from one that is', () => {
  assert.equal(first('spec', [sync(TIB, TIB + 0x1000n)], 'error'), 'MKTME-50');
  assert.equal(first('spec', [sync(0x1000n, 0n)], 'error'), 'MKTME-51');
  assert.equal(first('spec', [sync(0n, TIB)], 'outcome'), 'MKTME-01');
  assert.equal(first('spec', [sync(0n, TIB)], 'events.tlb_flush', { enabled: false }), 'MKTME-02');
});

test('events are of those who order them', () => {
  assert.equal(first('spec', [sync(0n, TIB)], 'events.gap'), 'MKTME-55');
  assert.equal(first('spec', [sync(0n, TIB)], 'events.tlb_flush.scope'), 'MKTME-06');
  assert.equal(
    first('spec', [{ op: 'hotplug', start: 0x40000000n, end: 0x80000000n }], 'events'),
    'MKTME-25',
  );
  assert.equal(first('spec', [ask({ set: 0x10n, clear: 0n })], 'events.cache_flush'), 'MKTME-32');
  assert.equal(first('reply', [ask({ set: 0x10n, clear: 0n })], 'events.cache_flush'), 'MKTME-95');
  assert.equal(first('spec', [ask({})], 'events.tlb_flush'), 'MKTME-31');
});

test('that the TLB still holds what was read is open, that it does not after a flush is not', () => {
  const read: Op = { op: 'access', va: C, keyid: 1 };
  assert.equal(owners('spec', [read, read], 'from'), 'unspecified');
  assert.equal(first('spec', [read, sync(0n, TIB), read], 'from'), 'MKTME-06');
});

test('a comparison is about what was done since the last one', () => {
  const compare: Op = { op: 'compare', keyid: 1 };
  assert.equal(first('spec', [...SPLIT, compare], 'missing'), 'MKTME-55');
  assert.deepEqual(owners('spec', [...SPLIT, compare, compare], 'missing'), ['MKTME-07']);
});

test('a run shows what its operations met, and no more', () => {
  const shown = (id: string, ops: readonly Op[]): boolean => {
    const looks = lived('spec', ops);
    return shows(MKTME.fields, id, looks, looks.length);
  };
  assert.ok(shown('MKTME-55', SPLIT));
  assert.ok(!shown('MKTME-24', [ask({})]));
  assert.ok(!shown('MKTME-10', [ro(0n, 0x4000n), sync(0n, 0x4000n)]));
  assert.ok(!shown('MKTME-21', [sync(0n, TIB)]));
  assert.ok(shown('MKTME-21', [sync(0n, TIB), sync(0n, TIB)]));
});

test('what became of tables is told slot by slot, and nothing of what is shared', () => {
  const looks = lived('spec', SPLIT) as readonly Seen[];
  const [, split] = looks;
  assert(split);
  const { before, after } = split;
  const changes = changesIn(before.root, after.root, 0, Number.MAX_SAFE_INTEGER);
  assert.deepEqual(
    changes.map(({ kind, level, pages }) => [kind, level, pages]),
    [['split', 2, 512]],
  );
  assert.deepEqual(changesIn(after.root, after.root, 0, Number.MAX_SAFE_INTEGER), []);
});
