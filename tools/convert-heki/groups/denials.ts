/** The host: execution, and what is denied to a guest. */
import { hostConfig } from '../configs';
import type { Fact, FactLine, Fields, Triple } from '../facts';
import { eventsOf, linesOf, triples } from '../facts';
import type { Session } from '../session';
import { inspectHost, probe } from './late';
import type { Lookup } from './locks';
import { both, gpaOf, hex, request, resultOf } from './locks';

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
  const probes = (fact.out['probe'] ??
    Object.entries((fact.out['exec_allowed'] ?? {}) as Record<string, boolean>).map(([gfn, exec_allowed]) => [
      gfn,
      { exec_allowed },
    ])) as readonly (readonly [string, Lookup])[];
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
  borders(s, (fact.out['denied_gfns'] as readonly number[] | undefined) ?? null, '0x2', true);
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
