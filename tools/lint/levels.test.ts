import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Requirement } from '../../reports/catalogue';
import { lintLevels } from './levels';

function findings(level: Requirement['level'], text: string): readonly string[] {
  const one: Requirement = { id: 'TOY-01', text, class: 'seed', level, profiles: ['new'], source: 'here' };
  return lintLevels([{ machine: 'toy', tree: 'v6.12', requirements: [one] }]);
}

for (const [level, text] of [
  ['MUST', 'A write MUST exit.'],
  ['MUST', 'A write MUST NOT exit, a read MAY.'],
  ['SHOULD', 'A write SHOULD exit; it MAY fault.'],
  ['MAY', 'A write MAY exit.'],
  ['SEEN', 'A write exits: it must, may, should; MUSTER, DISMAY.'],
] as const) {
  test(`${level} agrees with "${text}"`, () => {
    assert.deepEqual(findings(level, text), []);
  });
}

for (const [level, text, verb] of [
  ['MUST', 'A write exits.', 'none of MUST, SHOULD, MAY'],
  ['MUST', 'A write SHOULD exit.', 'SHOULD'],
  ['SHOULD', 'A write SHOULD exit and MUST NOT fault.', 'MUST'],
  ['SHOULD', 'A write MAY exit.', 'MAY'],
  ['MAY', 'A write MAY exit, a read MUST NOT.', 'MUST'],
  ['MAY', 'A write exits.', 'none of MUST, SHOULD, MAY'],
  ['SEEN', 'A write MAY exit.', 'MAY'],
  ['SEEN', 'A write MUST exit.', 'MUST'],
] as const) {
  test(`${level} does not agree with "${text}"`, () => {
    assert.deepEqual(findings(level, text), [
      `TOY-01: its level is ${level}, and the strongest verb of its sentence is ${verb}`,
    ]);
  });
}
