/** Gives Cucumber the phrases of all machines. Loaded by Cucumber alone: it takes them only while it loads. */
import { DataTable, defineParameterType, Given, Then, When } from '@cucumber/cucumber';
import { MACHINES } from '../model/machines';
import type { Awaitable } from './awaitable';
import { Garbled } from './fate';
import type { Lab } from './lab';
import { Cells } from './phrases/cells';
import { COMMON_CLAIMS } from './phrases/common';
import { runPhrase } from './phrases/machine';
import { RAW } from './phrases/raw';
import type { Phrase } from './phrases/vocabulary';
import { vocabularyOf } from './phrases/vocabulary';
import type { Word } from './phrases/word';
import { BUILT_IN, COMMON_WORDS } from './phrases/word';
import { nameFields, nameValues } from './tables';

function define(name: string, word: Word<unknown>): void {
  if (BUILT_IN.includes(name)) return;
  defineParameterType({ name, regexp: word.pattern, transformer: (text: string) => word.read(text) });
}

const KEYWORDS = { given: Given, act: When, claim: Then, invariant: Then, frame: Then } as const;

const registered = new Set<string>();

/** Once for all machines that have it: what it does is the lab's machine's. */
function register({ text, kind }: Phrase): void {
  if (registered.has(text)) return;
  registered.add(text);
  const hasTable = text.endsWith(':');
  const count = (text.match(/\{/g) ?? []).length + (hasTable ? 1 : 0);
  // Cucumber counts the arguments that a handler takes, and adds one of its own.
  const handler = function (this: Lab, ...given: readonly unknown[]): Awaitable<unknown> {
    const args = given.slice(0, count);
    const values = hasTable ? [...args.slice(0, -1), cellsOf(args.at(-1))] : args;
    return runPhrase(vocabularyOf(this.options.machine.name), text, this, values);
  };
  KEYWORDS[kind](text, Object.defineProperty(handler, 'length', { value: count }));
}

function cellsOf(table: unknown): Cells {
  if (!(table instanceof DataTable))
    throw new Garbled('the phrase ends in a colon: a table has to follow it');
  return new Cells(table.raw());
}

for (const [name, word] of Object.entries(COMMON_WORDS)) define(name, word);
for (const phrase of [...COMMON_CLAIMS, ...RAW]) register(phrase);
for (const { name, fields } of MACHINES) {
  nameFields(fields.owners.flatMap((line) => line.fields));
  const { words, names, phrases } = vocabularyOf(name);
  for (const [word, value] of Object.entries(words)) define(word, value);
  nameValues(names);
  for (const phrase of phrases) register(phrase);
}
