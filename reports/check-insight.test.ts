/** Recordings of those who see no more than a user does: what only insight shows is neither missed in them nor believed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NV } from '../model/nv';
import { headerFor } from '../subjects/recorded';
import { entriesOf } from '../subjects/recording';
import type { Witness } from './check';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';

const CONFIG = { vhe: true, vgic: true };
/** The vector of an SVC at vEL2 is at 0x200 from the vector base. */
const DELIVERED = { event: 'exception', to: 'vEL2', by: 'CPU', vector: '0x200', esr: '0x56000000' };
const SYNC = { event: 'sync', pstate: '0x3c9' };

/** A guest hypervisor's SVC, and the exit after it. */
function history(insight: boolean, svc: readonly object[], exit: readonly object[]): readonly object[] {
  const offer = { machine: 'nv', profile: 'upstream', choices: {}, capabilities: insight ? ['insight'] : [] };
  const about = { name: 'by hand', version: '1', machines: [offer] };
  return [
    headerFor(about, offer, CONFIG, '2027-01-31'),
    { step: { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false }, unobserved: 'x' },
    { step: { op: 'set_one_reg', reg: 'PSTATE', value: '0x3c9' }, unobserved: 'x' },
    { step: { op: 'kvm_run' }, unobserved: 'x' },
    { step: { op: 'enter' }, unobserved: 'x' },
    { step: { op: 'exception', class: 'SVC' }, outcome: { outcome: 'ok', events: svc } },
    { step: { op: 'exit', kind: 'IRQ' }, outcome: { outcome: 'ok', events: exit } },
  ];
}

async function run(lines: readonly object[], witness?: Witness): Promise<CheckResult> {
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return checkEntries(entriesOf([bytes], 'r'), 'r', witness ? { witness } : {});
}

const linesOf = ({ findings }: CheckResult): readonly number[] => findings.map(({ line }) => line);

test('the header of a subject without insight says so, that of one with insight nothing', () => {
  assert.equal((history(false, [], [])[0] as { insight?: boolean }).insight, false);
  assert.ok(!('insight' in (history(true, [], [])[0] ?? {})));
});

test('what only insight shows is missed in a recording with insight alone', async () => {
  assert.deepEqual(linesOf(await run(history(false, [DELIVERED], []))), []);
  assert.deepEqual(linesOf(await run(history(true, [DELIVERED], [SYNC]))), []);
  assert.deepEqual(linesOf(await run(history(true, [DELIVERED], []))), [7]);
});

test('a value that is wrong is found without insight, too', async () => {
  for (const change of [{ vector: '0x0' }, { esr: '0x56000001' }, { to: 'vEL1' }, { by: 'KVM' }])
    assert.deepEqual(linesOf(await run(history(false, [{ ...DELIVERED, ...change }], []))), [6]);
  assert.deepEqual(linesOf(await run(history(false, [], []))), [6]);
});

test('what only insight shows is not believed of one without it: neither against it nor for it', async () => {
  const told: object[] = [];
  const witness: Witness = {
    explained: (_run, { outcome }) => void told.push(...(outcome.events ?? [])),
    contradicted: () => undefined,
  };
  for (const pstate of ['0x3c9', '0x0']) {
    const result = await run(history(false, [DELIVERED], [{ ...SYNC, pstate }]), witness);
    assert.deepEqual(linesOf(result), []);
  }
  assert.ok(told.length > 0);
  assert.ok(told.every((event) => (event as { event: string }).event === 'exception'));
});

test('nor is an inspection', async () => {
  const hidden = { inspect: { host_context: false, cpu: { vbar: '0x7' } } };
  assert.deepEqual(linesOf(await run([...history(false, [DELIVERED], []), hidden])), []);
  assert.deepEqual(linesOf(await run([...history(true, [DELIVERED], [SYNC]), hidden])), [8]);
  const seen = { inspect: { pstate: '0x3c5' } };
  assert.deepEqual(linesOf(await run([...history(false, [DELIVERED], []), seen])), [8]);
});

test('what is hidden is what the machine lists', () => {
  const { insight } = NV.fields;
  assert.ok(insight?.events.includes('sync') && !insight.events.includes('exception'));
});
