/** The host: requests to lock ranges, its slots, what they deny. */
import { hostConfig } from '../configs';
import type { Fact, Fields, Triple } from '../facts';
import { eventsOf, field, isText, linesOf, paRanges, triples } from '../facts';
import type { Session } from '../session';
import { inspectHost, probe } from './late';

const ERRORS: Readonly<Record<number, string>> = {
  1: 'EPERM',
  7: 'E2BIG',
  14: 'EFAULT',
  22: 'EINVAL',
  95: 'EOPNOTSUPP',
  1000: 'ENOSYS',
};

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
    s.arrange(
      request([
        ['0x100', '0x1ff', '0x1'],
        ['0x300', '0x3ff', '0x1'],
        ['0x500', '0x5ff', '0x1'],
      ]),
    );
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

export interface Lookup {
  readonly write_denied?: boolean;
  readonly exec_allowed?: boolean;
}

export function both(s: Session, gfn: string, { write_denied, exec_allowed }: Lookup): void {
  if (write_denied !== undefined) probe(s, gpaOf(gfn), '0x2', write_denied);
  if (exec_allowed !== undefined) probe(s, gpaOf(gfn), '0x10', !exec_allowed);
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
