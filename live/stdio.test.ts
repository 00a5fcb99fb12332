import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf } from './stdio';

/** Processes by number: parent, and whether they carry the mark of a subject. */
function told(processes: Readonly<Record<number, readonly [parent: number, marked: boolean]>>) {
  return (pid: number, file: 'environ' | 'stat'): string => {
    const [parent, marked] = processes[pid] ?? [];
    if (parent === undefined) return '';
    return file === 'stat'
      ? `${pid} (a) b) (sh) S ${parent} 1 1 0`
      : marked
        ? 'A=1\0HVSPEC_SUBJECT=x\0'
        : 'A=1\0';
  };
}

test('the family is all parents up to the suite, which does not carry the mark', () => {
  const processes = told({ 9: [8, true], 8: [7, true], 7: [6, false], 6: [5, false], 5: [1, false] });
  assert.deepEqual(familyOf(9, processes), [8, 7]);
});

test('without a suite it is the parent alone', () => {
  assert.deepEqual(familyOf(9, told({ 9: [8, false], 8: [7, false], 7: [1, false] })), [8]);
});

test('where the suite is killed, the family is another one', () => {
  const before = { 9: [8, true], 8: [7, true], 7: [6, false], 6: [1, false] } as const;
  const after = { 9: [8, true], 8: [1, true], 6: [1, false] } as const;
  assert.notDeepEqual(familyOf(9, told(after)), familyOf(9, told(before)));
});
