/** Nested virtualisation: what holds for every run that a guest and its host can make. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import type { Inspection } from '../../model/nv/types';
import type { Lab } from '../lab';
import type { Seen } from '../property';
import { holds } from '../property';
import { then } from '../typed';
import type { Act, More, Observed, Place } from './play';
import { actsOf, eventsOf, isHost, isHostState, placeOf, play, stateOf } from './play';
import { scenarioOf } from './say';

then(
  'in any run without a change of context by KVM every exit is in the context of its entry',
  async function () {
    await forRuns(
      this,
      'none',
      ['host', 'guest', 'TGE cleared'],
      (lab, at, seen) =>
        async ({ op, outcome, picture }) => {
          if (op.op !== 'exit') return;
          const state = await stateOf(lab);
          if (outcome.outcome !== 'ok') throw new Error(`the exit gave ${show(outcome)}`);
          const host = isHostState(state, true);
          if (host !== isHost(at))
            throw new Error(`entered in ${words(isHost(at))}, and seen to exit in ${words(host)}`);
          seen.note(isHost(at) ? 'host' : 'guest');
          if (at.tge && !picture.tge) seen.note('TGE cleared');
        },
    );
  },
);

then(
  'in any run every exit does PSTATE first, then ESR_EL2 unless it is an IRQ, then its handler',
  async function () {
    await forRuns(this, 'forced', ['IRQ', 'TRAP', 'SERROR'], (_lab, _at, seen) => ({ op, outcome }) => {
      if (op.op !== 'exit') return;
      const wanted = op.kind === 'IRQ' ? ['sync'] : ['sync', 'esr', 'handler'];
      const got = eventsOf(outcome)
        .map(({ event }) => event)
        .filter((name) => name !== 'warn');
      if (got.join() !== wanted.join())
        throw new Error(`${op.kind} has to do ${wanted.join(', ')}, and did ${got.join(', ') || 'nothing'}`);
      seen.note(op.kind);
    });
  },
);

then('in any run M reads as the guest would find it', async function () {
  await forRuns(this, 'changes', ['host', 'guest'], (lab, _at, seen) => async ({ op, picture }) => {
    if (op.op !== 'exit' && op.op !== 'trapped') return;
    const { pstate } = await stateOf(lab);
    if ((pstate & 0x1fn) !== picture.mode)
      throw new Error(`M is ${show(picture.mode)}, and PSTATE reads ${show(pstate)}`);
    seen.note(isHost(picture) ? 'host' : 'guest');
  });
});

then(
  'wherever the host preempts, the registers of vEL1 and vEL2 stay apart and come back',
  async function () {
    await forRuns(this, 'changes', ['host', 'guest', 'change'], (lab, at, seen) => {
      let files: Files | null = null;
      let host = isHost(at);
      return async ({ op, picture }) => {
        const state = await stateOf(lab);
        const now = { el1: state.el1, vel2: state.vel2 };
        if (HOST_OPS.has(op.op) && files) expectSame(op.op, files, now);
        if (op.op === 'hvc' && files) expectSame(op.op, { el1: files.el1 }, { el1: now.el1 });
        const { loaded } = state;
        if (loaded && loaded !== (isHost(picture) ? 'vEL2' : 'EL1')) {
          throw new Error(
            `after ${op.op} the CPU holds the registers of ${loaded}, and the guest is in ${words(isHost(picture))}`,
          );
        }
        files = now;
        if (host !== isHost(picture)) seen.note('change');
        host = isHost(picture);
        seen.note(host ? 'host' : 'guest');
      };
    });
  },
);

type Files = Pick<Inspection, 'el1' | 'vel2'>;

/** Operations of KVM and userspace, which leave both files as they are; ERET does too. */
const HOST_OPS = new Set(['exit', 'preempt', 'signal', 'kvm_run', 'eret']);

function expectSame(what: string, before: object, after: object): void {
  const found = differences(before, after);
  if (found.length > 0)
    throw new Error(
      `${what} changed registers of the guest:\n  ${found.map(describeDifference).join('\n  ')}`,
    );
}

function words(host: boolean): string {
  return host ? 'host context' : 'guest context';
}

/** Runs from any of the eight places, with any acts. */
async function forRuns(
  lab: Lab,
  more: More,
  mustReach: readonly string[],
  watch: (lab: Lab, at: Place, seen: Seen) => (observed: Observed) => Promise<void> | void,
): Promise<void> {
  const arbitrary: fc.Arbitrary<readonly [Place, readonly Act[]]> = fc.tuple(placeOf, actsOf(more));
  await holds(lab, {
    arbitrary,
    mustReach,
    scenario: scenarioOf,
    run: async (on, [at, acts], seen) => play(on, at, acts, watch(on, at, seen)),
  });
}
