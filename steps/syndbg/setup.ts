/** What the Given steps of a scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { switchedLeaves } from '../../model/syndbg/cpuid';
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

/** The leaves with which a VMM turns SynDbg on, or leaves it off. */
export function leavesWith(on: boolean): Leaf[] {
  return [...switchedLeaves(on)];
}

/** How a profile switches SynDbg, with the capability that this asks of a subject. */
interface Switch {
  readonly needs: string | null;
  readonly ops: (config: Config, on: boolean) => readonly Op[];
  /** For subjects without the capability. */
  readonly otherwise: (config: Config, on: boolean) => readonly Op[];
}

const SWITCHES: Readonly<Record<string, Switch>> = {
  v6: { needs: null, ops: () => [], otherwise: () => [] },
  review: {
    needs: 'capabilities',
    ops: ({ vms }, on) =>
      upTo(on ? vms : 0).map((vm) => ({ op: 'enable_cap', fd: 'vcpu', vm, vcpu: 0, cap: CAP.HYPERV_SYNDBG, arg: 0n })), // prettier-ignore
    otherwise: ({ vms }, on) => upTo(on ? vms : 0).map((vm) => ({ op: 'switch_syndbg', vm, vcpu: 0, on })),
  },
  upstream: {
    needs: 'cpuid-tables',
    ops: (config, on) => vcpusOf(config).map((at) => ({ op: 'set_cpuid', ...at, leaves: leavesWith(on) })),
    otherwise: (config, on) => vcpusOf(config).map((at) => ({ op: 'switch_syndbg', ...at, on })),
  },
};

/**
 * The operations by which SynDbg is switched on or off in the lab's profile, for every vCPU: as its users do it, or by
 * the plain switch where the subject has not what that takes.
 * @throws RangeError on a profile of which this does not know how
 */
export function switchOps(lab: Lab, on: boolean): readonly Op[] {
  const { profile, options } = lab;
  const way = SWITCHES[profile];
  if (!way) {
    const known = Object.keys(SWITCHES).join(', ');
    throw new RangeError(`nobody says how SynDbg is switched in profile "${profile}": known are ${known}`);
  }
  const plain = way.needs !== null && !options.offer.capabilities.includes(way.needs);
  return (plain ? way.otherwise : way.ops)(setupOf(lab).config, on);
}

function upTo(count: number): readonly number[] {
  return [...Array(count).keys()];
}

function vcpusOf({ vms, vcpus }: Config): readonly { readonly vm: number; readonly vcpu: number }[] {
  return upTo(vms).flatMap((vm) => upTo(vcpus).map((vcpu) => ({ vm, vcpu })));
}

/** Resets the machine and switches SynDbg as the Given steps said, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  const setup = setupOf(lab);
  if (setup.begun) return;
  setup.begun = true;
  const ops = switchOps(lab, setup.switchedOn);
  return after(lab.start(setup.config), () => inTurn(ops, (op) => arrange(lab, op)));
}

/** Performs an operation that has to succeed for the scenario to make sense, and stands for one of the core. */
export function arrange(lab: Lab, op: Op): Awaitable<void> {
  lab.replaceable.add(op);
  return after(lab.perform(op), ({ outcome }) => {
    if (outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome}`);
  });
}

/** Performs an operation of the scenario. */
export function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => lab.perform(op));
}
