import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Machine } from '../../model/core/machine';
import type { Case } from '../../reports/case';
import type { Requirement } from '../../reports/catalogue';
import { capabilityProblems, capabilitySection, rangesOf } from './capabilities';
import { begin, end, replaced, tableOf } from './document';
import { failureOf } from './failure';

const MACHINE: Machine = {
  name: 'toy',
  about: '',
  profiles: [
    {
      name: 'old',
      extends: null,
      kernels: null,
      about: '',
      capabilities: ['fast'],
      choices: {},
      model: never,
    },
    {
      name: 'new',
      extends: 'old',
      kernels: null,
      about: '',
      capabilities: ['fast', 'big', 'insight'],
      choices: {},
      model: never,
    },
  ],
  mutants: [],
  operations: {
    reset: { size: { '9': 'big' } },
    jump: { '': 'fast' },
    run: { far: 'big', wide: 'big' },
    set: { what: { pace: 'fast', '*': 'big' } },
  },
  operationNames: ['walk', 'jump', 'run', 'set'],
  fields: { owners: [], insight: { events: ['LOG'], fields: ['state.hidden'] } },
};

function never(): never {
  throw new Error('no model is asked');
}

function of(needs: readonly string[], profiles: readonly string[], requirements: readonly string[]): Case {
  return { machine: MACHINE, needs, profiles, requirements } as unknown as Case;
}

const CASES = [
  of([], ['old', 'new'], ['TOY-01', 'TOY-02']),
  of([], ['old'], ['TOY-03', 'TOY-05']),
  of(['fast'], ['old', 'new'], ['TOY-04']),
  of(['fast', 'big'], ['new'], ['TOY-05']),
  of(['insight'], ['new'], ['TOY-02']),
];
const REQUIREMENTS = ['TOY-01', 'TOY-02', 'TOY-03', 'TOY-04', 'TOY-05'].map(
  (id) => ({ id, profiles: id === 'TOY-05' ? ['new'] : ['old', 'new'] }) as unknown as Requirement,
);

test('capabilities: operations, parameters, cases of each profile, requirements that hold there', () => {
  const section = capabilitySection({ machine: MACHINE, cases: CASES, requirements: REQUIREMENTS });
  assert.deepEqual(section.split('\n'), [
    '### toy',
    '',
    '| capability | operations and parameters | `old` | `new` | requirements |',
    '| --- | --- | --- | --- | --- |',
    '| `core` | `walk`, `run` | 2 | 1 | TOY-01…03 |',
    '| `fast` | `jump`; `set` with `what` = `pace` | 1 | 2 | TOY-04, 05 |',
    '| `big` | `reset` with `size` = `9`; `run` with `far` or `wide`; `set` with any other `what` | – | 1 | TOY-05 |',
    '| `insight` | shows `LOG`, `state.hidden` | – | 1 | TOY-02 |',
    '| all cases |  | 3 | 4 |  |',
  ]);
});

test('capabilities: nothing is wrong where each has a case and a use, and insight needs no use', () => {
  assert.deepEqual(capabilityProblems({ machine: MACHINE, cases: CASES, requirements: [] }), []);
});

test('capabilities: one without a case, one without a use, one that no profile has', () => {
  const [old, recent] = MACHINE.profiles;
  const idle = { ...recent, capabilities: ['fast', 'big', 'insight', 'idle'] };
  const without = CASES.filter(({ needs }) => !needs.includes('big'));
  const problems = (machine: object, some: readonly Case[] = CASES): readonly string[] =>
    capabilityProblems({ machine: { ...MACHINE, ...machine }, cases: some, requirements: [] });
  assert.deepEqual(problems({}, without), ['toy: capability big has no case']);
  assert.deepEqual(problems({ profiles: [old, idle] }, [...CASES, of(['idle'], ['new'], [])]), [
    'toy: no operation, parameter or configuration asks for the capability idle',
  ]);
  assert.deepEqual(problems({ operations: { ...MACHINE.operations, walk: { '': 'fats' } } }), [
    'toy: no profile has the capability fats, which an operation asks for',
  ]);
});

test('ids in short', () => {
  assert.equal(rangesOf([]), '');
  assert.equal(rangesOf(['TOY-07']), 'TOY-07');
  assert.equal(
    rangesOf(['TOY-100', 'TOY-01', 'TOY-02', 'TOY-99', 'TOY-05', 'TOY-06', 'TOY-07', 'TOY-02']),
    'TOY-01, 02, 05…07, 99, 100',
  );
});

test('a document: only what stands between the marks is replaced', () => {
  const table = tableOf(['a', 'b'], [['1', 2]]);
  assert.equal(table, '| a | b |\n| --- | --- |\n| 1 | 2 |');
  const [from, to] = [begin('table'), end('table')];
  const text = `before\n${from}\nstale\n${to}\nafter\n`;
  const fresh = `before\n${from}\n\n${table}\n\n${to}\nafter\n`;
  assert.equal(replaced(text, { table }), fresh);
  assert.equal(replaced(fresh, { table }), fresh);
  assert.equal(replaced(fresh, { table, more: 'x' }), null);
  for (const lost of ['', from, to, `${to}${from}`]) assert.equal(replaced(lost, { table }), null);
});

test('a failure is shown without its trace, with the command that shows it again', () => {
  const text = 'FAIL a.b [c]\n  title\n  trace\n    1  x\n  again: npx hvspec run\n\nFAIL other\n';
  assert.deepEqual(failureOf(text), ['FAIL a.b [c]', '  title', '  again: npx hvspec run']);
  assert.throws(() => failureOf('all is well'), /no failure to show/);
});
