/** Mutants of what userspace does with debug hypercalls. */
import type { Mutant } from '../../core/machine';
import {
  NO_DATA,
  POST_DEBUG_DATA,
  RESET_DEBUG_SESSION,
  RETRIEVE_DEBUG_DATA,
  SUCCESS,
} from '../hypercall-checks';
import { readBytes } from '../memory';
import { fieldOf, HYPERV, withField } from '../run-structure';
import type { Memory, State } from '../state';
import { withVcpu, withVm } from '../state';
import type { Hypercall, Op, Serve } from '../types';
import { answering, leaving, mutant } from './mutant';
import { vcpuAt, vmAt } from './wraps';

/** The call that userspace serves, if it has that code. */
function servedCall(op: Op, before: State, code: bigint): Hypercall | null {
  if (op.op !== 'serve') return null;
  const { stopped } = vcpuAt(before, op);
  return stopped?.kind === 'HCALL' && (stopped.of.input & 0xffffn) === code ? stopped.of : null;
}

/** Calls with that code are answered with another result. */
const answered = (
  code: bigint,
  change: (result: bigint, before: State, op: Serve) => bigint,
): ReturnType<typeof leaving> =>
  leaving((after, op, before) => {
    if (!servedCall(op, before, code)) return after;
    const { run } = vcpuAt(after, op);
    const result = change(fieldOf(run.part, HYPERV.result), before, op as Serve);
    const part = withField(run.part, HYPERV.result, result);
    return withVcpu(after, (op as Serve).vm, (op as Serve).vcpu, { run: { ...run, part } });
  });

/** Calls with that code leave something else in the guest's memory. */
const writing = (
  code: bigint,
  change: (memory: Map<bigint, number>, call: Hypercall, old: Memory) => void,
): ReturnType<typeof leaving> =>
  leaving((after, op, before) => {
    const call = servedCall(op, before, code);
    if (!call) return after;
    const memory = new Map(vmAt(after, op).memory);
    change(memory, call, vmAt(before, op).memory);
    return withVm(after, (op as Serve).vm, { memory });
  });

const waits = (before: State, op: Serve): boolean => vmAt(before, op).packets.length > 0;

export const SERVED_CALL_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'posted-with-its-headers',
    breaks: 'SYNDBG-134',
    origin:
      'is_raw not looked at: by the MSRs the guest passes what the packet carries, and nothing before it',
    wrap: answering((outcome, op, before) => {
      const call = servedCall(op, before, POST_DEBUG_DATA);
      if (!call || (outcome.events ?? []).length === 0) return outcome;
      const value = readBytes(vmAt(before, op).memory, call.ingpa + 8n, 8);
      return { ...outcome, events: [{ event: 'packet', size: 8, value }] };
    }),
  }),
  mutant({
    id: 'posted-past-its-count',
    breaks: 'SYNDBG-134',
    origin: 'the length of the UDP header believed, and not that of the call',
    wrap: answering((outcome, op, before) => {
      const call = servedCall(op, before, POST_DEBUG_DATA);
      if (!call || (outcome.events ?? []).length === 0) return outcome;
      const value = readBytes(vmAt(before, op).memory, call.ingpa + 50n, 4);
      return { ...outcome, events: [{ event: 'packet', size: 4, value }] };
    }),
  }),
  mutant({
    id: 'posted-whatever-it-is',
    breaks: 'SYNDBG-135',
    origin: 'the headers skipped by their usual length, and not looked at',
    wrap: answering((outcome, op, before) => {
      const call = servedCall(op, before, POST_DEBUG_DATA);
      if (!call) return outcome;
      const value = readBytes(vmAt(before, op).memory, call.ingpa + 50n, 4);
      return { ...outcome, events: [{ event: 'packet', size: 4, value }] };
    }),
  }),
  mutant({
    id: 'post-answered-by-status',
    breaks: 'SYNDBG-136',
    origin: 'HV_SYNDBG_STATUS_SEND_SUCCESS, which is 1: one function for both ways in',
    wrap: answered(POST_DEBUG_DATA, (result) => (result === SUCCESS ? 1n : result)),
  }),
  mutant({
    id: 'pending-count-not-written',
    breaks: 'SYNDBG-137',
    origin: 'an output page that is mapped, and written on errors alone',
    wrap: writing(POST_DEBUG_DATA, (memory, { outgpa }, old) => {
      for (let i = 0n; i < 4n; i += 1n) memory.set(outgpa + i, old.get(outgpa + i) ?? 0);
    }),
  }),
  mutant({
    id: 'post-of-any-length',
    breaks: 'SYNDBG-138',
    origin: 'the count believed, as that of CONTROL is, which has 16 bits',
    wrap: answered(POST_DEBUG_DATA, () => SUCCESS),
  }),
  mutant({
    id: 'retrieved-without-headers',
    breaks: 'SYNDBG-139',
    origin: 'is_raw not looked at, as for a command to receive',
    wrap: writing(RETRIEVE_DEBUG_DATA, (memory, { outgpa }) => {
      const from = outgpa + 8n;
      for (let i = 0n; i < 8n; i += 1n) memory.set(from + i, memory.get(from + 42n + i) ?? 0);
      for (let i = 8n; i < 50n; i += 1n) memory.delete(from + i);
    }),
  }),
  mutant({
    id: 'lengths-as-the-host-has-them',
    breaks: 'SYNDBG-139',
    origin: 'ip_len without cpu_to_be16',
    wrap: writing(RETRIEVE_DEBUG_DATA, (memory, { outgpa }) => {
      for (const at of [16n, 38n]) {
        const [high, low] = [memory.get(outgpa + 8n + at) ?? 0, memory.get(outgpa + 9n + at) ?? 0];
        memory.set(outgpa + 8n + at, low).set(outgpa + 9n + at, high);
      }
    }),
  }),
  mutant({
    id: 'retrieved-count-without-headers',
    breaks: 'SYNDBG-140',
    origin: 'what recv() returned: retrieved_count before UDP_PKT_HEADER_SIZE is added',
    wrap: writing(RETRIEVE_DEBUG_DATA, (memory, { outgpa }) => {
      const count = memory.get(outgpa) ?? 0;
      memory.set(outgpa, Math.max(0, count - 42));
    }),
  }),
  mutant({
    id: 'retrieved-count-left',
    breaks: 'SYNDBG-140',
    origin: 'a return before the counts are written where there is nothing',
    wrap: leaving((after, op, before) => {
      const call = servedCall(op, before, RETRIEVE_DEBUG_DATA);
      return call && !waits(before, op as Serve)
        ? withVm(after, (op as Serve).vm, { memory: vmAt(before, op).memory })
        : after;
    }),
  }),
  mutant({
    id: 'retrieve-answered-by-status',
    breaks: 'SYNDBG-141',
    origin: 'bit 2 and the length, as STATUS has them: one function for both ways in',
    wrap: answered(RETRIEVE_DEBUG_DATA, (result, before, op) =>
      waits(before, op) ? 4n | (BigInt(vmAt(before, op).packets[0]?.size ?? 0) << 16n) : result,
    ),
  }),
  mutant({
    id: 'no-data-is-success',
    breaks: 'SYNDBG-142',
    origin: 'a count of 0 that says it already',
    wrap: answered(RETRIEVE_DEBUG_DATA, () => SUCCESS),
  }),
  mutant({
    id: 'pending-byte-kept-by-hypercalls',
    breaks: 'SYNDBG-118',
    origin: 'the byte cleared in the handler of CONTROL, which hypercalls do not come by',
    wrap: leaving((after, op, before) => {
      if (!servedCall(op, before, RETRIEVE_DEBUG_DATA)) return after;
      const { pendingByte, memory } = vmAt(after, op);
      const old = vmAt(before, op).memory.get(pendingByte);
      if (pendingByte === 0n || old === undefined) return after;
      return withVm(after, (op as Serve).vm, { memory: new Map(memory).set(pendingByte, old) });
    }),
  }),
  mutant({
    id: 'reset-finds-no-data',
    breaks: 'SYNDBG-143',
    origin: 'what Microsoft documents of HvResetDebugSession where nothing is thrown away',
    wrap: answered(RESET_DEBUG_SESSION, (result, before, op) => (waits(before, op) ? result : NO_DATA)),
  }),
];
