import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tidy } from './tidy';

test('GFNs that lost kernel execution are told ascending and each once, and all else as it is', () => {
  const host = { exec_locked: true, stripped: [0x30n, 0x10n, 0x20n, 0x10n] };
  assert.deepEqual(tidy({ vcpus: [], host }), {
    vcpus: [],
    host: { exec_locked: true, stripped: [0x10n, 0x20n, 0x30n] },
  });
});

test('what shows no such list stays as it is', () => {
  for (const shown of [{}, { host: { exec_locked: false } }, { guest: {} }]) assert.equal(tidy(shown), shown);
});
