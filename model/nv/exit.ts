/** From the guest back to KVM: what every exit does, in the order that the rules give. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { askContext, done, hcrOf, needPlace } from './context';
import { EL0T, EL1H, EL1T, EL2H, EL2T, FULL_MODE, HCR, isEl2 } from './pstate';
import type { ExitKind } from './rules';
import type { Draft } from './state';
import type { Exit, Outcome } from './types';

/** What a handler decides: `resume` re-enters at once, `leave` goes back to the run loop. */
export type Verdict = 'resume' | 'leave';

export interface Way {
  readonly kind: ExitKind;
  readonly esr: bigint;
  /** Called for traps and SErrors that have one, with the context that it sees. */
  readonly handler: ((hyp: boolean) => Verdict) | null;
}

/** An exit that no instruction asked for. */
export function exit(c: Context, op: Exit): Outcome {
  needPlace(c, 'guest', 'exit');
  if (op.kind === 'IRQ' && (op.esr !== undefined || op.resume)) {
    throw new Misuse(
      'an IRQ has no syndrome and always leaves the loop: give neither esr nor resume with kind IRQ',
    );
  }
  if (op.kind !== 'IRQ' && op.esr === undefined)
    throw new Misuse(`exit ${op.kind} needs esr, the syndrome of the hardware`);
  if (op.spsr !== undefined) c.s.spsr = op.spsr;
  if (op.elr !== undefined) c.s.elr = op.elr;
  const decided: Verdict = op.resume ? 'resume' : 'leave';
  leaveGuest(c, { kind: op.kind, esr: op.esr ?? 0n, handler: op.kind === 'IRQ' ? null : () => decided });
  return c.s.place === 'panicked' ? { outcome: 'fault', fault: '#BUG', events: c.events } : done(c);
}

/** Runs an exit; afterwards the vCPU is in the guest (fixed up), in KVM, or the host is gone. */
export function leaveGuest(c: Context, { kind, esr, handler }: Way): void {
  const { s, rules } = c;
  const before = c.exercised.length;
  exercisedByExit(c, kind);
  s.shows = c.exercised.slice(before);
  let verdict: Verdict = 'leave';
  for (const effect of rules.order) {
    if (effect === 'sync') {
      if (rules.syncs(s, kind)) sync(c);
    } else if (effect === 'esr') {
      if (rules.storesEsr(kind)) storeEsr(c, esr);
    } else if (effect === 'check') {
      if (rules.checks(s, c.choices['context_check']) && rules.isHypCtxt(s) !== s.sampled) {
        s.place = 'panicked';
        c.events.push({ event: 'panic' });
        return;
      }
    } else if (handler !== null) {
      const hyp = askContext(c);
      c.events.push({ event: 'handler', host_context: hyp });
      verdict = handler(hyp);
    }
  }
  if (verdict === 'resume') {
    s.sampled = rules.sampledAfterFixup(s);
    return;
  }
  saveReturnState(c);
  s.place = 'kvm';
}

function sync(c: Context): void {
  const { s, rules } = c;
  s.pstate = rules.fromHw(s.spsr, rules.contextAtExit(s));
  s.spsr = rules.spsrAfterSync(s.spsr, s.pstate);
  c.events.push({ event: 'sync', pstate: s.pstate });
}

function storeEsr(c: Context, esr: bigint): void {
  c.s.esr = esr;
  c.events.push({ event: 'esr', esr });
}

/** The enter/fixup loop ends: PC is saved, and PSTATE where the exits have not done so. */
function saveReturnState(c: Context): void {
  const { s, rules } = c;
  s.pstate = rules.savedPstate(s);
  s.pc = rules.savedPc(s);
  c.exercised.push('NV-24', 'NV-25');
}

/** What this exit puts to the test, told from the state at its entry and the hardware's. */
function exercisedByExit(c: Context, kind: ExitKind): void {
  const { s, exercised } = c;
  exercised.push(
    'NV-01',
    'NV-02',
    'NV-13',
    'NV-14',
    'NV-19',
    'NV-20',
    'NV-21',
    'NV-22',
    'NV-42',
    'NV-07',
    'NV-08',
  );
  if (!s.ran) exercised.push('NV-61');
  else exercised.push('NV-55', 'NV-56', 'NV-70');
  if (!s.config.vhe) {
    exercised.push('NV-10', 'NV-27');
    return;
  }
  if (kind === 'IRQ') exercised.push('NV-71');
  if (!s.features.hasEl2) exercised.push('NV-43', 'NV-06');
  else exercised.push('NV-11', 'NV-12', 'NV-62', 'NV-04', 'NV-34', 'NV-26');
  byContext(c, s.spsr & FULL_MODE);
}

function byContext(c: Context, mode: bigint): void {
  const { s, exercised } = c;
  const el1 = mode === EL1T || mode === EL1H;
  if (entryHost(s)) {
    exercised.push(mode === EL1T ? 'NV-16' : mode === EL1H ? 'NV-17' : 'NV-18');
    const cleared = el1 && (hcrOf(c) & HCR.TGE) === 0n && (s.entryHcr & HCR.TGE) !== 0n;
    const fromUser = (s.entryPstate & FULL_MODE) === EL0T;
    if (cleared || s.hcr !== s.entryHcr) exercised.push('NV-03');
    if (cleared && fromUser) exercised.push('NV-28', 'NV-29', 'NV-32');
    if (el1 && fromUser) exercised.push('NV-69');
    if (isEl2(s.entryPstate)) exercised.push('NV-30');
  } else {
    exercised.push('NV-15', 'NV-31');
    if (mode !== EL0T && mode !== EL1T && mode !== EL1H && mode !== EL2T && mode !== EL2H)
      exercised.push('NV-35');
  }
}

/** Whether the entry was in host context, by what userspace or KVM had put there. */
function entryHost(s: Draft): boolean {
  return s.features.hasEl2 && (isEl2(s.entryPstate) || (s.entryHcr & HCR.TGE) !== 0n);
}
