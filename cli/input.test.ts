import assert from 'node:assert/strict';
import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { notOver } from './input';

test('what is read is not written over, whatever it is called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'input-'));
  const [file, link, hard, other] = ['file', 'link', 'hard', 'other'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  try {
    for (const path of [file, other]) writeFileSync(path, '');
    symlinkSync(file, link);
    linkSync(file, hard);
    for (const path of [file, link, hard, join(folder, '.', 'file')])
      assert.throws(() => notOver([other, path], [file]), /^RangeError: .* is read, and would be gone/, path);
    notOver([other, join(folder, 'new'), join(file, 'below')], [file, join(folder, 'missing')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
