/** KVM without Hyper-V emulation: whatever is asked of the debugger. */
import { registerOf } from '../msr';
import type { Condition, Line } from './lines';
import { all, MSR_EXIT, not, owned, QUIET, READ, REGISTERS, RESULT } from './lines';
import { guestAccess, hostMsrs, instructionOf, vmOf } from './sight';

const asksUserspace: Condition = (look) => (vmOf(look)?.userMsrMask ?? 0n) !== 0n;

/** Whether there is something that happens to unknown MSRs alone. */
const toldApart: Condition = (look, past) => look.before.ignoreMsrs || asksUserspace(look, past);

export const LEFT_OUT: readonly Line[] = [
  owned(
    'SYNDBG-122',
    [...RESULT, ...READ, ...MSR_EXIT, 'events.*.msr_reason', ...REGISTERS],
    all(guestAccess, toldApart),
  ),
  owned('SYNDBG-121', [...RESULT, ...QUIET, ...REGISTERS], all(guestAccess, not(toldApart))),
  owned('SYNDBG-123', ['outcome', 'count', 'values', 'values.*', ...QUIET, ...REGISTERS], (look) =>
    hostMsrs(look).some((msr) => registerOf(msr) !== null),
  ),
  {
    id: 'SYNDBG-124',
    ops: ['get_supported_hv_cpuid', 'msr_listed', 'check_extension', 'enable_cap'],
    fields: ['outcome', 'error', 'leaves', 'nent', 'listed', 'value'],
    when: ({ op }) => op.op !== 'check_extension' || HYPERV_CAPS.includes(op.cap),
  },
  owned('SYNDBG-125', QUIET, (look) => instructionOf(look)?.op === 'hypercall'),
];

/** The capabilities of Hyper-V, by number. */
const HYPERV_CAPS: readonly number[] = [44, 45, 46, 96, 123, 148, 149, 154, 155, 161, 167, 191, 199];
