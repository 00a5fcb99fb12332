import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Phrase, Vocabulary } from '../../steps/phrases/vocabulary';
import { COMMON_CLAIMS } from '../../steps/phrases/common';
import { RAW } from '../../steps/phrases/raw';
import { lintBudget, MAX_PHRASES } from './budget';
import { lintVocabularies } from './lint';
import { countLine, phrasesPage } from './page';

const act = (text: string): Phrase => ({ kind: 'act', text, ops: () => [] });
const LAMP: Vocabulary = {
  machine: 'lamp',
  words: { colour: { pattern: /red|blue/, forms: 'red, blue', read: (text) => text, write: String } },
  names: {},
  course: { fresh: () => ({}), start: () => ({ config: {} }) },
  phrases: [
    act('the lamp turns {colour}'),
    { kind: 'invariant', text: 'it is never dark', holds: () => Promise.resolve() },
  ],
};

function withActs(count: number, machine = 'torch'): Vocabulary {
  const phrases = Array.from({ length: count }, (_, i) => act(`${machine} ${i}`));
  return { ...LAMP, machine, phrases };
}

test('the page has each phrase with its first use, and the words that are used', () => {
  const page = phrasesPage(LAMP, new Map([['the lamp turns {colour}', 'the lamp turns red']]));
  assert.match(page, /^# The phrases of lamp\n/);
  assert.match(page, /\| the lamp turns \{colour\} \| the lamp turns red \|/);
  assert.match(page, /## What holds for every sequence\n\n.*\n.*\n\| it is never dark \|/);
  assert.match(page, /\| `\{colour\}` \| red, blue \|/);
  assert.doesNotMatch(page, /`\{switch\}`/);
});

test('invariants are counted apart, the common phrases once', () => {
  const common = COMMON_CLAIMS.length;
  assert.equal(
    countLine([LAMP, withActs(3)]),
    `${common + 4} phrases: common ${common}, lamp 1, torch 3; and 1 sentences of properties`,
  );
});

test('a phrase that several machines have is counted once, as common', () => {
  const both = [LAMP, { ...LAMP, machine: 'torch' }];
  const common = COMMON_CLAIMS.length + 1;
  assert.match(countLine(both), new RegExp(`^${common} phrases: common ${common}, lamp 0, torch 0;`));
});

test('a machine has no more phrases than can be learnt, nor have all together', () => {
  assert.deepEqual(lintBudget([LAMP, withActs(MAX_PHRASES)]), []);
  assert.deepEqual(lintBudget([withActs(MAX_PHRASES + 1)]), ['torch has 26 phrases: at most 25 are allowed']);
  assert.match(
    lintBudget(['a', 'b', 'c', 'd', 'e'].map((machine) => withActs(25, machine))).join(),
    /^there are 131 phrases: at most 115/,
  );
});

test('a phrase that its machine never uses, and a page that is not there, are found', () => {
  const found = lintVocabularies([LAMP], () => new Map([['it is never dark', 'it is never dark']]));
  assert.deepEqual(found, [
    'lamp: no scenario uses "the lamp turns {colour}"',
    'features/lamp/PHRASES.md:1: it is not what the table says: run `npm run phrases`',
  ]);
});

test('a scenario that uses a phrase of reproducers is found', () => {
  const [raw] = RAW;
  const found = lintVocabularies([LAMP], () => new Map([[raw.text, raw.text]]));
  assert.ok(found.includes(`lamp: a scenario uses "${raw.text}", which is for reproducers alone`));
});
