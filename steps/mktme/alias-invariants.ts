/** MKTME: invariants of aliases and the TLB. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Lab } from '../lab';
import type { Seen } from '../property';
import { holds } from '../property';
import { then } from '../typed';
import { page, shortHistory } from './arbitraries';
import { translation } from './leaves';
import { perform, prepare } from './more-invariants';
import { allOf, play, restart, SPOTS, stateOf, syncOver } from './play';
import { scenarioOf } from './say';
import { setupOf } from './setup';

then('every alias of a page has its physical address, and no two aliases meet', async function () {
  await holds(this, {
    arbitrary: fc.tuple(page, page, fc.integer({ min: 0, max: 0xfff })),
    mustReach: ['same page', 'other page'],
    scenario: scenarioOf,
    run: async (lab, [one, other, byte], seen) => {
      await restart(lab);
      const { config } = setupOf(lab);
      const keyids = Array.from({ length: (config.nr_keyids ?? 0) + 1 }, (_, i) => i);
      const aliases = keyids.map((keyid) => config.page_offset + BigInt(keyid) * config.direct_mapping_size);
      const met = new Map<bigint, string>();
      for (const offset of new Set([one, other])) {
        for (const [keyid, base] of aliases.entries()) {
          const va = base + offset + BigInt(byte);
          const { value } = (await perform(lab, { op: 'pa', va })) as { value?: bigint };
          if (value !== offset + BigInt(byte))
            throw new Error(`alias ${keyid} of ${show(offset)} has the physical address ${show(value)}`);
          const name = await aliasOf(lab, offset, keyid);
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
  });
});

/** Where page_to_virt() leads for a page that is given a KeyID. */
async function aliasOf(lab: Lab, offset: bigint, keyid: number): Promise<bigint> {
  const pfn = offset >> 12n;
  if (keyid > 0) await perform(lab, { op: 'prep_encrypted_page', pfn, keyid });
  const { value } = (await perform(lab, { op: 'page_to_virt', pfn })) as { value?: bigint };
  if (keyid > 0) await perform(lab, { op: 'free_encrypted_page', pfn });
  return value ?? -1n;
}

then(
  'after any history that ends in a sync of C no read through an alias sees what was there before',
  async function () {
    await holds(this, {
      arbitrary: fc.tuple(shortHistory, shortHistory, fc.integer({ min: 0, max: 3 })),
      mustReach: ['read', 'page fault', 'failed sync'],
      scenario: scenarioOf,
      run: async (lab, [synced, loose, fail], seen) => {
        await prepare(lab, synced, []);
        await readAll(lab, seen);
        for (const one of loose) await play(lab, one);
        if (fail > 0) await perform(lab, { op: 'fail_allocation', nth: fail });
        const outcome = await syncOver(lab, ...allOf(lab));
        if (outcome.outcome === 'error') seen.note('failed sync');
        await readAll(lab, seen);
      },
    });
  },
);

async function readAll(lab: Lab, seen: Seen): Promise<void> {
  const { config } = setupOf(lab);
  const { canonical, copies } = await stateOf(lab);
  for (const keyid of [0, ...Object.keys(copies).map(Number)]) {
    for (const spot of SPOTS) {
      const va = config.page_offset + spot;
      const read = (await perform(lab, { op: 'access', va, keyid })) as {
        outcome: string;
        pa?: bigint;
        keyid?: number;
      };
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
