/** Nested virtualisation: what is given and what happens. Every operation has one phrase of its own. */
import { Misuse } from '../../model/core/machine';
import { HCR, PSR } from '../../model/nv/pstate';
import type { Exit, Mode } from '../../model/nv/types';
import { inTurn } from '../awaitable';
import { given, when } from '../typed';
import type { ExitWords } from './parameters';
import { MODE_OF } from './parameters';
import { act, enterAt, hcrWith, place, returnOps, setupOf } from './setup';

given('a VHE host', function () {
  setupOf(this).config = { ...setupOf(this).config, vhe: true };
});

given('a host without VHE', function () {
  setupOf(this).config = { ...setupOf(this).config, vhe: false };
});

given('there is no in-kernel vGIC', function () {
  setupOf(this).config = { ...setupOf(this).config, vgic: false };
});

given('the host CPU has AArch32 at EL0', function () {
  setupOf(this).config = { ...setupOf(this).config, el0_32bit: true };
});

given('the host CPU has no AArch32 at EL0', function () {
  setupOf(this).config = { ...setupOf(this).config, el0_32bit: false };
});

given('a vCPU with {nvFeatures}', function (features) {
  setupOf(this).features = features;
});

given('the guest is placed at {nvMode} with E2H {nvBit} and TGE {nvBit}', function (mode, e2h, tge) {
  return place(this, pstateAt(mode), hcrWith(e2h, tge));
});

given('the guest is entered at {nvMode} with E2H {nvBit} and TGE {nvBit}', function (mode, e2h, tge) {
  return enterAt(this, pstateAt(mode), hcrWith(e2h, tge));
});

given('the guest is entered at {nvMode}', function (mode) {
  return enterAt(this, pstateAt(mode), null);
});

given('the guest is entered with PSTATE {u64} and HCR_EL2 {u64}', function (pstate, hcr) {
  return enterAt(this, pstate, hcr);
});

given('the guest is entered with PSTATE {u64}', function (pstate) {
  return enterAt(this, pstate, null);
});

when('userspace initialises a vCPU with {nvFeatures}', function (features) {
  return act(this, { op: 'vcpu_init', ...features });
});

when('userspace sets {nvRegister} to {u64}', function (reg, value) {
  return act(this, { op: 'set_one_reg', reg, value });
});

when('userspace reads {nvRegister}', function (reg) {
  return act(this, { op: 'get_one_reg', reg });
});

when('userspace calls KVM_RUN', function () {
  return act(this, { op: 'kvm_run' });
});

when('KVM enters the guest', function () {
  return act(this, { op: 'enter' });
});

when('the host preempts KVM', function () {
  return act(this, { op: 'preempt' });
});

when('a signal ends KVM_RUN', function () {
  return act(this, { op: 'signal' });
});

when('a host interrupt arrives', function () {
  return act(this, { op: 'exit', kind: 'IRQ' });
});

when('the guest exits by {nvExit}', function (words) {
  return act(this, exitOp(words));
});

when('the guest exits by {nvExit} with SPSR_EL2 {u64}', function (words, spsr) {
  return act(this, { ...exitOp(words), spsr });
});

when('the guest exits by {nvExit} with SPSR_EL2 {u64} and ELR_EL2 {u64}', function (words, spsr, elr) {
  return act(this, { ...exitOp(words), spsr, elr });
});

when('KVM injects an interrupt into vEL2', function () {
  return act(this, { op: 'inject_irq' });
});

when('the guest runs on', function () {
  return act(this, { op: 'execute' });
});

when('the guest runs on to {u64}', function (pc) {
  return act(this, { op: 'execute', pc });
});

when('the guest branches to {u64}', function (pc) {
  return act(this, { op: 'execute', pc, br: true });
});

when('the guest takes an exception to vEL2', function () {
  return act(this, { op: 'exception', class: 'SVC' });
});

when('the guest executes {nvInsn}', function (op) {
  return act(this, op);
});

when('the guest cannot execute {nvInsn} now', async function (op) {
  try {
    await act(this, op);
  } catch (error) {
    if (error instanceof Misuse) return;
    throw error;
  }
  throw new Error('the operation should have been refused as misuse, and was carried out');
});

when('the guest loads from {u64}', function (ipa) {
  return act(this, { op: 'ldr', ipa });
});

when('the guest writes {u64} to {nvGuestRegister}', function (value, reg) {
  return act(this, { op: 'msr', reg, value });
});

when('the guest reads {nvGuestRegister}', function (reg) {
  return act(this, { op: 'mrs', reg });
});

when('the guest clears TGE', function () {
  return act(this, { op: 'msr', reg: 'HCR_EL2', value: setupOf(this).hcr & ~HCR.TGE });
});

when('the guest sets TGE', function () {
  return act(this, { op: 'msr', reg: 'HCR_EL2', value: setupOf(this).hcr | HCR.TGE });
});

when('the guest returns to {nvMode} at {u64}', function (mode, pc) {
  return inTurn(returnOps(pstateAt(mode), pc), (op) => act(this, op));
});

when('the guest returns with SPSR_EL2 {u64} to {u64}', function (spsr, pc) {
  return inTurn(returnOps(spsr, pc), (op) => act(this, op));
});

function exitOp(words: ExitWords): Exit {
  return { op: 'exit', ...words };
}

/** A mode with all interrupts masked, as the vCPU resets. */
function pstateAt(mode: Mode): bigint {
  const bits = MODE_OF[mode];
  if (bits === undefined) throw new RangeError(`${mode} has no encoding of its own`);
  return PSR.DAIF | bits;
}
