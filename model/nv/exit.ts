/** From the guest back to KVM: what every exit does, in the order that the rules give. */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { askContext, done, needPlace, withGuestSs } from './context';
import { raised } from './pstate';
import type { ExitKind, Rules } from './rules';
import { reconsider } from './serror';
import type { State } from './state';
import type { Exit, Outcome } from './types';

/** What a handler decides: `resume` re-enters at once, `leave` goes back to the run loop. */
export type Verdict = 'resume' | 'leave';

export interface Way {
  readonly kind: ExitKind;
  readonly esr: bigint;
  /** Called for traps and SErrors, with the context that it sees. */
  readonly handler: (hyp: boolean) => Verdict;
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
  leaveGuest(c, { kind: op.kind, esr: op.esr ?? 0n, handler: () => decided });
  if (c.s.place === 'kvm') reconsider(c);
  return c.s.place === 'panicked' ? { outcome: 'fault', fault: '#BUG', events: c.events } : done(c);
}

/** Runs an exit; afterwards the vCPU is in the guest (fixed up), in KVM, or the host is gone. */
export function leaveGuest(c: Context, { kind, esr, handler }: Way): void {
  const { s, rules } = c;
  let verdict: Verdict = 'leave';
  for (const effect of rules.atExit(s, kind)) {
    if (effect === 'sync') sync(c);
    else if (effect === 'esr') storeEsr(c, esr);
    else if (effect === 'check') {
      if (isMisplaced(c)) {
        s.place = 'panicked';
        c.events.push({ event: 'panic' });
        return;
      }
    } else {
      const hyp = askContext(c);
      c.events.push({ event: 'handler', host_context: hyp });
      verdict = handler(hyp);
    }
  }
  if (verdict === 'resume') return;
  if (rules.savesPstate(s)) sync(c);
  s.pc = s.elr;
  s.place = 'kvm';
}

/** Virtual PSTATE from SPSR_EL2, which stays as it is. */
function sync(c: Context): void {
  c.s.pstate = translated(c.rules, c.s);
  c.events.push({ event: 'sync', pstate: c.s.pstate });
}

function translated(rules: Rules, s: State): bigint {
  return rules.contextAtExit(s) ? raised(s.spsr, rules.modeField) : s.spsr;
}

/** Whether the context of a vCPU with EL2 is not the sampled one, and KVM looks. */
function isMisplaced({ s, rules, choices }: Context): boolean {
  return s.features.hasEl2 && choices['context_check'] !== 'no' && rules.isHypCtxt(s) !== s.sampled;
}

function storeEsr(c: Context, esr: bigint): void {
  c.s.esr = esr;
  c.events.push({ event: 'esr', esr });
}

/** Virtual PSTATE and PC as they would be if the vCPU left the guest and the loop now. */
export function returnState(rules: Rules, s: State): { readonly pstate: bigint; readonly pc: bigint } {
  const own = (pstate: bigint): bigint => (s.loaded === null ? pstate : withGuestSs(s, pstate));
  if (s.place !== 'guest') return { pstate: own(s.pstate), pc: s.pc };
  return { pstate: own(translated(rules, s)), pc: s.elr };
}
