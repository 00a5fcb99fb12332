/** Whose a field is, by the sentences of the requirements. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Reign } from '../core/lineage';
import { profilesIn } from '../core/lineage';
import { completeChoices } from '../core/machine';
import { firstLook } from '../core/naming';
import type { Look, Ruling } from '../core/owners';
import { rulingOf } from '../core/owners';
import { shows } from '../core/showing';
import { SYNDBG } from './index';
import { MSR_OF } from './msr';
import type { Config, Op } from './types';
import { switchedLeaves } from './cpuid';

const CONFIG: Config = { vms: 1, vcpus: 1, irqchip: false, trace: false };

interface Row extends Reign {
  readonly id: string;
}

const CATALOGUE = join(__dirname, '..', '..', 'features', 'syndbg', 'requirements.yaml');
const ROWS = (parse(readFileSync(CATALOGUE, 'utf8')) as { requirements: readonly Row[] }).requirements;

const AT = { vm: 0, vcpu: 0 };
const write = (msr: bigint, value: bigint, more: object = {}): Op => ({
  op: 'wrmsr',
  ...AT,
  msr,
  value,
  ...more,
});
const leaves = (on: boolean): Op => ({ op: 'set_cpuid', ...AT, leaves: [...switchedLeaves(on)] });
const list = (fd: 'system' | 'vcpu'): Op => ({ op: 'get_supported_hv_cpuid', fd, ...AT, nent: 256 });

function looksOf(ops: readonly Op[], profile: string): readonly Look[] {
  const found = SYNDBG.profiles.find(({ name }) => name === profile);
  assert.ok(found);
  const model = found.model(completeChoices(found, {}));
  const looks = [firstLook(model.initial(CONFIG))];
  for (const op of ops) {
    const before = looks.at(-1)?.after;
    const { state, outcome } = model.step(before, op);
    looks.push({ op, before, after: state, outcome });
  }
  return looks;
}

/** Who speaks of a field of the last operation; `bits` are those in which it differs. */
function ruling(ops: readonly Op[], field: string, bits: bigint | null = null, profile = 'upstream'): Ruling {
  const looks = looksOf(ops, profile);
  const holds = (id: string): boolean =>
    ROWS.some((row) => row.id === id && profilesIn(SYNDBG.profiles, row).includes(profile));
  return rulingOf(SYNDBG.fields, field, looks.at(-1) as Look, looks.slice(0, -1), holds, bits);
}

test('of the leaves only the bits that a requirement names have an owner', () => {
  const at = (field: string, bits: bigint): Ruling => ruling([list('system')], `leaves.${field}`, bits);
  assert.deepEqual(at('0x40000003.ebx', 0x800n).owners, ['SYNDBG-83']);
  assert.deepEqual(at('0x40000003.edx', 0x2n).owners, ['SYNDBG-83']);
  assert.deepEqual(at('0x40000000.eax', 0x8n).owners[0], 'SYNDBG-35');
  assert.deepEqual(at('0x40000081.ebx', 0x1n).owners, ['SYNDBG-33']);
  assert.equal(at('0x40000005.eax', 0x1400n).open, 'build-dependent');
  for (const [field, bit] of [
    ['0x40000003.ebx', 20],
    ['0x40000004.eax', 14],
    ['0x40000004.eax', 18],
    ['0x4000000a.eax', 0],
  ] as const)
    assert.equal(at(field, 1n << BigInt(bit)).open, 'host-dependent', field);
});

test('what the irqchip hides is said of a vCPU’s list alone', () => {
  const bit = 0x400n;
  assert.deepEqual(ruling([list('vcpu')], 'leaves.0x40000004.eax', bit).owners, ['SYNDBG-130']);
  assert.equal(ruling([list('system')], 'leaves.0x40000004.eax', bit).open, 'host-dependent');
});

test('the posted list has an order and a number, and open values', () => {
  const of = (field: string, bits: bigint | null = null): Ruling => ruling([list('vcpu')], field, bits, 'v6');
  assert.deepEqual(of('leaves').owners, ['SYNDBG-94']);
  assert.deepEqual(of('nent').owners, ['SYNDBG-94']);
  assert.deepEqual(of('leaves.0x40000003.edx', 0x800n).owners, ['SYNDBG-37']);
  assert.equal(of('leaves.0x40000003.edx', 0x80000n).open, 'host-dependent');
});

test('an older profile does not inherit what newer kernels were seen to do', () => {
  const exits = [write(MSR_OF.control, 1n)];
  for (const field of ['status', 'pad1', 'pad2', 'rip']) {
    assert.equal(ruling(exits, `events.SYNDBG.${field}`, null, 'v6').open, 'unspecified', field);
    assert.equal(ruling([leaves(true), ...exits], `events.SYNDBG.${field}`).open, null, field);
  }
});

test('a missing exit is laid at the register’s door, or at what is special about the write', () => {
  const first = (...ops: readonly Op[]): string | undefined =>
    ruling([leaves(true), ...ops], 'events.SYNDBG').owners[0];
  const back: Op = { op: 'run', ...AT, run: { status: 0n } };
  assert.equal(first(write(MSR_OF.control, 1n)), 'SYNDBG-05');
  assert.equal(first(write(MSR_OF.pending_page, 1n)), 'SYNDBG-06');
  assert.equal(first(write(MSR_OF.options, 1n)), 'SYNDBG-07');
  assert.equal(first(write(MSR_OF.control, 0n)), 'SYNDBG-09');
  assert.equal(first(write(MSR_OF.control, 1n), back, write(MSR_OF.control, 1n)), 'SYNDBG-09');
  assert.equal(first(write(MSR_OF.pending_page, 1n), back, write(MSR_OF.control, 1n)), 'SYNDBG-28');
});

test('a register that a read shows wrong is laid at the door of who wrote it last, if that was another', () => {
  const status = 'value';
  const read: Op = { op: 'rdmsr', ...AT, msr: MSR_OF.status };
  assert.equal(ruling([leaves(true), read], status).owners[0], 'SYNDBG-01');
  assert.equal(ruling([leaves(true), write(MSR_OF.status, 5n), read], status).owners[0], 'SYNDBG-18');
  const answered: readonly Op[] = [
    write(MSR_OF.control, 1n),
    { op: 'run', ...AT, run: { status: 9n } },
    read,
  ];
  assert.equal(ruling([leaves(true), ...answered], status).owners[0], 'SYNDBG-19');
  const other: Op = { op: 'set_msrs', fd: 'vcpu', ...AT, msrs: [{ msr: MSR_OF.status, value: 3n }] };
  assert.equal(ruling([leaves(true), other, read], status).owners[0], 'SYNDBG-02');
});

test('what the emulator leaves in the exit reason is nobody’s', () => {
  const emulated = [leaves(true), write(MSR_OF.control, 1n, { path: 'emulated' })];
  assert.deepEqual(ruling(emulated, 'events.BARE.reason'), { owners: [], open: 'emulation' });
  assert.deepEqual(ruling(emulated, 'events.BARE').owners[0], 'SYNDBG-132');
});

test('another feature’s MSR in the list is nobody’s', () => {
  const listed = (msr: bigint): Op => ({ op: 'msr_listed', list: 'index', msr });
  assert.deepEqual(ruling([listed(MSR_OF.options)], 'listed').owners, ['SYNDBG-41']);
  assert.deepEqual(ruling([listed(0x400000f6n)], 'listed').owners, ['SYNDBG-41']);
  assert.equal(ruling([listed(0x40000118n)], 'listed').open, 'build-dependent');
});

test('a requirement is shown where its condition is met, and not by whatever passes nearby', () => {
  const shown = (id: string, ...ops: readonly Op[]): boolean =>
    shows(SYNDBG.fields, id, looksOf(ops, 'upstream'), 0);
  const access = write(MSR_OF.options, 5n);
  assert.equal(shown('SYNDBG-13', leaves(true), access), false);
  assert.equal(shown('SYNDBG-13', leaves(false), access), true);
  assert.equal(shown('SYNDBG-15', leaves(true), access), false);
  const enforce: Op = { op: 'enable_cap', fd: 'vcpu', ...AT, cap: 199, arg: 1n };
  assert.equal(shown('SYNDBG-15', leaves(true), enforce, access), true);
  assert.equal(shown('SYNDBG-57', leaves(true), access), false);
  assert.equal(shown('SYNDBG-57', leaves(true), enforce, access), true);
  assert.equal(shown('SYNDBG-85', leaves(true), { op: 'get_cpuid', ...AT, function: 0x40000082n }), true);
  assert.equal(shown('SYNDBG-43', list('system')), true);
  assert.equal(shown('SYNDBG-43', { ...list('system'), fd: 'vm' } as Op), true);
});
