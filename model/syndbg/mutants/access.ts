/** Mutants of plain storage: what is written, kept and read, and by whom. */
import type { Mutant } from '../../core/machine';
import { CONTROL, OPTIONS, PENDING_BUFFER, RECV_BUFFER, SEND_BUFFER, STATUS, unknownMsr } from '../msr';
import { UPSTREAM } from '../profiles';
import type { Registers } from '../types';
import { answering, hearing, stepping, mutant } from './mutant';
import { atMsr, banked, storing, vmAt } from './wraps';

const ALL = 0xffff_ffff_ffff_ffffn;
const ONES: Registers = {
  control: ALL,
  status: ALL,
  send_page: ALL,
  recv_page: ALL,
  pending_page: ALL,
  options: ALL,
};

/** Everything from 0x400000f0 to 0x400000ff is taken for one of the six. */
const wholeRow = (msr: bigint): bigint => {
  if (msr === 0x400000f0n) return CONTROL;
  return msr > PENDING_BUFFER && msr < OPTIONS ? OPTIONS : msr;
};

export const ACCESS_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'registers-start-at-ones',
    breaks: 'SYNDBG-01',
    origin: 'memory that is allocated and not cleared',
    invariant: 3,
    wrap: (model) => ({
      ...model,
      initial: (config) => {
        const state = model.initial(config);
        return { ...state, vms: state.vms.map((vm) => ({ ...vm, registers: ONES })) };
      },
    }),
  }),
  mutant({
    id: 'vcpus-write-past-each-other',
    breaks: 'SYNDBG-02',
    origin: 'the values cached for the boot vCPU and kept once more for all others',
    invariant: 9,
    wrap: banked(({ vm, vcpu }) => `${vm}.${vcpu > 0 ? 1 : 0}`),
  }),
  mutant({
    id: 'state-shared-between-vms',
    breaks: 'SYNDBG-75',
    origin: 'the values in a variable of the module',
    wrap: banked(() => 'all'),
  }),
  mutant({
    id: 'value-page-aligned',
    breaks: 'SYNDBG-04',
    origin: 'the names say pages: send_page, recv_page, pending_page',
    invariant: 3,
    wrap: storing((value, name) => (name.endsWith('_page') ? value & ~0xfffn : value)),
  }),
  mutant({
    id: 'control-cut-to-32-bits',
    breaks: 'SYNDBG-04',
    origin: 'the commands are small numbers, and the field gets a type of 32 bits',
    wrap: storing((value, name) => (name === 'control' ? value & 0xffff_ffffn : value)),
  }),
  mutant({
    id: 'status-write-faults',
    breaks: 'SYNDBG-08',
    origin: 'STATUS is where the answer comes, and looks as if the guest had nothing to write there',
    wrap: hearing((op) => (op.op === 'wrmsr' && op.msr === STATUS ? { ...op, msr: 0x400000f6n } : op)),
  }),
  mutant({
    id: 'send-and-recv-swapped-in-get',
    breaks: 'SYNDBG-18',
    origin: 'two cases of the switch exchanged in syndbg_get_msr',
    invariant: 3,
    wrap: atMsr(
      (msr) => (msr === SEND_BUFFER ? RECV_BUFFER : msr === RECV_BUFFER ? SEND_BUFFER : msr),
      'read',
    ),
  }),
  mutant({
    id: 'options-out-of-range',
    breaks: 'SYNDBG-16',
    origin: 'a case range that ends with PENDING_BUFFER, to which OPTIONS is not adjacent',
    wrap: atMsr((msr) => (msr === OPTIONS ? 0x400000fen : msr)),
  }),
  mutant({
    id: 'range-without-gaps',
    breaks: 'SYNDBG-16',
    origin: 'one case range over the whole row, 0x400000f0 to 0x400000ff',
    invariant: 7,
    wrap: atMsr(wholeRow),
  }),
  mutant({
    id: 'system-list-without-gaps',
    breaks: 'SYNDBG-16',
    origin: 'KVM_GET_MSRS on /dev/kvm answered for a range, and not by the list that userspace is given',
    wrap: hearing((op) =>
      op.op === 'get_msrs' && op.fd === 'system' ? { ...op, msrs: op.msrs.map(wholeRow) } : op,
    ),
  }),
  mutant({
    id: 'unknown-msr-accepted',
    breaks: 'SYNDBG-17',
    origin: 'the default case of the switch, which returns 0 as the others do',
    profile: 'v6',
    wrap: atMsr(wholeRow),
  }),
  mutant({
    id: 'host-write-exits',
    breaks: 'SYNDBG-97',
    origin: 'the patch as posted, whose syndbg_set_msr does not look at who writes',
    invariant: 6,
    rules: { hostWriteExits: 'always' },
  }),
  mutant({
    id: 'host-gated',
    breaks: 'SYNDBG-14',
    origin: 'a check of the feature without "&& !host", which the merged code has',
    invariant: 6,
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      const host = (op.op === 'get_msrs' || op.op === 'set_msrs') && op.fd === 'vcpu';
      const six = host && op.msrs.some((one) => (typeof one === 'bigint' ? one : one.msr) >= CONTROL);
      if (!six || UPSTREAM.enabled(vmAt(before, op), op.vcpu)) return stepped;
      const values = op.op === 'get_msrs' ? { values: [] } : {};
      return { state: before, outcome: { outcome: 'ok', count: 0, ...values, events: [] } };
    }),
  }),
  mutant({
    id: 'host-write-without-exit',
    breaks: 'SYNDBG-12',
    origin: 'what the reviewer asked for, done to the patch as posted',
    profile: 'v6',
    rules: { hostWriteExits: 'never' },
  }),
  mutant({
    id: 'host-write-exit-forgotten',
    breaks: 'SYNDBG-28',
    origin: 'an exit that is asked for outside of KVM_RUN, and not looked for at the next one',
    profile: 'review',
    rules: { hostWriteExits: 'never' },
  }),
  mutant({
    id: 'batch-goes-on',
    breaks: 'SYNDBG-80',
    origin: 'a batch that skips what it does not know, against the documentation of KVM_GET_MSRS',
    wrap: hearing((op) =>
      op.op === 'get_msrs' ? { ...op, msrs: op.msrs.filter((msr) => !unknownMsr(msr)) } : op,
    ),
  }),
  mutant({
    id: 'system-set-accepted',
    breaks: 'SYNDBG-81',
    origin: 'KVM_SET_MSRS on /dev/kvm by analogy with KVM_GET_MSRS, which is there',
    wrap: answering((outcome, op) =>
      op.op === 'set_msrs' && op.fd === 'system'
        ? { outcome: 'ok', count: op.msrs.length, events: [] }
        : outcome,
    ),
  }),
  mutant({
    id: 'system-get-other-choice',
    breaks: 'SYNDBG-96',
    origin: 'whether the list of feature MSRs has the six changed between 6.1 and 6.12',
    wrap: answering((outcome, op) => {
      if (op.op !== 'get_msrs' || op.fd !== 'system' || outcome.outcome !== 'ok') return outcome;
      const values = outcome.count === 0 ? op.msrs.map(() => 0n) : [];
      return { ...outcome, count: values.length, values };
    }),
  }),
];
