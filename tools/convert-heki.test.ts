import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from './convert-heki';

type Fact = Readonly<Record<string, unknown>>;

const line = (text: string): object => ({ level: 'warning', text });
const STATE = { enabled: true, ranges: null, num: 0, backend: null };
const NOTHING = { allocs: [], frees: 0, bad_frees: 0, state: STATE };

const PARAM: Fact = {
  group: 'param',
  id: 7,
  in: { initial: true, values: ['x', 'off'] },
  out: {
    rc: [1, 1],
    enabled_after: [true, false],
    log: [line("heki-guest: Invalid option string for heki: 'x'")],
    ...NOTHING,
  },
};
const PIN: Fact = {
  group: 'hc14',
  id: 8,
  in: {
    cr: '0x4',
    mask: '0x800',
    host_cr0: '0x80050033',
    host_cr4: '0xb72ef0',
    pins_before: ['0x0', '0x100000'],
    mode: '64',
    cpl: 0,
  },
  out: { rc: 0, rax: '0x0', log: [], pins_after: ['0x0', '0x100800'] },
};

interface Written {
  readonly recording?: 1;
  readonly config?: object;
  readonly step?: Readonly<Record<string, unknown>>;
  readonly outcome?: object;
  readonly unobserved?: string;
  readonly inspect?: object;
  readonly id?: string;
}

function linesOf(file: string, ...facts: readonly Fact[]): readonly Written[] {
  const { lines } = convert(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  return (lines[file] ?? []).map((text) => JSON.parse(text) as Written);
}

test('each value is a step, and a log line goes to the value that it quotes', () => {
  const [header, first, seen, second, after] = linesOf('guest', PARAM);
  assert.equal(header?.recording, 1);
  assert.deepEqual(first?.step, { op: 'set_flag', value: true });
  assert.equal(first.unobserved, 'arranged');
  assert.equal(first.id, 'param/7');
  const text = "heki-guest: Invalid option string for heki: 'x'";
  assert.deepEqual(seen?.outcome, {
    outcome: 'ok',
    result: 1,
    events: [{ event: 'log', level: 'warning', text }],
  });
  assert.deepEqual(second?.inspect, { guest: { enabled: true } });
  assert.deepEqual(after?.outcome, { outcome: 'ok', result: 1, events: [] });
});

/** What is left out of facts of which nothing is told. */
function leftOutOf(...facts: readonly Fact[]): readonly (readonly [string, number])[] {
  const { leftOut, lines } = convert(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  assert.ok(
    !Object.values(lines)
      .flat()
      .some((text) => text.includes('"step"')),
  );
  return [...leftOut];
}

test('a fact with a line that no value explains is left out whole', () => {
  const out = { ...(PARAM['out'] as object), log: [line('heki-guest: something else')] };
  assert.deepEqual(leftOutOf({ ...PARAM, out }), [['param: does-not-fit', 1]]);
});

test('pins before a request are arranged, unless the machine is there already', () => {
  const steps = linesOf('control-registers', PIN).flatMap(({ step }) => (step ? [step] : []));
  assert.deepEqual(
    steps.map(({ a1 }) => a1),
    ['0x100000', '0x800'],
  );
  const next = { ...PIN, id: 9, in: { ...(PIN['in'] as object), pins_before: ['0x0', '0x100800'] } };
  const headers = linesOf('control-registers', PIN, next).filter(({ recording }) => recording === 1);
  assert.equal(headers.length, 1);
});

test('pins that no request makes are left out, with the reason', () => {
  const impossible = { ...PIN, in: { ...(PIN['in'] as object), pins_before: ['0x1', '0x0'] } };
  const { leftOut, taken } = convert(JSON.stringify(impossible));
  assert.deepEqual([...leftOut], [['hc14: unreachable', 1]]);
  assert.equal(taken, 0);
});

test('what was not met before is left out, and a line that is no fact is an error', () => {
  assert.deepEqual(leftOutOf({ group: 'new', id: 1, in: {}, out: {} }), [['new: unknown-group', 1]]);
  const inInterrupt = { ...PIN, in: { ...(PIN['in'] as object), in_interrupt: true } };
  assert.deepEqual(leftOutOf(inInterrupt), [['hc14: unknown-input', 1]]);
  assert.throws(() => convert('{}'), /line 1: no fact/);
  const strange = { ...PIN, out: { rc: -3, rax: '0x0', log: [], pins_after: [] } };
  assert.deepEqual(leftOutOf(strange), [['hc14: does-not-fit', 1]]);
  assert.ok(linesOf('control-registers', strange, PIN).some(({ step }) => step?.['a1'] === '0x800'));
});
