/** What the guest does that traps, and what KVM injects. */
import type { Context } from './context';
import { done, failed, hcrOf, load, needLevel, needPlace, put } from './context';
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import { deliverByKvm, groupFrom } from './deliver';
import { leaveGuest, type Verdict } from './exit';
import { begin } from './guest';
import { CPU_HOLDS, EL0T, EL1H, EL1T, FULL_MODE, lowered, PSR } from './pstate';
import type { Eret, Hvc, Ldr, Outcome, Trapped } from './types';

const SYNDROME = {
  WFX: 0x0600_0000n,
  HVC: 0x5a00_0000n,
  SMC: 0x5e00_0000n,
  SYS: 0x6200_0000n,
  ERET: 0x6a00_0000n,
  ABORT: 0x9200_0000n,
} as const;

/** The outcome after an exit that may have ended the host. */
function after(c: Context): Outcome {
  return c.s.place === 'panicked' ? { outcome: 'fault', fault: '#BUG', events: c.events } : done(c);
}

/** KVM changes the context of a vCPU that has left the loop: put, change, load. */
function change(c: Context, how: () => void): void {
  const reload = c.rules.changeReloads;
  if (reload) put(c);
  how();
  if (reload) load(c);
}

/** ERET. From vEL1 the CPU does it, from vEL2 KVM. */
export function eret(c: Context, op: Eret): Outcome {
  const level = needLevel(c, ['vEL1', 'vEL2'], 'ERET');
  begin(c, 'ERET');
  if (level === 'vEL1') return cpuEret(c);
  const { s, rules } = c;
  const { spsr, elr } = s.cpu;
  const mode = spsr & FULL_MODE;
  const legal = rules.eretLegal(mode, s);
  if (!legal && rules.profile === 'seed') {
    throw new Misuse(
      'profile seed does not say what an illegal ERET does: EL0t, EL2t, EL2h and, with TGE clear, EL1t and EL1h are legal',
    );
  }
  let fast = false;
  const handler = (hyp: boolean): Verdict => {
    fast = legal && rules.eretFast(mode, hcrOf(c), hyp, op.fine_grained === true);
    c.events.push({ event: 'eret', path: fast ? 'fast' : 'slow' });
    if (!fast) return 'leave';
    s.pstate = rules.eretPstate(spsr);
    s.spsr = lowered(s.pstate) & CPU_HOLDS;
    s.elr = s.pc = rules.eretPc(elr, s.elr);
    return 'resume';
  };
  leaveGuest(c, { kind: 'TRAP', esr: SYNDROME.ERET, handler });
  if (s.place === 'kvm') {
    change(c, () => {
      s.pc = legal ? rules.eretPc(elr, s.pc) : rules.illegalPc(elr, s.pc);
      s.pstate = legal ? rules.eretPstate(spsr) : rules.illegalPstate(s.pstate, spsr, flagsFrom(c, spsr));
    });
  }
  return after(c);
}

/** Whose NZCV and DAIF an illegal return leaves: those before it, or those of SPSR_EL2. */
function flagsFrom({ s, choices }: Context, spsr: bigint): bigint {
  return choices['illegal_return_flags'] === 'spsr' ? spsr : s.pstate;
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
  const level = needLevel(c, ['vEL1', 'vEL2'], 'HVC');
  const { s, rules } = c;
  if (!s.features.hasEl2)
    throw new Misuse('HVC without HAS_EL2 is a call to the host, which is not among the operations');
  begin(c, 'HVC');
  const esr = SYNDROME.HVC | imm;
  s.elr = u64(rules.hvcReturn(s.elr));
  leaveGuest(c, { kind: 'TRAP', esr, handler: () => 'leave' });
  const to = rules.hvcTarget(level === 'vEL2' ? 'vEL2' : 'vEL1');
  if (s.place === 'kvm' && to !== 'host') {
    change(c, () => deliverByKvm(c, to, { esr: s.esr, vector: groupFrom(s.pstate), elr: s.pc }));
  }
  return after(c);
}

/** An instruction that KVM emulates for vEL2 and steps over. */
export function trapped(c: Context, { insn, resume }: Trapped): Outcome {
  needLevel(c, ['vEL2'], insn);
  begin(c, insn);
  const { s, rules } = c;
  const esr = insn === 'SMC' ? SYNDROME.SMC : insn === 'WFE' ? SYNDROME.WFX : SYNDROME.SYS;
  const value = insn === 'SMC' ? rules.smcAnswer : insn === 'MRS VBAR_EL12' ? rules.vbarEl12(s) : undefined;
  leaveGuest(c, { kind: 'TRAP', esr, handler: () => (resume ? 'resume' : 'leave') });
  if (s.place === 'guest') {
    s.elr = u64(s.elr + rules.skip);
    s.spsr &= ~(PSR.BTYPE | PSR.SS);
  } else if (s.place === 'kvm') {
    s.pc = u64(s.pc + rules.skip);
    s.pstate &= ~(PSR.BTYPE | PSR.SS);
  } else return after(c);
  return { outcome: 'ok', ...(value === undefined ? {} : { value }), events: c.events };
}

/** A load that only userspace can answer. */
export function ldr(c: Context, { ipa }: Ldr): Outcome {
  needLevel(c, ['EL0', 'vEL1', 'vEL2'], 'LDR');
  begin(c, 'LDR');
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
  const { s, rules } = c;
  if (!s.features.hasEl2) throw new Misuse('a virtual interrupt for vEL2 needs HAS_EL2');
  if (!rules.irqAllowed(s)) return failed(c, 'EAGAIN');
  change(c, () =>
    deliverByKvm(c, 'vEL2', { esr: s.vel2.esr, vector: groupFrom(s.pstate) + 0x80n, elr: s.pc }),
  );
  return done(c);
}
