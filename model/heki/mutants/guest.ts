/** Mutants of the guest's kernel: command line, configuration, early init. */
import type { Wrap } from '../../core/mistake';
import type { Mutant } from '../../core/machine';
import { parseBool } from '../command-line';
import type { State } from '../state';
import { rulesOf } from '../profiles';
import { withGuest } from '../state';
import type { Event } from '../types';
import { answering, leaving, mutant } from './mutant';
import { believing, configured, converting, logging, saying, says, taking } from './wraps';

/** The value of heki= is read as another; an invalid one is given as `?`. */
const reading = (change: (text: string, flag: boolean | null) => boolean | null): Wrap<State> =>
  taking('param', (op) => {
    const [, text] = /^heki=([^]*)$/.exec(op.parameter ?? '') ?? [];
    if (text === undefined) return op;
    const [was, is] = [parseBool(text), change(text, parseBool(text))];
    return was === is ? op : { ...op, parameter: `heki=${is === null ? '?' : is ? '1' : '0'}` };
  });

/** The boot takes one step before another. */
function moved(step: string, before: string, profile = 'v1'): { readonly bootSteps: readonly string[] } {
  const rest = rulesOf(profile).bootSteps.filter((one) => one !== step);
  const at = rest.indexOf(before);
  return { bootSteps: [...rest.slice(0, at), step, ...rest.slice(at)] };
}

export const GUEST_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'off-by-default',
    breaks: 'HEKI-01',
    origin: 'what a reviewer of the patch asks for, and its author agrees to',
    profile: 'seed',
    invariant: 8,
    wrap: (model) => ({
      ...model,
      initial: (config) => withGuest(model.initial(config), { enabled: false }),
    }),
  }),
  mutant({
    id: 'true-and-false-swapped',
    breaks: 'HEKI-02',
    origin: 'the flag kept as "disabled", as other parameters of the kernel are',
    invariant: 7,
    wrap: reading((_text, flag) => (flag === null ? null : !flag)),
  }),
  mutant({
    id: 'capitals-unknown',
    breaks: 'HEKI-03',
    origin: 'a reader of words of one’s own in the place of kstrtobool()',
    invariant: 7,
    wrap: reading((text, flag) => (/^[A-Z]/.test(text) ? null : flag)),
  }),
  mutant({
    id: 'invalid-disables',
    breaks: 'HEKI-04',
    origin: 'the result of kstrtobool() stored before its return value is looked at',
    invariant: 8,
    wrap: leaving((after, op, _before, outcome) => {
      const invalid = outcome.events?.some((one) => says(one, 'Invalid option string for heki:'));
      return op.op === 'param' && invalid ? withGuest(after, { enabled: false }) : after;
    }),
  }),
  mutant({
    id: 'handler-returns-0',
    breaks: 'HEKI-05',
    origin: 'early_param() handlers return 0 for success, those of __setup() 1',
    invariant: 7,
    wrap: answering((outcome, op) =>
      op.op === 'param' && !op.parameter?.startsWith('heki_test') ? { ...outcome, result: 0 } : outcome,
    ),
  }),
  mutant({
    id: 'flag-sealed-by-late-init',
    breaks: 'HEKI-07',
    origin: 'late init taken for the end of the boot, which a reader easily does',
    wrap: leaving((after, op, { guest: { sealed } }) =>
      op.op === 'mark_readonly' ? withGuest(after, { sealed }) : after,
    ),
  }),
  mutant({
    id: 'prefix-forgotten',
    breaks: 'HEKI-08',
    origin: 'pr_fmt() defined below the headers that pr_warn() comes with, where it does nothing',
    wrap: saying(/^heki-guest: /, ''),
  }),
  mutant({
    id: 'built-although-turned-down',
    breaks: 'HEKI-09',
    origin: 'an object file in obj-y where obj-$(CONFIG_HEKI) is meant',
    wrap: configured(({ heki }) => ({ heki: heki === 'n' ? 'default' : heki })),
  }),
  mutant({
    id: 'built-only-if-asked-for',
    breaks: 'HEKI-10',
    origin: 'without "default y", as new features of the kernel come',
    wrap: configured(({ heki }) => ({ heki: heki === 'y' ? 'y' : 'n' })),
  }),
  mutant({
    id: 'dependencies-forgotten',
    breaks: 'HEKI-146',
    origin: 'without "depends on": the code compiles elsewhere, and jump labels write to text that is locked',
    wrap: configured(() => ({ arch: 'x86-64', jump_label: false })),
  }),
  mutant({
    id: 'arch-init-when-disabled',
    breaks: 'HEKI-17',
    origin: 'no return after the line that says Disabled',
    wrap: (model) =>
      logging(['early_init'], (events, { guest }) =>
        events.map((one) =>
          !guest.enabled && says(one, 'Enabled') ? { ...one, text: 'heki-guest: Disabled' } : one,
        ),
      )(believing(['early_init'], () => ({ enabled: true }))(model)),
  }),
  mutant({
    id: 'enabled-logged-last',
    breaks: 'HEKI-18',
    origin: 'the line after the work that it announces, as lines of success are',
    wrap: logging(['early_init'], (events) => {
      const isEnabled = (one: Event): boolean => says(one, 'Enabled');
      return [...events.filter((one) => !isEnabled(one)), ...events.filter(isEnabled)];
    }),
  }),
  mutant({
    id: 'early-init-after-ftrace',
    breaks: 'HEKI-19',
    origin: 'the call put at the end of the early part of start_kernel()',
    rules: moved('heki_early_init', 'free_initmem'),
  }),
  mutant({
    id: 'early-init-before-memory',
    breaks: 'HEKI-19',
    origin: 'the call beside setup_command_line(), where what it asks for is known',
    rules: moved('heki_early_init', 'mm_init'),
  }),
  mutant({
    id: 'late-init-before-read-only',
    breaks: 'HEKI-36',
    origin: 'the call beside free_initmem(), before mark_readonly()',
    rules: moved('heki_late_init', 'mark_readonly'),
  }),
  mutant({
    id: 'last-section-forgotten',
    breaks: 'HEKI-20',
    origin: 'the table is kept in step with the linker script by hand',
    wrap: (model) =>
      leaving((after, op) =>
        op.op === 'early_init' && after.guest.ranges
          ? withGuest(after, { num: after.guest.ranges.length })
          : after,
      )(converting((ranges) => ranges.slice(0, -1))(model)),
  }),
  mutant({
    id: 'text-writable',
    breaks: 'HEKI-21',
    origin: 'the attributes taken for alternatives: EXEC for .text, NOWRITE for the rest',
    wrap: converting((ranges) =>
      ranges.map((one) => (one.attributes === 3n ? { ...one, attributes: 2n } : one)),
    ),
  }),
  mutant({
    id: 'count-one-short',
    breaks: 'HEKI-22',
    origin: 'the index of the last entry taken for the count',
    wrap: leaving((after, op) =>
      op.op === 'early_init' && after.guest.ranges
        ? withGuest(after, { num: after.guest.ranges.length - 1 })
        : after,
    ),
  }),
];
