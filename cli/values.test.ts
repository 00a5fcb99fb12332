import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, folder, formats, integer, names, notEmpty, replayPath, shard } from './values';

const refused = { name: 'InvalidArgumentError', code: 'commander.invalidArgument' };

test('names: several options, or commas', () => {
  assert.deepEqual(names('v6', undefined), ['v6']);
  assert.deepEqual(names('review, upstream', ['v6']), ['v6', 'review', 'upstream']);
  assert.throws(() => names('', undefined), refused);
  assert.throws(() => names('v6,', undefined), refused);
});

test('shards: i of n', () => {
  assert.deepEqual(shard('2/3'), { index: 2, total: 3 });
  for (const text of ['0/3', '4/3', '1/0', '1', '1/3/5', '-1/3', 'a/b', '1.5/3', ''])
    assert.throws(() => shard(text), refused, text);
});

test('whole numbers in a range', () => {
  const seed = integer(-5, 7);
  assert.deepEqual(['-5', '0', '7'].map(seed), [-5, 0, 7]);
  for (const text of ['8', '-6', '1.5', '1e1', '0x1', '', ' ', 'x', '999999999999999999999'])
    assert.throws(() => seed(text), refused, text);
});

test('paths into a property', () => {
  assert.equal(replayPath('4:0:2'), '4:0:2');
  for (const text of ['', 'a', '4:', ':4', '4 0']) assert.throws(() => replayPath(text), refused, text);
  assert.equal(replayPath('999999:5'), '999999:5');
  for (const text of ['1000000', '99999999:5:5', `${'9'.repeat(400)}:1`])
    assert.throws(
      () => replayPath(text),
      { ...refused, message: /first number is a run: write one below/ },
      text,
    );
});

test('a command as words', () => {
  const text = "python3 'my adapter.py'";
  assert.deepEqual(command(text), { text, argv: ['python3', 'my adapter.py'] });
  assert.throws(() => command("'x"), { ...refused, message: /the quote ' at character 1 is never closed/ });
});

test('formats of reports', () => {
  assert.deepEqual(formats('json,junit', undefined), ['json', 'junit']);
  assert.throws(() => formats('jsn', undefined), {
    ...refused,
    message: /"jsn" is no format \(perhaps "json"\?\): json, /,
  });
});

test('a folder has a name', () => {
  assert.equal(folder(' out'), ' out');
  for (const text of ['', '  '])
    assert.throws(() => folder(text), { ...refused, message: /it is empty: write the path of a folder/ });
});

test('a text that would match everything', () => {
  assert.equal(notEmpty('@x'), '@x');
  for (const text of ['', '  ']) assert.throws(() => notEmpty(text), refused);
});
