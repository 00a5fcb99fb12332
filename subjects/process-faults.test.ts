import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { killAll, ProcessSubject } from './process-subject';
import { SubjectError } from './subject';
import { misbehaving, PATIENT, QUICK, started, survivors, WRITE } from './testing/misbehaved';

/** For each fault in the reply to a step: the reason, and the sentence. */
const FATAL: Readonly<Record<string, readonly [SubjectError['reason'], RegExp]>> = {
  hang: [
    'hang',
    /did not answer step within 300 ms[^]*sent: +\{"jsonrpc":"2\.0","id":3,"method":"step"[^]*flushed/,
  ],
  drips: ['hang', /did not answer step within 300 ms: its line has no end/],
  'no-line-feed': ['hang', /its line has no end[^]*came: +\{"jsonrpc"[^]*wanted: +a line feed/],
  crash: ['crash', /exited with code 7 instead of answering step[^]*\| KeyError: \\x9b31mvcpu/],
  panic: [
    'crash',
    /kernel panicked \(Kernel panic - not syncing: .*31mFatal exception\): the adapter exited with code 0 instead of answering step[^]*\| Kernel panic/,
  ],
  signal: ['crash', /was ended by SIGSEGV instead of answering step/],
  family: ['crash', /exited with code 7/],
  'not-json': ['garbage', /answered step with a line that is not JSON[^]*came: +ok, \\x1b\[2Jdone\\u202e/],
  'empty-line': ['garbage', /answered step with an empty line/],
  'pretty-printed': ['garbage', /a line that is not JSON[^]*came: +\{\n[^]*one JSON object a line/],
  'not-utf8': ['garbage', /answered step with bytes that are not UTF-8/],
  'not-utf8-in-json': ['garbage', /answered step with bytes that are not UTF-8[^]*came: +\{"jsonrpc"/],
  'says-twice': ['garbage', /answered step with a member that stands twice: result\.outcome\n/],
  batch: ['garbage', /no JSON-RPC reply: it is the list \[/],
  'no-version': ['garbage', /no JSON-RPC reply: it lacks "jsonrpc"/],
  'text-id': ['garbage', /no JSON-RPC reply: id is the string "3": wanted an integer/],
  'both-result-and-error': ['garbage', /no JSON-RPC reply: it has "result", which does not belong there/],
  deep: ['garbage', /no JSON-RPC reply: result is the list /],
  'null-outcome': ['garbage', /no JSON-RPC reply: result is null: wanted an object/],
  'lacks-what': [
    'garbage',
    /no JSON-RPC reply: error lacks "data"[^]*wanted: .*with the code -32601 also "data":\{"capability":"…"\}/,
  ],
  'wrong-id': ['order', /has the id 4 instead of 3[^]*replies come in the order/],
  'endless-line': ['flood', /a line of more than 1048576 characters/],
  'endless-lines': ['order', /has the id 1 instead of 3/],
  'closes-stdout': ['closed', /closed its stdout but did not exit/],
};

for (const [fault, [reason, sentence]] of Object.entries(FATAL)) {
  test(`${fault}: ends with ${reason}, in time, and leaves no process`, async () => {
    const limits = reason === 'hang' ? { ...PATIENT, ...QUICK } : PATIENT;
    const { subject, pids } = await started(fault, limits);
    const began = performance.now();
    const first = subject.step(WRITE);
    const second = subject.step(WRITE);
    const error = await first.then(
      () => null,
      (reason: unknown) => reason,
    );
    const took = performance.now() - began;
    assert.ok(error instanceof SubjectError, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /[^\n -~…\ufffd]/, 'nothing that a terminal acts on gets through');
    assert.ok(error.message.length < 8000, `the message has ${error.message.length} characters`);
    assert.ok(took < limits.stepMs + 1000, `${Math.round(took)} ms`);
    assert.equal(
      await second.catch((reason: unknown) => reason),
      error,
      'what waits fails for the same reason',
    );
    assert.equal(
      await subject.step(WRITE).catch((reason: unknown) => reason),
      error,
      'and so does what comes later',
    );
    assert.deepEqual(await survivors(pids), []);
    await subject.close();
  });
}

test('a line that nobody asked for breaks the next request', async () => {
  const { subject, pids } = await started('two-replies');
  assert.deepEqual(await subject.step(WRITE), { outcome: 'ok' });
  await assert.rejects(subject.step(WRITE), {
    reason: 'flood',
    message: /wrote a line that no request asked for/,
  });
  assert.deepEqual(await survivors(pids), []);
});

test('characters that come byte by byte, and one that stands for bad bytes elsewhere, are text', async () => {
  const { subject } = await started('half-a-character');
  await assert.rejects(subject.step(WRITE), { name: 'Misuse', message: 'é€😀\ufffd' });
  await subject.close();
});

test('replies in the wrong order are told from missing ones', async () => {
  const { subject } = await started('reverse');
  const both = [subject.step(WRITE), subject.step(WRITE)];
  for (const one of both) await assert.rejects(one, { reason: 'order' });
});

test('an adapter that closes its stdin is found at the next request', async () => {
  const { subject, pids } = await started('closes-stdin');
  assert.deepEqual(await subject.step(WRITE), { outcome: 'ok' });
  await delay(200);
  await assert.rejects(subject.step(WRITE), {
    reason: 'closed',
    message: /closed its stdin but did not exit/,
  });
  assert.deepEqual(await survivors(pids), []);
});

test('an adapter that reads one request of those that came together hangs at the second', async () => {
  const { subject } = await started('one-per-chunk', { stepMs: 1000 });
  const both = await Promise.allSettled([subject.step(WRITE), subject.step(WRITE)]);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
});

test('stderr without end costs neither memory nor time', async () => {
  const { subject, pids } = await started('noisy-stderr');
  for (let i = 0; i < 20; i += 1) assert.deepEqual(await subject.step(WRITE), { outcome: 'ok' });
  await subject.close();
  assert.deepEqual(await survivors(pids), []);
});

const STARTS: Readonly<Record<string, readonly [SubjectError['reason'], RegExp]>> = {
  'exits-at-once': [
    'start',
    /exited with code 3 before it answered its first request[^]*\| \\x1b\[31mImportError\\x1b\[0m: no module/,
  ],
  banner: ['garbage', /answered describe with a line that is not JSON[^]*\\x1b\]0;pwned\\x07Welcome/],
  'refuses-describe': ['garbage', /refused to describe itself/],
  'protocol-2': ['garbage', /the description is wrong: protocol is the number 2: wanted 1/],
  'no-machines': ['garbage', /machines is the list \[\]: wanted at least 1 item/],
  'typo-machine': [
    'garbage',
    /machines\.0\.machine names "sydnbg", which is not a machine[^]*perhaps "syndbg"\?/,
  ],
  'typo-profile': ['garbage', /machines\.0\.profile names "upstrem"[^]*perhaps "upstream"\?/],
  'typo-capability': ['garbage', /machines\.0\.capabilities names "hypercall"[^]*perhaps "hypercalls"\?/],
  'typo-choice': ['garbage', /machines\.0\.choices names "host_write_exit"[^]*perhaps "host_write_exits"\?/],
  'typo-choice-value': [
    'garbage',
    /machines\.0\.choices\.host_write_exits names "never"[^]*there are yes, no/,
  ],
  'blank-name': [
    'garbage',
    /the description is wrong: name is the string " ": wanted .*does not begin with a blank/,
  ],
  'nul-version': [
    'garbage',
    /the description is wrong: version is the string "a\\u0000b": wanted .*no control character/,
  ],
  twice: ['garbage', /machines\.1 offers syndbg\/v6 a second time/],
};

for (const [fault, [reason, sentence]] of Object.entries(STARTS)) {
  test(`${fault}: the adapter is not started`, async () => {
    const error = await ProcessSubject.start(misbehaving(fault), PATIENT).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof SubjectError, String(error));
    assert.equal(error.reason, reason, error.message);
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /[^\n -~…\ufffd]/);
  });
}

test('an adapter that does not answer describe is given up after the time to start', async () => {
  const began = performance.now();
  await assert.rejects(ProcessSubject.start(misbehaving('silent'), { ...PATIENT, startMs: 400 }), {
    reason: 'hang',
    message: /did not answer describe within 400 ms/,
  });
  assert.ok(performance.now() - began < 1400);
});

test('a program that cannot be started says why', async () => {
  await assert.rejects(ProcessSubject.start(['./no-such-adapter']), {
    reason: 'start',
    message: /there is no such program/,
  });
  await assert.rejects(ProcessSubject.start([__filename]), {
    reason: 'start',
    message: /not executable: chmod \+x/,
  });
  await assert.rejects(ProcessSubject.start([]), { name: 'RangeError', message: /no program/ });
});

test('killAll ends every adapter, also one that ignores signals', async () => {
  const all = await Promise.all([started('ignores-everything'), started('family')]);
  killAll();
  assert.deepEqual(await survivors(all.flatMap(({ pids }) => pids)), []);
  for (const { subject } of all)
    await assert.rejects(subject.step(WRITE), { reason: 'crash', message: /ended by SIGKILL/ });
});
