/** Mutants of the debug hypercalls and of the trace points. */
import type { Mutant } from '../../core/machine';
import type { HypercallCheck } from '../hypercall-checks';
import { ACCESS_DENIED, CHECKS, SUCCESS } from '../hypercall-checks';
import { GUEST_OS_ID } from '../msr';
import type { Rules } from '../rules';
import type { Event, HcallExit } from '../types';
import { answering, hearing, mutant, stepping } from './mutant';
import { refusedAccess, vcpuAt } from './wraps';

const { accessDenied, reserved, fast, disabled, options } = CHECKS;
const order = (...checks: readonly HypercallCheck[]): Pick<Rules, 'checks'> => ({ checks });

/** Access denied, unless the call is fast: that is asked first. */
const fastFirst: HypercallCheck = {
  status: (context) =>
    accessDenied.status(context) === null ? null : (fast.status(context) ?? ACCESS_DENIED),
};

/** The exit of a hypercall shows something else. */
const showingCall = (change: (exit: HcallExit) => Partial<HcallExit>): ReturnType<typeof answering> =>
  answering((outcome) => ({
    ...outcome,
    events: (outcome.events ?? []).map((event) =>
      event.event === 'exit' && event.exit === 'HCALL' ? { ...event, ...change(event) } : event,
    ),
  }));

export const HYPERCALL_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'reserved-after-off',
    breaks: 'SYNDBG-50',
    origin: 'the check of the reserved bits put into the cases of the calls that there are',
    invariant: 8,
    rules: order(accessDenied, fast, disabled, reserved, options),
  }),
  mutant({
    id: 'denied-where-off',
    breaks: 'SYNDBG-51',
    origin: 'hv_check_hypercall_access without "!kvm_hv_is_syndbg_enabled ||"',
    invariant: 8,
    rules: order(
      { status: ({ vcpu }) => (vcpu.enforceCpuid && !vcpu.features.hvDebugging ? ACCESS_DENIED : null) },
      reserved,
      fast,
      disabled,
      options,
    ),
  }),
  mutant({
    id: 'hypercall-result-dropped',
    breaks: 'SYNDBG-103',
    origin: 'an exit without complete_userspace_io: the guest gets what stood in RAX, or success',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const answers = op.op === 'run' && vcpuAt(before, op).stopped?.kind === 'HCALL';
      return {
        state,
        outcome: answers && outcome.outcome === 'ok' ? { ...outcome, value: SUCCESS } : outcome,
      };
    }),
  }),
  mutant({
    id: 'hypercall-exits-past-the-vmmcall',
    breaks: 'SYNDBG-91',
    origin: 'the instruction skipped at the exit, as it is at that of a WRMSR',
    wrap: showingCall(({ rip }) => ({ rip: rip + 3n })),
  }),
  mutant({
    id: 'hypercall-exit-cleared',
    breaks: 'SYNDBG-131',
    origin: 'the record of the exit made whole and copied, as at the other two kinds of the same exit',
    wrap: showingCall(() => ({ pad1: 0n, result: 0n })),
  }),
  mutant({
    id: 'hypercall-page-needed',
    breaks: 'SYNDBG-45',
    origin: 'the kernel before v6 4/5, which asks for the hypercall page',
    rules: { hypercallsWork: () => false },
  }),
  mutant({
    id: 'os-id-not-looked-at',
    breaks: 'SYNDBG-45',
    origin: '"regardless of hypercall page" read as regardless of the guest OS id too',
    rules: { hypercallsWork: () => true },
  }),
  mutant({
    id: 'os-id-of-32-bits',
    breaks: 'SYNDBG-45',
    origin: 'a guest OS id kept in 32 bits: its lower half (build, service and minor version) may be 0',
    wrap: hearing((op) =>
      op.op === 'set_msrs'
        ? {
            ...op,
            msrs: op.msrs.map((one) =>
              one.msr === GUEST_OS_ID ? { ...one, value: one.value & 0xffff_ffffn } : one,
            ),
          }
        : op,
    ),
  }),
  mutant({
    id: 'fast-post-accepted',
    breaks: 'SYNDBG-46',
    origin: 'RESET_DEBUG_SESSION may be fast, and the three share their cases',
    rules: order(accessDenied, reserved, disabled, options),
  }),
  mutant({
    id: 'options-not-looked-at',
    breaks: 'SYNDBG-47',
    origin: 'the option left to userspace, which gets the exit in any case',
    invariant: 8,
    rules: order(accessDenied, reserved, fast, disabled),
  }),
  mutant({
    id: 'hypercall-answered-by-kvm',
    breaks: 'SYNDBG-48',
    origin: 'a stub that says success, as KVM has for calls that it need not carry out',
    rules: order(accessDenied, reserved, fast, disabled, options, { status: () => SUCCESS }),
  }),
  mutant({
    id: 'disabled-not-looked-at',
    breaks: 'SYNDBG-49',
    origin: 'v6 5/5 as posted, after the checks that came since',
    invariant: 8,
    rules: order(accessDenied, reserved, fast, options),
  }),
  mutant({
    id: 'disabled-before-fast',
    breaks: 'SYNDBG-46',
    origin: 'the feature asked for first, as the kernel’s own test of the call expects',
    invariant: 8,
    rules: order(accessDenied, reserved, disabled, fast, options),
  }),
  mutant({
    id: 'reserved-after-fast',
    breaks: 'SYNDBG-50',
    origin: 'the check of the reserved bits, which came years later, put behind those that were there',
    invariant: 8,
    rules: order(accessDenied, fast, reserved, disabled, options),
  }),
  mutant({
    id: 'hypercall-from-user-mode',
    breaks: 'SYNDBG-52',
    origin: 'the privilege checked where a call is dispatched, after the debug calls have left for userspace',
    wrap: hearing((op) => {
      if (op.op !== 'hypercall' || op.mode === 'prot32') return op;
      const { mode: _mode, cpl: _cpl, ...plain } = op;
      return plain;
    }),
  }),
  mutant({
    id: 'fast-before-access-denied',
    breaks: 'SYNDBG-88',
    origin: 'the check of access put into the cases of the three calls, after that of the fast bit',
    invariant: 8,
    rules: order(fastFirst, reserved, fast, disabled, options),
  }),
  mutant({
    id: 'hypercalls-ruled-by-msr-bit',
    breaks: 'SYNDBG-89',
    origin: 'one bit for both: DEBUG_MSRS_AVAILABLE and HV_DEBUGGING are both bit 11',
    rules: order(
      {
        status: ({ vcpu, enabled }) =>
          vcpu.enforceCpuid && enabled && !vcpu.features.debugMsrs ? ACCESS_DENIED : null,
      },
      reserved,
      fast,
      disabled,
      options,
    ),
  }),
];

/** The trace points print something else. */
const printing = (change: (text: string, vcpu: number) => string): ReturnType<typeof answering> =>
  answering((outcome, op) => {
    if (!outcome.events?.some(({ event }) => event === 'trace')) return outcome;
    const { vcpu } = op as { readonly vcpu: number };
    const events = outcome.events.map((event) =>
      event.event === 'trace' ? { ...event, text: change(event.text, vcpu) } : event,
    );
    return { ...outcome, events };
  });

export const TRACE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'get-not-traced',
    breaks: 'SYNDBG-99',
    origin: 'v1 of the series, which traces writes alone (20200303130356.50405-2-arilou@gmail.com)',
    wrap: answering((outcome) => ({
      ...outcome,
      events: (outcome.events ?? []).filter(
        (event) => event.event !== 'trace' || event.name !== 'kvm_hv_syndbg_get_msr',
      ),
    })),
  }),
  mutant({
    id: 'trace-has-the-vcpu-twice',
    breaks: 'SYNDBG-29',
    origin: 'the VP index is the number of the vCPU, until userspace says otherwise',
    wrap: printing((text, vcpu) => text.replace(/vp_index \d+/, `vp_index ${vcpu}`)),
  }),
  mutant({
    id: 'trace-without-vp-index',
    breaks: 'SYNDBG-29',
    origin: 'the format of the other Hyper-V trace points, which print the vCPU alone',
    wrap: printing((text) => text.replace(/vp_index \d+ /, '')),
  }),
  mutant({
    id: 'set-traced-after-the-exit',
    breaks: 'SYNDBG-30',
    origin: 'the trace point at the end of the function, as that of the get is',
    wrap: answering((outcome) => {
      const events: readonly Event[] = outcome.events ?? [];
      const isTrace = ({ event }: Event): boolean => event === 'trace';
      return events.length < 2
        ? outcome
        : { ...outcome, events: [...events.filter((one) => !isTrace(one)), ...events.filter(isTrace)] };
    }),
  }),
  mutant({
    id: 'refusal-traced',
    breaks: 'SYNDBG-31',
    origin: 'the trace point before the check, so that refusals can be seen',
    wrap: answering((outcome, op, before) => {
      const access = refusedAccess(op, outcome);
      if (!access || !before.config.trace) return outcome;
      const [name, data] =
        access.op === 'wrmsr'
          ? (['kvm_hv_syndbg_set_msr', access.value] as const)
          : (['kvm_hv_syndbg_get_msr', 0n] as const);
      const text = `vcpu_id ${access.vcpu} vp_index ${vcpuAt(before, op).vpIndex} msr 0x${access.msr.toString(16)} data 0x${data.toString(16)}`;
      return { ...outcome, events: [{ event: 'trace', name, text }, ...(outcome.events ?? [])] };
    }),
  }),
];
