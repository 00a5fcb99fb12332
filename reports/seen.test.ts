import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seenLines } from './seen';
import type { Fate } from './testing/sample-run';
import { messages, reportOf } from './testing/sample-run';

function lines(verdict: NonNullable<Fate['verdicts']>[number]): readonly string[] {
  return seenLines(reportOf(messages(() => ({ verdicts: [{ profile: 'upstream', ...verdict }] }))));
}

test('a field that nobody speaks of is said once, however many cases have it', () => {
  const notes = [
    'leaves.0.eax: expected 0x1000, got 0x400 (bits 12, 10 differ) [open: build-dependent]',
    'text: expected "a", got "b" [open: diagnostic]',
    'status: expected 0x0, got 0x1 [unlike what was seen (SYNDBG-62)]',
  ];
  assert.deepEqual(lines({ notes }), [
    'notes: 2 fields that no requirement speaks of differ',
    `  ${notes[0] ?? ''}`,
    `  ${notes[1] ?? ''}`,
  ]);
});

test('many notes are cut, each is short', () => {
  const notes = Array.from({ length: 9 }, (_, i) => `f${i}: expected ${'x'.repeat(400)} [open: derived]`);
  const told = lines({ notes });
  assert.equal(told.length, 7);
  assert.equal(told.at(-1), '  and 4 more');
  assert.ok(told.every((line) => line.length < 210));
});

test('what was merely seen is named with its cases and its sentence, whether the case held or not', () => {
  const hint = '  what was merely seen is no failure; with --strict-seen it is one, and told in full';
  assert.deepEqual(lines({ unlike: ['SYNDBG-62'] }), [
    'differs from what was seen: SYNDBG-62 (3 cases)',
    hint,
  ]);
  assert.deepEqual(
    lines({ verdict: 'differs', message: 'm', broken: ['SYNDBG-13'], unlike: ['SYNDBG-62', 'SYNDBG-13'] }),
    [
      'differs from what was seen: SYNDBG-13 (3 cases), SYNDBG-62 (3 cases)',
      '  SYNDBG-13: A write MUST be refused.',
      hint,
    ],
  );
  assert.deepEqual(lines({ verdict: 'fail', message: 'm', broken: ['SYNDBG-13'] }), []);
});
