import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { transform } from 'sucrase';
import type { AnyOutcome, Model } from '../../model/core/machine';
import { completeChoices } from '../../model/core/machine';
import { MACHINES, machineOf } from '../../model/machines';
import { LAYOUT } from '../../reports/layout';
import { ModelSubject, REFERENCE } from '../../subjects/model-subject';
import type { Subject } from '../../subjects/subject';
import { equivalentOf, equivalentsIn } from './equivalents';
import { instrument } from './instrument';
import type { Fate, Mutation } from './mutation';
import { optionsOf, wordsOf } from './options';
import { refuted, scoreOf, scoreText, survivorLines } from './report';
import { more, toldAtRandom } from './separate';
import { Runaway, takeSeen, withMutant } from './switches';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-mutation-'));
after(() => rmSync(folder, { recursive: true }));

const SOURCE = `import { Misuse } from './misuse';
/** What a set of rules declares is no behaviour. */
export const RULES = { choices: { a: ['x', 'y'] }, limit: 7 };
const KINDS: readonly ('low' | 'high')[] = ['low', 'high'];

export function kindOf(n: number, given: readonly number[]): string {
  if (n < 0) throw new Misuse('a number below 0');
  let sum = n;
  for (const one of given) sum += one;
  return sum > RULES.limit && given.length > 0 ? (KINDS[1] as string) : 'low';
}
`;

/** The functions of the source, with a mutant on, and how it answers. */
function loaded(text: string): { readonly kindOf: (n: number, given: readonly number[]) => string } {
  const { code } = transform(text, { transforms: ['typescript', 'imports'], disableESTransforms: true });
  const exported = {};
  const misuse = { Misuse: class extends Error {} };
  const run = runInThisContext(`(function (exports, require) {${code}\n})`) as (
    ...given: readonly unknown[]
  ) => void;
  run(exported, () => misuse);
  return exported as ReturnType<typeof loaded>;
}

const { text, mutations } = instrument('kinds.ts', SOURCE, 1);
const LIMIT = 1000;

function idOf(kind: string, wrong: string): number {
  const found = mutations.filter((one) => one.kind === kind && one.wrong === wrong);
  assert.equal(found.length, 1, JSON.stringify(found));
  return found[0]?.id ?? 0;
}

test('an instrumented source does what it did, line for line, until a switch is on', () => {
  const { kindOf } = loaded(text);
  assert.equal(text.split('\n').length, SOURCE.split('\n').length);
  const answers = (id: number): readonly string[] =>
    withMutant(id, LIMIT, () => [kindOf(0, []), kindOf(7, [0]), kindOf(7, [1]), kindOf(9, [])]);
  assert.deepEqual(answers(0), ['low', 'low', 'high', 'low']);
  assert.deepEqual(answers(idOf('comparison', 'sum >= RULES.limit')), ['low', 'high', 'high', 'low']);
  assert.deepEqual(answers(idOf('logic', '(sum > RULES.limit) || (given.length > 0)')), [
    'low',
    'high',
    'high',
    'high',
  ]);
  assert.deepEqual(answers(idOf('removed statement', '')), ['low', 'low', 'low', 'low']);
  assert.deepEqual(answers(idOf('assignment', 'sum -= one')), ['low', 'low', 'low', 'low']);
  assert.deepEqual(answers(0), ['low', 'low', 'high', 'low']);
});

test('each mutant has its place; messages, types, declarations and a refusal that is not made have none', () => {
  const all = mutations.map(({ line, within, kind, original }) => `${line} ${within} ${kind} ${original}`);
  assert.ok(all.includes('10 kindOf comparison sum > RULES.limit'), all.join('\n'));
  assert.ok(all.includes('3 RULES.limit constant 7'));
  assert.deepEqual(
    all.filter((one) => /below 0|word 'x'|as string|'\.\/misuse'/.test(one)),
    [],
  );
  const refusal = mutations.filter(({ line, kind }) => line === 7 && kind === 'condition');
  assert.deepEqual(
    refusal.map(({ wrong }) => wrong),
    ['true'],
  );
  assert.equal(new Set(mutations.map(({ id }) => id)).size, mutations.length);
});

test('what was come by is told once, and a mutant without an end is stopped', () => {
  const { kindOf } = loaded(text);
  takeSeen();
  withMutant(0, LIMIT, () => kindOf(1, []));
  const seen = takeSeen();
  assert.ok(seen.has(idOf('comparison', 'sum >= RULES.limit')));
  assert.ok(!seen.has(idOf('assignment', 'sum -= one')));
  assert.equal(takeSeen().size, 0);
  assert.throws(() => withMutant(0, 10, () => kindOf(1, Array<number>(20).fill(1))), Runaway);
});

test('the mutator for Python: the adapter as it is, and with a mutant on', () => {
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  for (const one of [from, to]) mkdirSync(one);
  writeFileSync(join(from, 'hvspec.py'), 'def serve(*_given): pass\n');
  writeFileSync(
    join(from, 'toy.py'),
    "OFFER = {'capabilities': ['a', 'b']}\n\ndef answer(n):\n    if n < 0: raise ValueError('below 0')\n    return 'high' if n > 7 else 'low'\n",
  );
  const said = execFileSync('python3', [join(__dirname, 'python/mutate.py'), from, 'toy', to], {
    encoding: 'utf8',
  });
  const found = JSON.parse(said) as readonly Mutation[];
  assert.deepEqual(
    found.filter(({ line }) => line === 5).map(({ within, kind, wrong }) => `${within} ${kind} ${wrong}`),
    [
      'answer constant 8',
      'answer comparison n <= 7',
      'answer comparison n >= 7',
      "answer word 'another word'",
      "answer word 'another word'",
    ],
  );
  // What it declares is no behaviour, and a refusal that is not made breaks nothing.
  assert.deepEqual(
    found.filter(({ line, wrong }) => line < 4 || wrong === 'False'),
    [],
  );
  const answer = (id: number): string =>
    execFileSync('python3', ['-c', 'import toy; print(toy.answer(7), toy.answer(8))'], {
      cwd: to,
      env: { ...process.env, HVSPEC_MUTANT: String(id) },
      encoding: 'utf8',
    }).trim();
  assert.equal(answer(0), 'low high');
  assert.equal(answer(found.find(({ wrong }) => wrong === 'n >= 7')?.id ?? 0), 'high high');
});

test('what an adapter calls misuse, and a mutant calls so no more, is no mutant; what it calls so besides is one', () => {
  const [from, to] = [join(folder, 'refusing'), join(folder, 'refusing-out')];
  for (const one of [from, to]) mkdirSync(one);
  writeFileSync(join(from, 'hvspec.py'), '');
  const body = [
    ['if n >= 7 or n < 3: raise hvspec.Misuse(2)'],
    ['if n >= 7 and n < 3: raise hvspec.Misuse(2)'],
    ['if n >= 7 or n < 3: raise Stop(2)'],
  ];
  writeFileSync(
    join(from, 'toy.py'),
    ['def answer(n):', ...body.map(([line]) => `    ${line}`), ''].join('\n'),
  );
  const said = execFileSync('python3', [join(__dirname, 'python/mutate.py'), from, 'toy', to], {
    encoding: 'utf8',
  });
  const found = JSON.parse(said) as readonly Mutation[];
  const at = (asked: number): readonly string[] =>
    found
      .filter(({ line, kind }) => line === asked && kind !== 'constant')
      .map(({ kind, wrong }) => `${kind}: ${wrong}`)
      .sort();
  const more = ['comparison: n < 7', 'comparison: n <= 3', 'comparison: n >= 3', 'condition: True'];
  assert.deepEqual(at(2), more);
  const dropped = ['dropped condition: n < 3', 'dropped condition: n >= 7'];
  assert.deepEqual(at(3), [...more, ...dropped, 'comparison: n > 7', 'logic: n >= 7 or n < 3'].sort());
  assert.deepEqual(at(4), [...more, ...dropped, 'comparison: n > 7', 'logic: n >= 7 and n < 3'].sort());
});

const MUTATION: Mutation = {
  id: 1,
  file: 'a.ts',
  line: 3,
  within: 'f',
  kind: 'constant',
  original: '1n',
  wrong: '1n + 1n',
};
const fate = (by: Fate['by'], reason: string | null = null): Fate => ({
  mutation: MUTATION,
  by,
  detail: '',
  reason,
});

test('the score is that of those that are neither equivalent nor seen to differ in open fields alone', () => {
  const fates = [
    fate('words'),
    fate('words'),
    fate('unit tests'),
    fate('lives', 'never read'),
    fate('open'),
    fate('lives'),
    fate('differs'),
  ];
  const score = scoreOf(fates);
  assert.deepEqual(
    [score.mutants, score.dead, score.equivalent, score.open, score.differs, score.lives],
    [7, 3, 1, 1, 1, 1],
  );
  assert.equal(score.percent, 60);
  assert.match(scoreText('nv', score), /^nv: 60\.0 % \(3 of 5 dead: 2 by words, 1 by unit tests;/);
  assert.equal(scoreOf([]).percent, 100);
  assert.deepEqual(
    survivorLines(fates).map((line) => line.split(':')[0]),
    ['differs', 'lives', 'open'],
  );
});

test('an entry of which the reference shows that it can be noticed is told', () => {
  const lie = fate('differs', 'never read');
  assert.deepEqual(refuted([fate('lives', 'never read'), fate('open', 'never read'), fate('differs'), lie]), [
    lie,
  ]);
});

const wrong = (change: (outcome: AnyOutcome) => AnyOutcome): Subject => {
  const [profile] = machineOf('syndbg').profiles;
  assert.ok(profile);
  const model = profile.model(completeChoices(profile, {}));
  const step: Model['step'] = (state, op) => {
    const stepped = model.step(state, op);
    return { ...stepped, outcome: change(stepped.outcome) };
  };
  const subject = new ModelSubject({ ...model, step });
  return {
    description: { name: 'wrong', version: '1', machines: [] },
    reset: (offer, config) => subject.reset(offer, config),
    step: (op) => subject.step(op),
    inspect: () => subject.inspect(),
    close: () => subject.close(),
  };
};

test('what is right beside a survivor tells a hole, a difference in which nobody speaks, and none', async () => {
  const offer = REFERENCE.machines.find(({ machine }) => machine === 'syndbg');
  assert.ok(offer);
  type Change = (outcome: AnyOutcome) => AnyOutcome;
  const told = async (change: Change, right: Change): Promise<string> =>
    (await toldAtRandom(wrong(change), wrong(right), offer)).by;
  const same: Change = (outcome) => outcome;
  const remarked: Change = (outcome) => ({ ...outcome, remark: 'no field of any requirement' });
  assert.equal(await told(same, same), 'lives');
  assert.equal(await told(remarked, same), 'open');
  assert.equal(await told(remarked, remarked), 'lives');
  assert.equal(await told((outcome) => ({ ...outcome, events: [] }), same), 'differs');
});

test('what was found once is not forgotten where nothing more is found', () => {
  const [open, lives] = [
    { by: 'open', detail: 'a' },
    { by: 'lives', detail: '' },
  ] as const;
  assert.equal(more(open, lives), open);
  assert.equal(more(lives, open), open);
  assert.equal(more(open, { by: 'open', detail: 'b' }), open);
});

test('an equivalent is told by what its entry gives, and an entry has a reason', () => {
  const path = join(folder, 'equivalents.yaml');
  writeFileSync(path, '- { file: a.ts, kind: constant, original: 1n, reason: nothing reads it }\n');
  const known = equivalentsIn(path);
  assert.equal(equivalentOf(known, { ...MUTATION, line: 99 })?.reason, 'nothing reads it');
  assert.equal(equivalentOf(known, { ...MUTATION, original: '2n' }), null);
  assert.deepEqual(equivalentsIn(join(folder, 'none.yaml')), []);
  for (const wrong of [
    '- { file: a.ts }',
    '- { file: a.ts, reason: r, line: 3 }',
    '- { kind: word, reason: r }',
  ]) {
    writeFileSync(path, wrong);
    assert.throws(() => equivalentsIn(path), /an entry has a file, a reason/);
  }
});

test('the equivalents of each machine can be read', () => {
  for (const { name } of MACHINES)
    for (const end of ['', '-python'])
      assert.doesNotThrow(() =>
        equivalentsIn(join(LAYOUT.root, 'tools/mutation/equivalents', `${name}${end}.yaml`)),
      );
});

test('options', () => {
  const given = ['nv', '--sample', '5', '--python', '--only', 'nv.py', '--triage', '--write'];
  const options = optionsOf(given);
  assert.deepEqual(options.machines, ['nv']);
  assert.deepEqual(optionsOf([...wordsOf(options), 'nv']), options);
  assert.throws(() => optionsOf(['--sample', '0']), RangeError);
  assert.throws(() => optionsOf(['--sampel', '5']), RangeError);
});
