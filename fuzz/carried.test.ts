import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Bench } from './bench';
import { tried } from './bench';
import { campaign } from './campaign';
import { carried, isShown } from './carried';
import type { Refusals } from './carried';
import { benchThat } from './testing/refusing';
import { walk } from './walk';

/** As an adapter whose guest has code in one page alone. */
const noRip = (op: AnyOp): Error | null =>
  'rip' in op && op['rip'] !== 0x1000n ? new Misuse('rip has to be 0x1000 here') : null;

const on = { op: 'switch_syndbg', vm: 0, vcpu: 0, on: true };
const write = { op: 'wrmsr', vm: 0, vcpu: 0, msr: 0x400000f1n, value: 1n };
const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };

function walked(bench: Bench, ops: readonly AnyOp[]) {
  const { model, asks } = bench;
  return walk({ model, asks, isStrict: true }, { config, ops });
}

test('what the subject refuses is left out, with what makes no sense without it', async () => {
  const bench = benchThat(noRip);
  // The refused write would have stopped the vCPU in its exit: run goes on from nowhere, and the next write is first.
  const elsewhere = { ...write, rip: 0n };
  const run = { op: 'run', vm: 0, vcpu: 0 };
  const drawn = walked(bench, [on, elsewhere, run, write]);
  assert.equal(drawn.ops.length, 4);
  const refusals: Refusals = new Map();
  const { walked: done, trial } = await carried(bench, drawn, refusals);
  assert.deepEqual(done.ops, [on, run, write]);
  assert.deepEqual(trial.named.differences, []);
  assert.deepEqual([...refusals], [['wrmsr', { times: 1, why: 'rip has to be 0x1000 here' }]]);
});

test('what is carried out beside a refusal is judged', async () => {
  const reference = benchThat(() => null);
  const bench = benchThat(noRip, {
    step: (state, op) => {
      const { state: after, outcome } = reference.model.step(state, op);
      return { state: after, outcome: op.op === 'get_msrs' ? { ...outcome, count: 7 } : outcome };
    },
  });
  const { found, refused } = await campaign(bench, { seed: 1, steps: 2000, keepGoing: true });
  assert.ok(found.length > 0);
  for (const { sequence } of found) {
    assert.equal(sequence.ops.at(-1)?.op, 'get_msrs');
    assert.deepEqual((await tried(bench, sequence)).refused, []);
  }
  assert.ok((refused.get('wrmsr')?.times ?? 0) > 0);
});

test('a subject that refuses random operations disagrees in nothing; a refusal is counted, and shows nothing', async () => {
  const whole = benchThat(() => null);
  const refusing = benchThat(
    (op) => noRip(op) ?? (op.op === 'get_msrs' ? new Unsupported('no host reads', 'core') : null),
  );
  const options = { seed: 3, steps: 4000, guided: false };
  const [all, some] = [await campaign(whole, options), await campaign(refusing, options)];
  assert.deepEqual([all.found, some.found], [[], []]);
  assert.equal(all.refused.size, 0);
  // Where a write was refused there is no exit to serve.
  const refused = ['cpuid', 'get_msrs', 'hypercall', 'rdmsr', 'serve', 'set_regs', 'wrmsr'];
  assert.deepEqual([...some.refused.keys()].sort(), refused);
  assert.ok(some.operations < all.operations);
  assert.ok(!some.reach.outcomes.some((kind) => kind.startsWith('get_msrs ')));
});

test('a subject that refuses all comes to an end, with nothing carried out', async () => {
  const end = await campaign(
    benchThat(() => new Misuse('no')),
    { seed: 1, steps: 500 },
  );
  assert.deepEqual([end.found, end.operations, isShown(end)], [[], 0, false]);
  assert.ok(end.asked >= 500);
});

test('a subject that has hardly any of the configurations shows nothing, however well it does in one', async () => {
  const { model } = benchThat(() => null);
  const having = (isOne: (config: object) => boolean): Bench =>
    benchThat(() => null, {
      initial: (from) => {
        if (!isOne(from)) throw new Misuse('not here');
        return model.initial(from);
      },
    });
  const options = { seed: 1, steps: 4000, guided: false };
  let resets = 0;
  const [rare, all] = [
    await campaign(
      having(() => (resets += 1) % 20 === 0),
      options,
    ),
    await campaign(
      having(() => true),
      options,
    ),
  ];
  assert.deepEqual([rare.found, isShown(rare), isShown(all)], [[], false, true]);
  assert.ok(rare.operations > 0);
  assert.equal(all.operations, all.asked);
});

test('one in ten of what was asked for is enough to say that subjects agree', () => {
  const shown = [
    [1, 10],
    [100, 1000],
    [1, 11],
    [99, 1000],
    [0, 0],
  ].map(([operations = 0, asked = 0]) => isShown({ operations, asked }));
  assert.deepEqual(shown, [true, true, false, false, false]);
});

test('of two subjects what either refuses is left out', async () => {
  const bench = benchThat(noRip);
  const other = benchThat((op) => (op.op === 'run' ? new Misuse('it runs by itself') : null));
  const { found, refused } = await campaign({ ...bench, against: other.subject }, { seed: 3, steps: 3000 });
  assert.deepEqual(found, []);
  assert.ok(refused.has('run') && refused.has('wrmsr'));
});
