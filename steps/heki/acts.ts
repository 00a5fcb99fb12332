/** Heki: what is given and what happens. */
import type { Access, LockCrs, Op } from '../../model/heki/types';
import { Cells, cellOf } from '../phrases/cells';
import { valueOfText } from '../tables';
import type { Setup, Trouble } from './course';
import { act, given, lockRequest, oldValueOf, pinRequest, PLAIN } from './course';
import { KASLR, KASLR_PHYS_BASE, NO_KASLR } from './layouts';
import { valueAfter } from './registers';
import {
  configWith,
  hostCells,
  hypercallCells,
  hypercallOf,
  paCells,
  paRangesOf,
  vaCells,
  vaRangesOf,
} from './tables';
import type { Part, Step } from './words';

/** The answers that the scenario has scripted, for one operation. */
function scripted({ answers }: Setup): Pick<LockCrs, 'answers'> {
  return answers === null ? {} : { answers: [...answers] };
}

function stepOp(setup: Setup, step: Step): Op {
  switch (step) {
    case 'early':
      return { op: 'early_init', ...withoutMemory(setup) };
    case 'late':
      return {
        op: 'late_init',
        ...(setup.trouble.includes('array-unreadable') ? { array_readable: false } : {}),
      };
    case 'seal':
      return { op: 'mark_readonly' };
    case 'probe':
      return { op: 'probe', kvm: true, ...scripted(setup) };
    case 'probe-without-kvm':
      return { op: 'probe', kvm: false, ...scripted(setup) };
    case 'lock-crs':
      return { op: 'lock_crs', ...scripted(setup) };
    case 'boot':
      return { op: 'boot_order' };
  }
}

function withoutMemory({ trouble }: Setup): { readonly alloc?: 'fail' } {
  return trouble.includes('kernel-memory') ? { alloc: 'fail' } : {};
}

const STEPS: Partial<Readonly<Record<Op['op'], Step>>> = {
  early_init: 'early',
  late_init: 'late',
  mark_readonly: 'seal',
  lock_crs: 'lock-crs',
  boot_order: 'boot',
};

function stepOf(op: Op): Step | undefined {
  if (op.op === 'probe') return op.kvm ? 'probe' : 'probe-without-kvm';
  return STEPS[op.op];
}

function accessCells({ gpa, error_code, gva = 0n }: Access): Cells {
  return new Cells([
    ['gpa', cellOf(gpa) ?? ''],
    ['error_code', cellOf(error_code) ?? ''],
    ['gva', cellOf(gva) ?? ''],
  ]);
}

export const ACTS = [
  given('a 6.12 kernel {hekiKernel}', {
    set: ({ config }, { orc, kaslr }) => {
      const place = kaslr ? { symbols: KASLR, phys_base: KASLR_PHYS_BASE } : { symbols: NO_KASLR };
      return { config: { ...config, ...place, kernel: { ...config.kernel, orc } } };
    },
    say: ({ config }) => [{ orc: config.kernel.orc, kaslr: config.symbols === KASLR }],
  }),
  given('a host {hekiSeries}', {
    set: ({ config }, series) => ({ config: { ...config, host: { ...config.host, series } } }),
    say: ({ config }) => [config.host.series],
  }),
  given('the {hekiPart} comes with:', {
    set: ({ config }, part, table) => ({ config: configWith(config, part, table) }),
    say: ({ config }): [Part, Cells] | null => {
      const cells = hostCells(config.host, PLAIN.host);
      return cells.rows.length === 0 ? null : ['host', cells];
    },
  }),
  given('from now on {hekiTrouble}', {
    set: ({ trouble }, one) => ({ trouble: [...trouble, one] }),
    toward: ({ trouble }, op): [Trouble] | null =>
      'alloc' in op && op.alloc === 'fail' && !trouble.includes('kernel-memory') ? ['kernel-memory'] : null,
  }),
  given('the host answers the next hypercalls with {string}', {
    set: (_setup, answers) => ({
      answers: answers.split(', ').map((text) => BigInt.asUintN(64, BigInt(text))),
    }),
  }),
  act('the kernel parses {string}', {
    ops: (_setup, parameter) => ({ op: 'param', parameter }),
    say: ([op]) => (op?.op === 'param' && op.parameter !== null ? [op.parameter] : null),
  }),
  act('{hekiStep} runs', {
    ops: stepOp,
    say: ([op]) => {
      const step = op && stepOf(op);
      return step ? [step] : null;
    },
  }),
  act('another kernel boots in the VM', {
    ops: () => ({ op: 'reboot' }),
    say: ([op]) => (op?.op === 'reboot' ? [] : null),
  }),
  act('the kernel sets its enable flag {switch}', {
    ops: (_setup, value) => ({ op: 'set_flag', value }),
    say: ([op]) => (op?.op === 'set_flag' ? [op.value] : null),
  }),
  act('a backend is plugged that {hekiStub}', {
    ops: (_setup, stub) => ({ op: 'plug', backend: 'stub', ...stub }),
    say: ([op]) => (op?.op === 'plug' ? [op] : null),
  }),
  act('the kernel converts:', {
    ops: (setup, table) => ({ op: 'convert', ranges: vaRangesOf(table), ...withoutMemory(setup) }),
    say: ([op]) => (op?.op === 'convert' ? [vaCells(op.ranges)] : null),
  }),
  act('the backend protects {int} ranges at {u64}', {
    ops: (setup, num, pa) => ({ op: 'protect_ranges', pa, num, ...scripted(setup) }),
    say: ([op]) => (op?.op === 'protect_ranges' ? [op.num, op.pa] : null),
  }),
  act('the guest asks to lock:', {
    ops: (_setup, table) => lockRequest(paRangesOf(table)),
    say: ([op]) => (op?.op === 'hypercall' && op.array ? [paCells(op.array)] : null),
  }),
  act('the guest pins {crPins}', {
    ops: (setup, { cr, mask }) => pinRequest(setup, cr, mask),
    say: ([op]) => (op?.op === 'hypercall' && op.a0 < 5n ? [{ cr: Number(op.a0), mask: op.a1 }] : null),
  }),
  act('the guest makes hypercall {int} with:', {
    ops: (_setup, nr, table) => hypercallOf(nr, table),
    say: ([op]) => (op?.op === 'hypercall' ? [op.nr, hypercallCells(op)] : null),
  }),
  act('{hekiAccess} GFN {u64}', {
    ops: (_setup, access, gfn) => ({ op: 'access', gpa: gfn << 12n, ...access }),
    say: ([op]) => {
      if (op?.op !== 'access') return null;
      const { error_code, path } = op;
      return [{ error_code, ...(path ? { path } : {}) }, op.gpa >> 12n];
    },
  }),
  act('the host sees an access with:', {
    ops: (_setup, table) => {
      const { gpa = '', error_code = '', gva = '0x0' } = table.rowsHash();
      return {
        op: 'access',
        gpa: valueOfText(gpa),
        error_code: valueOfText(error_code),
        gva: valueOfText(gva),
      };
    },
    say: ([op]) => (op?.op === 'access' ? [accessCells(op)] : null),
  }),
  act('{crWriter} writes {crValue}', {
    ops: (setup, writer, value) => ({
      op: 'write_cr',
      ...writer,
      cr: value.cr,
      value: valueAfter(value, oldValueOf(setup, value.cr)),
    }),
    say: ([op]) => (op?.op === 'write_cr' ? [op, { cr: op.cr, old: null, bits: op.value }] : null),
  }),
] as const;
