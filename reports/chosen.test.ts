import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { selectionOf } from './chosen';
import { LAYOUT } from './layout';

test('a run of everything is no part', () => {
  assert.deepEqual(selectionOf({ seed: 1 }, []), { part: false });
  assert.deepEqual(
    selectionOf({ seed: 1, runs: 5, machines: ['syndbg'], profiles: ['v6'], strictSeen: false }, []),
    { part: false, machines: ['syndbg'], profiles: ['v6'], runs: 5 },
  );
});

test('each filter makes it one', () => {
  const shard = { index: 1, total: 1 };
  for (const filter of [
    { tags: '@x' },
    { name: 'x' },
    { shard },
    { path: '0' },
    { paths: [] },
    { first: true },
  ])
    assert.equal(selectionOf({ seed: 1, ...filter }, []).part, true, JSON.stringify(filter));
});

const ENTRY = {
  issue: '#7',
  case: 'syndbg.exit',
  profile: 'v6',
  signature: '0123456789ab',
  reason: 'known since the port',
  expires: '2027-01-31',
};
const TEXT = '[["syndbg.exit","v6","0123456789ab","known since the port","#7","2027-01-31"]]';

test('all is recorded, and no folder of the machine that it ran on', () => {
  const all = selectionOf(
    {
      seed: 1,
      cwd: LAYOUT.root,
      paths: ['features/syndbg/exit.feature:12:20', '/nowhere/mine.feature:3', 'features/nv'],
      shard: { index: 2, total: 3 },
      features: '/nowhere/my',
      baseline: '/home/me/known.yaml',
      strictSeen: true,
      mutants: true,
    },
    [ENTRY],
  );
  assert.deepEqual(all, {
    part: true,
    paths: ['features/syndbg/exit.feature:12:20', 'mine.feature:3', 'features/nv'],
    shard: '2/3',
    strictSeen: true,
    mutants: 'all',
    features: 'my',
    baseline: { file: 'known.yaml', entries: 1, sha256: createHash('sha256').update(TEXT).digest('hex') },
  });
});

test('a path is found from the package, too, as the plan finds it', () => {
  const { paths } = selectionOf({ seed: 1, cwd: '/', paths: ['features/syndbg/exit.feature'] }, []);
  assert.deepEqual(paths, ['features/syndbg/exit.feature']);
});

test("the package's own features need no mention", () => {
  assert.deepEqual(selectionOf({ seed: 1, features: LAYOUT.features }, []), { part: false });
});
