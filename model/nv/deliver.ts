/** Exceptions into the guest, by the CPU and by KVM. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { EL1H, EL2H, FULL_MODE, PSR } from './pstate';
import type { RegisterFile } from './types';

/** The CPU takes an exception to EL1, whichever file that holds. */
export function deliverByCpu(
  c: Context,
  { esr, vector, elr }: { esr: bigint; vector: bigint; elr: bigint },
): void {
  const { s, rules, choices } = c;
  const toVel2 = s.loaded === 'vEL2';
  const frame: RegisterFile = { spsr: rules.reportedSpsr(s.spsr, s), elr: u64(elr), esr, vbar: s.cpu.vbar };
  s[rules.takenBy(s)] = frame;
  const allint = choices['allint_on_entry'] !== 'clear';
  const old = choices['nzcv_on_entry'] === 'clear' ? s.spsr & ~PSR.NZCV : s.spsr;
  s.spsr = rules.inHandler(old, toVel2 && choices['pan_on_vel2_entry'] !== 'kept', allint) | EL1H;
  s.elr = u64(s.cpu.vbar + vector);
  c.events.push({ event: 'exception', to: toVel2 ? 'vEL2' : 'vEL1', by: 'CPU', vector, esr });
}

/** KVM writes an exception into the files of a vCPU that is not loaded; virtual PSTATE and PC follow. */
export function deliverByKvm(
  c: Context,
  to: 'vEL1' | 'vEL2',
  { esr, vector, elr }: { esr: bigint; vector: bigint; elr: bigint },
): void {
  const { s, rules, choices } = c;
  const file = to === 'vEL2' ? s.vel2 : s.el1;
  const frame: RegisterFile = { spsr: s.pstate, elr: u64(elr), esr, vbar: file.vbar };
  if (to === 'vEL2') s.vel2 = frame;
  else s.el1 = frame;
  const pan = to === 'vEL2' && choices['pan_on_vel2_entry'] !== 'kept';
  s.pstate = rules.inHandler(s.pstate, pan, false) | (to === 'vEL2' ? EL2H : EL1H);
  s.pc = u64(file.vbar + vector);
  c.events.push({ event: 'exception', to, by: 'KVM', vector, esr });
}

/** Vector group for an exception into vEL2 from this virtual mode: its own stack, the other one, or below. */
export function groupFrom(pstate: bigint): bigint {
  const mode = pstate & FULL_MODE;
  if (mode === EL2H) return 0x200n;
  return mode === 0x8n ? 0x000n : (mode & 0x10n) !== 0n ? 0x600n : 0x400n;
}
