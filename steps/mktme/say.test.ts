import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import { machineOf } from '../../model/machines';
import type { Inspection, Op } from '../../model/mktme/types';
import { tracesOf } from '../../reports/testing/traces';
import { givenOf, stepOf } from './say';
import { claimOf } from './say-claims';
import { FRESH } from './setup';
import { VMALLOC } from './words';

const C = FRESH.page_offset;
const NX = 1n << 63n;
const config = {
  ...FRESH,
  kernel: [{ va: VMALLOC, level: '4k', pfn: 1n, flags: 0x163n | NX }] as const,
  canonical: [{ va: C, level: '4k', pfn: 0n, flags: 0x163n | NX, n: 512 }] as const,
};

/** One of each kind that the machine takes in this order. */
const OPS: readonly Op[] = [
  { op: 'map', leaves: [{ va: C + 0x200000n, level: '2m', pfn: 0x200n, flags: 0x1e1n | NX, n: 2 }] },
  { op: 'sync_direct_mapping', start: C, end: C + (1n << 40n) },
  { op: 'protect', start: C, end: C + 0x1000n, set: 0n, clear: 2n },
  { op: 'split', va: C + 0x200000n, to: '4k' },
  { op: 'fail_allocation', nth: 3 },
  { op: 'unmap', start: C + 0x1000n, end: C + 0x2000n },
  { op: 'unmap', start: C + 0x2000n, end: C + 0x3000n, tables: 'kept' },
  { op: 'collapse', va: C + 0x200000n, to: '2m' },
  { op: 'compare', keyid: 2 },
  { op: 'change_page_attr', addresses: [C + 0x4000n], pages: 3, set: 0x10n, clear: 0n },
  {
    op: 'change_page_attr',
    addresses: [VMALLOC],
    pages: 1,
    set: 0n,
    clear: 2n,
    clflush: false,
    force_split: true,
    interrupts: 'early-boot',
  },
  { op: 'change_page_attr', addresses: [C, C + 0x4000n], pages: 2, set: NX, clear: 0n, how: 'array' },
  { op: 'change_page_attr', addresses: [0x4n, 0x5n], pages: 2, set: 0n, clear: 1n, how: 'pages' },
  { op: 'access', va: C + 0x5123n, keyid: 1 },
  { op: 'prep_encrypted_page', pfn: 8n, order: 1, keyid: 2, zero: true },
  { op: 'page_to_virt', pfn: 8n },
  { op: 'page_keyid', pfn: 9n },
  { op: 'pa', va: C + (1n << 40n) + 0x5123n },
  { op: 'free_encrypted_page', pfn: 8n, order: 1 },
  { op: 'hotplug', start: 0x40000000n, end: 0x80000000n },
  { op: 'hotremove', start: 0x40000000n, end: 0x48000000n },
  { op: 'mark_rodata_ro', start: C + 0x6000n, end: C + 0x8000n },
  { op: 'replace', leaves: [{ va: C, level: '1g', pfn: 0n, flags: 0x1e3n | NX }] },
  { op: 'efi_memory', ranges: [{ start: 0n, end: 0x1000n, attribute: 0x80000n }] },
  { op: 'disable' },
  { op: 'enable' },
];

/** At boot nothing may be mapped yet: a machine of their own. */
const BOOT: readonly Op[] = [
  { op: 'detect', keyid_bits: 6, phys_bits: 52 },
  { op: 'setup_direct_mapping_size', memory: 0x10000001000n, padding_tib: 3, virtual_bits: 56 },
];

/** Runs scenarios made of the said steps, and reads their operations from the traces. */
function performed(scenarios: readonly (readonly string[])[]): Promise<readonly (readonly unknown[])[]> {
  const text = scenarios.flatMap((lines, i) => [
    `  @mktme.said-${i} @MKTME-01`,
    `  Example: said ${i}`,
    ...lines,
    '    Then it fails with ENOSUCH',
  ]);
  return tracesOf(['@mktme @only-spec', 'Feature: said', ...text]);
}

function said(ops: readonly AnyOp[]): readonly string[] {
  return ops.flatMap((op, i) => {
    const [first = '', ...rest] = stepOf(config, op);
    return [`    ${i === 0 ? 'When' : 'And'} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
}

/** Defaults that the words write out. */
function plain(op: Op): unknown {
  if (op.op === 'prep_encrypted_page' || op.op === 'free_encrypted_page') return toWire({ order: 0, ...op });
  return toWire(op);
}

test('each operation is said in words that the steps take for the same operation', async () => {
  const given = givenOf({ ...config, canonical: [...config.canonical], kernel: [...config.kernel] }).map(
    (line) => `    ${line}`,
  );
  const bare = [
    '    Given direct mappings for 63 KeyIDs with MKTME off',
    '    And the copies are still empty',
  ];
  const got = await performed([
    [...given, ...said(OPS)],
    [...bare, ...said(BOOT)],
  ]);
  assert.deepEqual(got, [OPS.map(plain), BOOT.map(plain)]);
});

const LAYOUT = { page_offset: C, direct_mapping_size: 1n << 40n };
const leaf = { va: C + (1n << 40n), level: '4k', pfn: 0n, flags: 0x163n | NX, keyid: 1, n: 2 } as const;
const state: Inspection = {
  enabled: false, nr_keyids: 2, keyid_shift: 46, keyid_mask: 0xfc00000000000n, physical_mask: 0x3fffffffffffn,
  canonical: [], copies: { '1': [leaf], '2': [] }, outside: [], tables: { live: 7, reachable: 5 },
  page_keyids: [{ pfn: 3n, keyid: 2 }],
}; // prettier-ignore

test('what must hold is said of the field that differs', () => {
  const claim = (field: string, outcome: object): readonly string[] => claimOf(LAYOUT, field, { outcome: outcome as AnyOutcome, state }).map((line) => line.trim()); // prettier-ignore
  const ok = { outcome: 'ok', allocated: 3, keyid: 1, events: [] };
  assert.deepEqual(claim('outcome', ok), ['it succeeds']);
  assert.deepEqual(claim('error', { outcome: 'error', error: 'ENOMEM' }), ['it fails with ENOMEM']);
  assert.deepEqual(claim('outcome', { outcome: 'fault', fault: '#PF' }), ['it is refused with #PF']);
  assert.deepEqual(claim('bug', { outcome: 'fault', fault: '#BUG', bug: 'overrun' }), ['the call ends in the bug overrun']); // prettier-ignore
  assert.deepEqual(claim('allocated', ok), ['3 tables are allocated']);
  assert.deepEqual(claim('keyid', ok), ['it answers:', '| keyid | 1 |']);
  assert.deepEqual(claim('events.gap', ok), ['no event follows']);
  const events = [{ event: 'free', tables: 2, linked: false }, { event: 'cache_flush', va: C + 0x1000n, pages: 1 }]; // prettier-ignore
  assert.deepEqual(claim('events.free.linked', { outcome: 'ok', events }), ['these events follow:', '| event | tables | linked | va | pages |', '| free | 2 | no |  |  |', '| cache_flush |  |  | C+0x1000 | 1 |']); // prettier-ignore
  assert.deepEqual(claim('state.copies.1.0xffff898000000000.flags', ok), ['copy 1 maps:', '| at | size | count | frame | flags | keyid |', '| C1+0x0 | 4k | 2 | 0x0 | rw | 1 |']); // prettier-ignore
  assert.deepEqual(claim('state.copies.2', ok), ['copy 2 maps nothing']);
  assert.deepEqual(claim('state.outside', ok), ['outside of C and its copies lies nothing']);
  assert.deepEqual(claim('state.tables.live', ok), ['5 tables are in use and 2 are lost']);
  assert.deepEqual(claim('state.enabled', ok), ['MKTME is then off']);
  assert.deepEqual(claim('state.page_keyids.0x3', ok), ['these pages have KeyIDs:', '| frame | keyid |', '| 0x3 | 2 |']); // prettier-ignore
  assert.deepEqual(claim('state.keyid_mask', ok), ['there are 2 KeyIDs, shift 46, mask 0xfc00000000000, physical mask 0x3fffffffffff']); // prettier-ignore
});

test('what is said of the reference holds of the reference', async () => {
  const model = machineOf('mktme')
    .profiles.find(({ name }) => name === 'spec')
    ?.model({ bad_range: 'refused' });
  assert.ok(model);
  const whole = { ...config, canonical: [...config.canonical], kernel: [...config.kernel] };
  let now = model.initial(whole);
  const fields = ['outcome', 'allocated', 'events', 'state.canonical', 'state.copies.2', 'state.outside', 'state.tables.live', 'state.enabled', 'state.nr_keyids', 'state.page_keyids']; // prettier-ignore
  const steps = OPS.flatMap((op) => {
    const { state: after, outcome } = model.step(now, op);
    now = after;
    const claims = fields.flatMap((field) => {
      const [first = '', ...rows] = claimOf(config, field, {
        outcome,
        state: model.inspect(after) as Inspection,
      });
      return [`    Then ${first}`, ...rows.map((row) => `    ${row}`)];
    });
    const [first = '', ...rest] = stepOf(config, op);
    return [`    When ${first}`, ...rest.map((line) => `    ${line}`), ...claims];
  });
  const given = givenOf(whole).map((line) => `    ${line}`);
  assert.equal((await performed([[...given, ...steps]]))[0]?.length, OPS.length);
});

test('an operation without words is an error that names it', () => {
  assert.throws(() => stepOf(config, { op: 'unheard_of' }), /unheard_of/);
});
