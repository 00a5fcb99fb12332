import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp } from '../model/core/machine';
import type { Sequence } from './sequence';
import { shrunk } from './shrink';

const op = (name: string, members: object = {}): AnyOp => ({ op: name, ...members });
const noise = [...Array(30).keys()].map((i) => op('noise', { i }));

function showsIf(holds: (sequence: Sequence) => boolean): (sequence: Sequence) => Promise<boolean> {
  return (sequence) => Promise.resolve(holds(sequence));
}

test('only the operations that matter are left, in their order', async () => {
  const ops = [...noise, op('a'), ...noise, op('b'), ...noise];
  const shows = showsIf(({ ops: left }) => {
    const names = left.map((one) => one.op);
    return names.includes('a') && names.lastIndexOf('b') > names.indexOf('a');
  });
  assert.deepEqual((await shrunk({ config: {}, ops }, shows)).ops, [op('a'), op('b')]);
});

test('what is only sensible together is left out together', async () => {
  const ops = [op('open'), op('use'), op('close'), op('wrong')];
  const shows = showsIf(({ ops: left }) => {
    const names = left.map((one) => one.op).join(' ');
    return names === 'wrong' || names === 'open use close wrong';
  });
  assert.deepEqual((await shrunk({ config: {}, ops }, shows)).ops, [op('wrong')]);
});

test('of ten leaves the one bit that matters is left, and of the configuration what matters', async () => {
  const leaves = [...Array(10).keys()].map((i) => ({ function: BigInt(i), eax: 0xff00_ff00n }));
  const from = { config: { vms: 3, trace: true }, ops: [op('set', { leaves, vcpu: 2 })] };
  const shows = showsIf(({ ops: [only] }) => {
    const { leaves: left = [] } = (only ?? {}) as { readonly leaves?: readonly { readonly eax?: bigint }[] };
    return left.some(({ eax = 0n }) => (eax & 0x100n) !== 0n);
  });
  const { config, ops } = await shrunk(from, shows);
  assert.deepEqual(ops, [op('set', { leaves: [{ eax: 0x100n }] })]);
  assert.deepEqual(config, {});
});

test('the usual configuration takes the place of one that shows the same', async () => {
  const usual = { vms: 1, trace: false };
  const from = { config: { vms: 3, trace: true }, ops: [op('a')] };
  assert.equal(
    (
      await shrunk(
        from,
        showsIf(() => true),
        { usual },
      )
    ).config,
    usual,
  );
  const traced = showsIf(({ config }) => 'trace' in config && config.trace === true);
  assert.deepEqual((await shrunk(from, traced, { usual })).config, { trace: true });
});

test('of operations that show the same, one that is easier to say is taken', async () => {
  const cost = ({ ops }: Sequence): number => ops.filter((one) => !('said' in one)).length;
  const easier = ({ ops }: Sequence): Map<number, AnyOp> =>
    new Map(ops.flatMap((one, i) => ('said' in one ? [] : [[i, op(one.op, { said: 'so' })] as const])));
  const from = { config: {}, ops: [op('a'), op('b')] };
  const shows = showsIf(({ ops }) => ops.length === 2 && !('said' in (ops[1] ?? {})));
  assert.deepEqual((await shrunk(from, shows, { cost, easier })).ops, [op('a', { said: 'so' }), op('b')]);
});

test('it stops when its patience is at an end, with something that still shows it', async () => {
  let tried = 0;
  const shows = (sequence: Sequence): Promise<boolean> => {
    tried += 1;
    return Promise.resolve(sequence.ops.length >= 20);
  };
  const { ops } = await shrunk({ config: {}, ops: noise }, shows, { patience: 10 });
  assert.ok(tried <= 10 && ops.length >= 20);
});

test('it stops when the time is over, and works out no more how hard anything is to say', async () => {
  let [left, costs] = [5, 0];
  const isOver = (): boolean => left <= 0;
  const cost = (): number => {
    left -= 1;
    costs += 1;
    // Nothing but what it begins with may be said: no trial ends it.
    return costs === 1 ? 0 : 1;
  };
  const from = { config: {}, ops: noise };
  const best = await shrunk(
    from,
    showsIf(() => true),
    { isOver, cost },
  );
  assert.equal(best, from);
  assert.equal(costs, 5);
});
