/** MKTME: what holds for every history. Each invariant compares lists of leaves, not tables. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import type { Inspection, Leaf } from '../../model/mktme/types';
import { action, cuts, history, page, shortHistory } from './arbitraries';
import { invariant } from './course';
import { asCopy, copyOf, expectLeaves, translation } from './leaves';
import type { Action, MktmeStage } from './play';
import { allOf, leafAt, must, play, replay, SPOTS, syncOver } from './play';
import type { Seen } from '../seen';

export const INVARIANTS = [
  invariant('in any history of changes, each followed by its sync, every copy equals C', () => ({
    arbitrary: history,
    mustReach: ['map', 'unmap', 'protect', 'split', 'merge'],
    run: async (stage, actions, seen) => {
      await playSynced(stage, actions, () => expectEqual(stage), seen);
    },
  })),

  invariant('in any history a sync changes what its range touches and nothing else, and never C', () => ({
    arbitrary: fc.tuple(history, history, cuts),
    mustReach: ['beside', 'within', 'cut leaf'],
    run: async (stage, [synced, loose, [start, , end]], seen) => {
      const before = await lived(stage, synced, loose);
      const base = stage.setup.config.page_offset;
      await syncOver(stage, base + start, base + end);
      const after = await stage.state();
      const moved = differences(before.canonical, after.canonical);
      if (moved.length > 0) throw new Error(`C was changed: ${moved.map(describeDifference).join(', ')}`);
      for (const keyid of Object.keys(after.copies).map(Number)) {
        const trial = trialOf(stage, keyid, [before, after]);
        for (const offset of new Set([...SPOTS, ...around(start), ...around(end)]))
          seen.note(judge(trial, offset, [start, end]));
      }
    },
  })),

  invariant('in any history two syncs of neighbours map what one sync of both maps', () => ({
    arbitrary: fc.tuple(shortHistory, shortHistory, cuts),
    mustReach: ['alike', 'changed'],
    run: async (stage, [synced, loose, [start, middle, end]], seen) => {
      const base = stage.setup.config.page_offset;
      const before = await lived(stage, synced, loose);
      const again = replay(stage);
      await syncOver(stage, base + start, base + end);
      const once = await stage.state();
      await again();
      await syncOver(stage, base + start, base + middle);
      await syncOver(stage, base + middle, base + end);
      const twice = await stage.state();
      const found = differences(once.copies, twice.copies);
      if (found.length > 0)
        throw new Error(`two syncs differ from one: ${found.map(describeDifference).join(', ')}`);
      seen.note(differences(before.copies, once.copies).length > 0 ? 'changed' : 'alike');
    },
  })),

  invariant('in any history a second sync of any range changes nothing but flushes once more', () => ({
    arbitrary: fc.tuple(shortHistory, shortHistory, cuts),
    mustReach: ['changed', 'alike'],
    run: async (stage, [synced, loose, [start, , end]], seen) => {
      const before = await lived(stage, synced, loose);
      const base = stage.setup.config.page_offset;
      await syncOver(stage, base + start, base + end);
      const once = await stage.state();
      const outcome = await syncOver(stage, base + start, base + end);
      const found = differences(once, await stage.state());
      if (found.length > 0)
        throw new Error(`the second sync changed ${found.map(describeDifference).join(', ')}`);
      const { events = [] } = outcome;
      const flush = [{ event: 'tlb_flush', scope: 'all', count: 1 }];
      if (differences(flush, events).length > 0) throw new Error(`the second sync did ${show(events)}`);
      seen.note(differences(before.copies, once.copies).length > 0 ? 'changed' : 'alike');
    },
  })),

  invariant('while MKTME is off no sync has any effect, whatever its range', () => ({
    arbitrary: fc.tuple(fc.array(action, { maxLength: 5 }), page, page, fc.constantFrom(0n, 1n, 0x800n)),
    mustReach: ['forward', 'not forward'],
    run: async (stage, [actions, start, end, byte], seen) => {
      for (const one of actions) await play(stage, one);
      const base = stage.setup.config.page_offset;
      const before = await stage.state();
      const outcome = await syncOver(stage, base + start, base + end + byte);
      const found = [
        ...differences({ outcome: 'ok', allocated: 0 }, outcome),
        ...differences(before, await stage.state()),
      ];
      if (found.length > 0)
        throw new Error(`off, a sync still did something: ${found.map(describeDifference).join(', ')}`);
      seen.note(start < end ? 'forward' : 'not forward');
    },
  })),

  invariant('in any history of changes every table is reachable or freed, and none twice', () => ({
    arbitrary: history,
    mustReach: ['map', 'unmap', 'split', 'merge'],
    run: async (stage, actions, seen) => {
      const check = async (): Promise<void> => {
        const { live, reachable } = (await stage.state()).tables;
        if (live !== reachable) throw new Error(`${live} tables are in use, ${reachable} can be reached`);
      };
      await playSynced(stage, actions, check, seen);
      const [start, end] = allOf(stage);
      const { canonical } = await stage.state();
      if (canonical.length > 0) await must(stage, { op: 'replace', leaves: [] });
      await syncOver(stage, start, end);
      await check();
    },
  })),
] as const;

async function expectEqual(stage: MktmeStage): Promise<void> {
  const { config } = stage.setup;
  const { canonical, copies } = await stage.state();
  for (const [keyid, leaves] of Object.entries(copies)) {
    expectLeaves(`copy ${keyid}`, asCopy(config, canonical, Number(keyid)), leaves);
  }
}

/** The changes of a history, each followed by a sync of what it changed. */
async function playSynced(
  stage: MktmeStage,
  actions: readonly Action[],
  after?: () => Promise<void>,
  seen?: Seen,
): Promise<void> {
  for (const one of actions) {
    const move = await play(stage, one);
    if (move === null) continue;
    seen?.note(one.kind);
    const outcome = await syncOver(stage, move.start, move.end);
    if (outcome.outcome !== 'ok') throw new Error(`sync has to succeed, and gave ${show(outcome)}`);
    await after?.();
  }
}

/** The state after a history with a sync after each change, and then one without. */
async function lived(
  stage: MktmeStage,
  synced: readonly Action[],
  loose: readonly Action[],
): Promise<Inspection> {
  await playSynced(stage, synced);
  for (const one of loose) await play(stage, one);
  return stage.state();
}

function around(offset: bigint): readonly bigint[] {
  const top = 1n << 40n;
  return [offset - 0x1000n, offset, offset + 0x1000n].filter((at) => at >= 0n && at < top);
}

/** One copy around one sync. */
interface Trial {
  readonly keyid: number;
  readonly canonical: readonly Leaf[];
  readonly wanted: readonly Leaf[];
  readonly before: readonly Leaf[];
  readonly after: readonly Leaf[];
  /** First addresses of C and of the copy. */
  readonly bases: readonly [bigint, bigint];
}

function trialOf(
  stage: MktmeStage,
  keyid: number,
  [before, after]: readonly [Inspection, Inspection],
): Trial {
  const { config } = stage.setup;
  const { page_offset: base, direct_mapping_size: size } = config;
  return {
    keyid,
    canonical: before.canonical,
    wanted: asCopy(config, before.canonical, keyid),
    before: copyOf(before, keyid),
    after: copyOf(after, keyid),
    bases: [base, base + BigInt(keyid) * size],
  };
}

/** One page: as C where the range has it; as before where no leaf there meets the range; else one of the two. */
function judge(trial: Trial, offset: bigint, range: readonly [bigint, bigint]): string {
  const { keyid, canonical, bases } = trial;
  const va = bases[1] + offset;
  const now = translation(trial.after, va);
  const old = translation(trial.before, va);
  const wanted = translation(trial.wanted, va);
  const inside = offset >= range[0] && offset < range[1];
  const cut = meets(canonical, bases[0], offset, range) || meets(trial.before, bases[1], offset, range);
  const allowed = inside ? [wanted] : cut ? [wanted, old] : [old];
  if (!allowed.includes(now)) {
    throw new Error(
      `page C${keyid}+0x${offset.toString(16)} maps ${now}, and may map ${allowed.join(' or ')}`,
    );
  }
  return inside ? 'within' : cut ? 'cut leaf' : 'beside';
}

/** Whether the leaf at an offset of a mapping has a part in the range. */
function meets(
  leaves: readonly Leaf[],
  base: bigint,
  offset: bigint,
  [start, end]: readonly [bigint, bigint],
): boolean {
  const found = leafAt(leaves, base + offset);
  return found !== null && found.start - base < end && found.start - base + found.span > start;
}
