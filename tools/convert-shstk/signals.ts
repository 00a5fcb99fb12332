/** Sections 4, 6 and 8.overflow: returns, signals, sigreturn, and the same runs as a tracer saw them. */
import type { Observation } from './observations';
import { faultOutcome, num } from './observations';
import type { Lab } from './session';
import { firstStack, RESTORER, Session } from './session';

const BIT63 = 1n << 63n;
/** Where the two functions around the signal return to, as the fuller observations show. */
const [OUTER, INNER] = [0x4067e4n, 0x406629n];
const SIGRETURN = { op: 'sigreturn', thread: 1 };
const RET = { op: 'ret', thread: 1 };

/** How the handler changes the entry, by the name of the experiment. */
const ENTRIES: Readonly<Record<string, (old: bigint, entry: bigint) => bigint>> = {
  'token bit63 cleared': (old) => old,
  'token unaligned (+1)': (old) => (old + 1n) | BIT63,
  'token unaligned (+4)': (old) => (old + 4n) | BIT63,
  'token=TASK_SIZE_MAX 0x7ffffffff000': () => 0x7ffffffff000n | BIT63,
  'token=TASK_SIZE_MAX-8': () => 0x7fffffffeff8n | BIT63,
  'token=old+8 elsewhere in same shadow stack': (old) => (old + 8n) | BIT63,
  'token=its own slot': (_old, entry) => entry | BIT63,
  'token=0': () => BIT63,
  'token bit62 also set': (old) => old | BIT63 | (1n << 62n),
  'token=kernel address': () => 0xffff888000000000n | BIT63,
  'token=(old&~b63)|1': (old) => old | 1n,
  'token=unmapped 0x200000000': () => 0x200000000n | BIT63,
};

/** Brings a session to where the handler of SIGUSR1 begins: two calls deep. Null where the experiment is another. */
function toHandler(
  session: Session,
  name: string,
  seen: Observation | null,
): { readonly old: bigint; readonly entry: bigint } {
  const old = firstStack(session.lab).end - 16n;
  session.catchFaults();
  session.handler(10, name === 'no SA_RESTORER' ? null : RESTORER);
  for (const feature of [1n, 2n]) session.enable(feature);
  prepare(session, name, old);
  for (const ret of [OUTER, INNER]) session.step({ op: 'call', thread: 1, ret }, 'unprinted');
  const signal = { op: 'signal', thread: 1, signo: 10 };
  if (seen) {
    const ssp = num(seen, 'ssp_in_handler');
    session.step(signal, {
      of: seen,
      outcome: { outcome: 'ok', events: [{ event: 'handler', signo: 10, ssp }] },
    });
    (seen.out['slot'] as readonly string[]).forEach((word, i) =>
      session.load(seen, ssp + 8n * BigInt(i), BigInt(word)),
    );
  } else if (name !== 'no SA_RESTORER') session.step(signal, 'unprinted');
  return { old, entry: old - 8n };
}

/** What the probe mapped before it called. */
function prepare(session: Session, name: string, old: bigint): void {
  const mss = (addr: bigint, size: bigint, flags = 0n): void =>
    session.step({ op: 'map_shadow_stack', thread: 1, addr, size, flags }, 'unprinted');
  const put = (addr: bigint, value: bigint): void =>
    session.step({ op: 'wrss', thread: 1, addr, value }, 'unprinted');
  const b = 0x500000000n;
  if (name.startsWith('token=top of another shadow stack')) mss(0n, 0x1000n);
  if (name.startsWith('token=ordinary memory'))
    session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x2000n, prot: 3, place: 'hint' }, 'unprinted');
  if (name.startsWith('SSP page-aligned') || name.startsWith('valid token on another')) mss(b, 0x1000n, 1n);
  if (name.startsWith('valid token on another')) {
    put(b + 0xff8n, old | BIT63);
    put(b + 0xff0n, (b + 0xff8n) | 1n);
  }
  if (name.includes('ordinary memory holding')) {
    session.step(
      { op: 'mmap', thread: 1, addr: b + 0x1000n, size: 0x1000n, prot: 3, place: 'fixed' },
      'unprinted',
    );
    session.step({ op: 'store', thread: 1, addr: b + 0x1000n, value: old | BIT63 }, 'unprinted');
  }
  if (name.includes('adjacent shadow stack')) {
    mss(b + 0x1000n, 0x1000n);
    put(b + 0x1000n, old | BIT63);
  }
}

/** What the handler does before sigreturn; false where the experiment is not one of those that are known. */
function inHandler(
  session: Session,
  name: string,
  { old, entry }: { readonly old: bigint; readonly entry: bigint },
): boolean {
  const go = (op: object): void => session.step(op, 'unprinted');
  const incssp = (count: number, unit = 8): void => go({ op: 'incssp', thread: 1, count, unit });
  const swap = (addr: bigint): void => {
    incssp(1);
    go({ op: 'rstorssp', thread: 1, addr });
    go({ op: 'saveprevssp', thread: 1 });
  };
  const other = /^token=(?:top of another shadow stack|ordinary memory) (0x[0-9a-f]+)$/.exec(name)?.[1];
  const forged = other === undefined ? ENTRIES[name]?.(old, entry) : BigInt(other) | BIT63;
  if (forged !== undefined) go({ op: 'wrss', thread: 1, addr: entry, value: forged });
  if (forged !== undefined || name === 'plain') go(RET);
  else if (name === 'SSP%8=4 at sigreturn (incsspd)') incssp(1, 4);
  else if (name === 'direct sigreturn after popping restorer') incssp(1);
  else if (name === 'direct sigreturn, token dropped (parasite)') incssp(2);
  else if (name.startsWith('SSP page-aligned')) swap(0x500000ff8n);
  else if (name.startsWith('valid token on another shadow stack')) swap(0x500000ff0n);
  else if (name.startsWith('DISABLE SHSTK in handler')) session.prctl(0x5002n, 1n);
  else return name === 'direct sigreturn with restorer still on top';
  return true;
}

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

/** The program did not come back: a fault, and the handler's view of it where that was seen. */
function refusedWith(session: Session, op: object, end: Observation | null, fault: Observation | null): void {
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

/** Section 4: returns through frames that differ, or are older than the feature. */
export function returns(lab: Lab): void {
  for (const test of ['4.ret_mismatch', '4.lret']) {
    const of = lab.observed.find(test, 'terminal');
    if (!of) continue;
    const session = new Session(lab);
    session.catchFaults();
    session.enable();
    for (let i = 0; i < 7; i += 1)
      session.step({ op: 'call', thread: 1, ret: 0x400800n + BigInt(i) }, 'unprinted');
    if (test === '4.ret_mismatch')
      session.step({ op: 'overwrite', thread: 1, what: 'return', frame: 0, value: 0x400900n }, 'unprinted');
    terminal(session, test === '4.lret' ? { ...RET, far: true } : RET, of);
  }
  const old = lab.observed.find('4.ret_to_frame_older_than_enable', 'terminal');
  if (old) {
    const session = new Session(lab);
    session.catchFaults();
    session.step({ op: 'call', thread: 1, ret: 0x400a00n }, 'unprinted');
    session.enable();
    terminal(session, RET, old);
  }
  const off = lab.observed.find('6.no_restorer_shstk_off', 'terminal');
  if (off) {
    const session = new Session(lab);
    session.catchFaults();
    session.handler(10, null);
    terminal(session, { op: 'signal', thread: 1, signo: 10 }, off);
  }
}

/** How much room is left when the signal arrives: SSP is put near the base by a forged token. */
export function room(lab: Lab): void {
  for (const [i, name] of [1, 2, 3, 4].entries()) {
    const left = BigInt((i + 1) * 8);
    const input = `SSP=base+${String(left)} when SIGUSR1 arrives`;
    const own = lab.observed.of('6.signal_room').filter((one) => one.in === input);
    const done = own.find((one) => 'resumed' in one.out);
    for (const base of own.filter((one) => 'base' in one.out)) {
      const session = new Session(lab);
      session.enable();
      session.step(
        { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n },
        { of: base, outcome: { outcome: 'ok', value: num(base, 'base') } },
      );
    }
    const traced =
      name === 1 ? lab.observed.of('T.traced_signal').filter((one) => one.in === 'SSP=base+8') : [];
    if (!done && traced.length === 0) continue;
    const session = new Session(lab);
    const at = lab.top - 0x1000n + left;
    session.catchFaults();
    session.handler(10);
    for (const feature of [1n, 2n]) session.enable(feature);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n }, 'unprinted');
    session.step({ op: 'wrss', thread: 1, addr: at - 8n, value: at | 1n }, 'unprinted');
    session.step({ op: 'rstorssp', thread: 1, addr: at - 8n }, 'unprinted');
    session.step({ op: 'incssp', thread: 1, count: 1 }, 'unprinted');
    const signal = { op: 'signal', thread: 1, signo: 10 };
    if (!done) {
      died(session, signal, traced, null);
      continue;
    }
    session.rdssp(done, num(done, 'ssp_before'));
    session.step(signal, {
      of: done,
      outcome: { outcome: 'ok', events: [{ event: 'handler', signo: 10, ssp: num(done, 'handler_ssp') }] },
    });
    session.step(RET, 'unprinted');
    session.step(SIGRETURN, { of: done, outcome: { outcome: 'ok' } });
    session.rdssp(done, num(done, 'ssp_after'));
  }
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
