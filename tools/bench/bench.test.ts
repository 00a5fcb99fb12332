import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { MACHINES } from '../../model/machines';
import { writeForBehave } from './behave';
import type { Row } from './bench';
import { isInstalled, isMet, ran } from './bench';
import { builtInC, MODELS, roundsOf, sameAnswers } from './models';
import { kept, readKept, rowText, tableText } from './report';
import { workloads } from './workloads';

const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
after(() => rmSync(folder, { recursive: true }));

const FAST: Row = { what: 'fast', value: 4e6, unit: 'steps/s', better: 'more', goal: 1e6 };
const LARGE: Row = { what: 'large', value: 300, unit: 'MB', better: 'less', goal: 256 };

test('every machine has a round, which leaves the state as it found it', () => {
  assert.deepEqual(
    workloads().map(({ machine }) => machine),
    MACHINES.map(({ name }) => name),
  );
  for (const workload of workloads()) {
    const rounds = roundsOf(workload);
    rounds.go(2);
    assert.deepEqual(rounds.told(), rounds.told(), workload.machine);
  }
});

for (const workload of workloads())
  test(`the round of ${workload.machine} in C gives what the model gives, or is skipped with a word`, () => {
    if (isInstalled('gcc')) return void builtInC(workload, folder, '-O0');
    const rows = [...(MODELS.run(true) as Iterable<Row>)];
    assert.ok(rows.some((row) => 'skipped' in row && row.skipped === 'gcc is not installed'));
  });

test('a round that gives something else, or leaves something else, is found out', () => {
  const [syndbg] = workloads();
  assert.ok(syndbg);
  const rounds = roundsOf(syndbg);
  rounds.go(999);
  const lines = ['{"seconds":1}', ...rounds.told().map((told) => JSON.stringify(told))];
  sameAnswers(syndbg, lines.join('\n'));
  for (const [at, from, to] of [
    [5, '"0x5"', '"0x6"'],
    [7, '"status":"0x7"', '"status":"0x5"'],
  ] as const) {
    assert.ok(lines[at]?.includes(from), lines[at]);
    const other = lines.map((line, i) => (i === at ? line.replace(from, to) : line)).join('\n');
    assert.throws(() => sameAnswers(syndbg, other), /^Error: syndbg in C is not the model: /);
  }
  assert.throws(() => sameAnswers(syndbg, lines.slice(0, -2).join('\n')), /is not the model/);
});

test('a program that fails is an error with what it said', () => {
  assert.throws(
    () => ran(process.execPath, ['-e', 'console.error("oh"); process.exit(3)']),
    /ended with 3: oh/,
  );
  const { stdout, seconds } = ran(process.execPath, ['-e', 'for (let i = 0; i < 1e8; i++); console.log(1)']);
  assert.equal(stdout, '1\n');
  assert.ok(seconds > 0);
});

test('a figure has a goal from below or from above, or none', () => {
  assert.deepEqual([FAST, { ...LARGE, value: 256 }, LARGE].map(isMet), [true, true, false]);
  assert.equal(isMet({ what: 'x', value: 1, unit: 'x', better: 'more' }), null);
});

test('rows are kept, read again, and shown beside others', () => {
  const file = join(folder, 'old.json');
  writeFileSync(file, JSON.stringify(kept([FAST, LARGE], true)));
  assert.deepEqual(readKept(file).rows, [FAST, LARGE]);
  const skipped: Row = { what: 'peer', skipped: 'it is not installed' };
  const table = tableText([{ ...FAST, value: 2e6 }, { ...LARGE, value: 100 }, skipped], readKept(file).rows);
  assert.match(
    table,
    /fast +│ 2,000,000 steps\/s +│ ≥ 1,000,000 steps\/s +│ yes +│ 4,000,000 steps\/s +│ 0\.50 worse/,
  );
  assert.match(table, /large +│ 100 MB +│ ≤ 256 MB +│ yes +│ 300 MB +│ 0\.33 better/);
  assert.match(table, /peer +│ skipped: it is not installed/);
  assert.equal(rowText(skipped), 'peer: skipped: it is not installed');
  for (const text of ['', '[]', 'null', '{"bench":2,"rows":[]}']) {
    writeFileSync(file, text);
    assert.throws(() => readKept(file), /^RangeError: --compare /, text);
  }
});

test("a feature becomes one of behave's: a scenario for each row, tables and texts with their marks", () => {
  const feature = join(folder, 'some.feature');
  writeFileSync(
    feature,
    `Feature: Some
  Rule: One
    Scenario Outline: <a> is told
      Given it is <a>:
        | <a> | x\\|y |

      Examples:
        | a |
        | 1 |
        | 2 |
`,
  );
  const made = mkdtempSync(join(folder, 'behave-'));
  assert.equal(writeForBehave([feature], folder, made), 2);
  assert.equal(
    readFileSync(join(made, '0.feature'), 'utf8'),
    `Feature: 0

  Scenario: 1 is told
    Given it is 1:
      | 1 | x\\|y |

  Scenario: 2 is told
    Given it is 2:
      | 2 | x\\|y |
`,
  );
});
