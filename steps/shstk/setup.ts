/** What the Given steps of a scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { show } from '../../model/core/compare';
import type { Config, Op } from '../../model/shstk/types';
import type { Awaitable } from '../awaitable';
import { after, inTurn } from '../awaitable';
import type { Lab } from '../lab';
import { numbersOf } from './calls';

interface Setup {
  config: Config;
  level: 'off' | 'shstk' | 'wrss';
  begun: boolean;
}

const NONE = 0xffff_ffff_ffff_ffffn;

/** A machine with the feature, no limit but an 8 MiB stack, and a program with a page or so of code and of data. */
export const ORDINARY: Config = {
  vendor: 'intel',
  user_shstk: true,
  checkpoint_restore: true,
  mmap_top: 0x7fff_f7ff_0000n,
  mmap_top_32: 0xf7ff_0000n,
  largest_mapping: NONE,
  rlimits: { stack: 0x80_0000n, as: NONE, data: NONE },
  mappings: [
    { start: 0x40_0000n, end: 0x41_0000n, prot: 5 },
    { start: 0x50_0000n, end: 0x51_0000n, prot: 3 },
  ],
};

export function setupOf(lab: Lab): Setup {
  const members = lab.setup as { shstk?: Setup };
  members.shstk ??= { config: ORDINARY, level: 'off', begun: false };
  return members.shstk;
}

/** The operations that turn the features of a level on. */
export function levelOps(profile: string, level: Setup['level']): readonly Op[] {
  const { commands, shstk, wrss } = numbersOf(profile);
  const enable = (arg: bigint): Op => ({ op: 'arch_prctl', thread: 1, option: commands.ENABLE ?? 0n, arg });
  return level === 'off' ? [] : level === 'shstk' ? [enable(shstk)] : [enable(shstk), enable(wrss)];
}

/** Resets the machine and turns the features on as the Given steps said, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  if (!setupOf(lab).begun) return restart(lab);
}

/** The same at the beginning of each run of a property. */
export function restart(lab: Lab): Awaitable<void> {
  const setup = setupOf(lab);
  setup.begun = true;
  const ops = levelOps(lab.profile, setup.level);
  return after(lab.start(setup.config), () => inTurn(ops, (op) => arrange(lab, op)));
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export function arrange(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(lab.perform(op), (outcome) => {
    if (outcome.outcome !== 'ok') {
      throw new Error(`the set-up did not work: ${show(op)} gave ${show(outcome)}`);
    }
    return outcome;
  });
}
