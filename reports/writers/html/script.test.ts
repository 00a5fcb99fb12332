import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { SCRIPT } from './script';

/** The ids that the script looks for when the page is opened with this fragment. */
function lookedFor(hash: string): readonly string[] {
  const ids: string[] = [];
  const none = { value: '', addEventListener: () => undefined, hidden: true };
  const form = { ...none, querySelector: () => none, elements: { namedItem: () => none } };
  const document = {
    getElementById: (id: string) => {
      ids.push(id);
      return id === 'filter' ? form : null;
    },
    querySelectorAll: () => [],
  };
  const page = {
    document,
    location: { hash },
    addEventListener: none.addEventListener,
    setTimeout,
    clearTimeout,
  };
  runInNewContext(SCRIPT, page);
  return ids.filter((id) => id !== 'filter');
}

test('a fragment is decoded, and one that is no encoding is taken as it is', () => {
  assert.deepEqual(lookedFor('#case-a%3Ab'), ['case-a:b']);
  assert.deepEqual(lookedFor('#%E0%A4%A'), ['%E0%A4%A']);
  assert.deepEqual(lookedFor(''), ['']);
});
