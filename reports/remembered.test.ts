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
