/** Sections 2, 3, 5 and 8: memory, tokens, WRSS and placement. */
import type { Observation } from './observations';
import { callOutcome, failed, faultOutcome, num, text } from './observations';
import type { Lab } from './session';
import { firstStack, Session, smapsOutcome } from './session';

const K64: readonly (readonly [string, string, bigint])[] = [
  ['RLIMIT_AS=64M', 'as', 64n << 20n], ['RLIMIT_STACK=64K', 'stack', 65536n], ['RLIMIT_DATA=0', 'data', 0n],
]; // prettier-ignore

export function maps(lab: Lab): void {
  for (const of of lab.observed.of('2.map_shadow_stack')) {
    const match = /^(.*?)addr=(0x[0-9a-f]+) size=(0x[0-9a-f]+) flags=(0x[0-9a-f]+)$/.exec(of.in);
    if (!match) throw new Error(`${of.in} does not say what was asked`);
    const [addr, size, flags] = [BigInt(match[2] ?? 0), BigInt(match[3] ?? 0), BigInt(match[4] ?? 0)];
    const before = match[1] ?? '';
    const session = new Session(lab);
    if (before.startsWith('shstk on')) session.enable();
    if (before.includes('occupied')) {
      session.step(
        { op: 'mmap', thread: 1, addr: 0x300000000n, size: 0x2000n, prot: 3, place: 'fixed' },
        'unprinted',
      );
    }
    const limits = K64.findIndex(([name]) => before.startsWith(name));
    for (const [, resource, value] of K64.slice(0, limits + 1))
      session.step({ op: 'setrlimit', thread: 1, resource, value }, 'unprinted');
    const value = failed(of) ? {} : { value: num(of, 'ret') };
    session.step(
      { op: 'map_shadow_stack', thread: 1, addr, size, flags },
      { of, outcome: callOutcome(of, value) },
    );
    if (failed(of)) continue;
    session.step({ op: 'smaps', thread: 1, addr: num(of, 'ret') }, { of, outcome: smapsOutcome(of) });
    if (num(of, 'token_at') !== 0n) session.load(of, num(of, 'token_at'), num(of, 'token'));
    const end = (smapsOutcome(of) as { end?: bigint }).end ?? 0n;
    if (size <= 0x1000000n) session.load(of, end - 8n, num(of, 'last_qword'));
  }
}

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
function valued(session: Session, op: object, of: Observation | null, addr: bigint): void {
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

const WORDS: readonly (readonly [string, (addr: bigint) => bigint])[] = [
  ['token=addr+8 without bit0', (a) => a + 8n], ['token=addr+16|1', (a) => (a + 16n) | 1n], ['token=addr|1', (a) => a | 1n],
  ['token=(addr+8)|2', (a) => (a + 8n) | 2n], ['token=(addr+8)|3', (a) => (a + 8n) | 3n], ['zero', () => 0n],
  ['token bit63 set', (a) => (a + 8n) | 1n | (1n << 63n)], ['token=(addr+12)|1', (a) => (a + 12n) | 1n],
]; // prettier-ignore

/** Section 3: one switch and back, then everything that is no token. */
export function tokens(lab: Lab): void {
  const session = new Session(lab);
  const find = (what: string): Observation | null => lab.observed.find('3.rstorssp', what);
  session.catchFaults();
  for (const feature of [1n, 2n]) session.enable(feature);
  const r = lab.top - 0x2000n;
  const [token, { end }] = [r + 0x1ff8n, firstStack(lab)];
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 1n }, 'unprinted');
  const [there, back] = [
    lab.observed.find('3.switch', 'rstorssp;saveprevssp'),
    lab.observed.find('3.switch_back', ''),
  ];
  session.step({ op: 'rstorssp', thread: 1, addr: token }, 'unprinted');
  if (there) {
    session.rdssp(there, num(there, 'ssp_after_rstorssp'));
    session.load(there, token, num(there, 'newstack_token_slot_after_rstorssp'));
  }
  session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
  if (there) {
    session.rdssp(there, num(there, 'ssp_after_saveprevssp'));
    session.load(there, num(there, 'oldstack_token_loc'), num(there, 'oldstack_token'));
    session.load(there, token, num(there, 'new_slot_after'));
  }
  session.step({ op: 'rstorssp', thread: 1, addr: end - 8n }, 'unprinted');
  session.step({ op: 'saveprevssp', thread: 1 }, 'unprinted');
  if (back) {
    session.rdssp(back, num(back, 'ssp'));
    session.load(back, token, num(back, 'token_left_on_new'));
  }
  const slot = find('slot no longer a restore token');
  session.tried({ op: 'rstorssp', thread: 1, addr: end - 8n }, slot, faultOutcome);
  const empty = lab.observed.find('3.saveprevssp', 'no prev token on top; SSP at end');
  session.tried({ op: 'saveprevssp', thread: 1 }, empty, faultOutcome);
  const addr = r + 0x800n;
  for (const [name, word] of WORDS) {
    if (name.includes('+12')) elsewhere(session, lab, token, addr);
    session.step({ op: 'wrss', thread: 1, addr, value: word(addr) }, 'unprinted');
    const of = find(name);
    session.tried({ op: 'rstorssp', thread: 1, addr }, of, faultOutcome);
    if (of && 'slot_after' in of.out) session.load(of, addr, num(of, 'slot_after'));
  }
}

function elsewhere(session: Session, lab: Lab, token: bigint, addr: bigint): void {
  const find = (what: string): Observation | null => lab.observed.find('3.rstorssp', what);
  session.tried({ op: 'rstorssp', thread: 1, addr: token + 4n }, find('address%8=4'), faultOutcome);
  const ordinary = find('well-formed token in ordinary memory');
  if (ordinary) {
    const at = num(ordinary, 'addr');
    session.step({ op: 'store', thread: 1, addr: at, value: (at + 8n) | 1n }, 'unprinted');
    session.tried({ op: 'rstorssp', thread: 1, addr: at }, ordinary, faultOutcome);
  }
  session.tried({ op: 'rstorssp', thread: 1, addr: 0x200000000n }, find('unmapped'), faultOutcome);
  for (const insn of ['setssbsy', 'clrssbsy']) {
    const of = lab.observed.find(`3.${insn}`, 'user mode');
    session.tried({ op: 'privileged', thread: 1, insn, addr }, of, faultOutcome);
  }
}

/** The instructions with the feature off, and INCSSP at the end of a stack. */
export function featureOff(lab: Lab): void {
  const session = new Session(lab);
  const find = (test: string, what: string): Observation | null => lab.observed.find(test, what);
  session.catchFaults();
  const read = find('3.rdssp', 'shstk off');
  if (read) session.rdssp(read, num(read, 'val'));
  session.tried({ op: 'incssp', thread: 1, count: 1 }, find('3.incssp', 'shstk off'), faultOutcome);
  const r = lab.top - 0x1000n;
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 1n }, 'unprinted');
  session.tried(
    { op: 'rstorssp', thread: 1, addr: r + 0xff8n },
    find('3.rstorssp', 'shstk off'),
    faultOutcome,
  );
  session.tried({ op: 'wrss', thread: 1, addr: r, value: 1n }, find('5.wrss', 'shstk off'), faultOutcome);
  const fresh = new Session(lab);
  fresh.catchFaults();
  fresh.enable();
  const end = find('3.incssp', 'at empty top (page above)');
  fresh.tried({ op: 'incssp', thread: 1, count: 1 }, end, faultOutcome);
  if (end) fresh.rdssp(end, num(end, 'after'));
}

export function wrss(lab: Lab): void {
  const session = new Session(lab);
  const find = (what: string): Observation | null => lab.observed.find('5.wrss', what);
  const r = lab.top - 0x2000n;
  session.catchFaults();
  session.enable();
  session.step({ op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x2000n, flags: 0n }, 'unprinted');
  const put = (what: string, addr: bigint, value = 0x11n): void =>
    valued(session, { op: 'wrss', thread: 1, addr, value }, find(what), addr);
  put('shstk on, wrss not enabled', r);
  session.enable(2n);
  put('enabled, to shadow stack', r);
  const four = lab.observed.find('5.wrssd', 'enabled, to shadow stack');
  valued(session, { op: 'wrss', thread: 1, addr: r + 8n, value: 0x22n, unit: 4 }, four, r + 8n);
  const ordinary = find('ordinary writable memory');
  if (ordinary) put('ordinary writable memory', num(ordinary, 'addr'));
  const ro = r - 0x2000n;
  session.step({ op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 1, place: 'hint' }, 'unprinted');
  put('read-only anon page, untouched', ro);
  session.step({ op: 'load', thread: 1, addr: ro }, 'unprinted');
  put('read-only anon page, zero page mapped', ro);
  put('unaligned (addr%8=4)', r + 4n);
  put('unmapped', 0x200000000n);
  const wruss = lab.observed.find('5.wruss', 'user mode');
  session.tried({ op: 'privileged', thread: 1, insn: 'wruss', addr: r }, wruss, faultOutcome);
  session.prctl(0x5002n, 2n);
  put('after DISABLE WRSS', r, 0x33n);
}

/** Section 8: where the kernel puts what it may place, and what it accepts beside a shadow stack. */
export function placement(lab: Lab): void {
  for (const of of lab.observed.of('8.placement')) {
    const session = new Session(lab);
    session.enable();
    session.rdssp(of, num(of, 'main_ssp'));
    const shadow = (value: bigint): void =>
      session.step(
        { op: 'map_shadow_stack', thread: 1, addr: 0n, size: 0x1000n, flags: 0n },
        { of, outcome: { outcome: 'ok', value } },
      );
    const ordinary = (value: bigint): void =>
      session.step(
        { op: 'mmap', thread: 1, addr: 0n, size: 0x1000n, prot: 3, place: 'hint' },
        { of, outcome: { outcome: 'ok', value } },
      );
    for (const value of of.out['p'] as readonly string[]) shadow(BigInt(value));
    ordinary(num(of, 'mmap0'));
    shadow(num(of, 'p6'));
    ordinary(num(of, 'mmap1'));
    ordinary(num(of, 'mmap2'));
  }
  const b = 0x600000000n;
  const beside = (
    test: string,
    what: string,
    op: object,
    key: string,
    more: (session: Session, of: Observation) => void = () => undefined,
  ): void => {
    const of = lab.observed.find(test, what);
    if (!of) return;
    const session = new Session(lab);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: b, size: 0x2000n, flags: 0n }, 'unprinted');
    const honoured = of.out['honoured'] === 0;
    session.step(op, {
      of,
      outcome: honoured ? { outcome: 'ok' } : callOutcome(of, { value: num(of, key) }, key),
    });
    more(session, of);
  };
  const hint = (addr: bigint): object => ({
    op: 'mmap',
    thread: 1,
    addr,
    size: 0x1000n,
    prot: 3,
    place: 'hint',
  });
  beside(
    '8.hint',
    'mmap hint = page directly below a shadow stack',
    hint(b - 0x1000n),
    'got',
    (session, of) =>
      session.step(
        { op: 'smaps', thread: 1, addr: b - 0x1000n },
        { of, outcome: { outcome: 'error', error: 'ENOENT' } },
      ),
  );
  beside('8.hint', 'mmap hint = two pages below (one page gap)', hint(b - 0x2000n), 'got');
  beside('8.hint', 'mmap hint = directly above', hint(b + 0x2000n), 'got');
  const below = { op: 'map_shadow_stack', thread: 1, addr: b - 0x1000n, size: 0x1000n, flags: 0n };
  beside(
    '8.fixed_noreplace',
    'ordinary mmap directly below a shadow stack',
    { ...hint(b - 0x1000n), place: 'noreplace' },
    'ret',
  );
  beside('8.fixed_noreplace', 'map_shadow_stack directly below a shadow stack', below, 'ret');
  beside(
    '8.fixed_noreplace',
    'map_shadow_stack directly above a shadow stack',
    { ...below, addr: b + 0x2000n },
    'ret',
  );
  for (const of of lab.observed.of('8.merge')) {
    const session = new Session(lab);
    session.step({ op: 'map_shadow_stack', thread: 1, addr: b, size: 0x2000n, flags: 0n }, 'unprinted');
    session.step(below, 'unprinted');
    session.step({ op: 'smaps', thread: 1, addr: b }, { of, outcome: smapsOutcome(of) });
  }
}
