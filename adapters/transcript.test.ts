/** The conversation in README.md is a real one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('the Python adapter answers as in adapters/README.md', () => {
  const lines = readFileSync(join(__dirname, 'README.md'), 'utf8').split('\n');
  const of = (mark: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(mark) ? [line.slice(2)] : []));
  const [asked, answered] = [of('> '), of('< ')];
  assert.ok(asked.length > 8);
  const argv = [join(__dirname, 'python', 'syndbg.py')];
  const { stdout, status } = spawnSync('python3', argv, {
    input: `${asked.join('\n')}\n`,
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(status, 0);
  const parse = (text: readonly string[]): readonly unknown[] =>
    text.map((line): unknown => JSON.parse(line));
  assert.deepEqual(parse(stdout.trimEnd().split('\n')), parse(answered));
});
