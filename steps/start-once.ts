/** The first operation of a scenario resets the machine. */
import type { Awaitable } from './awaitable';
import type { Lab } from './lab';

/** What the Given steps have put together, and whether an operation has used it. */
export interface Begun {
  readonly config: object;
  begun: boolean;
}

/** Resets the machine to the configuration, once a scenario. */
export function startOnce(lab: Lab, setup: Begun): Awaitable<void> {
  if (setup.begun) return;
  setup.begun = true;
  return lab.start(setup.config);
}
