/** What the Given steps of a scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { supportedLeaves } from '../../model/syndbg/cpuid';
import { CAP } from '../../model/syndbg/caps';
import type { Config, Leaf, Op, RunArea, Wrmsr } from '../../model/syndbg/types';
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

/** The leaves with which a VMM turns SynDbg on, or leaves it off. */
export function leavesWith(on: boolean): Leaf[] {
  return supportedLeaves('new').map((leaf) =>
    leaf.function === 0x40000082n && !on ? { ...leaf, eax: 0n } : leaf,
  );
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
export async function ready(lab: Lab): Promise<void> {
  const setup = setupOf(lab);
  if (setup.begun) return;
  setup.begun = true;
  await lab.start(setup.config);
  for (const op of switchOps(lab.profile, setup.config, setup.switchedOn)) await arrange(lab, op);
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export async function arrange(lab: Lab, op: Op): Promise<void> {
  const outcome = await lab.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome.outcome}`);
}

/** Performs an operation of the scenario. */
export async function act(lab: Lab, op: Op): Promise<AnyOutcome> {
  await ready(lab);
  return lab.perform(op);
}
