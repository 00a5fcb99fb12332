import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lines } from './lines';

function collect(limit: number): {
  readonly lines: Lines;
  readonly found: string[];
  readonly long: string[];
} {
  const found: string[] = [];
  const long: string[] = [];
  return {
    lines: new Lines(
      limit,
      (line) => found.push(line),
      (text) => long.push(text),
    ),
    found,
    long,
  };
}

test('lines come out the same however they are cut into chunks', () => {
  const text = 'one\n\ntwo\r\nthree\nrest';
  for (let size = 1; size <= text.length; size += 1) {
    const { lines, found, long } = collect(10);
    for (let i = 0; i < text.length; i += size) lines.push(text.slice(i, i + size));
    assert.deepEqual(found, ['one', '', 'two\r', 'three'], `chunks of ${size}`);
    assert.equal(lines.unfinished, 'rest');
    assert.deepEqual(long, []);
  }
});

test('a line of the limit passes, one character more ends it all, with or without an end', () => {
  const { lines, found, long } = collect(4);
  lines.push('four\nfives\nsix\n');
  lines.push('more\n');
  assert.deepEqual([found, long], [['four'], ['fives']]);
  const other = collect(4);
  other.lines.push('fi');
  other.lines.push('ves');
  other.lines.push('\nmore\n');
  assert.deepEqual([other.found, other.long], [[], ['fives']]);
  assert.equal(other.lines.unfinished, '');
});

test('after stop, lines that have been read already are not given', () => {
  const found: string[] = [];
  const lines = new Lines(
    10,
    (line) => {
      found.push(line);
      lines.stop();
    },
    () => assert.fail(),
  );
  lines.push('a\nb\nc');
  lines.push('\nd\n');
  assert.deepEqual(found, ['a']);
});
