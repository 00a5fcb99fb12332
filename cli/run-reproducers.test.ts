import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { argvOf, WRONG } from '../adapters/testing/wrong';
import { featuresOf } from '../reports/testing/one-machine';
import { run } from './main';
import type { Output } from './output';
import { clearReproducers, resultText } from './run-reproducers';

const wrong = WRONG.find(({ variant }) => variant === 'test-0');

/** The exit code of a command line, whatever it prints. */
function exitOf(...argv: readonly string[]): Promise<number> {
  const output: Output = { out: () => undefined, err: () => undefined, colour: false, terminal: null };
  return run(argv, output);
}

test('what fails is written as a reproducer, red on the subject and green on the reference', async () => {
  assert.ok(wrong);
  const subject = ['--subject', argvOf(wrong).join(' ')];
  const out = mkdtempSync(join(tmpdir(), 'hvspec-out-'));
  const folder = join(out, 'reproducers');
  const asked = [
    'run',
    '--machine',
    wrong.machine,
    '--tags',
    `@${wrong.requirement}`,
    '--out',
    out,
    '--features',
    featuresOf(wrong.machine),
    ...subject,
  ];
  try {
    mkdirSync(folder);
    for (const old of ['HEKI-01-1.feature', 'my-notes.txt']) writeFileSync(join(folder, old), '');
    assert.equal(await exitOf(...asked, '--no-reproducers'), 1);
    assert.deepEqual(readdirSync(folder), ['my-notes.txt']);
    assert.equal(await exitOf(...asked), 1);
    const name = join(folder, `${wrong.requirement}-1`);
    for (const file of [`${name}.feature`, `${name}.ndjson`]) {
      assert.ok(existsSync(file), readdirSync(folder).join());
      assert.equal(await exitOf('replay', file, ...subject), 1);
      assert.equal(await exitOf('replay', file), 0);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('a file where the reproducers should lie is told before anything runs', async () => {
  const out = mkdtempSync(join(tmpdir(), 'hvspec-out-'));
  try {
    writeFileSync(join(out, 'reproducers'), 'mine');
    await assert.rejects(
      clearReproducers(out),
      /^ReportError: cannot write the folder .*reproducers: there is a file of that name/,
    );
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('the reproducers of a campaign are not removed: the run does not begin', async () => {
  const out = mkdtempSync(join(tmpdir(), 'hvspec-out-'));
  try {
    mkdirSync(join(out, 'reproducers'));
    for (const file of ['campaign.json', 'conformance.json', 'reproducers/HEKI-01-1.feature'])
      writeFileSync(join(out, file), '');
    await assert.rejects(
      clearReproducers(out),
      /^RangeError: .* holds a campaign of hvspec fuzz: name another/,
    );
    assert.equal(await exitOf('run', '--out', out), 2);
    assert.deepEqual(readdirSync(out).sort(), ['campaign.json', 'conformance.json', 'reproducers']);
    assert.deepEqual(readdirSync(join(out, 'reproducers')), ['HEKI-01-1.feature']);
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('what came of the failures is told, and nothing that did not', () => {
  assert.equal(
    resultText({ written: 1, alike: 2, lost: 0, left: 0 }, 'out'),
    'written: 1 reproducer in out (2 failures came down to the same)',
  );
  assert.match(
    resultText({ written: 2, alike: 0, lost: 1, left: 3 }, 'out'),
    /\(1 failure did not fail again in the same way, 3 failures left: the time for it was over\)$/,
  );
});
