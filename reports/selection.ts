/** Which entries of the features a run is asked for. */
import { parse as parseTags } from '@cucumber/tag-expressions';
import type { Book, Entry } from './book';

/** Cases are dealt out in turn, in the order of their ids: shard 2/3 has the 2nd, the 5th, the 8th … */
export interface Shard {
  /** From 1 to `total`. */
  readonly index: number;
  readonly total: number;
}

export interface Filter {
  readonly machines?: readonly string[];
  /** Cases that hold in none of them are left out. */
  readonly profiles?: readonly string[];
  /** A tag expression, as in `@SYNDBG-05 and not @only-v6`. */
  readonly tags?: string;
  /** A regular expression that the scenario's name matches. */
  readonly name?: string;
  readonly shard?: Shard;
  /** `features/x.feature` or `features/x.feature:12` (the line of a scenario or of a row), as uris. */
  readonly places?: readonly { readonly uri: string; readonly lines: readonly number[] }[];
}

/**
 * The entries that pass the filter, in the order of the files.
 * @throws RangeError on a tag expression, a regular expression or a shard that is none
 */
export function select(book: Book, filter: Filter): readonly Entry[] {
  const tests = [byMachine(filter), byProfile(filter), byTags(filter), byName(filter), byPlace(filter)];
  const kept = book.entries.filter((entry) => tests.every((test) => test(entry)));
  return filter.shard ? dealt(kept, filter.shard) : kept;
}

type Test = (entry: Entry) => boolean;
const ANY: Test = () => true;

function byMachine({ machines }: Filter): Test {
  return machines ? ({ tags }) => machines.some((name) => tags.includes(`@${name}`)) : ANY;
}

function byProfile({ profiles }: Filter): Test {
  return profiles
    ? (entry) => entry.case === null || entry.case.profiles.some((name) => profiles.includes(name))
    : ANY;
}

function byTags({ tags }: Filter): Test {
  if (tags === undefined) return ANY;
  try {
    const expression = parseTags(tags);
    return (entry) => expression.evaluate([...entry.tags]);
  } catch (error) {
    throw new RangeError(`--tags ${tags}: ${(error as Error).message.split('\n').at(-1) ?? ''}`);
  }
}

function byName({ name }: Filter): Test {
  if (name === undefined) return ANY;
  try {
    const expression = new RegExp(name);
    return ({ pickle, scenario }) => expression.test(pickle?.name ?? scenario.name);
  } catch (error) {
    throw new RangeError(`--name ${name}: ${(error as Error).message}`);
  }
}

function byPlace({ places }: Filter): Test {
  if (!places) return ANY;
  return ({ uri, line, scenario }) =>
    places.some((place) => {
      if (place.uri !== uri) return false;
      return (
        place.lines.length === 0 || place.lines.some((one) => one === line || one === scenario.location.line)
      );
    });
}

function dealt(entries: readonly Entry[], { index, total }: Shard): readonly Entry[] {
  if (!Number.isInteger(total) || !Number.isInteger(index) || total < 1 || index < 1 || index > total) {
    throw new RangeError(`--shard ${index}/${total}: write i/n with 1 <= i <= n, as in 2/3`);
  }
  const ids = [...new Set(entries.map(keyOf))].sort();
  const mine = new Set(ids.filter((_id, i) => i % total === index - 1));
  return entries.filter((entry) => mine.has(keyOf(entry)));
}

function keyOf(entry: Entry): string {
  return entry.case?.id ?? `${entry.uri}:${entry.line}`;
}
