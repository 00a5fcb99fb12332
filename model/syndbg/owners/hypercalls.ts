/** The debug hypercalls: which check decides, and what the exit and its answer are. */
import { bitSet } from '../../core/u64';
import { FAST, RESERVED_INPUT, RESET_DEBUG_SESSION, USE_HCALLS } from '../hypercall-checks';
import type { Hypercall } from '../types';
import type { Condition, Line, Seen } from './sight';
import { instructionOf, registersOf, RESULT, vcpuOf, vmOf } from './sight';

function callOf(look: Seen): Hypercall | null {
  const one = instructionOf(look);
  return one?.op === 'hypercall' ? one : null;
}

const ANSWER = [...RESULT, 'value', 'events', 'events.HCALL'];

/** The checks that this call does not pass, in no order. */
function failing(look: Seen): readonly ('denied' | 'fast' | 'off' | 'options')[] {
  const call = callOf(look);
  const vcpu = vcpuOf(look);
  if (!call || !vcpu) return [];
  const { features, enforceCpuid } = vcpu;
  const on = features.interface && features.allowKernelDebugging;
  return [
    ...(enforceCpuid && on && !features.hvDebugging ? (['denied'] as const) : []),
    ...(isFast(call) ? (['fast'] as const) : []),
    ...(on ? [] : (['off'] as const)),
    ...(bitSet(registersOf(look)?.options ?? 0n, USE_HCALLS) ? [] : (['options'] as const)),
  ];
}

/** Whether the call is a fast POST or RETRIEVE. */
function isFast({ input }: Hypercall): boolean {
  return (input & 0xffffn) !== RESET_DEBUG_SESSION && bitSet(input, FAST);
}

const calls: Condition = (look) => callOf(look) !== null && (vmOf(look)?.guestOsId ?? 0n) !== 0n;

const outsideKernel: Condition = (look) => {
  const call = callOf(look);
  return call !== null && (call.mode === 'real' || (call.cpl ?? 0) !== 0);
};

const unknownCode: Condition = (look) => {
  const code = (callOf(look)?.input ?? 0x69n) & 0xffffn;
  return code < 0x69n || code > 0x6bn;
};

const reserved: Condition = (look) => ((callOf(look)?.input ?? 0n) & RESERVED_INPUT) !== 0n;

/** Whether EBX bit 11 and EDX bit 11 of leaf 0x40000003 say different things, or the first is clear and not enforced. */
const twoBits: Condition = (look) => {
  const vcpu = vcpuOf(look);
  if (!vcpu || callOf(look) === null) return false;
  const { hvDebugging, debugMsrs } = vcpu.features;
  return hvDebugging !== debugMsrs;
};

const otherOptions: Condition = (look) =>
  ((registersOf(look)?.options ?? 0n) & ~(1n << BigInt(USE_HCALLS))) !== 0n;

const leaves: Condition = ({ outcome }) =>
  (outcome.events ?? []).some((event) => event.event === 'exit' && event.exit === 'HCALL');

/** Whether the guest OS id is another than those that Windows writes. */
const anyId: Condition = (look) => bitSet(vmOf(look)?.guestOsId ?? 0n, 63);

const answered: Condition = (look) => {
  const stopped = vcpuOf(look)?.stopped;
  if (look.op.op !== 'run' || !stopped) return false;
  return stopped.kind === 'HCALL' || (stopped.kind === 'EINTR' && stopped.result?.value !== undefined);
};

const all =
  (...conditions: readonly Condition[]): Condition =>
  (look, past) =>
    conditions.every((condition) => condition(look, past));

/** Whether the review's profile has SynDbg off, or the leaves have. */
const off: Condition = (look) => {
  const on = vcpuOf(look)?.features;
  const open = (on?.interface ?? false) && (on?.allowKernelDebugging ?? false);
  return !open && (vmOf(look)?.capEnabledOn.length ?? 0) === 0;
};

export const HYPERCALLS: readonly Line[] = [
  { id: 'SYNDBG-45', fields: ['value & 0xfffffffffffff000'], when: (look) => calls(look, []) && !leaves(look, []) },
  { id: 'SYNDBG-45', fields: ['events', 'events.HCALL'], when: (look) => callOf(look) !== null && vmOf(look)?.guestOsId === 0n }, // prettier-ignore
  { open: 'unspecified', fields: [...RESULT, 'value', 'rip'], when: (look) => callOf(look) !== null && !usable(look) }, // prettier-ignore
  { id: 'SYNDBG-52', fields: [...ANSWER, 'rip', 'error_code'], when: all(calls, outsideKernel) },
  { id: 'SYNDBG-92', fields: ANSWER, when: all(calls, unknownCode) },
  { id: 'SYNDBG-50', fields: ANSWER, when: all(calls, reserved) },
  { id: 'SYNDBG-89', fields: ANSWER, when: all(calls, twoBits) },
  { id: 'SYNDBG-51', fields: ANSWER, when: all(calls, (look) => failing(look).includes('off') && !failing(look).includes('denied')) }, // prettier-ignore
  { id: 'SYNDBG-88', fields: ANSWER, when: all(calls, (look) => failing(look).length > 0) },
  { id: 'SYNDBG-49', fields: ANSWER, when: all(calls, off) },
  { id: 'SYNDBG-46', fields: ANSWER, when: all(calls, (look) => bitSet(callOf(look)?.input ?? 0n, FAST)) },
  { id: 'SYNDBG-90', fields: ANSWER, when: all(calls, otherOptions) },
  { id: 'SYNDBG-47', fields: ANSWER, when: all(calls, (look) => failing(look).includes('options')) },
  { id: 'SYNDBG-45', fields: ANSWER, when: all(calls, leaves, anyId) },
  { id: 'SYNDBG-48', fields: ANSWER, when: all(calls, leaves) },
  { id: 'SYNDBG-45', fields: ANSWER, when: calls },
  { id: 'SYNDBG-48', fields: ['outcome', 'value'], when: answered },
  { id: 'SYNDBG-48', fields: ['reason', 'type', 'input', 'params', 'params.*'].map((name) => `events.HCALL.${name}`) }, // prettier-ignore
  { id: 'SYNDBG-91', fields: ['rip', 'pad1', 'result'].map((name) => `events.HCALL.${name}`) },
];

/** Whether KVM takes the instruction for a Hyper-V hypercall at all. */
function usable(look: Seen): boolean {
  return !(look.outcome.outcome === 'ok' && (look.outcome.value ?? 0n) >= 0xffff_fc18n);
}
