/** Single steps of the guest by userspace: KVM_SET_GUEST_DEBUG, and the exit after each instruction. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { done, needPlace, put } from './context';
import { leaveGuest } from './exit';
import { PSR } from './pstate';
import type { Op, Outcome, SetGuestDebug } from './types';

/** ESR_EL2 of a Software Step exception from a lower level: EC 0x32, IL, ISV, and its IFSC. */
const STEP = 0xcb00_0022n;
/** Operations that are one instruction of the guest, and that the CPU executes by itself. */
const INSNS: ReadonlySet<Op['op']> = new Set(['execute', 'exception', 'msr', 'mrs']);

/** KVM_SET_GUEST_DEBUG. */
export function setGuestDebug(c: Context, { single_step: on }: SetGuestDebug): Outcome {
  needPlace(c, 'userspace', 'set_guest_debug');
  c.s.stepping = on;
  if (!on) c.s.stepDone = false;
  return done(c);
}

/** @throws Misuse while userspace steps, where no source says what a step over `what` is */
export function needUnstepped({ s }: Context, what: string): void {
  if (s.stepping) throw new Misuse(`nobody says what a single step over ${what} is: end the stepping before`);
}

/** While userspace steps, an instruction that the CPU has executed ends KVM_RUN, and so does one that KVM has. */
export function afterStep(c: Context, op: Op, outcome: Outcome): Outcome {
  const { s } = c;
  const isDone = INSNS.has(op.op) || (op.op === 'enter' && (s.spsr & PSR.SS) === 0n);
  if (!s.stepping || s.place !== 'guest' || !isDone) return outcome;
  leaveGuest(c, { kind: 'TRAP', esr: STEP, handler: () => 'leave' });
  s.pstate |= PSR.SS;
  put(c);
  s.place = 'userspace';
  c.events.push({ event: 'kvm_exit', reason: 'DEBUG' });
  return { ...outcome, events: c.events };
}
