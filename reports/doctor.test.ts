import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AnyOp } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { fromWire } from '../model/core/wire';
import { MACHINES } from '../model/machines';
import { fixtures } from '../subjects/fixtures';
import { referenceModel } from '../subjects/model-subject';
import { misbehaving } from '../subjects/testing/misbehaved';
import { doctor } from './doctor';

const ADAPTERS = join(__dirname, '..', 'adapters');
const HANGS = ['hang', 'one-per-chunk'];

test('the Python adapter is well, and the doctor says what it offers', async () => {
  const { exit, lines } = await doctor(['python3', join(ADAPTERS, 'python', 'syndbg.py')]);
  assert.equal(exit, 0, lines.join('\n'));
  const text = lines.join('\n');
  assert.match(
    text,
    /describe: syndbg in Python, version 1, offers\n +syndbg\/upstream: capabilities trace, hypercalls, [^\n]*; choices sysfd_get=count1/,
  );
  for (const capability of ['core', 'hypercalls', 'synic', 'emulator', 'immediate-exit', 'msr-filter']) {
    assert.match(text, new RegExp(`ok    syndbg/upstream: ${capability}: [1-9]\\d* outcomes`));
  }
  assert.match(text, /ok    syndbg\/upstream: [1-9]\d* of [1-9]\d* cases apply/);
  assert.match(text, /reset with 3 of 3 configurations/);
  assert.match(text, /[1-9]\d* senseless operations refused with -32001/);
  assert.match(text, /[1-9]\d* operations, one by one and many at once/);
  assert.match(text, /shutdown: answered with \{\}, then exit code 0/);
});

test('the small TypeScript adapter is well, with nothing but the core', async () => {
  const argv = [process.execPath, '-r', './bin/sources.js', join(ADAPTERS, 'typescript', 'syndbg.ts')];
  const { exit, lines } = await doctor(argv);
  assert.equal(exit, 0, lines.join('\n'));
  assert.match(
    lines.join('\n'),
    /syndbg\/upstream: no capabilities; choices sysfd_get=count1, reserved_input_bits=refused/,
  );
});

test('right in shape and wrong in values: what differs, and that a run would fail', async () => {
  const { exit, lines } = await doctor(misbehaving('steady'));
  const text = lines.join('\n');
  assert.equal(exit, 1, text);
  assert.match(text, /FAILS syndbg\/v6: shape right, \d+ values differ: run will fail\n/);
  assert.match(text, /\n {6}wrmsr: events\.0: expected "SYNDBG", got nothing \[SYNDBG-\d\d\]\n/);
  assert.match(
    text,
    /note  syndbg\/v6: msr-lists is not declared, yet answered, and not as it must be \(msr_listed: listed: expected true, got nothing \[SYNDBG-41\]\): answer -32601 with/,
  );
  assert.doesNotMatch(text, /v6: emulator/, 'the profile has no such capability');
  assert.match(lines.at(-1) ?? '', /^Everything has the right shape, but hvspec run will not end well/);
});

test('an adapter that describes itself differently when it is started again is told so', async () => {
  const { exit, lines } = await doctor(misbehaving('none'));
  assert.equal(exit, 2);
  assert.match(
    lines.join('\n'),
    /WRONG the adapter, started a second time, describes itself differently: version: expected "\d+", got "\d+"\n +came: +\{"name":"a test"[^]*wanted: \{"name":"a test"/,
  );
});

/** For each fault the sentence that the doctor begins with, and the right answer that it shows. */
const FAULTS: Readonly<Record<string, readonly [RegExp, RegExp]>> = {
  'exits-at-once': [/^the adapter exited with code 3 before it answered/, /"result":\{"protocol":1,"name":/],
  silent: [/^the adapter did not answer describe within 1000 ms/, /"id":1,"result":\{"protocol":1/],
  banner: [
    /^the adapter answered describe with a line that is not JSON/,
    /"machines":\[\{"machine":"syndbg"/,
  ],
  'protocol-2': [/^the description is wrong: protocol is the number 2: wanted 1/, /"protocol":1/],
  'typo-machine': [
    /names "sydnbg", which is not a machine: there are .*\(perhaps "syndbg"\?\)/,
    /"machine":"syndbg"/,
  ],
  'typo-profile': [
    /names "upstrem", which is not a profile of syndbg: .*\(perhaps "upstream"\?\)/,
    /"profile":"upstream"/,
  ],
  'typo-capability': [
    /names "hypercall", which is not a capability of syndbg\/v6: .*\(perhaps "hypercalls"\?\)/,
    /"hypercalls"/,
  ],
  'typo-choice': [
    /names "host_write_exit", which is not a choice of profile review: .*\(perhaps "host_write_exits"\?\)/,
    /"choices"/,
  ],
  'resets-to-null': [/^the result of reset is wrong: it has "done"/, /"result":\{\}/],
  hang: [/^the adapter did not answer step within 400 ms/, /"result":\{"outcome":"ok"/],
  crash: [/^the adapter exited with code 7 instead of answering step/, /"result":\{"outcome":"ok"/],
  'not-json': [/^the adapter answered step with a line that is not JSON/, /"result":\{"outcome":"ok"/],
  'wrong-id': [/^the reply to step has the id 6 instead of 5/, /"id":5,"result":\{"outcome":"ok"/],
  'number-for-a-value': [
    /^the outcome of \w+ is wrong: value is the number 5: wanted a string/,
    /"result":\{"outcome":"ok"/,
  ],
  'broken-inside': [/^the adapter answered with the error -32603: list index/, /"result":\{"outcome":"ok"/],
  lacks: [
    /^the subject answers \w+ with "no such operation" for want of trace, but this is a core operation/,
    /"result":\{"outcome":"ok"/,
  ],
  'lacks-trace': [
    /^the subject answers reset with "no such operation" for want of trace, which it declared/,
    /"result":\{\}/,
  ],
  'refuses-without-data': [
    /^the reply to reset is no JSON-RPC reply: error lacks "data"/,
    /"error":\{"code":-32601,.*"data":\{"capability":"trace"\}/,
  ],
  'lacks-hypercalls': [
    /^the subject answers hypercall with "no such operation" for want of hypercalls, which it declared/,
    /"result":\{"outcome":"ok"/,
  ],
  'lacks-nonsense': [
    /for want of tracing, which is no capability of syndbg\/v6/,
    /"result":\{"outcome":"ok"/,
  ],
  'says-misuse': [
    /^the adapter answers no operation of core, and calls \d+ misuse that make sense/,
    /"result":\{"outcome":"ok"/,
  ],
  'inspect-changes': [
    /^the adapter changes its state when it is asked to inspect it: vms\.0\.registers\.control: expected 0x1, got 0x2/,
    /"result":\{"vms":/,
  ],
  'refuses-inspect': [
    /^the adapter refuses to be inspected: the adapter lacks inspect: no/,
    /"result":\{"vms":/,
  ],
  'keeps-state': [/^the adapter keeps state over a reset/, /"control":"0x0"/],
  'never-misuse': [/^the adapter accepts a rdmsr that makes no sense/, /"error":\{"code":-32001/],
  'one-per-chunk': [
    /^the adapter answers single requests, but not \d+ that come together[^]*did not answer step/,
    /^$/,
  ],
  'two-replies': [/^the adapter wrote a line that no request asked for/, /"result":/],
  'shutdown-silent': [/^the adapter exited with code 0 instead of answering shutdown/, /"result":\{\}/],
  'shutdown-result': [/^the reply to shutdown is wrong: it has "bye"/, /"result":\{\}/],
  'shutdown-fails': [/^after shutdown the adapter exited with code 9/, /"result":\{\}/],
  'shutdown-stays': [/^the adapter answered shutdown but had not exited/, /"result":\{\}/],
};

const told = new Map<string, string>();

for (const [fault, [sentence, example]] of Object.entries(FAULTS)) {
  test(`${fault}: the first thing wrong, in words`, async () => {
    const { exit, lines } = await doctor(misbehaving(fault), {
      startMs: fault === 'silent' ? 1000 : 10_000,
      stepMs: HANGS.includes(fault) ? 400 : 5000,
    });
    assert.equal(exit, 2);
    const wrong = lines.filter((line) => line.startsWith('WRONG '));
    assert.equal(wrong.length, 1, lines.join('\n'));
    assert.match(wrong[0]?.slice(6) ?? '', sentence);
    const after = lines[lines.indexOf('  an example of a right answer:') + 1] ?? '';
    assert.match(lines.includes('  an example of a right answer:') ? after : '', example);
    assert.doesNotMatch(lines.join('\n'), /[^\n -~…]/);
    told.set(wrong[0] ?? '', fault);
  });
}

test('each of these sentences is another one', () => {
  assert.equal(told.size, Object.keys(FAULTS).length);
});

test('a program that there is not', async () => {
  const { exit, lines } = await doctor(['./no-such-adapter']);
  assert.equal(exit, 2);
  assert.match(
    lines[1] ?? '',
    /^WRONG the adapter "\.\/no-such-adapter" cannot be started: there is no such program/,
  );
});

for (const machine of MACHINES) {
  const ops = (kind: string): readonly AnyOp[] =>
    fixtures(machine.name, kind).flatMap(({ definition, value }) =>
      definition === 'op' ? [fromWire(value) as AnyOp] : [],
    );
  test(`${machine.name}: the reference model calls the senseless examples misuse`, () => {
    const found = fixtures(machine.name, 'good').find(({ definition }) => definition === 'config');
    const config = fromWire(found?.value) as object;
    assert.ok(ops('misuse').length > 0, `schemas/fixtures/${machine.name}/misuse.ndjson is empty`);
    for (const profile of machine.profiles) {
      const model = referenceModel({ machine: machine.name, profile: profile.name, choices: {} });
      for (const op of ops('misuse')) {
        const refuses = (error: unknown): boolean => error instanceof Misuse || error instanceof Unsupported;
        assert.throws(() => model.step(model.initial(config), op), refuses, `${profile.name}: ${op.op}`);
      }
    }
  });
}
