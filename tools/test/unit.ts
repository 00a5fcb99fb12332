/**
 * Unit tests in one process: `node --test` would start one for each file, and load the compiler in each.
 * The arguments are the files.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

// This process writes its coverage all the same; the children that tests start need not.
delete process.env['NODE_V8_COVERAGE'];

const load = createRequire(__filename);

/**
 * Node's runner follows every promise to the test that made it, to lay an error that nobody catches at its door. That is up to a
 * fifth of the time of tests that run the suite. Without it such an error stands at the end, and the process fails all the same.
 */
function loadRunner(): void {
  const hooks = load('node:async_hooks') as { createHook: unknown };
  const { createHook } = hooks;
  hooks.createHook = () => ({ enable: () => undefined, disable: () => undefined });
  load('node:test');
  hooks.createHook = createHook;
}

const files = process.argv.slice(2);
if (files.length === 0) throw new Error('no test files were given');
loadRunner();
for (const file of files) load(resolve(file));
