/** T0, T8 to T12 and TR32: vCPUs that userspace places, and returns from vEL2. */
import type { Fact } from './facts';
import { featuresOf, hexOf, numberOf, resultOf, textOf } from './facts';
import { handlerReads } from './host-el0';
import { type Lab, Session, TGE, VBAR_EL1, VBAR_EL2 } from './session';

/** T0_vm: init, and the first KVM_RUN. A64 code that ran as A32 shows nothing: there the run is left out. */
export function fresh(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact), fact['vgic'] === 1);
  s.init(resultOf(numberOf(fact, 'errno')));
  if (numberOf(fact, 'errno') !== 0) return;
  const result = numberOf(fact, 'reset_then_run_ret');
  const exits = numberOf(fact, 'kvm_exits');
  if (s.features.el1_32bit && exits > 0) return;
  if (result === -11) s.step({ op: 'kvm_run' }, resultOf(result));
  else {
    s.step({ op: 'kvm_run' }, 'unprinted');
    if (exits > 0) {
      s.guest({ op: 'enter' }, { op: 'execute' });
      s.interrupt(resultOf(result));
    } else s.step({ op: 'signal' }, resultOf(result));
  }
  s.get('PSTATE', { outcome: 'ok', value: hexOf(fact, 'pstate') });
}

/** T8_init. */
export function reset(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  s.init(resultOf(numberOf(fact, 'errno')));
  if (numberOf(fact, 'errno') !== 0) return;
  s.get('PSTATE', readOf(fact, 'get_errno', 'reset_pstate'));
  s.get('HCR_EL2', readOf(fact, 'hcr_get_errno', 'reset_hcr'));
  s.get('PC', { outcome: 'ok', value: hexOf(fact, 'reset_pc') });
}

/** T8 and T8_bit: a SET of PSTATE after one that is known to work, and what is read then. */
export function setPstate(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  const narrow = s.features.el1_32bit;
  s.init();
  s.set('PSTATE', fact.test === 'T8' ? (narrow ? 0x1d3n : 0x3c5n) : narrow ? 0x13n : 0x5n);
  s.set('PSTATE', hexOf(fact, 'set'), resultOf(numberOf(fact, 'errno')));
  s.get('PSTATE', { outcome: 'ok', value: hexOf(fact, 'readback') });
}

/** T8_hcr. */
export function setHcr(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  s.init();
  s.set('HCR_EL2', hexOf(fact, 'set'), resultOf(numberOf(fact, 'errno')));
  s.get('HCR_EL2', readOf(fact, 'get_errno', 'readback'));
}

/** T9, T11 and TR32: userspace sets PSTATE and HCR_EL2, and the guest spins until the host interrupt. */
export function placed(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  s.init();
  if (s.features.has_el2) {
    s.set('HCR_EL2', hexOf(fact, 'set_hcr'), resultOf(numberOf(fact, 'hcr_errno')));
    s.get('HCR_EL2', { outcome: 'ok', value: hexOf(fact, 'hcr_readback') });
    s.set('VBAR_EL2', VBAR_EL2);
  }
  s.set('VBAR_EL1', VBAR_EL1);
  s.set('PSTATE', hexOf(fact, 'set_pstate'), resultOf(numberOf(fact, 'set_errno')));
  s.pstate(fact, 'pre_pstate');
  s.step({ op: 'kvm_run' }, 'unprinted');
  if (numberOf(fact, 'run_ret') === -22) return failedEntry(s, fact);
  s.guest({ op: 'enter' });
  const narrow = (hexOf(fact, 'set_pstate') & 0x10n) !== 0n;
  // A vCPU in AArch32 finds A64 code, whose first word is undefined there.
  s.guest(narrow ? { op: 'exception', class: 'UDF' } : { op: 'execute' });
  if (hexOf(fact, 'fault_marker') !== 0n) faulted(s, fact);
  s.ended(fact);
  s.pstate(fact, 'exit_pstate', 'exit_M');
  s.readHcr(fact, 'exit_hcr');
  s.enter();
  s.guest({ op: 'execute' });
  s.ended(fact, 'run2_ret');
  s.pstate(fact, 'pstate2');
}

/** TR32 with EL2. */
function failedEntry(s: Session, fact: Fact): void {
  s.step({ op: 'enter' }, resultOf(numberOf(fact, 'run_ret')));
  s.get('PSTATE', resultOf(numberOf(fact, 'exit_get_errno')));
  s.get('HCR_EL2', { outcome: 'error' });
  s.step({ op: 'kvm_run' }, resultOf(numberOf(fact, 'run2_ret')));
}

/** What the handler of vEL1 or vEL2 stored: marker 0xdea1 or 0xdead. */
function faulted(s: Session, fact: Fact): void {
  const el1 = hexOf(fact, 'fault_marker') === 0xdea1n;
  const at = (el1 ? VBAR_EL1 : VBAR_EL2) + BigInt(numberOf(fact, 'fault_idx')) * 0x80n;
  s.inspect({ elr: at, loaded: el1 ? 'EL1' : 'vEL2' });
  s.step({ op: 'mrs', reg: el1 ? 'ESR_EL1' : 'ESR_EL2' }, { outcome: 'ok', value: hexOf(fact, 'fault_esr') });
  s.step(
    { op: 'mrs', reg: el1 ? 'SPSR_EL1' : 'SPSR_EL2' },
    { outcome: 'ok', value: hexOf(fact, 'fault_spsr') },
  );
}

/** T10: ERET from vEL2 with any M under a given HCR_EL2. */
export function eret(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  const hcr = hexOf(fact, 'hcr');
  const illegal = numberOf(fact, 'fault_idx') !== 0;
  s.init();
  s.set('PSTATE', 0x3c9n);
  s.enter();
  s.vectors();
  s.hcr(hcr);
  s.eret(hexOf(fact, 'spsr'), hexOf(fact, 'elr_el2'), (hcr & TGE) !== 0n);
  if (illegal) {
    s.guest({ op: 'execute' });
    if (textOf(fact, 'fault_elr_at') !== 't10_tgt') throw new Error('T10: the fault is not at the target');
    handlerReads(s, fact);
  }
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.ended(fact);
  s.registers(fact, 'ELR_EL2');
}

/** T12: exits before which nothing was executed; all of them gave the same, and are written once. */
export function nothingRan(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, featuresOf(fact));
  if (numberOf(fact, 'n_deferred_exits') !== numberOf(fact, 'n_deferred_same_pstate'))
    throw new Error('T12: exits that differ');
  s.init();
  if (s.features.has_el2) s.set('HCR_EL2', hexOf(fact, 'hcr'));
  s.set('PSTATE', hexOf(fact, 'set_pstate'));
  s.enter();
  s.interrupt();
  s.pstate(fact, 'set_pstate', 'M');
}

/** A read: its errno, and the value where there was none. */
function readOf(fact: Fact, errno: string, value: string): object {
  const result = resultOf(numberOf(fact, errno));
  return numberOf(fact, errno) === 0 ? { ...result, value: hexOf(fact, value) } : result;
}
