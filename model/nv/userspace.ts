/** What userspace does to a vCPU that is not in KVM_RUN. */
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import type { Context } from './context';
import { done, failed, hcrOf, needPlace, needSaid } from './context';
import { EL0T, EL1H, EL1T, EL2H, FULL_MODE, HCR, isEl2, modeName, PSR, USER } from './pstate';
import { initialState, withRegister, type Features, type State } from './state';
import type { Config, GetOneReg, OneReg, Outcome, SetOneReg, VcpuInit } from './types';

/** KVM_ARM_VCPU_INIT: everything as at reset. */
export function vcpuInit(c: Context, op: VcpuInit): Outcome {
  const { s, rules } = c;
  const features: Features = { hasEl2: op.has_el2, e2h0: op.has_el2_e2h0, el1Is32: op.el1_32bit };
  if (s.place !== 'userspace') needPlace(c, 'userspace', 'vcpu_init');
  if (features.hasEl2 && !s.config.vhe && !rules.el2WithoutVhe) {
    throw new Misuse(
      `profile ${rules.profile} has HAS_EL2 on VHE hosts only: reset with "vhe": true, or leave HAS_EL2 out`,
    );
  }
  if (!rules.initAllowed(features) || isChanged(s, features)) return failed(c, 'EINVAL');
  const { hasRun, stepping, stepDone } = s;
  const kept = { hasRun, stepping, stepDone };
  Object.assign(s, initialState(s.config), kept, { features, init: 'done', pstate: resetPstate(features) });
  s.hcr = hcrOf(c);
  return done(c);
}

/** Whether the vCPU was initialised before, with other features. */
function isChanged({ init, features: had }: State, asked: Features): boolean {
  const same = had.hasEl2 === asked.hasEl2 && had.e2h0 === asked.e2h0 && had.el1Is32 === asked.el1Is32;
  return init !== 'never' && !same;
}

/** EL2h or EL1h with the interrupts masked, or Supervisor of AArch32. */
function resetPstate({ el1Is32, hasEl2 }: Features): bigint {
  return el1Is32 ? 0x1d3n : PSR.DAIF | (hasEl2 ? EL2H : EL1H);
}

/** KVM_GET_ONE_REG. */
export function getOneReg(c: Context, { reg }: GetOneReg): Outcome {
  const { s } = c;
  needPlace(c, 'userspace', 'get_one_reg');
  if (s.init !== 'done') return failed(c, 'ENOEXEC');
  if (reg === 'PSTATE') return { outcome: 'ok', mode: modeName(s.pstate), value: s.pstate };
  if (reg === 'HCR_EL2') {
    if (!isHcrThere(c)) return failed(c, 'ENOENT');
    const hcr = hcrOf(c);
    return { outcome: 'ok', e2h: (hcr & HCR.E2H) !== 0n, tge: (hcr & HCR.TGE) !== 0n, value: hcr };
  }
  if (reg === 'PC') return { outcome: 'ok', value: s.pc };
  const [file, name] = banked(reg);
  return { outcome: 'ok', value: s[file][name] };
}

/** KVM_SET_ONE_REG. */
export function setOneReg(c: Context, { reg, value }: SetOneReg): Outcome {
  const { s } = c;
  needPlace(c, 'userspace', 'set_one_reg');
  if (s.init !== 'done') return failed(c, 'ENOEXEC');
  if (reg === 'PSTATE') {
    if (!isModeAllowed(value, s.features, s.config)) return failed(c, 'EINVAL');
    s.pstate = value;
    return done(c);
  }
  if (reg === 'HCR_EL2') {
    if (!isHcrThere(c)) return failed(c, 'ENOENT');
    s.hcr = u64(value);
    s.hcr = hcrOf(c);
  } else if (reg === 'PC') s.pc = value;
  else {
    const [file, name] = banked(reg);
    s[file] = withRegister(s[file], name, value);
  }
  return done(c);
}

/** Whether HCR_EL2 is a register of this vCPU. */
function isHcrThere(c: Context): boolean {
  const { hasEl2 } = c.s.features;
  if (!hasEl2) needSaid(c, 'HCR_EL2 without HAS_EL2', 'initialise with has_el2');
  return hasEl2;
}

/** FIQ, IRQ, Supervisor, Abort, Undefined and System; Monitor and Hyp are not among them. */
const AARCH32_EL1 = new Set([0x11n, 0x12n, 0x13n, 0x17n, 0x1bn, 0x1fn]);
const AARCH64_EL1 = new Set([EL0T, EL1T, EL1H]);

/** KVM_SET_ONE_REG of PSTATE looks at M[4:0] alone (arch/arm64/kvm/guest.c, set_core_reg). */
function isModeAllowed(pstate: bigint, { hasEl2, el1Is32 }: Features, host: Config): boolean {
  const mode = pstate & FULL_MODE;
  if (mode === USER) return host.el0_32bit !== false;
  if (AARCH32_EL1.has(mode)) return el1Is32;
  return (AARCH64_EL1.has(mode) || (hasEl2 && isEl2(mode))) && !el1Is32;
}

/** The register file and its member behind a name such as SPSR_EL2. */
export function banked(
  reg: Exclude<OneReg, 'PSTATE' | 'PC' | 'HCR_EL2'>,
): ['el1' | 'vel2', 'spsr' | 'elr' | 'esr' | 'vbar'] {
  const [name, level] = reg.split('_') as [string, string];
  return [level === 'EL2' ? 'vel2' : 'el1', name.toLowerCase() as 'spsr' | 'elr' | 'esr' | 'vbar'];
}
