import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOp } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import type { Op } from '../../model/mktme/types';
import { tracesOf } from '../../reports/testing/traces';
import { givenOf, stepOf } from './say';
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
function performed(scenarios: readonly (readonly string[])[]): Promise<readonly unknown[]> {
  const text = scenarios.flatMap((lines, i) => [
    `  @mktme.said-${i} @MKTME-01`,
    `  Example: said ${i}`,
    ...lines,
    '    Then it fails with ENOSUCH',
  ]);
  return tracesOf(['@mktme @spec', 'Feature: said', ...text]);
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

test('an operation without words is an error that names it', () => {
  assert.throws(() => stepOf(config, { op: 'unheard_of' }), /unheard_of/);
});
