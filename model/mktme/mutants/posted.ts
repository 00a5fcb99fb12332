/** Faults of posted code: in what must hold each is a mistake; in the posted code it is one to have them mended. */
import type { Mutant } from '../../core/machine';
import type { Fault } from '../faults';
import { MAIL_FAULTS, mending, REPOST_FAULTS, SHARED_FAULTS } from '../faults';
import type { HookRange, Touched } from '../hook';
import { fromAddress, fromFirstPage, fromLastChunk } from '../hook';
import { pageOf } from '../geometry';
import type { Rules } from '../rules';
import { mutant } from './make';

/** Rounding is all that is left of a removal that is cut where a split fills its range alone. */
const REMOVAL: Partial<Rules> = { fillsWholeSplit: false };

function inSpec({ id, requirement, rules, ...rest }: Fault): Mutant {
  const together = id === 'removal-not-rounded' ? { ...rules, ...REMOVAL } : rules;
  return mutant({ ...rest, id, breaks: requirement, rules: together });
}

/** A profile of posted code says what that code did: with faults mended it is as wrong as any other. */
function mended(profile: string, name: string, breaks: string, faults: readonly string[]): Mutant {
  const named = [...SHARED_FAULTS, ...MAIL_FAULTS, ...REPOST_FAULTS].filter(({ id }) => faults.includes(id));
  return mutant({
    id: `${profile}-${name}`,
    profile,
    breaks,
    origin: `what the posted code did not do: ${named.map(({ origin }) => origin).join('; ')}`,
    rules: mending(named),
  });
}

/** One hook for ranges in C, another for all else. */
function inC(there: HookRange, elsewhere: HookRange): HookRange {
  return (geo, touched) => {
    const page = pageOf(geo.levels, touched.address);
    const inside = touched.how === 'range' && page >= geo.base && page < geo.base + geo.dm;
    return (inside ? there : elsewhere)(geo, touched);
  };
}

function isRun({ how, contiguous }: Touched): boolean {
  return how === 'range' && contiguous;
}

export const POSTED: readonly Mutant[] = [
  ...[...SHARED_FAULTS, ...MAIL_FAULTS, ...REPOST_FAULTS].map(inSpec),
  mended('reply', 'splits-in-order', 'MKTME-78', [
    'split-fills-the-range-only',
    'huge-leaf-cleared-before-allocation',
  ]),
  mended('reply', 'frees-in-order', 'MKTME-81', [
    'table-freed-for-any-part',
    'collapse-leaks-lower-tables',
    'table-freed-while-linked',
  ]),
  mended('reply', 'tops-by-address', 'MKTME-82', ['top-level-in-lockstep', 'top-table-made-after-an-error']),
  mended('reply', 'keyids-masked', 'MKTME-84', ['keyid-ored-then-masked', 'more-keyids-than-bits']),
  mended('reply', 'non-present-copied', 'MKTME-86', ['non-present-leaf-walked']),
  mended('reply', 'switches-in-order', 'MKTME-88', ['enable-ignores-error', 'disable-keeps-copies']),
  mended('reply', 'requests-all-synced', 'MKTME-90', ['error-path-not-synced', 'forced-split-not-synced']),
  mended('reply', 'array-of-pages-served', 'MKTME-94', ['array-of-pages-by-address']),
  mended('reply', 'cache-flushed', 'MKTME-95', ['hook-returns-before-the-cache-flush']),
  mutant({
    id: 'reply-refuses-malformed-ranges',
    profile: 'reply',
    breaks: 'MKTME-76',
    origin: 'the check of start and end that the posted loops do without',
    rules: { checksRange: ['empty', 'malformed'] },
  }),
  mutant({
    id: 'v2-refuses-what-lies-outside',
    profile: 'v2',
    breaks: 'MKTME-75',
    origin: 'the check for the canonical mapping that the posted code does without',
    rules: { checksRange: ['outside'] },
  }),
  mutant({
    id: 'reply-rounds',
    profile: 'reply',
    breaks: 'MKTME-92',
    origin: 'the rounding of the repost, which the mail does not have',
    rules: { hookRange: inC(fromFirstPage, fromAddress) },
  }),
  mutant({
    id: 'reply-follows-aliases',
    profile: 'reply',
    breaks: 'MKTME-93',
    origin:
      'the conversion of an alias into its address in the canonical mapping, which the mail does not have',
    rules: { hookRange: inC(fromAddress, fromFirstPage) },
  }),
  mutant({
    id: 'v2-starts-at-the-first-page',
    profile: 'v2',
    breaks: 'MKTME-96',
    origin: 'cpa->pfn remembered before the page loop moves it on',
    rules: { hookRange: inC(fromFirstPage, fromLastChunk) },
  }),
  mutant({
    id: 'v2-tells-scattered-frames',
    profile: 'v2',
    breaks: 'MKTME-97',
    origin: 'CPA_PAGES_ARRAY synced like CPA_ARRAY',
    rules: { hookRange: (geo, touched) => (isRun(touched) ? fromLastChunk : fromFirstPage)(geo, touched) },
  }),
];
