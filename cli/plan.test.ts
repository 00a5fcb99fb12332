/** A plan whose worker is killed, and started again: every job is done, and none twice. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { LAYOUT } from '../reports/layout';
import { SMALL_CATALOGUE } from '../reports/testing/small-catalogue';
import { run } from './main';

const folder = mkdtempSync(join(tmpdir(), 'plan-'));
after(() => rmSync(folder, { recursive: true }));

const FILE = join(folder, 'plan.yaml');
const OUT = join(folder, 'out');
const PLACES = ['a', 'gone', 'b'].map((name) => `${name}/syndbg/upstream/7`);
/** A process for each job reads them. */
const FEATURE = `@syndbg @since-upstream
Feature: Small

  @syndbg.small @SYNDBG-01
  Example: The host reads 0 from a new VM
    Given a VM with SynDbg on
    When the host reads CONTROL
    Then it returns 0x0
`;

before(() => {
  const features = join(folder, 'features', 'syndbg');
  mkdirSync(features, { recursive: true });
  writeFileSync(join(features, 'small.feature'), FEATURE);
  writeFileSync(join(features, 'requirements.yaml'), SMALL_CATALOGUE);
  const options = `{ tags: '@SYNDBG-01', features: ${JSON.stringify(dirname(features))} }`;
  const kernels = `kernels:\n  - name: a\n  - { name: gone, subject: ./there-is-no-such-program }\n  - name: b\n`;
  writeFileSync(
    FILE,
    `${kernels}machines: [syndbg]\nprofiles: [upstream]\nseeds: [7]\noptions: ${options}\n`,
  );
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
  assert.equal(out.match(/^to do {4}/gm)?.length, 3);
  assert.match(out, /^3 jobs: 0 conform, 0 do not, 3 still to do; 0 s in all$/m);
});

test('a worker that was killed goes on where it was: what is done is not done again, what broke is', async () => {
  const bin = join(LAYOUT.root, 'bin', 'hvspec.js');
  const child = spawn(process.execPath, [bin, 'plan', FILE, '--out', OUT], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const chunk of child.stderr) if (String(chunk).includes('[3/3] b/syndbg/upstream/7')) break;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const made = PLACES.slice(0, 2).map((place) => statSync(join(OUT, place, 'job.json')).mtimeMs);

  const again = await planned();
  assert.match(again.err, /^3 jobs, 1 of them done already$/m);
  assert.equal(again.code, 2);
  assert.match(again.out, /^broke {4}gone\/syndbg\/upstream\/7: could not be judged/m);
  assert.match(again.out, /^3 jobs: 2 conform, 0 do not, 1 broke; /m);
  const now = PLACES.slice(0, 2).map((place) => statSync(join(OUT, place, 'job.json')).mtimeMs);
  assert.deepEqual(
    now.map((time, i) => time === made[i]),
    [true, false],
  );
  for (const place of PLACES) {
    const report = JSON.parse(readFileSync(join(OUT, place, 'conformance.json'), 'utf8')) as { seed: number };
    assert.equal(report.seed, 7);
  }

  const { code, err } = await planned('--shard', '1/3');
  assert.deepEqual([code, err], [0, '1 jobs, 1 of them done already']);
  assert.match((await planned('--list', '--shard', '2/3')).out, /^1 jobs: 0 conform, 0 do not, 1 broke; /m);
});

test('results of another command are refused by name', async () => {
  writeFileSync(FILE, readFileSync(FILE, 'utf8').replace('@SYNDBG-01', '@SYNDBG-02'));
  const { code, err } = await planned();
  assert.equal(code, 2);
  assert.match(err, /a\/syndbg\/upstream\/7 has the results of another command/);
});
