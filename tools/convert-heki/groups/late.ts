/** The guest's kernel: late init, whole boots, a boot on a host. */
import { callsOf, withoutAddress } from '../calls';
import { configOf, hostOf } from '../configs';
import type { Fact, FactLine } from '../facts';
import { eventsOf, field, isList, isNumber, isText, linesOf, paRanges, triples } from '../facts';
import type { Session } from '../session';
import { inspectGuest } from './guest';

/** What the harness wrote between two calls. */
const BETWEEN = /^-- (next late_init|plug, late_init again) --$/;

const MEDDLES: Readonly<Record<string, string>> = {
  'protect_ranges clears the global backend pointer': 'unplugs',
  'protect_ranges clears backend and fails': 'unplugs',
  'protect_ranges plugs another backend': 'plugs-another',
  'protect_ranges changes the global count to 171': 'recounts',
  'protect_ranges sets the global ranges pointer to NULL': 'clears-ranges',
};

/** Late init by itself: what stood before it is arranged. */
export function lateInit(s: Session, fact: Fact): void {
  if (fact.out['crash_signal'] !== undefined) {
    s.leave(fact, 'crash');
    return;
  }
  const { enabled, ranges, backend, heki_test, num } = fact.in;
  if (num !== undefined && num !== 5 && num !== 2) {
    s.leave(fact, 'another-table');
    return;
  }
  s.share(configOf({ orc: num !== 2, tests: heki_test !== undefined }));
  s.take(fact);
  s.arrange({ op: 'reboot' });
  if (heki_test !== undefined)
    s.arrange({ op: 'param', parameter: `heki_test=${field(fact.in, 'heki_test', isNumber)}` });
  s.arrange({ op: 'early_init', alloc: ranges === null ? 'fail' : 'ok' });
  if (enabled === false) s.arrange({ op: 'set_flag', value: false });
  if (backend !== null) s.arrange({ op: 'plug', backend: 'stub', ...stubOf(fact) });
  lateSteps(s, fact, field(fact.in, 'times', isNumber));
  inspectGuest(s, fact);
}

function stubOf(fact: Fact): object {
  const meddles = MEDDLES[String(fact.in['case'])];
  const results = { protect: fact.in['protect_rc'], lock: fact.in['lock_rc'] };
  return { ...results, ...(meddles === undefined ? {} : { meddles }) };
}

/** One late init, or more: the harness marks the next among the calls; of those after the first each has one line, or none. */
function lateSteps(s: Session, fact: Fact, times: number, from: readonly FactLine[] = linesOf(fact)): void {
  const texts = field(fact.out, 'calls', isList<string>).filter(
    (text) => !text.startsWith('alloc_pages_exact'),
  );
  const later = from.at(-1)?.text.includes('Architecture did not') === true ? times - 1 : 0;
  const first = from.length - later;
  const got = fact.out['protect_got'] === undefined ? [] : paRanges(triples(fact.out, 'protect_got'));
  for (const [i, part] of splitAt(texts, BETWEEN).entries()) {
    if (part.before.includes('plug')) s.arrange({ op: 'plug', backend: 'stub' });
    const own = i === 0 ? from.slice(0, first) : from.slice(first + i - 1, later > 0 ? first + i : first);
    const calls = got.length > 0 ? callsOf(part.texts, got) : callsOf(part.texts).map(withoutRanges);
    s.observe({ op: 'late_init' }, { outcome: 'ok', events: eventsOf(own), calls });
  }
}

interface Part {
  /** The mark before it. */
  readonly before: string;
  readonly texts: string[];
}

function splitAt(texts: readonly string[], mark: RegExp): readonly Part[] {
  const parts: Part[] = [{ before: '', texts: [] }];
  for (const text of texts) {
    if (mark.test(text)) parts.push({ before: text, texts: [] });
    else parts.at(-1)?.texts.push(text);
  }
  return parts;
}

/** Where the harness did not note which ranges the backend got. */
function withoutRanges(call: object): object {
  if (!('ranges' in call)) return call;
  const { ranges: _ranges, ...rest } = call;
  return rest;
}

const EARLY = /: (Enabled|Disabled|Configuring GFN .*)$/;

/** A boot from the command line to late init. Its physical base is the one that its first range shows. */
export function boot(s: Session, fact: Fact): void {
  const { orc, param, alloc, backend } = fact.in;
  s.share(configOf({ orc: orc === true, physBase: '0x2000000' }));
  s.take(fact);
  s.arrange({ op: 'reboot' });
  const lines = linesOf(fact);
  const invalid = lines.filter(({ text }) => text.includes('Invalid option string'));
  if (typeof param === 'string' && param !== 'none') {
    s.observe({ op: 'param', parameter: `heki=${param}` }, { outcome: 'ok', events: eventsOf(invalid) });
  }
  const early = lines.filter(({ text }) => EARLY.test(text));
  s.observe({ op: 'early_init', alloc }, { outcome: 'ok', events: eventsOf(early) });
  if (backend === 'plugged before late init') s.arrange({ op: 'plug', backend: 'stub' });
  const late = lines.filter((line) => !invalid.includes(line) && !early.includes(line));
  lateSteps(s, fact, backend === 'plugged after late init' ? 2 : 1, late);
  inspectGuest(s, fact);
}

/** A guest of the whole series on a host with part of it. */
export function endToEnd(s: Session, fact: Fact): void {
  const { host, orc, host_cr4: cr4, guest_cr4: guestCr4 } = fact.in;
  const which = field(fact.in, 'case', isText);
  const series = host === 'host without Heki' ? 'none' : String(host).startsWith('4/9') ? '4/9' : '8/9';
  const kernel = { orc: orc === true, guestCr4: String(guestCr4) };
  s.fresh(configOf(kernel, hostOf(series, String(host).endsWith('with MBEC'), { cr4 })));
  s.take(fact);
  const lines = linesOf(fact);
  const early = lines.filter(({ text }) => EARLY.test(text));
  if (which === 'heki=off') s.arrange({ op: 'param', parameter: 'heki=off' });
  s.arrange({ op: 'probe', kvm: true });
  s.observe({ op: 'early_init' }, { outcome: 'ok', events: eventsOf(early) });
  const readable = which.includes('unreadable') ? { array_readable: false } : {};
  const calls = withoutAddress(callsOf(field(fact.out, 'calls', isList<string>)));
  const events = eventsOf(lines.filter((line) => !early.includes(line)));
  s.observe({ op: 'late_init', ...readable }, { outcome: 'ok', events, calls });
  inspectGuest(s, fact);
  inspectHost(s, fact);
  afterBoot(s, fact);
}

/** Frames of the image by the name that the facts give them. */
const PLACES: Readonly<Record<string, string>> = {
  text: '0x1000000',
  last_page_of_text: '0x1fff000',
  rodata: '0x2000000',
  page_after_rodata: '0x2b8d000',
  data: '0x2c00000',
  init_text: '0x3353000',
};

function afterBoot(s: Session, fact: Fact): void {
  for (const [place, denied] of Object.entries((fact.out['write_denied'] ?? {}) as Record<string, boolean>)) {
    probe(s, PLACES[place] ?? '', '0x2', denied);
  }
  for (const [place, allowed] of Object.entries(
    (fact.out['exec_allowed'] ?? {}) as Record<string, boolean>,
  )) {
    probe(s, PLACES[place] ?? '', '0x10', !allowed);
  }
  const clear = (cr: number, value: bigint, rc: unknown): void => {
    const outcome = rc === 0 ? { outcome: 'ok' } : { outcome: 'error', error: 'EPERM' };
    s.observe({ op: 'write_cr', cr, value: `0x${value.toString(16)}`, path: 'emulator' }, outcome);
  };
  clear(0, 0x80050033n & ~0x10000n, fact.out['clear_wp_rc']);
  clear(4, BigInt(String(fact.in['guest_cr4'])) & ~0x100000n, fact.out['clear_smep_rc']);
}

/** Whether an access to a frame is denied. */
export function probe(s: Session, gpa: string, error_code: string, denied: boolean): void {
  s.observe(
    { op: 'access', gpa, error_code },
    denied ? { outcome: 'fault', fault: '#PF' } : { outcome: 'ok' },
  );
}

type SlotFact = readonly [number, string, string];

/** Slots, locks and pins of the VM. */
export function inspectHost(s: Session, fact: Fact): void {
  const vm = fact.out['vm'] as Record<string, unknown>;
  const slots = (name: string): object[] =>
    ((vm[name] ?? []) as readonly SlotFact[]).map(([slot, gfn_start, gfn_end]) => ({
      slot,
      gfn_start,
      gfn_end,
    }));
  const stray = (
    vm['out_of_bounds'] as readonly { readonly byte_offset: number; readonly value: string }[]
  ).map(({ byte_offset, value }) => ({ offset: byte_offset, value }));
  const exec = vm['exec'] === undefined ? {} : { exec_slots: slots('exec'), exec_locked: vm['exec_locked'] };
  s.inspect({
    host: { write_slots: slots('no_write'), ...exec, pin_cr0: vm['pin_cr0'], pin_cr4: vm['pin_cr4'], stray },
  });
}
