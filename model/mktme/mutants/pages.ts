/** Mistakes in masks, sizes, conversions and the KeyIDs of pages. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { isNone, PAGE } from '../bits';
import { addressOf, frameOf, pageOf } from '../geometry';
import { keyidIn, withKeyid, without } from '../page-keyids';
import type { State } from '../state';
import { lookup } from '../tree';
import type { Ok } from '../types';
import { answering, believing, leaving, mutant, refusing, takenFor, telling } from './make';

const SIZING = ['setup_direct_mapping_size'] as const;

/** The size and the mask of a direct mapping. */
function sized(right: Ok, size: bigint): Ok {
  return { ...right, size, mask: (right.nr_keyids ?? 0) > 0 ? size - 1n : (1n << 64n) - 1n };
}

/** The physical mask has the address bits of this CPU alone. */
const maskOfTheCpu: Wrap<State> = (model) =>
  answering(['detect'], (right, { phys_bits: bits }) =>
    right.outcome === 'ok' ? { ...right, physical_mask: (right.physical_mask ?? 0n) & ones(bits) } : right,
  )(
    leaving(['detect'], ({ physicalMask }, _before, { phys_bits: bits }) => ({
      physicalMask: physicalMask & ones(bits),
    }))(model),
  );

function ones(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

/** One page more is flushed, cleared and given the KeyID. */
const takenOneMore: Wrap<State> = (model) =>
  telling(['prep_encrypted_page', 'free_encrypted_page'], (right) =>
    right.map((event) => ('pages' in event ? { ...event, pages: event.pages + 1 } : event)),
  )(
    leaving(['prep_encrypted_page'], ({ keyids }, _before, { pfn, order = 0, keyid }) => ({
      keyids: withKeyid(keyids, { pfn: pfn + (1n << BigInt(order)), n: 1 }, keyid),
    }))(model),
  );

export const PAGE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'keyid-zero-counted',
    breaks: 'MKTME-38',
    origin: 'the CPU announces 2^k KeyIDs, one of which is KeyID 0',
    wrap: answering(['detect'], (right) =>
      right.outcome === 'ok' ? { ...right, nr_keyids: (right.nr_keyids ?? 0) + 1 } : right,
    ),
  }),
  mutant({
    id: 'disable-does-not-reset',
    breaks: 'MKTME-114',
    origin: 'only the key switched off',
    wrap: leaving(['disable', ...SIZING, 'efi_memory'], (after, before) =>
      after.nrKeyids === 0
        ? {
            shift: before.shift,
            keyMask: before.keyMask,
            physicalMask: before.physicalMask,
            nrKeyids: before.nrKeyids,
          }
        : {},
    ),
  }),
  mutant({
    id: 'disable-leaves-it-on',
    breaks: 'MKTME-115',
    origin: 'static_branch_disable() forgotten beside the variables',
    wrap: leaving(['disable'], (_after, { enabled }) => ({ enabled })),
  }),
  mutant({
    id: 'physical-mask-of-the-cpu',
    breaks: 'MKTME-39',
    origin: 'the address bits of this CPU taken for __PHYSICAL_MASK_SHIFT',
    wrap: maskOfTheCpu,
  }),
  mutant({
    id: 'physical-mask-with-keyids',
    breaks: 'MKTME-39',
    origin:
      'Linux 6890cb1ace35, "x86/cpu/intel: Detect TME keyid bits before setting MTRR mask registers": KeyID bits in a mask of address bits',
    wrap: leaving(['detect'], () => ({ physicalMask: (1n << 52n) - 1n })),
  }),
  mutant({
    id: 'flushed-through-c-alone',
    breaks: 'MKTME-44',
    origin:
      'the question in 20190614093409.GX3436@hirez.programming.kicks-ass.net: which alias does page_address() give',
    wrap: telling(['prep_encrypted_page', 'free_encrypted_page'], (right, { pfn }, { geo }) =>
      right.map((event) =>
        event.event === 'cache_flush'
          ? { ...event, va: addressOf(geo.levels, geo.base + Number(pfn)) }
          : event,
      ),
    ),
  }),
  mutant({
    id: 'first-page-of-a-block-looked-at',
    breaks: 'MKTME-110',
    origin: 'the test put in front of the loop over the pages',
    wrap: telling(['prep_encrypted_page', 'free_encrypted_page'], (right, op, { keyids }) => {
      const gets = op.op === 'prep_encrypted_page';
      return (keyidIn(keyids, op.pfn) !== 0) === gets ? right : right.filter(({ event }) => event !== 'warn');
    }),
  }),
  mutant({
    id: 'unexpected-keyid-unsaid',
    breaks: 'MKTME-110',
    origin: 'WARN_ON_ONCE() left out',
    wrap: telling(['prep_encrypted_page', 'free_encrypted_page'], (right) =>
      right.filter(({ event }) => event !== 'warn'),
    ),
  }),
  mutant({
    id: 'warns-each-time',
    breaks: 'MKTME-111',
    origin: 'WARN_ON() for WARN_ON_ONCE()',
    wrap: believing(['prep_encrypted_page', 'free_encrypted_page'], () => ({ warned: [] })),
  }),
  mutant({
    id: 'read-though-not-present',
    breaks: 'MKTME-12',
    origin: 'pte_none() asked where pte_present() is meant',
    wrap: answering(['access'], (right, { va, keyid }, { geo, root }) => {
      const found = lookup(root, pageOf(geo.levels, va) + keyid * geo.dm);
      if (right.outcome !== 'fault' || found === null || isNone(found.entry)) return right;
      return { outcome: 'ok', pa: frameOf(geo, found.entry) << 12n, keyid, from: 'tables' };
    }),
  }),
  mutant({
    id: 'translation-kept-after-a-fault',
    breaks: 'MKTME-12',
    origin:
      'a TLB that flushes empty and nothing else, as that of an emulator (Intel SDM 3A, 4.10.4.1, on page faults)',
    wrap: leaving(['access'], ({ tlb }, before) =>
      tlb.length < before.tlb.length ? { tlb: before.tlb } : {},
    ),
  }),
  mutant({
    id: 'size-next-power',
    breaks: 'MKTME-40',
    origin: '1 << fls() for roundup_pow_of_two(), and that without KeyIDs, too',
    wrap: answering(SIZING, (right) => {
      if (right.outcome !== 'ok') return right;
      let size = 1n;
      while (size <= (right.size ?? 0n)) size <<= 1n;
      return sized(right, size);
    }),
  }),
  mutant({
    id: 'size-four-levels-only',
    breaks: 'MKTME-40',
    origin: '__VIRTUAL_MASK_SHIFT taken for a constant',
    wrap: takenFor(SIZING, (op) => ({ ...op, virtual_bits: 47 })),
  }),
  mutant({
    id: 'not-enough-room-unsaid',
    breaks: 'MKTME-41',
    origin: 'pr_err() left out',
    wrap: telling(SIZING, (right) => right.filter(({ event }) => event !== 'log')),
  }),
  mutant({
    id: 'keyid-of-the-page-ignored',
    breaks: 'MKTME-42',
    invariant: 8,
    origin: 'page_to_virt() as it was before the series',
    wrap: answering(['page_to_virt'], (right, { pfn }, { geo }) =>
      right.outcome === 'ok' ? { ...right, value: addressOf(geo.levels, geo.base + Number(pfn)) } : right,
    ),
  }),
  mutant({
    id: 'pa-by-mask-alone',
    breaks: 'MKTME-112',
    invariant: 8,
    origin: 'the base of the canonical mapping taken for aligned to its size',
    wrap: answering(['pa'], (right, { va }, { geo }) =>
      right.outcome === 'ok'
        ? { ...right, value: BigInt((pageOf(geo.levels, va) % geo.dm) * PAGE) + (va & 0xfffn) }
        : right,
    ),
  }),
  mutant({
    id: 'keyids-while-off',
    breaks: 'MKTME-43',
    origin: 'the static key not asked',
    wrap: believing(['page_keyid', 'page_to_virt'], () => ({ enabled: true })),
  }),
  mutant({ id: 'pages-one-too-many', breaks: 'MKTME-44', origin: 'i <= 1 << order', wrap: takenOneMore }),
  mutant({
    id: 'keyids-not-stored',
    breaks: 'MKTME-44',
    origin: 'lookup_page_ext() taken for a setter',
    wrap: leaving(['prep_encrypted_page', 'free_encrypted_page'], (_after, { keyids }) => ({ keyids })),
  }),
  mutant({
    id: 'first-page-freed',
    breaks: 'MKTME-44',
    origin: 'the loop over the block left out: the rest keep their KeyID, and go to the next owner with it',
    wrap: leaving(['free_encrypted_page'], (_after, { keyids }, { pfn }) => ({
      keyids: without(keyids, { pfn, n: 1 }),
    })),
  }),
  mutant({
    id: 'crypto-another-bit',
    breaks: 'MKTME-45',
    origin: '0x40000 for 0x80000',
    wrap: takenFor(['efi_memory'], (op) => ({
      ...op,
      ranges: op.ranges.map((range) => ({ ...range, attribute: range.attribute << 1n })),
    })),
  }),
  mutant({
    id: 'crypto-not-looked-at',
    breaks: 'MKTME-45',
    origin: 'the memory map taken before its attributes are filled in',
    wrap: refusing(['efi_memory'], () => true, { outcome: 'ok' }),
  }),
];
