/** Nested virtualisation: what holds of every SET of PSTATE and of every ERET. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { FULL_MODE, PSR } from '../../model/nv/pstate';
import { hcrWith, invariant, returnOps } from './course';
import { enter, isHostState, spsrOf } from './play';
import type { Features } from './words';

const NONE: Features = { has_el2: false, has_el2_e2h0: false, el1_32bit: false };

export const USERSPACE_INVARIANTS = [
  invariant(
    'whatever PSTATE userspace sets, it is taken if its mode fits the vCPU, and else nothing changes',
    () => ({
      arbitrary: fc.tuple(
        fc.constantFrom<Features>(NONE, { ...NONE, has_el2: true }, { ...NONE, el1_32bit: true }),
        withoutUser,
      ),
      mustReach: ['taken', 'refused', 'EL2 taken', 'EL2 refused'],
      run: async (stage, [features, value], seen) => {
        await stage.begin({ features });
        const before = await stage.state();
        const outcome = await stage.perform({ op: 'set_one_reg', reg: 'PSTATE', value });
        const after = await stage.state();
        const mode = Number(value & 0x1fn);
        const fits = allowed(mode, features);
        if ((outcome.outcome === 'ok') !== fits)
          throw new Error(
            `${show(value)} ${fits ? 'fits' : 'does not fit'} this vCPU, and the SET gave ${show(outcome)}`,
          );
        const wanted = fits ? value : before.pstate;
        if (after.pstate !== wanted)
          throw new Error(`PSTATE is ${show(after.pstate)}, and ${show(wanted)} was expected`);
        seen.note(fits ? 'taken' : 'refused');
        if (mode === 8 || mode === 9) seen.note(fits ? 'EL2 taken' : 'EL2 refused');
      },
    }),
  ),

  invariant('whatever ERET returns to, the fast path starts and ends in host context', () => ({
    arbitrary: fc.tuple(
      fc.boolean(),
      fc.oneof(fc.constantFrom(0n, 4n, 5n, 8n, 9n), fc.bigInt({ min: 0n, max: 31n })),
    ),
    mustReach: ['host', 'guest'],
    run: async (stage, [tge, mode], seen) => {
      await enter(stage, { pstate: 0x3c9n, hcr: hcrWith(true, tge) });
      for (const op of returnOps(PSR.DAIF | mode, 0x4000_0400n)) await stage.perform(op);
      const state = await stage.state();
      const host = isHostState(state, true);
      if (state.place === 'guest' && !host)
        throw new Error(
          `without leaving the loop ERET led to ${show(mode)} with TGE ${tge ? 'set' : 'clear'}, which is guest context`,
        );
      seen.note(host ? 'host' : 'guest');
    },
  })),
];

/** AArch32 User hangs on the host's CPU. */
const withoutUser = spsrOf.filter((pstate) => (pstate & FULL_MODE) !== 0x10n);

function allowed(mode: number, features: Features): boolean {
  if (features.el1_32bit) return [0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f].includes(mode);
  return [0x0, 0x4, 0x5, ...(features.has_el2 ? [0x8, 0x9] : [])].includes(mode);
}
