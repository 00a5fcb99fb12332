/** Nested virtualisation: what holds of the translation for every value that SPSR_EL2 can hold. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { HCR, MODE_MASK, PSR } from '../../model/nv/pstate';
import type { Exit } from '../../model/nv/types';
import type { ForAll } from '../phrases/machine';
import type { Nv, Setup } from './course';
import { hcrWith, invariant } from './course';
import type { NvStage, Place } from './play';
import { enter, isHost, placeOf, PLACES, spotAt, spsrOf } from './play';

const HOST = { mode: 0x9n, tge: true } as const;
const GUEST = { mode: 0x5n, tge: false } as const;

/** Bits beside M that every CPU with FEAT_NV2 has, and that running leaves alone. */
const HELD = PSR.DAIF | PSR.NZCV | PSR.PAN | PSR.UAO | PSR.DIT;

export const TRANSLATION_INVARIANTS = [
  invariant('for every SPSR_EL2 only the mode is translated, and only in host context', () => ({
    arbitrary: fc.tuple(spsrOf, fc.boolean()),
    mustReach: ['raised', 'kept', 'guest'],
    run: async (stage, [spsr, host], seen) => {
      const got = await translated(stage, spsr, host);
      if ((got & ~MODE_MASK) !== (spsr & ~MODE_MASK))
        throw new Error(`${show(spsr)} became ${show(got)}: bits outside the mode changed`);
      if (!host && got !== spsr) throw new Error(`in guest context ${show(spsr)} became ${show(got)}`);
      seen.note(!host ? 'guest' : got === spsr ? 'kept' : 'raised');
    },
  })),

  invariant('for every SPSR_EL2 translating twice is translating once', () => ({
    arbitrary: fc.tuple(spsrOf, fc.boolean()),
    mustReach: ['host', 'guest', 'raised'],
    run: async (stage, [spsr, host], seen) => {
      const once = await translated(stage, spsr, host);
      await stage.begin();
      const twice = await translated(stage, once, host);
      if (twice !== once) throw new Error(`${show(spsr)} became ${show(once)}, and that ${show(twice)}`);
      if (!host && once !== spsr) throw new Error(`in guest context ${show(spsr)} became ${show(once)}`);
      seen.note(host ? 'host' : 'guest');
      if (once !== spsr) seen.note('raised');
    },
  })),

  invariant('whatever the guest writes to HCR_EL2 meanwhile, PSTATE is translated the same', () => ({
    arbitrary: fc.tuple(
      spsrOf,
      fc.constantFrom(...PLACES.filter(({ mode }) => mode >= 8n)),
      fc.array(fc.bigInt({ min: 0n, max: 15n }), { minLength: 1, maxLength: 4 }),
    ),
    mustReach: ['TGE changed', 'TGE as it was', 'raised'],
    run: async (stage, [spsr, at, written], seen) => {
      const without = await translated(stage, spsr, true, at);
      await stage.begin();
      const values = written.map((bits) => HCR.RW | HCR.E2H | ((bits & 1n) * HCR.TGE) | ((bits >> 1n) << 4n));
      const got = await translated(stage, spsr, true, at, values);
      if (got !== without)
        throw new Error(
          `${show(spsr)} becomes ${show(without)}, and ${show(got)} after ${values.map(show).join(', ')}`,
        );
      const tge = ((values.at(-1) ?? 0n) & HCR.TGE) !== 0n;
      seen.note(tge === at.tge ? 'TGE as it was' : 'TGE changed');
      if (got !== spsr) seen.note('raised');
    },
  })),

  invariant('every legal PSTATE comes back as it was entered, and none enters EL2', () => ({
    arbitrary: fc.tuple(spsrOf, placeOf, fc.boolean()),
    mustReach: ['host', 'guest'],
    run: async (stage, [bits, at, runs], seen) => {
      const pstate = (bits & HELD) | at.mode;
      await enter(stage, { pstate, hcr: hcrWith(true, at.tge) });
      const { spsr = 0n } = await stage.state();
      if ((spsr & MODE_MASK) >= 8n)
        throw new Error(`${show(pstate)} enters as ${show(spsr)}, which is EL2 or above`);
      if (runs) await stage.perform({ op: 'execute' });
      await stage.perform({ op: 'exit', kind: 'IRQ' });
      const back = (await stage.state()).pstate;
      if (back !== pstate) throw new Error(`${show(pstate)} came back as ${show(back)}`);
      seen.note(isHost(at) ? 'host' : 'guest');
    },
  })),

  invariant(
    'in any sequence of exits each is translated by the context at the beginning of the run, with M[{int}:0] compared',
    (_setup, bit) => exits(bit),
  ),

  invariant('without VHE every exit gives PSTATE as SPSR_EL2 has it', ({ features }) =>
    untranslated(features?.has_el2 === true),
  ),
];

/** Any exits of a run, all but the last fixed up, with M up to this bit compared. */
function exits(
  bit: number,
): ForAll<Nv, Setup, readonly [Place, readonly (readonly ['TRAP' | 'SERROR', bigint])[], bigint]> {
  const mask = (2n << BigInt(bit)) - 1n;
  return {
    arbitrary: fc.tuple(
      placeOf,
      fc.array(fc.tuple(fc.constantFrom('TRAP' as const, 'SERROR' as const), spsrOf), { maxLength: 5 }),
      spsrOf,
    ),
    mustReach: ['host', 'guest'],
    run: async (stage, [at, fixedUp, last], seen) => {
      await enter(stage, spotAt(at));
      for (const [kind, spsr] of fixedUp) {
        const exit = { op: 'exit', kind, esr: 0x6200_0000n, resume: true, spsr } as const;
        await expectSync(stage, exit, wantedOf(spsr, isHost(at), mask));
        const { spsr: now = spsr } = await stage.state();
        if (now !== spsr) throw new Error(`SPSR_EL2 was ${show(spsr)}, and is ${show(now)} after the exit`);
      }
      await expectSync(stage, { op: 'exit', kind: 'IRQ', spsr: last }, wantedOf(last, isHost(at), mask));
      seen.note(isHost(at) ? 'host' : 'guest');
    },
  };
}

/** Any exit on a host without VHE, of a vCPU with EL2 or without. */
function untranslated(el2: boolean): ForAll<Nv, Setup, readonly [Place, bigint]> {
  return {
    arbitrary: fc.tuple(
      fc.constantFrom(...PLACES.filter(({ mode, tge }) => el2 || (mode < 8n && !tge))),
      spsrOf,
    ),
    mustReach: ['EL1', 'other'],
    run: async (stage, [at, spsr], seen) => {
      await enter(stage, { ...spotAt(at), ...(el2 ? {} : { hcr: null }) });
      await stage.perform({ op: 'exit', kind: 'IRQ', spsr });
      const { pstate } = await stage.state();
      if (pstate !== spsr) throw new Error(`SPSR_EL2 is ${show(spsr)}, and PSTATE ${show(pstate)}`);
      seen.note((spsr & 0x1en) === 4n ? 'EL1' : 'other');
    },
  };
}

/** The rule in one line, with the field that is compared. */
function wantedOf(spsr: bigint, host: boolean, mask: bigint): bigint {
  const mode = spsr & mask;
  return host && (mode === 4n || mode === 5n) ? spsr ^ 0xcn : spsr;
}

async function expectSync(stage: NvStage, op: Exit, wanted: bigint): Promise<void> {
  await stage.perform(op);
  const got = (await stage.state()).pstate;
  if (got !== wanted)
    throw new Error(`${show(op.spsr)} has to become ${show(wanted)}, and became ${show(got)}`);
}

/** What one SPSR_EL2 becomes at an exit, after writes of HCR_EL2 by the guest. */
async function translated(
  stage: NvStage,
  spsr: bigint,
  host: boolean,
  at: { readonly mode: bigint; readonly tge: boolean } = host ? HOST : GUEST,
  writes: readonly bigint[] = [],
): Promise<bigint> {
  await enter(stage, spotAt(at));
  for (const value of writes) await stage.perform({ op: 'msr', reg: 'HCR_EL2', value });
  await stage.perform({ op: 'exit', kind: 'IRQ', spsr });
  return (await stage.state()).pstate;
}
