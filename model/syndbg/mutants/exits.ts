/** Mutants of the exit: when it comes, what it shows, what is taken back. */
import type { Mutant } from '../../core/machine';
import { CONTROL, PENDING_BUFFER } from '../msr';
import { fieldOf, HYPERV } from '../run-structure';
import { answering, leaving, mutant, stepping } from './mutant';
import { answered, exitOf, showing, staying, vcpuAt, vmAt, withValues, writtenBy } from './wraps';

export const EXIT_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'no-exit-on-control',
    breaks: 'SYNDBG-05',
    origin: 'the call of syndbg_exit forgotten in one of the two cases of the switch',
    invariant: 2,
    wrap: staying(({ msr }) => msr === CONTROL),
  }),
  mutant({
    id: 'no-exit-on-pending',
    breaks: 'SYNDBG-06',
    origin: 'the call of syndbg_exit forgotten in the other of the two cases',
    invariant: 2,
    wrap: staying(({ msr }) => msr === PENDING_BUFFER),
  }),
  mutant({
    id: 'exit-on-every-register',
    breaks: 'SYNDBG-07',
    origin: 'the exit asked for after the switch, and so for all of its cases',
    invariant: 2,
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      const name = writtenBy(op);
      const { outcome } = stepped;
      if (op.op !== 'wrmsr' || !name || outcome.outcome !== 'ok' || exitOf(outcome)) return stepped;
      const value = vmAt(stepped.state, op).registers.pending_page;
      const exited = step(stepped.state, { ...op, msr: PENDING_BUFFER, value });
      const exit = exitOf(exited.outcome);
      if (!exit) return stepped;
      const events = [...(outcome.events ?? []), { ...exit, msr: op.msr }];
      return { state: exited.state, outcome: { ...outcome, events } };
    }),
  }),
  mutant({
    id: 'no-exit-if-unchanged',
    breaks: 'SYNDBG-09',
    origin: 'as KVM does for other MSRs: a write of the value that is there already returns early',
    invariant: 2,
    wrap: staying((exit, op, before) => {
      if (op.op !== 'wrmsr') return false;
      const { control, pending_page } = vmAt(before, op).registers;
      return exit.msr === CONTROL ? exit.control === control : exit.pending_page === pending_page;
    }),
  }),
  mutant({
    id: 'type-hcall',
    breaks: 'SYNDBG-20',
    origin: 'the line copied from the exit of the hypercalls',
    wrap: showing(() => ({ type: 2n })),
  }),
  mutant({
    id: 'payload-before-the-store',
    breaks: 'SYNDBG-22',
    origin: 'syndbg_exit called before the value is stored',
    invariant: 4,
    wrap: showing((_exit, { control, send_page, recv_page, pending_page }) => ({
      control,
      send_page,
      recv_page,
      pending_page,
    })),
  }),
  mutant({
    id: 'payload-pages-of-32-bits',
    breaks: 'SYNDBG-22',
    origin: 'the two pages declared __u32, as msr beside them is',
    wrap: showing(({ send_page, recv_page }) => ({
      send_page: BigInt.asUintN(32, send_page),
      recv_page: BigInt.asUintN(32, recv_page),
    })),
  }),
  mutant({
    id: 'status-never-taken',
    breaks: 'SYNDBG-19',
    origin: 'no complete_userspace_io: what userspace answers stays in the run structure',
    invariant: 5,
    wrap: answered(() => ({ msr: 0n })),
  }),
  mutant({
    id: 'status-taken-for-pending-too',
    breaks: 'SYNDBG-24',
    origin: 'a completion that does not look at the MSR',
    invariant: 5,
    wrap: answered(() => ({ msr: CONTROL })),
  }),
  mutant({
    id: 'completion-by-cause',
    breaks: 'SYNDBG-25',
    origin: 'a completion that goes by the record of the exit, which KVM keeps, and not by the run structure',
    wrap: answered((_edits, cause) => ({ msr: cause })),
  }),
  mutant({
    id: 'control-taken-back',
    breaks: 'SYNDBG-65',
    origin: 'the whole payload copied back, as other exits of KVM do',
    invariant: 5,
    wrap: leaving((after, op, before) => {
      const waits = op.op === 'run' && vcpuAt(before, op).stopped?.kind === 'SYNDBG';
      const control = waits ? op.run?.control : undefined;
      return control === undefined ? after : withValues(after, op, { control });
    }),
  }),
  mutant({
    id: 'exit-status-untouched',
    breaks: 'SYNDBG-62',
    origin: 'the patch as posted fills in every field of the payload but status',
    rules: { exitStatus: ({ run }) => fieldOf(run.part, HYPERV.status) },
  }),
  mutant({
    id: 'completion-from-another-vcpu',
    breaks: 'SYNDBG-71',
    origin: 'one exit record for the VM, as the six values are of the VM',
    wrap: answered((_edits, _cause, others) => {
      const last = others.at(-1)?.run;
      if (!last) return {};
      return { msr: fieldOf(last.part, HYPERV.msr), status: fieldOf(last.part, HYPERV.status) };
    }),
  }),
  mutant({
    id: 'completion-skipped-on-immediate-exit',
    breaks: 'SYNDBG-68',
    origin: 'immediate_exit asked for before complete_userspace_io',
    wrap: answered(({ immediate_exit: immediate }) => (immediate ? { msr: 0n } : {})),
  }),
  mutant({
    id: 'exit-at-the-instruction',
    breaks: 'SYNDBG-60',
    origin: 'the instruction skipped by the completion, as it is after the exit of a refused access',
    wrap: showing(({ rip }) => ({ rip: rip === 0x1002n ? 0x1000n : rip })),
  }),
  mutant({
    id: 'status-cleared-at-the-exit',
    breaks: 'SYNDBG-129',
    origin: 'a command that begins by taking away the result of the last one',
    wrap: leaving((after, op, _before, outcome) =>
      exitOf(outcome) ? withValues(after, op, { status: 0n }) : after,
    ),
  }),
  mutant({
    id: 'other-vcpus-wait',
    breaks: 'SYNDBG-98',
    origin: 'hv_lock held until the exit is completed: the others wait for it until a signal comes',
    wrap: stepping((step, before, op) => {
      const access = op.op === 'wrmsr' || op.op === 'rdmsr';
      const waits = access && vmAt(before, op).vcpus.some(({ stopped }) => stopped?.kind === 'SYNDBG');
      return waits
        ? { state: before, outcome: { outcome: 'error', error: 'EINTR', events: [] } }
        : step(before, op);
    }),
  }),
  mutant({
    id: 'immediate-exit-with-an-instruction-alone',
    breaks: 'SYNDBG-69',
    origin: 'immediate_exit looked at where an instruction is put off, and not where there is none',
    wrap: answering((outcome, op, before) =>
      op.op === 'run' && vcpuAt(before, op).stopped === null ? { outcome: 'ok' } : outcome,
    ),
  }),
  mutant({
    id: 'put-off-instruction-kept',
    breaks: 'SYNDBG-109',
    origin: 'KVM_SET_REGS that leaves alone what the emulator holds (emulate_regs_need_sync_from_vcpu)',
    wrap: stepping((step, before, op) =>
      op.op === 'set_regs' ? { state: before, outcome: { outcome: 'ok' } } : step(before, op),
    ),
  }),
];
