/** How an experiment ends where the program does not come back. */
import type { Observation } from './observations';
import { faultOutcome, num } from './observations';
import type { Session } from './session';

/** The program did not come back: a fault, and the handler's view of it where that was seen. */
export function refusedWith(
  session: Session,
  op: object,
  end: Observation | null,
  fault: Observation | null,
): void {
  if (fault) terminal(session, op, fault);
  else if (end) session.step(op, { of: end, outcome: { outcome: 'fault' } });
  if (end) session.lab.observed.take(end);
}

/** A step that ends in the probe's fault handler, which shows its SSP and the two words there. */
export function terminal(session: Session, op: object, of: Observation): void {
  const ssp = num(of, 'ssp');
  const outcome = { ...faultOutcome(of), events: [{ event: 'handler', signo: Number(of.out['sig']), ssp }] };
  session.step(op, { of, outcome });
  if (ssp === 0n) return;
  session.load(of, ssp, num(of, 'ss0'));
  session.load(of, ssp + 8n, num(of, 'ss1'));
}

/** A step that kills: the tracer saw the first signal, the second, and the end. */
export function died(
  session: Session,
  op: object,
  seen: readonly Observation[],
  end: Observation | null,
): void {
  const [first, second] = seen;
  if (!first) return;
  const events = second
    ? [
        { event: 'signal', signo: 11, si_code: 'SI_KERNEL' },
        { event: 'killed', signo: 11 },
      ]
    : [];
  session.step(op, { of: first, outcome: { ...faultOutcome(first), ...(second ? { events } : {}) } });
  if (second) session.lab.observed.take(second);
  if (end) session.lab.observed.take(end);
}
