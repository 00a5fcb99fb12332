/** Section 2: what the probe does with a mapping, and what the protections make of it. */
import type { Observation } from './observations';
import { callOutcome, failed, faultOutcome, num, text } from './observations';
import type { Lab } from './session';
import { Session, smapsOutcome } from './session';

/** Section 2.access: the probe works through one mapping of three pages. */
export function accesses(lab: Lab): void {
  for (const [who, on] of [
    ['shstk off', false],
    ['shstk+wrss on', true],
  ] as const) {
    const session = new Session(lab);
    const find = (what: string): Observation | null => lab.observed.find('2.access', `${who}; ${what}`);
    session.catchFaults();
    if (on) for (const feature of [1n, 2n]) session.enable(feature);
    const r = lab.top - 0x3000n;
    const token = r + 0x2ff8n;
    session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x3000n, flags: 1n }, 'unprinted');
    const store = (what: string, addr: bigint, value: bigint): void =>
      valued(session, { op: 'store', thread: 1, addr, value }, find(what), addr);
    store('store to untouched page', r, 0x1234n);
    store('store over token', token, 0x1234n);
    const seen = find('load token');
    if (seen) session.load(seen, token, num(seen, 'val'));
    copied(session, find('write(2) from it'), { via: 'write', addr: token });
    copied(session, find('read(2) into it'), { via: 'read', addr: r + 8n, value: 0x4141414141414141n });
    copied(session, find('/proc/self/mem pwrite'), {
      via: 'proc_mem',
      addr: r + 16n,
      value: 0x1122334455667788n,
    });
    copied(session, find('process_vm_writev'), {
      via: 'process_vm_writev',
      addr: r + 24n,
      value: 0x1122334455667788n,
    });
    const protect = (what: string, prot: number): void => protectedAs(session, find(what), r, 0x1000n, prot);
    protect('mprotect PROT_READ', 1);
    const wrss = (what: string, value: bigint): void => {
      const op = { op: 'wrss', thread: 1, addr: r + 32n, value };
      if (on && !find(what)) session.step(op, 'missing');
      if (on) valued(session, op, find(what), r + 32n);
    };
    wrss('wrss after mprotect PROT_READ', 0x77n);
    protect('mprotect PROT_READ|PROT_WRITE', 3);
    store('store after mprotect RW', r + 32n, 0x99n);
    wrss('wrss after mprotect RW', 0x78n);
    protect('mprotect PROT_WRITE', 2);
    protect('mprotect RWX', 7);
    protect('mprotect PROT_NONE', 0);
    session.tried({ op: 'load', thread: 1, addr: r }, find('load after PROT_NONE'), faultOutcome);
    session.step({ op: 'mprotect', thread: 1, addr: r, size: 0x3000n, prot: 3 }, 'unprinted');
    reshaped(session, find, r, token);
  }
}

function reshaped(
  session: Session,
  find: (what: string) => Observation | null,
  r: bigint,
  token: bigint,
): void {
  const gone = find('madvise DONTNEED');
  if (gone) session.load(gone, token, num(gone, 'token_before'));
  session.maybe({ op: 'madvise', thread: 1, addr: r, size: 0x3000n }, gone, callOutcome);
  if (gone) session.load(gone, token, num(gone, 'token_after'));
  session.maybe(
    { op: 'mremap', thread: 1, addr: r, old_size: 0x3000n, new_size: 0x5000n, may_move: false },
    find('mremap grow in place'),
    callOutcome,
  );
  const move = find('mremap MAYMOVE grow');
  const moved = r - 0x1000n - 0x8000n;
  session.maybe(
    { op: 'mremap', thread: 1, addr: r, old_size: 0x3000n, new_size: 0x8000n, may_move: true },
    move,
    (of) => callOutcome(of, { value: num(of, 'ret') }),
  );
  if (move)
    session.step(
      { op: 'smaps', thread: 1, addr: num(move, 'ret') },
      { of: move, outcome: smapsOutcome(move) },
    );
  const split = find('munmap middle page');
  session.maybe({ op: 'munmap', thread: 1, addr: moved + 0x1000n, size: 0x1000n }, split, callOutcome);
  if (split) {
    const [start = '', end = ''] = text(split, 'vma0').split('-');
    session.step(
      { op: 'smaps', thread: 1, addr: moved },
      { of: split, outcome: { outcome: 'ok', start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) } },
    );
  }
  const over = find('mmap MAP_FIXED over it');
  const fixed = { op: 'mmap', thread: 1, addr: moved + 0x2000n, size: 0x1000n, prot: 3, place: 'fixed' };
  session.maybe(fixed, over, (of) => callOutcome(of, { value: num(of, 'ret') }));
  if (over)
    session.step(
      { op: 'smaps', thread: 1, addr: moved + 0x2000n },
      { of: over, outcome: smapsOutcome(over) },
    );
  session.maybe({ op: 'munmap', thread: 1, addr: moved, size: 0x8000n }, find('munmap all'), callOutcome);
}

/** A store that was tried, and the word that is there after it. */
export function valued(session: Session, op: object, of: Observation | null, addr: bigint): void {
  session.tried(op, of, faultOutcome);
  if (of && 'val' in of.out) session.load(of, addr, num(of, 'val'));
}

function copied(
  session: Session,
  of: Observation | null,
  op: { readonly via: string; readonly addr: bigint; readonly value?: bigint },
): void {
  session.maybe({ op: 'copy', thread: 1, ...op }, of, (one) =>
    failed(one) ? callOutcome(one) : { outcome: 'ok' },
  );
  if (of && 'val' in of.out) session.load(of, op.addr, num(of, 'val'));
}

function protectedAs(
  session: Session,
  of: Observation | null,
  addr: bigint,
  size: bigint,
  prot: number,
): void {
  session.maybe({ op: 'mprotect', thread: 1, addr, size, prot }, of, callOutcome);
  if (of && 'vmflags' in of.out)
    session.step({ op: 'smaps', thread: 1, addr }, { of, outcome: smapsOutcome(of) });
}

/** Sections 2.mprotect_ro, 2.mprotect_none and 2.mremap_in_place: four pages, touched in different ways. */
export function protections(lab: Lab): void {
  const session = new Session(lab);
  const find = (what: string): Observation | null => lab.observed.find('2.mprotect_ro', what);
  session.catchFaults();
  for (const feature of [1n, 2n]) session.enable(feature);
  const r = lab.top - 0x4000n;
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x4000n, flags: 0n }, 'unprinted');
  session.step({ op: 'load', thread: 1, addr: r + 0x1000n }, 'unprinted');
  session.step({ op: 'wrss', thread: 1, addr: r + 0x2000n, value: 0x55n }, 'unprinted');
  protectedAs(session, find('PROT_READ over 4 pages'), r, 0x4000n, 1);
  const wrss = (what: string, addr: bigint): void =>
    valued(session, { op: 'wrss', thread: 1, addr, value: 1n }, find(what), addr);
  wrss('wrss to page never touched', r);
  wrss('wrss to page only read before', r + 0x1000n);
  wrss('wrss to page written (wrss) before', r + 0x2000n);
  session.tried(
    { op: 'rstorssp', thread: 1, addr: r + 0x3000n },
    find('rstorssp on page never touched'),
    faultOutcome,
  );
  session.step({ op: 'mprotect', thread: 1, addr: r, size: 0x4000n, prot: 3 }, 'unprinted');
  wrss('back to RW: wrss to first page', r);
  session.step({ op: 'mprotect', thread: 1, addr: r, size: 0x4000n, prot: 0 }, 'unprinted');
  const none = lab.observed.find('2.mprotect_none', 'wrss to written page');
  session.tried({ op: 'wrss', thread: 1, addr: r + 0x2000n, value: 2n }, none, faultOutcome);
  for (const of of lab.observed.of('2.mremap_in_place')) {
    const own = new Session(lab);
    own.step(
      { op: 'map_shadow_stack', thread: 1, addr: 0x700000000n, size: 0x1000n, flags: 1n },
      'unprinted',
    );
    const op = {
      op: 'mremap',
      thread: 1,
      addr: 0x700000000n,
      old_size: 0x1000n,
      new_size: 0x2000n,
      may_move: false,
    };
    own.step(op, { of, outcome: callOutcome(of, { value: num(of, 'ret') }) });
    own.step({ op: 'smaps', thread: 1, addr: 0x700000000n }, { of, outcome: smapsOutcome(of) });
    own.load(of, 0x700000ff8n, num(of, 'token'));
  }
}
