/** MKTME: what holds of every request. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Event, Inspection, Op } from '../../model/mktme/types';
import type { Seen } from '../seen';
import type { Request } from './arbitraries';
import { request, shortHistory } from './arbitraries';
import { invariant } from './course';
import { asCopy, copyOf, same, translation } from './leaves';
import type { MktmeStage } from './play';
import { leafAt, prepare, SPOTS } from './play';
import { CHANGES } from './rows';

export const REQUEST_INVARIANTS = [
  invariant('after any request every page that it touched reads alike in C and in the copies', () => ({
    arbitrary: fc.tuple(shortHistory, fc.array(request, { minLength: 1, maxLength: 3 })),
    mustReach: ['cache', 'no cache', 'split', 'array', 'error'],
    run: async (stage, [synced, requests], seen) => {
      await prepare(stage, synced, []);
      for (const one of requests) await ask(stage, one, seen);
      await askHalf(stage, seen);
    },
  })),
] as const;

async function ask(stage: MktmeStage, { at, pages, change, how, other }: Request, seen: Seen): Promise<void> {
  const { config } = stage.setup;
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
    ...CHANGES[change],
    ...(how === 'range' ? {} : { how }),
  };
  const before = await stage.state();
  const outcome = await stage.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`the request has to succeed, and gave ${show(outcome)}`);
  const after = await stage.state();
  const touched =
    how === 'range' ? [first, first + BigInt(n - 1) * 4096n, first + BigInt(n >> 1) * 4096n] : list;
  expectAlike(stage, after, new Set([...touched, ...SPOTS.map((spot) => config.page_offset + spot)]));
  const changed =
    before.canonical.length !== after.canonical.length ||
    before.canonical.some((leaf, i) => !same(leaf, after.canonical[i] ?? leaf));
  if (changed) expectCache(outcome.events ?? [], change === 'uc');
  seen.note(changed && change === 'uc' ? 'cache' : 'no cache');
  if (how !== 'range') seen.note('array');
  const leaf = leafAt(before.canonical, first);
  if (leaf !== null && leafAt(after.canonical, first)?.span !== leaf.span) seen.note('split');
}

/** A request that fails on its second page, by way of another area. */
async function askHalf(stage: MktmeStage, seen: Seen): Promise<void> {
  const { config } = stage.setup;
  const [alias] = config.kernel ?? [];
  if (alias === undefined) throw new Error('the scenario has to map one page of another area');
  const outcome = await stage.perform({
    op: 'change_page_attr',
    addresses: [alias.va],
    pages: 2,
    set: 0n,
    clear: 2n,
  });
  if (outcome.outcome === 'error') seen.note('error');
  expectAlike(stage, await stage.state(), [config.page_offset + (alias.pfn << 12n)]);
}

function expectAlike(stage: MktmeStage, state: Inspection, addresses: Iterable<bigint>): void {
  const { config } = stage.setup;
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
