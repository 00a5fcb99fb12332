/** What a request remembers of pages that it goes through many at once is what it would one by one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { V2 } from './profiles';
import type { Rules } from './rules';
import { SPEC } from './rules';
import type { State } from './state';
import { modelOf } from './step';
import type { Config, Leaf, Op, Outcome } from './types';

const [PAGE, LARGE, GIB] = [1n << 12n, 1n << 21n, 1n << 30n];
const NX = 1n << 63n;
const C = 0xffff888000000000n;
const VMALLOC = C - (1n << 40n);

const pages = (at: bigint, n: number): Leaf => ({
  va: C + at,
  level: '4k',
  pfn: at >> 12n,
  flags: 0x163n | NX,
  n,
});
const large = (at: bigint): Leaf => ({ va: C + at, level: '2m', pfn: at >> 12n, flags: 0x1e3n | NX });

const change = (va: bigint, count: number): Op => ({
  op: 'change_page_attr',
  addresses: [va],
  pages: count,
  set: 0n,
  clear: 2n,
});
/** A change of the canonical mapping that no sync follows. */
const quiet = (at: bigint): Op => ({ op: 'protect', start: C + at, end: C + at + LARGE, set: 0n, clear: 2n });

/** The last outcome of the operations, of a machine with one copy in sync. */
function last(rules: Rules, parts: Partial<Config>, ...ops: readonly Op[]): Outcome {
  const model = modelOf(rules, { bad_range: 'refused' });
  const config: Config = {
    levels: 4,
    page_offset: C,
    direct_mapping_size: 1n << 40n,
    keyid_bits: 6,
    phys_bits: 52,
    nr_keyids: 1,
    gbpages: false,
    canonical: [],
    enabled: true,
    copies: 'synced',
    ...parts,
  };
  let state: State = model.initial(config);
  let outcome: Outcome = { outcome: 'ok' };
  for (const op of ops) ({ state, outcome } = model.step(state, op) as { state: State; outcome: Outcome });
  return outcome;
}

const EQUAL = { outcome: 'ok', missing: 0, extra: 0, mismatch: 0 };

test('the hook of the repost begins at the last page, mapped or not', () => {
  for (const mapped of [512, 1]) {
    const canonical = [pages(0n, mapped), large(LARGE)];
    const ops: readonly Op[] = [quiet(LARGE), change(C, 511), { op: 'compare', keyid: 1 }];
    assert.deepEqual(last(V2, { canonical }, ...ops), EQUAL);
  }
});

test('the hook of the repost begins at the last leaf where that is a large one', () => {
  const canonical = [large(0n), large(LARGE)];
  const ops: readonly Op[] = [quiet(LARGE), change(C, 512), { op: 'compare', keyid: 1 }];
  assert.deepEqual(last(V2, { canonical }, ...ops), { ...EQUAL, mismatch: 1 });
});

test('holes of C between the pages scatter no frames, so that no more than their units is synced', () => {
  const canonical = [pages(0n, 1), pages(LARGE, 1), large(GIB)];
  const ops: readonly Op[] = [quiet(GIB), change(C, 513), { op: 'compare', keyid: 1 }];
  assert.deepEqual(last(SPEC, { canonical }, ...ops), { ...EQUAL, mismatch: 1 });
});

test('behind the end of C nothing is passed over, though C ends with a hole and its copy begins with one', () => {
  const frames = (1n << 40n) - 2n * PAGE;
  const canonical = [{ ...large(2n * GIB), pfn: GIB >> 12n }];
  const kernel: Leaf[] = [{ va: VMALLOC, level: '2m', pfn: frames >> 12n, flags: 0x1e3n | NX }];
  const { outcome, events } = last(SPEC, { page_offset: C + GIB, canonical, kernel }, change(VMALLOC, 512));
  assert.equal(outcome, 'error');
  assert.deepEqual(events?.[0], { event: 'warn', about: 'unmapped-address' });
});
