/** Mistakes of those who call sync: enabling, hotplug, removal, read-only data, the page-attribute code. */
import type { Mutant } from '../../core/machine';
import { ACCESSED, FRAME_AREA, NX, PAGES } from '../bits';
import type { Geometry } from '../geometry';
import { addressOf, pageOf } from '../geometry';
import type { HookRange } from '../hook';
import { fromFirstPage, rounded } from '../hook';
import type { State } from '../state';
import { leafRun } from '../table';
import { change, lookup } from '../tree';
import type { ChangePageAttr, Event } from '../types';
import {
  answering,
  beginsInC,
  believing,
  leaving,
  mutant,
  ranOut,
  REQUEST,
  stepping,
  takenFor,
  telling,
} from './make';

const OFF = (): Partial<State> => ({ enabled: false });
const FLUSH: Event = { event: 'tlb_flush', scope: 'all', count: 1 };
const PGD_SYNC: Event = { event: 'pgd_sync' };
const isPgdSync = ({ event }: Event): boolean => event === 'pgd_sync';
const isWarning = ({ event }: Event): boolean => event === 'warn';
const isCache = ({ event }: Event): boolean => event === 'cache_flush' || event === 'wbinvd';

function isFlush(event: Event): event is Extract<Event, { event: 'tlb_flush' }> {
  return event.event === 'tlb_flush';
}

/** The pages at the addresses of a request. */
function startsOf({ geo }: State, { how, addresses }: ChangePageAttr): readonly number[] {
  return addresses.map((one) => (how === 'pages' ? geo.base + Number(one) : pageOf(geo.levels, one)));
}

function firstOnly(geo: Geometry, first: bigint): ReturnType<HookRange> {
  const start = geo.base + Number(first);
  return rounded(geo, { start, end: start + 1 });
}

export const CALLER_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'memory-not-synced',
    breaks: 'MKTME-22',
    origin: 'the hooks in kernel_physical_mapping_init() and _remove() forgotten',
    wrap: believing(['hotplug', 'hotremove'], OFF),
  }),
  mutant({
    id: 'hotplug-tells-others-first',
    breaks: 'MKTME-25',
    origin: 'sync_global_pgds() stands above the place where the call would be put',
    wrap: telling(['hotplug'], (right) => [
      ...right.filter(({ event }) => event === 'pgd_sync'),
      ...right.filter(({ event }) => event !== 'pgd_sync'),
    ]),
  }),
  mutant({
    id: 'other-tables-always-told',
    breaks: 'MKTME-105',
    origin: 'pgd_changed not asked',
    wrap: telling(['hotplug'], (right) => (right.some(isPgdSync) ? right : [...right, PGD_SYNC])),
  }),
  mutant({
    id: 'other-tables-not-told',
    breaks: 'MKTME-105',
    origin: 'Linux 6659d0279980: the other page tables learn nothing of a new top-level entry',
    wrap: telling(['hotplug'], (right) => right.filter((event) => !isPgdSync(event))),
  }),
  mutant({
    id: 'removal-flushes-nothing',
    breaks: 'MKTME-106',
    origin: 'flush_tlb_all() in remove_pagetable() left to the sync, which does nothing while MKTME is off',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'hotremove') return { state, outcome };
      const events = outcome.events ?? [];
      const first = events.findIndex(isFlush);
      return {
        state: { ...state, tlb: before.tlb },
        outcome: { ...outcome, events: events.filter((_one, i) => i !== first) },
      };
    }),
  }),
  mutant({
    id: 'supported-mask-not-asked',
    breaks: 'MKTME-104',
    origin:
      'Aaron Lu, "x86/mm: Use proper mask when setting PUD mapping": a mask forgotten where the largest leaves are made',
    wrap: believing(['hotplug', 'change_page_attr'], ({ geo }) => ({
      geo: { ...geo, supported: (1n << 64n) - 1n },
    })),
  }),
  mutant({
    id: 'non-present-masked',
    breaks: 'MKTME-104',
    origin: 'massage_pgprot() without its test of the present bit',
    wrap: leaving(REQUEST, ({ root, geo }) => ({
      root: change(
        root,
        geo.base,
        geo.base + geo.dm,
        (run) => [leafRun(run.at, run.n, run.entry & (geo.supported | FRAME_AREA))],
        false,
      ),
    })),
  }),
  mutant({
    id: 'second-disable-flushes',
    breaks: 'MKTME-62',
    origin: 'the flush put in front of the test whether there is something to remove',
    wrap: telling(['disable'], (right) => (right.length === 0 ? [FLUSH] : right)),
  }),
  mutant({
    id: 'removal-does-not-warn',
    breaks: 'MKTME-109',
    origin: 'WARN_ON() left out',
    wrap: telling(['hotplug', 'hotremove'], (right) => right.filter((event) => !isWarning(event))),
  }),
  mutant({
    id: 'rodata-syncs-again',
    breaks: 'MKTME-27',
    origin: 'the old call kept beside the new hook',
    wrap: telling(['mark_rodata_ro'], (right, _op, { enabled }) => (enabled ? [...right, FLUSH] : right)),
  }),
  mutant({
    id: 'key-after-sync',
    breaks: 'MKTME-28',
    origin: 'the two lines in the other order: a sync while off does nothing',
    wrap: stepping((step, before, op) =>
      op.op === 'enable' && before.copies > 0
        ? { state: { ...before, enabled: true, booted: true }, outcome: { outcome: 'ok', allocated: 0 } }
        : step(before, op),
    ),
  }),
  mutant({
    id: 'attributes-not-synced',
    breaks: 'MKTME-29',
    invariant: 7,
    origin: 'the series before the mail: no hook in pageattr.c',
    rules: { hookRange: () => 'none' },
  }),
  mutant({
    id: 'array-first-page-only',
    breaks: 'MKTME-30',
    invariant: 7,
    origin: '*vaddr is the first of an array',
    rules: {
      hookRange: (geo, touched) =>
        touched.how === 'array' ? firstOnly(geo, touched.first) : fromFirstPage(geo, touched),
    },
  }),
  mutant({
    id: 'frame-beyond-c-accepted',
    breaks: 'MKTME-49',
    origin: 'v2 19/59: no test of the frame',
    rules: {
      hookRange: (geo, touched) =>
        touched.first >= BigInt(geo.dm) ? firstOnly(geo, touched.first) : fromFirstPage(geo, touched),
    },
  }),
  mutant({
    id: 'flushes-again-after-sync',
    breaks: 'MKTME-31',
    origin: 'no return after the sync',
    rules: { flushesAfterSync: () => true },
  }),
  mutant({
    id: 'cache-flushed-always',
    breaks: 'MKTME-32',
    invariant: 7,
    origin: 'the flag of the request ignored',
    wrap: telling(REQUEST, (right, op, { geo }) => {
      if (right.length === 0 || right.some((event) => isCache(event) || isWarning(event))) return right;
      const va = beginsIn(geo, op);
      return va === null ? right : [...right, { event: 'cache_flush', va, pages: op.pages }];
    }),
  }),
  mutant({
    id: 'interrupts-not-looked-at',
    breaks: 'MKTME-34',
    origin: 'BUG_ON() left out',
    wrap: takenFor(REQUEST, (op) => ({ ...op, interrupts: 'on' })),
  }),
  mutant({
    id: 'hook-returns-the-error',
    breaks: 'MKTME-35',
    origin: 'the result of sync passed on',
    wrap: answering(REQUEST, (right, _op, before, after) =>
      right.outcome === 'ok' && ranOut(before, after)
        ? { ...right, outcome: 'error', error: 'ENOMEM' }
        : right,
    ),
  }),
  mutant({
    id: 'flushes-though-unchanged',
    breaks: 'MKTME-36',
    origin: 'CPA_FLUSHTLB not asked',
    wrap: telling(REQUEST, (right) => (right.every((event) => isWarning(event)) ? [...right, FLUSH] : right)),
  }),
  mutant({
    id: 'cache-flushed-through-copies',
    profile: 'v2',
    breaks: 'MKTME-65',
    origin: 'all aliases flushed to be on the safe side',
    wrap: telling(REQUEST, (right, _op, { geo, nrKeyids }) => {
      const aliases = Array.from({ length: nrKeyids }, (_, i) => (i + 1) * geo.dm);
      const through = (va: bigint, ahead: number): bigint =>
        addressOf(geo.levels, pageOf(geo.levels, va) + ahead);
      return [
        ...right,
        ...aliases.flatMap((ahead) =>
          right.flatMap((event) =>
            event.event === 'cache_flush' ? [{ ...event, va: through(event.va, ahead) }] : [],
          ),
        ),
      ];
    }),
  }),
  mutant({
    id: 'error-path-does-not-flush',
    breaks: 'MKTME-69',
    origin: 'the flush put behind the test for success',
    wrap: answering(REQUEST, (right) =>
      right.outcome === 'error'
        ? { ...right, events: (right.events ?? []).filter(({ event }) => event !== 'tlb_flush') }
        : right,
    ),
  }),
  mutant({
    id: 'request-flushes-nothing',
    breaks: 'MKTME-100',
    invariant: 11,
    origin: 'CPA_FLUSHTLB tested the wrong way round',
    wrap: leaving(REQUEST, (_after, { tlb }) => ({ tlb })),
  }),
  mutant({
    id: 'array-flushed-as-a-range',
    breaks: 'MKTME-100',
    origin:
      'flush_tlb_kernel_range() from the first address on, as in Linux before "x86/mm/cpa: Fix cpa_flush_array() TLB invalidation"',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'change_page_attr' || op.how === 'range') return { state, outcome };
      const byPage = (outcome.events ?? []).some((one) => one.event === 'tlb_flush' && one.scope === 'page');
      const [first] = startsOf(state, op);
      if (!byPage || first === undefined) return { state, outcome };
      const tlb = before.tlb.filter(({ leaf, pages: n }) => leaf >= first + op.pages || leaf + n <= first);
      return { state: { ...state, tlb }, outcome };
    }),
  }),
  mutant({
    id: 'write-back-flushes-all-cpus',
    breaks: 'MKTME-103',
    origin: 'flush_tlb_all() called from the handler of each CPU',
    wrap: telling(REQUEST, (right) =>
      right.map((event) => (isFlush(event) && event.scope === 'local' ? { ...event, scope: 'all' } : event)),
    ),
  }),
  mutant({
    id: 'error-path-keeps-the-caches',
    breaks: 'MKTME-116',
    origin: 'cpa_flush_all() called without the flag of the cache',
    wrap: answering(REQUEST, (right) =>
      right.outcome === 'error'
        ? { ...right, events: (right.events ?? []).filter(({ event }) => event !== 'wbinvd') }
        : right,
    ),
  }),
  mutant({
    id: 'alias-in-c-forgotten',
    breaks: 'MKTME-71',
    origin: 'cpa_process_alias() left out',
    wrap: leaving(REQUEST, (after, before, op) => {
      const { base, dm } = after.geo;
      if (beginsInC(before, op) !== null || op.how === 'pages') return {};
      const root = change(
        after.root,
        base,
        base + dm,
        (run, level, page) => {
          const old = lookup(before.root, page);
          return [old?.level === level ? leafRun(run.at, run.n, old.entry) : run];
        },
        false,
      );
      return { root };
    }),
  }),
  mutant({
    id: 'alias-in-c-changed-for-nx',
    breaks: 'MKTME-71',
    origin: 'checkalias not looked at',
    wrap: takenFor(REQUEST, (op) => (op.clear === NX ? { ...op, clear: NX | ACCESSED } : op)),
  }),
  mutant({
    id: 'large-leaf-changed-whole',
    breaks: 'MKTME-71',
    origin: 'try_preserve_large_page() without the test whether the request covers the leaf',
    wrap: takenFor(REQUEST, (op, s) => {
      const page = beginsInC(s, op);
      const leaf = page === null ? null : lookup(s.root, page);
      if (leaf === null || leaf.level === 1 || op.force_split === true) return op;
      return { ...op, addresses: [addressOf(s.geo.levels, leaf.page)], pages: PAGES[leaf.level] as number };
    }),
  }),
];

function beginsIn(geo: Geometry, { how, addresses }: ChangePageAttr): bigint | null {
  const [first = 0n] = addresses;
  return how === 'pages' ? addressOf(geo.levels, geo.base + Number(first)) : first;
}
