/** Nested virtualisation: what is given and what happens. Every operation has one phrase of its own. */
import { Misuse } from '../../model/core/machine';
import { HCR, PSR } from '../../model/nv/pstate';
import type { Exit, Mode } from '../../model/nv/types';
import type { Lab } from '../lab';
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

given('the host CPU has no AArch32 at EL0', function () {
  setupOf(this).config = { ...setupOf(this).config, el0_32bit: false };
});

given('a vCPU with {nvFeatures}', function (features) {
  setupOf(this).features = features;
});

given('the guest is placed at {nvMode} with E2H {nvBit} and TGE {nvBit}', async function (mode, e2h, tge) {
  await place(this, pstateAt(mode), hcrWith(e2h, tge));
});

given('the guest is entered at {nvMode} with E2H {nvBit} and TGE {nvBit}', async function (mode, e2h, tge) {
  await enterAt(this, pstateAt(mode), hcrWith(e2h, tge));
});

given('the guest is entered at {nvMode}', async function (mode) {
  await enterAt(this, pstateAt(mode), null);
});

given('the guest is entered with PSTATE {u64} and HCR_EL2 {u64}', async function (pstate, hcr) {
  await enterAt(this, pstate, hcr);
});

given('the guest is entered with PSTATE {u64}', async function (pstate) {
  await enterAt(this, pstate, null);
});

when('userspace initialises a vCPU with {nvFeatures}', async function (features) {
  await act(this, { op: 'vcpu_init', ...features });
});

when('userspace sets {nvRegister} to {u64}', async function (reg, value) {
  await act(this, { op: 'set_one_reg', reg, value });
});

when('userspace reads {nvRegister}', async function (reg) {
  await act(this, { op: 'get_one_reg', reg });
});

when('userspace calls KVM_RUN', async function () {
  await act(this, { op: 'kvm_run' });
});

when('KVM enters the guest', async function () {
  await act(this, { op: 'enter' });
});

when('the host preempts KVM', async function () {
  await act(this, { op: 'preempt' });
});

when('a signal ends KVM_RUN', async function () {
  await act(this, { op: 'signal' });
});

when('a host interrupt arrives', async function () {
  await act(this, { op: 'exit', kind: 'IRQ' });
});

when('the guest exits by {nvExit}', async function (words) {
  await act(this, exitOp(words));
});

when('the guest exits by {nvExit} with SPSR_EL2 {u64}', async function (words, spsr) {
  await act(this, { ...exitOp(words), spsr });
});

when('the guest exits by {nvExit} with SPSR_EL2 {u64} and ELR_EL2 {u64}', async function (words, spsr, elr) {
  await act(this, { ...exitOp(words), spsr, elr });
});

when('KVM injects an interrupt into vEL2', async function () {
  await act(this, { op: 'inject_irq' });
});

when('the guest runs on', async function () {
  await act(this, { op: 'execute' });
});

when('the guest runs on to {u64}', async function (pc) {
  await act(this, { op: 'execute', pc });
});

when('the guest branches to {u64}', async function (pc) {
  await act(this, { op: 'execute', pc, br: true });
});

when('the guest takes an exception to vEL2', async function () {
  await act(this, { op: 'exception', class: 'SVC' });
});

when('the guest executes {nvInsn}', async function (op) {
  await act(this, op);
});

when('the guest cannot execute {nvInsn} now', async function (op) {
  await misused(this, () => act(this, op));
});

when('the guest loads from {u64}', async function (ipa) {
  await act(this, { op: 'ldr', ipa });
});

when('the guest writes {u64} to {nvGuestRegister}', async function (value, reg) {
  await act(this, { op: 'msr', reg, value });
});

when('the guest reads {nvGuestRegister}', async function (reg) {
  await act(this, { op: 'mrs', reg });
});

when('the guest clears TGE', async function () {
  await act(this, { op: 'msr', reg: 'HCR_EL2', value: setupOf(this).hcr & ~HCR.TGE });
});

when('the guest sets TGE', async function () {
  await act(this, { op: 'msr', reg: 'HCR_EL2', value: setupOf(this).hcr | HCR.TGE });
});

when('the guest returns to {nvMode} at {u64}', async function (mode, pc) {
  for (const op of returnOps(pstateAt(mode), pc)) await act(this, op);
});

when('the guest returns with SPSR_EL2 {u64} to {u64}', async function (spsr, pc) {
  for (const op of returnOps(spsr, pc)) await act(this, op);
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

async function misused(_lab: Lab, perform: () => Promise<unknown>): Promise<void> {
  const refusal = await perform().then(
    () => null,
    (error: unknown) => error,
  );
  if (refusal instanceof Misuse) return;
  if (refusal !== null) throw refusal as Error;
  throw new Error('the operation should have been refused as misuse, and was carried out');
}
