/** Bytes: of the run structure at an exit, of the guest's memory, and of packets. */
import { LEAF_FEATURES, SYNDBG_LEAVES } from '../cpuid';
import { CONTROL, PENDING_BUFFER } from '../msr';
import type { Stopped } from '../state';
import type { Condition, Line, Past, Seen } from './lines';
import { all, LEAF_BITS, LEAF_WORDS, owned, QUIET, RESULT } from './lines';
import { hasRetrieved } from './served-calls';
import { leavesFrom, placeOf, readsLeaf, registersOf, vcpuOf, vmOf } from './sight';

/** Whether userspace reads at one of these places of the run structure while the vCPU waits in an exit. */
const readsAt =
  (kind: Stopped['kind'], ...places: readonly number[]): Condition =>
  (look) =>
    look.op.op === 'read_run' && places.includes(look.op.offset) && vcpuOf(look)?.stopped?.kind === kind;

export const RUN_BYTES: readonly Line[] = [
  owned('SYNDBG-20', ['value'], readsAt('SYNDBG', 8)),
  owned('SYNDBG-61', ['value'], readsAt('SYNDBG', 36, 44)),
  owned('SYNDBG-62', ['value'], readsAt('SYNDBG', 56)),
  owned('SYNDBG-21', ['value'], readsAt('SYNDBG', 32, 40, 48, 64, 72, 80)),
  owned('SYNDBG-113', ['value'], readsAt('HCALL', 40, 56, 64)),
  owned('SYNDBG-76', ['value'], readsAt('WRMSR', 40, 44, 48)),
  owned('SYNDBG-113', ['outcome', 'value'], (look, past) => {
    const at = placeOf(look.op);
    const waits = look.op.op === 'run' && vcpuOf(look)?.stopped?.kind === 'HCALL';
    const last = past.findLast(({ op }) => placeOf(op).vm === at.vm && placeOf(op).vcpu === at.vcpu);
    return waits && last?.op.op === 'write_run';
  }),
];

const serves: Condition = ({ op }) => op.op === 'serve';

/** Whether it is for a write of that MSR. */
const servesFor =
  (msr: bigint): Condition =>
  (look) => {
    const stopped = vcpuOf(look)?.stopped;
    return look.op.op === 'serve' && stopped?.kind === 'SYNDBG' && stopped.cause === msr;
  };

/** Whether CONTROL has one of these bits. */
const commands =
  (bits: bigint): Condition =>
  (look) =>
    ((registersOf(look)?.control ?? 0n) & bits) !== 0n;

/** The last packet that the guest took, as far as the operations tell. */
function lastTaken(look: Seen, past: Past): Seen | undefined {
  const { vm } = placeOf(look.op);
  return past.findLast(
    (one) =>
      placeOf(one.op).vm === vm &&
      all(servesFor(CONTROL), (two) => (registersOf(two)?.control ?? 0n) % 4n === 2n)(one, []),
  );
}

const readsMemoryAt = (look: Seen, gpa: bigint | undefined): boolean =>
  look.op.op === 'read_memory' && gpa !== undefined && look.op.gpa === gpa;

/** Whether the byte is read that tells the guest of packets, or one that did. */
const readsPending: Condition = (look, past) =>
  readsMemoryAt(look, vmOf(look)?.pendingByte) ||
  past.some(
    (one) => servesFor(PENDING_BUFFER)(one, []) && readsMemoryAt(look, registersOf(one)?.pending_page),
  );

/** Whether the debugger has ever sent a packet: before that nobody says what the byte holds. */
const packetCame: Condition = (look, past) =>
  past.some(({ op }) => op.op === 'packet' && op.vm === placeOf(look.op).vm);

export const USERSPACE: readonly Line[] = [
  owned(
    'SYNDBG-118',
    ['value'],
    all(readsPending, (look, past) => lastTaken(look, past) !== undefined || hasRetrieved(look, past)),
  ),
  owned('SYNDBG-27', ['value'], all(readsPending, packetCame)),
  owned('SYNDBG-117', ['value'], (look, past) => {
    const taken = lastTaken(look, past);
    return taken !== undefined && readsMemoryAt(look, registersOf(taken)?.recv_page);
  }),
  owned(
    'SYNDBG-115',
    ['outcome', ...QUIET, 'events.packet.size', 'events.packet.value'],
    all(servesFor(CONTROL), commands(1n)),
  ),
  owned('SYNDBG-117', ['outcome', ...QUIET], all(servesFor(CONTROL), commands(2n))),
  owned('SYNDBG-119', ['outcome', ...QUIET], servesFor(CONTROL)),
  owned('SYNDBG-115', QUIET, servesFor(PENDING_BUFFER)),
  owned('SYNDBG-27', ['outcome'], servesFor(PENDING_BUFFER)),
  {
    open: 'unspecified',
    fields: ['events.packet', 'events.packet.size', 'events.packet.value'],
    when: serves,
  },
  owned('SYNDBG-120', [...RESULT, ...QUIET], all(passedOn, meetsLeaves)),
  owned('SYNDBG-120', LEAF_WORDS, all(passedOn, readsLeaf(...SYNDBG_LEAVES))),
  owned('SYNDBG-120', LEAF_BITS, all(passedOn, readsLeaf(LEAF_FEATURES))),
  {
    open: 'unspecified',
    ops: ['packet', 'write_memory', 'pass_leaves', 'read_memory', 'read_run', 'write_run'],
    fields: ['outcome', 'error', 'value', ...QUIET],
  },
  { open: 'unspecified', fields: ['events.packet', 'events.packet.size', 'events.packet.value'] },
];

/** Whether the vCPU's leaves are what userspace without a debugger passed on. */
function passedOn(look: Seen, past: Past): boolean {
  const op = leavesFrom(look, past);
  return op?.op === 'pass_leaves' && !op.debugger;
}

/** Whether an operation's result may rest on which leaves there are. */
function meetsLeaves({ op }: Seen): boolean {
  return !['run', 'enable_cap', 'check_extension', 'cap_number'].includes(op.op);
}
