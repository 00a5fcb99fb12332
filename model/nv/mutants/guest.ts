/** Mistakes in what the guest sees of its own exceptions, returns and bits. */
import type { Mutant } from '../../core/machine';
import { CPU_HOLDS, EL0T, EL1H, FULL_MODE, HCR, isEl2, lowered, PSR } from '../pstate';
import { UPSTREAM as UPSTREAM_RULES } from '../rules';
import type { State } from '../state';
import type { Event, GuestReg } from '../types';
import { believing, stepping, leaving, mutantsIn, takenFor, telling } from './make';

const UPSTREAM = ['upstream'] as const;
const tge = (hcr: bigint): boolean => (hcr & HCR.TGE) !== 0n;
const isAtVel2 = (s: State): boolean => s.loaded === 'vEL2' && (s.spsr & FULL_MODE) !== EL0T;
/** Whether the guest has taken IL, by this operation. */
const tookIl = (after: State, before: State): boolean =>
  (before.spsr & PSR.IL) !== 0n && (after.spsr & PSR.IL) === 0n;
const isIllegalReturn = (after: State): boolean => (after.pstate & PSR.IL) !== 0n;

/** Operations by which KVM delivers an exception to vEL2. */
const BY_KVM = ['hvc', 'inject_irq'] as const;
const isDelivered = (after: State, before: State): boolean =>
  after.pstate !== before.pstate || after.pc !== before.pc;
/** SPSR_EL2 of a vCPU that has vEL2's registers in the CPU. */
const spsrOf = ({ cpu }: State): bigint => cpu.spsr;

/** Where both wait, IL is taken and PC looked at in the handler. */
const answersIlFirst = stepping((step, s, op) => {
  const both = op.op === 'execute' && (s.spsr & PSR.IL) !== 0n && (s.elr & 3n) !== 0n;
  return step(both ? { ...s, elr: s.elr & ~3n } : s, op);
});

export const GUEST: readonly Mutant[] = [
  ...mutantsIn(UPSTREAM, {
    id: 'il-dropped',
    breaks: 'NV-57',
    origin: 'IL masked at the entry',
    wrap: stepping((step, s, op) => step(op.op === 'execute' ? { ...s, spsr: s.spsr & ~PSR.IL } : s, op)),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'il-stays-in-handler',
    breaks: 'NV-59',
    origin: 'IL not cleared when it is taken',
    wrap: leaving(['execute'], (after, before) =>
      tookIl(after, before) ? { spsr: after.spsr | PSR.IL } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'return-state-to-vel1',
    breaks: 'NV-66',
    origin: "vEL2's SPSR and ELR put into vEL1's registers, as late translation did",
    wrap: leaving(['exception'], (after, { cpu, loaded, spsr }) =>
      loaded === 'vEL2' && (spsr & FULL_MODE) === EL0T ? { el1: after.cpu, cpu } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'exceptions-exit',
    breaks: 'NV-74',
    origin: 'exceptions of vEL2 trapped as those of a hypervisor are without ARMv8.4-NV',
    wrap: telling(['exception'], (right, _op, s) =>
      isAtVel2(s) ? [{ event: 'sync', pstate: s.spsr ^ 0xcn }, ...right] : right,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'svc-returns-to-itself',
    breaks: 'NV-64',
    origin: 'ELR at the instruction, as for faults',
    wrap: leaving(['exception'], ({ cpu }, _before, op) =>
      op.class === 'SVC' ? { cpu: { ...cpu, elr: cpu.elr - 4n } } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'aarch32-at-0x400',
    breaks: 'NV-52',
    origin: 'the vector of a 64-bit lower level for both widths',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'exception' || state.elr !== before.cpu.vbar + 0x600n) return { state, outcome };
      const events = (outcome.events ?? []).map((event) => ({ ...event, vector: 0x400n }) as Event);
      return { state: { ...state, elr: before.cpu.vbar + 0x400n }, outcome: { outcome: 'ok', events } };
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'ss-survives',
    breaks: 'NV-56',
    origin: 'SPSR_EL2 taken for what the CPU holds',
    wrap: leaving(['execute'], (after, before) => ({ spsr: after.spsr | (before.spsr & PSR.SS) })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'controls-lost',
    breaks: 'NV-55',
    origin: 'PAN, UAO, DIT, SSBS and ALLINT not among the bits that are kept',
    wrap: stepping((step, s, op) => {
      const kept = PSR.DAIF | PSR.IL | PSR.NZCV | FULL_MODE;
      return step(op.op !== 'execute' ? s : { ...s, spsr: s.spsr & kept }, op);
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'own-bits-lost',
    breaks: 'NV-70',
    origin: 'PSTATE of the entry reported for that of the exit where TGE says that the context has changed',
    wrap: leaving(['msr'], (_after, { spsr, hcr, entryHcr }, { reg }) =>
      tge(entryHcr) && !tge(hcr) && FLAGS.has(reg) ? { spsr } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'every-eret-legal',
    breaks: 'NV-58',
    origin: 'no check of the return at all, as in the first postings',
    wrap: leaving(['eret'], (after, { cpu }) => (isIllegalReturn(after) ? { pstate: cpu.spsr } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'illegal-without-il',
    breaks: 'NV-38',
    origin: 'the mode kept, and nobody told',
    wrap: leaving(['eret'], ({ pstate }) => ({ pstate: pstate & ~PSR.IL })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'pc-aligned-at-entry',
    breaks: 'NV-108',
    origin: 'bits 1:0 of PC taken for reserved, and cleared on the way into the guest',
    wrap: leaving(['enter'], ({ elr }) => ({ elr: elr & ~3n })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'pc-bit-1-only',
    breaks: 'NV-108',
    origin: 'the check of A32, where bit 0 says Thumb, used for AArch64',
    wrap: stepping((step, s, op) => step(op.op === 'execute' ? { ...s, elr: s.elr & ~1n } : s, op)),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'il-before-alignment',
    breaks: 'NV-109',
    origin: 'IL looked at before the instruction is fetched',
    wrap: answersIlFirst,
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'vbar-or-vector',
    breaks: 'NV-110',
    origin: 'VBAR and the offset of the vector joined by OR, which is no sum where reserved bits are set',
    wrap: leaving(['exception'], (after, { cpu: { vbar } }) =>
      (vbar & 0x7ffn) === 0n ? {} : { elr: vbar | 0x400n },
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'vbar-masked-by-kvm',
    breaks: 'NV-111',
    origin: 'the reserved bits of VBAR_EL2 cleared where an exception is delivered',
    wrap: leaving(['hvc'], ({ vel2, cpu, loaded, pc }) => ({
      pc: pc - ((loaded === 'vEL2' ? cpu : vel2).vbar & 0x7ffn),
    })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'illegal-flags-lost',
    breaks: 'NV-81',
    origin: 'PSTATE of an illegal return made of the mode, IL and masked interrupts',
    wrap: leaving(['eret'], (after) =>
      isIllegalReturn(after) ? { pstate: (after.pstate & ~PSR.NZCV) | PSR.DAIF } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'illegal-keeps-pan',
    breaks: 'NV-107',
    origin: 'PAN counted among what an illegal return leaves as it was, with the mode',
    wrap: leaving(['eret'], (after, { spsr }) =>
      isIllegalReturn(after) ? { pstate: (after.pstate & ~PSR.PAN) | (spsr & PSR.PAN) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'eret-loses-flags',
    breaks: 'NV-60',
    origin: 'PSTATE made from the mode alone',
    wrap: leaving(['eret'], (after, before, { key }) => {
      if (key !== undefined || !isAtVel2(before) || isIllegalReturn(after)) return {};
      const bare = (word: bigint): bigint => (word & FULL_MODE) | PSR.DAIF;
      const pstate = bare(after.pstate);
      return after.place === 'guest' ? { pstate, spsr: bare(after.spsr) } : { pstate };
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'fast-out-of-host',
    breaks: 'NV-37',
    invariant: 11,
    origin: 'every ERET of vEL2 done inside the loop',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const isSlow = op.op === 'eret' && op.key === undefined && isAtVel2(before) && state.place === 'kvm';
      if (!isSlow || isIllegalReturn(state)) return { state, outcome };
      const { spsr, elr } = before.cpu;
      const done = { pstate: spsr, pc: elr, esr: state.esr, spsr: lowered(spsr) & CPU_HOLDS, elr };
      const events = (outcome.events ?? [])
        .filter(({ event }) => event !== 'put' && event !== 'load')
        .map((event): Event => (event.event === 'eret' ? { ...event, path: 'fast' } : event));
      return { state: { ...before, ...done }, outcome: { outcome: 'ok', events } };
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'never-fast',
    breaks: 'NV-72',
    origin: 'the fast path lost',
    wrap: takenFor(['eret'], (op) => ({ ...op, fine_grained: true })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'trapped-eret-inside',
    breaks: 'NV-129',
    origin: 'HCR_EL2.NV and HFGITR_EL2 not looked at by a kernel that says it looks',
    wrap: stepping((step, s, op) => {
      if (op.op !== 'eret' || !isAtVel2(s)) return step(s, op);
      const { state, outcome } = step({ ...s, hcr: s.hcr & ~HCR.NV }, { ...op, fine_grained: false });
      return { state: { ...state, hcr: s.hcr }, outcome };
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'trapped-eret-outside',
    breaks: 'NV-129',
    origin: 'HCR_EL2.NV and HFGITR_EL2 looked at by a kernel that says it does not',
    wrap: leaving(['eret'], ({ place }, { hcr }, op) =>
      place === 'guest' && (op.fine_grained === true || (hcr & HCR.NV) !== 0n) ? { place: 'kvm' } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'user-without-e2h-inside',
    breaks: 'NV-130',
    origin: 'TGE alone asked for the user space of a hypervisor, as is_hyp_ctxt() has it',
    wrap: believing(['eret'], ({ features, hcr }) =>
      features.e2h0 && tge(hcr) ? { features: { ...features, e2h0: false } } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'hvc-to-host',
    breaks: 'NV-63',
    origin: 'HVC of vEL2 answered as a call to the host',
    wrap: takenFor(['hvc'], (op, s) =>
      isAtVel2(s) ? { op: 'exit', kind: 'TRAP', esr: 0x5a00_0000n | op.imm, elr: s.elr + 4n } : op,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'irq-always-injected',
    breaks: 'NV-39',
    origin: 'IMO and TGE not asked',
    wrap: believing(['inject_irq'], ({ hcr, pstate }) => (isEl2(pstate) ? { hcr: hcr | HCR.IMO } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'handler-from-scratch',
    breaks: 'NV-92',
    origin: 'PSTATE of a handler made of M and DAIF alone, as before 5.6',
    wrap: leaving(BY_KVM, (after, before) =>
      isDelivered(after, before) ? { pstate: after.pstate & (PSR.DAIF | PSR.PAN | FULL_MODE) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'handler-inherits',
    breaks: 'NV-93',
    origin: 'M exchanged, and all else left as it was interrupted',
    wrap: leaving(BY_KVM, (after, before) =>
      isDelivered(after, before)
        ? { pstate: (spsrOf(after) & ~FULL_MODE) | (after.pstate & (FULL_MODE | PSR.PAN)) }
        : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'handler-illegal',
    breaks: 'NV-93',
    origin: 'IL kept: the handler of an interrupt faults at its first instruction',
    wrap: leaving(BY_KVM, (after, before) =>
      isDelivered(after, before) ? { pstate: after.pstate | (spsrOf(after) & PSR.IL) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'pan-clear-in-handler',
    breaks: 'NV-94',
    origin: 'PAN counted among the bits that an exception clears',
    wrap: leaving(BY_KVM, (after, before) =>
      isDelivered(after, before) ? { pstate: after.pstate & ~PSR.PAN } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'span-handed-on',
    breaks: 'NV-131',
    origin:
      'SCTLR_EL2 without E2H put into SCTLR_EL1 with SPAN, which is RES1 in the one and not in the other',
    wrap: leaving(['exception'], (after, { features, loaded, spsr }) =>
      features.e2h0 && loaded === 'vEL2' ? { spsr: (after.spsr & ~PSR.PAN) | (spsr & PSR.PAN) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'framed-in-place',
    breaks: 'NV-95',
    origin: 'every injection between vcpu_put and vcpu_load, as before the two cases were told apart',
    rules: { deliversInPlace: () => false },
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'vel1-writes-lost',
    breaks: 'NV-96',
    origin: 'the page of vEL2 read and never written',
    wrap: leaving(['msr'], (_after, { el1 }, { reg }) => (reg.endsWith('_EL1') ? { el1 } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'vel1-writes-to-vel2',
    breaks: 'NV-96',
    origin: 'NV1 set for a hypervisor with E2H, so that the other name of a register is redirected',
    wrap: takenFor(['msr'], (op, s) =>
      isAtVel2(s) && op.reg.endsWith('_EL1')
        ? { ...op, reg: op.reg.replace('_EL1', '_EL2') as GuestReg }
        : op,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'hcr-fixed-for-the-guest',
    breaks: 'NV-101',
    origin: 'the write taken for one that traps, and the reserved bits put in at once',
    wrap: leaving(['msr'], ({ hcr, features }, _before, { reg }) =>
      reg === 'HCR_EL2' ? { hcr: UPSTREAM_RULES.hcrReads(hcr, features, true) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'no-way-back',
    breaks: 'NV-100',
    origin: 'an ERET to EL0 judged by the TGE of the entry',
    wrap: leaving(['eret'], (after, { cpu, hcr, entryHcr, features }) =>
      features.hasEl2 && (cpu.spsr & FULL_MODE) === EL0T && tge(hcr) && !tge(entryHcr)
        ? { pstate: after.pstate | EL1H, spsr: after.spsr | EL1H }
        : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'signed-return-undefined',
    breaks: 'NV-103',
    origin: 'the traps of ERETAA and ERETAB not told from those of an instruction that is not there',
    wrap: takenFor(['eret'], (op) =>
      op.key === undefined || op.forged === true ? op : { op: 'exception', class: 'UDF' },
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'code-not-checked',
    breaks: 'NV-104',
    origin: 'ERETAA and ERETAB taken for ERET: the code is stripped and never looked at',
    wrap: takenFor(['eret'], ({ forged: _forged, ...op }) => op),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'key-forgotten',
    breaks: 'NV-104',
    origin: 'a mask with which nothing of the syndrome of the trap is left for the handler',
    wrap: leaving(['eret'], ({ cpu }, _before, op) =>
      op.key === 'B' && op.forged === true ? { cpu: { ...cpu, esr: cpu.esr & ~1n } } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'code-before-legality',
    breaks: 'NV-105',
    origin: 'the exceptions of ERETAA and ERETAB in the wrong order of priority',
    wrap: stepping((step, before, op) => {
      if (op.op !== 'eret' || op.forged !== true) return step(before, op);
      return step({ ...before, cpu: { ...before.cpu, spsr: (before.cpu.spsr & ~FULL_MODE) | EL0T } }, op);
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'signed-never-fast',
    breaks: 'NV-106',
    origin: 'the fast path for ERET alone',
    wrap: takenFor(['eret'], (op) => (op.key === undefined ? op : { ...op, fine_grained: true })),
  }),
  ...mutantsIn(['upstream'], {
    id: 'fixed-up-keeps-btype',
    breaks: 'NV-56',
    origin: 'ELR_EL2 moved on by hand where KVM re-enters at once, and SPSR_EL2 forgotten',
    wrap: leaving(['trapped'], ({ place, spsr }, before) =>
      place === 'guest' ? { spsr: spsr | (before.spsr & PSR.BTYPE) } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'emulated-not-skipped',
    breaks: 'NV-65',
    origin: 'PC left at the instruction: it traps for ever',
    wrap: leaving(['trapped'], ({ place }, { elr }) => (place === 'guest' ? { elr } : { pc: elr })),
  }),
];

const FLAGS: ReadonlySet<string> = new Set(['NZCV', 'DAIF', 'PAN', 'UAO', 'DIT', 'SSBS']);
