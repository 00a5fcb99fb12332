/**
 * Cucumber without what nobody asks it for here. From the first scope on in which it keeps a step's world for those who ask for it
 * from anywhere, Node follows every promise of the process, which takes a tenth of a run's time; the steps here have their world as
 * `this`. And what became of each step it keeps for formatters, while the reports are made of the envelopes.
 */
import { createRequire } from 'node:module';

const load = createRequire(__filename);

/** A module of Cucumber's scopes. @throws Error where this version has none of that name */
export function scopeOf(name: string): Record<string, unknown> {
  return load(`@cucumber/cucumber/lib/runtime/scope/${name}`) as Record<string, unknown>;
}

/** What keeps the results for formatters. @throws Error where this version has none */
export function collectorOf(): Collector {
  return load('@cucumber/cucumber/lib/formatter/helpers/event_data_collector') as Collector;
}

interface Collector {
  readonly default: { readonly prototype: { parseEnvelope(envelope: object): void } };
}

const unscoped = async <T>(_store: unknown, callback: () => T): Promise<Awaited<T>> => await callback();

try {
  scopeOf('test_case_scope')['runInTestCaseScope'] = unscoped;
  scopeOf('test_run_scope')['runInTestRunScope'] = unscoped;
} catch {
  // Another version may keep its scopes elsewhere: it is slower, and does the same.
}
try {
  collectorOf().default.prototype.parseEnvelope = () => undefined;
} catch {
  // as above
}
