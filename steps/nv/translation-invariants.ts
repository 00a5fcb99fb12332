/** Nested virtualisation: what holds of the translation for every value that SPSR_EL2 can hold. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { HCR, MODE_MASK, PSR } from '../../model/nv/pstate';
import { rulesOf } from '../../model/nv/rules';
import type { Exit } from '../../model/nv/types';
import type { Lab } from '../lab';
import { holds } from '../property';
import { then } from '../typed';
import { isHost, placeOf, PLACES, spsrOf, stateOf } from './play';
import { scenarioOf } from './say';
import { act, enterAt, hcrWith, restart, setupOf } from './setup';

const HOST = { mode: 0x9n, tge: true } as const;
const GUEST = { mode: 0x5n, tge: false } as const;

then('for every SPSR_EL2 only the mode is translated, and only in host context', async function () {
  await holds(this, {
    arbitrary: fc.tuple(spsrOf, fc.boolean()),
    mustReach: ['raised', 'kept', 'guest'],
    scenario: scenarioOf,
    run: async (lab, [spsr, host], seen) => {
      const got = await translated(lab, spsr, host);
      if ((got & ~MODE_MASK) !== (spsr & ~MODE_MASK))
        throw new Error(`${show(spsr)} became ${show(got)}: bits outside the mode changed`);
      if (!host && got !== spsr) throw new Error(`in guest context ${show(spsr)} became ${show(got)}`);
      seen.note(!host ? 'guest' : got === spsr ? 'kept' : 'raised');
    },
  });
});

then('for every SPSR_EL2 translating twice is translating once', async function () {
  await holds(this, {
    arbitrary: fc.tuple(spsrOf, fc.boolean()),
    mustReach: ['host', 'guest', 'raised'],
    scenario: scenarioOf,
    run: async (lab, [spsr, host], seen) => {
      const once = await translated(lab, spsr, host);
      const twice = await translated(lab, once, host);
      if (twice !== once) throw new Error(`${show(spsr)} became ${show(once)}, and that ${show(twice)}`);
      if (!host && once !== spsr) throw new Error(`in guest context ${show(spsr)} became ${show(once)}`);
      seen.note(host ? 'host' : 'guest');
      if (once !== spsr) seen.note('raised');
    },
  });
});

then('whatever the guest writes to HCR_EL2 meanwhile, PSTATE is translated the same', async function () {
  const writes = fc.array(fc.bigInt({ min: 0n, max: 15n }), { minLength: 1, maxLength: 4 });
  await holds(this, {
    arbitrary: fc.tuple(spsrOf, fc.constantFrom(...PLACES.filter(({ mode }) => mode >= 8n)), writes),
    mustReach: ['TGE changed', 'TGE as it was', 'raised'],
    scenario: scenarioOf,
    run: async (lab, [spsr, at, written], seen) => {
      const without = await translated(lab, spsr, true, at);
      const values = written.map((bits) => HCR.RW | HCR.E2H | ((bits & 1n) * HCR.TGE) | ((bits >> 1n) << 4n));
      const got = await translated(lab, spsr, true, at, values);
      if (got !== without)
        throw new Error(
          `${show(spsr)} becomes ${show(without)}, and ${show(got)} after ${values.map(show).join(', ')}`,
        );
      const tge = ((values.at(-1) ?? 0n) & HCR.TGE) !== 0n;
      seen.note(tge === at.tge ? 'TGE as it was' : 'TGE changed');
      if (got !== spsr) seen.note('raised');
    },
  });
});

/** Bits beside M that every CPU with FEAT_NV2 has, and that running leaves alone. */
const HELD = PSR.DAIF | PSR.NZCV | PSR.PAN | PSR.UAO | PSR.DIT;

then('every legal PSTATE comes back as it was entered, and none enters EL2', async function () {
  await holds(this, {
    arbitrary: fc.tuple(spsrOf, placeOf, fc.boolean()),
    mustReach: ['host', 'guest'],
    scenario: scenarioOf,
    run: async (lab, [bits, at, runs], seen) => {
      const pstate = (bits & HELD) | at.mode;
      await restart(lab);
      await enterAt(lab, pstate, hcrWith(true, at.tge));
      const { spsr = 0n } = await stateOf(lab);
      if ((spsr & MODE_MASK) >= 8n)
        throw new Error(`${show(pstate)} enters as ${show(spsr)}, which is EL2 or above`);
      if (runs) await act(lab, { op: 'execute' });
      await act(lab, { op: 'exit', kind: 'IRQ' });
      const back = (await stateOf(lab)).pstate;
      if (back !== pstate) throw new Error(`${show(pstate)} came back as ${show(back)}`);
      seen.note(isHost(at) ? 'host' : 'guest');
    },
  });
});

then(
  'in any sequence of exits of a run each is translated by the context at its beginning',
  async function () {
    const exits = fc.array(fc.tuple(fc.constantFrom('TRAP' as const, 'SERROR' as const), spsrOf), {
      maxLength: 5,
    });
    const mask = rulesOf(this.profile).modeField;
    await holds(this, {
      arbitrary: fc.tuple(placeOf, exits, spsrOf),
      mustReach: ['host', 'guest'],
      scenario: scenarioOf,
      run: async (lab, [at, fixedUp, last], seen) => {
        await restart(lab);
        await enterAt(lab, PSR.DAIF | at.mode, hcrWith(true, at.tge));
        for (const [kind, spsr] of fixedUp) {
          await expectSync(
            lab,
            { op: 'exit', kind, esr: 0x6200_0000n, resume: true, spsr },
            wantedOf(spsr, isHost(at), mask),
          );
          const { spsr: now = spsr } = await stateOf(lab);
          if (now !== spsr) throw new Error(`SPSR_EL2 was ${show(spsr)}, and is ${show(now)} after the exit`);
        }
        await expectSync(lab, { op: 'exit', kind: 'IRQ', spsr: last }, wantedOf(last, isHost(at), mask));
        seen.note(isHost(at) ? 'host' : 'guest');
      },
    });
  },
);

then('without VHE every exit gives PSTATE as SPSR_EL2 has it', async function () {
  const el2 = setupOf(this).features?.has_el2 === true;
  await holds(this, {
    arbitrary: fc.tuple(
      fc.constantFrom(...(el2 ? PLACES : PLACES.filter(({ mode, tge }) => mode < 8n && !tge))),
      spsrOf,
    ),
    mustReach: ['EL1', 'other'],
    scenario: scenarioOf,
    run: async (lab, [at, spsr], seen) => {
      await restart(lab);
      await enterAt(lab, PSR.DAIF | at.mode, el2 ? hcrWith(true, at.tge) : null);
      await act(lab, { op: 'exit', kind: 'IRQ', spsr });
      const { pstate } = await stateOf(lab);
      if (pstate !== spsr) throw new Error(`SPSR_EL2 is ${show(spsr)}, and PSTATE ${show(pstate)}`);
      seen.note((spsr & 0x1en) === 4n ? 'EL1' : 'other');
    },
  });
});

/** The rule in one line, with the field of the profile. */
function wantedOf(spsr: bigint, host: boolean, mask: bigint): bigint {
  const mode = spsr & mask;
  return host && (mode === 4n || mode === 5n) ? spsr ^ 0xcn : spsr;
}

async function expectSync(lab: Lab, op: Exit, wanted: bigint): Promise<void> {
  await act(lab, op);
  const got = (await stateOf(lab)).pstate;
  if (got !== wanted)
    throw new Error(`${show(op.spsr)} has to become ${show(wanted)}, and became ${show(got)}`);
}

/** What one SPSR_EL2 becomes at an exit, after writes of HCR_EL2 by the guest. */
async function translated(
  lab: Lab,
  spsr: bigint,
  host: boolean,
  at: { readonly mode: bigint; readonly tge: boolean } = host ? HOST : GUEST,
  writes: readonly bigint[] = [],
): Promise<bigint> {
  await restart(lab);
  await enterAt(lab, PSR.DAIF | at.mode, hcrWith(true, at.tge));
  for (const value of writes) await act(lab, { op: 'msr', reg: 'HCR_EL2', value });
  await act(lab, { op: 'exit', kind: 'IRQ', spsr });
  return (await stateOf(lab)).pstate;
}
