/** What userspace does with a debug hypercall: its result, what it sends, and what it puts into the output page. */
import { POST_DEBUG_DATA, RESET_DEBUG_SESSION, RETRIEVE_DEBUG_DATA } from '../hypercall-checks';
import { readBytes } from '../memory';
import { payloadAt } from '../served-calls';
import type { Hypercall } from '../types';
import type { Condition, Line, Past, Seen } from './lines';
import { all, not, owned, QUIET } from './lines';
import { placeOf, vcpuOf, vmOf } from './sight';

/** The call in whose exit the vCPU waits, or null. */
function waitingIn(look: Seen): Hypercall | null {
  const stopped = vcpuOf(look)?.stopped;
  return stopped?.kind === 'HCALL' ? stopped.of : null;
}

const codeOf = ({ input }: Hypercall): bigint => input & 0xffffn;

/** Whether userspace serves a call with that code. */
const serves =
  (code: bigint): Condition =>
  (look) => {
    const call = waitingIn(look);
    return look.op.op === 'serve' && call !== null && codeOf(call) === code;
  };

/** The last call of the VM that userspace has served, as it was before. */
function lastServed(look: Seen, past: Past): Seen | undefined {
  const { vm } = placeOf(look.op);
  return past.findLast(
    (one) => one.op.op === 'serve' && placeOf(one.op).vm === vm && waitingIn(one) !== null,
  );
}

/** Whether the guest gets the result of a call with that code, which userspace has served. */
const answers =
  (code: bigint, when: (served: Seen) => boolean = () => true): Condition =>
  (look, past) => {
    const call = waitingIn(look);
    const served = lastServed(look, past);
    if (look.op.op !== 'run' || !call || codeOf(call) !== code || !served) return false;
    return placeOf(served.op).vcpu === placeOf(look.op).vcpu && when(served);
  };

/** The count of a POST, which stands first in its input page. */
const countOf = (look: Seen): bigint =>
  readBytes(vmOf(look)?.memory ?? new Map(), waitingIn(look)?.ingpa ?? 0n, 4);

const tooLong = (look: Seen): boolean => countOf(look) > 4088n;

const carriesUdp: Condition = (look) =>
  !tooLong(look) &&
  payloadAt(vmOf(look)?.memory ?? new Map(), (waitingIn(look)?.ingpa ?? 0n) + 8n, Number(countOf(look))) !==
    null;

const waits = (served: Seen): boolean => (vmOf(served)?.packets.length ?? 0) > 0;

/** Whether memory is read at such a place of the output page of the last call, which had that code. */
const readsOutput =
  (code: bigint, within: (offset: bigint) => boolean): Condition =>
  (look, past) => {
    const served = lastServed(look, past);
    const call = served && waitingIn(served);
    if (look.op.op !== 'read_memory' || !call || codeOf(call) !== code) return false;
    return within(look.op.gpa - call.outgpa);
  };

const inCount = (offset: bigint): boolean => offset === 0n;
/** Ethertype, the IP header’s first byte, its length and protocol, the UDP length, and from 42 on the payload. */
const inFrame = (offset: bigint): boolean =>
  [12n, 14n, 16n, 23n, 38n].includes(offset - 8n) || offset - 8n >= 42n;

/** Whether the guest has retrieved a packet by a hypercall. */
export function hasRetrieved(look: Seen, past: Past): boolean {
  return past.some(
    (one) => placeOf(one.op).vm === placeOf(look.op).vm && serves(RETRIEVE_DEBUG_DATA)(one, []) && waits(one),
  );
}

export const SERVED_CALLS: readonly Line[] = [
  owned(
    'SYNDBG-134',
    ['outcome', ...QUIET, 'events.packet.size', 'events.packet.value'],
    all(serves(POST_DEBUG_DATA), carriesUdp),
  ),
  owned('SYNDBG-135', ['outcome', ...QUIET], all(serves(POST_DEBUG_DATA), not(carriesUdp))),
  owned('SYNDBG-139', ['outcome', ...QUIET], serves(RETRIEVE_DEBUG_DATA)),
  owned('SYNDBG-143', ['outcome', ...QUIET], serves(RESET_DEBUG_SESSION)),
  owned('SYNDBG-138', ['value'], answers(POST_DEBUG_DATA, tooLong)),
  owned(
    'SYNDBG-136',
    ['value'],
    answers(POST_DEBUG_DATA, (served) => carriesUdp(served, [])),
  ),
  owned(
    'SYNDBG-142',
    ['value'],
    answers(RETRIEVE_DEBUG_DATA, (served) => !waits(served)),
  ),
  owned('SYNDBG-141', ['value'], answers(RETRIEVE_DEBUG_DATA, waits)),
  owned('SYNDBG-143', ['value'], answers(RESET_DEBUG_SESSION)),
  { open: 'unspecified', fields: ['value'], when: answers(POST_DEBUG_DATA) },
  owned('SYNDBG-137', ['value'], readsOutput(POST_DEBUG_DATA, inCount)),
  owned('SYNDBG-140', ['value'], readsOutput(RETRIEVE_DEBUG_DATA, inCount)),
  owned('SYNDBG-139', ['value'], readsOutput(RETRIEVE_DEBUG_DATA, inFrame)),
];
