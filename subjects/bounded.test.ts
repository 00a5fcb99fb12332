import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readBounded } from './bounded';

const folder = mkdtempSync(join(tmpdir(), 'hvspec-bounded-'));
after(() => rmSync(folder, { recursive: true }));

test('a file up to the limit is read whole, and no larger one', () => {
  const file = join(folder, 'file');
  for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const bytes = Buffer.alloc(size, 'x');
    writeFileSync(file, bytes);
    assert.deepEqual(readBounded(file, size), bytes);
    if (size > 0) assert.equal(readBounded(file, size - 1), null);
  }
});

test('what has no size and no end ends at the limit', () => {
  assert.equal(readBounded('/dev/zero', 1 << 20), null);
  assert.deepEqual(readBounded('/dev/null', 0), Buffer.alloc(0));
});

test('a pipe is read to its end', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', `printf '%0100000d' 7 > '${pipe}'`]);
  assert.equal(readBounded(pipe, 1 << 20)?.length, 100_000);
});

test('what cannot be read is the error of the system', () => {
  assert.throws(() => readBounded(join(folder, 'none'), 1), { code: 'ENOENT' });
  assert.throws(() => readBounded(folder, 1), { code: 'EISDIR' });
});
