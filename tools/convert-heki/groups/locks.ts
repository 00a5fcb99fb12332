/** The host: requests to lock ranges, its slots, what they deny. */
import { hostConfig } from '../configs';
import type { Fact, FactLine, Fields, Triple } from '../facts';
import { eventsOf, field, isText, linesOf, paRanges, triples } from '../facts';
import type { Session } from '../session';
import { inspectHost, probe } from './late';

const ERRORS: Readonly<Record<number, string>> = {
  1: 'EPERM', 7: 'E2BIG', 14: 'EFAULT', 22: 'EINVAL', 95: 'EOPNOTSUPP', 1000: 'ENOSYS',
}; // prettier-ignore

/** What a hypercall gave, from the signed result; of a 32-bit caller's the upper half is cut off. */
export function resultOf(rc: number, more: object = {}): object {
  const signed = rc > 0x7fffffff ? rc - 0x1_0000_0000 : rc;
  if (rc === 0) return { outcome: 'ok', ...more };
  const error = ERRORS[-signed];
  if (error === undefined) throw new Error(`no hypercall returns ${rc}`);
  return { outcome: 'error', error, ...more };
}

const SEND = { op: 'hypercall', nr: 13, a0: '0x5000', a2: '0x0' } as const;

/** A request for these ranges, as a guest sends it. */
export function request(array: readonly Triple[]): object {
  return { ...SEND, a1: `0x${(24 * array.length).toString(16)}`, array: paRanges(array) };
}

export function lockRanges(s: Session, fact: Fact): void {
  const { profile, mbec, mode, cpl, a0, a1, a2 } = fact.in;
  if (fact.out['stopped_by_harness'] !== undefined) {
    s.leave(fact, 'harness');
    return;
  }
  const hole = /^no memslot for (0x[0-9a-f]+)-(0x[0-9a-f]+)$/.exec(field(fact.in, 'case', isText));
  const no_memslot = hole ? { no_memslot: [{ gfn_start: hole[1], gfn_end: hole[2] }] } : {};
  s.fresh(hostConfig(profile, mbec === true, no_memslot));
  s.take(fact);
  const manner = { ...(mode === '32' ? { mode } : {}), ...(cpl === undefined || cpl === 0 ? {} : { cpl }) };
  const step = {
    op: 'hypercall',
    nr: 13,
    a0,
    a1,
    a2,
    array: paRanges(triples(fact.in, 'array')),
    ...injected(fact.in),
    ...manner,
  };
  s.observe(
    step,
    resultOf(Number(fact.out['rc']), { value: fact.out['rax'], events: eventsOf(linesOf(fact)) }),
  );
  inspectHost(s, fact);
  for (const [gfn, denied] of Object.entries((fact.out['write_denied'] ?? {}) as Record<string, boolean>)) {
    probe(s, gpaOf(gfn), '0x2', denied);
  }
}

function injected(input: Fields): object {
  const words = typeof input['inject'] === 'string' ? input['inject'] : '';
  const page = BigInt(String(input['a0'])) & ~0xfffn;
  const span = (start: bigint): object => ({ unreadable: [{ start: hex(start), end: hex(start + 0xfffn) }] });
  return {
    ...(words.includes('host allocation fails') ? { host_memory: 'fail' } : {}),
    ...(words.includes('first page unreadable') || words.includes('nothing mapped at a0') ? span(page) : {}),
    ...(words.includes('second page unreadable') ? span(page + 0x1000n) : {}),
  };
}

export function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

export function gpaOf(gfn: string | number): string {
  return hex(BigInt(gfn) << 12n);
}

/** A series of requests to one VM; each fact is one of them. */
export function slots(s: Session, fact: Fact): void {
  const { profile, nth, batch, batches, mbec } = fact.in;
  if (fact.out['n'] !== undefined) {
    s.leave(fact, 'unstated');
    return;
  }
  const first = nth === 1 || batch === 0;
  const which = field(fact.in, 'case', isText);
  if (first) s.fresh(hostConfig(profile, mbec === true || profile === '8/9'));
  if (first && which.startsWith('three write locks')) {
    s.arrange(request([['0x100', '0x1ff', '0x1'], ['0x300', '0x3ff', '0x1'], ['0x500', '0x5ff', '0x1']])); // prettier-ignore
  }
  s.take(fact);
  const array = triples(fact.in, 'array');
  s.observe(
    request(array),
    resultOf(Number(fact.out['rc']), { value: fact.out['rax'], events: eventsOf(linesOf(fact)) }),
  );
  if (typeof nth !== 'number' || nth < 3 || nth > 14) inspectHost(s, fact);
  const late = typeof nth === 'number' ? nth >= 16 : batch !== undefined && batches !== undefined;
  if (late) lookups(s, fact, array);
}

/** Lookups after the request; of the earlier ranges they were noted by number, each 0x10 frames after the last. */
function lookups(s: Session, { in: input, out }: Fact, array: readonly Triple[]): void {
  const own = out['lookup_of_this_range'] as
    { readonly write_denied: boolean; readonly exec_allowed?: boolean } | undefined;
  const last = array[0];
  if (own && last && array.length === 1) both(s, last[0], own);
  if (last && typeof input['nth'] === 'number') {
    const earlier = (out['earlier_ranges'] ?? []) as readonly {
      readonly nth: number;
      readonly write_denied: boolean;
      readonly exec_allowed?: boolean;
    }[];
    for (const one of earlier.filter(({ nth }) => nth <= 2 || nth >= 15)) both(s, gfnOfNth(one.nth), one);
  }
  for (const [gfn, denied] of Object.entries((out['write_denied'] ?? {}) as Record<string, boolean>))
    probe(s, gpaOf(gfn), '0x2', denied);
}

function gfnOfNth(nth: number): string {
  return hex(BigInt(0x1000 + 0x10 * nth));
}

interface Lookup {
  readonly write_denied?: boolean;
  readonly exec_allowed?: boolean;
}

function both(s: Session, gfn: string, { write_denied, exec_allowed }: Lookup): void {
  if (write_denied !== undefined) probe(s, gpaOf(gfn), '0x2', write_denied);
  if (exec_allowed !== undefined) probe(s, gpaOf(gfn), '0x10', !exec_allowed);
}

const TOP = 1n << 52n;

export function exec(s: Session, fact: Fact): void {
  const { mbec, tdp_mmu, array } = fact.in;
  const leaves = fact.out['leaf_kernel_exec_after'] as Record<string, boolean>;
  if (String(fact.in['case']).includes('MBEC gone')) {
    s.leave(fact, 'host-changed');
    return;
  }
  const more = { mapped: Object.keys(leaves), tdp_mmu: tdp_mmu ?? true };
  s.fresh(hostConfig('8/9', mbec !== false, more));
  s.take(fact);
  const results = fact.out['rc'];
  if (Array.isArray(results)) oneByOne(s, fact, array as readonly Triple[], results as readonly number[]);
  else
    s.observe(
      request(array as readonly Triple[]),
      resultOf(Number(results), { events: eventsOf(linesOf(fact)) }),
    );
  inspectHost(s, fact);
  const stripped = Object.keys(leaves).filter((gfn) => leaves[gfn] === false);
  s.inspect({ host: { stripped: stripped.sort((a, b) => Number(BigInt(a) - BigInt(b))) } });
  const probes = (fact.out['probe'] ?? Object.entries((fact.out['exec_allowed'] ?? {}) as Record<string, boolean>).map(([gfn, exec_allowed]) => [gfn, { exec_allowed }])) as readonly (readonly [string, Lookup])[]; // prettier-ignore
  for (const [gfn, seen] of probes) if (BigInt(gfn) < TOP) both(s, gfn, seen);
}

/** Two requests of one range each: the lines of the first end with its lock on execution, or with its own line. */
function oneByOne(s: Session, fact: Fact, array: readonly Triple[], results: readonly number[]): void {
  const lines = linesOf(fact);
  const locked = lines.findIndex(({ text }) => text.includes('Locked executable'));
  const cut = array[0]?.[2] === '0x1' ? 1 : locked + 1;
  const parts: readonly (readonly FactLine[])[] = [lines.slice(0, cut), lines.slice(cut)];
  results.forEach((rc, i) => {
    s.observe(request(array.slice(i, i + 1)), resultOf(rc, { events: eventsOf(parts[i] ?? []) }));
  });
}

export function denial(s: Session, fact: Fact): void {
  if (s.thinned(fact)) return;
  const { profile, setup_rc } = fact.in;
  s.fresh(hostConfig(profile, true));
  s.take(fact);
  const array = triples(fact.in, 'array');
  if (array.length > 0) s.observe(request(array), resultOf(Number(setup_rc)));
  inspectHost(s, fact);
  interface Looked {
    readonly denied: boolean;
    readonly denied_last_byte: boolean;
    readonly emulated_write_rc: number;
    readonly exec_allowed?: boolean;
  }
  for (const [gfn, one] of Object.entries((fact.out['lookup'] ?? {}) as Record<string, Looked>)) {
    probe(s, gpaOf(gfn), '0x2', one.denied);
    probe(s, hex((BigInt(gfn) << 12n) + 0xfffn), '0x2', one.denied_last_byte);
    const emulated = one.emulated_write_rc === 2 ? { outcome: 'fault', fault: '#PF' } : { outcome: 'ok' };
    s.observe({ op: 'access', gpa: gpaOf(gfn), error_code: '0x2', path: 'emulated' }, emulated);
    if (one.exec_allowed !== undefined) probe(s, gpaOf(gfn), '0x10', !one.exec_allowed);
  }
  borders(
    s,
    field(fact.out, 'denied_gfns', (v): v is readonly number[] => v === undefined || Array.isArray(v)) ??
      null,
    '0x2',
    true,
  );
  borders(s, (fact.out['exec_allowed_gfns'] as readonly number[] | undefined) ?? null, '0x10', false);
}

/** Of the 72 frames that were asked about, those where the answer changes. */
function borders(s: Session, listed: readonly number[] | null, error_code: string, denied: boolean): void {
  if (listed === null) return;
  const has = new Set(listed);
  for (let gfn = 0; gfn < 72; gfn += 1) {
    const changes =
      (gfn > 0 && has.has(gfn - 1) !== has.has(gfn)) || (gfn < 71 && has.has(gfn + 1) !== has.has(gfn));
    if (changes) probe(s, gpaOf(gfn), error_code, has.has(gfn) === denied);
  }
}

const WRITE_AND_FETCH = 0x12n;

export function fault(s: Session, fact: Fact): void {
  const { profile, locked, locked_attributes, gpa, error_code, fault_gva: gva } = fact.in;
  if ((BigInt(String(error_code)) & WRITE_AND_FETCH) === WRITE_AND_FETCH) {
    s.leave(fact, 'no-such-access');
    return;
  }
  const [start = '', end = ''] = typeof locked === 'string' ? locked.split('-') : [];
  const fresh = s.resume(
    hostConfig(profile, true),
    `${start}-${end} ${String(locked_attributes)} ${gpa === '0x0' ? 'frame 0' : ''}`,
  );
  s.take(fact);
  if (fresh && start !== '') s.arrange(request([[start, end, `0x${String(locked_attributes)}`]]));
  const found = (fact.out['fetch_fault'] ?? fact.out['write_fault']) as Fields | undefined;
  const events = eventsOf(linesOf(fact));
  s.observe(
    { op: 'access', gpa, error_code, gva },
    found ? { outcome: 'fault', fault: '#PF', ...found, events } : { outcome: 'ok', events },
  );
}

export function hypercallNumber(s: Session, fact: Fact): void {
  s.share(hostConfig('8/9', true));
  s.take(fact);
  const step = { op: 'hypercall', nr: fact.in['nr'], a0: '0x0', a1: '0x0', a2: '0x0' };
  s.observe(
    step,
    resultOf(Number(fact.out['rc']), { value: fact.out['rax'], events: eventsOf(linesOf(fact)) }),
  );
}
