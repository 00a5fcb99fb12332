/** MKTME: what holds for every history. Each invariant compares lists of leaves, not tables. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import type { Event, Inspection, Leaf, Op } from '../../model/mktme/types';
import type { Lab } from '../lab';
import type { Seen } from '../property';
import { holds } from '../property';
import { then } from '../typed';
import { action, cuts, history, page, shortHistory } from './arbitraries';
import { asCopy, copyOf, expectLeaves, translation } from './leaves';
import type { Action } from './play';
import { allOf, leafAt, must, play, replay, restart, SPOTS, stateOf, syncOver } from './play';
import { scenarioOf } from './say';
import { setupOf } from './setup';

async function expectEqual(lab: Lab): Promise<void> {
  const { config } = setupOf(lab);
  const { canonical, copies } = await stateOf(lab);
  for (const [keyid, leaves] of Object.entries(copies)) {
    expectLeaves(`copy ${keyid}`, asCopy(config, canonical, Number(keyid)), leaves);
  }
}

/** The changes of a history, each followed by a sync of what it changed. */
async function playSynced(
  lab: Lab,
  actions: readonly Action[],
  after?: () => Promise<void>,
  seen?: Seen,
): Promise<void> {
  for (const one of actions) {
    const move = await play(lab, one);
    if (move === null) continue;
    seen?.note(one.kind);
    const outcome = await syncOver(lab, move.start, move.end);
    if (outcome.outcome !== 'ok') throw new Error(`sync has to succeed, and gave ${show(outcome)}`);
    await after?.();
  }
}

/** The state after a history with a sync after each change, and then one without. */
async function lived(lab: Lab, synced: readonly Action[], loose: readonly Action[]): Promise<Inspection> {
  await restart(lab);
  await playSynced(lab, synced);
  for (const one of loose) await play(lab, one);
  return stateOf(lab);
}

then('in any history of changes, each followed by its sync, every copy equals C', async function () {
  await holds(this, {
    arbitrary: history,
    mustReach: ['map', 'unmap', 'protect', 'split', 'merge'],
    scenario: scenarioOf,
    run: async (lab, actions, seen) => {
      await restart(lab);
      await playSynced(lab, actions, () => expectEqual(lab), seen);
    },
  });
});

then('in any history a sync changes what its range touches and nothing else, and never C', async function () {
  await holds(this, {
    arbitrary: fc.tuple(history, history, cuts),
    mustReach: ['beside', 'within', 'cut leaf'],
    scenario: scenarioOf,
    run: async (lab, [synced, loose, [start, , end]], seen) => {
      const before = await lived(lab, synced, loose);
      const base = setupOf(lab).config.page_offset;
      await syncOver(lab, base + start, base + end);
      const after = await stateOf(lab);
      const moved = differences(before.canonical, after.canonical);
      if (moved.length > 0) throw new Error(`C was changed: ${moved.map(describeDifference).join(', ')}`);
      for (const keyid of Object.keys(after.copies).map(Number)) {
        const trial = trialOf(lab, keyid, [before, after]);
        for (const offset of new Set([...SPOTS, ...around(start), ...around(end)]))
          seen.note(judge(trial, offset, [start, end]));
      }
    },
  });
});

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

function trialOf(lab: Lab, keyid: number, [before, after]: readonly [Inspection, Inspection]): Trial {
  const { config } = setupOf(lab);
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

then('in any history two syncs of neighbours map what one sync of both maps', async function () {
  await holds(this, {
    arbitrary: fc.tuple(shortHistory, shortHistory, cuts),
    mustReach: ['alike', 'changed'],
    scenario: scenarioOf,
    run: async (lab, [synced, loose, [start, middle, end]], seen) => {
      const base = setupOf(lab).config.page_offset;
      const before = await lived(lab, synced, loose);
      const again = replay(lab);
      await syncOver(lab, base + start, base + end);
      const once = await stateOf(lab);
      await again();
      await syncOver(lab, base + start, base + middle);
      await syncOver(lab, base + middle, base + end);
      const twice = await stateOf(lab);
      const found = differences(once.copies, twice.copies);
      if (found.length > 0)
        throw new Error(`two syncs differ from one: ${found.map(describeDifference).join(', ')}`);
      seen.note(differences(before.copies, once.copies).length > 0 ? 'changed' : 'alike');
    },
  });
});

then('in any history a second sync of any range changes nothing but flushes once more', async function () {
  await holds(this, {
    arbitrary: fc.tuple(shortHistory, shortHistory, cuts),
    mustReach: ['changed', 'alike'],
    scenario: scenarioOf,
    run: async (lab, [synced, loose, [start, , end]], seen) => {
      const before = await lived(lab, synced, loose);
      const base = setupOf(lab).config.page_offset;
      await syncOver(lab, base + start, base + end);
      const once = await stateOf(lab);
      const outcome = await syncOver(lab, base + start, base + end);
      const found = differences(once, await stateOf(lab));
      if (found.length > 0)
        throw new Error(`the second sync changed ${found.map(describeDifference).join(', ')}`);
      const events = outcome.events as readonly Event[] | undefined;
      const flush = [{ event: 'tlb_flush', scope: 'all', count: 1 }];
      if (differences(flush, events ?? []).length > 0)
        throw new Error(`the second sync did ${show(events ?? [])}`);
      seen.note(differences(before.copies, once.copies).length > 0 ? 'changed' : 'alike');
    },
  });
});

then('while MKTME is off no sync has any effect, whatever its range', async function () {
  await holds(this, {
    arbitrary: fc.tuple(fc.array(action, { maxLength: 5 }), page, page, fc.constantFrom(0n, 1n, 0x800n)),
    mustReach: ['forward', 'not forward'],
    scenario: scenarioOf,
    run: async (lab, [actions, start, end, byte], seen) => {
      await restart(lab);
      for (const one of actions) await play(lab, one);
      const base = setupOf(lab).config.page_offset;
      const before = await stateOf(lab);
      const outcome = await syncOver(lab, base + start, base + end + byte);
      const found = [
        ...differences({ outcome: 'ok', allocated: 0 }, outcome),
        ...differences(before, await stateOf(lab)),
      ];
      if (found.length > 0)
        throw new Error(`off, a sync still did something: ${found.map(describeDifference).join(', ')}`);
      seen.note(start < end ? 'forward' : 'not forward');
    },
  });
});

then('in any history of changes every table is reachable or freed, and none twice', async function () {
  await holds(this, {
    arbitrary: history,
    mustReach: ['map', 'unmap', 'split', 'merge'],
    scenario: scenarioOf,
    run: async (lab, actions, seen) => {
      await restart(lab);
      const check = async (): Promise<void> => {
        const { live, reachable } = (await stateOf(lab)).tables;
        if (live !== reachable) throw new Error(`${live} tables are in use, ${reachable} can be reached`);
      };
      await playSynced(lab, actions, check, seen);
      const [start, end] = allOf(lab);
      const { canonical } = await stateOf(lab);
      if (canonical.length > 0) await must(lab, { op: 'replace', leaves: [] } satisfies Op);
      await syncOver(lab, start, end);
      await check();
    },
  });
});
