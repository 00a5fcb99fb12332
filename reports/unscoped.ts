/**
 * Cucumber without the scopes in which it keeps a step's world for those who ask for it from anywhere. From the first such scope on
 * Node follows every promise of the process, which takes a tenth of a run's time; the steps here have their world as `this`.
 */
import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** A module of Cucumber's scopes. @throws Error where this version has none of that name */
export function scopeOf(name: string): Record<string, unknown> {
  return load(`@cucumber/cucumber/lib/runtime/scope/${name}`) as Record<string, unknown>;
}

const unscoped = async <T>(_store: unknown, callback: () => T): Promise<Awaited<T>> => await callback();

try {
  scopeOf('test_case_scope')['runInTestCaseScope'] = unscoped;
  scopeOf('test_run_scope')['runInTestRunScope'] = unscoped;
} catch {
  // Another version may keep its scopes elsewhere: it is slower, and does the same.
}
