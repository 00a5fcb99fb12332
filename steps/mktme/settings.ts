/** What a machine has, other than what it maps: the words behind `a machine with …`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { u64 } from '../../model/core/u64';
import { readDirectMap } from '../../model/mktme/direct-map';
import type { Config } from '../../model/mktme/types';
import type { Word } from '../phrases/word';
import { withoutGroups } from './grammar';

const GIB = 1n << 30n;
/** A top-level entry of five levels begins here, and with it the usual direct mapping. */
const USUAL_BASE = 0xff11000000000000n;
const NEXT_ENTRY = USUAL_BASE + (1n << 48n);

/** 6 KeyID bits among 52, as on the hardware of the series; two KeyIDs are enough to tell them apart. */
export const FRESH: Config = {
  levels: 4,
  page_offset: 0xffff888000000000n,
  direct_mapping_size: 1n << 40n,
  keyid_bits: 6,
  phys_bits: 52,
  nr_keyids: 2,
  gbpages: true,
  canonical: [],
  enabled: true,
  copies: 'synced',
};

/** A setting: what it looks like, what it changes, and how that is said again. */
interface Setting {
  readonly pattern: RegExp;
  readonly form: string;
  readonly set: (config: Config, ...numbers: readonly string[]) => Config;
  readonly say: (config: Config) => string | null;
}

/** As the schema has them: 2^15 KeyIDs are what IA32_TME_ACTIVATE can hold, and 52 bits the widest address. */
const MAX_KEYID_BITS = 15;
const MAX_PHYS_BITS = 52;

/** In the order in which they are said. */
const SETTINGS: readonly Setting[] = [
  {
    pattern: /(\d+) of (\d+) address bits for KeyIDs/,
    form: '6 of 52 address bits for KeyIDs',
    set: ({ nr_keyids: _all, ...config }, keyids = '', all = '') => {
      const [keyid_bits, phys_bits] = [Number(keyids), Number(all)];
      if (keyid_bits > MAX_KEYID_BITS || phys_bits > MAX_PHYS_BITS || keyid_bits >= phys_bits)
        throw new RangeError(
          `${keyids} of ${all} address bits: at most ${MAX_KEYID_BITS} for KeyIDs, of at most ${MAX_PHYS_BITS}`,
        );
      return { ...config, keyid_bits, phys_bits };
    },
    say: ({ keyid_bits: keyids, phys_bits: all }) =>
      keyids === FRESH.keyid_bits && all === FRESH.phys_bits
        ? null
        : `${keyids} of ${all} address bits for KeyIDs`,
  },
  {
    pattern: /(\d+) KeyIDs?/,
    form: '2 KeyIDs',
    set: (config, n = '') => ({ ...config, nr_keyids: Number(n) }),
    say: ({ nr_keyids: n, keyid_bits: bits }) =>
      n === undefined || (n === FRESH.nr_keyids && bits === FRESH.keyid_bits)
        ? null
        : `${n} ${n === 1 ? 'KeyID' : 'KeyIDs'}`,
  },
  {
    pattern: /MKTME off/,
    form: 'MKTME off',
    set: (config) => ({ ...config, enabled: false }),
    say: ({ enabled }) => (enabled ? null : 'MKTME off'),
  },
  {
    pattern: /5-level paging/,
    form: '5-level paging',
    set: (config) => ({ ...config, levels: 5, page_offset: USUAL_BASE }),
    say: ({ levels, page_offset: base }) => (levels === 5 && base === USUAL_BASE ? '5-level paging' : null),
  },
  {
    pattern: /C (\d+) GiB below a top-level border/,
    form: 'C 512 GiB below a top-level border',
    set: (config, below = '') => ({ ...config, levels: 5, page_offset: NEXT_ENTRY - BigInt(below) * GIB }),
    say: ({ levels, page_offset: base }) =>
      levels === 5 && base > USUAL_BASE
        ? `C ${(NEXT_ENTRY - base) / GIB} GiB below a top-level border`
        : null,
  },
  {
    pattern: /(no )?1 GiB pages/,
    form: 'no 1 GiB pages',
    set: (config, no = '') => ({ ...config, gbpages: no === '' }),
    say: ({ gbpages }) => (gbpages ? null : 'no 1 GiB pages'),
  },
  {
    pattern: /bit (\d+) unsupported/,
    form: 'bit 63 unsupported',
    set: (config, bit = '') => ({ ...config, supported_mask: u64(~(1n << BigInt(bit))) }),
    say: ({ supported_mask: mask }) => {
      if (mask === undefined) return null;
      const missing = u64(~mask);
      if ((missing & (missing - 1n)) !== 0n) return null;
      return `bit ${missing.toString(2).length - 1} unsupported`;
    },
  },
  {
    pattern: /empty copies/,
    form: 'empty copies',
    set: (config) => ({ ...config, copies: 'empty' }),
    say: ({ copies }) => (copies === 'empty' ? 'empty copies' : null),
  },
  {
    pattern: /the direct map of ([a-z0-9][a-z0-9.-]*)/,
    form: 'the direct map of linux-6.12-kaslr',
    set: (config, name = '') => {
      const file = join(__dirname, '../../recordings/mktme/direct-maps', `${name}.json`);
      const { levels, pageOffset, leaves } = readDirectMap(readFileSync(file, 'utf8'));
      return { ...config, levels, page_offset: pageOffset, canonical: [...leaves] };
    },
    // What is mapped is said leaf by leaf.
    say: () => null,
  },
];

const JOINT = /, | and /;
const one = `(?:${SETTINGS.map(({ pattern }) => withoutGroups(pattern)).join('|')})`;

export const settingsWord: Word<readonly string[]> = {
  pattern: new RegExp(`${one}(?:(?:, | and )${one})*`),
  forms: `one or more of: ${SETTINGS.map(({ form }) => form).join('; ')}`,
  read: (text) => text.split(JOINT),
  write: (settings) => {
    const [last = '', ...before] = [...settings].reverse();
    return before.length === 0 ? last : `${before.reverse().join(', ')} and ${last}`;
  },
};

/** @throws RangeError on a text that is no setting */
export function withSettings(config: Config, settings: readonly string[]): Config {
  return settings.reduce((now, text) => {
    for (const { pattern, set } of SETTINGS) {
      const found = new RegExp(`^${pattern.source}$`).exec(text);
      if (found) return set(now, ...found.slice(1));
    }
    throw new RangeError(`a machine has no "${text}"`);
  }, config);
}

/** The settings that a configuration differs in from a fresh one. */
export function settingsOf(config: Config): readonly string[] {
  return SETTINGS.flatMap(({ say }) => say(config) ?? []);
}
