/** What KVM lists, reports and keeps: CPUID leaves, MSR lists, capabilities. */
import { CAP } from '../caps';
import { GUEST_OS_ID, registerOf, RESET, unknownMsr, VP_INDEX } from '../msr';
import type { Condition, Line, Seen } from './lines';
import { LEAF_FEATURES, LEAF_INTERFACE, sameLeaves, supportedLeaves, SYNDBG_LEAVES } from '../cpuid';
import { all, LEAF_BITS, LEAF_WORDS, not, owned, QUIET, REGISTERS } from './lines';
import { leavesFrom, readBy, readsLeaf, refused, vcpuOf } from './sight';

const HV = ['get_supported_hv_cpuid'];

const onFd =
  (fd: 'system' | 'vm' | 'vcpu'): Condition =>
  ({ op }) =>
    op.op === 'get_supported_hv_cpuid' && op.fd === fd;

const tooSmall: Condition = ({ outcome }) => outcome.outcome === 'error' && outcome.error === 'E2BIG';

/** Whether there is just room for the list, or less. */
const tight: Condition = ({ op }) =>
  op.op === 'get_supported_hv_cpuid' && op.nent <= supportedLeaves().length;

const listed: Condition = ({ outcome }) => outcome.outcome === 'ok';

const DEBUGGER = ['0x40000080', '0x40000081', '0x40000082'].map((leaf) => `leaves.${leaf}`);
const FEATURE_BITS = ['leaves.0x40000003.ebx & 0x800', 'leaves.0x40000003.edx & 0x802'];

export const LEAVES: readonly Line[] = [
  { id: 'SYNDBG-82', ops: HV, fields: ['outcome', 'error'], when: onFd('vm') },
  { id: 'SYNDBG-95', ops: HV, fields: ['nent'], when: tooSmall },
  { id: 'SYNDBG-101', ops: HV, fields: ['outcome', 'error', 'nent', 'leaves'], when: tight },
  {
    id: 'SYNDBG-43',
    ops: HV,
    fields: ['outcome', 'error', 'nent', 'leaves', 'leaves.*'],
    when: not(tooSmall),
  },
  {
    id: 'SYNDBG-114',
    ops: HV,
    fields: ['index', 'flags', 'padding', 'padding.*'].map((name) => `leaves.*.${name}`),
  },
  { id: 'SYNDBG-82', ops: HV, fields: ['outcome'], when: listed },
  { id: 'SYNDBG-94', ops: HV, fields: ['nent', 'leaves', 'leaves.*'], when: listed },
  { id: 'SYNDBG-102', ops: HV, fields: [...DEBUGGER, ...FEATURE_BITS] },
  { id: 'SYNDBG-32', ops: HV, fields: ['leaves.0x40000080', 'leaves.0x40000080.*'], when: listed },
  { id: 'SYNDBG-33', ops: HV, fields: ['leaves.0x40000081', 'leaves.0x40000081.*'], when: listed },
  { id: 'SYNDBG-34', ops: HV, fields: ['leaves.0x40000082', 'leaves.0x40000082.*'], when: listed },
  { id: 'SYNDBG-35', ops: HV, fields: ['leaves.0x40000000.eax'], when: listed },
  { id: 'SYNDBG-36', ops: HV, fields: ['leaves.0x40000000.eax'], when: listed },
  { id: 'SYNDBG-37', ops: HV, fields: FEATURE_BITS, when: listed },
  { id: 'SYNDBG-83', ops: HV, fields: FEATURE_BITS, when: listed },
  { id: 'SYNDBG-84', ops: HV, fields: ['leaves.0x40000003.edx & 0x80000'], when: onFd('vcpu') },
  { id: 'SYNDBG-130', ops: HV, fields: ['leaves.0x40000004.eax & 0x400'], when: onFd('vcpu') },
  { open: 'build-dependent', ops: HV, fields: ['leaves.0x40000005.*'] },
  { open: 'host-dependent', ops: HV, fields: ['leaves.*.*'] },
  { open: 'unspecified', ops: HV, fields: ['leaves.*.padding.*'] },
  { open: 'unspecified', ops: HV, fields: ['outcome', 'error', 'nent', 'leaves', 'leaves.*'] },
  { id: 'SYNDBG-86', ops: ['get_supported_cpuid'], fields: ['outcome', 'functions', 'functions.*'] },
  { open: 'unspecified', ops: ['get_supported_cpuid'], fields: ['outcome', 'functions', 'functions.*'] },
];

/** The range of hypervisors' leaves; what else a vCPU has is its VMM's and its host's (SDM, CPUID: 40000000H to 4FFFFFFFH). */
const ofHyperV: Condition = ({ op }) =>
  (op.op === 'get_cpuid' || op.op === 'cpuid') && op.function >> 28n === 4n;

/** Whether the leaves are those of KVM's list, as switch_syndbg and pass_leaves take them, and not given by set_cpuid. */
const ofKvmsList: Condition = (look, past) => (leavesFrom(look, past)?.op ?? 'set_cpuid') !== 'set_cpuid';

/** What of that list this machine says is in it, besides the bits of leaf 0x40000003. */
const ownLeaf = readsLeaf(LEAF_INTERFACE, ...SYNDBG_LEAVES);

const hasRun: Condition = (look) => vcpuOf(look)?.hasRun ?? false;

const sameAgain: Condition = (look) =>
  look.op.op === 'set_cpuid' && sameLeaves(look.op.leaves, vcpuOf(look)?.leaves ?? []);

export const CPUID: readonly Line[] = [
  { id: 'SYNDBG-104', ops: ['set_cpuid'], fields: ['outcome', 'error'], when: all(hasRun, sameAgain) },
  { id: 'SYNDBG-73', ops: ['set_cpuid'], fields: ['outcome', 'error'], when: all(hasRun, not(sameAgain)) },
  { id: 'SYNDBG-100', ops: ['set_cpuid', 'switch_syndbg'], fields: REGISTERS },
  { id: 'SYNDBG-42', ops: ['set_cpuid', 'switch_syndbg'], fields: ['outcome', 'error'] },
  { id: 'SYNDBG-39', ops: ['switch_syndbg'], fields: ['outcome', ...REGISTERS] },
  { id: 'SYNDBG-38', ops: ['switch_syndbg'], fields: ['outcome', ...REGISTERS] },
  { id: 'SYNDBG-85', ops: ['set_cpuid'], fields: ['outcome', 'error'] },
  {
    id: 'SYNDBG-85',
    ops: ['get_cpuid', 'cpuid'],
    fields: LEAF_BITS,
    when: all(ofKvmsList, readsLeaf(LEAF_FEATURES)),
  },
  {
    open: 'host-dependent',
    ops: ['get_cpuid', 'cpuid'],
    fields: LEAF_WORDS,
    when: all(ofKvmsList, not(ownLeaf)),
  },
  { id: 'SYNDBG-85', ops: ['get_cpuid'], fields: ['outcome', 'leaf', 'leaf.*'], when: ofHyperV },
  {
    id: 'SYNDBG-85',
    ops: ['cpuid'],
    fields: ['outcome', 'eax', 'ebx', 'ecx', 'edx', ...QUIET],
    when: ofHyperV,
  },
  {
    open: 'unspecified',
    ops: ['set_cpuid', 'get_cpuid', 'cpuid'],
    fields: ['outcome', 'error', ...LEAF_WORDS, ...QUIET],
  },
];

const about =
  (...caps: readonly number[]): Condition =>
  ({ op }) =>
    (op.op === 'enable_cap' || op.op === 'check_extension') && caps.includes(op.cap);

/** What the debugger is set up with: VP indexes, lists of leaves, enforced CPUID, exits for MSRs and filters of them. */
const HELPERS = [149, 167, 191, CAP.HYPERV_ENFORCE_CPUID, CAP.X86_USER_SPACE_MSR, 189] as const;

const vcpuCap: Condition = ({ op }) => op.op === 'enable_cap' && op.fd === 'vcpu';

/** Whether somebody asks for the number of one of the capability's two names. */
function named({ op }: Seen): boolean {
  return op.op === 'cap_number' && ['KVM_CAP_HYPERV_SYNDBG', 'KVM_CAP_HYPERV_DEBUGGING'].includes(op.name);
}

export const CAPABILITIES: readonly Line[] = [
  {
    id: 'SYNDBG-57',
    ops: ['enable_cap'],
    fields: ['outcome', 'error'],
    when: all(about(CAP.HYPERV_ENFORCE_CPUID), vcpuCap),
  },
  {
    id: 'SYNDBG-39',
    ops: ['enable_cap'],
    fields: ['outcome', 'error'],
    when: all(about(CAP.HYPERV_SYNDBG), vcpuCap),
  },
  { id: 'SYNDBG-42', ops: ['enable_cap'], fields: ['outcome', 'error'], when: about(CAP.HYPERV_SYNDBG) },
  { open: 'unspecified', ops: ['enable_cap'], fields: ['outcome', 'error'] },
  { id: 'SYNDBG-38', ops: ['check_extension'], fields: ['outcome', 'value'], when: about(CAP.HYPERV_SYNDBG) },
  { id: 'SYNDBG-39', ops: ['check_extension'], fields: ['outcome', 'value'], when: about(CAP.HYPERV_SYNDBG) },
  {
    id: 'SYNDBG-87',
    ops: ['check_extension'],
    fields: ['outcome', 'value'],
    when: about(CAP.HYPERV_SYNDBG, 181),
  },
  { id: 'SYNDBG-111', ops: ['check_extension'], fields: ['outcome', 'value'], when: about(...HELPERS) },
  { open: 'host-dependent', ops: ['check_extension'], fields: ['outcome', 'value'] },
  { id: 'SYNDBG-40', ops: ['cap_number'], fields: ['outcome', 'error', 'value'], when: named },
  { id: 'SYNDBG-38', ops: ['cap_number'], fields: ['outcome', 'error', 'value'], when: named },
  { id: 'SYNDBG-42', ops: ['cap_number'], fields: ['outcome', 'error', 'value'], when: named },
  { open: 'unspecified', ops: ['cap_number'], fields: ['outcome', 'error', 'value'] },
];

const listable: Condition = ({ op }) =>
  op.op === 'msr_listed' && (registerOf(op.msr) !== null || unknownMsr(op.msr));

const leantOn: Condition = ({ op }) =>
  op.op === 'msr_listed' && [GUEST_OS_ID, VP_INDEX, RESET].includes(op.msr);

const inList =
  (list: 'index' | 'feature'): Condition =>
  ({ op }) =>
    op.op === 'msr_listed' && op.list === list;

export const MSR_LISTS: readonly Line[] = [
  owned('SYNDBG-110', ['outcome', 'listed'], all(leantOn, inList('index'))),
  owned('SYNDBG-41', ['outcome', 'listed'], all(listable, inList('index'))),
  owned('SYNDBG-79', ['outcome', 'listed'], all(listable, inList('feature'))),
  { open: 'build-dependent', ops: ['msr_listed'], fields: ['outcome', 'listed'] },
];

const reads: Condition = (look) => look.op.op === 'get_msrs' || readBy(look) !== null;

const traced: Condition = ({ before, outcome }) =>
  before.config.trace && (outcome.events ?? []).some(({ event }) => event === 'trace');

/** The trace points, where they are on. */
export const TRACE: readonly Line[] = [
  owned('SYNDBG-29', ['events.trace.name', 'events.trace.text']),
  owned('SYNDBG-31', ['events.trace'], (look, past) => look.before.config.trace && refused(look, past)),
  owned('SYNDBG-99', ['events.trace.text'], reads),
  owned('SYNDBG-99', ['events', 'events.trace'], all(traced, reads)),
  owned('SYNDBG-30', ['events', 'events.trace'], all(traced, not(reads))),
];
