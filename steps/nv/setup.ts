/** What the Given steps of an nv scenario have said, and the operations that carry it out. */
import type { AnyOutcome } from '../../model/core/machine';
import { HCR } from '../../model/nv/pstate';
import type { Config, OneReg, Op, VcpuInit } from '../../model/nv/types';
import type { Awaitable } from '../awaitable';
import { after, inTurn } from '../awaitable';
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
  members.nv ??= { config: { vhe: true, vgic: true }, features: null, begun: false, hcr: 0n };
  return members.nv;
}

/** Resets the machine and initialises the vCPU as the Given steps said, once a scenario. */
export function ready(lab: Lab): Awaitable<void> {
  if (setupOf(lab).begun) return;
  return restart(lab);
}

/** The same again, for the next run of a property. */
export function restart(lab: Lab): Awaitable<void> {
  const setup = setupOf(lab);
  setup.begun = true;
  setup.hcr = 0n;
  return after(lab.start(setup.config), () => {
    if (setup.features) return arrange(lab, { op: 'vcpu_init', ...setup.features });
  });
}

/** Performs an operation that has to succeed for the scenario to make sense. */
export function arrange(lab: Lab, op: Op): Awaitable<void> {
  return after(act(lab, op), ({ outcome }) => {
    if (outcome !== 'ok') throw new Error(`the set-up did not work: ${op.op} gave ${outcome}`);
  });
}

/** Performs an operation of the scenario. */
export function act(lab: Lab, op: Op): Awaitable<AnyOutcome> {
  return after(ready(lab), () => {
    if ((op.op === 'msr' || op.op === 'set_one_reg') && op.reg === 'HCR_EL2') setupOf(lab).hcr = op.value;
    return lab.perform(op);
  });
}

/** HCR_EL2 with these bits, and RW. */
export function hcrWith(e2h: boolean, tge: boolean): bigint {
  return HCR.RW | (e2h ? HCR.E2H : 0n) | (tge ? HCR.TGE : 0n);
}

/** Userspace places the vCPU. Without EL2 there is no HCR_EL2 to set. */
export function place(lab: Lab, pstate: bigint, hcr: bigint | null): Awaitable<void> {
  return inTurn(placeOps(pstate, hcr), (op) => arrange(lab, op));
}

function placeOps(pstate: bigint, hcr: bigint | null): readonly Op[] {
  const set = (reg: OneReg, value: bigint): Op => ({ op: 'set_one_reg', reg, value });
  const el2 = hcr === null ? [] : [set('VBAR_EL2', VBAR_EL2), set('HCR_EL2', hcr)];
  return [set('VBAR_EL1', VBAR_EL1), ...el2, set('PC', CODE), set('PSTATE', pstate)];
}

/** Userspace places the vCPU, calls KVM_RUN, and KVM enters. */
export function enterAt(lab: Lab, pstate: bigint, hcr: bigint | null): Awaitable<AnyOutcome> {
  const ops = enterOps(pstate, hcr);
  return after(
    inTurn(ops.slice(0, -1), (op) => arrange(lab, op)),
    () => act(lab, { op: 'enter' }),
  );
}

export function enterOps(pstate: bigint, hcr: bigint | null): readonly Op[] {
  return [...placeOps(pstate, hcr), { op: 'kvm_run' }, { op: 'enter' }];
}

/** The guest writes SPSR_EL2 and ELR_EL2 and executes ERET. */
export function returnOps(spsr: bigint, elr: bigint): readonly Op[] {
  return [
    { op: 'msr', reg: 'SPSR_EL2', value: spsr },
    { op: 'msr', reg: 'ELR_EL2', value: elr },
    { op: 'eret' },
  ];
}
