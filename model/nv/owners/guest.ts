/** Owners of what the guest meets: exceptions, returns, calls, emulated instructions, its own HCR_EL2. */
import { FULL_MODE, HCR, isEl2, MODE32_BIT, PSR } from '../pstate';
import type { GuestReg } from '../types';
import type { Line, Seen, When } from './seen';
import {
  all,
  at,
  beganInHost,
  eret,
  HELD,
  isChange,
  isFixedUp,
  masked,
  signedReturn,
  sinceEntry,
} from './seen';

const EXCEPTION = [
  'events.exception',
  'events.exception.to',
  'events.exception.vector',
  'events.exception.esr',
] as const;
const FRAME = ['state.vel2.spsr', 'state.vel2.elr', 'state.vel2.esr', 'state.cpu.*'] as const;
/** Where the guest goes on. */
const PC = ['state.pc', 'state.elr'] as const;
const BANKED = /^(SPSR|ELR|ESR)_EL[12]$/;
const IL_AND_MODE = masked(PSR.IL | FULL_MODE, 'state.pstate');

/** An Illegal Execution State exception is due. */
const ilWaits: When = ({ before }) => (before.spsr & PSR.IL) !== 0n;
/** A PC alignment fault is due, and comes first. */
const pcIsOdd: When = ({ before: s }) =>
  s.place === 'guest' && (s.spsr & MODE32_BIT) === 0n && (s.elr & 3n) !== 0n;
/** The vectors of a VBAR whose reserved bits are not clear are used. */
const baseOfCpu: When = ({ before }) => (before.cpu.vbar & 0x7ffn) !== 0n;
const baseOfKvm: When = ({ before: s }) => ((s.loaded === 'vEL2' ? s.cpu : s.vel2).vbar & 0x7ffn) !== 0n;
/** It comes from an illegal return of vEL2. */
const fromIllegalReturn: When = (look, past) =>
  ilWaits(look, past) && past.some((one) => eret(false)(one, []));
const fromHostEl0: When = (look) => at('EL0')(look, []) && beganInHost(look.before);
/** An exception came from host EL0 in this run. */
const vel2Handles: When = (_look, past) => sinceEntry(past).some((one) => fromHostEl0Exception(one));
/** The guest has taken an exception in this run, and not written its flags since. */
const flagsByTheCpu: When = (_look, past) => {
  const run = sinceEntry(past);
  return run.findLastIndex(({ op }) => op.op === 'exception') > run.findLastIndex(writesFlags);
};
/** Userspace reads a banked register, and vEL2 has been entered from host EL0 before. */
const readsBanked: When = ({ op }, past) =>
  op.op === 'get_one_reg' && BANKED.test(op.reg) && past.some(fromHostEl0Exception);
const smc: When = ({ op }) => op.op === 'trapped' && op.insn === 'SMC';
const wroteHcr: When = (look, past) => [...past, look].some(writesHcr);
const wroteWithoutE2h: When = (look, past) => {
  const last = [...past, look].findLast(writesHcr);
  return last?.op.op === 'msr' && (last.op.value & HCR.E2H) === 0n;
};
const branched: When = ({ before }) => (before.spsr & PSR.BTYPE) !== 0n;
const readsHcr: When = ({ op }) => op.op === 'mrs' && op.reg === 'HCR_EL2';
/** The guest has written HCR_EL2 and not left since. */
const wroteJustNow: When = (_look, past) => {
  const run = sinceEntry(past);
  return run.findLastIndex(writesHcr) > run.findLastIndex(isFixedUp);
};
/** The CPU takes an exception to vEL2 without E2H. */
const entersVel2WithoutE2h: When = ({ before: s, op }) =>
  op.op === 'exception' && s.features.e2h0 && s.loaded === 'vEL2';
const readsFlags: When = ({ op }) => op.op === 'mrs' && op.reg === 'NZCV';

/** Operations by which KVM delivers an exception to vEL2. */
const BY_KVM = ['hvc', 'inject_irq'] as const;
const CLEAR_OR_SET = PSR.DAIF | PSR.SS | PSR.IL | PSR.UAO | PSR.BTYPE;
const reads =
  (...regs: readonly GuestReg[]): When =>
  ({ op }) =>
    op.op === 'mrs' && regs.includes(op.reg);
/** The guest is where KVM has delivered an exception, and has not written the bits of PSTATE since. */
const inHandlerByKvm: When = (_look, past) => {
  const run = past.findLastIndex(isChange);
  const op = past[run]?.op.op;
  const since = past.slice(run + 1);
  return (
    (op === 'hvc' || op === 'inject_irq') &&
    !since.some((one) => one.op.op !== 'enter' && one.op.op !== 'mrs')
  );
};
/** KVM delivers an SError to vEL2 as userspace makes it pending. */
const takenAtVel2: When = ({ before, after }) => isEl2(after.pstate) && before.pc !== after.pc;
const ofVel1: When = ({ op }) => (op.op === 'msr' || op.op === 'mrs') && op.reg.endsWith('_EL1');
const wroteForVel1: When = (_look, past) => past.some((one) => at('vEL2')(one, []) && writesOfVel1(one));

function writesOfVel1({ op }: Seen): boolean {
  return op.op === 'msr' && op.reg.endsWith('_EL1');
}

/** EC and the key of an FPAC exception. */
const ESR_OF_FPAC = 0xfc00_0001n;
const wasForged: When = (_look, past) =>
  past.some((one) => signedReturn({ legal: true, forged: true })(one, []));
const wasReturnedTo: When = (_look, past) =>
  past.some((one) => signedReturn({ legal: true, forged: false })(one, []));

function fromHostEl0Exception(look: Seen): boolean {
  return look.op.op === 'exception' && fromHostEl0(look, []);
}

function writesHcr({ op }: Seen): boolean {
  return op.op === 'msr' && op.reg === 'HCR_EL2';
}

function writesFlags({ op }: Seen): boolean {
  return op.op === 'msr' && op.reg === 'NZCV';
}

export const GUEST_LINES: readonly Line[] = [
  // Exceptions that the CPU delivers.
  {
    id: 'NV-74',
    fields: ['events.exception.by', 'events.sync', 'events.esr', 'events.handler'],
    ops: ['exception'],
    when: at('vEL2'),
  },
  { id: 'NV-64', fields: [...EXCEPTION, ...FRAME, ...PC], ops: ['exception'], when: at('vEL2') },
  {
    id: 'NV-66',
    fields: [...EXCEPTION, ...FRAME, 'state.el1.*', ...PC],
    ops: ['exception'],
    when: fromHostEl0,
  },
  { id: 'NV-66', fields: [...FRAME, 'state.el1.*'], ops: ['exit', 'msr'], when: vel2Handles },
  {
    id: 'NV-52',
    fields: [...EXCEPTION, 'state.el1.*', 'state.cpu.*', ...PC, 'outcome'],
    ops: ['exception'],
    when: at('AArch32'),
  },
  { id: 'NV-80', fields: ['value'], ops: ['mrs'], when: all(readsFlags, flagsByTheCpu) },
  {
    id: 'NV-131',
    fields: masked(PSR.PAN, 'state.pstate', 'state.spsr'),
    ops: ['exception'],
    when: entersVel2WithoutE2h,
  },
  {
    id: 'NV-131',
    fields: masked(PSR.PAN, 'value'),
    ops: ['mrs'],
    when: (look, past) =>
      reads('PAN')(look, past) && past.at(-1)?.op.op === 'exception' && look.before.features.e2h0,
  },
  { id: 'NV-66', fields: ['value'], ops: ['get_one_reg'], when: readsBanked },
  // ERETAA and ERETAB.
  {
    id: 'NV-104',
    fields: [
      ...[
        ...EXCEPTION.slice(0, 3),
        'events.exception.by',
        'state.vel2.spsr',
        'state.vel2.elr',
        'state.cpu.*',
      ],
      ...[...PC, 'outcome', 'state.place'],
      ...masked(ESR_OF_FPAC, 'events.exception.esr', 'state.vel2.esr'),
      ...masked(FULL_MODE, 'state.pstate'),
    ],
    ops: ['eret'],
    when: signedReturn({ legal: true, forged: true }),
  },
  {
    id: 'NV-104',
    fields: masked(ESR_OF_FPAC, 'value'),
    ops: ['mrs'],
    when: all(reads('ESR_EL2'), wasForged),
  },
  {
    open: 'unspecified',
    fields: [...PC],
    ops: ['eret'],
    when: signedReturn({ legal: false, forged: true }),
    alone: true,
  },
  {
    id: 'NV-105',
    fields: [...IL_AND_MODE, 'events', 'events.exception', 'events.eret'],
    ops: ['eret'],
    when: signedReturn({ legal: false }),
  },
  {
    id: 'NV-103',
    fields: [
      ...['events', 'events.sync', 'events.exception', 'state.place'],
      ...masked(HELD | FULL_MODE | PSR.IL, 'state.pstate'),
      ...PC,
    ],
    ops: ['eret'],
    when: signedReturn({ legal: true, forged: false }),
  },
  { id: 'NV-103', fields: ['value', 'outcome'], ops: ['mrs'], when: wasReturnedTo },
  // Vectors of a VBAR with reserved bits, and a PC between instructions.
  { id: 'NV-110', fields: [...PC], ops: ['exception', 'execute'], when: baseOfCpu },
  { id: 'NV-111', fields: [...PC], ops: BY_KVM, when: baseOfKvm },
  {
    id: 'NV-109',
    fields: [...EXCEPTION, ...FRAME, 'state.el1.*'],
    ops: ['execute'],
    when: all(pcIsOdd, ilWaits),
  },
  {
    id: 'NV-108',
    fields: [...EXCEPTION, ...FRAME, 'state.el1.*', ...PC, 'events'],
    ops: ['execute'],
    when: pcIsOdd,
  },
  // Illegal state, and what leads there.
  {
    id: 'NV-59',
    fields: [...EXCEPTION, ...FRAME, ...PC, 'outcome'],
    ops: ['execute'],
    when: fromIllegalReturn,
  },
  {
    id: 'NV-57',
    fields: [...EXCEPTION, ...FRAME, 'state.el1.*', ...PC, 'events'],
    ops: ['execute'],
    when: ilWaits,
  },
  { id: 'NV-107', fields: masked(PSR.PAN, 'state.pstate'), ops: ['eret'], when: eret(false) },
  { id: 'NV-81', fields: masked(PSR.NZCV | PSR.DAIF, 'state.pstate'), ops: ['eret'], when: eret(false) },
  {
    id: 'NV-58',
    fields: [...masked(FULL_MODE, 'state.pstate'), 'events.load.file'],
    ops: ['eret'],
    when: eret(false),
  },
  { id: 'NV-38', fields: IL_AND_MODE, ops: ['eret'], when: eret(false) },
  { id: 'NV-59', fields: [...IL_AND_MODE, ...PC], ops: ['eret'], when: eret(false) },
  {
    id: 'NV-59',
    fields: ['outcome', ...masked(PSR.IL | FULL_MODE, 'state.pstate', 'events.sync.pstate')],
    when: afterIllegal,
  },
  { id: 'NV-57', fields: masked(PSR.IL, 'state.pstate', 'events.sync.pstate'), when: afterIllegal },
  { id: 'NV-58', fields: masked(FULL_MODE | PSR.IL, 'state.pstate'), ops: ['eret'], when: eret(true) },
  { id: 'NV-60', fields: masked(HELD | FULL_MODE | PSR.IL, 'state.pstate'), ops: ['eret'], when: eret(true) },
  { id: 'NV-60', fields: [...PC], ops: ['eret'], when: eret(true) },
  {
    id: 'NV-60',
    fields: ['events.exception', ...PC],
    ops: ['execute'],
    when: (_look, past) => past.some((one) => eret(true)(one, [])),
  },
  // Exceptions that KVM delivers: PSTATE of the handler, at once and as its handler reads it.
  { id: 'NV-92', fields: masked(PSR.NZCV | PSR.DIT, 'state.pstate'), ops: BY_KVM, when: isChange },
  { id: 'NV-93', fields: masked(CLEAR_OR_SET, 'state.pstate'), ops: BY_KVM, when: isChange },
  { id: 'NV-94', fields: masked(PSR.PAN, 'state.pstate'), ops: BY_KVM, when: isChange },
  { id: 'NV-94', fields: masked(PSR.PAN, 'state.pstate'), ops: ['set_vcpu_events'], when: takenAtVel2 },
  { id: 'NV-93', fields: ['outcome'], ops: ['mrs'], when: inHandlerByKvm },
  { id: 'NV-92', fields: ['value'], ops: ['mrs'], when: all(reads('NZCV', 'DIT'), inHandlerByKvm) },
  {
    id: 'NV-93',
    fields: ['value'],
    ops: ['mrs'],
    when: all(reads('DAIF', 'UAO', 'CurrentEL'), inHandlerByKvm),
  },
  { id: 'NV-94', fields: ['value'], ops: ['mrs'], when: all(reads('PAN'), inHandlerByKvm) },
  // What vEL2 writes for vEL1.
  { id: 'NV-96', fields: ['state.el1.*'], ops: ['msr'], when: all(at('vEL2'), ofVel1) },
  { id: 'NV-96', fields: ['value'], ops: ['mrs'], when: all(ofVel1, wroteForVel1) },
  { id: 'NV-96', fields: [...PC], ops: ['exception'], when: all(at('vEL1'), wroteForVel1) },
  // HVC.
  {
    id: 'NV-82',
    fields: masked(PSR.BTYPE, 'state.vel2.spsr', 'events.sync.pstate'),
    ops: ['hvc'],
    when: branched,
  },
  {
    id: 'NV-63',
    fields: [
      ...EXCEPTION,
      'events.exception.by',
      ...FRAME,
      ...PC,
      'outcome',
      ...masked(FULL_MODE, 'state.pstate'),
    ],
    ops: ['hvc'],
    when: at('vEL2'),
  },
  {
    id: 'NV-63',
    fields: ['value'],
    ops: ['mrs'],
    when: (_look, past) => past.some(({ op }) => op.op === 'hvc'),
  },
  // What KVM emulates.
  { id: 'NV-75', fields: ['value'], ops: ['trapped'], when: smc },
  {
    id: 'NV-65',
    fields: ['outcome', 'value', ...PC, ...masked(FULL_MODE, 'state.pstate')],
    ops: ['trapped'],
  },
];

/** HCR_EL2 in the VNCR page, as the guest left it. */
export const PAGE_LINES: readonly Line[] = [
  {
    id: 'NV-46',
    fields: masked(HCR.E2H, 'state.hcr', 'value'),
    when: all(wroteWithoutE2h, showsHcr, byUserspace),
  },
  { id: 'NV-46', fields: ['e2h'], ops: ['get_one_reg'], when: wroteWithoutE2h },
  { id: 'NV-76', fields: [...masked(HCR.E2H, 'state.hcr', 'value'), 'e2h'], when: all(wroteHcr, showsHcr) },
  { id: 'NV-04', fields: [...masked(HCR.TGE, 'state.hcr', 'value'), 'tge'], when: all(wroteHcr, showsHcr) },
  {
    id: 'NV-101',
    fields: masked(HCR.E2H | HCR.RW | HCR.TGE, 'value'),
    ops: ['mrs'],
    when: all(readsHcr, wroteJustNow),
  },
  { id: 'NV-04', fields: masked(HCR.TGE, 'value'), ops: ['mrs'], when: readsHcr },
  {
    id: 'NV-45',
    fields: masked(HCR.E2H, 'value'),
    ops: ['mrs'],
    when: all(readsHcr, (look, past) => !wroteWithoutE2h(look, past)),
  },
];

function afterIllegal({ op }: Seen, past: readonly Seen[]): boolean {
  const run = past.findLastIndex((one) => eret(false)(one, []));
  return (
    run >= 0 && (op.op === 'exit' || op.op === 'execute' || op.op === 'msr') && past.length - run <= AT_ONCE
  );
}

/** Steps from an illegal return to its handler's first exit. */
const AT_ONCE = 4;

/** It is not vEL2 that looks. */
function byUserspace({ op }: Seen): boolean {
  return op.op !== 'mrs';
}

/** Whether the operation reads HCR_EL2, or reads nothing: then it is the state that shows it. */
function showsHcr({ op }: Seen): boolean {
  return op.op === 'get_one_reg' || op.op === 'mrs' ? op.reg === 'HCR_EL2' : true;
}
