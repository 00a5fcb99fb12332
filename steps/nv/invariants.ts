/** Nested virtualisation: what holds for every run that a guest and its host can make. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import type { Inspection } from '../../model/nv/types';
import type { ForAll } from '../phrases/machine';
import type { Seen } from '../seen';
import type { Nv, Setup } from './course';
import { invariant } from './course';
import type { Act, More, NvStage, Observed, Place } from './play';
import { actsOf, isHost, isHostState, placeOf, play } from './play';

export const RUN_INVARIANTS = [
  invariant('in any run without a change of context by KVM every exit is in the context of its entry', () =>
    forRuns(
      'none',
      ['host', 'guest', 'TGE cleared'],
      (stage, at, seen) =>
        async ({ op, outcome, picture }) => {
          if (op.op !== 'exit') return;
          const state = await stage.state();
          if (outcome.outcome !== 'ok') throw new Error(`the exit gave ${show(outcome)}`);
          const host = isHostState(state, true);
          if (host !== isHost(at))
            throw new Error(`entered in ${words(isHost(at))}, and seen to exit in ${words(host)}`);
          seen.note(isHost(at) ? 'host' : 'guest');
          if (at.tge && !picture.tge) seen.note('TGE cleared');
        },
    ),
  ),

  invariant(
    'in any run every exit does PSTATE first, then ESR_EL2 unless it is an IRQ, then its handler',
    () =>
      forRuns('forced', ['IRQ', 'TRAP', 'SERROR'], (_stage, _at, seen) => ({ op, outcome }) => {
        if (op.op !== 'exit') return;
        const wanted = op.kind === 'IRQ' ? ['sync'] : ['sync', 'esr', 'handler'];
        const got = (outcome.events ?? []).map(({ event }) => event).filter((name) => name !== 'warn');
        if (got.join() !== wanted.join())
          throw new Error(
            `${op.kind} has to do ${wanted.join(', ')}, and did ${got.join(', ') || 'nothing'}`,
          );
        seen.note(op.kind);
      }),
  ),

  invariant('in any run M reads as the guest would find it', () =>
    forRuns('changes', ['host', 'guest'], (stage, _at, seen) => async ({ op, picture }) => {
      if (op.op !== 'exit' && op.op !== 'trapped') return;
      const { pstate } = await stage.state();
      if ((pstate & 0x1fn) !== picture.mode)
        throw new Error(`M is ${show(picture.mode)}, and PSTATE reads ${show(pstate)}`);
      seen.note(isHost(picture) ? 'host' : 'guest');
    }),
  ),

  invariant('wherever the host preempts, the registers of vEL1 and vEL2 stay apart and come back', () =>
    forRuns('changes', ['host', 'guest', 'change'], (stage, at, seen) => {
      let files: Files | null = null;
      let host = isHost(at);
      return async ({ op, picture }) => {
        const { el1, vel2, loaded } = await stage.state();
        if (HOST_OPS.has(op.op) && files) expectSame(op.op, files, { el1, vel2 });
        if (op.op === 'hvc' && files) expectSame(op.op, { el1: files.el1 }, { el1 });
        if (loaded && loaded !== (isHost(picture) ? 'vEL2' : 'EL1')) {
          throw new Error(
            `after ${op.op} the CPU holds the registers of ${loaded}, and the guest is in ${words(isHost(picture))}`,
          );
        }
        files = { el1, vel2 };
        if (host !== isHost(picture)) seen.note('change');
        host = isHost(picture);
        seen.note(host ? 'host' : 'guest');
      };
    }),
  ),
];

type Files = Pick<Inspection, 'el1' | 'vel2'>;

/** Operations of KVM and userspace, which leave both files as they are; ERET does too. */
const HOST_OPS: ReadonlySet<string> = new Set(['exit', 'preempt', 'signal', 'kvm_run', 'eret']);

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
function forRuns(
  more: More,
  mustReach: readonly string[],
  watch: (stage: NvStage, at: Place, seen: Seen) => (observed: Observed) => Promise<void> | void,
): ForAll<Nv, Setup, readonly [Place, readonly Act[]]> {
  return {
    arbitrary: fc.tuple(placeOf, actsOf(more)),
    mustReach,
    run: async (stage, [at, acts], seen) => play(stage, at, acts, watch(stage, at, seen)),
  };
}
