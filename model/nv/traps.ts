/** What the guest does that traps, and what KVM injects. */
import type { Context } from './context';
import { done, failed, hcrOf, needLevel, needPlace, needSaid, put } from './context';
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import { change, deliver, groupFrom } from './deliver';
import { needUnstepped } from './debug';
import { leaveGuest, type Verdict } from './exit';
import { begin, completed } from './guest';
import { needNoSerror } from './serror';
import { CPU_HOLDS, EL0T, EL1H, EL1T, EL2H, EL2T, FULL_MODE, HCR, isEl2, lowered, PSR } from './pstate';
import type { State } from './state';
import type { Eret, Hvc, Ldr, Outcome, Trapped } from './types';

const SYNDROME = { HVC: 0x5a00_0000n, ERET: 0x6a00_0000n, FPAC: 0x7000_0000n, ABORT: 0x9200_0000n } as const;

/** What ESR_EL2 holds after each of these; a register that is read goes to X0. */
const SYNDROME_OF: Readonly<Record<Trapped['insn'], bigint>> = {
  WFE: 0x07e0_0001n,
  SMC: 0x5e00_0000n,
  'TLBI VMALLE1': 0x6210_23een,
  'TLBI ALLE2': 0x6211_23een,
  'MRS VBAR_EL12': 0x6231_7001n,
  'MRS ACTLR_EL1': 0x6232_0401n,
};

/** What the host answers to SMCCC_VERSION. */
const SMCCC_VERSION_1_1 = 0x10001n;

/** The outcome after an exit that may have ended the host. */
function after(c: Context): Outcome {
  return c.s.place === 'panicked' ? { outcome: 'fault', fault: '#BUG', events: c.events } : done(c);
}

/** ERET. From vEL1 the CPU does it, from vEL2 KVM. */
export function eret(c: Context, op: Eret): Outcome {
  const level = needLevel(c, op.key === undefined ? ['vEL1', 'vEL2'] : ['vEL2'], nameOf(op));
  begin(c, 'ERET');
  needUnstepped(c, nameOf(op));
  if (level === 'vEL1') return cpuEret(c);
  needNoSerror(c, nameOf(op));
  const { s } = c;
  const { spsr, elr } = s.cpu;
  const mode = spsr & FULL_MODE;
  const legal = isLegalReturn(mode, s);
  if (!legal) needSaid(c, 'illegal ERET', 'EL0t, EL2t, EL2h and, with TGE clear, EL1t and EL1h are legal');
  const { key, forged = false } = op;
  const handler = (hyp: boolean): Verdict => {
    if (legal && forged) return 'leave';
    const free = c.choices['trapped_eret'] === 'stays' || !isAskedFor(op, hcrOf(c));
    const fast = hyp && free && staysInHost(mode, hcrOf(c));
    c.events.push({ event: 'eret', path: fast ? 'fast' : 'slow' });
    if (!fast) return 'leave';
    s.spsr = lowered(spsr) & CPU_HOLDS;
    s.elr = elr;
    return 'resume';
  };
  leaveGuest(c, { kind: 'TRAP', esr: SYNDROME.ERET | (key === undefined ? 0n : KEYS[key]), handler });
  if (s.place === 'kvm' && legal && forged) {
    const il = c.choices['fpac_il'] === 'clear' ? 0n : IL;
    const esr = SYNDROME.FPAC | il | (key === 'B' ? 1n : 0n);
    deliver(c, () => ({ esr, vector: groupFrom(s.pstate), elr: s.pc }));
  } else if (s.place === 'kvm') {
    change(c, () => {
      s.pc = elr;
      s.pstate = legal ? spsr : illegal(c, spsr);
    });
  }
  return after(c);
}

/** That the instruction has 32 bits, in ESR_EL2. */
const IL = 1n << 25n;
/** ISS of a trapped ERETAA and ERETAB. */
const KEYS = { A: 2n, B: 3n } as const;

function nameOf({ key }: Eret): string {
  return key === undefined ? 'ERET' : `ERETA${key}`;
}

function isLegalReturn(mode: bigint, { hcr }: State): boolean {
  if (mode === EL1T || mode === EL1H) return (hcr & HCR.TGE) === 0n;
  return mode === EL0T || mode === EL2T || mode === EL2H;
}

/** Whether the guest hypervisor has ERET trapped, by HCR_EL2 or by HFGITR_EL2. */
function isAskedFor(op: Eret, hcr: bigint): boolean {
  return op.fine_grained === true || (hcr & HCR.NV) !== 0n;
}

/** Whether a return goes from host context to host context, which only legal ones do. */
function staysInHost(mode: bigint, hcr: bigint): boolean {
  const user = mode === EL0T && (hcr & HCR.TGE) !== 0n && (hcr & HCR.E2H) !== 0n;
  return mode === EL2T || mode === EL2H || user;
}

/** PSTATE after an illegal return: the mode before it, IL, and what is taken of SPSR_EL2, or of PSTATE but PAN. */
function illegal({ s, choices }: Context, spsr: bigint): bigint {
  const flags = PSR.NZCV | PSR.DAIF;
  const kept = choices['illegal_return_flags'] === 'spsr' ? spsr & (flags | PSR.PAN) : s.pstate & flags;
  return (s.pstate & FULL_MODE) | kept | PSR.IL;
}

function cpuEret(c: Context): Outcome {
  const { s } = c;
  const mode = s.cpu.spsr & FULL_MODE;
  if (mode !== EL0T && mode !== EL1T && mode !== EL1H)
    throw new Misuse('ERET from vEL1 is for EL0t, EL1t and EL1h here');
  s.spsr = s.cpu.spsr & CPU_HOLDS;
  s.elr = s.cpu.elr;
  return done(c);
}

/** HVC: an exception that KVM delivers to vEL2, from vEL1 as from vEL2 itself. */
export function hvc(c: Context, { imm }: Hvc): Outcome {
  needLevel(c, ['vEL1', 'vEL2'], 'HVC');
  const { s } = c;
  if (!s.features.hasEl2)
    throw new Misuse('HVC without HAS_EL2 is a call to the host, which is not among the operations');
  begin(c, 'HVC');
  needNoSerror(c, 'HVC');
  const esr = SYNDROME.HVC | imm;
  s.elr = u64(s.elr + 4n);
  leaveGuest(c, { kind: 'TRAP', esr, handler: () => 'leave' });
  if (s.place === 'kvm') deliver(c, () => ({ esr: s.esr, vector: groupFrom(s.pstate), elr: s.pc }));
  return after(c);
}

/** An instruction that KVM emulates for vEL2 and steps over. */
export function trapped(c: Context, { insn, resume }: Trapped): Outcome {
  needLevel(c, ['vEL2'], insn);
  begin(c, insn);
  needUnstepped(c, insn);
  needNoSerror(c, insn);
  const { s } = c;
  const esr = SYNDROME_OF[insn];
  const value = insn === 'SMC' ? SMCCC_VERSION_1_1 : insn === 'MRS VBAR_EL12' ? s.el1.vbar : undefined;
  leaveGuest(c, { kind: 'TRAP', esr, handler: () => (resume ? 'resume' : 'leave') });
  if (s.place === 'guest') {
    s.elr = u64(s.elr + 4n);
    s.spsr = completed(s.spsr);
  } else if (s.place === 'kvm') {
    s.pc = u64(s.pc + 4n);
    s.pstate = completed(s.pstate);
  } else return after(c);
  return { outcome: 'ok', ...(value === undefined ? {} : { value }), events: c.events };
}

/** A load that only userspace can answer. */
export function ldr(c: Context, { ipa }: Ldr): Outcome {
  needLevel(c, ['EL0', 'vEL1', 'vEL2'], 'LDR');
  begin(c, 'LDR');
  needUnstepped(c, 'LDR');
  needNoSerror(c, 'LDR');
  const { s } = c;
  leaveGuest(c, { kind: 'TRAP', esr: SYNDROME.ABORT, handler: () => 'leave' });
  if (s.place === 'panicked') return after(c);
  put(c);
  s.place = 'userspace';
  s.mmio = true;
  c.events.push({ event: 'kvm_exit', reason: 'MMIO', phys_addr: ipa });
  return done(c);
}

/** A virtual interrupt for vEL2; KVM holds it back while vEL2 could not see it. */
export function injectIrq(c: Context): Outcome {
  needPlace(c, 'kvm', 'inject_irq');
  const { s } = c;
  if (!s.features.hasEl2) throw new Misuse('a virtual interrupt for vEL2 needs HAS_EL2');
  if (isEl2(s.pstate) && (s.hcr & (HCR.TGE | HCR.IMO)) === 0n) return failed(c, 'EAGAIN');
  deliver(c, () => ({ vector: groupFrom(s.pstate) + 0x80n, elr: s.pc }));
  return done(c);
}
