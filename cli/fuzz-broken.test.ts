import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PYTHON } from '../adapters/testing/python';
import { run } from './main';

/** Hands everything on to a variant of the sample adapter that is wrong, and ends for good at its 1000th request, however often it starts. */
const PROGRAM = `
import os, subprocess, sys
count, variants = sys.argv[1:]
n = int(open(count).read())
other = subprocess.Popen([sys.executable, '-S', variants, 'host-exits'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for line in sys.stdin.buffer:
    n += 1
    open(count, 'w').write(str(n))
    if n >= 1000: os._exit(3)
    other.stdin.write(line)
    other.stdin.flush()
    sys.stdout.buffer.write(other.stdout.readline())
    sys.stdout.buffer.flush()
`;

test('a disagreement is told though the subject breaks for good while the suite is asked what it breaks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-broken-'));
  try {
    const [program, count] = ['proxy.py', 'count'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(program, PROGRAM);
    writeFileSync(count, '0');
    const variants = join(__dirname, '..', 'adapters', 'testing', 'syndbg_variants.py');
    const subject = [...PYTHON, program, count, variants].join(' ');
    const said: string[] = [];
    const say = (text: string): void => void said.push(text);
    const output = { out: say, err: say, colour: false, terminal: null };
    const code = await run(['fuzz', '-m', 'syndbg', '--subject', subject, '--steps', '20000'], output);
    assert.equal(code, 2);
    const text = said.join('\n');
    assert.match(text, /^DISAGREEMENT syndbg\/upstream breaks SYNDBG-\d+.*: \d+ operations?, of \d+ drawn$/m);
    assert.match(text, /^ {4}\{"op":"hypercall",/m);
    assert.match(text, /hvspec: the subject broke: /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
