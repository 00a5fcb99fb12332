import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Corpus } from './corpus';
import { Random } from './random';
import { instead } from './sequence';
import { benchThat } from './testing/refusing';
import { walk } from './walk';

const bench = benchThat(() => null);
const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
const read = { op: 'rdmsr', vm: 0, vcpu: 0, msr: 0x400000f1n };

test('of places that are alike that is gone on from which was least', () => {
  const random = new Random(1);
  const places = [1, 2, 3].map((length) => {
    const ops = Array<typeof read>(length).fill(read);
    const walked = walk({ model: bench.model, asks: bench.asks, isStrict: true }, { config, ops });
    return { walked, own: null };
  });
  const known = new Corpus();
  const same = { times: 1, next: new Map() };
  for (const place of places) known.add(place, same, random);
  const times = new Map<number, number>();
  for (let i = 0; i < 300; i += 1) {
    const length = known.pick(random)?.walked.ops.length ?? 0;
    times.set(length, (times.get(length) ?? 0) + 1);
  }
  for (const length of [1, 2, 3]) assert.ok(Math.abs((times.get(length) ?? 0) - 100) < 5, [...times].join());
});

test('in the place of an operation comes another one of its name', () => {
  const group = (op: string, value: number) => [{ op, value }];
  const stock = {
    opening: [],
    groups: [group('run', 1), group('rdmsr', 2), group('rdmsr', 3)],
    by: new Map([['rdmsr', [group('rdmsr', 2), group('rdmsr', 3)]]]),
  };
  const firsts = new Set<unknown>();
  const lengths = new Set<number>();
  for (let seed = 0; seed < 60; seed += 1) {
    const ops = instead(new Random(seed), stock, read);
    assert.equal(ops[0]?.op, 'rdmsr');
    firsts.add((ops[0] as { readonly value?: number } | undefined)?.value);
    lengths.add(ops.length);
  }
  assert.deepEqual([...firsts].sort(), [2, 3]);
  assert.deepEqual([...lengths].sort(), [1, 2, 3, 4]);
});
