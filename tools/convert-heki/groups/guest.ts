/** The guest's kernel: command line, early init, conversion. */
import { callsOf } from '../calls';
import { configOf, symbolsOf } from '../configs';
import type { Fact, FactLine } from '../facts';
import { eventsOf, field, isList, isNumber, isText, linesOf, paRanges, triples, vaRanges } from '../facts';
import type { Session } from '../session';

const PLAIN = configOf({ orc: false });

export function initial(s: Session, fact: Fact): void {
  s.fresh(configOf({ orc: fact.in['orc'] === true }));
  s.take(fact);
  s.inspect({ guest: { enabled: true, ranges: null, num: 0, backend: null } });
}

/** Each fact is a kernel of its own with the flag set one way or the other, and nothing but the flag matters. */
export function param(s: Session, fact: Fact): void {
  s.share(PLAIN);
  const set = !s.isAt(`flag ${String(fact.in['initial'])}`);
  s.take(fact);
  if (set) s.arrange({ op: 'set_flag', value: fact.in['initial'] });
  const left = [...linesOf(fact)];
  const results = field(fact.out, 'rc', isList<number>);
  const flags = field(fact.out, 'enabled_after', isList<boolean>);
  field(fact.in, 'values', isList<string | null>).forEach((value, i) => {
    const own = left[0]?.text.endsWith(`'${value ?? '(null)'}'`) === true ? left.splice(0, 1) : [];
    const parameter = value === null ? null : `heki=${value}`;
    s.observe({ op: 'param', parameter }, { outcome: 'ok', result: results[i], events: eventsOf(own) });
    s.inspect({ guest: { enabled: flags[i] } });
  });
  s.moved(`flag ${String(flags.at(-1))}`);
  if (left.length > 0) throw new Error(`param/${fact.id}: lines that belong to no value`);
}

export function testParam(s: Session, fact: Fact): void {
  s.share(configOf({ orc: false, tests: true }));
  s.take(fact);
  s.arrange({ op: 'reboot' });
  const parameter = `heki_test=${field(fact.in, 'value', isText)}`;
  s.observe(
    { op: 'param', parameter },
    { outcome: 'ok', result: fact.out['rc'], events: eventsOf(linesOf(fact)) },
  );
  s.inspect({ guest: { test: fact.out['test_number_after'] } });
  const late = fact.out['late_init_when_disabled'] as {
    readonly log: readonly FactLine[];
    readonly calls: readonly string[];
  };
  s.arrange({ op: 'set_flag', value: false });
  s.observe({ op: 'late_init' }, { outcome: 'ok', events: eventsOf(late.log), calls: callsOf(late.calls) });
}

/** Early init once, or twice in a row. */
export function earlyInit(s: Session, fact: Fact): void {
  const { orc, enabled, alloc } = fact.in;
  const config = {
    orc: orc === true,
    symbols: symbolsOf(triples(fact.in, 'table')),
    physBase: field(fact.in, 'phys_base', isText),
  };
  s.fresh(configOf(config));
  s.take(fact);
  if (enabled === false) s.arrange({ op: 'set_flag', value: false });
  const times = field(fact.in, 'times', isNumber);
  const lines = linesOf(fact);
  const calls = field(fact.out, 'calls', isList<string>);
  for (let i = 0; i < times; i += 1) {
    const share = <T>(list: readonly T[]): readonly T[] =>
      list.slice((i * list.length) / times, ((i + 1) * list.length) / times);
    s.observe(
      { op: 'early_init', alloc },
      { outcome: 'ok', events: eventsOf(share(lines)), calls: callsOf(share(calls)) },
    );
  }
  inspectGuest(s, fact, true);
}

/** The state after the fact; `ranges` are given in full where they are set. */
export function inspectGuest(s: Session, fact: Fact, listed = false): void {
  const state = fact.out['state'] as {
    readonly enabled: boolean;
    readonly ranges: unknown;
    readonly num: number;
  };
  const ranges =
    state.ranges === null
      ? { ranges: null }
      : listed
        ? { ranges: paRanges(triples(fact.out, 'ranges')) }
        : {};
  const allocated = field(fact.out, 'allocs', isList<{ readonly ok: boolean; readonly freed: number }>);
  const live = allocated.filter(({ ok, freed }) => ok && freed === 0).length;
  s.inspect({ guest: { enabled: state.enabled, num: state.num, live, ...ranges } });
}

export function layout(s: Session, fact: Fact): void {
  const symbols = symbolsOf(triples(fact.in, 'table'));
  s.fresh(configOf({ orc: fact.in['orc'] === true, symbols, physBase: field(fact.in, 'phys_base', isText) }));
  s.take(fact);
  s.observe({ op: 'early_init' }, { outcome: 'ok', events: eventsOf(linesOf(fact)) });
  s.inspect({ guest: { ranges: paRanges(triples(fact.out, 'ranges')) } });
}

/** Entries of which the last one needs another page of the array. */
const BORDERS = [171, 342];

export function convert(s: Session, fact: Fact): void {
  const { va, alloc, phys_base } = fact.in;
  const bulk = typeof va === 'string';
  const count = field(fact.in, 'count', isNumber);
  if (bulk && count > 32 && !BORDERS.includes(count)) {
    s.leave(fact, 'bulk');
    return;
  }
  if (s.thinned(fact)) return;
  s.share(PLAIN);
  s.take(fact);
  s.arrange({ op: 'reboot', phys_base });
  const table = bulk ? tableOf(count) : triples(fact.in, 'va');
  const { ranges, input_unchanged } = fact.out;
  const seen = bulk
    ? {}
    : {
        ranges: ranges === null ? null : paRanges(triples(fact.out, 'ranges')),
        events: eventsOf(linesOf(fact)),
      };
  const calls = callsOf(field(fact.out, 'calls', isList<string>));
  s.observe(
    { op: 'convert', ranges: vaRanges(table), ...(alloc === 'fail' ? { alloc } : {}) },
    { outcome: 'ok', ...seen, input_unchanged, calls },
  );
}

/** A long table is given by its rule: base + i·0x3001, of i·7 bytes, attributes i mod 4. */
function tableOf(count: number): readonly (readonly [string, string, string])[] {
  return Array.from({ length: count }, (_, i) => {
    const start = 0xffffffff81000000n + BigInt(i) * 0x3001n;
    return [`0x${start.toString(16)}`, `0x${(start + BigInt(i * 7)).toString(16)}`, `0x${i & 3}`] as const;
  });
}
