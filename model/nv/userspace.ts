/** What userspace does to a vCPU that is not in KVM_RUN. */
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import type { Context } from './context';
import { done, failed, hcrOf, needPlace } from './context';
import { FULL_MODE, HCR, modeName, USER } from './pstate';
import { initialState, withRegister, type Features } from './state';
import type { GetOneReg, OneReg, Outcome, SetOneReg, VcpuInit } from './types';

/** KVM_ARM_VCPU_INIT: everything as at reset. */
export function vcpuInit(c: Context, op: VcpuInit): Outcome {
  const { s, rules } = c;
  const features: Features = { hasEl2: op.has_el2, e2h0: op.has_el2_e2h0, el1Is32: op.el1_32bit };
  if (s.place !== 'userspace') needPlace(c, 'userspace', 'vcpu_init');
  if (features.hasEl2 && !s.config.vhe && rules.profile !== 'seed') {
    throw new Misuse(
      `profile ${rules.profile} has HAS_EL2 on VHE hosts only: reset with "vhe": true, or leave HAS_EL2 out`,
    );
  }
  if (!rules.initAllowed(features)) return failed(c, 'EINVAL');
  const el2 = rules.hasEl2(features);
  const had: Features = { ...features, hasEl2: el2, e2h0: features.e2h0 && el2 };
  Object.assign(s, initialState(s.config), { features: had, init: 'done', pstate: rules.resetPstate(had) });
  return done(c);
}

/** KVM_GET_ONE_REG. */
export function getOneReg(c: Context, { reg }: GetOneReg): Outcome {
  const { s } = c;
  needPlace(c, 'userspace', 'get_one_reg');
  if (s.init === 'failed') return failed(c, 'ENOEXEC');
  if (reg === 'PSTATE') return { outcome: 'ok', mode: modeName(s.pstate), value: s.pstate };
  if (reg === 'HCR_EL2') {
    if (!hcrThere(c, 'get')) return failed(c, 'ENOENT');
    const hcr = hcrOf(c);
    return { outcome: 'ok', e2h: (hcr & HCR.E2H) !== 0n, tge: (hcr & HCR.TGE) !== 0n, value: hcr };
  }
  if (reg === 'PC') return { outcome: 'ok', value: s.pc };
  const [file, name] = banked(reg);
  return { outcome: 'ok', value: s[file][name] };
}

/** KVM_SET_ONE_REG. */
export function setOneReg(c: Context, { reg, value }: SetOneReg): Outcome {
  const { s, rules } = c;
  needPlace(c, 'userspace', 'set_one_reg');
  if (s.init === 'failed') return failed(c, 'ENOEXEC');
  if (reg === 'PSTATE') {
    const taken = rules.setAllowed(value, s.features, s.config);
    s.pstate = rules.storedPstate(s.pstate, value, taken);
    return taken ? done(c) : failed(c, 'EINVAL');
  }
  if (reg === 'HCR_EL2') {
    if (!hcrThere(c, 'set')) return failed(c, 'ENOENT');
    s.hcr = u64(rules.hcrAfterSet(value, s.features));
  } else if (reg === 'PC') s.pc = value;
  else {
    const [file, name] = banked(reg);
    s[file] = withRegister(s[file], name, value);
  }
  return done(c);
}

/** Whether HCR_EL2 is a register of this vCPU. The seed says nothing of it where there is no EL2. */
function hcrThere(c: Context, verb: string): boolean {
  const { features } = c.s;
  if (!features.hasEl2 && c.rules.profile === 'seed') {
    throw new Misuse(
      `profile seed does not say what ${verb} HCR_EL2 does without HAS_EL2: initialise with has_el2`,
    );
  }
  return c.rules.hcrVisible(features);
}

/** The register file and its member behind a name such as SPSR_EL2. */
export function banked(
  reg: Exclude<OneReg, 'PSTATE' | 'PC' | 'HCR_EL2'>,
): ['el1' | 'vel2', 'spsr' | 'elr' | 'esr' | 'vbar'] {
  const [name, level] = reg.split('_') as [string, string];
  return [level === 'EL2' ? 'vel2' : 'el1', name.toLowerCase() as 'spsr' | 'elr' | 'esr' | 'vbar'];
}

/** Whether PSTATE says AArch32 User on a vCPU with EL2, which two profiles say nothing of. */
export function unspokenEntry(c: Context): boolean {
  return c.rules.profile === 'seed' && c.s.features.hasEl2 && (c.s.pstate & FULL_MODE & USER) !== 0n;
}
