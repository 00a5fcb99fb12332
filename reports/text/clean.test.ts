import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clean, cleanJson, MAX_TEXT, oneLine, relativePath, withoutOutside, withoutPlaces } from './clean';

test('control characters, reversed reading order and half characters become visible', () => {
  assert.equal(clean('a\x1b[31mb\x00\u202ec\ud800d\u0085'), 'a\\x1b[31mb\\x00\\u202ec\\ud800d\\x85');
});

test('line breaks stay, and other characters of any script do', () => {
  assert.equal(clean('één\r\nдва 三 😀\n'), 'één\nдва 三 😀\n');
});

test('what is clean stays as it is', () => {
  const once = clean('x\ty\x07\nz');
  assert.equal(clean(once), once);
});

test('text is cut after the limit, and never through a character', () => {
  assert.equal(clean('abcdef', 3), 'abc… (cut)');
  assert.equal(clean('ab😀', 3), 'ab… (cut)');
  assert.equal(clean('x'.repeat(MAX_TEXT)).length, MAX_TEXT);
});

test('one line has no breaks and no runs of blanks', () => {
  assert.equal(oneLine('  a\n\tb \u2028 c  '), 'a b c');
});

test('every string in a JSON value is cleaned, names too', () => {
  assert.deepEqual(cleanJson({ 'k\x00': ['a\x1b', 1, null, { b: '\u200b' }] }), {
    'k\\x00': ['a\\x1b', 1, null, { b: '\\u200b' }],
  });
});

test('stack lines and the project folder leave a message', () => {
  const message =
    'Error: no\n    at f (/p/steps/a.ts:1:2)\n    at /p/x.js:3:4\n    at async g (node:internal/x:5:6)\nin /p/a.ts at noon';
  assert.equal(withoutPlaces(message, '/p'), 'Error: no\nin a.ts at noon');
});

test('a feature is named relative to the project, one from elsewhere by its file', () => {
  assert.equal(relativePath('features/x/a.feature', '/p'), 'features/x/a.feature');
  assert.equal(relativePath('/p/features/a.feature', '/p'), 'features/a.feature');
  assert.equal(relativePath('features\\x\\a.feature', '/p'), 'features/x/a.feature');
  assert.equal(relativePath('../../tmp/b.feature', '/p'), 'b.feature');
  assert.equal(relativePath('/home/somebody/b.feature', '/p'), 'b.feature');
  assert.equal(relativePath('C:\\b.feature', '/p'), 'b.feature');
});

test('in a message too', () => {
  const uris = ['features/x/a.feature', '../../tmp/b.feature'];
  const message = '../../tmp/b.feature:3: y (features/x/a.feature:1, ../../tmp/b.feature:4)';
  assert.equal(withoutOutside(message, uris), 'b.feature:3: y (features/x/a.feature:1, b.feature:4)');
});
