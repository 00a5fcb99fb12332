import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidy } from './tidy';

const C = 0xffff_8880_0000_0000n;
const leaf = { level: '4k', flags: 0x163n } as const;

test('leaves are told by address, as runs as long as they can be, without what goes without saying', () => {
  const single = [2n, 0n, 1n].map((i) => ({ ...leaf, va: C + i * 0x1000n, pfn: 7n + i, n: 1, keyid: 0 }));
  assert.deepEqual(tidy({ canonical: single }), { canonical: [{ ...leaf, va: C, pfn: 7n, n: 3 }] });
  const runs = [
    { ...leaf, va: C, pfn: 7n, n: 2, keyid: 1 },
    { ...leaf, va: C + 0x2000n, pfn: 9n, keyid: 1, n: 3 },
  ];
  assert.deepEqual(tidy({ copies: { 1: runs } }), { copies: { 1: [{ ...runs[0], n: 5 }] } });
});

test('what differs in anything stays apart', () => {
  const first = { ...leaf, va: C, pfn: 7n };
  for (const other of [
    { ...leaf, va: C + 0x1000n, pfn: 9n },
    { ...leaf, va: C + 0x2000n, pfn: 8n },
    { ...leaf, va: C + 0x1000n, pfn: 8n, flags: 0x161n },
    { ...leaf, va: C + 0x1000n, pfn: 8n, keyid: 2 },
    { ...leaf, level: '2m', va: C + 0x1000n, pfn: 8n },
    // Twice the same is not once.
    first,
  ])
    assert.deepEqual(tidy({ outside: [first, other] }), { outside: [first, other] });
  const large = { level: '2m', va: C, pfn: 0n, flags: 0x1e3n } as const;
  const next = { ...large, va: C + 0x20_0000n, pfn: 0x200n };
  assert.deepEqual(tidy({ outside: [large, next] }), { outside: [{ ...large, n: 2 }] });
});

test('pages with a KeyID stand by frame number, and what was not shown stays away', () => {
  const pages = [9n, 3n].map((pfn) => ({ pfn, keyid: 1 }));
  assert.deepEqual(tidy({ enabled: true, page_keyids: pages }), {
    enabled: true,
    page_keyids: [pages[1], pages[0]],
  });
  assert.deepEqual(tidy({}), {});
});
