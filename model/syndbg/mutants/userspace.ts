/** Mutants of the userspace half: what a VMM with the debugger's transport does wrong. */
import type { Mutant } from '../../core/machine';
import { CONTROL } from '../msr';
import { fieldOf, HYPERV, withField } from '../run-structure';
import { withVcpu, withVm } from '../state';
import type { Op, Serve } from '../types';
import { RECEIVE } from '../userspace';
import type { State } from '../state';
import { answering, hearing, leaving, mutant, stepping } from './mutant';
import { vcpuAt, vmAt } from './wraps';

/** The command of the exit that userspace serves, or null. */
function commandOf(op: Op, state: State): bigint | null {
  if (op.op !== 'serve') return null;
  const { part } = vcpuAt(state, op).run;
  return fieldOf(part, HYPERV.msr) === CONTROL ? fieldOf(part, HYPERV.control) : null;
}

function withStatus(state: State, op: Serve, change: (status: bigint) => bigint): State {
  const { run } = vcpuAt(state, op);
  const part = withField(run.part, HYPERV.status, change(fieldOf(run.part, HYPERV.status)));
  return withVcpu(state, op.vm, op.vcpu, { run: { ...run, part } });
}

export const USERSPACE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'whole-buffer-sent',
    breaks: 'SYNDBG-115',
    origin: 'the size of the buffer taken for that of the packet, as it is right for a command to receive',
    wrap: answering((outcome, op, before) => ({
      ...outcome,
      events: (outcome.events ?? []).map((event) =>
        event.event === 'packet' && commandOf(op, before) !== null ? { ...event, size: 8 } : event,
      ),
    })),
  }),
  mutant({
    id: 'sent-at-any-exit',
    breaks: 'SYNDBG-115',
    origin: 'a VMM that looks at the kind of the exit, and not at which MSR it is for',
    wrap: answering((outcome, op, before) =>
      op.op === 'serve' && commandOf(op, before) === null
        ? { ...outcome, events: [{ event: 'packet', size: 1, value: 0n }] }
        : outcome,
    ),
  }),
  mutant({
    id: 'sent-with-status-success',
    breaks: 'SYNDBG-116',
    origin: 'HV_STATUS_SUCCESS, which is 0, for a status that is not one of the hypercalls',
    wrap: leaving((after, op, before) => {
      const command = commandOf(op, before);
      return op.op === 'serve' && command !== null && command % 2n === 1n
        ? withStatus(after, op, () => 0n)
        : after;
    }),
  }),
  mutant({
    id: 'length-not-answered',
    breaks: 'SYNDBG-116',
    origin: 'the length beside the status, as the hypercall has it, and so for the guest nowhere',
    wrap: leaving((after, op, before) =>
      op.op === 'serve' && commandOf(op, before) !== null
        ? withStatus(after, op, (status) => status & 0xffffn)
        : after,
    ),
  }),
  mutant({
    id: 'received-though-nothing-waits',
    breaks: 'SYNDBG-116',
    origin: 'the return of recv() not looked at, as the socket does not block',
    wrap: leaving((after, op, before) => {
      const command = commandOf(op, before);
      const empty = command !== null && command % 4n === 2n && vmAt(before, op).packets.length === 0;
      return op.op === 'serve' && empty ? withStatus(after, op, () => 4n) : after;
    }),
  }),
  mutant({
    id: 'newest-packet-first',
    breaks: 'SYNDBG-117',
    origin: 'one buffer for what comes in, overwritten by the next packet',
    wrap: stepping((step, before, op) => {
      if (commandOf(op, before) === null) return step(before, op);
      const packets = [...vmAt(before, op).packets].reverse();
      const { state, outcome } = step(withVm(before, (op as Serve).vm, { packets }), op);
      return {
        outcome,
        state: withVm(state, (op as Serve).vm, { packets: [...vmAt(state, op).packets].reverse() }),
      };
    }),
  }),
  mutant({
    id: 'pending-page-kept',
    breaks: 'SYNDBG-27',
    origin: 'the page taken once, when the device is set up',
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      const { pendingByte } = vmAt(before, op);
      if (op.op !== 'serve' || pendingByte === 0n) return stepped;
      return { ...stepped, state: withVm(stepped.state, op.vm, { pendingByte }) };
    }),
  }),
  mutant({
    id: 'pending-page-ignored',
    breaks: 'SYNDBG-27',
    origin: 'a VMM that waits for the guest to ask, as with hypercalls, and answers its polling alone',
    wrap: leaving((after, op) => (op.op === 'serve' ? withVm(after, op.vm, { pendingByte: 0n }) : after)),
  }),
  mutant({
    id: 'told-of-where-nothing-was-named',
    breaks: 'SYNDBG-27',
    origin:
      'set_pending_state() without its look at pending_page_gpa, which is 0 until the guest has named a page',
    wrap: leaving((after, op, before) =>
      op.op === 'packet' && vmAt(before, op).pendingByte === 0n
        ? withVm(after, op.vm, { memory: new Map([...vmAt(after, op).memory, [0n, 1]]) })
        : after,
    ),
  }),
  mutant({
    id: 'pending-byte-never-cleared',
    breaks: 'SYNDBG-118',
    origin: 'set where a packet comes in, and nothing done where it goes out',
    wrap: stepping((step, before, op) => {
      if (op.op !== 'serve') return step(before, op);
      const { pendingByte } = vmAt(before, op);
      const { state, outcome } = step(withVm(before, op.vm, { pendingByte: 0n }), op);
      const page = vmAt(state, op).pendingByte;
      return { outcome, state: withVm(state, op.vm, { pendingByte: page === 0n ? pendingByte : page }) };
    }),
  }),
  mutant({
    id: 'pending-byte-cleared-too-soon',
    breaks: 'SYNDBG-118',
    origin: 'has_data_pending cleared with each packet, and the socket not looked at again',
    wrap: leaving((after, op, before) => {
      const { pendingByte, memory } = vmAt(after, op);
      const command = commandOf(op, before);
      if (command === null || pendingByte === 0n || !(command & (1n << BigInt(RECEIVE)))) return after;
      return withVm(after, (op as Serve).vm, { memory: new Map([...memory, [pendingByte, 0]]) });
    }),
  }),
  mutant({
    id: 'any-command-answered',
    breaks: 'SYNDBG-119',
    origin: 'success for whatever is asked, since nothing can go wrong',
    wrap: leaving((after, op, before) => {
      const command = commandOf(op, before);
      return op.op === 'serve' && command !== null && command % 4n === 0n
        ? withStatus(after, op, () => 1n)
        : after;
    }),
  }),
  mutant({
    id: 'sent-by-its-length',
    breaks: 'SYNDBG-119',
    origin: 'a length that is not 0 taken for the command to send',
    wrap: answering((outcome, op, before) => {
      const command = commandOf(op, before);
      if (command === null || command % 4n !== 0n || command >> 16n === 0n) return outcome;
      return { ...outcome, events: [{ event: 'packet', size: 4, value: 0n }] };
    }),
  }),
  mutant({
    id: 'everything-passed-on',
    breaks: 'SYNDBG-120',
    origin: 'hv-passthrough in QEMU before 7d7b9c7655a2',
    wrap: hearing((op) => (op.op === 'pass_leaves' ? { ...op, debugger: true } : op)),
  }),
  mutant({
    id: 'nothing-of-hyper-v-passed-on',
    breaks: 'SYNDBG-85',
    origin: 'the leaves of Hyper-V left out as a whole, where only the debugger is lacking',
    wrap: stepping((step, before, op) =>
      op.op === 'pass_leaves' && !op.debugger
        ? step(before, { op: 'set_cpuid', vm: op.vm, vcpu: op.vcpu, leaves: [] })
        : step(before, op),
    ),
  }),
];
