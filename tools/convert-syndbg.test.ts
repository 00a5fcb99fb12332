import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from './convert-syndbg';

type Fact = Readonly<Record<string, unknown>>;

const leaf = (fn: string, eax: string): Fact => ({
  group: 'hv_cpuid',
  id: `system/${fn}.0`,
  function: fn,
  index: '0x0',
  flags: '0x0',
  eax,
  ebx: '0x0',
  ecx: '0x0',
  edx: '0x0',
});

/** What each file begins with: the kernel, and the leaves that the tables are made of. */
const START: readonly Fact[] = [
  { group: 'env', id: 'kernel', release: '6.12.107+deb13-amd64' },
  leaf('0x40000001', '0x31237648'),
  leaf('0x40000082', '0x2'),
  { group: 'hv_cpuid_ioctl', id: 'system', ret: '0x0', nent: '0x2' },
  { group: 'supported_cpuid_4000', id: '0x40000000', eax: '0x40000000', ebx: '0x0', ecx: '0x0', edx: '0x0' },
];

const exit = {
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
const WRITE: Fact = {
  group: 'fill_seq',
  id: '0_0x400000f1_21',
  exits: [exit],
  end: 'ok',
  rip_after: '0x1003',
  rax: '0x21',
  rdx: '0x0',
};
const SEND: Fact = {
  group: 'fill_seq',
  id: '1_0x400000f3_5000',
  exits: [],
  end: 'ok',
  rax: '0x5000',
  rdx: '0x0',
};
const RECV: Fact = { ...SEND, id: '2_0x400000f4_6000', rax: '0x6000' };

interface Written {
  readonly recording?: 1;
  readonly step?: Readonly<Record<string, unknown>>;
  readonly outcome?: object;
  readonly unobserved?: string;
  readonly id?: string;
}

/** The lines of the one recording that the facts give beside the lists. */
function linesOf(...facts: readonly Fact[]): readonly Written[] {
  const { lines } = convert([...START, ...facts].map((fact) => `${JSON.stringify(fact)}\n`).join(''));
  const parsed = lines.map((line) => JSON.parse(line) as Written);
  return parsed.slice(parsed.findLastIndex((line) => line.recording === 1));
}

test('an instruction that exits becomes the instruction and the entry after it', () => {
  const [header, table, write, run, ...more] = linesOf(WRITE);
  assert.equal(more.length, 0);
  assert.equal(header?.recording, 1);
  assert.equal(table?.step?.['op'], 'set_cpuid');
  assert.equal(table.unobserved, 'unprinted');
  const poison = { fill: '0xa5', reason: '0xdeadbeef' };
  assert.deepEqual(write, {
    step: { op: 'wrmsr', vm: 0, vcpu: 0, msr: '0x400000f1', value: '0x21', mode: 'real', run: poison },
    outcome: { outcome: 'ok', events: [{ event: 'exit', exit: 'SYNDBG', ...exit }] },
    id: 'fill_seq/0_0x400000f1_21',
  });
  assert.deepEqual(run, {
    step: { op: 'run', vm: 0, vcpu: 0, run: { reason: '0xdeadbeef' } },
    outcome: { outcome: 'ok', events: [] },
  });
});

test('an operation without a fact is unobserved, with the exit that its neighbours show it to have caused', () => {
  const [, , write, run, send] = linesOf(SEND);
  assert.deepEqual([write?.step?.['msr'], write?.unobserved], ['0x400000f1', 'missing']);
  assert.deepEqual([run?.step?.['op'], run?.unobserved], ['run', 'missing']);
  assert.equal(send?.id, 'fill_seq/1_0x400000f3_5000');
});

test('nothing follows the last thing seen, and there is no recording of what nobody saw', () => {
  assert.equal(linesOf(SEND, RECV).at(-1)?.id, 'fill_seq/2_0x400000f4_6000');
  assert.ok(linesOf().every(({ step }) => step?.['op'] !== 'wrmsr'));
});

test('facts are counted as taken or as left out, with the reason', () => {
  const crash = { group: 'neigh_host', id: 'nocpuid/enforce0/0x40000100', get_count: '0x1', value: '0x0' };
  const text = [...START, WRITE, crash].map((fact) => JSON.stringify(fact)).join('\n');
  const { taken, leftOut, version } = convert(text);
  assert.equal(version, '6.12');
  assert.equal(taken, 5);
  assert.deepEqual(leftOut, { 'env: environment': 1, 'neigh_host: other-feature': 1 });
});

test('a fact that fits no step, or contradicts its own, is left out', () => {
  const whole = linesOf(WRITE);
  for (const wrong of [
    { ...WRITE, rax: '0x22' },
    { ...WRITE, rip_after: '0x1004' },
    { ...WRITE, end: 'timeout' },
  ])
    assert.ok(!linesOf(wrong).some((line) => JSON.stringify(line).includes('"wrmsr"') && 'outcome' in line));
  assert.deepEqual(linesOf(WRITE, { group: 'news', id: 'x' }), whole);
  assert.throws(() => linesOf(WRITE, WRITE), /twice/);
  assert.throws(() => convert(''), /no env\/kernel fact/);
});
