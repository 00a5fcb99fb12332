/** Mutants of the guest's kernel of the second version. */
import type { Mutant } from '../../core/machine';
import { rulesOf } from '../profiles';
import type { Event } from '../types';
import { mutant, stepping } from './mutant';
import { believing, logging, saying, says } from './wraps';

const profile = 'v2';
const LOCKED: Event = { event: 'log', level: 'warning', text: 'heki-guest: Control registers locked' };
const isSplat = ({ event }: Event): boolean => event === 'splat';

export const PIN_GUEST_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'lines-of-v1-in-v2',
    profile,
    breaks: 'HEKI-149',
    origin: 'the line as the first version has it',
    wrap: saying(/Heki is not enabled$/, 'Disabled'),
  }),
  mutant({
    id: 'support-said-although-disabled',
    profile,
    breaks: 'HEKI-149',
    origin: 'no return after the line that says that Heki is not enabled',
    wrap: logging(['early_init'], (events, { guest }) =>
      events.flatMap((one) =>
        says(one, 'not enabled') && guest.backend === null
          ? [one, { ...one, text: 'heki-guest: No support for Heki in the active hypervisor' } as Event]
          : [one],
      ),
    ),
  }),
  mutant({
    id: 'support-not-asked',
    profile,
    breaks: 'HEKI-150',
    origin: 'early init as 1/19 alone has it: 4/19 adds what it says of the hypervisor',
    wrap: logging(['early_init'], (events) => events.filter((one) => !says(one, 'upport'))),
  }),
  mutant({
    id: 'support-taken-for-granted',
    profile,
    breaks: 'HEKI-150',
    origin: 'heki.hypervisor not looked at',
    wrap: saying(
      /No support for Heki in the active hypervisor/,
      'Heki is supported by the active Hypervisor',
    ),
  }),
  mutant({
    id: 'pins-although-disabled',
    profile,
    breaks: 'HEKI-37',
    origin: 'the flag asked for in early init alone',
    wrap: believing(['late_init'], () => ({ enabled: true })),
  }),
  mutant({
    id: 'lack-of-a-backend-said-twice',
    profile,
    breaks: 'HEKI-151',
    origin: 'late init of the first version, which has the line',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const { built, enabled, backend } = before.guest;
      if (op.op !== 'late_init' || !built || !enabled || backend !== null) return { state, outcome };
      const text = 'heki-guest: No support for Heki in the active hypervisor';
      return { state, outcome: { ...outcome, events: [{ event: 'log', level: 'warning', text }] } };
    }),
  }),
  mutant({
    id: 'late-init-does-not-pin',
    profile,
    breaks: 'HEKI-152',
    origin: 'a backend registered, and lock_crs() not called: the pins are then a matter of who remembers',
    wrap: believing(['late_init'], () => ({ backend: null })),
  }),
  mutant({
    id: 'late-init-pins-twice',
    profile,
    breaks: 'HEKI-152',
    origin: 'once in the backend, and once in the common code',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'late_init' || outcome.outcome !== 'ok') return { state, outcome };
      const { calls = [] } = outcome;
      return { state, outcome: { ...outcome, calls: [...calls, ...calls] } };
    }),
  }),
  mutant({
    id: 'locked-said-in-any-case',
    profile,
    breaks: 'HEKI-153',
    origin: 'the result of lock_crs() not looked at',
    wrap: logging(['late_init'], (events) => (events.some(isSplat) ? [LOCKED] : events)),
  }),
  mutant({
    id: 'failure-in-silence',
    profile,
    breaks: 'HEKI-154',
    origin: 'an if in the place of WARN_ON()',
    wrap: logging(['late_init'], (events) => events.filter((one) => !isSplat(one))),
  }),
  mutant({
    id: 'locked-in-silence-in-v2',
    profile,
    breaks: 'HEKI-44',
    origin: 'success taken for granted',
    wrap: logging(['late_init'], (events) => events.filter((one) => !says(one, 'locked'))),
  }),
  mutant({
    id: 'built-unasked-in-v2',
    profile,
    breaks: 'HEKI-155',
    origin: '"default y", as the first version has it',
    rules: { builtByDefault: true },
  }),
  mutant({
    id: 'jump-labels-forbidden-in-v2',
    profile,
    breaks: 'HEKI-156',
    origin: '"depends on !JUMP_LABEL", as the first version has it',
    rules: { jumpLabelsForbid: true },
  }),
  mutant({
    id: 'early-init-before-memory-in-v2',
    profile,
    breaks: 'HEKI-157',
    origin: 'the place of the call in the first version, or before it',
    rules: {
      bootSteps: [
        'heki_early_init',
        ...rulesOf(profile).bootSteps.filter((one) => one !== 'heki_early_init'),
      ],
    },
  }),
];
