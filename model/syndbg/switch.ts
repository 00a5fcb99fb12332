/** SynDbg switched on or off by whatever a profile has for it: for subjects without CPUID tables. */
import { Misuse } from '../core/machine';
import { CAP, enableCap } from './caps';
import type { Context } from './context';
import { vcpuOf } from './context';
import { switchedLeaves } from './cpuid';
import { setCpuid } from './host-cpuid';
import type { Outcome, SwitchSyndbg } from './types';

/** @throws Misuse where the vCPU has run, and where the profile has no such switch */
export function switchSyndbg(c: Context, op: SwitchSyndbg): Outcome {
  const { vm, vcpu, on } = op;
  if (vcpuOf(c, op).hasRun) {
    throw new Misuse(`vCPU ${vcpu} has run: SynDbg is switched before a vCPU's first run`);
  }
  const { profile, switchedBy } = c.rules;
  if (switchedBy === 'cpuid') {
    return setCpuid(c, { op: 'set_cpuid', vm, vcpu, leaves: [...switchedLeaves(on)] });
  }
  const state = c.state.vms[vm];
  if (!on && state && c.rules.enabled(state, vcpu)) {
    throw new Misuse(`profile ${profile} has nothing to switch SynDbg off with once it is on`);
  }
  if (switchedBy === 'capability' && on) {
    return enableCap(c, { op: 'enable_cap', fd: 'vcpu', vm, vcpu, cap: CAP.HYPERV_SYNDBG, arg: 0n });
  }
  return { outcome: 'ok' };
}
