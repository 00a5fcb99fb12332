/** The protocol in C, against the suite's own side of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AnyOp } from '../../model/core/machine';
import { Misuse } from '../../model/core/machine';
import { ProcessSubject } from '../../subjects/process-subject';
import { echo, KIT, request, RESET, say, sources, STATIC, steps } from './testing/build';

let program = '';
before(() => {
  program = echo(STATIC);
});

const CONFIG = { vms: 1, vcpus: 1, irqchip: false, trace: false };
const set = (value: bigint, vcpu = 0): AnyOp & Record<string, unknown> => ({
  op: 'set_msrs',
  fd: 'vcpu',
  vm: 0,
  vcpu,
  msrs: [{ msr: 0x400000ffn, value }],
});
const crash: AnyOp & Record<string, unknown> = { op: 'run', vm: 0, vcpu: 0 };
const get = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [0x400000ffn] };

test('the suite speaks with it: description, 64 bits, refusals, many at once, a crash, shutdown', async () => {
  const subject = await ProcessSubject.start([program]);
  after(() => subject.close());
  const [offer, other] = subject.description.machines;
  assert.ok(offer && other);
  assert.equal(subject.description.name, 'echo "in" C');
  assert.deepEqual(offer.capabilities, ['hypercalls', 'vmm']);
  assert.equal(other.choices['fpac_il'], 'clear');
  await subject.reset(offer, CONFIG);
  for (const value of [0n, (1n << 53n) + 1n, 1n << 63n, (1n << 64n) - 1n]) {
    await subject.step(set(value));
    assert.deepEqual(await subject.step(get), { outcome: 'ok', count: 1, values: [value], events: [] });
  }
  const ops = Array.from({ length: 1500 }, (_, i) => (i % 2 === 0 ? set(BigInt(i), i === 700 ? 1 : 0) : get));
  const all = await subject.stepAll(ops);
  assert.ok(all[700] instanceof Misuse);
  assert.deepEqual(all[701], { outcome: 'ok', count: 1, values: [698n], events: [] });
  assert.deepEqual(all[1499], { outcome: 'ok', count: 1, values: [1498n], events: [] });
  await assert.rejects(subject.reset(offer, { ...CONFIG, trace: true }), { capability: 'trace' });
  await subject.reset(offer, CONFIG);
  await assert.rejects(subject.step(crash), /exited with code 3/);
  await subject.reset(offer, CONFIG);
  const { vms } = (await subject.inspect()) as { vms: readonly { registers: { options: bigint } }[] };
  assert.equal(vms[0]?.registers.options, 0n);
  assert.equal(await subject.shutdown(), null);
});

test('events stand in order beside the members of the outcome', () => {
  const [reply] = steps(program, [{ op: 'events', value: '0xffffffffffffffff' }]);
  assert.deepEqual(reply?.result, {
    before: 'the first event',
    between: 1,
    outcome: 'fault',
    fault: '#GP',
    events: [
      { event: 'exit', value: '0xffffffffffffffff', inner: { list: [null, null] } },
      { event: 'warn' },
    ],
  });
});

test('what was put and told is taken back, and another outcome given', () => {
  const [reply] = steps(program, [{ op: 'takes_back' }]);
  assert.deepEqual(reply?.result, { kept: 'this', outcome: 'fault', fault: '#BUG', events: [] });
});

test('what the functions for reading make of each value', () => {
  const nothing = {
    u64: '0xabc',
    i64: -7,
    true: false,
    count: 0,
    is: false,
    length: 0,
    text: '',
    first: false,
  };
  const rows: readonly (readonly [string, object])[] = [
    ['"0x1f"', { u64: '0x1f', length: 4, text: '0x1f' }],
    ['"0xffffffffffffffff"', { u64: '0xffffffffffffffff', length: 18, text: '0xfffff' }],
    ['"0x10000000000000000"', { length: 19, text: '0x10000' }],
    ['"0x1F"', { length: 4, text: '0x1F' }],
    ['"0x"', { length: 2, text: '0x' }],
    ['"1f"', { length: 2, text: '1f' }],
    ['31', { u64: '0x1f', i64: 31 }],
    ['18446744073709551615', { u64: '0xffffffffffffffff' }],
    ['18446744073709551616', {}],
    ['9223372036854775807', { u64: '0x7fffffffffffffff', i64: 9223372036854775807 }],
    ['9223372036854775808', { u64: '0x8000000000000000' }],
    ['-9223372036854775808', { i64: -9223372036854775808 }],
    ['-9223372036854775809', {}],
    ['-1', { i64: -1 }],
    ['1.0', {}],
    ['1e2', {}],
    ['true', { true: true }],
    ['null', {}],
    ['[1,2,3]', { count: 3, first: true }],
    ['{"a":1,"b":2}', { count: 2, first: true }],
    ['{}', {}],
    ['"abc"', { is: true, length: 3, text: 'abc' }],
    ['"abc\\u0000"', { length: 4, text: 'abc' }],
    ['"123456é"', { length: 8, text: '123456' }],
    ['"12345é8"', { length: 8, text: '12345é' }],
  ];
  const replies = steps(
    program,
    rows.map(([v]) => `{"op":"read","v":${v}}`),
  );
  for (const [i, [v, wanted]] of rows.entries()) {
    const all = { ...nothing, ...wanted };
    const expected = { ...all, unseen: all.length, outcome: 'ok', events: [] };
    assert.deepEqual(replies[i]?.result, expected, v);
  }
  const [twice, absent] = steps(program, ['{"op":"echo","op":"read","v":1,"v":2}', '{"op":"read"}']);
  assert.equal(twice?.result?.['u64'], '0x2', 'the last of two members counts, as for JSON.parse');
  assert.equal(absent?.result?.['u64'], '0xabc');
});

test('a mistake of the author is told, and a refusal throws away what was put', () => {
  const rows: readonly (readonly [object, number, RegExp])[] = [
    [{ op: 'twice' }, -32000, /one outcome, and it was given two/],
    [{ op: 'none' }, -32000, /no outcome: hv_ok, hv_error or hv_fault/],
    [{ op: 'strange' }, -32000, /returned 5, and nothing was refused/],
    [{ op: 'close' }, -32000, /nothing is open/],
    [{ op: 'open' }, -32000, /open at the end/],
    [{ op: 'keyless' }, -32000, /NULL was given/],
    [{ op: 'keyed' }, -32000, /no key: give NULL/],
    [{ op: 'within' }, -32000, /inside an event/],
    [{ op: 'deep', n: 64 }, -32000, /too many/],
    [{ op: 'large', n: 90_000 }, -32000, /longer than 1 MiB/],
    [{ op: 'error', v: 4095 }, -32000, /4095 is no errno/],
    [{ op: 'error', v: -2147483648 }, -32000, /-2147483648 is no errno/],
    [{ op: 'misuse', v: 'in\u0007 a "state"' }, -32001, /^it is in\u0007 a "state"$/],
    [{ op: 'misuse', v: 'é'.repeat(2000) }, -32001, /^it is é+\ufffd?$/],
    [{ op: 'broken' }, -32000, /^no more memory$/],
    [{ op: 'lacks' }, -32601, /^no hypercalls$/],
  ];
  const replies = steps(
    program,
    rows.map(([op]) => op),
  );
  for (const [i, [op, code, message]] of rows.entries()) {
    const { error, result } = replies[i] ?? {};
    assert.equal(error?.code, code, JSON.stringify(op));
    assert.match(error.message, message);
    assert.equal(result, undefined);
  }
  assert.deepEqual(replies.at(-1)?.error?.data, { capability: 'hypercalls' });
  const [deep, large, error, lesser, bytes] = steps(program, [
    { op: 'deep', n: 62 },
    { op: 'large', n: 80_000 },
    { op: 'error', v: 22 },
    { op: 'error', v: -7 },
    { op: 'bytes' },
  ]);
  assert.equal(deep?.result?.['outcome'], 'ok');
  assert.equal((large?.result?.['list'] as readonly string[]).length, 80_000);
  assert.deepEqual(error?.result, { outcome: 'error', error: 'EINVAL', events: [] });
  assert.equal(lesser?.result?.['error'], 'E2BIG');
  const odd =
    '\u0001\u001f"\\\u007fé € 😀 \ufffd \ufffd\ufffd \ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd \ufffd\ufffd';
  assert.equal(bytes?.result?.['bytes'], odd);
});

test('a reset that fails leaves nothing to step or to inspect', () => {
  const reset = (params: object): string => request(1, 'reset', params);
  const config = {};
  const rows: readonly (readonly [string, number])[] = [
    [request(1, 'step', { op: 'echo' }), -32001],
    [reset({ machine: 'heki', profile: 'v3', config }), -32602],
    [reset({ machine: 'syndbg', profile: 'upstream' }), -32602],
    [reset({ machine: 'nv', profile: 'upstream', config }), -32000],
    [reset({ machine: 'syndbg', profile: 'upstream', config: { put: true } }), -32000],
    [reset({ machine: 'syndbg', profile: 'upstream', config: { trace: true } }), -32601],
    [request(1, 'inspect', {}), -32001],
    [request(1, 'step', { op: 'echo', v: 1 }), -32001],
  ];
  const said = say(program, `${RESET}\n${rows.map(([line]) => line).join('\n')}\n`);
  const codes = said.lines.map((line) => (JSON.parse(line) as { error?: { code: number } }).error?.code);
  const before = say(program, `${request(1, 'step', { op: 'echo' })}\n`);
  assert.match(before.lines[0] ?? '', /before a reset/);
  // The first step after the good reset is refused by the adapter itself: it has no v.
  assert.deepEqual(codes, [undefined, ...rows.map(([, code]) => code)]);
});

test('the Makefile names every source', () => {
  const named = /^SOURCES = (.*)$/m.exec(readFileSync(join(KIT, 'Makefile'), 'utf8'))?.[1]?.split(' ');
  assert.deepEqual(
    named,
    sources()
      .map((file) => basename(file))
      .sort(),
  );
});
