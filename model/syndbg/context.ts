/** The working copy of one step: the events so far beside the state. */
import type { Choices } from '../core/machine';
import { Misuse } from '../core/machine';
import type { Register } from './msr';
import { OTHER_HYPERV_MSRS, registerOf, unknownMsr } from './msr';
import type { Rules } from './rules';
import type { State, Vcpu, Vm } from './state';
import { withVcpu, withVm } from './state';
import type { Event, Registers } from './types';

export interface Context {
  readonly rules: Rules;
  readonly choices: Choices;
  state: State;
  readonly events: Event[];
}

/** The register behind an MSR number, as far as this KVM has any; null for any other MSR. */
export function knownRegister({ rules }: Context, msr: bigint): Register | null {
  return rules.emulates ? registerOf(msr) : null;
}

/** Whether no part of this KVM knows the MSR. */
export function isUnknown({ rules }: Context, msr: bigint): boolean {
  return unknownMsr(msr) || (!rules.emulates && (registerOf(msr) !== null || OTHER_HYPERV_MSRS.has(msr)));
}

/** @throws Misuse where there is no such VM */
export function vmOf(c: Context, vm: number): Vm {
  const found = c.state.vms[vm];
  if (!found) throw new Misuse(`there is no VM ${vm}: the machine was reset with ${c.state.config.vms}`);
  return found;
}

/** @throws Misuse where there is no such VM or vCPU */
export function vcpuOf(c: Context, at: At): Vcpu {
  const found = vmOf(c, at.vm).vcpus[at.vcpu];
  if (!found)
    throw new Misuse(`VM ${at.vm} has no vCPU ${at.vcpu}: it was reset with ${c.state.config.vcpus}`);
  return found;
}

export interface At {
  readonly vm: number;
  readonly vcpu: number;
}

export function registersOf(c: Context, at: At): Registers {
  return vmOf(c, at.vm).registers;
}

export function setRegisters(c: Context, at: At, registers: Registers): void {
  c.state = withVm(c.state, at.vm, { registers });
}

export function setVcpu(c: Context, at: At, change: Partial<Vcpu>): void {
  c.state = withVcpu(c.state, at.vm, at.vcpu, change);
}
