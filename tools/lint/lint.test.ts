import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bookOf } from '../../reports/book';
import { parseFeature } from '../../reports/gherkin';
import { LAYOUT } from '../../reports/layout';
import { lintNames } from './names';
import type { Definition } from './phrases';
import { phrasesIn, phrasesOf } from './phrases';
import { lintText, MAX_LINES } from './text';

function lines(text: string): readonly string[] {
  return lintText(text).map(({ line, message }) => `${line}: ${message}`);
}

test('text: tabs, blanks at the end, carriage returns, no line break at the end', () => {
  assert.deepEqual(lines('Feature: F\n\n  Example: X\n'), []);
  assert.deepEqual(lines('a\tb\n'), ['1: a tab: indent with blanks']);
  assert.deepEqual(lines('a\nb \n'), ['2: blanks at the end of the line']);
  assert.deepEqual(lines('a\r\n'), ['1: a carriage return: lines end in LF alone']);
  assert.deepEqual(lines('a\nb'), ['2: the last line does not end in a line break']);
});

test('text: a feature fits in its lines', () => {
  assert.deepEqual(lines('x\n'.repeat(MAX_LINES)), []);
  assert.deepEqual(lines('x\n'.repeat(MAX_LINES + 1)), [
    '201: 201 lines: at most 200 are allowed, so split the feature',
  ]);
});

test('names: each scenario has one, and no other of the feature has it', () => {
  const named = (scenarios: string): readonly string[] =>
    lintNames(bookOf(parseFeature(`Feature: F\n${scenarios}`, 'f.feature')));
  assert.deepEqual(named('Example: A\n Given x\nRule: R\nExample: B\n Given x\n'), []);
  assert.deepEqual(named('Example:\n Given x\n'), ['f.feature:2: the Example has no name']);
  assert.deepEqual(named('Example: A\n Given x\nRule: R\nExample: A\n Given x\n'), [
    'f.feature:5: "A" is the name of line 2 already',
  ]);
  assert.deepEqual(named('Scenario Outline: A\n Given <x>\n Examples:\n | x |\n | 1 |\n | 2 |\n'), []);
});

test('phrases: unused definitions, and steps that none or several fit', () => {
  const parsed = parseFeature('@toy\nFeature: F\nExample: A\n Given x\n When y\n Then z\n', 'f.feature');
  const definition = (pattern: string | RegExp, ...texts: readonly string[]): Definition => ({
    pattern,
    uri: 's.ts',
    line: 7,
    matchesStepName: (text) => texts.includes(text),
  });
  const definitions = [
    definition('phrase 1', 'x', 'z'),
    definition(/phrase 2/, 'z'),
    definition('phrase 3', 'w'),
  ];
  const pickles = parsed.flatMap(({ pickle }) => pickle ?? []);
  const { count, findings, uses } = phrasesIn(definitions, pickles);
  assert.equal(count, 3);
  assert.deepEqual(findings, [
    'f.feature:3: no step definition fits "y"',
    'f.feature:3: 2 step definitions fit "z"',
    's.ts:7: no scenario uses "phrase 3"',
  ]);
  assert.deepEqual(Object.fromEntries(uses('toy')), { 'phrase 1': 'x', 'phrase 2': 'z' });
  assert.deepEqual([...uses('other')], []);
});

test('phrases: looking for those of the suite itself leaves no folder behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-lint-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { count } = await phrasesOf(LAYOUT.root, 'suite', []);
    assert.ok(count > 10);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('hvspec-')),
      [],
    );
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true });
  }
});
