/**
 * SErrors: where they go and when, as kvm_inject_serror_esr() of arch/arm64/kvm/inject_fault.c has it since Linux 6.17.
 */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { done, failed, hcrOf, needPlace } from './context';
import { deliver, deliverByCpu, deliverByKvm, groupFrom, vectorFrom, type KvmTaken } from './deliver';
import { MODE_MASK, HCR, isEl2, PSR } from './pstate';
import type { Outcome, SetVcpuEvents } from './types';

/** ESR_ELx.EC and IL of an SError, and the field that userspace may give. */
const SYNDROME = 0xbe00_0000n;
const ISS = 0x1ff_ffffn;
/** From the vector of a synchronous exception to that of an SError. */
const OFFSET = 0x180n;

/** KVM_SET_VCPU_EVENTS: an SError is taken at once where it may be, and waits where not. */
export function setVcpuEvents(c: Context, { serror_esr: iss }: SetVcpuEvents): Outcome {
  const { s } = c;
  needPlace(c, 'userspace', 'set_vcpu_events');
  if (s.init !== 'done') return failed(c, 'ENOEXEC');
  if (s.features.el1Is32)
    throw new Misuse('an SError of a vCPU with a 32-bit EL1 is not among the operations');
  if ((iss & ~ISS) !== 0n) return failed(c, 'EINVAL');
  inject(c, iss);
  return done(c);
}

/** KVM looks again at an SError that waits: PSTATE, HCR_EL2 or the context may have changed. */
export function reconsider(c: Context): void {
  const { serror } = c.s;
  if (serror !== null) inject(c, serror.iss);
}

/** At the entry KVM looks again at an SError that it has kept for itself. */
export function reconsiderAtEntry(c: Context): void {
  if (c.s.serror?.delegated === false) reconsider(c);
}

/** The CPU takes a virtual SError that it was told of, once PSTATE.A is clear. */
export function takeVirtual(c: Context): void {
  const { s } = c;
  if (s.place !== 'guest' || s.serror?.delegated !== true || (s.spsr & PSR.A) !== 0n) return;
  const { iss } = s.serror;
  s.serror = null;
  deliverByCpu(c, { esr: SYNDROME | iss, vector: vectorFrom(s.spsr) + OFFSET, elr: s.elr });
}

/** @throws Misuse while an SError waits, of which no source says what `what` makes */
export function needNoSerror({ s }: Context, what: string): void {
  if (s.serror !== null)
    throw new Misuse(`an SError waits, and nobody says what ${what} does to it: clear PSTATE.A before`);
}

function inject(c: Context, iss: bigint): void {
  const { s, choices } = c;
  const esr = SYNDROME | iss;
  s.serror = null;
  if (s.features.hasEl2 && !c.rules.isHypCtxt(s) && (s.hcr & HCR.AMO) !== 0n) {
    const kept = choices['serror_syndrome'] !== 'written';
    toVel2(c, () => ({ ...(kept ? {} : { esr }), ...frame(c) }));
  } else if (isUndeliverable(c)) s.serror = { iss, delegated: false };
  else if ((s.pstate & PSR.A) !== 0n) s.serror = { iss, delegated: true };
  else if (targetsEl2(c)) toVel2(c, () => ({ esr, ...frame(c) }));
  else deliverByKvm(c, { esr, vector: vectorFrom(s.pstate) + OFFSET, elr: s.pc }, 'vEL1');
}

function frame({ s }: Context): Pick<KvmTaken, 'vector' | 'elr'> {
  return { vector: groupFrom(s.pstate) + OFFSET, elr: s.pc };
}

/** A vCPU that is not loaded has all its registers in memory already. */
function toVel2(c: Context, exception: () => KvmTaken): void {
  if (c.s.loaded === null) deliverByKvm(c, exception());
  else deliver(c, exception);
}

/** At vEL2 with TGE and AMO clear nothing may interrupt EL2; with E2H set AMO may count as set. */
function isUndeliverable(c: Context): boolean {
  const { s, choices } = c;
  const counts = choices['amo_at_vel2'] === 'as-set' && (hcrOf(c) & HCR.E2H) !== 0n;
  return isEl2(s.pstate) && !counts && (s.hcr & (HCR.TGE | HCR.AMO)) === 0n;
}

function targetsEl2({ s }: Context): boolean {
  // EL0t and, in AArch32, User: exception_target_el() compares M[3:0].
  const user = (s.pstate & MODE_MASK) === 0n && (s.hcr & HCR.TGE) !== 0n;
  return s.features.hasEl2 && (isEl2(s.pstate) || user);
}
