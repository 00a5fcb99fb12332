/** What the Given steps of a scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { supportedLeaves } from '../../model/syndbg/cpuid';
import { CAP } from '../../model/syndbg/caps';
import type { Config, Leaf, Op, RunArea, Wrmsr } from '../../model/syndbg/types';
import type { Awaitable } from '../awaitable';
import { after, inTurn } from '../awaitable';
import type { Lab } from '../lab';

interface Setup {
  config: Config;
  switchedOn: boolean;
  begun: boolean;
  /** How guest instructions run from here on. */
  manner: Partial<Pick<Wrmsr, 'mode' | 'path' | 'upper'>> & { cpl?: 0 | 1 | 2 | 3 };
  /** What userspace has written to a run structure, for the next entry. */
  run: RunArea | null;
}

const FRESH: Setup = {
  config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
  switchedOn: false,
  begun: false,
  manner: {},
  run: null,
};

export function setupOf(lab: Lab): Setup {
  const members = lab.setup as { syndbg?: Setup };
  members.syndbg ??= { ...FRESH };
  return members.syndbg;
}

const LEAVES_ON: readonly Leaf[] = supportedLeaves('new');
const LEAVES_OFF: readonly Leaf[] = LEAVES_ON.map((leaf) =>
  leaf.function === 0x40000082n ? { ...leaf, eax: 0n } : leaf,
);

/** The leaves with which a VMM turns SynDbg on, or leaves it off. */
export function leavesWith(on: boolean): Leaf[] {
  return [...(on ? LEAVES_ON : LEAVES_OFF)];
}

/** The operations by which SynDbg is switched on or off in a profile, for every vCPU. */
export function switchOps(profile: string, config: Config, on: boolean): readonly Op[] {
  const vms = [...Array(config.vms).keys()];
  const vcpus = [...Array(config.vcpus).keys()];
  if (profile === 'upstream') {
    return vms.flatMap((vm) =>
      vcpus.map((vcpu) => ({ op: 'set_cpuid', vm, vcpu, leaves: leavesWith(on) }) as const),
    );
  }
  if (profile === 'review' && on) {
    return vms.map(
      (vm) => ({ op: 'enable_cap', fd: 'vcpu', vm, vcpu: 0, cap: CAP.HYPERV_SYNDBG, arg: 0n }) as const,
    );
  }
  return [];
}

/** Resets the machine and switches SynDbg as the Given steps said, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  const setup = setupOf(lab);
  if (setup.begun) return;
  setup.begun = true;
  const ops = switchOps(lab.profile, setup.config, setup.switchedOn);
  return after(lab.start(setup.config), () => inTurn(ops, (op) => arrange(lab, op)));
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export function arrange(lab: Lab, op: Op): Awaitable<void> {
  return after(lab.perform(op), ({ outcome }) => {
    if (outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome}`);
  });
}

/** Performs an operation of the scenario. */
export function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => lab.perform(op));
}
