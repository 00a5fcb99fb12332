import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stepped } from '../core/machine';
import type { Leaf } from './types';
import { MKTME } from '.';

const NX = 1n << 63n;
const C = 0xffff888000000000n;
const GIB = 1n << 30n;

/** 1 TiB: 960 leaves of 1 GiB and 32768 of 2 MiB. */
const CANONICAL: readonly Leaf[] = [
  { va: C, level: '2m', pfn: 0n, flags: 0x1e3n | NX, n: 32 * 512 },
  { va: C + 32n * GIB, level: '1g', pfn: (32n * GIB) >> 12n, flags: 0x1e3n | NX, n: 960 },
  { va: C + 992n * GIB, level: '2m', pfn: (992n * GIB) >> 12n, flags: 0x1e3n | NX, n: 32 * 512 },
];

test('one page of a map of 1 TiB with 63 copies costs by its range, not by the map', () => {
  const model = MKTME.profiles.find(({ name }) => name === 'spec')?.model({ bad_range: 'refused' });
  assert(model);
  const config = {
    levels: 4,
    page_offset: C,
    direct_mapping_size: 1n << 40n,
    keyid_bits: 6,
    phys_bits: 52,
    gbpages: true,
    canonical: [...CANONICAL],
    enabled: true,
    copies: 'synced',
  } as const;
  let state = model.initial(config);
  const heap = process.memoryUsage().heapUsed;
  const began = performance.now();
  const rounds = 200;
  for (let i = 0; i < rounds; i += 1) {
    const set = i % 2 === 0 ? 0n : 2n;
    const request = { op: 'change_page_attr', addresses: [C + 0x205000n], pages: 1, set, clear: 2n - set };
    const stepped: Stepped<unknown> = model.step(state, request);
    assert.equal(stepped.outcome.outcome, 'ok');
    state = stepped.state;
  }
  const each = (performance.now() - began) / rounds;
  const grown = (process.memoryUsage().heapUsed - heap) / 2 ** 20;
  console.log(`# ${Math.round(1000 / each)} requests/s over 63 copies, ${grown.toFixed(1)} MiB more heap`);
  assert(each < 100, `a request took ${each.toFixed(1)} ms: it walks more than its range`);
});
