/** A short recording of what Linux did, for the tests of `check`. */
import { entriesOf } from '../../subjects/recording';
import type { CheckOptions } from '../check';
import { checkEntries } from '../check';
import type { CheckResult } from '../check-result';

const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
const source = { kernel: '6.12', observed: 'by hand' };
export const HEADER = { recording: 1, machine: 'syndbg', profile: 'upstream', config, source };
export const AT = { vm: 0, vcpu: 0 };
const leaf = (fn: string, eax: string): object => ({ function: fn, eax, ebx: '0x0', ecx: '0x0', edx: '0x0' });
const leaves = [leaf('0x40000001', '0x31237648'), leaf('0x40000082', '0x2')];
export const EXIT = {
  event: 'exit',
  exit: 'SYNDBG',
  reason: '0x1b',
  rip: '0x1002',
  type: '0x3',
  pad1: '0x0',
  msr: '0x400000f1',
  pad2: '0x0',
  control: '0x21',
  status: '0x0',
  send_page: '0x0',
  recv_page: '0x0',
  pending_page: '0x0',
};

export type Line = Readonly<Record<string, object | string | number>>;

/** As observed on 6.1, 6.12 and 7.2 (SYNDBG-05, 22, 24, 07, 88); line 1 is the header. */
export const RECORDING: readonly Line[] = [
  HEADER,
  { step: { op: 'set_cpuid', ...AT, leaves }, outcome: { outcome: 'ok' } },
  {
    step: { op: 'wrmsr', ...AT, msr: '0x400000f1', value: '0x21' },
    outcome: { outcome: 'ok', events: [EXIT] },
    id: 'control/write',
  },
  { step: { op: 'run', ...AT, run: { status: '0x7' } }, outcome: { outcome: 'ok', events: [] } },
  {
    step: { op: 'rdmsr', ...AT, msr: '0x400000f2' },
    outcome: { outcome: 'ok', value: '0x7', rax: '0x7', rdx: '0x0', events: [] },
  },
  { step: { op: 'wrmsr', ...AT, msr: '0x400000f2', value: '0x9' }, outcome: { outcome: 'ok', events: [] } },
  {
    step: { op: 'set_msrs', fd: 'vcpu', ...AT, msrs: [{ msr: '0x40000000', value: '0x81' }] },
    unobserved: 'x',
  },
  {
    step: { op: 'hypercall', ...AT, input: '0x69', ingpa: '0x5000', outgpa: '0x6000' },
    outcome: { outcome: 'ok', value: '0x8', events: [] },
  },
  { inspect: { vms: [{ registers: { control: '0x21', status: '0x9' } }] } },
];
/** Lines of it that hold an observation. */
export const OBSERVED = 7;

/** Checks lines that were never in a file. */
export function run(lines: readonly Line[], options?: CheckOptions): Promise<CheckResult> {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return checkEntries(entriesOf([bytes], 'r.ndjson'), 'r.ndjson', options);
}

/** The recording with the value at `path` of line `line` (from 1) exchanged. */
export function changed(line: number, path: string, value: unknown, lines = RECORDING): readonly Line[] {
  const copy = structuredClone(lines) as Line[];
  const keys = path.split('.');
  const last = keys.pop() as string;
  const holder = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], copy[line - 1]);
  (holder as Record<string, unknown>)[last] = value;
  return copy;
}
