import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AnyOp } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { exchanged } from './description';
import { ProcessSubject } from './process-subject';
import { CONFIG, misbehaving, PATIENT, QUICK, started, survivors, WRITE } from './testing/misbehaved';
import { checkOf } from './validate';

const PYTHON = ['python3', join(__dirname, '..', 'adapters', 'python', 'syndbg.py')];
const OPTIONS = 0x400000ffn;
const set = (value: bigint): AnyOp & Record<string, unknown> => ({
  op: 'set_msrs',
  fd: 'vcpu',
  vm: 0,
  vcpu: 0,
  msrs: [{ msr: OPTIONS, value }],
});
const get = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [OPTIONS] };

async function python(): Promise<ProcessSubject> {
  const subject = await ProcessSubject.start(PYTHON);
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await subject.reset(offer, CONFIG);
  return subject;
}

test('64-bit values keep all their bits in both directions', async () => {
  const subject = await python();
  for (const value of [0n, 1n << 53n, (1n << 53n) + 1n, 1n << 63n, (1n << 64n) - 1n]) {
    await subject.step(set(value));
    assert.deepEqual(await subject.step(get), { outcome: 'ok', count: 1, values: [value], events: [] });
    const { vms } = (await subject.inspect()) as { vms: readonly { registers: { options: bigint } }[] };
    assert.equal(vms[0]?.registers.options, value);
  }
  await subject.close();
});

test('reset gives a fresh instance', async () => {
  const subject = await python();
  await subject.step(set(5n));
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await subject.reset(offer, CONFIG);
  assert.deepEqual(await subject.step(get), { outcome: 'ok', count: 1, values: [0n], events: [] });
  await subject.close();
});

test('steps may be under way together; outcomes come in order, refusals in their places', async () => {
  const subject = await python();
  const absent = { ...get, vcpu: 7 };
  const ops = Array.from({ length: 1500 }, (_, i) =>
    i === 700 ? absent : i % 2 === 0 ? set(BigInt(i)) : get,
  );
  const all = await subject.stepAll(ops);
  assert.equal(all.length, ops.length);
  assert.ok(all[700] instanceof Misuse);
  const read = all.flatMap((outcome, i) => (i % 2 === 1 ? [outcome] : []));
  const last = (i: number): bigint => BigInt(i === 701 ? 698 : i - 1);
  const wanted = read.map((_, k) => ({ outcome: 'ok', count: 1, values: [last(2 * k + 1)], events: [] }));
  assert.deepEqual(read, wanted);
  assert.deepEqual(
    await Promise.all([subject.step(set(9n)), subject.step(get)]).then(([, outcome]) => outcome),
    { outcome: 'ok', count: 1, values: [9n], events: [] },
  );
  assert.deepEqual(await subject.stepAll([]), []);
  await subject.close();
});

test('what the schema does not allow is not sent', async () => {
  const subject = await python();
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await assert.rejects(subject.step({ op: 'wrmsrr' }), {
    name: 'RangeError',
    message: /op is the string "wrmsrr"[^]*perhaps "wrmsr"/,
  });
  await assert.rejects(subject.step({ ...get, vcpu: -1 } as AnyOp), {
    name: 'RangeError',
    message: /vcpu is the number -1: wanted at least 0/,
  });
  await assert.rejects(subject.stepAll([get, { op: 'nonsense' }, get]), { name: 'RangeError' });
  await assert.rejects(subject.reset(offer, { ...CONFIG, vms: 0 }), {
    name: 'RangeError',
    message: /vms is the number 0/,
  });
  assert.deepEqual(await subject.step(get), { outcome: 'ok', count: 1, values: [0n], events: [] });
  await subject.close();
});

test('nothing is asked before a reset', async () => {
  const subject = await ProcessSubject.start(misbehaving('none'), PATIENT);
  await assert.rejects(subject.step(get), /has to be reset/);
  await assert.rejects(subject.inspect(), /has to be reset/);
  await subject.close();
});

test('every request is one of the schema', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-'));
  const log = join(folder, 'requests');
  const subject = await ProcessSubject.start(
    ['sh', '-c', 'log=$1; shift; tee "$log" | "$@"', 'sh', log, ...misbehaving('none')],
    PATIENT,
  );
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await subject.reset(offer, CONFIG);
  await subject.step(WRITE);
  await subject.inspect();
  await subject.close();
  const requests = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  rmSync(folder, { recursive: true });
  assert.deepEqual(
    requests.map((request) => checkOf('protocol', 'request')(request)),
    [null, null, null, null, null],
  );
  assert.deepEqual(
    requests.map((request) => (request as { method: string }).method),
    ['describe', 'reset', 'step', 'inspect', 'shutdown'],
  );
});

/** Wrong answers that leave the connection in order: the sentence, for a step. */
const WRONG: Readonly<Record<string, RegExp>> = {
  'number-for-a-value':
    /the outcome of wrmsr is wrong: value is the number 5: wanted a string: "0x"[^]*sent: +step \{"op":"wrmsr"[^]*came: +\{"outcome":"ok","value":5\}/,
  'unknown-outcome': /outcome is the string "okay": wanted one of "ok", "error", "fault"/,
  'unknown-event': /events\.0\.exit is the string "SYNDGB"[^]*perhaps "SYNDBG"\?/,
  'broken-inside': /answered with the error -32603: list index out of range \\x1b\[31m/,
};

test('a wrong outcome is an error of its own, and the next request is answered', async () => {
  for (const [fault, sentence] of Object.entries(WRONG)) {
    const { subject } = await started(fault);
    await assert.rejects(subject.step(WRITE), { name: 'SubjectError', reason: 'garbage', message: sentence });
    assert.equal(typeof (await subject.inspect()), 'object');
    await subject.close();
  }
  await assert.rejects(started('resets-to-null'), {
    reason: 'garbage',
    message: /the result of reset is wrong: it has "done"/,
  });
});

test('-32001 and -32601 are refusals with their own classes', async () => {
  const misuse = await started('says-misuse');
  await assert.rejects(
    misuse.subject.step(WRITE),
    (error) => error instanceof Misuse && error.message === 'not \\x1b[1mnow',
  );
  await misuse.subject.close();
  const lacks = await started('lacks');
  await assert.rejects(
    lacks.subject.step(WRITE),
    (error) => error instanceof Unsupported && error.capability === 'trace',
  );
  await lacks.subject.close();
});

test('after a crash, reset starts the adapter again, a bounded number of times and not after close', async () => {
  const { subject } = await started('steady-crash', { restarts: 1 });
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await assert.rejects(subject.step(WRITE), { reason: 'crash' });
  await subject.reset(offer, CONFIG);
  assert.equal(typeof (await subject.inspect()), 'object');
  await assert.rejects(subject.stepAll([WRITE, WRITE]), { reason: 'crash' });
  await assert.rejects(subject.reset(offer, CONFIG), {
    reason: 'crash',
    message: /^not tried: the adapter had broken 2 times before, last so: the adapter exited with code 7 .*$/,
  });
  const other = await started('none');
  await other.subject.close();
  await assert.rejects(other.subject.reset(offer, CONFIG), {
    reason: 'closed',
    message: /has been shut down/,
  });
});

test('an adapter that is another one after a crash is not gone on with', async () => {
  const { subject } = await started('crash');
  const [offer] = subject.description.machines;
  assert.ok(offer);
  await assert.rejects(subject.step(WRITE), { reason: 'crash' });
  for (let i = 0; i < 2; i += 1) {
    await assert.rejects(subject.reset(offer, CONFIG), {
      reason: 'garbage',
      message: new RegExp(
        `started again after it broke, describes itself differently: version: expected "${subject.description.version}", got "\\d+"[^]*came: .*"version":"\\d+"[^]*wanted: .*"version":"${subject.description.version}"`,
      ),
    });
    await assert.rejects(subject.step(WRITE));
  }
  assert.equal(await subject.shutdown(), null, 'all that it did wrong has been told');
});

test('of two descriptions everything is compared but the order', () => {
  const offer = { machine: 'syndbg', profile: 'v6', capabilities: ['trace', 'synic'], choices: { a: 'x' } };
  const other = { ...offer, profile: 'review' };
  const first = { name: 'n', version: '1', machines: [offer, other] };
  const told = (second: Partial<typeof first>): string =>
    exchanged(first, { ...first, ...second }, 'x')?.message.split('\n')[0] ?? 'nothing';
  const turned = { ...offer, capabilities: ['synic', 'trace'] };
  assert.equal(told({ machines: [other, turned] }), 'nothing');
  assert.match(told({ name: 'm' }), /differently: name: expected "n", got "m"/);
  assert.match(told({ version: '2' }), /differently: version: /);
  assert.match(told({ machines: [offer] }), /differently: machines\.syndbg\/review: /);
  const fewer = { ...offer, capabilities: ['trace'] };
  assert.match(told({ machines: [fewer, other] }), /machines\.syndbg\/v6\.capabilities\.synic: /);
  assert.match(
    told({ machines: [{ ...offer, choices: { a: 'y' } }, other] }),
    /choices\.a: expected "x", got "y"/,
  );
});

test('what breaks while nothing is asked is told at the end', async () => {
  const { subject } = await started('two-replies');
  assert.deepEqual(await subject.step(WRITE), { outcome: 'ok' });
  await delay(50);
  const problem = await subject.shutdown();
  assert.match(problem?.message ?? 'nothing', /wrote a line that no request asked for/);
});

/** What shutdown finds, and at most how long it takes. */
const ENDS: Readonly<Record<string, RegExp | null>> = {
  none: null,
  'ignores-everything': /did not answer shutdown within 500 ms and was killed/,
  'shutdown-stays': /had not exited 500 ms after it, and was killed/,
  'shutdown-fails': /after shutdown the adapter exited with code 9/,
  'shutdown-result': /the reply to shutdown is wrong: it has "bye"/,
  'shutdown-silent': /exited with code 0 instead of answering shutdown/,
};

for (const [fault, sentence] of Object.entries(ENDS)) {
  test(`shutdown with ${fault} ends all processes`, async () => {
    const slow = fault === 'ignores-everything' || fault === 'shutdown-stays';
    const { graceMs } = slow ? QUICK : PATIENT;
    const { subject, pids } = await started(fault, { graceMs });
    const began = performance.now();
    const problem = await subject.shutdown();
    assert.ok(performance.now() - began < graceMs + 1000);
    if (sentence === null) assert.equal(problem, null);
    else assert.match(problem?.message ?? 'nothing', sentence);
    assert.deepEqual(await survivors(pids), []);
    await subject.close();
  });
}
