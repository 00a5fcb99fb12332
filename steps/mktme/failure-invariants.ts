/** MKTME: what holds whichever allocation fails. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Inspection } from '../../model/mktme/types';
import type { Seen } from '../seen';
import { action } from './arbitraries';
import { invariant } from './course';
import { asCopy, copyOf, expectLeaves, translation } from './leaves';
import type { Action, MktmeStage } from './play';
import { allOf, prepare, replay, SPOTS, syncOver } from './play';

/** Small trees: every allocation of their sync is made to fail. */
const small = fc.tuple(fc.array(action, { maxLength: 3 }), fc.array(action, { minLength: 1, maxLength: 3 }));

export const FAILURE_INVARIANTS = [
  invariant(
    'whichever allocation fails, the KeyIDs before the failure are synced and those after it untouched',
    () => ({
      arbitrary: small,
      mustReach: ['failed', 'enough'],
      run: async (stage, [synced, loose], seen) => {
        await eachFailure(stage, { synced, loose, seen }, (before, after, failed) => {
          expectPrefix(stage, before, after, failed);
        });
      },
    }),
  ),

  invariant('whichever allocation fails, no page that C maps is lost from a copy', () => ({
    arbitrary: small,
    mustReach: ['failed', 'enough'],
    run: async (stage, [synced, loose], seen) => {
      await eachFailure(stage, { synced, loose, seen }, (before, after) => {
        expectNothingLost(stage, before, after);
      });
    },
  })),
] as const;

interface Trial {
  readonly synced: readonly Action[];
  readonly loose: readonly Action[];
  readonly seen: Seen;
}

/** `failed` is the KeyID whose allocation failed: all need the same number of tables. */
type Judge = (before: Inspection, after: Inspection, failed: number) => void;

/** One sync with enough memory, then the same with its first, second, … allocation failing. */
async function eachFailure(stage: MktmeStage, { synced, loose, seen }: Trial, judge: Judge): Promise<void> {
  const before = await prepare(stage, synced, loose);
  const again = replay(stage);
  const whole = await syncOver(stage, ...allOf(stage));
  if (whole.outcome !== 'ok')
    throw new Error(`with enough memory sync has to succeed, and gave ${show(whole)}`);
  seen.note('enough');
  const total = whole.allocated ?? 0;
  const each = total / (stage.setup.config.nr_keyids ?? 1);
  for (let nth = 1; nth <= Math.min(total, 12); nth += 1) {
    await again();
    await stage.perform({ op: 'fail_allocation', nth });
    const outcome = await syncOver(stage, ...allOf(stage));
    if (outcome.outcome !== 'error' || outcome.error !== 'ENOMEM') {
      throw new Error(`allocation ${nth} fails: the result has to be ENOMEM, and is ${show(outcome)}`);
    }
    const flushes = (outcome.events ?? []).flatMap((one) => (one.event === 'tlb_flush' ? [one.scope] : []));
    if (flushes.length !== 1 || flushes[0] !== 'all') {
      throw new Error(
        `allocation ${nth} fails: one flush of everything has to follow, and ${show(flushes)} did`,
      );
    }
    seen.note('failed');
    judge(before, await stage.state(), Math.ceil(nth / each));
  }
}

function expectPrefix(stage: MktmeStage, before: Inspection, after: Inspection, failed: number): void {
  const { config } = stage.setup;
  for (const keyid of Object.keys(after.copies).map(Number)) {
    if (keyid < failed)
      expectLeaves(
        `copy ${keyid}, before the one that failed`,
        asCopy(config, after.canonical, keyid),
        copyOf(after, keyid),
      );
    if (keyid > failed)
      expectLeaves(`copy ${keyid}, after the one that failed`, copyOf(before, keyid), copyOf(after, keyid));
  }
}

function expectNothingLost(stage: MktmeStage, before: Inspection, after: Inspection): void {
  const { config } = stage.setup;
  for (const keyid of Object.keys(after.copies).map(Number)) {
    for (const offset of SPOTS) {
      const va = config.page_offset + BigInt(keyid) * config.direct_mapping_size + offset;
      const mapped = translation(after.canonical, config.page_offset + offset) !== null;
      if (
        mapped &&
        translation(copyOf(before, keyid), va) !== null &&
        translation(copyOf(after, keyid), va) === null
      ) {
        throw new Error(`page C${keyid}+0x${offset.toString(16)} was mapped, is mapped in C, and was lost`);
      }
    }
  }
}
