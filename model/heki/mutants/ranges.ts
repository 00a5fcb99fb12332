/** Mutants of the range arithmetic. */
import type { Mutant } from '../../core/machine';
import { mutant } from './mutant';
import { calling, converting, ending, saying } from './wraps';

const isPageBorder = (va: bigint): boolean => va % 0x1000n === 0n;

export const RANGE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'gfn-end-exclusive',
    breaks: 'HEKI-26',
    origin: 'PFN_UP() without the 1 taken off, since the end address is exclusive, too',
    invariant: 1,
    wrap: ending((end) => end + 1n),
  }),
  mutant({
    id: 'last-frame-taken-for-a-count',
    breaks: 'HEKI-26',
    origin: 'a length, to which the first frame is added elsewhere, in another implementation',
    invariant: 2,
    wrap: ending((end, _va, { gfn_start }) => (end > gfn_start ? end : gfn_start) - 1n),
  }),
  mutant({
    id: 'parts-overlap-at-the-cut',
    breaks: 'HEKI-26',
    origin: 'PFN_DOWN() of the end address, which is right for all but page borders',
    invariant: 4,
    wrap: ending((end, { va_end }) => (isPageBorder(va_end) ? end + 1n : end)),
  }),
  mutant({
    id: 'gfn-start-rounded-up',
    breaks: 'HEKI-25',
    origin: 'PFN_UP() for both bounds',
    invariant: 1,
    wrap: converting((ranges, table) =>
      ranges.map((one, i) =>
        isPageBorder(table[i]?.va_start ?? 0n) ? one : { ...one, gfn_start: one.gfn_start + 1n },
      ),
    ),
  }),
  mutant({
    id: 'attributes-masked-to-known-bits',
    breaks: 'HEKI-27',
    origin: 'what is not known left out, so that the host cannot refuse it',
    invariant: 3,
    wrap: converting((ranges) => ranges.map((one) => ({ ...one, attributes: one.attributes & 3n }))),
  }),
  mutant({
    id: 'attributes-of-32-bits',
    breaks: 'HEKI-12',
    origin: 'the field declared int, which two bits fit into',
    wrap: converting((ranges) =>
      ranges.map((one) => ({ ...one, attributes: one.attributes & 0xffff_ffffn })),
    ),
  }),
  mutant({
    id: 'ranges-sorted',
    breaks: 'HEKI-28',
    origin: 'as memory maps are kept elsewhere in the kernel',
    invariant: 3,
    wrap: converting((ranges) => [...ranges].sort((a, b) => (a.gfn_start < b.gfn_start ? -1 : 1))),
  }),
  mutant({
    id: 'storage-one-page-more',
    breaks: 'HEKI-32',
    origin: 'pages counted as bytes / PAGE_SIZE + 1',
    wrap: calling((calls) => calls.map((one) => ('size' in one ? { ...one, size: one.size + 0x1000 } : one))),
  }),
  mutant({
    id: 'gfn-padded',
    breaks: 'HEKI-34',
    origin: '%016llx in the place of %llx, as the host’s lines on faults have it',
    wrap: saying(/Configuring GFN 0x/, 'Configuring GFN 0x0'),
  }),
];
