/** Heki: what is given and what happens. */
import type { AnyOp } from '../../model/core/machine';
import type { Access, LockCrs, Op } from '../../model/heki/types';
import { Cells, cellOf } from '../phrases/cells';
import { valueOfText } from '../tables';
import type { Setup } from './course';
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
import type { Part, Step, Turn } from './words';

/** A step as it comes out this time. */
function stepOp({ turns }: Setup, step: Step): Op {
  switch (step.op) {
    case 'early_init':
      return { ...step, ...memoryOf(turns) };
    case 'late_init':
      return { ...step, ...(turns.includes('array-unreadable') ? { array_readable: false } : {}) };
    case 'protect_ranges':
      return {
        ...step,
        ...answersIn(turns),
        ...(turns.includes('interrupt') ? { context: 'interrupt' as const } : {}),
      };
    case 'probe':
    case 'lock_crs':
      return { ...step, ...answersIn(turns) };
    default:
      return step;
  }
}

function memoryOf(turns: readonly Turn[]): { readonly alloc?: 'fail' } {
  return turns.includes('no-memory') ? { alloc: 'fail' } : {};
}

function answersIn(turns: readonly Turn[]): Pick<LockCrs, 'answers'> {
  const found = turns.find((turn) => typeof turn === 'object');
  return found ? { answers: [...found.answers] } : {};
}

/** What has to be said first of an operation that did not come out as usual; no property scripts answers. */
function turnOf(op: AnyOp): Turn | null {
  if ('alloc' in op && op.alloc === 'fail') return 'no-memory';
  if ('context' in op && op.context === 'interrupt') return 'interrupt';
  return 'array_readable' in op && op.array_readable === false ? 'array-unreadable' : null;
}

/** A step without what is unusual in it; null for what is no step. */
function stepOf(op: Op): Step | null {
  switch (op.op) {
    case 'early_init':
    case 'late_init':
    case 'mark_readonly':
    case 'boot':
      return { op: op.op };
    case 'lock_crs':
      return { op: op.op, ...(op.cr4 === undefined ? {} : { cr4: op.cr4 }) };
    case 'probe':
      return { op: op.op, kvm: op.kvm };
    case 'protect_ranges':
      return { op: op.op, pa: op.pa, num: op.num };
    default:
      return null;
  }
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
  given('next time {hekiTurn}', {
    set: ({ turns }, turn) => ({ turns: [...turns, turn] }),
    toward: (_setup, op): [Turn] | null => {
      const turn = turnOf(op);
      return turn ? [turn] : null;
    },
  }),
  act('the kernel parses {string}', {
    ops: (_setup, parameter) => ({ op: 'param', parameter }),
    say: ([op]) => (op?.op === 'param' && op.parameter !== null ? [op.parameter] : null),
  }),
  act('{hekiStep} runs', {
    ops: stepOp,
    say: ([op]) => {
      const step = op ? stepOf(op) : null;
      return step && [step];
    },
  }),
  act('another kernel boots in {hekiVm}', {
    ops: (_setup, place) => ({
      op: 'reboot',
      ...(typeof place === 'bigint' ? { phys_base: place } : place === 'another' ? { vm: place } : {}),
    }),
    say: ([op]) => (op?.op === 'reboot' ? [op.phys_base ?? op.vm ?? 'same'] : null),
  }),
  act('the kernel sets its enable flag {switch}', {
    ops: (_setup, value) => ({ op: 'set_flag', value }),
    say: ([op]) => (op?.op === 'set_flag' ? [op.value] : null),
  }),
  act('a backend is plugged that {hekiStub}', {
    ops: (_setup, plugged) => ({ op: 'plug', ...plugged }),
    say: ([op]) => (op?.op === 'plug' ? [op] : null),
  }),
  act('the kernel converts:', {
    ops: (setup, table) => ({ op: 'convert', ranges: vaRangesOf(table), ...memoryOf(setup.turns) }),
    say: ([op]) => (op?.op === 'convert' ? [vaCells(op.ranges)] : null),
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
  act('userspace {hekiIoctl}', {
    ops: (_setup, ioctl) => ioctl,
    say: ([op]) => (op?.op === 'enable_cap' || op?.op === 'check_extension' ? [op] : null),
  }),
] as const;
