/** MKTME: invariants of failures and requests. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { AnyOutcome } from '../../model/core/machine';
import type { Event, Inspection, Op } from '../../model/mktme/types';
import type { Lab } from '../lab';
import type { Seen } from '../property';
import { holds } from '../property';
import { then } from '../typed';
import type { Request } from './arbitraries';
import { action, request, shortHistory } from './arbitraries';
import { asCopy, copyOf, expectLeaves, same, translation } from './leaves';
import type { Action } from './play';
import { allOf, leafAt, play, PROTECTIONS, replay, restart, SPOTS, stateOf, syncOver } from './play';
import { scenarioOf } from './say';
import { setupOf } from './setup';

/** An operation of this machine, with its fields checked. */
export async function perform(lab: Lab, op: Op): Promise<AnyOutcome> {
  return lab.perform(op);
}

/** C as a history leaves it, with the copies synced half-way through. */
export async function prepare(
  lab: Lab,
  synced: readonly Action[],
  loose: readonly Action[],
): Promise<Inspection> {
  await restart(lab);
  for (const one of synced) await play(lab, one);
  await syncOver(lab, ...allOf(lab));
  for (const one of loose) await play(lab, one);
  return stateOf(lab);
}

/** Small trees: every allocation of their sync is made to fail. */
const small = fc.tuple(fc.array(action, { maxLength: 3 }), fc.array(action, { minLength: 1, maxLength: 3 }));

then(
  'whichever allocation fails, the KeyIDs before the failure are synced and those after it untouched',
  async function () {
    await holds(this, {
      arbitrary: small,
      mustReach: ['failed', 'enough'],
      scenario: scenarioOf,
      run: async (lab, [synced, loose], seen) => {
        await eachFailure(lab, { synced, loose, seen }, (before, after, failed) => {
          expectPrefix(lab, before, after, failed);
        });
      },
    });
  },
);

then('whichever allocation fails, no page that C maps is lost from a copy', async function () {
  await holds(this, {
    arbitrary: small,
    mustReach: ['failed', 'enough'],
    scenario: scenarioOf,
    run: async (lab, [synced, loose], seen) => {
      await eachFailure(lab, { synced, loose, seen }, (before, after) => {
        expectNothingLost(lab, before, after);
      });
    },
  });
});

interface Trial {
  readonly synced: readonly Action[];
  readonly loose: readonly Action[];
  readonly seen: Seen;
}

/** `failed` is the KeyID whose allocation failed: all need the same number of tables. */
type Judge = (before: Inspection, after: Inspection, failed: number) => void;

/** One sync with enough memory, then the same with its first, second, … allocation failing. */
async function eachFailure(lab: Lab, { synced, loose, seen }: Trial, judge: Judge): Promise<void> {
  const before = await prepare(lab, synced, loose);
  const again = replay(lab);
  const whole = await syncOver(lab, ...allOf(lab));
  if (whole.outcome !== 'ok')
    throw new Error(`with enough memory sync has to succeed, and gave ${show(whole)}`);
  seen.note('enough');
  const total = (whole as { allocated?: number }).allocated ?? 0;
  const each = total / (setupOf(lab).config.nr_keyids ?? 1);
  for (let nth = 1; nth <= Math.min(total, 12); nth += 1) {
    await again();
    await perform(lab, { op: 'fail_allocation', nth });
    const outcome = await syncOver(lab, ...allOf(lab));
    if (outcome.outcome !== 'error' || (outcome as { error?: string }).error !== 'ENOMEM') {
      throw new Error(`allocation ${nth} fails: the result has to be ENOMEM, and is ${show(outcome)}`);
    }
    const flushes = ((outcome.events ?? []) as readonly Event[]).filter(({ event }) => event === 'tlb_flush');
    if (flushes.length !== 1 || (flushes[0] as { scope?: string }).scope !== 'all') {
      throw new Error(
        `allocation ${nth} fails: one flush of everything has to follow, and ${show(flushes)} did`,
      );
    }
    seen.note('failed');
    judge(before, await stateOf(lab), Math.ceil(nth / each));
  }
}

function expectPrefix(lab: Lab, before: Inspection, after: Inspection, failed: number): void {
  const { config } = setupOf(lab);
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

function expectNothingLost(lab: Lab, before: Inspection, after: Inspection): void {
  const { config } = setupOf(lab);
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

then('after any request every page that it touched reads alike in C and in the copies', async function () {
  await holds(this, {
    arbitrary: fc.tuple(shortHistory, fc.array(request, { minLength: 1, maxLength: 3 })),
    mustReach: ['cache', 'no cache', 'split', 'array', 'error'],
    scenario: scenarioOf,
    run: async (lab, [synced, requests], seen) => {
      await prepare(lab, synced, []);
      for (const one of requests) await ask(lab, one, seen);
      await askHalf(lab, seen);
    },
  });
});

async function ask(lab: Lab, { at, pages, change, how, other }: Request, seen: Seen): Promise<void> {
  const { config } = setupOf(lab);
  const end = config.page_offset + config.direct_mapping_size;
  const first = config.page_offset + at;
  const n = Math.min(pages, Number((end - first) >> 12n));
  const second = config.page_offset + other;
  const list = first === second ? [first] : [first, second];
  const addresses =
    how === 'range' ? [first] : how === 'array' ? list : list.map((va) => (va - config.page_offset) >> 12n);
  const op: Op = {
    op: 'change_page_attr',
    addresses,
    pages: how === 'range' ? n : list.length,
    ...PROTECTIONS[change],
    ...(how === 'range' ? {} : { how }),
  };
  const before = await stateOf(lab);
  const outcome = await lab.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`the request has to succeed, and gave ${show(outcome)}`);
  const after = await stateOf(lab);
  const touched =
    how === 'range' ? [first, first + BigInt(n - 1) * 4096n, first + BigInt(n >> 1) * 4096n] : list;
  expectAlike(lab, after, new Set([...touched, ...SPOTS.map((spot) => config.page_offset + spot)]));
  const changed =
    before.canonical.length !== after.canonical.length ||
    before.canonical.some((leaf, i) => !same(leaf, after.canonical[i] ?? leaf));
  if (changed) expectCache(outcome.events as readonly Event[], change === 'uc');
  seen.note(changed && change === 'uc' ? 'cache' : 'no cache');
  if (how !== 'range') seen.note('array');
  const leaf = leafAt(before.canonical, first);
  if (leaf !== null && leafAt(after.canonical, first)?.span !== leaf.span) seen.note('split');
}

/** A request that fails on its second page, by way of another area. */
async function askHalf(lab: Lab, seen: Seen): Promise<void> {
  const { config } = setupOf(lab);
  const [alias] = config.kernel ?? [];
  if (alias === undefined) throw new Error('the scenario has to map one page of another area');
  const outcome = await perform(lab, {
    op: 'change_page_attr',
    addresses: [alias.va],
    pages: 2,
    set: 0n,
    clear: 2n,
  });
  if (outcome.outcome === 'error') seen.note('error');
  expectAlike(lab, await stateOf(lab), [config.page_offset + (alias.pfn << 12n)]);
}

function expectAlike(lab: Lab, state: Inspection, addresses: Iterable<bigint>): void {
  const { config } = setupOf(lab);
  const copies = Object.keys(state.copies).map(
    (keyid) => [keyid, asCopy(config, state.canonical, Number(keyid)), copyOf(state, Number(keyid))] as const,
  );
  for (const va of addresses) {
    for (const [keyid, wanted, got] of copies) {
      const at = va + BigInt(keyid) * config.direct_mapping_size;
      const asks = translation(wanted, at);
      const maps = translation(got, at);
      if (maps !== asks)
        throw new Error(
          `page C${keyid}+0x${(va - config.page_offset).toString(16)} maps ${maps}, and C asks for ${asks}`,
        );
    }
  }
}

function expectCache(events: readonly Event[], asked: boolean): void {
  const flushed = events.some(({ event }) => event === 'cache_flush' || event === 'wbinvd');
  if (flushed !== asked)
    throw new Error(`the cache was ${flushed ? '' : 'not '}flushed, and was ${asked ? '' : 'not '}asked for`);
}
