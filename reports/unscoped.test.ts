import assert from 'node:assert/strict';
import { test } from 'node:test';
import './cucumber';
import { scopeOf } from './unscoped';

test('a step finds no scope of Cucumber: Node follows no promise for it', async () => {
  for (const [name, run, proxy] of [
    ['test_case_scope', 'runInTestCaseScope', 'worldProxy'],
    ['test_run_scope', 'runInTestRunScope', 'contextProxy'],
  ] as const) {
    const scope = scopeOf(name);
    const ask = (): unknown => (scope[proxy] as { readonly any: unknown }).any;
    const within = scope[run] as (store: object, callback: () => unknown) => Promise<unknown>;
    await assert.rejects(within({ world: {}, context: {} }, ask), /incorrect scope/);
    assert.equal(await within({}, () => 1), 1);
  }
});
