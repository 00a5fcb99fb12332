/** Mistakes in masks, sizes, conversions and the KeyIDs of pages. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { PAGE } from '../bits';
import { pageOf } from '../geometry';
import type { State } from '../state';
import type { Ok } from '../types';
import { answering, believing, leaving, mutant, refusing, takenFor, telling } from './make';

const SIZING = ['setup_direct_mapping_size'] as const;

/** The size and the mask of a direct mapping. */
function sized(right: Ok, size: bigint): Ok {
  return { ...right, size, mask: (right.nr_keyids ?? 0) > 0 ? size - 1n : (1n << 64n) - 1n };
}

/** One page more is flushed, cleared and given the KeyID. */
const takenOneMore: Wrap<State> = (model) =>
  telling(['prep_encrypted_page', 'free_encrypted_page'], (right) =>
    right.map((event) => ('pages' in event ? { ...event, pages: event.pages + 1 } : event)),
  )(
    leaving(['prep_encrypted_page'], ({ keyids }, _before, { pfn, order = 0, keyid }) => ({
      keyids: new Map([...keyids, [pfn + (1n << BigInt(order)), keyid]]),
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
    breaks: 'MKTME-39',
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
    id: 'pa-by-mask-alone',
    breaks: 'MKTME-42',
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
