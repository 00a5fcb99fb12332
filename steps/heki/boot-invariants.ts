/** Heki: what holds for every boot. The picture of late init is a table of six rows. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { Ok, Outcome } from '../../model/heki/types';
import type { ForAll, Stage } from '../phrases/machine';
import { result } from './arbitraries';
import type { Heki, Setup } from './course';
import { invariant } from './course';

/** @throws Error where the operation failed */
export function ok(outcome: Outcome): Ok {
  if (outcome.outcome !== 'ok') throw new Error(`expected success, got ${show(outcome)}`);
  return outcome;
}

interface Boot {
  readonly enabled: boolean;
  readonly memory: boolean;
  readonly backend: boolean;
  readonly protect: number;
  readonly lock: number;
}

/** Every combination, and the full one more often: it alone goes on to the results. */
const ways = [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7].map((n) => ({
  enabled: (n & 4) !== 0,
  memory: (n & 2) !== 0,
  backend: (n & 1) !== 0,
}));

const boots: fc.Arbitrary<Boot> = fc
  .tuple(fc.constantFrom(...ways), result(), result())
  .map(([way, protect, lock]) => ({ ...way, protect, lock }));

async function boot(
  stage: Stage<Heki, Setup>,
  { enabled, memory, backend, protect, lock }: Boot,
): Promise<Ok> {
  if (!enabled) await stage.perform({ op: 'param', parameter: 'heki=off' });
  await stage.perform({ op: 'early_init', ...(memory ? {} : { alloc: 'fail' }) });
  if (backend && stage.setup.hasBackend) await stage.perform({ op: 'plug', backend: 'stub', protect, lock });
  return ok(await stage.perform({ op: 'late_init' }));
}

/** What came of a boot: one row of the table of late init. */
function rowOf({ enabled, memory, backend, protect, lock }: Boot): string {
  if (!enabled) return 'disabled';
  if (!memory) return 'no ranges';
  if (!backend) return 'no backend';
  if (protect !== 0) return 'protect fails';
  return lock === 0 ? 'success' : 'lock fails';
}

function expectedLog(how: Boot): readonly string[] {
  const done = 'heki-guest: Static sections protected';
  const rows: Readonly<Record<string, readonly string[]>> = {
    'no ranges': ['heki-guest: Architecture did not initialize static ranges'],
    'no backend': ['heki-guest: No hypervisor support'],
    'protect fails': [`Failed to protect static sections: ${how.protect}`],
    'lock fails': [done, `Failed to lock control registers: ${how.lock}`],
    success: [done, 'heki-guest: Control registers locked'],
  };
  return rows[rowOf(how)] ?? [];
}

export const BOOT_INVARIANTS = [
  invariant('any boot calls the backend in order, stops at its first failure, and says so', () => ({
    arbitrary: boots,
    mustReach: ['disabled', 'no ranges', 'no backend', 'protect fails', 'lock fails', 'success'],
    run: async (stage, how, seen) => {
      const { calls = [], events = [] } = await boot(stage, how);
      const asked = calls.map(({ call }) => call).filter((call) => call !== 'free_pages_exact');
      const reached = how.enabled && how.memory && how.backend;
      const wanted = !reached ? [] : how.protect === 0 ? ['protect_ranges', 'lock_crs'] : ['protect_ranges'];
      if (show(asked) !== show(wanted))
        throw new Error(`expected the calls ${show(wanted)}, got ${show(asked)}`);
      const log = events.map((event) => (event.event === 'log' ? event.text : event.event));
      if (show(log) !== show(expectedLog(how)))
        throw new Error(`expected the lines ${show(expectedLog(how))}, got ${show(log)}`);
      seen.note(rowOf(how));
    },
  })),

  invariant(
    'any boot ends with nothing allocated, no ranges and no count',
    ({ hasBackend }): ForAll<Heki, Setup, Boot> => ({
      arbitrary: boots.filter(({ enabled, memory }) => enabled && memory),
      mustReach: hasBackend ? ['no backend', 'protect fails', 'lock fails', 'success'] : ['no backend'],
      run: async (stage, how, seen) => {
        await boot(stage, how);
        const { guest } = await stage.state();
        if (guest?.live !== 0 || guest.ranges !== null || guest.num !== 0)
          throw new Error(`late init left ${show(guest)}`);
        seen.note(hasBackend ? rowOf(how) : 'no backend');
      },
    }),
  ),
] as const;
