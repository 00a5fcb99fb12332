/** Whose some telling fields are, by what the sentences of the catalogue say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { profilesIn, type Reign } from '../../core/lineage';
import { firstLook } from '../../core/naming';
import { Misuse } from '../../core/machine';
import type { Look, Ruling } from '../../core/owners';
import { rulingOf } from '../../core/owners';
import { NV } from '..';
import type { Config, Op } from '../types';
import { FIELDS } from '.';

const CATALOGUE = join(__dirname, '..', '..', '..', 'features', 'nv', 'requirements.yaml');
const { requirements } = parse(readFileSync(CATALOGUE, 'utf8')) as {
  readonly requirements: readonly (Reign & { readonly id: string })[];
};

const CONFIG: Config = { vhe: true, vgic: true };
const NO_VGIC: Config = { vhe: true, vgic: false };
const EL2: Op = { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false };
const IRQ: Op = { op: 'exit', kind: 'IRQ' };
const set = (reg: 'PSTATE' | 'HCR_EL2', value: bigint): Op => ({ op: 'set_one_reg', reg, value });
const [KEEP, CLEAR] = [0x4_8800_0000n, 0x4_8000_0000n];

function entered(pstate: bigint, hcr: bigint): readonly Op[] {
  return [EL2, set('HCR_EL2', hcr), set('PSTATE', pstate), { op: 'kvm_run' }, { op: 'enter' }];
}

const FIVE_STEPS: readonly Op[] = [
  ...entered(0x3c0n, KEEP),
  { op: 'exception', class: 'SVC' },
  { op: 'msr', reg: 'HCR_EL2', value: CLEAR },
  IRQ,
];

/** Who speaks of a field after the last of the operations. */
function ruling(
  profile: string,
  ops: readonly Op[],
  field: string,
  bits: bigint | null = null,
  config = CONFIG,
): Ruling {
  const model = NV.profiles.find(({ name }) => name === profile)?.model({});
  assert.ok(model);
  const looks: Look[] = [firstLook(model.initial(config))];
  for (const op of ops) {
    const before = looks.at(-1)?.after;
    const { state, outcome } = model.step(before, op);
    looks.push({ op, before, after: state, outcome });
  }
  const here = new Set(
    requirements.filter((one) => profilesIn(NV.profiles, one).includes(profile)).map(({ id }) => id),
  );
  const holds = (id: string): boolean => here.has(id);
  return rulingOf(FIELDS, field, looks.at(-1) as Look, looks.slice(0, -1), holds, bits);
}

function first(...of: Parameters<typeof ruling>): string | null {
  const { owners, open } = ruling(...of);
  return owners[0] ?? open;
}

test('the mode after the five steps is what the patch is about; before it, the fault', () => {
  const read: readonly Op[] = [...FIVE_STEPS, { op: 'signal' }, { op: 'get_one_reg', reg: 'PSTATE' }];
  for (const profile of ['seed', 'upstream']) {
    assert.equal(first(profile, FIVE_STEPS, 'events.sync.pstate', 0xcn), 'NV-28');
    assert.equal(first(profile, FIVE_STEPS, 'state.pstate', 0xcn), 'NV-28');
    assert.equal(first(profile, read, 'value', 0xcn), 'NV-28');
    assert.equal(first(profile, read, 'mode'), 'NV-28');
  }
  assert.deepEqual(ruling('before', FIVE_STEPS, 'state.pstate', 0xcn).owners, ['NV-29', 'NV-69']);
});

test('a mode has its rule: raised by the stack in use, kept, or taken as it is', () => {
  const exits = (pstate: bigint, hcr: bigint): readonly Op[] => [
    ...entered(pstate, hcr),
    { op: 'execute' },
    IRQ,
  ];
  assert.equal(first('seed', exits(0x3c8n, CLEAR), 'state.pstate', 0xcn), 'NV-16');
  assert.equal(first('seed', exits(0x3c9n, CLEAR), 'state.pstate', 0xcn), 'NV-17');
  assert.equal(first('seed', exits(0x3c0n, KEEP), 'state.pstate', 0xcn), 'NV-18');
  assert.equal(first('seed', exits(0x3c5n, CLEAR), 'state.pstate', 0xcn), 'NV-15');
});

test('what hangs on the CPU is only seen: of bits that a CPU may lack, nothing is demanded', () => {
  const ran: readonly Op[] = [...entered(0x3c9n, CLEAR), { op: 'execute' }, IRQ];
  assert.equal(first('upstream', ran, 'state.pstate', 1n << 12n), 'NV-73');
  assert.equal(first('upstream', ran, 'state.pstate', 1n << 21n), 'NV-56');
  assert.equal(first('upstream', ran, 'state.pstate', 1n << 31n), 'NV-55');
  assert.deepEqual(ruling('seed', ran, 'state.pstate', 1n << 12n), { owners: [], open: 'unspecified' });
});

test('SPSR_EL2 is no matter of the synchronisation before an exit; then what hangs on the CPU is only seen', () => {
  const running: readonly Op[] = [...entered(0x3c9n, CLEAR), { op: 'execute' }];
  const [ss, mode] = [1n << 21n, 0xcn];
  assert.deepEqual(ruling('upstream', running, 'state.spsr', ss).owners, ['NV-56']);
  assert.deepEqual(ruling('upstream', [...running, IRQ], 'state.spsr', ss).owners, ['NV-56']);
  assert.deepEqual(ruling('upstream', [...running, IRQ], 'state.spsr', mode).owners, ['NV-22']);
  assert.deepEqual(ruling('upstream', [...running, IRQ], 'state.spsr', mode | ss).owners, ['NV-22', 'NV-56']);
  assert.deepEqual(ruling('upstream', [...entered(0x3c9n, CLEAR), IRQ], 'state.spsr', ss).owners, ['NV-22']);
});

test('of HAS_EL2_E2H0 alone and of a run without a vGIC nothing is demanded', () => {
  const alone: Op = { op: 'vcpu_init', has_el2: false, has_el2_e2h0: true, el1_32bit: false };
  const run: Op = { op: 'kvm_run' };
  const read: Op = { op: 'get_one_reg', reg: 'PSTATE' };
  for (const field of ['state.host_context', 'state.loaded', 'outcome', 'events.load.file'])
    assert.deepEqual(ruling('upstream', [alone, run], field).owners, ['NV-50'], field);
  for (const field of ['state.loaded', 'state.place'])
    assert.deepEqual(ruling('upstream', [EL2, run, read], field, null, NO_VGIC).owners, ['NV-54'], field);
  assert.deepEqual(ruling('upstream', [EL2, run, read], 'state.hcr', null, NO_VGIC).owners, ['NV-84']);
  assert.deepEqual(ruling('upstream', [EL2, run], 'outcome', null, NO_VGIC).owners, ['NV-54']);
  assert.ok(ruling('upstream', [EL2, run], 'state.loaded').owners.includes('NV-06'));
  assert.ok(!ruling('upstream', [EL2, run], 'state.loaded').owners.includes('NV-54'));
});

test('a KVM_RUN that nothing forbids has to succeed: without a vGIC it is only seen to fail', () => {
  const run: Op = { op: 'kvm_run' };
  const plain: Op = { op: 'vcpu_init', has_el2: false, has_el2_e2h0: false, el1_32bit: false };
  for (const profile of ['seed', 'upstream']) {
    assert.equal(first(profile, [EL2, run], 'outcome'), 'NV-33', profile);
    assert.equal(first(profile, [plain, run], 'outcome'), 'NV-33', profile);
  }
  assert.deepEqual(ruling('upstream', [EL2, run], 'outcome', null, NO_VGIC).owners, ['NV-54']);
});

test('HCR_EL2 after a run: RW, E2H and TGE have owners, the rest is open', () => {
  const wrote: readonly Op[] = [
    ...entered(0x3c9n, KEEP),
    { op: 'msr', reg: 'HCR_EL2', value: 0x8000_0000n },
    IRQ,
  ];
  const read: readonly Op[] = [...wrote, { op: 'signal' }, { op: 'get_one_reg', reg: 'HCR_EL2' }];
  assert.equal(first('upstream', read, 'e2h'), 'NV-46');
  assert.equal(first('seed', read, 'e2h'), 'NV-76');
  assert.equal(first('upstream', read, 'tge'), 'NV-04');
  assert.equal(first('upstream', read, 'value', 1n << 31n), 'NV-83');
  assert.equal(first('upstream', read, 'value', 1n << 4n), 'unspecified');
});

test('before says nothing of what only newer kernels were seen to do', () => {
  const illegal: readonly Op[] = [
    ...entered(0x3c9n, CLEAR),
    { op: 'msr', reg: 'SPSR_EL2', value: 0x3cdn },
    { op: 'eret' },
  ];
  assert.throws(() => first('before', illegal, 'state.pstate'), Misuse);
  assert.equal(first('before', [EL2], 'state.pstate', 0xcn), 'unspecified');
  assert.equal(first('upstream', illegal, 'state.pstate', 1n << 20n), 'NV-38');
  assert.equal(first('upstream', illegal, 'state.pstate', (1n << 20n) | 0xcn), 'NV-58');
  assert.equal(first('upstream', [EL2], 'state.pstate', 0xcn), 'NV-53');
});
