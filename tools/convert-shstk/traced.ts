/** Sections 6 and 10 as a tracer saw them, and handlers of the 32-bit entry. */
import { INNER, inHandler, OUTER, SIGRETURN, toHandler } from './handler';
import { died, terminal } from './ends';
import type { Observation } from './observations';
import { num } from './observations';
import type { Lab } from './session';
import { RESTORER, Session } from './session';

/** Experiments of section 6 and the overflow as a tracer saw them. */
export function traced(lab: Lab): void {
  const seen = (name: string): readonly Observation[] =>
    lab.observed.of('T.traced_signal').filter((one) => one.in === name);
  for (const [name, full] of [
    ['token=TASK_SIZE_MAX-8', 'token=TASK_SIZE_MAX-8'],
    ['token=ordinary memory', `token=ordinary memory 0x${(lab.top - 0x1000n).toString(16)}`],
    ['token=unmapped', 'token=unmapped 0x200000000'],
    ['token=0', 'token=0'],
    ['SSP%8=4', 'SSP%8=4 at sigreturn (incsspd)'],
  ] as const) {
    const [faults, end] = [seen(name), lab.observed.find('T.traced_end', name)];
    if (faults.length === 0 && !end) continue;
    const session = new Session(lab);
    const places = toHandler(session, full, null);
    inHandler(session, full, places);
    if (name === 'SSP%8=4') {
      died(session, SIGRETURN, faults, end);
      continue;
    }
    session.step(SIGRETURN, end ? { of: end, outcome: { outcome: 'ok' } } : 'unprinted');
    if (end) session.rdssp(end, num(end, 'ssp_after'));
    died(session, { op: 'call', thread: 1, ret: 0x400b00n }, faults, end);
  }
  const [name, end] = [
    'shadow stack overflow (4K), SA_ONSTACK handler installed',
    lab.observed.find('T.traced_end', 'shadow stack overflow (4K), SA_ONSTACK handler installed'),
  ];
  overflow(lab, seen(name), end);
  for (const kind of [
    'ordinary memory, not page aligned',
    'ordinary memory, page aligned',
    'another shadow stack',
  ] as const)
    tracerMoves(lab, kind);
}

function overflow(lab: Lab, faults: readonly Observation[], end: Observation | null): void {
  const session = new Session(lab);
  const base = lab.top - 0x1000n;
  session.enable();
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 1n }, 'unprinted');
  session.step({ op: 'rstorssp', thread: 1, addr: base + 0xff8n }, 'unprinted');
  session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
  session.step({ op: 'sigaltstack', thread: 1, base: 0x520000n, size: 0x8000n }, 'unprinted');
  session.handler(11, RESTORER, true);
  for (let i = 0; i < 512; i += 1) session.step({ op: 'call', thread: 1, ret: 0x400c00n }, 'unprinted');
  died(session, { op: 'call', thread: 1, ret: 0x400c00n }, faults, end);
}

/** The tracer moves SSP to another place that holds a valid entry, and the task calls sigreturn. */
function tracerMoves(lab: Lab, kind: string): void {
  const name = `tracer: SSP=${kind}, valid token there`;
  const [set, end] = [lab.observed.find('T.set_ssp', name), lab.observed.find('T.traced_end', name)];
  if (!set) return;
  const session = new Session(lab);
  const [ssp, token] = [num(set, 'ssp'), num(set, 'token')];
  session.catchFaults();
  for (const feature of [1n, 2n]) session.enable(feature);
  session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x2000n, prot: 3, place: 'hint' }, 'unprinted');
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 0n }, 'unprinted');
  for (const ret of [OUTER, INNER]) session.step({ op: 'call', thread: 1, ret }, 'unprinted');
  session.step({ op: 'ptrace_poke', thread: 1, addr: ssp, value: token }, 'unprinted');
  session.step(
    { op: 'ptrace_setregset', thread: 1, len: 8, value: ssp },
    { of: set, outcome: { outcome: 'ok' } },
  );
  const faults = lab.observed.of('T.traced_signal').filter((one) => one.in === name);
  if (faults.length > 0) {
    const next = lab.observed.beside(faults.at(-1) as Observation, 1);
    if (faults.length === 1 && next?.test === '6.signal' && next.in === 'terminal')
      lab.observed.take(faults[0] as Observation);
    if (faults.length === 1 && next?.test === '6.signal' && next.in === 'terminal')
      return terminal(session, SIGRETURN, next);
    return died(session, SIGRETURN, faults, end);
  }
  if (!end || num(end, 'resumed_flag') === 0n) return;
  session.step(SIGRETURN, { of: end, outcome: { outcome: 'ok' } });
  session.rdssp(end, num(end, 'ssp_after'));
}

/** Section 10: a handler that was registered through the 32-bit entry. */
export function compatHandlers(lab: Lab): void {
  const faults = lab.observed.of('10.int80_sigaction').filter((one) => one.in === 'terminal');
  for (const name of ['shstk off', 'shstk on']) {
    const of = lab.observed.find('10.int80_rt_sigaction', name);
    if (!of) continue;
    const session = new Session(lab);
    session.catchFaults();
    if (name === 'shstk on') session.enable();
    const op = {
      op: 'sigaction',
      thread: 1,
      signo: 10,
      handler: 'function',
      restorer: RESTORER,
      onstack: false,
      entry: '32',
    };
    session.step(op, { of, outcome: { outcome: 'ok' } });
    const on = lab.observed.find('10.int80_rt_sigaction', 'then shstk on; kill');
    if (name === 'shstk off') session.enable();
    if (name === 'shstk off' && on) session.rdssp(on, num(on, 'ssp'));
    const fault = name === 'shstk off' ? faults[0] : faults.at(-1);
    if (fault) terminal(session, { op: 'signal', thread: 1, signo: 10 }, fault);
  }
}
