import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ISupportCodeLibrary } from '@cucumber/cucumber/api';
import { remember } from './remembered';

/** A library of phrases that say how often they were asked. */
function libraryOf(...words: readonly string[]) {
  const asked: string[] = [];
  const stepDefinitions = words.map((word) => ({
    expression: {
      word,
      match(text: string): readonly string[] | null {
        asked.push(`${this.word}? ${text}`);
        return text.startsWith(this.word) ? [text.slice(this.word.length)] : null;
      },
    },
    matchesStepName(_text: string): boolean {
      throw new Error('asked anew');
    },
  }));
  const coordinates = { requireModules: [], requirePaths: [], importPaths: [], loaders: [] };
  const library: ISupportCodeLibrary & { stepDefinitions: typeof stepDefinitions } = {
    originalCoordinates: coordinates,
    stepDefinitions,
  };
  return { asked, library: remember(library) };
}

test('each phrase answers a text as it did, and is asked once', () => {
  const { asked, library } = libraryOf('re', 'read', 'write');
  const matches = (text: string): readonly boolean[] =>
    library.stepDefinitions.map((one) => one.matchesStepName(text));
  for (let i = 0; i < 3; i += 1) {
    assert.deepEqual(matches('read 1'), [true, true, false]);
    assert.deepEqual(matches('write 1'), [false, false, true]);
    assert.deepEqual(matches('erase'), [false, false, false]);
  }
  assert.equal(asked.length, 3 * 3);
});

test('the arguments are those of the text, and null where it is another phrase’s', () => {
  const { asked, library } = libraryOf('read', 'write');
  const match = (text: string): unknown =>
    library.stepDefinitions.map(({ expression }) => expression.match(text));
  for (let i = 0; i < 2; i += 1) {
    assert.deepEqual(match('read 1'), [[' 1'], null]);
    assert.deepEqual(match('read 2'), [[' 2'], null]);
    assert.deepEqual(match('write 1'), [null, [' 1']]);
  }
  assert.equal(asked.length, 3 * 2);
});

test('where the groups of a text stand is found by Node', () => {
  const groupBuilder = {
    build: ({ indices }: RegExpExecArray, next: () => number) =>
      [next(), next(), next()].map((group) => indices?.[group]),
  };
  const regexp = /^the host writes( \d+)?( twice)$/;
  const treeRegexp = { regexp, groupBuilder, match: (_text: string): unknown => assert.fail('parsed') };
  const expression = { treeRegexp, match: (text: string): unknown => treeRegexp.match(text) };
  remember({ stepDefinitions: [{ expression, matchesStepName: () => false }] } as never);
  assert.deepEqual(expression.match('the host writes 12 twice'), [
    [0, 24],
    [15, 18],
    [18, 24],
  ]);
  assert.deepEqual(expression.match('the host writes twice'), [[0, 21], undefined, [15, 21]]);
  assert.equal(expression.match('the host reads'), null);
});
