import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SubjectError } from '../subjects/subject';
import type { Bench } from './bench';
import type { Examining, Found, Groups } from './examine';
import { examine } from './examine';
import { benchThat } from './testing/refusing';
import { walk } from './walk';

const on = { op: 'switch_syndbg', vm: 0, vcpu: 0, on: true };
const run = { op: 'run', vm: 0, vcpu: 0 };
const read = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [0x400000f1n, 0x400000f2n] };
const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };

/** A subject that says of reads by the host that there were seven. */
function counting(isBroken: (ops: number) => boolean = () => false): Bench {
  const reference = benchThat(() => null);
  let ops = 0;
  return benchThat(() => null, {
    initial: (from) => {
      ops = 0;
      return reference.model.initial(from);
    },
    step: (state, op) => {
      ops += 1;
      const { state: after, outcome } = reference.model.step(state, op);
      if (op.op !== 'get_msrs') return { state: after, outcome };
      if (isBroken(ops)) throw new SubjectError('crash', 'gone');
      return { state: after, outcome: { ...outcome, count: 7 } };
    },
  });
}

async function foundBy(bench: Bench, options: Examining): Promise<readonly Found[]> {
  const groups: Groups = new Map();
  const ops = [on, run, read, run];
  const walked = walk({ model: bench.model, asks: bench.asks, isStrict: true }, { config, ops });
  await examine(bench, walked, groups, new Map(), options);
  return [...new Set(groups.values())];
}

test('what is found is made shorter, for as long as there is patience', async () => {
  const [short] = await foundBy(counting(), {});
  assert.deepEqual(
    short?.sequence.ops.map(({ op }) => op),
    ['get_msrs'],
  );
  assert.equal(short.from, 4);
  const late = AbortSignal.abort();
  const [long] = await foundBy(counting(), { signal: late });
  assert.deepEqual(long?.sequence.ops, [on, run, read]);
});

test('a slow subject is asked for no longer than a disagreement is worth', async () => {
  const bench = counting();
  const { subject } = bench;
  let resets = 0;
  const slow = {
    description: subject.description,
    reset: (...given: Parameters<typeof subject.reset>) => {
      resets += 1;
      return subject.reset(...given);
    },
    step: async (op: Parameters<typeof subject.step>[0]) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return subject.step(op);
    },
    inspect: () => subject.inspect(),
    close: () => subject.close(),
  };
  const [found] = await foundBy({ ...bench, subject: slow }, { patience: 1 });
  assert.ok(found);
  const few = resets;
  await foundBy({ ...bench, subject: slow }, {});
  assert.ok(2 * few < resets - few, `${few} of ${resets}`);
});

test('a subject that never waits, so that no timer goes off, is asked for no longer, either', async () => {
  let asked = 0;
  const busy = counting(() => {
    asked += 1;
    for (const end = performance.now() + 2; performance.now() < end;);
    return false;
  });
  const [found] = await foundBy(busy, { patience: 1 });
  assert.ok(found);
  const few = asked;
  await foundBy(busy, {});
  assert.ok(2 * few < asked - few, `${few} of ${asked}`);
});

test('a subject that breaks while a disagreement is made shorter disagrees all the same', async () => {
  // With less before the read it is gone.
  const [found] = await foundBy(
    counting((ops) => ops < 3),
    {},
  );
  assert.ok(found);
  assert.deepEqual(found.sequence.ops, [on, run, read]);
});
