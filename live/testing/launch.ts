/** A launcher for tests to kill: freezes what testing/fake-qemu.js plays. Arguments: the cache, and what it plays. */
import { join } from 'node:path';
import { frozen } from '../freeze';
import { mortal } from '../programs';
import { serve } from '../stdio';
import type { Box } from '../box';

const [cache = '', mode = ''] = process.argv.slice(2);
const boot = [process.execPath, join(__dirname, 'fake-qemu.js'), mode, cache] as const;
const say = (text: string): void => console.error(text);
const { signal } = new AbortController();

if (process.argv.includes('--serve')) void serve({ argv: mortal(boot) } as unknown as Box);
else
  void frozen(
    { cache, signal, say },
    { boot, version: '9.0.1', kernel: __filename, initrd: __filename, patience: 60_000 },
  );
