/** Heki: what holds for every range, table and word. Each picture is smaller than the machine. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Ok, PaRange, VaRange } from '../../model/heki/types';
import type { Stage } from '../phrases/machine';
import type { Bytes } from './arbitraries';
import { bytes, entryOf, option, table } from './arbitraries';
import { ok } from './boot-invariants';
import type { Heki, Setup } from './course';
import { invariant } from './course';

type HekiStage = Stage<Heki, Setup>;

const PAGE = 0x1000n;

async function convert(stage: HekiStage, ranges: readonly VaRange[]): Promise<Ok> {
  return ok(await stage.perform({ op: 'convert', ranges: [...ranges] }));
}

async function cover(stage: HekiStage, range: Bytes): Promise<PaRange> {
  const [found] = (await convert(stage, [entryOf(range, 1n)])).ranges ?? [];
  if (!found) throw new Error('a table of one entry gave no range');
  return found;
}

const VALID = /^(?:[yYtT1nNfF0]|[oO][nNfF])/;
const TRUE = /^(?:[yYtT1]|[oO][nN])/;

export const GUEST_INVARIANTS = [
  invariant('any range of bytes is covered by the pages that it touches, and no others', () => ({
    arbitrary: bytes(),
    mustReach: ['one page', 'several pages', 'aligned', 'unaligned'],
    run: async (stage, range, seen) => {
      const { gfn_start, gfn_end } = await cover(stage, range);
      const last = range.end - 1n;
      if (gfn_start !== range.start / PAGE)
        throw new Error(`the first byte ${show(range.start)} lies in another page than ${show(gfn_start)}`);
      if (gfn_end !== last / PAGE)
        throw new Error(`the last byte ${show(last)} lies in another page than ${show(gfn_end)}`);
      seen.note(gfn_start === gfn_end ? 'one page' : 'several pages');
      seen.note(range.start % PAGE === 0n && range.end % PAGE === 0n ? 'aligned' : 'unaligned');
    },
  })),

  invariant('any range that is not empty counts its pages', () => ({
    arbitrary: bytes(),
    mustReach: ['one page', 'several pages'],
    run: async (stage, range, seen) => {
      const { gfn_start, gfn_end } = await cover(stage, range);
      const count = (range.end + PAGE - 1n) / PAGE - range.start / PAGE;
      if (gfn_end < gfn_start)
        throw new Error(
          `a range that is not empty came out inverted: ${show(gfn_start)} to ${show(gfn_end)}`,
        );
      if (gfn_end - gfn_start + 1n !== count)
        throw new Error(`${show(count)} pages are touched, and ${show(gfn_end - gfn_start + 1n)} covered`);
      seen.note(count === 1n ? 'one page' : 'several pages');
    },
  })),

  invariant('any table comes out entry by entry, as each would alone', () => ({
    arbitrary: table(),
    mustReach: ['empty', 'several'],
    run: async (stage, entries, seen) => {
      const alone: PaRange[] = [];
      for (const entry of entries) alone.push(...((await convert(stage, [entry])).ranges ?? []));
      const { ranges, input_unchanged } = await convert(stage, entries);
      const got = ranges ?? [];
      if (show(got) !== show(alone)) throw new Error(`together ${show(got)}, one by one ${show(alone)}`);
      if (got.some(({ attributes }, i) => attributes !== entries[i]?.attributes))
        throw new Error(`attributes changed in ${show(got)}`);
      if (got.length > 0 && input_unchanged === false) throw new Error('the conversion changed its input');
      seen.note(entries.length === 0 ? 'empty' : entries.length > 1 ? 'several' : 'one');
    },
  })),

  invariant('any range cut at a page border is covered by its two parts, without a page twice', () => ({
    arbitrary: fc.tuple(bytes(), fc.nat({ max: 0xffff })).filter(([{ start, end }]) => end - start > PAGE),
    mustReach: ['aligned ends', 'unaligned ends'],
    run: async (stage, [{ start, end }, at], seen) => {
      const borders = (end - 1n) / PAGE - start / PAGE;
      const border = (start / PAGE + 1n + (BigInt(at) % borders)) * PAGE;
      const whole = await cover(stage, { start, end });
      const low = await cover(stage, { start, end: border });
      const high = await cover(stage, { start: border, end });
      seen.note(start % PAGE === 0n && end % PAGE === 0n ? 'aligned ends' : 'unaligned ends');
      const joined = { ...low, gfn_end: high.gfn_end };
      if (show(joined) !== show(whole) || low.gfn_end + 1n !== high.gfn_start)
        throw new Error(`${show(whole)} is not ${show(low)} and then ${show(high)}`);
    },
  })),

  invariant('any word changes the flag only where it is valid, and is always consumed', () => ({
    arbitrary: fc.tuple(fc.boolean(), fc.option(option())),
    mustReach: ['valid', 'invalid', 'no string'],
    run: async (stage, [before, word], seen) => {
      await stage.perform({ op: 'set_flag', value: before });
      const { result: consumed, events = [] } = ok(
        await stage.perform({ op: 'param', parameter: word === null ? null : `heki=${word}` }),
      );
      const valid = word !== null && VALID.test(word);
      const { guest } = await stage.state();
      if (consumed !== 1) throw new Error(`the handler returned ${show(consumed)}`);
      if (guest?.enabled !== (valid ? TRUE.test(word) : before))
        throw new Error(`"${word}" after ${before} gave ${show(guest?.enabled)}`);
      const lines = events.map((event) => (event.event === 'log' ? event.text : event.event));
      // The kernel prints a string that is not there as (null): lib/vsprintf.c, check_pointer_msg().
      const wanted = valid ? [] : [`heki-guest: Invalid option string for heki: '${word ?? '(null)'}'`];
      if (show(lines) !== show(wanted)) throw new Error(`"${word}" logged ${show(lines)}`);
      if (word === null) seen.note('no string');
      seen.note(valid ? 'valid' : 'invalid');
    },
  })),

  invariant('any words leave the flag as the last valid one says, or on', () => ({
    arbitrary: fc.array(option(), { minLength: 1, maxLength: 6 }),
    mustReach: ['on', 'off', 'none valid'],
    run: async (stage, words, seen) => {
      for (const word of words) await stage.perform({ op: 'param', parameter: `heki=${word}` });
      const last = words.filter((word) => VALID.test(word)).at(-1);
      const { guest } = await stage.state();
      const wanted = last === undefined || TRUE.test(last);
      if (guest?.enabled !== wanted)
        throw new Error(`after ${show(words)} the flag is ${show(guest?.enabled)}`);
      seen.note(last === undefined ? 'none valid' : wanted ? 'on' : 'off');
    },
  })),
] as const;
