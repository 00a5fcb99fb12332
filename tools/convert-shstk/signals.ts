/** Section 6: signals and sigreturn. */
import { inHandler, RET, SIGRETURN, toHandler } from './handler';
import { refusedWith } from './ends';
import type { Observation } from './observations';
import { num } from './observations';
import type { Lab } from './session';
import { Session } from './session';

/** The experiments of section 6, each from its observations `6.signal`, `6.signal.end` and the fault beside that. */
export function signals(lab: Lab): void {
  const names = new Set(
    lab.observed.all
      .filter(
        ({ test, in: name }) =>
          test.startsWith('6.signal') &&
          !test.startsWith('6.signal_room') &&
          name !== 'terminal' &&
          name !== 'end',
      )
      .map((one) => one.in),
  );
  for (const name of names) {
    const start = lab.observed.find('6.signal.start', name);
    if (start) {
      const session = new Session(lab);
      session.enable();
      session.rdssp(start, num(start, 'ssp'));
      for (const again of lab.observed.of('6.signal.start').filter((one) => one.in === name))
        lab.observed.take(again);
    }
    const [resumed, end] = [lab.observed.find('6.signal', name), lab.observed.find('6.signal.end', name)];
    if (name === 'nested SIGUSR2') nested(lab, resumed, end);
    else if (resumed || end) experiment(lab, name, resumed, end);
  }
}

function experiment(lab: Lab, name: string, resumed: Observation | null, end: Observation | null): void {
  const session = new Session(lab);
  const places = toHandler(session, name, resumed);
  const over = end ?? resumed;
  if (!over) return;
  const beside = end ? lab.observed.beside(end, -1) : null;
  const fault = beside?.test === '6.signal' && beside.in === 'terminal' ? beside : null;
  if (name === 'no SA_RESTORER')
    return refusedWith(session, { op: 'signal', thread: 1, signo: 10 }, end, fault);
  if (name === 'restorer slot corrupted') {
    session.step({ op: 'wrss', thread: 1, addr: places.entry - 8n, value: 0x400700n }, 'unprinted');
    return refusedWith(session, RET, end, fault);
  }
  if (!inHandler(session, name, places)) return;
  if (end && num(end, 'resumed_flag') === 0n) return refusedWith(session, SIGRETURN, end, fault);
  session.step(SIGRETURN, { of: over, outcome: { outcome: 'ok' } });
  if (end) session.rdssp(end, num(end, 'ssp_after_sigreturn'));
  if (!resumed) return;
  session.rdssp(resumed, num(resumed, 'ssp_after'));
  session.status(resumed, num(resumed, 'status'));
}

function nested(lab: Lab, resumed: Observation | null, end: Observation | null): void {
  const session = new Session(lab);
  session.handler(12);
  toHandler(session, 'plain', resumed);
  const second = { op: 'signal', thread: 1, signo: 12 };
  if (resumed)
    session.step(second, {
      of: resumed,
      outcome: { outcome: 'ok', events: [{ event: 'handler', signo: 12, ssp: num(resumed, 'nested_ssp') }] },
    });
  else session.step(second, 'unprinted');
  for (const op of [RET, SIGRETURN, RET, SIGRETURN]) session.step(op, 'unprinted');
  if (resumed) session.rdssp(resumed, num(resumed, 'ssp_after'));
  if (end) session.rdssp(end, num(end, 'ssp_after_sigreturn'));
}
