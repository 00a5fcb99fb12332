/** The vocabulary of a machine as a page for those who write scenarios. */
import { COMMON_CLAIMS } from '../../steps/phrases/common';
import type { Phrase, Vocabulary } from '../../steps/phrases/vocabulary';
import { COMMON_WORDS } from '../../steps/phrases/word';

/** The first step of the features that says a phrase, by the phrase's text. */
export type Uses = ReadonlyMap<string, string>;

const SECTIONS: readonly { readonly title: string; readonly kinds: readonly Phrase['kind'][] }[] = [
  { title: 'What is given', kinds: ['given'] },
  { title: 'What happens', kinds: ['act'] },
  { title: 'What must be seen', kinds: ['claim'] },
  { title: 'What holds for every sequence', kinds: ['invariant'] },
];

/** The page, as `npm run phrases` writes it. */
export function phrasesPage({ machine, phrases, words }: Vocabulary, uses: Uses): string {
  const sections = SECTIONS.flatMap(({ title, kinds }) => {
    const own = phrases.filter(({ kind }) => kinds.includes(kind));
    return own.length === 0 ? [] : [`## ${title}`, '', ...phraseRows(own, uses), ''];
  });
  return [
    `# The phrases of ${machine}`,
    '',
    'Written by `npm run phrases` from the table in `steps/' +
      machine +
      '/`. What happens may stand in a Given too:',
    'there it is history, and every operation has to succeed. A phrase that ends in a colon is followed by a table.',
    '',
    ...sections,
    '## Common to all machines',
    '',
    ...phraseRows(COMMON_CLAIMS, uses),
    '',
    '## Placeholders',
    '',
    '| placeholder | how it is written |',
    '| --- | --- |',
    ...usedWords(phrases, { ...COMMON_WORDS, ...words }).map(
      ([name, forms]) => `| \`{${name}}\` | ${escaped(forms)} |`,
    ),
    '',
  ].join('\n');
}

function phraseRows(phrases: readonly Phrase[], uses: Uses): readonly string[] {
  return [
    '| phrase | as in |',
    '| --- | --- |',
    ...phrases.map(({ text }) => `| ${escaped(text)} | ${escaped(uses.get(text) ?? '')} |`),
  ];
}

/** Those that the phrases of the page use, with their forms. */
function usedWords(
  phrases: readonly Phrase[],
  words: Vocabulary['words'],
): readonly (readonly [string, string])[] {
  const used = new Set(
    [...phrases, ...COMMON_CLAIMS].flatMap(({ text }) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    ),
  );
  return Object.entries(words).flatMap(([name, { forms }]) =>
    used.has(name) ? [[name, forms] as const] : [],
  );
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

/** How many phrases there are; invariants are sentences of their own and counted apart. */
export interface Count {
  /** Those of all machines, and those that several have. */
  readonly common: number;
  /** Of each machine, those that it alone has. */
  readonly own: Readonly<Record<string, number>>;
  readonly invariants: number;
}

export function countOf(vocabularies: readonly Vocabulary[]): Count {
  const texts = vocabularies.map(({ phrases }) =>
    phrases.flatMap(({ kind, text }) => (kind === 'invariant' ? [] : [text])),
  );
  const all = texts.flat();
  const shared = new Set(all.filter((text, i) => all.indexOf(text) !== i));
  return {
    common: COMMON_CLAIMS.length + shared.size,
    own: Object.fromEntries(
      vocabularies.map(({ machine }, i) => [
        machine,
        (texts[i] ?? []).filter((text) => !shared.has(text)).length,
      ]),
    ),
    invariants: vocabularies.flatMap(({ phrases }) => phrases).filter(({ kind }) => kind === 'invariant')
      .length,
  };
}

/** All phrases but invariants, each once. */
export function totalOf({ common, own }: Count): number {
  return Object.values(own).reduce((sum, count) => sum + count, common);
}

/** `113 phrases: common 6, syndbg 20, …`. */
export function countLine(vocabularies: readonly Vocabulary[]): string {
  const count = countOf(vocabularies);
  const each = Object.entries(count.own).map(([machine, own]) => `, ${machine} ${own}`);
  return `${totalOf(count)} phrases: common ${count.common}${each.join('')}; and ${count.invariants} sentences of properties`;
}
