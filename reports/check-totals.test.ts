/** Lines that say what the steps of a recording add up to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entriesOf, RecordingError } from '../subjects/recording';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';

const C = 0xffff888000000000n;
const at = (offset: bigint): string => `0x${(C + offset).toString(16)}`;
const HEADER = {
  recording: 1,
  machine: 'mktme',
  profile: 'v2',
  config: {
    levels: 4,
    page_offset: at(0n),
    direct_mapping_size: '0x10000000000',
    keyid_bits: 6,
    phys_bits: 52,
    nr_keyids: 2,
    gbpages: true,
    canonical: [{ va: at(0n), level: '4k', pfn: '0x0', flags: '0x163' }],
    enabled: true,
    copies: 'empty',
  },
  source: { observed: 'by hand' },
};
const SYNC = { op: 'sync_direct_mapping', start: at(0n), end: at(0x40000000n) };
/** Four levels: each of two copies needs a table at three of them, and the second sync none. */
const HISTORY = [
  HEADER,
  { step: SYNC, unobserved: 'not printed' },
  { step: SYNC, outcome: { outcome: 'ok' }, id: 'twice' },
] as const;

function run(...lines: readonly object[]): Promise<CheckResult> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  return checkEntries(entriesOf([Buffer.from(text)], 'r'), 'r');
}

const totals = (allocated: number, count: number): object => ({
  totals: { outcome: { allocated }, events: { tlb_flush: { count } } },
});

test('totals count steps without an observation too, and what did not happen as 0', async () => {
  const nothing = { totals: { events: { free: { tables: 0 } } } };
  const { verdict, findings, lines } = await run(...HISTORY, totals(6, 2), nothing);
  assert.deepEqual(findings, []);
  assert.equal(verdict, 'pass');
  assert.deepEqual([lines.conforming, lines.unobserved], [3, 1]);
});

test('totals hold from the last header on', async () => {
  const { findings } = await run(...HISTORY, totals(6, 2), ...HISTORY, totals(6, 2));
  assert.deepEqual(findings, []);
});

test('totals in the middle count what was before them', async () => {
  const { findings } = await run(...HISTORY.slice(0, 2), totals(6, 1), HISTORY[2], totals(6, 2));
  assert.deepEqual(findings, []);
});

test('a wrong total is found, with the experiment and the requirement that speaks of the number', async () => {
  const { findings } = await run(...HISTORY, totals(6, 3));
  assert.equal(
    findings[0]?.message,
    'r:4: twice: totals: totals.events.tlb_flush.count: expected 2, got 3 [MKTME-06]',
  );
  assert.equal(findings[0].step, null);
  const { findings: others } = await run(...HISTORY, totals(7, 2));
  assert.ok(others[0]?.requirements.includes('MKTME-99'), others[0]?.message);
});

test('a total of an event that never came is laid at the door of whoever speaks of it', async () => {
  const { findings } = await run(...HISTORY, { totals: { events: { free: { tables: 1 } } } });
  assert.match(findings[0]?.message ?? '', /events\.free\.tables: expected 0, got 1 \[MKTME-/);
});

test('a member that no outcome or event of the machine has is refused', async () => {
  for (const [wrong, message] of [
    [{ outcome: { alocated: 6 } }, /outcome has "alocated".*perhaps "allocated"/],
    [{ outcome: { value: 6 } }, /outcome has "value"/],
    [{ events: { flush: { count: 1 } } }, /events has "flush"/],
    [{ events: { tlb_flush: { pages: 1 } } }, /pages/],
  ] as const) {
    await assert.rejects(
      run(...HISTORY, { totals: wrong }),
      (error) => error instanceof RecordingError && error.line === 4 && message.test(error.message),
    );
  }
});

test('each way of making a choice has totals of its own', async () => {
  const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
  const source = { observed: 'by hand' };
  const header = { recording: 1, machine: 'syndbg', profile: 'upstream', config, source };
  const step = { op: 'get_msrs', fd: 'system', vm: 0, vcpu: 0, msrs: ['0x400000f1'] };
  const asked = { step, unobserved: 'x' };
  for (const [count, choice] of [
    [0, 'count0'],
    [2, 'count1'],
  ] as const) {
    const { verdict, choices } = await run(header, asked, asked, { totals: { outcome: { count } } });
    assert.equal(verdict, 'pass');
    assert.deepEqual(choices[0]?.possible['sysfd_get'], [choice]);
  }
  assert.equal((await run(header, asked, asked, { totals: { outcome: { count: 1 } } })).verdict, 'fail');
});

test('a sum of what only insight shows counts where the recording has insight', async () => {
  const gap = { totals: { events: { gap: { leaves: 5 } } } };
  const [header, ...steps] = HISTORY;
  assert.equal((await run(header, ...steps, gap)).findings.length, 1);
  assert.deepEqual((await run({ ...header, insight: false }, ...steps, gap)).findings, []);
  assert.equal((await run({ ...header, insight: false }, ...steps, totals(6, 3))).findings.length, 1);
});
