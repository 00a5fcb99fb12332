/** T1 to T4, T1m, T1x and T9g: from host EL0 by SVC to a handler at vEL2, and what it does there. */
import type { Op } from '../../model/nv/types';
import type { Fact } from './facts';
import { hexOf, numberOf, textOf } from './facts';
import { type Lab, Session, TGE, VBAR_EL2 } from './session';

const EL2 = { has_el2: true, has_el2_e2h0: false, el1_32bit: false };
const HCR0 = 0x4_8000_0000n;
const HCR1 = 0x4_8800_0000n;
/** Where the payload's code of host EL0 begins: ELR_EL2 in T4. */
const HOST_EL0 = 0x4000_0058n;

/** The guest enters in host EL0, after a pause in which userspace chose the handler and may have read where it is. */
function toHostEl0(s: Session, fact: Fact | null = null): void {
  s.init();
  s.set('PSTATE', 0x3c9n);
  s.enter();
  s.vectors();
  s.hcr(HCR1);
  s.eret(0x3c0n, HOST_EL0, true);
  s.guest({ op: 'execute' });
  s.interrupt();
  if (fact !== null) {
    s.get('PSTATE', { outcome: 'ok', mode: fact['entry_M'] });
    s.get('HCR_EL2', { outcome: 'ok', value: hexOf(fact, 'entry_hcr') });
  }
  s.enter();
}

/** SVC from host EL0; its return address is where the handler's ELR_EL2 points. */
function svc(s: Session, elr: bigint | null): void {
  s.guest(elr === null ? { op: 'execute' } : { op: 'execute', pc: elr - 4n }, {
    op: 'exception',
    class: 'SVC',
    imm: 1n,
  });
}

/** What the handlers do before they wait or trap. */
function handler(s: Session, name: string): void {
  if (name.includes('read-modify-write')) s.guest({ op: 'mrs', reg: 'HCR_EL2' });
  if (name.startsWith('clear TGE')) s.hcr(HCR0);
  else if (!name.startsWith('TGE kept')) throw new Error(`no handler is called "${name}"`);
  if (name.endsWith('SPSel=0')) s.guest({ op: 'msr', reg: 'SPSel', value: 0n });
}

/** One counted exit at vEL2, three more, and then the guest goes on. */
export function syscall(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, EL2);
  const name = textOf(fact, 'handler');
  toHostEl0(s, fact);
  // A control that keeps old values in ELR_EL2 has the return address in ELR_EL1.
  const [a, b] = [hexOf(fact, 'elr_el2'), hexOf(fact, 'elr_el1')];
  svc(s, a > b ? a : b);
  handler(s, name);
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.ended(fact);
  s.registers(fact, a > b ? 'ELR_EL2' : 'ELR_EL1');
  const again = fact['re_exit_pstate'];
  if (!Array.isArray(again)) return;
  for (const value of again as string[]) {
    s.enter();
    s.guest({ op: 'execute' });
    s.interrupt();
    s.get('PSTATE', { outcome: 'ok', value: BigInt(value) });
  }
  goesOn(s, fact);
}

/** The guest reads its own registers, sets TGE and returns to host EL0. */
function goesOn(s: Session, fact: Fact): void {
  s.enter();
  s.guest({ op: 'execute' });
  const reads = [
    ['HCR_EL2', 'g_hcr'],
    ['CurrentEL', 'g_currentel'],
    ['SPSR_EL2', 'g_spsr_el2'],
    ['ESR_EL2', 'g_esr_el2'],
    ['ELR_EL2', 'g_elr_el2'],
  ] as const;
  for (const [reg, name] of reads) s.step({ op: 'mrs', reg }, { outcome: 'ok', value: hexOf(fact, name) });
  s.step({ op: 'mrs', reg: 'SPSel' }, { outcome: 'ok', value: BigInt(numberOf(fact, 'g_spsel')) });
  s.hcr(HCR1);
  s.eret(0x3c0n, null, true);
  s.guest({ op: 'execute' });
  s.interrupt();
  s.get('PSTATE', { outcome: 'ok', mode: fact['final_M'] });
  s.get('HCR_EL2', { outcome: 'ok', value: hexOf(fact, 'final_hcr') });
}

/** All exits of a test that were counted: each mode that was read is written once. */
export function summary(lab: Lab, fact: Fact, id: string): void {
  const tge = numberOf(fact, 'exits_with_TGE1') > 0;
  if (tge && numberOf(fact, 'exits_with_TGE0') > 0)
    throw new Error(`${fact.test}: both values of TGE in one sum`);
  for (const mode of Object.keys(fact['M_histogram'] as object)) {
    const s = new Session(lab, id, EL2);
    toHostEl0(s);
    svc(s, null);
    handler(s, textOf(fact, 'handler'));
    s.guest({ op: 'execute' });
    s.interrupt();
    s.get('PSTATE', { outcome: 'ok', mode });
    s.get('HCR_EL2', { outcome: 'ok', tge });
  }
}

/** T4: the guest stays in host EL0. */
export function hostUser(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, EL2);
  toHostEl0(s);
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.interrupt();
  s.registers(fact, 'ELR_EL2');
  for (const mode of Object.keys(fact['M200'] as object)) {
    s.enter();
    s.guest({ op: 'execute' });
    s.interrupt();
    s.get('PSTATE', { outcome: 'ok', mode });
  }
}

/** T1m: a load from unbacked memory. KVM_RUN returns 0, and PC is at the load. */
export function mmio(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, EL2);
  toHostEl0(s);
  svc(s, hexOf(fact, 'elr_el2'));
  handler(s, textOf(fact, 'handler'));
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.step({ op: 'ldr', ipa: hexOf(fact, 'mmio_addr') }, { outcome: 'ok' });
  s.registers(fact, 'ELR_EL2');
}

/** T1x and T9g: one instruction that traps, or writes of PSTATE. */
export function instruction(lab: Lab, fact: Fact, id: string): void {
  const s = new Session(lab, id, EL2);
  const name = textOf(fact, 'handler');
  const kept = name.startsWith('TGE kept');
  const what = name.replace(/^(clear TGE|TGE kept), /, '');
  // ELR_EL2 is still that of the SVC where the handler went to no other exception and returned nowhere.
  const untouched = numberOf(fact, 'fault_idx') === 0 && !what.startsWith('ERET to ');
  toHostEl0(s);
  svc(s, untouched ? hexOf(fact, 'elr_el2') : null);
  handler(s, name);
  if (what.startsWith('ERET to ')) s.eret(spsrOf(what), hexOf(fact, 'elr_el2'), kept);
  else if (what.startsWith('NZCV=')) s.guest(...writesOf(what));
  else if (TRAPPED[what]) trapped(s, fact, TRAPPED[what]);
  else caught(s, fact, what, kept);
  s.guest({ op: 'execute', pc: hexOf(fact, 'pc') });
  s.interrupt();
  s.pstate(fact, 'first_pstate');
  s.enter();
  s.guest({ op: 'execute' });
  s.ended(fact);
  s.registers(fact, untouched || what.startsWith('ERET to ') ? 'ELR_EL2' : null);
}

const TRAPPED: Readonly<Record<string, Extract<Op, { op: 'trapped' }>['insn']>> = {
  SMC: 'SMC',
  'TLBI VMALLE1': 'TLBI VMALLE1',
  'TLBI ALLE2': 'TLBI ALLE2',
  'MRS VBAR_EL12': 'MRS VBAR_EL12',
  'MRS ACTLR_EL1': 'MRS ACTLR_EL1',
  WFE: 'WFE',
};

function trapped(s: Session, fact: Fact, insn: Extract<Op, { op: 'trapped' }>['insn']): void {
  const register = insn === 'SMC' ? 'x0' : insn === 'MRS VBAR_EL12' ? 'x3' : null;
  s.step(
    { op: 'trapped', insn, resume: true },
    register === null ? 'guest' : { outcome: 'ok', value: hexOf(fact, register) },
  );
}

/** An exception within vEL2, and what its handler reads. */
function caught(s: Session, fact: Fact, what: string, kept: boolean): void {
  const [elr, esr] = [hexOf(fact, 'fault_elr'), hexOf(fact, 'fault_esr')];
  const imm = esr & 0xffffn;
  const behind = what === 'HVC' || what.startsWith('SVC');
  // "TGE kept, HVC" is the first instruction of its handler, which the vector reaches by BR.
  s.guest({ op: 'execute', pc: behind ? elr - 4n : elr, ...(kept ? { br: true } : {}) });
  if (what === 'HVC') s.guest({ op: 'hvc', imm }, { op: 'enter' });
  else if (what.startsWith('SVC')) s.guest({ op: 'exception', class: 'SVC', imm });
  else if (what.startsWith('UDF')) s.guest({ op: 'exception', class: 'UDF' });
  else if (what === 'FP') s.guest({ op: 'exception', class: 'FP' });
  else throw new Error(`no instruction is called "${what}"`);
  handlerReads(s, fact);
}

/** The vector that was taken, and the registers that its handler stored. */
export function handlerReads(s: Session, fact: Fact): void {
  s.inspect({ elr: VBAR_EL2 + BigInt(numberOf(fact, 'fault_idx')) * 0x80n });
  const reads = [
    ['ESR_EL2', 'fault_esr'],
    ['SPSR_EL2', 'fault_spsr'],
    ['HCR_EL2', 'fault_hcr'],
    ['CurrentEL', 'fault_currentel'],
  ] as const;
  for (const [reg, name] of reads)
    if (name in fact) s.step({ op: 'mrs', reg }, { outcome: 'ok', value: hexOf(fact, name) });
}

function spsrOf(what: string): bigint {
  const mode: Readonly<Record<string, bigint>> = { EL0: 0n, EL1t: 4n, EL1h: 5n, EL2t: 8n, EL2h: 9n };
  const bits = mode[what.replace('ERET to ', '')];
  if (bits === undefined) throw new Error(`no mode in "${what}"`);
  return 0x3c0n | bits;
}

/** T9g names what the guest writes: `NZCV=f DAIF=0 PAN=0 UAO=1 DIT=1 SSBS=1`; DAIF=d is D, A and F. */
function writesOf(what: string): readonly Op[] {
  const bit = { PAN: 22n, UAO: 23n, DIT: 24n, SSBS: 12n } as const;
  return what.split(' ').map((word): Op => {
    const [reg, digit] = word.split('=') as [keyof typeof bit | 'NZCV' | 'DAIF', string];
    const value = BigInt(`0x${digit}`);
    if (reg === 'NZCV') return { op: 'msr', reg, value: value << 28n };
    if (reg === 'DAIF') return { op: 'msr', reg, value: value << 6n };
    return { op: 'msr', reg, value: value << bit[reg] };
  });
}

/** A control whose host died at the first exit after the clear. */
export function panicked(lab: Lab, id: string): void {
  const s = new Session(lab, id, EL2);
  toHostEl0(s);
  svc(s, null);
  s.hcr(HCR1 & ~TGE);
  s.guest({ op: 'execute' });
  s.step({ op: 'exit', kind: 'IRQ' }, { outcome: 'fault', fault: '#BUG' });
}
