/** What the Given steps of an nv scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { HCR } from '../../model/nv/pstate';
import type { Config, Op, VcpuInit } from '../../model/nv/types';
import type { Lab } from '../lab';

interface Setup {
  config: Config;
  features: Omit<VcpuInit, 'op'> | null;
  begun: boolean;
  /** HCR_EL2 as the scenario has last written it: the guest's own copy, for a write of one bit. */
  hcr: bigint;
}

/** Where the scenarios put the guest's code and its vectors. */
export const CODE = 0x4000_0060n;
export const VBAR_EL1 = 0x4000_1000n;
export const VBAR_EL2 = 0x4000_0800n;

export function setupOf(lab: Lab): Setup {
  const members = lab.setup as { nv?: Setup };
  members.nv ??= {
    config: { vhe: true, vgic: true, el0_32bit: true },
    features: null,
    begun: false,
    hcr: 0n,
  };
  return members.nv;
}

/** Resets the machine and initialises the vCPU as the Given steps said, once a scenario. */
export async function ready(lab: Lab): Promise<void> {
  const setup = setupOf(lab);
  if (setup.begun) return;
  await restart(lab);
}

/** The same again, for the next run of a property. */
export async function restart(lab: Lab): Promise<void> {
  const setup = setupOf(lab);
  setup.begun = true;
  setup.hcr = 0n;
  await lab.start(setup.config);
  if (setup.features) await arrange(lab, { op: 'vcpu_init', ...setup.features });
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export async function arrange(lab: Lab, op: Op): Promise<void> {
  const outcome = await act(lab, op);
  if (outcome.outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome.outcome}`);
}

/** Performs an operation of the scenario. */
export async function act(lab: Lab, op: Op): Promise<AnyOutcome> {
  await ready(lab);
  const setup = setupOf(lab);
  if ((op.op === 'msr' || op.op === 'set_one_reg') && op.reg === 'HCR_EL2') setup.hcr = op.value;
  return lab.perform(op);
}

/** HCR_EL2 with these bits, and RW. */
export function hcrWith(e2h: boolean, tge: boolean): bigint {
  return HCR.RW | (e2h ? HCR.E2H : 0n) | (tge ? HCR.TGE : 0n);
}

/** Userspace places the vCPU. Without EL2 there is no HCR_EL2 to set. */
export async function place(lab: Lab, pstate: bigint, hcr: bigint | null): Promise<void> {
  await arrange(lab, { op: 'set_one_reg', reg: 'VBAR_EL1', value: VBAR_EL1 });
  if (hcr !== null) {
    await arrange(lab, { op: 'set_one_reg', reg: 'VBAR_EL2', value: VBAR_EL2 });
    await arrange(lab, { op: 'set_one_reg', reg: 'HCR_EL2', value: hcr });
  }
  await arrange(lab, { op: 'set_one_reg', reg: 'PC', value: CODE });
  await arrange(lab, { op: 'set_one_reg', reg: 'PSTATE', value: pstate });
}

/** Userspace places the vCPU, calls KVM_RUN, and KVM enters. */
export async function enterAt(lab: Lab, pstate: bigint, hcr: bigint | null): Promise<void> {
  await place(lab, pstate, hcr);
  await arrange(lab, { op: 'kvm_run' });
  await act(lab, { op: 'enter' });
}

/** The guest writes SPSR_EL2 and ELR_EL2 and executes ERET. */
export function returnOps(spsr: bigint, elr: bigint): readonly Op[] {
  return [
    { op: 'msr', reg: 'SPSR_EL2', value: spsr },
    { op: 'msr', reg: 'ELR_EL2', value: elr },
    { op: 'eret' },
  ];
}
