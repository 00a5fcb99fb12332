import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingError } from '../subjects/recording';
import { check } from './check';
import { MAX_FINDINGS, MAX_GROUPS } from './check-result';
import { AT, changed, HEADER, type Line, OBSERVED, RECORDING, run } from './testing/sample-recording';

test('what Linux did conforms, and the counts add up', async () => {
  const result = await run(RECORDING);
  assert.deepEqual(result.findings, []);
  assert.equal(result.verdict, 'pass');
  assert.equal(result.exitCode, 0);
  assert.deepEqual(result.recordings, { total: 1, conforming: 1, nonConforming: 0, inexpressible: 0 });
  assert.deepEqual(result.lines, {
    total: OBSERVED + 1,
    conforming: OBSERVED,
    nonConforming: 0,
    unobserved: 1,
    inexpressible: 0,
    notJudged: 0,
  });
});

test('what a line does not carry is not checked; an empty list of events is', async () => {
  const { events: _events, ...rest } = { outcome: 'ok', events: [] };
  assert.equal((await run(changed(3, 'outcome', rest))).verdict, 'pass');
  assert.equal(
    (await run(changed(3, 'outcome.events', [{ event: 'exit', exit: 'SYNDBG' }]))).verdict,
    'pass',
  );
  assert.equal((await run(changed(3, 'outcome', { outcome: 'ok', events: [] }))).verdict, 'fail');
});

test('after a line that does not conform nothing is judged up to the next header', async () => {
  const wrong = changed(
    9,
    'inspect.vms.0.registers.status',
    '0x0',
    changed(3, 'outcome.events.0.pad1', '0x1'),
  );
  const result = await run([...wrong, ...RECORDING, ...changed(5, 'outcome.value', '0x0')]);
  assert.deepEqual(
    result.findings.map(({ line }) => line),
    [3, 9 + 9 + 5],
  );
  assert.deepEqual(result.recordings, { total: 3, conforming: 1, nonConforming: 2, inexpressible: 0 });
  const { total, ...parts } = result.lines;
  assert.equal(
    Object.values(parts).reduce((sum, count) => sum + count, 0),
    total,
  );
  assert.equal(result.lines.notJudged, 6 + 4);
});

test('an operation that the recorded past makes impossible is a finding', async () => {
  const stopped = { step: RECORDING[2]?.['step'] as object, unobserved: 'missing' };
  const { findings, lines } = await run([HEADER, RECORDING[1] as Line, stopped, RECORDING[4] as Line]);
  assert.match(findings[0]?.message ?? '', /:4: step rdmsr: vCPU 0 waits in its SYNDBG exit/);
  assert.equal(lines.nonConforming, 1);
});

test('a profile that lacks an operation gives the recording up, and does not call it conforming', async () => {
  const enforce = {
    step: { op: 'enable_cap', fd: 'vcpu', ...AT, cap: 199, arg: '0x1' },
    outcome: { outcome: 'ok' },
  };
  const lines = [HEADER, RECORDING[1] as Line, enforce, RECORDING[4] as Line];
  const result = await run(lines, { profile: 'v6' });
  assert.deepEqual(result.inexpressible, [{ reason: 'the profile has no enforce-cpuid', recordings: 1 }]);
  assert.deepEqual(result.recordings, { total: 1, conforming: 0, nonConforming: 0, inexpressible: 1 });
  assert.equal(result.lines.conforming, 1);
  assert.equal(result.lines.inexpressible, 2);
  const alone = await run([HEADER, enforce], { profile: 'v6' });
  assert.equal(alone.verdict, 'nothing executed');
  assert.equal(alone.exitCode, 3);
  await assert.rejects(run(RECORDING, { profile: 'v7' }), /no profile "v7": there are v6, review, upstream/);
});

test('a profile that leaves a field open allows any value in it', async () => {
  const header = { ...HEADER, profile: 'v6' };
  const any = changed(3, 'outcome.events.0.status', '0xabcd000', [header, ...RECORDING.slice(1, 6)]);
  assert.deepEqual((await run(any)).findings, []);
});

test('where nothing was observed, nothing was executed', async () => {
  const unseen = { step: { op: 'run', ...AT }, unobserved: 'missing' };
  const result = await run([HEADER, unseen, HEADER]);
  assert.equal(result.verdict, 'nothing executed');
  assert.equal(result.exitCode, 3);
  assert.deepEqual(result.recordings, { total: 2, conforming: 0, nonConforming: 0, inexpressible: 0 });
});

test('findings are kept up to a limit, and counted beyond it', async () => {
  const wrong = changed(3, 'outcome.events.0.pad1', '0x1').slice(0, 3);
  const result = await run(Array.from({ length: MAX_FINDINGS + 5 }, () => wrong).flat());
  assert.equal(result.findings.length, MAX_FINDINGS);
  assert.equal(result.lines.nonConforming, MAX_FINDINGS + 5);
  assert.deepEqual(
    result.broken.map(({ lines }) => lines),
    [MAX_FINDINGS + 5],
  );
});

test('the requirements that broke are counted, most frequent first', async () => {
  const [pad, value] = [
    changed(3, 'outcome.events.0.pad1', '0x1').slice(0, 3),
    changed(3, 'outcome.events.0.control', '0x1').slice(0, 3),
  ];
  const { findings, broken } = await run([...pad, ...value, ...value].flat());
  const first = findings.map(({ requirements }) => requirements[0]);
  assert.equal(new Set(first).size, 2);
  assert.deepEqual(broken, [
    { requirement: first[1], lines: 2 },
    { requirement: first[0], lines: 1 },
  ]);
});

test('a file of too many implementations is refused', async () => {
  const headers = Array.from({ length: MAX_GROUPS + 1 }, (_, i) => ({
    ...HEADER,
    source: { ...HEADER.source, kernel: `${i}.0` },
  }));
  await assert.rejects(
    run(headers),
    (error) => error instanceof RecordingError && error.line === MAX_GROUPS + 1,
  );
});

test('a file that is no recording is an error, not a verdict', async () => {
  await assert.rejects(check(__filename), RecordingError);
});

/** A shstk program without a handler for what its sigreturn ends in. */
function refusedAfter(trap: readonly Line[], trapno: number): readonly Line[] {
  const rlimits = { stack: '0x800000', as: '0xffffffffffffffff', data: '0xffffffffffffffff' };
  const machine = { vendor: 'intel', user_shstk: true, checkpoint_restore: true, rlimits, mappings: [] };
  const tops = {
    mmap_top: '0x7ffff7ff0000',
    mmap_top_32: '0xf7ff0000',
    largest_mapping: '0xffffffffffffffff',
  };
  const word = { si_code: 'SI_KERNEL', si_addr: '0x0', error_code: '0x0' };
  const fault = { outcome: 'fault', fault: trapno === 6 ? '#UD' : 'none', signal: 11, trapno, ...word };
  return [
    {
      recording: 1,
      machine: 'shstk',
      profile: 'upstream',
      config: { ...machine, ...tops },
      choices: { 'sigreturn-ssp-check': 'always' },
      source: { observed: 'a test' },
    },
    { step: { op: 'sigaction', thread: 1, signo: 4, handler: 'function', restorer: '0x1' }, unobserved: 'x' },
    { step: { op: 'arch_prctl', thread: 1, option: '0x5001', arg: '0x1' }, unobserved: 'x' },
    ...trap,
    { step: { op: 'sigreturn', thread: 1 }, outcome: { ...fault, events: [{ event: 'killed', signo: 11 }] } },
  ];
}

test('where the kernel itself refuses after a trap, it tells the number of that one: no requirement speaks of it', async () => {
  const trap = { step: { op: 'wrss', thread: 1, addr: '0x0', value: '0x0' }, unobserved: 'it traps' };
  assert.equal((await run(refusedAfter([trap], 6))).verdict, 'pass');
  assert.equal((await run(refusedAfter([], 6))).verdict, 'fail');
  assert.equal((await run(refusedAfter([], 0))).verdict, 'pass');
});
