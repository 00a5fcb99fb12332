/** MKTME: invariants of aliases and the TLB. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Op, Outcome } from '../../model/mktme/types';
import type { Seen } from '../seen';
import type { Named } from './arbitraries';
import { named, page, shortHistory } from './arbitraries';
import { invariant } from './course';
import { at as leafIn, translation } from './leaves';
import { addressOf } from './places';
import type { MktmeStage } from './play';
import { allOf, play, prepare, SPOTS, syncOver } from './play';
import { CHANGES } from './rows';

export const ALIAS_INVARIANTS = [
  invariant('every alias of a page has its physical address, and no two aliases meet', () => ({
    arbitrary: fc.tuple(page, page, fc.integer({ min: 0, max: 0xfff })),
    mustReach: ['same page', 'other page'],
    run: async (stage, [one, other, byte], seen) => {
      const { config } = stage.setup;
      const keyids = Array.from({ length: (config.nr_keyids ?? 0) + 1 }, (_, i) => i);
      const aliases = keyids.map((keyid) => config.page_offset + BigInt(keyid) * config.direct_mapping_size);
      const met = new Map<bigint, string>();
      for (const offset of new Set([one, other])) {
        for (const [keyid, base] of aliases.entries()) {
          const va = base + offset + BigInt(byte);
          const value = valueOf(await stage.perform({ op: 'pa', va }));
          if (value !== offset + BigInt(byte))
            throw new Error(`alias ${keyid} of ${show(offset)} has the physical address ${show(value)}`);
          const name = await aliasOf(stage, offset, keyid);
          if (met.has(name)) throw new Error(`two aliases are at ${show(name)}`);
          met.set(name, show(offset));
          if (name !== base + offset)
            throw new Error(
              `page_to_virt leads to ${show(name)}, and the alias lies at ${show(base + offset)}`,
            );
        }
      }
      seen.note(one === other ? 'same page' : 'other page');
    },
  })),

  invariant(
    'after any history that ends in a sync of C no read through an alias sees what was there before',
    () => ({
      arbitrary: fc.tuple(shortHistory, shortHistory, fc.integer({ min: 0, max: 3 })),
      mustReach: ['read', 'page fault', 'failed sync'],
      run: async (stage, [synced, loose, fail], seen) => {
        await prepare(stage, synced, []);
        await readAll(stage, seen);
        for (const one of loose) await play(stage, one);
        if (fail > 0) await stage.perform({ op: 'fail_allocation', nth: fail });
        const outcome = await syncOver(stage, ...allOf(stage));
        if (outcome.outcome === 'error') seen.note('failed sync');
        await readAll(stage, seen);
      },
    }),
  ),

  invariant('after any requests an access is let through by the tables alone', () => ({
    arbitrary: fc.tuple(shortHistory, fc.array(named, { minLength: 1, maxLength: 4 })),
    mustReach: ['kept', 'taken away', 'by another address', 'array'],
    run: async (stage, [actions, requests], seen) => {
      await prepare(stage, actions, []);
      for (const one of requests) {
        const before = await tryAll(stage, one.access);
        await stage.perform(requestOf(stage, one));
        const after = await tryAll(stage, one.access);
        seen.note(before.some((through, i) => through && !after[i]) ? 'taken away' : 'kept');
        seen.note(
          one.how === 'array' ? 'array' : one.places[0]?.area === 'V' ? 'by another address' : 'kept',
        );
      }
    },
  })),
] as const;

/** The bits that an entry has to have, and must not have, for an access. */
const RIGHTS = {
  read: { set: 1n, clear: 0n },
  write: { set: 3n, clear: 0n },
  execute: { set: 1n, clear: 1n << 63n },
} as const;

/** A range stays in C. */
function requestOf({ setup: { config } }: MktmeStage, { how, places, pages, change }: Named): Op {
  const addresses = places.map((place) => addressOf(config, place));
  const end = config.page_offset + config.direct_mapping_size;
  const last = how === 'range' && addresses[0] === end - 0x1000n;
  const n = how === 'array' ? addresses.length : last ? 1 : pages;
  const op: Op = { op: 'change_page_attr', addresses, pages: n, ...CHANGES[change] };
  return how === 'range' ? op : { ...op, how };
}

/** Tries each place; the tables have to have the last word. Returns what was let through. */
async function tryAll(stage: MktmeStage, how: Named['access']): Promise<readonly boolean[]> {
  const { config } = stage.setup;
  const { canonical, copies } = await stage.state();
  const mappings = [canonical, copies['1'] ?? []];
  const through: boolean[] = [];
  for (const spot of SPOTS) {
    const va = config.page_offset + spot;
    for (const [keyid, leaves] of mappings.entries()) {
      const flags = leafIn(leaves, va + BigInt(keyid) * config.direct_mapping_size)?.flags ?? 0n;
      const allowed = (flags & RIGHTS[how].set) === RIGHTS[how].set && (flags & RIGHTS[how].clear) === 0n;
      const { outcome } = await stage.perform({
        op: 'access',
        va,
        keyid,
        ...(how === 'read' ? {} : { how }),
      });
      if ((outcome === 'ok') !== allowed)
        throw new Error(
          `${how} of C+0x${spot.toString(16)} for KeyID ${keyid} gives ${outcome}: the tables ${allowed ? 'allow' : 'refuse'} it`,
        );
      through.push(allowed);
    }
  }
  return through;
}

function valueOf(outcome: Outcome): bigint | undefined {
  return outcome.outcome === 'ok' ? outcome.value : undefined;
}

/** Where page_to_virt() leads for a page that is given a KeyID. */
async function aliasOf(stage: MktmeStage, offset: bigint, keyid: number): Promise<bigint> {
  const pfn = offset >> 12n;
  if (keyid > 0) await stage.perform({ op: 'prep_encrypted_page', pfn, keyid });
  const value = valueOf(await stage.perform({ op: 'page_to_virt', pfn }));
  if (keyid > 0) await stage.perform({ op: 'free_encrypted_page', pfn });
  return value ?? -1n;
}

async function readAll(stage: MktmeStage, seen: Seen): Promise<void> {
  const { config } = stage.setup;
  const { canonical, copies } = await stage.state();
  for (const keyid of [0, ...Object.keys(copies).map(Number)]) {
    for (const spot of SPOTS) {
      const va = config.page_offset + spot;
      const read = await stage.perform({ op: 'access', va, keyid });
      const there = va + BigInt(keyid) * config.direct_mapping_size;
      const mapped = translation(keyid === 0 ? canonical : (copies[String(keyid)] ?? []), there);
      const got = read.outcome === 'ok' ? `0x${((read.pa ?? 0n) >> 12n).toString(16)} ${read.keyid}` : null;
      const wanted = mapped === null ? null : `${mapped.split(' ')[0]} ${mapped.split(' ')[2]}`;
      if (got !== wanted)
        throw new Error(
          `the alias of C+0x${spot.toString(16)} for KeyID ${keyid} reads ${got} (frame, KeyID), the tables say ${wanted}`,
        );
      seen.note(got === null ? 'page fault' : 'read');
    }
  }
}
