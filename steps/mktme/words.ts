/** MKTME: what may stand in the phrases. */
import { hex, parseU64 } from '../../model/core/u64';
import type { ChangePageAttr } from '../../model/mktme/types';
import { namesWord } from '../phrases/word';
import { wordOf } from './grammar';
import { allocation, kernelCall } from './kernel-words';
import type { Place } from './places';
import { PLACE, placeOf, placeWord, textOfPlace } from './places';
import { CHANGES, changeOf, flagsOf, flagWords, levelOf, wordOfChange } from './rows';
import type { Change } from './rows';
import { settingsWord } from './settings';

export type Level = '4k' | '2m' | '1g';

/** What becomes of a part of C, with no hook. */
export type ChangeOfC =
  | { readonly kind: 'loses'; readonly start: Place; readonly end: Place; readonly keeps: boolean }
  | { readonly kind: 'turns'; readonly start: Place; readonly end: Place; readonly change: Change }
  | { readonly kind: 'split'; readonly at: Place; readonly to: '2m' | '4k' }
  | { readonly kind: 'collapsed'; readonly at: Place; readonly to: '2m' | '1g' };

const PROTECTION = Object.keys(CHANGES).join('|');

const changeOfC = wordOf<ChangeOfC>([
  {
    pattern: new RegExp(`loses (${PLACE}) to (${PLACE})( but keeps its tables)?`),
    form: 'loses C+0x1000 to C+0x2000 (but keeps its tables)',
    read: (start = '', end = '', keeps?: string) => ({
      kind: 'loses',
      start: placeOf(start),
      end: placeOf(end),
      keeps: keeps !== undefined,
    }),
    write: (one) =>
      one.kind === 'loses'
        ? `loses ${textOfPlace(one.start)} to ${textOfPlace(one.end)}${one.keeps ? ' but keeps its tables' : ''}`
        : null,
  },
  {
    pattern: new RegExp(`turns (${PROTECTION}) from (${PLACE}) to (${PLACE})`),
    form: 'turns ro from C to C+0x1000',
    read: (change = '', start = '', end = '') => ({
      kind: 'turns',
      start: placeOf(start),
      end: placeOf(end),
      change: changeOf(change),
    }),
    write: (one) => {
      const word = one.kind === 'turns' ? wordOfChange(one.change) : null;
      return one.kind === 'turns' && word !== null
        ? `turns ${word} from ${textOfPlace(one.start)} to ${textOfPlace(one.end)}`
        : null;
    },
  },
  {
    pattern: new RegExp(`is split at (${PLACE}) down to (2m|4k)`),
    form: 'is split at C+0x200000 down to 4k',
    read: (at = '', to = '') => ({ kind: 'split', at: placeOf(at), to: to === '2m' ? '2m' : '4k' }),
    write: (one) => (one.kind === 'split' ? `is split at ${textOfPlace(one.at)} down to ${one.to}` : null),
  },
  {
    pattern: new RegExp(`is collapsed at (${PLACE}) to (2m|1g)`),
    form: 'is collapsed at C+0x200000 to 2m',
    read: (at = '', to = '') => ({ kind: 'collapsed', at: placeOf(at), to: to === '2m' ? '2m' : '1g' }),
    write: (one) => (one.kind === 'collapsed' ? `is collapsed at ${textOfPlace(one.at)} to ${one.to}` : null),
  },
]);

/** The pages that a request names. */
export type Requested =
  | { readonly how: 'range'; readonly at: Place; readonly pages: number }
  | { readonly how: 'array'; readonly places: readonly Place[] }
  | { readonly how: 'pages'; readonly frames: readonly bigint[] };

const requested = wordOf<Requested>([
  {
    pattern: new RegExp(`(\\d+) pages? at (${PLACE})`),
    form: '2 pages at C+0x1000',
    read: (pages = '', at = '') => ({ how: 'range', at: placeOf(at), pages: Number(pages) }),
    write: (one) =>
      one.how === 'range'
        ? `${one.pages} ${one.pages === 1 ? 'page' : 'pages'} at ${textOfPlace(one.at)}`
        : null,
  },
  {
    pattern: new RegExp(`the pages? at (${PLACE}(?:, ${PLACE})*)`),
    form: 'the pages at C+0x1000, C+0x3000',
    read: (places = '') => ({ how: 'array', places: places.split(', ').map(placeOf) }),
    write: (one) =>
      one.how === 'array'
        ? `the ${one.places.length === 1 ? 'page' : 'pages'} at ${one.places.map(textOfPlace).join(', ')}`
        : null,
  },
  {
    pattern: /frames? (0x[0-9a-f_]+(?:, 0x[0-9a-f_]+)*)/,
    form: 'frames 0x1, 0x3',
    read: (frames = '') => ({ how: 'pages', frames: frames.split(', ').map(parseU64) }),
    write: (one) =>
      one.how === 'pages'
        ? `${one.frames.length === 1 ? 'frame' : 'frames'} ${one.frames.map(hex).join(', ')}`
        : null,
  },
]);

/** What a request turns its pages, and what is special about it. */
export type Turn = Pick<ChangePageAttr, 'set' | 'clear' | 'force_split' | 'clflush' | 'interrupts'>;

const MANNERS = {
  '': {},
  ' with interrupts off': { interrupts: 'off' },
  ' in early boot': { interrupts: 'early-boot' },
  ' without CLFLUSH': { clflush: false },
  ' with a forced split': { force_split: true },
} as const satisfies Readonly<Record<string, Partial<Turn>>>;

const manner = namesWord<Partial<Turn>>(MANNERS);

const turn = wordOf<Turn>([
  {
    pattern: new RegExp(`(${PROTECTION})(${Object.keys(MANNERS).filter(Boolean).join('|')})?`),
    form: `${Object.keys(CHANGES).join(', ')} (with interrupts off, in early boot, without CLFLUSH, with a forced split)`,
    read: (change = '', how = '') => ({ ...changeOf(change), ...manner.read(how) }),
    write: ({ set, clear, ...how }) => {
      const word = wordOfChange({ set, clear });
      const text = manner.write(how);
      return word === null || text === null ? null : `${word}${text}`;
    },
  },
]);

/** A leaf as it is found at an address; null for none. */
export type There = { readonly level: Level; readonly flags: bigint } | null;

const there = wordOf<There>([
  {
    pattern: /nothing/,
    form: 'nothing',
    read: () => null,
    write: (leaf) => (leaf === null ? 'nothing' : null),
  },
  {
    pattern: /a (4k|2m|1g) leaf that is ([a-z]+(?: [a-z]+)*|0x[0-9a-f]+)/,
    form: 'a 4k leaf that is ro',
    read: (size = '', words = '') => ({ level: levelOf(size), flags: flagsOf(words, levelOf(size)) }),
    write: (leaf) =>
      leaf === null ? null : `a ${leaf.level} leaf that is ${flagWords(leaf.flags, leaf.level)}`,
  },
]);

/** Mappings that can be looked at: a copy by its KeyID. */
export type Mapping = 'C' | 'every copy' | 'the rest' | number;

const mapping = wordOf<Mapping>([
  { pattern: /C then/, form: 'C then', read: () => 'C', write: (one) => (one === 'C' ? 'C then' : null) },
  {
    pattern: /every copy/,
    form: 'every copy',
    read: () => 'every copy',
    write: (one) => (one === 'every copy' ? one : null),
  },
  {
    pattern: /the rest of the kernel/,
    form: 'the rest of the kernel',
    read: () => 'the rest',
    write: (one) => (one === 'the rest' ? 'the rest of the kernel' : null),
  },
  {
    pattern: /copy (\d+)/,
    form: 'copy 1',
    read: Number,
    write: (one) => (typeof one === 'number' ? `copy ${one}` : null),
  },
]);

const BUGS = {
  'a BUG on another frame': 'frame-mismatch',
  'a BUG on interrupts that are off': 'interrupts-off',
  'a read of NULL': 'null-read',
  'a run over the end of a table': 'overrun',
  'a walk through data': 'data-walk',
} as const;

export const WORDS = {
  settings: settingsWord,
  place: placeWord,
  changeOfC,
  becoming: namesWord({ gains: 'map', becomes: 'replace' } as const),
  kernelCall,
  accesses: namesWord({ reads: 'read', writes: 'write', executes: 'execute' } as const),
  requested,
  turn,
  allocation,
  mapping,
  mapped: namesWord({ 'equals C': 'C', 'maps nothing': 'nothing' } as const),
  there,
  flushes: namesWord({ 'no event': 0, 'one flush of all TLBs': 1 } as const),
  kernelBug: namesWord(BUGS),
} as const;
