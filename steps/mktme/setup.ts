/** What the Given steps of a scenario have said, and how operations of it are carried out. */
import type { AnyOutcome } from '../../model/core/machine';
import type { Config, Leaf, Op } from '../../model/mktme/types';
import type { Awaitable } from '../awaitable';
import { after } from '../awaitable';
import type { Lab } from '../lab';
import { startOnce } from '../start-once';

export interface Setup {
  config: Config;
  begun: boolean;
}

/** 6 KeyID bits among 52, as on the hardware of the series; two KeyIDs are enough to tell them apart. */
export const FRESH: Config = {
  levels: 4,
  page_offset: 0xffff888000000000n,
  direct_mapping_size: 1n << 40n,
  keyid_bits: 6,
  phys_bits: 52,
  nr_keyids: 2,
  gbpages: true,
  canonical: [],
  enabled: true,
  copies: 'synced',
};

export function setupOf(lab: Lab): Setup {
  const members = lab.setup as { mktme?: Setup };
  members.mktme ??= { config: FRESH, begun: false };
  return members.mktme;
}

/** Changes the configuration; only before the first operation. */
export function configure(lab: Lab, change: Partial<Config>): void {
  const setup = setupOf(lab);
  if (setup.begun) throw new Error('the machine runs already: this belongs before the first operation');
  setup.config = { ...setup.config, ...change };
}

export function addLeaves(lab: Lab, where: 'canonical' | 'kernel', leaves: readonly Leaf[]): void {
  const { config } = setupOf(lab);
  configure(lab, { [where]: [...(config[where] ?? []), ...leaves] });
}

/** Resets the machine, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  return startOnce(lab, setupOf(lab));
}

/** Performs an operation of the scenario. */
export function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => lab.perform(op));
}
