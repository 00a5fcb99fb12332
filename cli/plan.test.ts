/** A plan whose worker is killed, and started again: every job is done, and none twice. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LAYOUT } from '../reports/layout';
import { run } from './main';

const folder = mkdtempSync(join(tmpdir(), 'plan-'));
after(() => rmSync(folder, { recursive: true }));

const FILE = join(folder, 'plan.yaml');
const OUT = join(folder, 'out');
const PLACES = ['a/mktme/spec/1', 'a/mktme/spec/2', 'gone/mktme/spec/1', 'gone/mktme/spec/2'];

before(() => {
  mkdirSync(join(folder, 'features'));
  symlinkSync(join(LAYOUT.features, 'mktme'), join(folder, 'features', 'mktme'));
  const options = `{ tags: '@MKTME-21', features: ${JSON.stringify(join(folder, 'features'))} }`;
  const kernels = `kernels:\n  - name: a\n  - { name: gone, subject: ./there-is-no-such-program }\n`;
  writeFileSync(FILE, `${kernels}machines: [mktme]\nprofiles: [spec]\nseeds: [1, 2]\noptions: ${options}\n`);
});

async function planned(...more: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  const code = await run(['plan', FILE, '--out', OUT, ...more], {
    out: (text) => said.out.push(text),
    err: (text) => said.err.push(text),
    colour: false,
    terminal: null,
  });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

test('before anything ran all is to do, and that is not green', async () => {
  const { code, out } = await planned('--list');
  assert.equal(code, 3);
  assert.equal(out.match(/^to do {4}/gm)?.length, 4);
  assert.match(out, /^4 jobs: 0 conform, 0 do not, 4 still to do; 0 s in all$/m);
});

test('a worker that was killed goes on where it was: what is done is not done again, what broke is', async () => {
  const bin = join(LAYOUT.root, 'bin', 'hvspec.js');
  const child = spawn(process.execPath, [bin, 'plan', FILE, '--out', OUT], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const chunk of child.stderr) if (String(chunk).includes('[2/4] a/mktme/spec/2')) break;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const [first] = PLACES as [string];
  const made = statSync(join(OUT, first, 'job.json')).mtimeMs;

  const again = await planned();
  assert.match(again.err, /^4 jobs, 1 of them done already$/m);
  assert.equal(again.code, 2);
  assert.match(again.out, /^broke {4}gone\/mktme\/spec\/1: could not be judged/m);
  assert.match(again.out, /^4 jobs: 2 conform, 0 do not, 2 broke; /m);
  assert.equal(statSync(join(OUT, first, 'job.json')).mtimeMs, made);
  for (const [i, place] of PLACES.entries()) {
    const report = JSON.parse(readFileSync(join(OUT, place, 'conformance.json'), 'utf8')) as { seed: number };
    assert.equal(report.seed, (i % 2) + 1);
  }

  const { code, err } = await planned('--shard', '1/4');
  assert.deepEqual([code, err], [0, '1 jobs, 1 of them done already']);
  assert.match((await planned('--shard', '3/4')).err, /^1 jobs, 0 of them done already$/m);
});

test('results of another command are refused by name', async () => {
  writeFileSync(FILE, readFileSync(FILE, 'utf8').replace('@MKTME-21', '@MKTME-22'));
  const { code, err } = await planned();
  assert.equal(code, 2);
  assert.match(err, /a\/mktme\/spec\/1 has the results of another command/);
});
