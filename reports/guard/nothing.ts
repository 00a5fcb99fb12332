/** Nothing was selected: which option did that, and what was probably meant. */
import { nearest } from '../../subjects/text';
import type { Book, Entry } from '../book';
import { at } from '../book';
import { once } from '../../model/core/once';
import type { Filter } from '../selection';
import { select } from '../selection';
import type { Finding } from './finding';
import { finding, perhaps } from './finding';

/** An empty selection, and tags in an expression that no scenario carries. */
export function guardNothing(book: Book, selected: readonly Entry[], filter: Filter): readonly Finding[] {
  const typos = typosIn(filter.tags ?? '', book);
  if (selected.length > 0) return typos.map((text) => finding('unknown-tag', `--tags: ${text}`));
  const { shard, ...rest } = filter;
  if (shard && select(book, rest).length > 0) {
    const count = new Set(select(book, rest).map((entry) => entry.case?.id)).size;
    return [
      finding(
        'empty-shard',
        `shard ${shard.index}/${shard.total} is empty: there ${count === 1 ? 'is 1 case' : `are ${count} cases`} to deal out`,
      ),
    ];
  }
  const why = typos.length > 0 ? typos.join('; ') : `no scenario matches ${describe(rest)}`;
  return [finding('nothing-selected', `nothing to run: ${why}`)];
}

/** What is written as a tag, and is none. */
function typosIn(expression: string, book: Book): readonly string[] {
  const tags = tagsOf(book);
  const words = new Set((expression.match(/[^\s()]+/g) ?? []).filter((word) => !OPERATORS.includes(word)));
  return [...words].flatMap((word) => {
    if (tags.has(word)) return [];
    const row = book.entries.find((entry) => `@${entry.case?.id ?? ''}` === word);
    if (row)
      return [
        `${word.slice(1)} is a row of Examples, which have no tags of their own: give ${at(row)} instead`,
      ];
    const meant = word.startsWith('@') ? nearest(word, [...tags]) : tags.has(`@${word}`) ? `@${word}` : null;
    return [`no scenario has the tag ${word}${perhaps(meant)}`];
  });
}

const OPERATORS = ['and', 'or', 'not'];

const tagsOf = once(({ entries }: Book) => new Set(entries.flatMap((entry) => entry.tags)));

function describe({ machines, profiles, tags, name, places }: Filter): string {
  const parts = [
    ...(machines ? [`machine ${machines.join(' or ')}`] : []),
    ...(profiles ? [`profile ${profiles.join(' or ')}`] : []),
    ...(tags === undefined ? [] : [`the tags ${tags}`]),
    ...(name === undefined ? [] : [`the name /${name}/`]),
    ...(places
      ? [`the place ${places.map(({ uri, lines }) => [uri, ...lines].join(':')).join(' or ')}`]
      : []),
  ];
  return parts.length > 0 ? parts.join(' and ') : 'at all: there are no features';
}
