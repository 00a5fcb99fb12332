/** Section 9: what tracers ask of a task, and what they get. */
import { OPTIONS } from './features';
import type { Observation } from './observations';
import { callOutcome, num } from './observations';
import type { Lab } from './session';
import { firstStack, SCRATCH, Session } from './session';

const WHO: readonly (readonly [string, boolean, boolean])[] = [
  ['task without shstk', false, false],
  ['task with shstk', true, false],
  ['task with shstk, locked', true, true],
];

/** A tracee that has stopped itself in a function called after ENABLE, and what its tracer asks, in order. */
export function tracers(lab: Lab): void {
  for (const [who, on, locked] of WHO) {
    const session = new Session(lab);
    if (on) session.enable();
    if (locked) session.prctl(0x5003n, 3n);
    if (on) session.step({ op: 'call', thread: 1, ret: 0x400100n }, 'unprinted');
    const find = (what: string): Observation | null => lab.observed.find('9.ptrace', `${who}; ${what}`);
    const base = on ? firstStack(lab).end - 8n : 0x7f0000000000n;
    for (const what of ASKED) {
      const of = find(what);
      if (of) asked(session, of, what);
      else if (what === 'SET aligned ssp-64') setUnseen(session, base - 64n);
      else if (what === 'SET TASK_SIZE_MAX-8') setUnseen(session, 0x7fffffffeff8n);
      else if (what === 'SET 0') setUnseen(session, 0n);
      else if (what === 'SET len 16' || what === 'SET restore') setUnseen(session, base);
      else if (what === 'SET ordinary user memory') {
        const other = lab.observed.all.find((one) => one.test === '9.ptrace' && one.in.endsWith(what));
        if (other) setUnseen(session, num(other, 'set'));
      }
    }
  }
}

/** What each tracee was asked, in the order of the probe. */
const ASKED = [
  'GET len 8',
  'GET len 4',
  'GET len 16',
  'GET len 0',
  'SET aligned ssp-64',
  'SET unaligned +1',
  'SET unaligned +4',
  'SET TASK_SIZE_MAX',
  'SET TASK_SIZE_MAX-8',
  'SET 0x800000000000',
  'SET kernel address',
  'SET unaligned kernel address',
  'SET 0',
  'SET ordinary user memory',
  'SET len 4',
  'SET len 0',
  'SET len 7',
  'SET len 16',
  'SET restore',
  'PTRACE_ARCH_PRCTL STATUS',
  'PTRACE_ARCH_PRCTL ENABLE SHSTK',
  'PTRACE_ARCH_PRCTL ENABLE WRSS',
  'PTRACE_ARCH_PRCTL DISABLE SHSTK',
  'PTRACE_ARCH_PRCTL LOCK WRSS',
  'PTRACE_ARCH_PRCTL UNLOCK WRSS',
  'PTRACE_ARCH_PRCTL UNLOCK 3',
  'PTRACE_ARCH_PRCTL UNLOCK unknown',
  'POKEDATA to shadow stack',
  'after CONT',
] as const;

function setUnseen(session: Session, value: bigint): void {
  session.step({ op: 'ptrace_setregset', thread: 1, len: 8, value }, 'missing');
}

function asked(session: Session, of: Observation, what: string): void {
  const get = /^GET len (\d+)$/.exec(what);
  if (get) {
    const length = Number(of.out['iov_len']);
    const value = length >= 8 ? { value: num(of, 'val') } : {};
    session.step(
      { op: 'ptrace_getregset', thread: 1, len: Number(get[1]) },
      { of, outcome: callOutcome(of, { length, ...value }) },
    );
    return;
  }
  if (what.startsWith('SET ')) {
    const len = Number(/len (\d+)$/.exec(what)?.[1] ?? 8);
    const outcome = callOutcome(of, { length: Number(of.out['iov_len']) });
    session.step({ op: 'ptrace_setregset', thread: 1, len, value: num(of, 'set') }, { of, outcome });
    const got = callOutcome(
      { ...of, out: { ...of.out, err: of.out['get_ret'] === -19 ? 'ENODEV' : '0' } },
      { value: num(of, 'get') },
      'get_ret',
    );
    session.step({ op: 'ptrace_getregset', thread: 1, len: 8 }, { of, outcome: got });
    return;
  }
  const call = /^PTRACE_ARCH_PRCTL (\w+)(?: (SHSTK|WRSS|3|unknown))?$/.exec(what);
  if (call) {
    const arg = { SHSTK: 1n, WRSS: 2n, '3': 3n, unknown: 1n << 40n }[call[2] ?? ''] ?? SCRATCH;
    const stored = call[1] === 'STATUS' ? { stored: [num(of, 'val')] } : {};
    session.step(
      { op: 'ptrace_arch_prctl', thread: 1, option: OPTIONS[call[1] ?? ''], arg },
      { of, outcome: callOutcome(of, stored) },
    );
    return;
  }
  if (what.startsWith('POKEDATA')) {
    const { end } = firstStack(session.lab);
    session.step(
      { op: 'ptrace_poke', thread: 1, addr: end - 8n, value: 0x4242n },
      { of, outcome: callOutcome(of) },
    );
    session.load(of, end - 8n, num(of, 'peek'));
    session.step({ op: 'ptrace_poke', thread: 1, addr: end - 8n, value: 0x400100n }, 'unprinted');
    return;
  }
  if (what === 'after CONT') continued(session, of);
}

function continued(session: Session, of: Observation): void {
  const resumed = num(of, 'ssp_resumed');
  const on = resumed !== 0n;
  if (on) {
    session.step({ op: 'ptrace_setregset', thread: 1, len: 8, value: resumed - 8n }, 'unprinted');
    session.step({ op: 'ptrace_arch_prctl', thread: 1, option: 0x5004n, arg: 3n }, 'unprinted');
    session.step({ op: 'ret', thread: 1 }, 'unprinted');
  }
  session.rdssp(of, resumed);
  session.status(of, num(of, 'status'));
  session.prctl(0x5001n, 2n, 1, { of, outcome: callOutcome(of, {}, 'enable_wrss') });
  session.status(of, num(of, 'status2'));
  session.prctl(0x5002n, 1n, 1, { of, outcome: callOutcome(of, {}, 'disable') });
}
