/** What the guest does that no hypervisor sees. */
import { Misuse } from '../core/machine';
import { hex, u64 } from '../core/u64';
import type { Context } from './context';
import { done, levelOf, needLevel, needPlace, type Level } from './context';
import { needUnstepped } from './debug';
import { deliverByCpu, vectorFrom } from './deliver';
import { CPU_HOLDS, FULL_MODE, MODE32_BIT, PSR } from './pstate';
import type { State } from './state';
import { withRegister } from './state';
import type { Exception, Execute, GuestReg, Mrs, Msr, Outcome } from './types';
import { banked } from './userspace';

/** The guest's own code runs; with IL set its first instruction faults instead. */
export function execute(c: Context, op: Execute): Outcome {
  const { s } = c;
  needPlace(c, 'guest', 'execute');
  if (levelOf(c) === 'illegal')
    throw new Misuse('the entry was made illegal: nothing but an exit can follow');
  start(c);
  const fault = faultDue(s);
  if (fault !== null) {
    needUnstepped(c, 'a faulting instruction');
    deliverByCpu(c, { esr: fault, vector: vectorFrom(s.spsr), elr: s.elr });
    return done(c);
  }
  s.spsr = completed(s.spsr);
  if (op.br) s.spsr |= BTYPE_BR;
  if (op.pc !== undefined) s.elr = op.pc;
  return done(c);
}

const ILLEGAL_STATE = 0x3a00_0000n;
const PC_ALIGNMENT = 0x8a00_0000n;

/** Syndrome of the exception that comes in place of the next instruction, most urgent first; null where it executes. */
function faultDue({ spsr, elr }: State): bigint | null {
  if ((spsr & MODE32_BIT) === 0n && (elr & 3n) !== 0n) return PC_ALIGNMENT;
  return (spsr & PSR.IL) === 0n ? null : ILLEGAL_STATE;
}

const BTYPE_BR = 1n << 10n;
const SYNDROME = { SVC: 0x5600_0000n, UDF: 0x0200_0000n, FP: 0x1fe0_0000n } as const;

/** SVC, an undefined instruction, or FP while vEL2 has not opened it. */
export function exception(c: Context, op: Exception): Outcome {
  const { s } = c;
  const where: readonly Level[] = op.class === 'FP' ? ['vEL2'] : ['EL0', 'vEL1', 'vEL2', 'AArch32'];
  const level = needLevel(c, where, op.class);
  if (level === 'AArch32' && op.class === 'SVC')
    throw new Misuse('SVC from AArch32 is not among the operations: UDF is');
  begin(c, op.class);
  if (op.class !== 'SVC') needUnstepped(c, op.class);
  const esr = SYNDROME[op.class] | (op.class === 'SVC' ? (op.imm ?? 0n) : 0n);
  deliverByCpu(c, { esr, vector: vectorFrom(s.spsr), elr: op.class === 'SVC' ? s.elr + 4n : s.elr });
  return done(c);
}

/** A write without a trap. */
export function msr(c: Context, { reg, value }: Msr): Outcome {
  const { s } = c;
  const level = needLevel(c, AT_EL0.has(reg) ? ['vEL1', 'vEL2', 'EL0'] : ['vEL1', 'vEL2'], `MSR ${reg}`);
  begin(c, `MSR ${reg}`);
  const field = reg === 'SPSel' ? 1n : FIELDS[reg];
  if (field !== undefined) s.spsr = (s.spsr & ~field) | (value & field);
  else if (reg === 'HCR_EL2') {
    need(level, reg);
    s.hcr = value;
  } else if (reg === 'CurrentEL') throw new Misuse('CurrentEL cannot be written: MRS reads it');
  else write(c, level, reg, value);
  s.spsr = completed(s.spsr);
  s.elr = u64(s.elr + 4n);
  return done(c);
}

/** A read without a trap. */
export function mrs(c: Context, { reg }: Mrs): Outcome {
  const { s } = c;
  const level = needLevel(c, ['vEL1', 'vEL2'], `MRS ${reg}`);
  begin(c, `MRS ${reg}`);
  const value = read(c, level, reg);
  s.spsr = completed(s.spsr);
  s.elr = u64(s.elr + 4n);
  return { outcome: 'ok', value };
}

function read(c: Context, level: Level, reg: GuestReg): bigint {
  const { s } = c;
  const field = FIELDS[reg];
  if (field !== undefined) return s.spsr & field;
  if (reg === 'SPSel') return s.spsr & 1n;
  if (reg === 'CurrentEL') return level === 'vEL2' ? 8n : 4n;
  if (reg === 'HCR_EL2') {
    need(level, reg);
    return s.hcr;
  }
  const [file, name] = banked(reg as Exclude<GuestReg, Special>);
  if (file === 'vel2') need(level, reg);
  return (inCpu(c, file) ? s.cpu : s[file])[name];
}

function write(c: Context, level: Level, reg: GuestReg, value: bigint): void {
  const { s } = c;
  const [file, name] = banked(reg as Exclude<GuestReg, Special>);
  if (file === 'vel2') need(level, reg);
  if (inCpu(c, file)) s.cpu = withRegister(s.cpu, name, value);
  else s[file] = withRegister(s[file], name, value);
}

type Special = 'HCR_EL2' | 'CurrentEL' | 'SPSel' | 'NZCV' | 'DAIF' | 'PAN' | 'UAO' | 'DIT' | 'SSBS';
/** Whether the CPU's EL1 registers hold this file; what they do not hold is in the VNCR page. */
function inCpu(c: Context, file: 'el1' | 'vel2'): boolean {
  return (c.s.loaded === 'vEL2') === (file === 'vel2');
}

function need(level: Level, reg: string): void {
  if (level !== 'vEL2') throw new Misuse(`${reg} belongs to vEL2, and the guest is at ${level}`);
}

const FIELDS: Readonly<Partial<Record<GuestReg, bigint>>> = {
  NZCV: PSR.NZCV,
  DAIF: PSR.DAIF,
  PAN: PSR.PAN,
  UAO: PSR.UAO,
  DIT: PSR.DIT,
  SSBS: PSR.SSBS,
};

/** What EL0 may write; of DAIF it may not, and PAN and UAO are undefined there. */
const AT_EL0: ReadonlySet<GuestReg> = new Set(['NZCV', 'DIT', 'SSBS']);

/** An instruction of the guest begins: PSTATE is what the CPU can hold. */
export function start(c: Context): void {
  c.s.spsr &= CPU_HOLDS;
}

/** PSTATE after an instruction that completes. */
export function completed(spsr: bigint): bigint {
  return spsr & ~(PSR.BTYPE | PSR.SS);
}

/** An instruction other than `execute`. @throws Misuse while another exception is due in its place */
export function begin(c: Context, what: string): void {
  start(c);
  const { s } = c;
  if (faultDue(s) === null) return;
  const why = (s.spsr & PSR.IL) === 0n ? `PC at ${hex(s.elr)}` : 'PSTATE.IL set';
  throw new Misuse(`${what} cannot run with ${why} (M is ${hex(s.spsr & FULL_MODE)}): send execute first`);
}
