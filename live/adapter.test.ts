import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compiled } from './adapter';
import { tested } from './testing/context';

/** What stands on PATH for make: it says where temporary files go, and makes the program that was asked for. */
const MAKE = `#!/bin/sh
for word; do case $word in O=*) o=\${word#O=};; esac; done
mkdir -p "$o" && echo "$TMPDIR" > "$TOLD" && : > "$o/prog"
`;

test('a compiler has its temporary files in a folder that goes with whoever started it', async (t) => {
  const context = tested(t);
  const bin = join(context.cache, 'bin');
  mkdirSync(bin);
  for (const [name, text] of [
    ['make', MAKE],
    ['gcc', '#!/bin/sh\necho 1\n'],
    ['aarch64-linux-gnu-gcc', '#!/bin/sh\necho 1\n'],
  ] as const) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  const { PATH = '' } = process.env;
  t.after(() => {
    process.env['PATH'] = PATH;
    delete process.env['TOLD'];
  });
  process.env['PATH'] = `${bin}:${PATH}`;
  process.env['TOLD'] = join(context.cache, 'told');
  const program = await compiled(context, 'nv-kvm', 'prog', 'arm64');
  assert.ok(existsSync(program));
  const folder = readFileSync(join(context.cache, 'told'), 'utf8').trim();
  assert.ok(folder.startsWith(join(context.cache, 'work')), folder);
  assert.equal(existsSync(folder), false);
});
