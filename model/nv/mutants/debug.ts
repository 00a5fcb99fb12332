/** Mistakes in PSTATE.SS, and in single steps by userspace. */
import type { Mutant } from '../../core/machine';
import type { RegisterFile } from '../types';
import { PSR } from '../pstate';
import type { State } from '../state';
import { leaving, mutantsIn, stepping, takenFor } from './make';

const UPSTREAM = ['upstream'] as const;

const withoutSs = (file: RegisterFile): RegisterFile => ({ ...file, spsr: file.spsr & ~PSR.SS });
/** SPSR_EL2 without SS, where an exception has just changed it. */
function losingSs(after: State, before: State): Partial<State> {
  if (after.pstate === before.pstate && after.pc === before.pc) return {};
  return after.loaded === 'vEL2' ? { cpu: withoutSs(after.cpu) } : { vel2: withoutSs(after.vel2) };
}

export const DEBUG: readonly Mutant[] = [
  ...mutantsIn(UPSTREAM, {
    id: 'eret-loses-ss',
    breaks: 'NV-121',
    origin: 'SS taken for the affair of the CPU alone, which sees no SPSR_EL2 of vEL2',
    wrap: leaving(['eret'], ({ place, pstate }) => (place === 'kvm' ? { pstate: pstate & ~PSR.SS } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'frame-loses-ss',
    breaks: 'NV-122',
    origin: 'SPSR_EL2 made of PSTATE as the handler has it, where SS is clear',
    wrap: leaving(['inject_irq', 'set_vcpu_events'], losingSs),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'step-forgotten',
    breaks: 'NV-123',
    origin: 'MDSCR_EL1 of the guest loaded over that of the debugger',
    wrap: takenFor(['set_guest_debug'], (op) => ({ ...op, single_step: false })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'step-twice',
    breaks: 'NV-123',
    origin: 'SS set at every entry, as before 6.1: where the step was done another instruction runs',
    wrap: stepping((step, s, op) =>
      step(op.op === 'enter' && s.stepping ? { ...s, pstate: s.pstate | PSR.SS } : s, op),
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'step-for-ever',
    breaks: 'NV-123',
    origin: 'the debugger gone, and its flags kept',
    wrap: leaving(['set_guest_debug'], (after, { stepping: was }) => ({ stepping: after.stepping || was })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'step-still-pending',
    breaks: 'NV-123',
    origin: 'DBG_SS_ACTIVE_PENDING of the last debugger kept for the next',
    wrap: leaving(['set_guest_debug'], (_, { stepDone }) => ({ stepDone })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'ss-of-the-step-shown',
    breaks: 'NV-124',
    origin: 'SS of the step left in PSTATE, as before 6.1',
    wrap: leaving(['kvm_run'], ({ stepping: on }) => (on ? { guestSs: PSR.SS } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'ss-of-the-guest-lost',
    breaks: 'NV-124',
    origin: 'SS cleared when the step ends, whosever it was',
    wrap: leaving(['kvm_run'], ({ stepping: on }) => (on ? { guestSs: 0n } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'exception-before-put',
    breaks: 'NV-125',
    origin: 'PSTATE saved to SPSR_EL2 before vcpu_put has given SS back',
    wrap: leaving(['hvc'], (after, before) => (after.stepping ? losingSs(after, before) : {})),
  }),
];
