/**
 * Loads Cucumber without the scopes in which it keeps a step's world for those who ask for it from anywhere. From the first such
 * scope on Node follows every promise of the process, which takes a tenth of a run's time; the steps here have their world as `this`.
 */
import { createRequire } from 'node:module';

const load = createRequire(__filename);
const hooks = load('node:async_hooks') as { AsyncLocalStorage: unknown };

/** What Cucumber uses of an AsyncLocalStorage. Asked for a world it has none, and Cucumber says so. */
class NoScope {
  run<T>(_store: unknown, callback: () => T): T {
    return callback();
  }

  getStore(): undefined {
    return undefined;
  }
}

const { AsyncLocalStorage } = hooks;
hooks.AsyncLocalStorage = NoScope;
try {
  load('@cucumber/cucumber/api');
} finally {
  hooks.AsyncLocalStorage = AsyncLocalStorage;
}
