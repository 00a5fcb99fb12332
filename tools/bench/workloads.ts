/** What the benchmark lets each machine do, over and over: a short round of everyday operations. */
import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { AnyOp } from '../../model/core/machine';
import { MACHINES } from '../../model/machines';

/** Of one machine, in the file of its name in `machines/`. */
export interface Workload {
  readonly profile: string;
  readonly config: object;
  /** Once, before the rounds. */
  readonly setup: readonly object[];
  /** Leaves the state as it found it, so that it can go on for ever. */
  readonly round: readonly object[];
}

/** A workload as it is run. */
export interface Loaded extends Workload {
  readonly machine: string;
  readonly setup: readonly AnyOp[];
  readonly round: readonly AnyOp[];
}

/** Those that there are, by their machines' names. */
export function workloads(): readonly Loaded[] {
  return MACHINES.flatMap(({ name }) => {
    const file = join(__dirname, 'machines', `${name}${extname(__filename)}`);
    if (!existsSync(file)) return [];
    // oxlint-disable-next-line typescript/no-require-imports -- which machines there are is known at run time
    const { WORKLOAD } = require(file) as { readonly WORKLOAD: Workload };
    const { setup, round } = WORKLOAD as {
      readonly setup: readonly AnyOp[];
      readonly round: readonly AnyOp[];
    };
    return [{ machine: name, ...WORKLOAD, setup, round }];
  });
}
