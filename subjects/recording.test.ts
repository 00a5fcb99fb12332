import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RecordingEntry } from './recording';
import { entriesOf, MAX_LINE, readRecording, RecordingError } from './recording';

const HEADER = {
  recording: 1,
  machine: 'syndbg',
  profile: 'upstream',
  config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
  source: { observed: 'by hand' },
};
const READ = { op: 'rdmsr', vm: 0, vcpu: 0, msr: '0x400000f1' };
const SEEN = { step: READ, outcome: { outcome: 'ok', value: '0xffffffffffffffff' } };

function ndjson(...lines: readonly (object | string)[]): string {
  return lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
}

async function read(text: string | Uint8Array, size = 1 << 16): Promise<readonly RecordingEntry[]> {
  const bytes = Buffer.from(text);
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const entries: RecordingEntry[] = [];
  for await (const entry of entriesOf(chunks, 'r.ndjson')) entries.push(entry);
  return entries;
}

/** The error of a recording whose line `line` is wrong, without the place. */
async function errorAt(line: number, text: string | Uint8Array): Promise<string> {
  let message = 'no error';
  await assert.rejects(read(text), (error) => {
    assert.ok(error instanceof RecordingError, String(error));
    assert.equal(error.line, line);
    const place = line > 0 ? `r.ndjson:${line}: ` : 'r.ndjson: ';
    assert.ok(error.message.startsWith(place), error.message);
    message = error.message.slice(place.length);
    return true;
  });
  return message;
}

test('a header, steps and an inspection, with 64-bit values as bigint', async () => {
  const [header, seen, unseen, inspect, ...more] = await read(
    ndjson(
      { ...HEADER, choices: { sysfd_get: 'count0' } },
      SEEN,
      { step: READ, unobserved: 'missing' },
      { inspect: { vms: [{ registers: { status: '0x7' } }] } },
    ),
  );
  assert.equal(more.length, 0);
  assert.ok(header?.kind === 'header' && seen?.kind === 'step' && unseen?.kind === 'step');
  assert.equal(header.profile.name, 'upstream');
  assert.deepEqual(header.choices, { sysfd_get: 'count0' });
  assert.deepEqual(seen.op, { ...READ, msr: 0x400000f1n });
  assert.deepEqual(seen.outcome, { outcome: 'ok', value: 0xffffffffffffffffn });
  assert.equal(seen.line, 2);
  assert.equal(unseen.outcome, null);
  assert.ok(inspect?.kind === 'inspect');
  assert.deepEqual(inspect.inspect, { vms: [{ registers: { status: 7n } }] });
});

test('an id holds until the next id or header', async () => {
  const entries = await read(
    ndjson(HEADER, SEEN, { ...SEEN, id: 'a/1' }, SEEN, { ...SEEN, id: 'a/2' }, HEADER, SEEN),
  );
  const ids = entries.map((entry) => (entry.kind === 'header' ? 'header' : entry.id));
  assert.deepEqual(ids, ['header', null, 'a/1', 'a/1', 'a/2', 'header', null]);
});

test('the same entries wherever the chunks end', async () => {
  const text = ndjson(HEADER, SEEN, { ...SEEN, id: 'x' });
  assert.deepEqual(await read(text, 1), await read(text));
  assert.deepEqual(await read(text, 7), await read(text));
});

test('a last line without a line feed counts if it is whole', async () => {
  assert.equal((await read(ndjson(HEADER, SEEN).trimEnd())).length, 2);
  const cut = ndjson(HEADER, SEEN).slice(0, -5);
  assert.match(await errorAt(2, cut), /^truncated: the last line ends too soon/);
});

test('bad JSON, an empty line, and what is no object', async () => {
  assert.match(await errorAt(2, ndjson(HEADER, '{"step":')), /^bad JSON/);
  assert.match(await errorAt(2, ndjson(HEADER, '')), /^empty line/);
  const twice = JSON.stringify(SEEN).replace('"outcome":{', '"outcome":{"outcome":"fault"},"outcome":{');
  assert.match(await errorAt(2, ndjson(HEADER, twice)), /^the member outcome stands twice: write it once/);
  assert.match(await errorAt(1, ndjson('[1]')), /^\[1\] is not a JSON object/);
  assert.match(await errorAt(1, ndjson('null')), /^null is not a JSON object/);
});

test('a line before any header, and an empty file', async () => {
  assert.match(await errorAt(1, ndjson(SEEN)), /before any header/);
  assert.match(await errorAt(0, ''), /^is empty/);
});

test('an unknown machine, profile, choice or value, each with what there is', async () => {
  assert.match(await errorAt(1, ndjson({ ...HEADER, machine: 'sindbg' })), /there are syndbg/);
  assert.match(
    await errorAt(1, ndjson({ ...HEADER, profile: 'v7' })),
    /no profile "v7": there are v6, review, upstream/,
  );
  assert.match(await errorAt(1, ndjson({ ...HEADER, choices: { color: 'red' } })), /no choice "color"/);
  assert.match(
    await errorAt(1, ndjson({ ...HEADER, choices: { sysfd_get: 'two' } })),
    /allowed are count1, count0/,
  );
});

test('violations of the schema, with the field', async () => {
  const wrong = (change: object): Promise<string> => errorAt(2, ndjson(HEADER, { ...SEEN, ...change }));
  assert.match(await errorAt(1, ndjson({ ...HEADER, source: {} })), /^header: source lacks "observed"/);
  assert.match(await errorAt(1, ndjson({ ...HEADER, config: { vms: 0 } })), /^config: /);
  assert.match(await wrong({ step: { ...READ, msr: 5 } }), /^step: msr is the number 5/);
  assert.match(await wrong({ step: { ...READ, op: 'rdmrs' } }), /^step: op is the string "rdmrs"/);
  assert.match(await wrong({ step: { op: 'rdmsr', vm: 0 } }), /^step: it lacks "vcpu"/);
  assert.match(await wrong({ outcome: { outcome: 'ok', valeu: '0x1' } }), /^outcome: it has "valeu"/);
  assert.match(await wrong({ outcome: { value: '0x1' } }), /^line: outcome lacks "outcome"/);
  assert.match(
    await wrong({ outcome: { outcome: 'ok', value: '0x1FFFF' } }),
    /^outcome: value is the string/,
  );
  assert.match(
    await wrong({ outcome: { outcome: 'ok', events: [{ event: 'exit' }] } }),
    /^outcome: events.0/,
  );
  assert.match(await wrong({ unobserved: 'missing' }), /^line: it has "outcome"/);
  assert.match(await errorAt(2, ndjson(HEADER, {})), /^line: it lacks "step"/);
  assert.match(
    await errorAt(2, ndjson(HEADER, { step: READ })),
    /^line: a step with neither "outcome" .* nor "unobserved"/,
  );
  assert.match(await errorAt(2, ndjson(HEADER, { inspect: { vm: [] } })), /^inspect: it has "vm"/);
});

test('outcomes in part are welcome, down to the fields of an event', async () => {
  const step = { op: 'wrmsr', vm: 0, vcpu: 0, msr: '0x400000f1', value: '0x1' };
  const outcome = { outcome: 'ok', events: [{ event: 'exit', exit: 'SYNDBG', control: '0x1' }] };
  const [, entry] = await read(ndjson(HEADER, { step, outcome }));
  assert.ok(entry?.kind === 'step');
  assert.deepEqual(entry.outcome, {
    outcome: 'ok',
    events: [{ event: 'exit', exit: 'SYNDBG', control: 1n }],
  });
});

test('bytes that are not UTF-8', async () => {
  const text = Buffer.concat([Buffer.from(ndjson(HEADER)), Buffer.from([0x7b, 0xff, 0x7d, 0x0a])]);
  assert.match(await errorAt(2, text), /^not UTF-8/);
});

test('a line of the largest length is read, one byte more is refused without waiting for its end', async () => {
  const fits = JSON.stringify(SEEN).padEnd(MAX_LINE, ' ');
  assert.equal((await read(ndjson(HEADER, fits))).length, 2);
  assert.match(await errorAt(2, ndjson(HEADER, `${fits} `)), /^line longer than 1048576 bytes/);
  const endless = function* (): Generator<Uint8Array> {
    yield Buffer.from(ndjson(HEADER));
    for (;;) yield Buffer.alloc(1 << 16, 0x20);
  };
  await assert.rejects(async () => {
    for await (const entry of entriesOf(endless(), 'r.ndjson')) assert.equal(entry.kind, 'header');
  }, /r\.ndjson:2: line longer/);
});

test('entries come while the source goes on: it is never read ahead of them', async () => {
  let given = 0;
  const endless = function* (): Generator<Uint8Array> {
    yield Buffer.from(ndjson(HEADER));
    for (;;) {
      given += 1;
      yield Buffer.from(ndjson(SEEN));
    }
  };
  let seen = 0;
  for await (const entry of entriesOf(endless(), 'r.ndjson')) {
    if (entry.kind === 'step') seen += 1;
    assert.ok(given - seen <= 1);
    if (seen === 1000) break;
  }
  assert.equal(given, 1000);
});

test('nothing from a recording reaches a terminal unescaped', async () => {
  const message = await errorAt(2, ndjson(HEADER, '\u001b[2J\u009b31m'));
  assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f]/);
});

test('a file, and one that is not there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    const file = join(directory, 'a.ndjson');
    writeFileSync(file, ndjson(HEADER, SEEN));
    const lines: number[] = [];
    for await (const { line } of readRecording(file)) lines.push(line);
    assert.deepEqual(lines, [1, 2]);
    await assert.rejects(readRecording(join(directory, 'b')).next(), /b: cannot be read \(ENOENT\)/);
    await assert.rejects(readRecording(directory).next(), RecordingError);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
