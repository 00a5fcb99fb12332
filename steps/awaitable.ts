/**
 * Values that may have to be waited for. A model answers at once, and a promise for every answer would cost
 * more than the answer; a process has to be waited for.
 */

export type Awaitable<T> = T | Promise<T>;

/** `next` with the value, at once where it is there already. */
export function after<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** `each` with every item, one after another. */
export function inTurn<T>(
  items: readonly T[],
  each: (item: T) => Awaitable<unknown>,
  from = 0,
): Awaitable<void> {
  for (let i = from; i < items.length; i += 1) {
    const result = each(items[i] as T);
    if (result instanceof Promise) return result.then(() => inTurn(items, each, i + 1));
  }
}
