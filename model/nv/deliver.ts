/** Exceptions into the guest, by the CPU and by KVM. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { load, put } from './context';
import { EL1H, EL1T, EL2H, FULL_MODE, MODE32_BIT, PSR, raised } from './pstate';
import type { State } from './state';

/** The CPU takes an exception to EL1, whichever file that holds. */
export function deliverByCpu(c: Context, { esr, vector, elr }: Taken): void {
  const { s, choices } = c;
  const base = choices['vector_base'] === 'as-it-is' ? s.cpu.vbar : s.cpu.vbar & VECTOR_BASE;
  const toVel2 = s.loaded === 'vEL2';
  const setsPan = toVel2 && (s.features.e2h0 || choices['pan_on_vel2_entry'] !== 'kept');
  s.cpu = { spsr: toVel2 ? raised(s.spsr, FULL_MODE) : s.spsr, elr: u64(elr), esr, vbar: s.cpu.vbar };
  const allint = choices['allint_on_entry'] !== 'clear';
  const old = choices['nzcv_on_entry'] === 'clear' ? s.spsr & ~PSR.NZCV : s.spsr;
  s.spsr = inHandler(old, setsPan, allint) | EL1H;
  s.elr = u64(base + vector);
  c.events.push({ event: 'exception', to: toVel2 ? 'vEL2' : 'vEL1', by: 'CPU', vector, esr });
}

/** Bits 63:11 of VBAR, where the vectors begin: the others are reserved. */
const VECTOR_BASE = ~0x7ffn;

/** An exception: its syndrome, the offset of its vector, and where it returns to. */
export interface Taken {
  readonly esr: bigint;
  readonly vector: bigint;
  readonly elr: bigint;
}

/** One that KVM delivers: without a syndrome the register keeps what it holds. */
export type KvmTaken = Omit<Taken, 'esr'> & Partial<Pick<Taken, 'esr'>>;

/** KVM writes an exception into a level's registers, in the CPU while they are there; virtual PSTATE and PC follow. */
export function deliverByKvm(c: Context, taken: KvmTaken, to: 'vEL1' | 'vEL2' = 'vEL2'): void {
  const { s, choices } = c;
  const vel2 = to === 'vEL2';
  const file = s.loaded === (vel2 ? 'vEL2' : 'EL1') ? 'cpu' : vel2 ? 'vel2' : 'el1';
  const { vbar } = s[file];
  const { esr = s[file].esr, vector, elr } = taken;
  s[file] = { spsr: s.pstate, elr: u64(elr), esr, vbar };
  const setsPan = vel2 && !spanReadsSet(s) && choices['pan_on_vel2_entry'] !== 'kept';
  s.pstate = inHandler(s.pstate, setsPan, false) | (vel2 ? EL2H : EL1H);
  s.pc = u64(vbar + vector);
  c.events.push({ event: 'exception', to, by: 'KVM', vector, esr });
}

/**
 * Without E2H SCTLR_EL2.SPAN is RES1, which KVM sees to from the first KVM_RUN on (kvm_init_nv_sysregs()). The CPU has it
 * clear: of such a SCTLR_EL2 KVM hands on other bits alone (asm/kvm_nested.h, translate_sctlr_el2_to_sctlr_el1()).
 */
function spanReadsSet({ features, hasRun }: State): boolean {
  return features.e2h0 && hasRun;
}

/** KVM changes the context of a vCPU that has left the loop: put, change, load. */
export function change(c: Context, how: () => void): void {
  put(c);
  how();
  load(c);
}

/** KVM delivers an exception into vEL2, between vcpu_put and vcpu_load unless it may stay where it is. */
export function deliver(c: Context, exception: () => KvmTaken): void {
  if (c.rules.deliversInPlace(c.s)) deliverByKvm(c, exception());
  else
    change(c, () => {
      deliverByKvm(c, exception());
    });
}

const KEPT_IN_HANDLER = PSR.NZCV | PSR.DIT | PSR.PAN;

/** PSTATE in a handler, without M. */
function inHandler(old: bigint, pan: boolean, allint: boolean): bigint {
  return (old & KEPT_IN_HANDLER) | PSR.DAIF | (pan ? PSR.PAN : 0n) | (allint ? PSR.ALLINT : 0n);
}

/** Vector of an exception to EL1: from EL1 by the stack that was in use, from EL0 by its register width. */
export function vectorFrom(spsr: bigint): bigint {
  if ((spsr & MODE32_BIT) !== 0n) return 0x600n;
  const mode = spsr & FULL_MODE;
  return mode === EL1H ? 0x200n : mode === EL1T ? 0x000n : 0x400n;
}

/** Vector group for an exception into vEL2 from this virtual mode: its own stack, the other one, or below. */
export function groupFrom(pstate: bigint): bigint {
  const mode = pstate & FULL_MODE;
  if (mode === EL2H) return 0x200n;
  return mode === 0x8n ? 0x000n : (mode & 0x10n) !== 0n ? 0x600n : 0x400n;
}
