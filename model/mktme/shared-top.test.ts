/** A table that sync allocated, in a top-level entry of C and of a copy, is freed with what C loses there, and not lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeChoices } from '../core/machine';
import type { Config, Op } from './types';
import { MKTME } from '.';

const C = 0xff11_ff00_0000_0000n;
const TIB = 1n << 40n;
/** C ends and its copy begins in one top-level entry; another area of the kernel has a table where C begins. */
const CONFIG: Config = {
  levels: 5,
  page_offset: C,
  direct_mapping_size: 2n * TIB,
  keyid_bits: 1,
  phys_bits: 42,
  gbpages: true,
  canonical: [],
  kernel: [{ va: 0xff11_0000_0000_0000n, level: '4k', pfn: 0n, flags: 0x1n }],
  enabled: true,
  copies: 'synced',
};

const LOSSES: readonly Op[] = [
  { op: 'replace', leaves: [] },
  { op: 'unmap', start: C, end: C + 2n * TIB },
  { op: 'hotremove', start: 0n, end: 2n * TIB },
];

for (const profile of MKTME.profiles)
  for (const op of LOSSES)
    test(`${profile.name}: no table is lost at ${op.op}`, () => {
      const model = profile.model(completeChoices(profile, {}));
      const { state, outcome } = model.step(model.initial(CONFIG), op);
      assert.equal(outcome.outcome, 'ok');
      const { tables } = model.inspect(state) as { tables: { live: number; reachable: number } };
      assert.equal(tables.live, tables.reachable);
    });
