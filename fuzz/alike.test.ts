import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp, Model } from '../model/core/machine';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { alike } from './alike';
import type { Bench } from './bench';
import { benchOf } from './bench';
import { kindOf, nameOf } from './kinds';
import { same } from './same';
import { upTo, walk } from './walk';

const offer = REFERENCE.machines.find(({ machine, profile }) => machine === 'nv' && profile === 'upstream');
const config = { vhe: true, vgic: true, el0_32bit: false };
const init = { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false } as AnyOp;
const [run, enter] = [{ op: 'kvm_run' }, { op: 'enter' }] as unknown as readonly [AnyOp, AnyOp];

function benchFor(changed: (model: Model) => Model = (model) => model): Bench {
  assert.ok(offer);
  const model = changed(referenceModel(offer));
  return benchOf(new ModelSubject(model, { name: 'some', version: '1', machines: [offer] }), offer, true);
}

test('a sequence goes on from a place as if all of it had been done at once', async () => {
  const bench = benchFor();
  const walker = { model: bench.model, asks: bench.asks, isStrict: true };
  const whole = walk(walker, { config, ops: [init, run, enter] });
  const place = upTo(2, whole);
  const own = (await alike(bench, place))?.own ?? null;
  const further = walk(walker, { config, ops: [enter] }, place);
  assert.deepEqual([further.from, further.ops, further.taken], [2, whole.ops, whole.taken]);
  const answered = await alike(bench, further, { walked: place, own });
  assert.equal(answered?.own?.length, 4);
  assert.deepEqual(answered.own, (await alike(bench, whole))?.own);
});

test('what makes no sense in its place is left out', () => {
  const { model, asks } = benchFor();
  assert.deepEqual(walk({ model, asks, isStrict: true }, { config, ops: [enter, init] }).ops, [init]);
});

test('a subject of which one answer is another is not alike', async () => {
  const reference = benchFor();
  const walked = walk(
    { model: reference.model, asks: reference.asks, isStrict: true },
    { config, ops: [init, run, enter] },
  );
  const bench = benchFor((model) => ({
    ...model,
    initial: (from) => model.initial(from),
    inspect: (state) => model.inspect(state),
    step: (state, op) => {
      const { state: after, outcome } = model.step(state, op);
      return { state: after, outcome: op.op === 'kvm_run' ? { ...outcome, events: [] } : outcome };
    },
  }));
  assert.ok(walked.taken[2]?.outcome.events?.length);
  assert.equal(await alike(bench, walked), null);
  assert.ok(await alike(bench, upTo(1, walked)));
});

test('values are the same only in all their members', () => {
  assert.ok(same({ a: [1n, { b: null }] }, { a: [1n, { b: null }] }));
  for (const other of [{ a: [1n, { b: 0 }] }, { a: [1n] }, { a: { 0: 1n } }, { c: [1n, { b: null }] }, null])
    assert.ok(!same({ a: [1n, { b: null }] }, other));
});

test('a kind says what came of an operation, and of many events alike as much as of two', () => {
  const event = { event: 'tlb_flush' };
  const of = (count: number): number =>
    kindOf({ op: 'unmap' }, { outcome: 'ok', events: Array.from({ length: count }, () => event) });
  assert.equal(nameOf(of(1)), 'unmap ok tlb_flush');
  assert.equal(of(2), of(512));
  assert.notEqual(of(1), of(2));
});
