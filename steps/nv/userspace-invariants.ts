/** Nested virtualisation: what holds of every SET of PSTATE and of every ERET. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { FULL_MODE, PSR } from '../../model/nv/pstate';
import { inTurn } from '../awaitable';
import { holds } from '../property';
import { then } from '../typed';
import { isHostState, spsrOf, stateOf } from './play';
import { scenarioOf } from './say';
import { act, enterAt, hcrWith, restart, returnOps, setupOf } from './setup';

const NONE = { has_el2: false, has_el2_e2h0: false, el1_32bit: false };

then(
  'whatever PSTATE userspace sets, it is taken if its mode fits the vCPU, and else nothing changes',
  async function () {
    const features = [NONE, { ...NONE, has_el2: true }, { ...NONE, el1_32bit: true }];
    await holds(this, {
      arbitrary: fc.tuple(fc.constantFrom(...features), withoutUser),
      mustReach: ['taken', 'refused', 'EL2 taken', 'EL2 refused'],
      scenario: scenarioOf,
      run: async (lab, [f, value], seen) => {
        setupOf(lab).features = f;
        await restart(lab);
        const before = await stateOf(lab);
        const outcome = await act(lab, { op: 'set_one_reg', reg: 'PSTATE', value });
        const after = await stateOf(lab);
        const mode = Number(value & 0x1fn);
        const fits = allowed(mode, f);
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
    });
  },
);

then('whatever ERET returns to, the fast path starts and ends in host context', async function () {
  const targets = fc.bigInt({ min: 0n, max: 31n });
  await holds(this, {
    arbitrary: fc.tuple(fc.boolean(), fc.oneof(fc.constantFrom(0n, 4n, 5n, 8n, 9n), targets)),
    mustReach: ['host', 'guest'],
    scenario: scenarioOf,
    run: async (lab, [tge, mode], seen) => {
      await restart(lab);
      await enterAt(lab, 0x3c9n, hcrWith(true, tge));
      await inTurn(returnOps(PSR.DAIF | mode, 0x4000_0400n), (op) => act(lab, op));
      const state = await stateOf(lab);
      const host = isHostState(state, true);
      if (state.place === 'guest' && !host)
        throw new Error(
          `without leaving the loop ERET led to ${show(mode)} with TGE ${tge ? 'set' : 'clear'}, which is guest context`,
        );
      seen.note(host ? 'host' : 'guest');
    },
  });
});

/** AArch32 User hangs on the host's CPU. */
const withoutUser = spsrOf.filter((pstate) => (pstate & FULL_MODE) !== 0x10n);

function allowed(mode: number, f: typeof NONE): boolean {
  if (f.el1_32bit) return [0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f].includes(mode);
  return [0x0, 0x4, 0x5, ...(f.has_el2 ? [0x8, 0x9] : [])].includes(mode);
}
