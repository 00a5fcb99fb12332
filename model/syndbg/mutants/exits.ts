/** Mutants of the exit: when it comes, what it shows, what is taken back. */
import type { Mutant } from '../../core/machine';
import { CONTROL, PENDING_BUFFER } from '../msr';
import type { SyndbgPayload } from '../state';
import type { Registers } from '../types';
import { mutant, ORIGIN } from './mutant';

const payload = (msr: bigint, from: Registers): SyndbgPayload => ({
  msr,
  control: from.control,
  send_page: from.send_page,
  recv_page: from.recv_page,
  pending_page: from.pending_page,
});

export const EXIT_MUTANTS: readonly Mutant[] = [
  mutant('no-exit-on-control', 'SYNDBG-05', ORIGIN.slip, { exits: (name) => name === 'pending_page' }, { invariant: 2 }),
  mutant('no-exit-on-pending', 'SYNDBG-06', ORIGIN.slip, { exits: (name) => name === 'control' }, { invariant: 2 }),
  mutant('no-exit-on-pending-v6', 'SYNDBG-06', ORIGIN.slip, { exits: (name) => name === 'control' }, { profile: 'v6' }),
  mutant('exit-on-status', 'SYNDBG-07', ORIGIN.slip, { exits: (name) => ['control', 'pending_page', 'status'].includes(name) }),
  mutant('exit-on-options', 'SYNDBG-07', ORIGIN.slip, { exits: (name) => ['control', 'pending_page', 'options'].includes(name) }),
  mutant('exit-on-every-register', 'SYNDBG-07', ORIGIN.slip, { exits: () => true }, { invariant: 2 }),
  mutant('no-exit-if-unchanged', 'SYNDBG-09', ORIGIN.slip, {
    exits: (name, before, value) => (name === 'control' || name === 'pending_page') && before !== value,
  }, { invariant: 2 }),
  mutant('no-exit-for-0', 'SYNDBG-09', ORIGIN.slip, {
    exits: (name, _before, value) => (name === 'control' || name === 'pending_page') && value !== 0n,
  }),
  mutant('type-hcall', 'SYNDBG-20', ORIGIN.slip, { exitType: 2n }),
  mutant('payload-before-the-store', 'SYNDBG-22', ORIGIN.slip, { payload: (msr, before) => payload(msr, before) }, { invariant: 4 }),
  mutant('payload-pages-swapped', 'SYNDBG-22', ORIGIN.slip, {
    payload: (msr, _before, after) => ({ ...payload(msr, after), send_page: after.recv_page, recv_page: after.send_page }),
  }, { invariant: 4 }),
  mutant('payload-names-control-always', 'SYNDBG-22', ORIGIN.slip, { payload: (_msr, _before, after) => payload(CONTROL, after) }),
  mutant('payload-without-pending', 'SYNDBG-22', ORIGIN.slip, {
    payload: (msr, _before, after) => ({ ...payload(msr, after), pending_page: 0n }),
  }),
  mutant('payload-pages-of-32-bits', 'SYNDBG-21', ORIGIN.slip, {
    payload: (msr, _before, after) => ({
      ...payload(msr, after),
      send_page: BigInt.asUintN(32, after.send_page),
      recv_page: BigInt.asUintN(32, after.recv_page),
    }),
  }),
  mutant('status-never-taken', 'SYNDBG-19', ORIGIN.slip, { complete: (registers) => registers }, { invariant: 5 }),
  mutant('status-never-taken-v6', 'SYNDBG-19', ORIGIN.slip, { complete: (registers) => registers }, { profile: 'v6', invariant: 5 }),
  mutant('status-taken-for-pending-too', 'SYNDBG-24', ORIGIN.slip, {
    complete: (registers, run) => ({ ...registers, status: run.status }),
  }, { invariant: 5 }),
  mutant('status-taken-for-pending-too-v6', 'SYNDBG-24', ORIGIN.slip, {
    complete: (registers, run) => ({ ...registers, status: run.status }),
  }, { profile: 'v6', invariant: 5 }),
  mutant('completion-by-cause', 'SYNDBG-25', ORIGIN.doc, {
    complete: (registers, run, cause) => (cause === CONTROL ? { ...registers, status: run.status } : registers),
  }),
  mutant('completion-by-cause-for-pending', 'SYNDBG-25', ORIGIN.doc, {
    complete: (registers, run, cause) =>
      cause !== PENDING_BUFFER && run.msr === CONTROL ? { ...registers, status: run.status } : registers,
  }),
  mutant('completion-asks-for-type', 'SYNDBG-64', ORIGIN.slip, {
    complete: (registers, run) => (run.msr === CONTROL && run.type === 3n ? { ...registers, status: run.status } : registers),
  }),
  mutant('status-kept-if-left-alone', 'SYNDBG-63', ORIGIN.doc, {
    complete: (registers, run, _cause, delivered) =>
      run.msr === CONTROL && run.status !== delivered ? { ...registers, status: run.status } : registers,
  }),
  mutant('control-taken-back', 'SYNDBG-65', ORIGIN.doc, {
    complete: (registers, run) => (run.msr === CONTROL ? { ...registers, status: run.status, control: run.control } : registers),
  }, { invariant: 5 }),
  mutant('exit-status-shows-status', 'SYNDBG-62', ORIGIN.doc, { exitStatus: (_vcpu, registers) => registers.status }),
  mutant('exit-status-untouched', 'SYNDBG-62', ORIGIN.posted, { exitStatus: (vcpu) => vcpu.run.status }),
  mutant('exit-status-always-0', 'SYNDBG-62', ORIGIN.doc, { exitStatus: () => 0n }),
  mutant('delivered-status-wins-v6', 'SYNDBG-19', ORIGIN.slip, {
    complete: (registers, run, _cause, delivered) => (run.msr === CONTROL ? { ...registers, status: delivered } : registers),
  }, { profile: 'v6' }),
  mutant('pads-not-cleared', 'SYNDBG-61', ORIGIN.slip, { pad: 0xa5a5a5a5n }),
  mutant('rip-not-advanced', 'SYNDBG-60', ORIGIN.slip, { syndbgRip: () => 0n }),
  mutant('set-regs-cancels-completion', 'SYNDBG-70', ORIGIN.doc, { setRegsCancels: true }),
  mutant('host-status-survives', 'SYNDBG-67', ORIGIN.doc, { hostStatusSurvives: true }),
  mutant('completion-from-another-vcpu', 'SYNDBG-71', ORIGIN.slip, { completionVcpu: (vm) => vm.vcpus.length - 1 }),
  mutant('completion-skipped-on-immediate-exit', 'SYNDBG-68', ORIGIN.doc, { completionOnImmediateExit: 'skipped' }),
  mutant('completion-late-on-immediate-exit', 'SYNDBG-68', ORIGIN.doc, { completionOnImmediateExit: 'later' }),
  mutant('immediate-exit-too-late', 'SYNDBG-69', ORIGIN.slip, { immediateExitStores: true }),
  mutant('exit-needs-synic-with-an-irqchip', 'SYNDBG-72', ORIGIN.doc, { exitsNeedSynic: true }),
  mutant('emulated-write-exits-once', 'SYNDBG-93', ORIGIN.doc, { emulatedWriteExitsTwice: false }),
  mutant('emulated-write-stores-late', 'SYNDBG-93', ORIGIN.doc, { emulatedStoresAtOnce: false }),
]; // prettier-ignore
