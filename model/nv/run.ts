/** KVM_RUN: load, entry, preemption, and the way back to userspace. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { askContext, done, failed, hcrOf, load, needPlace, needSaid, put } from './context';
import { USER } from './pstate';
import { reconsiderAtEntry } from './serror';
import type { KvmRun, Outcome } from './types';

/** KVM_RUN begins: the vCPU is loaded, and KVM stands before the entry, unless a signal or a dead vCPU ends it at once. */
export function kvmRun(c: Context, op: KvmRun): Outcome {
  const { s, rules } = c;
  needPlace(c, 'userspace', 'kvm_run');
  if (s.init === 'never') return failed(c, 'ENOEXEC');
  if (!s.hasRun) {
    s.hasRun = true;
    s.hcr = hcrOf(c);
  }
  if (rules.needsVgic(s.features) && !s.config.vgic) return failed(c, 'EAGAIN');
  s.place = 'kvm';
  if (s.mmio) {
    s.mmio = false;
    s.pc = u64(s.pc + 4n);
  }
  load(c);
  if (op.signal) return signal(c);
  return s.init === 'failed' ? failEntry(c) : done(c);
}

/** The run begins: the context is sampled, virtual PSTATE is lowered into SPSR_EL2, and the CPU enters. */
export function enter(c: Context): Outcome {
  const { s, rules } = c;
  needPlace(c, 'kvm', 'enter');
  if (s.features.hasEl2 && (s.pstate & USER) !== 0n) {
    needSaid(c, 'AArch32 User with HAS_EL2', 'set an AArch64 mode');
    return failEntry(c);
  }
  reconsiderAtEntry(c);
  const hyp = askContext(c);
  s.sampled = s.config.vhe && hyp;
  s.entryPstate = s.pstate;
  s.entryHcr = s.hcr;
  s.spsr = rules.toHw(s.pstate);
  s.elr = s.pc;
  s.place = 'guest';
  return done(c);
}

/** The CPU came back without having run anything, and the vCPU is over: it wants KVM_ARM_VCPU_INIT again. */
function failEntry(c: Context): Outcome {
  put(c);
  c.s.place = 'userspace';
  c.s.init = 'failed';
  c.events.push({ event: 'kvm_exit', reason: 'FAIL_ENTRY' });
  return failed(c, 'EINVAL');
}

/** Another thread has the CPU for a while. */
export function preempt(c: Context): Outcome {
  needPlace(c, 'kvm', 'preempt');
  put(c);
  load(c);
  return done(c);
}

/** KVM_RUN returns to userspace because a signal waits. */
export function signal(c: Context): Outcome {
  needPlace(c, 'kvm', 'signal');
  put(c);
  c.s.place = 'userspace';
  c.events.push({ event: 'kvm_exit', reason: 'INTR' });
  return failed(c, 'EINTR');
}
