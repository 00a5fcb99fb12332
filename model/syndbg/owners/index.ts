/** Which requirement speaks of which field, and when; what nobody speaks of, and why. */
import type { Fields } from '../../core/owners';
import { fieldsOf } from '../../core/owners';
import { APART, HOST, READS, WRITES } from './access';
import { COMPLETION, EMULATED, PAYLOAD } from './exits';
import { FILTER, GATE, REFUSALS, STRANGERS } from './gate';
import { HYPERCALLS } from './hypercalls';
import { LEFT_OUT } from './left-out';
import type { Line } from './lines';
import { RUN_BYTES, USERSPACE } from './places';
import { SERVED_CALLS } from './served-calls';
import { CAPABILITIES, CPUID, LEAVES, MSR_LISTS, TRACE } from './tables';

/** What is left when everybody has spoken. */
const REST: readonly Line[] = [
  { open: 'emulation', fields: ['events.BARE.reason'] },
  { open: 'unspecified', fields: ['events.SYNIC', 'events.SYNIC.*'] },
  {
    open: 'unspecified',
    fields: ['events.*.rip', 'events.SYNDBG.pad1', 'events.SYNDBG.pad2', 'events.SYNDBG.status'],
  },
  { open: 'unspecified', fields: ['events.HCALL.pad1', 'events.HCALL.result'] },
  { open: 'unspecified', fields: ['rip', 'error_code', 'rax', 'rdx'] },
  {
    open: 'unspecified',
    fields: ['outcome', 'fault', 'error', 'value', 'count', 'values', 'values.*', 'events', 'events.*'],
  },
  { open: 'derived', fields: ['state.vms', 'state.vms.*.vcpus', 'state.vms.*.vcpus.*.stopped'] },
];

/** Most telling first. */
export const FIELDS: Fields = fieldsOf({
  keyed: { leaves: 'function' },
  owners: [
    ...TRACE,
    ...LEFT_OUT,
    ...RUN_BYTES,
    ...SERVED_CALLS,
    ...USERSPACE,
    ...EMULATED,
    ...COMPLETION,
    ...FILTER,
    ...STRANGERS,
    ...APART,
    ...GATE,
    ...REFUSALS,
    ...READS,
    ...WRITES,
    ...HOST,
    ...PAYLOAD,
    ...HYPERCALLS,
    ...LEAVES,
    ...CPUID,
    ...CAPABILITIES,
    ...MSR_LISTS,
    ...REST,
  ],
});
