import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from './capability';
import { inspectionDifferences, outcomeDifferences } from './compare-fields';
import type { AnyOp, AnyOutcome, Model } from './machine';
import { Misuse } from './machine';
import { firstLook, nameFailure } from './naming';
import type { Fields, Look } from './owners';
import { covers, fieldsOf, rulingOf } from './owners';
import type { Court } from './ruling';
import { ruledOutcome, ruledState, withoutInsight } from './ruling';
import { shows } from './showing';

/** A toy: a lamp with two words of state, of which reading shows one. */
interface Lamp {
  readonly on: bigint;
  readonly hidden: bigint;
}

function ok(more: object = {}): AnyOutcome {
  return { outcome: 'ok', ...more };
}

const model: Model<Lamp> = {
  initial: () => ({ on: 0n, hidden: 0n }),
  step(state, op) {
    const { value = 0n } = op as { value?: bigint };
    switch (op.op) {
      case 'write':
        return {
          state: { ...state, on: value },
          outcome: ok({ events: value > 7n ? [{ event: 'exit', exit: 'HOT' }] : [] }),
        };
      case 'read':
        return { state, outcome: ok({ value: state.on, heat: 3n }) };
      case 'break':
        return { state, outcome: { outcome: 'error', error: 'EIO' } as AnyOutcome };
      default:
        throw new Misuse('no such lamp');
    }
  },
  inspect: ({ on, hidden }) => ({ on, hidden }),
};

const fields: Fields = fieldsOf<Look<Lamp>>({
  owners: [
    {
      id: 'L-08',
      ops: ['write'],
      fields: ['events.HOT'],
      when: ({ op }) => (op as { value?: bigint }).value === 8n,
    },
    { id: 'L-01', ops: ['write'], fields: ['state.on', 'outcome'] },
    { id: 'L-02', ops: ['read'], fields: ['value & 0xf', 'outcome'], shows: () => 'state.on' },
    { id: 'L-03', fields: ['events', 'events.*'] },
    { id: 'L-09', fields: ['heat'] },
    { id: 'L-04', ops: ['break'], fields: ['error', 'outcome'] },
    { open: 'host-dependent', fields: ['heat', 'value'] },
    { id: 'L-05', fields: ['heat'] },
  ],
  insight: { events: ['glow'], fields: ['state.hidden', 'heat'] },
});

const court: Court = { fields, model, holds: (id) => id !== 'L-09', insight: true };

function looksOf(...ops: readonly object[]): readonly Look[] {
  return ops.reduce<readonly Look[]>(
    (looks, op) => {
      const before = looks.at(-1)?.after as Lamp;
      const { state, outcome } = model.step(before, op as AnyOp);
      return [...looks, { op: op as AnyOp, before, after: state, outcome }];
    },
    [firstLook(model.initial({}))],
  );
}

test('a field covers what it names: whole paths, one member, all below, single bits', () => {
  assert.ok(covers('leaves.*.eax', 'leaves.0x1.eax'));
  assert.ok(!covers('leaves.*', 'leaves.0x1.eax'));
  assert.ok(covers('leaves.**', 'leaves.0x1.eax'));
  assert.ok(covers('value & 0x800', 'value', 0x900n));
  assert.ok(!covers('value & 0x800', 'value', 0x100n));
  assert.ok(covers('value & 0x800', 'value', null));
});

test('owners come in the order of the table, without those that do not hold', () => {
  const [, look] = looksOf({ op: 'write', value: 8n });
  assert.deepEqual(rulingOf(fields, 'events.HOT', look as Look, [], court.holds), {
    owners: ['L-08', 'L-03'],
    open: null,
  });
  assert.deepEqual(
    rulingOf(fields, 'events.HOT', { ...(look as Look), op: { op: 'read' } }, [], court.holds).owners,
    ['L-03'],
  );
});

test('an open line ends the search', () => {
  const [, look] = looksOf({ op: 'read' });
  assert.deepEqual(rulingOf(fields, 'heat', look as Look, [], court.holds), {
    owners: [],
    open: 'host-dependent',
  });
  assert.deepEqual(rulingOf(fields, 'nothing', look as Look, [], court.holds), { owners: [], open: null });
});

test('an owner that stands alone ends the search', () => {
  const [, look] = looksOf({ op: 'read' });
  const table: Fields = {
    owners: [
      { id: 'L-01', fields: ['value'] },
      { id: 'L-02', fields: ['value'], alone: true },
      { id: 'L-03', fields: ['value'] },
    ],
  };
  const owners = (holds: (id: string) => boolean): readonly string[] =>
    rulingOf(table, 'value', look as Look, [], holds).owners;
  assert.deepEqual(
    owners(() => true),
    ['L-01', 'L-02'],
  );
  assert.deepEqual(
    owners((id) => id !== 'L-02'),
    ['L-01', 'L-03'],
  );
});

test('of a value only the bits that somebody owns count', () => {
  const looks = looksOf({ op: 'read' });
  const owners = (value: bigint): unknown =>
    ruledOutcome(court, looks[1] as Look, looks.slice(0, 1), ok({ value, heat: 3n })).map((one) => [
      one.path,
      one.owners,
      one.open,
    ]);
  assert.deepEqual(owners(0x10n), [['value', [], 'host-dependent']]);
  assert.deepEqual(owners(0x1n), [['value', ['L-02'], null]]);
});

test('who wrote what a field shows comes before who shows it', () => {
  const looks = looksOf({ op: 'write', value: 5n }, { op: 'read' });
  const [found] = ruledOutcome(court, looks[2] as Look, looks.slice(0, 2), ok({ value: 0n, heat: 3n }));
  assert.deepEqual(found?.owners, ['L-01', 'L-02']);
});

test('the state is laid at the door of the operation that wrote it', () => {
  const looks = looksOf({ op: 'write', value: 5n }, { op: 'read' });
  const found = ruledState(court, looks[2] as Look, looks.slice(0, 2), { on: 4n, hidden: 1n });
  assert.deepEqual(
    found.map(({ field, owners }) => [field, owners]),
    [
      ['state.on', ['L-01']],
      ['state.hidden', []],
    ],
  );
  const blind = ruledState({ ...court, insight: false }, looks[2] as Look, looks.slice(0, 2), { on: 5n });
  assert.deepEqual(blind, []);
});

test('what is open whoever wrote it is not laid at his door', () => {
  const looks = looksOf({ op: 'write', value: 5n }, { op: 'read' });
  const owners = (alone: boolean): unknown => {
    const open = { open: 'unspecified', ops: ['read'], fields: ['state.on'] } as const;
    const table: Fields = { ...fields, owners: [alone ? { ...open, alone } : open, ...fields.owners] };
    const state = { on: 4n, hidden: 0n };
    return ruledState({ ...court, fields: table }, looks[2] as Look, looks.slice(0, 2), state)[0]?.owners;
  };
  assert.deepEqual(owners(false), ['L-01']);
  assert.deepEqual(owners(true), []);
});

test('a subject without insight is compared without what only insight shows', () => {
  const outcome = ok({ heat: 1n, value: 2n, events: [{ event: 'glow' }, { event: 'log' }] });
  assert.deepEqual(withoutInsight(fields, outcome), ok({ value: 2n, events: [{ event: 'log' }] }));
});

test('events are compared with those of their name: missing, too many, in another order, with other fields', () => {
  const [a, b] = [
    { event: 'a', x: 1n },
    { event: 'exit', exit: 'B' },
  ];
  const paths = (expected: readonly object[], actual: readonly object[]): unknown =>
    outcomeDifferences({ owners: [] }, ok({ events: expected }), ok({ events: actual })).map(
      ({ path, field }) => [path, field],
    );
  assert.deepEqual(paths([a, b], [b]), [['events.0', 'events.a']]);
  assert.deepEqual(paths([a], [a, b]), [['events.1', 'events.B']]);
  assert.deepEqual(paths([a, b], [b, a]), [['events', 'events']]);
  assert.deepEqual(paths([a], [{ ...a, x: 2n }]), [['events.0.x', 'events.a.x']]);
  assert.deepEqual(paths([a, a], [a]), [['events.1', 'events.a']]);
  assert.deepEqual(paths([], []), []);
});

test('events that a machine reads are compared by what it read in them', () => {
  const readings: Fields['readings'] = {
    fields: ['events.hot', 'events.hot.degrees'],
    of: (event) => {
      const [, degrees] = /hot (\d+)/.exec((event as { text?: string }).text ?? '') ?? [];
      return degrees === undefined ? null : { name: 'hot', members: { degrees } };
    },
  };
  const line = (text: string): object => ({ event: 'log', text });
  const paths = (expected: readonly object[], actual: readonly object[]): unknown =>
    outcomeDifferences({ owners: [], readings }, ok({ events: expected }), ok({ events: actual })).map(
      ({ path, field }) => [path, field],
    );
  assert.deepEqual(paths([line('hot 1')], [line('hot 2')]), [['events.0.degrees', 'events.hot.degrees']]);
  assert.deepEqual(paths([line('hot 1')], [line('cold')]), [
    ['events.0', 'events.log'],
    ['events.0', 'events.hot'],
  ]);
  const owned: Fields = { owners: [{ id: 'L-01', fields: ['events.hot.degrees'] }], readings };
  const look = { ...firstLook({}), outcome: ok({ events: [line('hot 1')] }) };
  assert.ok(shows(owned, 'L-01', [look], 0));
  assert.ok(!shows(owned, 'L-01', [{ ...look, outcome: ok({ events: [line('cold')] }) }], 0));
});

test('keyed lists are compared by key, whatever the place', () => {
  const keyed = { owners: [], keyed: { leaves: 'fn', 'state.copies.*': 'va' } };
  const leaf = (fn: bigint, eax: bigint): object => ({ fn, eax });
  const found = (expected: readonly object[], actual: readonly object[]): unknown =>
    outcomeDifferences(keyed, ok({ leaves: expected }), ok({ leaves: actual })).map(({ field }) => field);
  assert.deepEqual(found([leaf(1n, 0n), leaf(2n, 0n)], [leaf(2n, 1n)]), ['leaves.0x1', 'leaves.0x2.eax']);
  assert.deepEqual(found([leaf(1n, 0n), leaf(2n, 0n)], [leaf(2n, 0n), leaf(1n, 0n)]), ['leaves']);
  assert.deepEqual(found([leaf(1n, 0n)], [leaf(1n, 0n), leaf(1n, 0n)]), ['leaves.0x1#2']);
  const absent = outcomeDifferences(keyed, ok({ leaves: [leaf(1n, 0n)] }), ok());
  assert.deepEqual(
    absent.map(({ field }) => field),
    ['leaves.0x1'],
    'an absent list is an empty one',
  );
  const state = inspectionDifferences(keyed, { copies: { 1: [{ va: 16n, pa: 1n }] } }, { copies: { 1: [] } });
  assert.deepEqual(
    state.map(({ field }) => field),
    ['state.copies.1.0x10'],
  );
});

test('where one succeeds and the other does not, what only one kind has is no difference of its own', () => {
  const found = outcomeDifferences(fields, ok({ value: 1n }), {
    outcome: 'error',
    error: 'EIO',
  } as AnyOutcome);
  assert.deepEqual(
    found.map(({ path }) => path),
    ['outcome'],
  );
});

test('what a recording leaves out is not compared', () => {
  const found = outcomeDifferences(
    fields,
    ok({ value: 2n }),
    ok({ value: 1n, heat: 3n, events: [{ event: 'a' }] }),
    true,
  );
  assert.deepEqual(
    found.map(({ path }) => path),
    ['value'],
  );
});

const failed = { config: {}, state: null, tags: {}, grave: () => true };

test('a failure is named by the first operation that differs, the tags of the case first', () => {
  const trace = [
    { op: { op: 'write', value: 8n } as AnyOp, outcome: ok() },
    { op: { op: 'read' }, outcome: ok({ value: 1n, heat: 3n }) },
  ];
  const plain = nameFailure(court, { ...failed, trace });
  assert.deepEqual([plain.at, plain.requirements], [0, ['L-08', 'L-03']]);
  assert.deepEqual(nameFailure(court, { ...failed, trace, tags: { 'L-03': 2, 'L-02': 3 } }).requirements, [
    'L-03',
    'L-08',
  ]);
  const later = nameFailure(court, { ...failed, trace, grave: (owners) => !owners.includes('L-08') });
  assert.deepEqual([later.at, later.requirements], [1, ['L-01', 'L-02']]);
});

test('a difference from what was merely seen does not hide one from what is demanded', () => {
  const table = fieldsOf({
    owners: [
      { id: 'L-01', fields: ['heat'] },
      { id: 'L-02', fields: ['value'] },
    ],
  });
  const differing = [{ op: { op: 'read' }, outcome: ok({ heat: 9n, value: 9n }) }];
  const seen = {
    ...failed,
    trace: differing,
    tags: { 'L-01': 1 },
    grave: (owners: readonly string[]) => owners.some((id) => id !== 'L-01'),
  };
  assert.deepEqual(nameFailure({ ...court, fields: table }, seen).requirements, ['L-02', 'L-01']);
  assert.deepEqual(nameFailure({ ...court, fields: table }, { ...seen, grave: () => true }).requirements, [
    'L-01',
    'L-02',
  ]);
});

test('an operation that the subject refuses differs, and so does a state that nobody asked to change', () => {
  const refused = nameFailure(court, { ...failed, trace: [{ op: { op: 'read' }, outcome: null }] });
  assert.deepEqual(refused.requirements, ['L-02']);
  const trace = [{ op: { op: 'write', value: 1n } as AnyOp, outcome: ok({ events: [] }) }];
  const state = nameFailure(court, { ...failed, trace, state: { on: 3n, hidden: 0n } });
  assert.deepEqual([state.at, state.requirements], [0, ['L-01']]);
  assert.deepEqual(nameFailure(court, { ...failed, trace }), { requirements: [], differences: [], at: null });
});

test('a run shows a requirement where its condition was met and its field was there', () => {
  const looks = looksOf({ op: 'write', value: 8n }, { op: 'read' });
  assert.ok(shows(fields, 'L-08', looks, 0));
  assert.ok(!shows(fields, 'L-08', looksOf({ op: 'write', value: 9n }), 0));
  assert.ok(!shows(fields, 'L-04', looks, 0));
  const state = fieldsOf({ owners: [{ id: 'L-06', ops: ['write'], fields: ['state.on'] }] });
  assert.ok(!shows(state, 'L-06', looks, 1), 'nobody looked at the state after the write');
  assert.ok(shows(state, 'L-06', looks, 2));
  const hidden = { ...state, insight: { events: [], fields: ['state.on'] } };
  assert.ok(shows(hidden, 'L-06', looks, 2) && !shows(hidden, 'L-06', looks, 2, false));
  const glows = fieldsOf({
    owners: [{ id: 'L-07', fields: ['events.glow'] }],
    insight: { events: ['glow'], fields: [] },
  });
  assert.ok(shows(glows, 'L-07', looks, 2) && !shows(glows, 'L-07', looks, 2, false));
});

test('operations and parameters ask for capabilities', () => {
  const operations = {
    call: { '': 'calls' },
    write: { path: { odd: 'odd' }, 'run.now': 'now' },
    cap: { cap: { '1': 'one', 'x=*': 'x', '*': 'caps' } },
    reset: { vhe: { false: 'nvhe' } },
  };
  const asked = (op: object): readonly string[] => capabilitiesOf(operations, op as AnyOp);
  assert.deepEqual(asked({ op: 'call' }), ['calls']);
  assert.deepEqual(asked({ op: 'write', path: 'even', run: { now: false } }), []);
  assert.deepEqual(asked({ op: 'write', path: 'odd', run: { now: true } }), ['odd', 'now']);
  assert.deepEqual(
    [asked({ op: 'cap', cap: 1 }), asked({ op: 'cap', cap: 'x=2' }), asked({ op: 'cap', cap: 7 })],
    [['one'], ['x'], ['caps']],
  );
  assert.deepEqual([asked({ op: 'reset', vhe: false }), asked({ op: 'reset', vhe: true })], [['nvhe'], []]);
  assert.deepEqual(asked({ op: 'other' }), []);
});

test('an element of a keyed list is laid at the door of the operation that wrote it, one that never was at that of the list', () => {
  interface Shelf {
    readonly things: readonly { readonly at: bigint; readonly size: bigint }[];
  }
  const put = (before: Shelf, at: bigint): Look<Shelf> => ({
    op: { op: `put-${at}` },
    before,
    after: { things: [...before.things, { at, size: 1n }] },
    outcome: ok(),
  });
  const shelves: Fields = fieldsOf<Look<Shelf>>({
    owners: [1n, 2n].map((n) => ({ id: `S-0${n}`, ops: [`put-${n}`], fields: ['state.things.**'] })),
    keyed: { 'state.things': 'at' },
  });
  const shelf = { initial: () => ({ things: [] }), inspect: (state: unknown) => state };
  const empty: Shelf = { things: [] };
  const one = put(empty, 1n);
  const two = put(one.after, 2n);
  const found = ruledState(
    { fields: shelves, model: shelf as unknown as Model, holds: () => true, insight: true },
    two,
    [firstLook(empty), one],
    { things: [{ at: 1n, size: 5n }, ...two.after.things.slice(1), { at: 3n, size: 1n }] },
  );
  assert.deepEqual(
    found.map(({ field, owners }) => [field, owners]),
    [
      ['state.things.0x1.size', ['S-01', 'S-02']],
      ['state.things.0x3', ['S-02']],
    ],
  );
});
