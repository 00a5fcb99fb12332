/** Owners of what becomes of an SError that userspace has made pending. */
import { FULL_MODE, HCR, isEl2, PSR } from '../pstate';
import type { State } from '../state';
import type { Line, Seen, When } from './seen';
import { all, EVERY, HELD, isEl1, masked, modeOf, tge } from './seen';

const ANSWER = ['outcome', 'error'] as const;
const RETURN = ['state.vel2.spsr', 'state.vel2.elr', 'state.el1.spsr', 'state.el1.elr'] as const;
const HARDWARE = ['state.elr', 'state.cpu.spsr', 'state.cpu.elr'] as const;
/** Where the guest goes on, in which mode and context, and what it returns to. */
const TAKEN = [
  ...[
    'state.pc',
    ...RETURN,
    ...HARDWARE,
    'state.place',
    'outcome',
    'events.exception',
    'events.exception.to',
  ],
  ...['events.exception.vector', 'events.exception.by', 'events.load', 'events.load.file', 'events'],
  ...['state.host_context', 'state.sampled', 'state.loaded'],
  ...masked(FULL_MODE | HELD, 'state.pstate', 'state.spsr', 'events.sync.pstate'),
];
const ESR = ['state.vel2.esr', 'state.el1.esr', 'state.cpu.esr'] as const;
/** All but IL, which KVM sets since Linux 7.2. */
const IL = 1n << 25n;
const SYNDROME = masked(EVERY & ~IL, 'events.exception.esr', ...ESR);
const OPS = ['kvm_run', 'enter', 'exit', 'execute', 'msr', 'mrs'] as const;

const isMade = ({ op, outcome }: Seen): boolean => op.op === 'set_vcpu_events' && outcome.outcome === 'ok';

const setsPstate = ({ op }: Seen): boolean => op.op === 'set_one_reg' && op.reg === 'PSTATE';

/** An SError is made pending where the vCPU is such. */
function makesAt(test: (s: State) => boolean): When {
  return (look) => isMade(look) && test(look.before);
}

/** An SError was made pending earlier, where the vCPU was such. */
function madeAt(test: (s: State) => boolean): When {
  return (_look, past) => {
    const made = past.findLast(isMade);
    return made !== undefined && test(made.before);
  };
}

const inHost = (s: State): boolean => isEl2(s.pstate) || tge(s.hcr);
/** No guest of a hypervisor can be there, but userspace may place it: nobody says who takes its errors. */
const nowhere = (s: State): boolean => isEl1(modeOf(s.pstate)) && tge(s.hcr);
const amo = (s: State): boolean => (s.hcr & HCR.AMO) !== 0n;
const masks = (s: State): boolean => (s.pstate & PSR.A) !== 0n;
const ofGuest = (s: State): boolean => s.features.hasEl2 && !inHost(s) && amo(s);
/** At vEL2 with TGE and AMO clear. */
const kept = (s: State): boolean => isEl2(s.pstate) && !tge(s.hcr) && !amo(s);
const vhe = (s: State): boolean => !s.features.e2h0;
const isTooLong: When = ({ op }) => op.op === 'set_vcpu_events' && op.serror_esr >> 24n !== 0n;
/** The guest clears PSTATE.A, or has cleared it; or userspace has. */
const unmasked: When = (look, past) => {
  const made = past.findLastIndex(isMade);
  return [...past.slice(made), look].some(
    (one) => setsPstate(one) || (one.op.op === 'msr' && one.op.reg === 'DAIF'),
  );
};
const wroteHcr: When = (_look, past) => {
  const made = past.findLastIndex(isMade);
  return past.slice(made).some(({ op }) => op.op === 'msr' && op.reg === 'HCR_EL2');
};

/** An SError was kept from vEL2, and userspace has moved the vCPU since to where it is such. */
function moved(test: (s: State) => boolean): When {
  return (look, past) => {
    const made = past.findLastIndex(isMade);
    return madeAt(kept)(look, past) && past.slice(made).some(setsPstate) && test(look.before);
  };
}
const takesItself = (s: State): boolean => s.features.hasEl2 && !inHost(s) && !amo(s) && !masks(s);

/** Nothing of the vCPU that userspace sees changes while an SError waits. */
const UNCHANGED = ['state.pc', 'state.pstate', 'state.host_context', ...RETURN, ...ESR];
const MADE = ['set_vcpu_events'] as const;
const isCounted: When = (look) => isMade(look) && kept(look.before) && vhe(look.before);

export const SERROR_LINES: readonly Line[] = [
  { id: 'NV-118', fields: UNCHANGED, ops: MADE, when: isCounted },
  { id: 'NV-116', fields: UNCHANGED, ops: MADE, when: makesAt(kept) },
  {
    id: 'NV-115',
    fields: UNCHANGED,
    ops: MADE,
    when: makesAt((s) => masks(s) && !ofGuest(s) && !nowhere(s)),
  },
  // Without a KVM_ARM_VCPU_INIT, and after an entry that failed, kernels differ: Linux answers ENOEXEC since October 2025.
  {
    id: 'NV-120',
    fields: [...ANSWER],
    ops: ['set_vcpu_events'],
    when: ({ before }) => before.init === 'done',
  },
  { id: 'NV-120', fields: ['state.pc', 'state.pstate', ...RETURN], when: isTooLong },
  { open: 'unspecified', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: madeAt(nowhere), alone: true },
  { id: 'NV-119', fields: [...ESR], ops: OPS, when: madeAt(ofGuest) },
  { id: 'NV-112', fields: TAKEN, ops: OPS, when: madeAt(ofGuest) },
  { id: 'NV-117', fields: TAKEN, ops: ['exit'], when: all(wroteHcr, madeAt(kept)) },
  { id: 'NV-112', fields: TAKEN, ops: OPS, when: moved(ofGuest) },
  { id: 'NV-113', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: moved(takesItself) },
  { id: 'NV-118', fields: TAKEN, ops: OPS, when: madeAt((s) => kept(s) && vhe(s)) },
  { id: 'NV-116', fields: TAKEN, ops: OPS, when: madeAt((s) => kept(s) && !vhe(s)) },
  { id: 'NV-128', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: all(unmasked, madeAt(masks)) },
  { id: 'NV-115', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: madeAt(masks) },
  { id: 'NV-114', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: madeAt(inHost) },
  { id: 'NV-113', fields: [...TAKEN, ...SYNDROME], ops: OPS, when: madeAt((s) => modeOf(s.pstate) < 8n) },
  // As it was written, so it is saved and loaded.
  {
    open: 'unspecified',
    fields: masked(IL, ...ESR),
    ops: [...OPS, 'preempt', 'signal'],
    when: madeAt(() => true),
  },
  {
    open: 'unspecified',
    fields: [
      'state.pc',
      'state.pstate',
      'state.host_context',
      ...RETURN,
      ...ESR,
      'events',
      'events.exception',
    ],
    ops: ['set_vcpu_events'],
    alone: true,
  },
];
