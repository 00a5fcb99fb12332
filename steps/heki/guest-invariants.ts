/** Heki: what holds for every range, table, word and boot. Each picture is smaller than the machine. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Call, Event, Ok, PaRange, VaRange } from '../../model/heki/types';
import type { Lab } from '../lab';
import { then } from '../typed';
import type { Bytes } from './arbitraries';
import { bytes, entryOf, option, result, table } from './arbitraries';
import { forAll, inspect, perform, restart } from './invariant';

const PAGE = 0x1000n;

async function convert(lab: Lab, ranges: readonly VaRange[]): Promise<Ok> {
  return perform<Ok>(lab, { op: 'convert', ranges: [...ranges] });
}

async function cover(lab: Lab, range: Bytes): Promise<PaRange> {
  const found = (await convert(lab, [entryOf(range, 1n)])).ranges?.[0];
  if (!found) throw new Error('a table of one entry gave no range');
  return found;
}

then('any range of bytes is covered by the pages that it touches, and no others', async function () {
  await forAll(this, {
    from: bytes(),
    reach: ['one page', 'several pages', 'aligned', 'unaligned'],
    run: async (lab, range, seen) => {
      const { gfn_start, gfn_end } = await cover(lab, range);
      const last = range.end - 1n;
      if (gfn_start !== range.start / PAGE)
        throw new Error(`the first byte ${show(range.start)} lies in another page than ${show(gfn_start)}`);
      if (gfn_end !== last / PAGE)
        throw new Error(`the last byte ${show(last)} lies in another page than ${show(gfn_end)}`);
      seen.note(gfn_start === gfn_end ? 'one page' : 'several pages');
      seen.note(range.start % PAGE === 0n && range.end % PAGE === 0n ? 'aligned' : 'unaligned');
    },
  });
});

then('any range that is not empty counts its pages', async function () {
  await forAll(this, {
    from: bytes(),
    reach: ['one page', 'several pages'],
    run: async (lab, range, seen) => {
      const { gfn_start, gfn_end } = await cover(lab, range);
      const count = (range.end + PAGE - 1n) / PAGE - range.start / PAGE;
      if (gfn_end < gfn_start)
        throw new Error(
          `a range that is not empty came out inverted: ${show(gfn_start)} to ${show(gfn_end)}`,
        );
      if (gfn_end - gfn_start + 1n !== count)
        throw new Error(`${show(count)} pages are touched, and ${show(gfn_end - gfn_start + 1n)} covered`);
      seen.note(count === 1n ? 'one page' : 'several pages');
    },
  });
});

then('any table comes out entry by entry, as each would alone', async function () {
  await forAll(this, {
    from: table(),
    reach: ['empty', 'several'],
    run: async (lab, entries, seen) => {
      const alone: PaRange[] = [];
      for (const entry of entries) alone.push(...((await convert(lab, [entry])).ranges ?? []));
      const { ranges, input_unchanged } = await convert(lab, entries);
      const got = ranges ?? [];
      if (show(got) !== show(alone)) throw new Error(`together ${show(got)}, one by one ${show(alone)}`);
      if (got.some(({ attributes }, i) => attributes !== entries[i]?.attributes))
        throw new Error(`attributes changed in ${show(got)}`);
      if (got.length > 0 && input_unchanged === false) throw new Error('the conversion changed its input');
      seen.note(entries.length === 0 ? 'empty' : entries.length > 1 ? 'several' : 'one');
    },
  });
});

then('any range cut at a page border is covered by its two parts, without a page twice', async function () {
  const cut = fc.tuple(bytes(), fc.nat({ max: 0xffff })).filter(([{ start, end }]) => end - start > PAGE);
  await forAll(this, {
    from: cut,
    reach: ['aligned ends', 'unaligned ends'],
    run: async (lab, [{ start, end }, at], seen) => {
      const borders = (end - 1n) / PAGE - start / PAGE;
      const border = (start / PAGE + 1n + (BigInt(at) % borders)) * PAGE;
      const whole = await cover(lab, { start, end });
      const low = await cover(lab, { start, end: border });
      const high = await cover(lab, { start: border, end });
      seen.note(start % PAGE === 0n && end % PAGE === 0n ? 'aligned ends' : 'unaligned ends');
      if (
        low.gfn_start !== whole.gfn_start ||
        high.gfn_end !== whole.gfn_end ||
        low.gfn_end + 1n !== high.gfn_start
      ) {
        throw new Error(`${show(whole)} is not ${show(low)} and then ${show(high)}`);
      }
    },
  });
});

interface Boot {
  readonly enabled: boolean;
  readonly memory: boolean;
  readonly backend: boolean;
  readonly protect: number;
  readonly lock: number;
}

/** Every combination, and the full one more often: it alone goes on to the results. */
const ways = [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7].map((n) => ({
  enabled: (n & 4) !== 0,
  memory: (n & 2) !== 0,
  backend: (n & 1) !== 0,
}));

const boots: fc.Arbitrary<Boot> = fc
  .tuple(fc.constantFrom(...ways), result(), result())
  .map(([way, protect, lock]) => ({ ...way, protect, lock }));

async function boot(
  lab: Lab,
  { enabled, memory, backend, protect, lock }: Boot,
  withBackend: boolean,
): Promise<Ok> {
  if (!enabled) await lab.perform({ op: 'param', parameter: 'heki=off' } as never);
  await lab.perform({ op: 'early_init', ...(memory ? {} : { alloc: 'fail' }) });
  if (backend && withBackend) await perform(lab, { op: 'plug', backend: 'stub', protect, lock });
  return perform<Ok>(lab, { op: 'late_init' });
}

/** The table of late init, in one row. */
function expectedLog({ enabled, memory, backend, protect, lock }: Boot): readonly string[] {
  if (!enabled) return [];
  if (!memory) return ['heki-guest: Architecture did not initialize static ranges'];
  if (!backend) return ['heki-guest: No hypervisor support'];
  if (protect !== 0) return [`Failed to protect static sections: ${protect}`];
  const done = 'heki-guest: Static sections protected';
  return [
    done,
    lock === 0 ? 'heki-guest: Control registers locked' : `Failed to lock control registers: ${lock}`,
  ];
}

then('any boot calls the backend in order, stops at its first failure, and says so', async function () {
  await forAll(this, {
    from: boots,
    reach: ['disabled', 'no ranges', 'no backend', 'protect fails', 'lock fails', 'success'],
    run: async (lab, how, seen) => {
      const { calls = [], events = [] } = await boot(lab, how, true);
      const asked = calls
        .filter(({ call }) => call === 'protect_ranges' || call === 'lock_crs')
        .map(({ call }: Call) => call);
      const reached = how.enabled && how.memory && how.backend;
      const wanted = !reached ? [] : how.protect === 0 ? ['protect_ranges', 'lock_crs'] : ['protect_ranges'];
      if (show(asked) !== show(wanted))
        throw new Error(`expected the calls ${show(wanted)}, got ${show(asked)}`);
      const log = events.map((event: Event) => (event.event === 'log' ? event.text : event.event));
      if (show(log) !== show(expectedLog(how)))
        throw new Error(`expected the lines ${show(expectedLog(how))}, got ${show(log)}`);
      if (!how.enabled) seen.note('disabled');
      else if (!how.memory) seen.note('no ranges');
      else if (!how.backend) seen.note('no backend');
      else seen.note(how.protect !== 0 ? 'protect fails' : how.lock !== 0 ? 'lock fails' : 'success');
    },
  });
});

then('any boot ends with nothing allocated, no ranges and no count', async function () {
  const seed = this.profile === 'seed';
  await forAll(this, {
    from: boots.filter(({ enabled, memory }) => enabled && memory),
    reach: seed ? ['no backend'] : ['no backend', 'failure', 'success'],
    run: async (lab, how, seen) => {
      await boot(lab, how, !seed);
      const { guest } = await inspect(lab);
      if (guest?.live !== 0 || guest.ranges !== null || guest.num !== 0)
        throw new Error(`late init left ${show(guest)}`);
      if (!how.backend || seed) seen.note('no backend');
      else seen.note(how.protect === 0 && how.lock === 0 ? 'success' : 'failure');
    },
  });
});

const VALID = /^(?:[yYtT1nNfF0]|[oO][nNfF])/;
const TRUE = /^(?:[yYtT1]|[oO][nN])/;

then('any word changes the flag only where it is valid, and is always consumed', async function () {
  await forAll(this, {
    from: fc.tuple(fc.boolean(), option()),
    reach: ['valid', 'invalid'],
    run: async (lab, [before, word], seen) => {
      await perform(lab, { op: 'set_flag', value: before });
      const { result: consumed, events = [] } = await perform<Ok>(lab, {
        op: 'param',
        parameter: `heki=${word}`,
      });
      const valid = VALID.test(word);
      const { guest } = await inspect(lab);
      if (consumed !== 1) throw new Error(`the handler returned ${show(consumed)}`);
      if (guest?.enabled !== (valid ? TRUE.test(word) : before))
        throw new Error(`"${word}" after ${before} gave ${show(guest?.enabled)}`);
      if (events.length !== (valid ? 0 : 1)) throw new Error(`"${word}" logged ${show(events)}`);
      seen.note(valid ? 'valid' : 'invalid');
    },
  });
});

then('any words leave the flag as the last valid one says, or on', async function () {
  await forAll(this, {
    from: fc.array(option(), { maxLength: 6 }),
    reach: ['on', 'off', 'none valid'],
    run: async (lab, words, seen) => {
      await restart(lab);
      for (const word of words) await perform(lab, { op: 'param', parameter: `heki=${word}` });
      if (words.length === 0) await perform(lab, { op: 'boot_order' });
      const last = words.filter((word) => VALID.test(word)).at(-1);
      const { guest } = await inspect(lab);
      const wanted = last === undefined || TRUE.test(last);
      if (guest?.enabled !== wanted)
        throw new Error(`after ${show(words)} the flag is ${show(guest?.enabled)}`);
      seen.note(last === undefined ? 'none valid' : wanted ? 'on' : 'off');
    },
  });
});
