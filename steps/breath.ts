/**
 * Models answer without the event loop, so a run on them would hear neither Ctrl-C nor a timer until it ends.
 * Now and then it has to let go.
 */
import { setImmediate } from 'node:timers/promises';
import type { Awaitable } from './awaitable';

/** Milliseconds that a run may keep the event loop to itself. */
const HELD = 50;
let since = Date.now();

/** Lets the event loop turn if it has not for a while; costs a look at the clock otherwise. */
export function breathe(): Awaitable<void> {
  if (Date.now() - since < HELD) return;
  return setImmediate().then(() => {
    since = Date.now();
  });
}
