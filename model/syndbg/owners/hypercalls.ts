/** The debug hypercalls: which check decides, and what the exit and its answer are. */
import { bitSet } from '../../core/u64';
import { FAST, RESERVED_INPUT, RESET_DEBUG_SESSION, USE_HCALLS } from '../hypercall-checks';
import type { Hypercall } from '../types';
import type { Condition, Line, Seen } from './lines';
import { all, owned, QUIET, RESULT } from './lines';
import { instructionOf, registersOf, vcpuOf, vmOf } from './sight';

function callOf(look: Seen): Hypercall | null {
  const one = instructionOf(look);
  return one?.op === 'hypercall' ? one : null;
}

const ANSWER = [...RESULT, 'value', ...QUIET];

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

/** Whether EBX bit 11 and EDX bit 11 of leaf 0x40000003 say different things. */
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
  return (
    stopped.kind === 'HCALL' ||
    (stopped.kind === 'EINTR' && stopped.result?.outcome === 'ok' && stopped.result.value !== undefined)
  );
};

/** Whether the review's profile has SynDbg off, or the leaves have. */
const off: Condition = (look) => {
  const on = vcpuOf(look)?.features;
  const open = (on?.interface ?? false) && (on?.allowKernelDebugging ?? false);
  return !open && (vmOf(look)?.capEnabledOn.length ?? 0) === 0;
};

/** Whether CPUID is enforced and does not announce debugging. */
const undeclared: Condition = (look) => {
  const vcpu = vcpuOf(look);
  return vcpu !== undefined && vcpu.enforceCpuid && !vcpu.features.hvDebugging;
};

export const HYPERCALLS: readonly Line[] = [
  owned(
    'SYNDBG-45',
    ['value & 0xfffffffffffff000'],
    (look) => calls(look, []) && usable(look) && !leaves(look, []),
  ),
  owned('SYNDBG-45', QUIET, (look) => callOf(look) !== null && vmOf(look)?.guestOsId === 0n),
  {
    open: 'unspecified',
    fields: [...RESULT, 'value', 'rip'],
    when: (look) => callOf(look) !== null && !usable(look),
  },
  owned('SYNDBG-52', [...ANSWER, 'rip', 'error_code'], all(calls, outsideKernel)),
  // Which of the two refusals it is stands in no source: KVM looks at the reserved bits first.
  { open: 'unspecified', fields: ['value'], when: all(calls, unknownCode, reserved) },
  owned('SYNDBG-92', ANSWER, all(calls, unknownCode)),
  owned('SYNDBG-51', ANSWER, all(calls, off, undeclared)),
  owned('SYNDBG-50', ANSWER, all(calls, reserved)),
  owned('SYNDBG-89', ANSWER, all(calls, twoBits)),
  owned(
    'SYNDBG-51',
    ANSWER,
    all(calls, (look) => failing(look).includes('off') && !failing(look).includes('denied')),
  ),
  owned(
    'SYNDBG-88',
    ANSWER,
    all(calls, (look) => failing(look).length > 0),
  ),
  owned('SYNDBG-49', ANSWER, all(calls, off)),
  owned(
    'SYNDBG-46',
    ANSWER,
    all(calls, (look) => bitSet(callOf(look)?.input ?? 0n, FAST)),
  ),
  owned('SYNDBG-90', ANSWER, all(calls, otherOptions)),
  owned(
    'SYNDBG-47',
    ANSWER,
    all(calls, (look) => failing(look).includes('options')),
  ),
  owned('SYNDBG-45', ANSWER, all(calls, leaves, anyId)),
  owned('SYNDBG-48', ANSWER, all(calls, leaves)),
  owned('SYNDBG-45', ANSWER, calls),
  owned('SYNDBG-103', ['outcome', 'value'], answered),
  owned(
    'SYNDBG-48',
    ['reason', 'type', 'input', 'params', 'params.*'].map((name) => `events.HCALL.${name}`),
  ),
  owned('SYNDBG-91', ['events.HCALL.rip']),
  owned('SYNDBG-131', ['events.HCALL.pad1', 'events.HCALL.result']),
];

/** Whether KVM takes the instruction for a Hyper-V hypercall at all. */
function usable(look: Seen): boolean {
  return !(look.outcome.outcome === 'ok' && (look.outcome.value ?? 0n) >= 0xffff_fc18n);
}
