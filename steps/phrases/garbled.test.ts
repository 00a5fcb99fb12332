import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runSuite } from '../../reports/runner';
import { Cells } from './cells';

const CASES: Readonly<Record<string, readonly [readonly string[], RegExp]>> = {
  'table-forgotten': [
    ['Given a VM with SynDbg on', 'When the guest writes 0x1 to CONTROL', 'Then vCPU 0 exits with:'],
    /the phrase ends in a colon: a table has to follow it/,
  ],
  'no-such-vcpu': [
    ['Given a VM with SynDbg on', 'When guest vCPU 7 writes 0x1 to CONTROL', 'Then it succeeds'],
    /the operation makes no sense here: .*no vCPU 7/,
  ],
  'said-too-late': [
    ['Given the guest reads STATUS', 'And a VM of 2 vCPUs with SynDbg on', 'Then it succeeds'],
    /has to be said before the first operation/,
  ],
  'said-twice': [
    [
      'Given a VM with SynDbg on',
      'And the guest writes 0x1 to STATUS',
      'When the guest reads STATUS',
      'Then it answers:',
      '| value | 0x2 |',
      '| value | 0x1 |',
    ],
    /"value" stands twice in the table/,
  ],
  'absent-misspelt': [
    ['Given a VM with SynDbg on', 'When the guest reads STATUS', 'Then it answers:', '| valeu | none |'],
    /there is no field "valeu" that could be absent/,
  ],
  'too-many-vcpus': [
    ['Given a VM of 300 vCPUs with SynDbg on', 'When the guest reads STATUS', 'Then it succeeds'],
    /vcpus .*256/,
  ],
  'another-machines': [
    ['Given a VM with SynDbg on', 'When KVM enters the guest', 'Then it succeeds'],
    /syndbg has no phrase "KVM \{nvKvm\}": it is another machine's/,
  ],
};

test('what a scenario says wrongly is an error of its author, and breaks no requirement', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'garbled-'));
  const lines = Object.entries(CASES).flatMap(([name, [steps]]) => [
    `  @syndbg.${name} @SYNDBG-05`,
    `  Example: ${name}`,
    ...steps.map((step) => `    ${step}`),
    '',
  ]);
  try {
    const path = join(folder, 'garbled.feature');
    writeFileSync(path, ['@syndbg @only-v6', 'Feature: garbled', ...lines].join('\n'));
    const { conformance, exit } = await runSuite({ paths: [path], seed: 1 });
    assert.equal(exit, 2);
    for (const [name, [, message]] of Object.entries(CASES)) {
      const found = conformance.cases.find(({ id }) => id === `syndbg.${name}`);
      assert.equal(found?.verdict, 'error', name);
      assert.match(found.message ?? '', message);
      assert.equal(found.broken, undefined);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a column that a phrase does not look at means nothing there', () => {
  const table = new Cells([
    ['at', 'size', 'flgs'],
    ['C', '4k', 'ro'],
  ]);
  const [row] = table.hashes();
  assert.deepEqual(table.strangers(), ['at', 'size', 'flgs']);
  assert.equal(`${row?.['at'] ?? ''} ${row?.['size'] ?? ''} ${row?.['flags'] ?? '-'}`, 'C 4k -');
  assert.deepEqual(table.strangers(), ['flgs']);
  assert.deepEqual(Object.keys(row ?? {}), ['at', 'size', 'flgs']);
  assert.deepEqual(table.strangers(), []);
});
