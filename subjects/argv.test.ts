import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { splitArgv } from './argv';

/** No expansion is asked of the shell: `$`, globs and operators stand quoted or escaped. */
const LINES = [
  'python3 adapters/python/syndbg.py',
  "  ./a   'b c'\td\\ e  ",
  "node -r \"ts-node/register\" 'it'\"'\"'s'",
  'x "" \'\' y',
  'x "a\\"b\\\\c\\$d\\`e\\f"',
  "x '\\' \\\\ \\' \\\"",
  'x a"b c"d\'e f\'g',
  "x \"\\|\" \\; '>' \\* \\$HOME '$HOME'",
  'x ünï "日本 語"',
];

test('words are those that a POSIX shell makes', () => {
  for (const line of LINES) {
    const script = 'for w in "$@"; do printf "%s\\0" "$w"; done';
    const out = execFileSync('sh', ['-c', `set -- ${line}; ${script}`], { encoding: 'utf8' });
    assert.deepEqual(splitArgv(line), out.split('\0').slice(0, -1), line);
  }
});

test('what a shell would expand stays as it is', () => {
  assert.deepEqual(splitArgv('./a $HOME *.ts `id` $(id) a|b ~ #c'), [
    './a',
    '$HOME',
    '*.ts',
    '`id`',
    '$(id)',
    'a|b',
    '~',
    '#c',
  ]);
});

test('a line that no argv can be made of says where', () => {
  assert.throws(() => splitArgv("./a 'b"), {
    name: 'RangeError',
    message: "the quote ' at character 5 is never closed: ./a 'b",
  });
  assert.throws(() => splitArgv('./a "b\\"'), /the quote " at character 5 is never closed/);
  assert.throws(() => splitArgv('./a \\'), /ends in a backslash/);
  assert.throws(() => splitArgv(' \t'), /the command is empty/);
  assert.throws(() => splitArgv("''"), /the command is empty/);
  assert.throws(() => splitArgv('./a\0b'), /NUL/);
});
