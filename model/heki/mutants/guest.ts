/** Mutants of the guest's kernel: command line, configuration, early init. */
import type { Mutant } from '../../core/machine';
import { parseBool } from '../command-line';
import { SECTIONS, tableOf } from '../sections';
import { mutant, ORIGIN } from './mutant';

const ORDER = [
  'mm_init', 'heki_early_init', 'poking_init', 'ftrace_init', 'free_initmem', 'mark_readonly', 'heki_late_init', 'pti_finalize',
]; // prettier-ignore

function moved(step: string, before: string): readonly string[] {
  const rest = ORDER.filter((one) => one !== step);
  return [...rest.slice(0, rest.indexOf(before)), step, ...rest.slice(rest.indexOf(before))];
}

export const GUEST_MUTANTS: readonly Mutant[] = [
  mutant('off-by-default', 'HEKI-01', 'what a reply to the patch asks for', { enabledByDefault: false }, { profile: 'seed', invariant: 8 }),
  mutant('true-and-false-swapped', 'HEKI-02', ORIGIN.slip, {
    parseFlag: (text) => {
      const flag = parseBool(text);
      return flag === null ? null : !flag;
    },
  }, { invariant: 7 }),
  mutant('t-and-f-unknown', 'HEKI-03', 'kernels before 2022 do it so', {
    parseFlag: (text) => (/^[tTfF]/.test(text ?? '') ? null : parseBool(text)),
  }, { invariant: 7 }),
  mutant('e-and-d-known', 'HEKI-03', ORIGIN.later, {
    parseFlag: (text) => (/^[eE]/.test(text ?? '') ? true : /^[dD]/.test(text ?? '') ? false : parseBool(text)),
  }, { invariant: 7 }),
  mutant('whole-word-compared', 'HEKI-03', ORIGIN.slip, {
    parseFlag: (text) => (/^(y|yes|t|true|1|on|n|no|f|false|0|off)$/i.test(text ?? '') ? parseBool(text) : null),
  }),
  mutant('o-alone-is-off', 'HEKI-03', ORIGIN.slip, { parseFlag: (text) => (text === 'o' ? false : parseBool(text)) }, { invariant: 7 }),
  mutant('capitals-unknown', 'HEKI-03', ORIGIN.slip, {
    parseFlag: (text) => (/^[A-Z]/.test(text ?? '') ? null : parseBool(text)),
  }, { invariant: 7 }),
  mutant('invalid-disables', 'HEKI-04', ORIGIN.slip, { afterInvalid: () => false }, { invariant: 7 }),
  mutant('invalid-enables', 'HEKI-04', ORIGIN.slip, { afterInvalid: () => true }, { invariant: 8 }),
  mutant('invalid-back-to-on', 'HEKI-04', ORIGIN.slip, { afterInvalid: () => true }, { profile: 'seed', invariant: 8 }),
  mutant('invalid-value-not-quoted', 'HEKI-04', ORIGIN.slip, { invalidText: (value) => `Invalid option string for heki: ${value ?? ''}` }),
  mutant('handler-returns-0', 'HEKI-05', ORIGIN.slip, { paramResult: () => 0 }, { invariant: 7 }),
  mutant('test-handler-returns-0', 'HEKI-89', ORIGIN.slip, { testResult: 0 }),
  mutant('handler-refuses-invalid', 'HEKI-05', ORIGIN.slip, { paramResult: (valid) => (valid ? 1 : 0) }, { profile: 'seed', invariant: 7 }),
  mutant('flag-stays-writable', 'HEKI-07', ORIGIN.slip, { flagWritable: () => true }),
  mutant('flag-sealed-by-late-init', 'HEKI-07', 'late init is what a reader takes for the end of the boot', { flagWritable: ({ late }) => !late }),
  mutant('flag-sealed-from-the-start', 'HEKI-07', ORIGIN.slip, { flagWritable: () => false }),
  mutant('prefix-forgotten', 'HEKI-08', ORIGIN.slip, { guestPrefix: '' }),
  mutant('warn-with-prefix', 'HEKI-08', ORIGIN.doc, { warnPrefix: 'heki-guest: ' }),
  mutant('built-with-jump-labels', 'HEKI-10', ORIGIN.slip, { built: ({ arch, heki }) => arch === 'x86-64' && heki !== 'n' }),
  mutant('built-on-32-bit', 'HEKI-10', ORIGIN.slip, { built: ({ arch, jump_label, heki }) => arch !== 'other' && !jump_label && heki !== 'n' }),
  mutant('built-elsewhere', 'HEKI-10', ORIGIN.slip, { built: ({ arch, jump_label, heki }) => arch !== 'x86-32' && !jump_label && heki !== 'n' }),
  mutant('built-only-if-asked-for', 'HEKI-10', ORIGIN.later, { built: ({ arch, jump_label, heki }) => arch === 'x86-64' && !jump_label && heki === 'y' }),
  mutant('built-although-turned-down', 'HEKI-09', ORIGIN.slip, { built: ({ arch, jump_label }) => arch === 'x86-64' && !jump_label }),
  mutant('arch-init-when-disabled', 'HEKI-17', ORIGIN.slip, { archInitRuns: () => true }),
  mutant('enabled-logged-last', 'HEKI-18', ORIGIN.slip, { enabledLoggedFirst: false }),
  mutant('orc-tables-forgotten', 'HEKI-20', 'the table is kept in step with the linker script by hand', {
    table: (_kernel, symbols) => tableOf({ orc: false }, symbols),
  }),
  mutant('orc-tables-always', 'HEKI-20', ORIGIN.slip, { table: (_kernel, symbols) => tableOf({ orc: true }, symbols) }),
  mutant('rodata-first', 'HEKI-20', ORIGIN.slip, {
    table: (kernel, symbols) => {
      const [text, rodata, ...rest] = tableOf(kernel, symbols);
      return text && rodata ? [rodata, text, ...rest] : [];
    },
  }),
  mutant('rodata-executable', 'HEKI-21', ORIGIN.slip, {
    table: (kernel, symbols) => tableOf(kernel, symbols).map((range) => ({ ...range, attributes: 3n })),
  }),
  mutant('text-writable', 'HEKI-21', ORIGIN.slip, {
    table: (kernel, symbols) => tableOf(kernel, symbols).map((range, i) => (i === 0 ? { ...range, attributes: 2n } : range)),
  }),
  mutant('last-section-forgotten', 'HEKI-20', ORIGIN.slip, {
    table: (kernel, symbols) => tableOf(kernel, symbols).slice(0, kernel.orc ? SECTIONS.length - 1 : 1),
  }),
  mutant('two-slots-too-many', 'HEKI-20', ORIGIN.slip, {
    table: (kernel, symbols) => [...tableOf(kernel, symbols), ...tableOf(kernel, symbols).slice(0, 2)],
  }),
  mutant('count-one-short', 'HEKI-22', ORIGIN.slip, { numAfter: (count) => count - 1 }),
  mutant('no-count-without-memory', 'HEKI-92', ORIGIN.doc, { numAfter: (count, allocated) => (allocated ? count : 0) }),
  mutant('early-init-after-ftrace', 'HEKI-19', ORIGIN.slip, { bootOrder: moved('heki_early_init', 'free_initmem') }),
  mutant('early-init-before-the-allocator', 'HEKI-19', ORIGIN.slip, { bootOrder: moved('heki_early_init', 'mm_init') }),
  mutant('late-init-before-read-only', 'HEKI-36', ORIGIN.slip, { bootOrder: moved('heki_late_init', 'mark_readonly') }),
  mutant('late-init-after-the-mappings', 'HEKI-36', ORIGIN.slip, { bootOrder: [...ORDER.filter((s) => s !== 'heki_late_init'), 'heki_late_init'] }),
  mutant('ranges-converted-after-init-memory', 'HEKI-19', ORIGIN.slip, { bootOrder: moved('heki_early_init', 'mark_readonly') }),
]; // prettier-ignore
