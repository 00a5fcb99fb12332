/** The recordings of real kernels against the profile that describes them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { entriesOf } from '../subjects/recording';
import { checkEntries } from './check';
import { RECORDINGS, recorded } from './testing/recorded';

const DIRECTORY = join(RECORDINGS, 'syndbg');
/** Of each kernel on its own; what several answered to the suite's cases is in another. */
const LIVE = 'live.ndjson';
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.ndjson') && name !== LIVE);

/** The choices that the kernels made: 6.12 and 7.2 agree, 6.1 differs. */
const NEW = { sysfd_get: ['count1'] };
const OLD = { sysfd_get: ['count0'] };
const CHOICES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'linux-6.1.ndjson': OLD,
  'linux-6.12.ndjson': NEW,
  'linux-7.2.ndjson': NEW,
};

test('there is a recording of each kernel', () => {
  assert.deepEqual([...FILES].sort(), Object.keys(CHOICES).sort());
});

for (const file of FILES) {
  const entries = recorded(join(DIRECTORY, file));

  test(`${file}: every line conforms to the profile upstream`, async () => {
    const result = await checkEntries(await entries(), file);
    assert.deepEqual(
      result.findings.map(({ message }) => message),
      [],
    );
    assert.equal(result.verdict, 'pass');
    assert.equal(result.recordings.conforming, result.recordings.total);
    assert.equal(result.lines.conforming + result.lines.unobserved, result.lines.total);
    assert.ok(result.lines.conforming > 9000, `${result.lines.conforming} lines`);
    const [choices, ...more] = result.choices;
    assert.equal(more.length, 0);
    for (const [name, values] of Object.entries(CHOICES[file] ?? {}))
      assert.deepEqual(choices?.possible[name], values);
  });

  test(`${file}: no longer conforms to the patch as posted, nor to what its reviewer asked for`, async () => {
    for (const profile of ['v6', 'review']) {
      const { verdict, recordings } = await checkEntries(await entries(), file, { profile });
      assert.equal(verdict, 'fail');
      assert.ok(recordings.nonConforming > 50 && recordings.inexpressible > 250);
    }
  });
}

for (const machine of ['syndbg', 'shstk']) {
  test(`${machine}/${LIVE}: what kernels answered to the suite's cases conforms, each experiment in one of them at least`, async () => {
    const result = await checkEntries(await recorded(join(RECORDINGS, machine, LIVE))(), LIVE);
    assert.deepEqual(
      result.findings.map(({ message }) => message),
      [],
    );
    assert.equal(result.recordings.conforming, result.recordings.total);
    assert.ok(result.lines.conforming > 3000, `${result.lines.conforming} lines`);
  });
}

type Fields = Record<string, unknown>;

/** Kinds of values of whose first no requirement speaks: other features', the host's, what the emulator left behind. */
const OPEN: readonly string[] = [
  'check_extension ok none .value',
  'enable_cap error none .error',
  'get_supported_hv_cpuid ok none .leaves.N.ebx',
  'get_supported_hv_cpuid ok none .leaves.N.ecx',
  'get_supported_hv_cpuid ok none .leaves.N.edx',
  'wrmsr ok BARE .events.N.reason',
  ...['control', 'evt_page', 'msg_page', 'msr', 'padN', 'reason', 'rip', 'type'].map(
    (name) => `wrmsr ok SYNIC .events.N.${name}`,
  ),
];

/** Every value within an outcome, with its path. */
function values(holder: Fields, path = ''): readonly (readonly [string, Fields, string])[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const inner = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    return inner ? values(value as Fields, `${path}.${key}`) : [[`${path}.${key}`, holder, key] as const];
  });
}

/** Another value of the same kind; undefined for the constants that name a kind of event. */
function other(key: string, value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (value === null) return { function: '0x40000083', eax: '0x1' };
  if (Array.isArray(value))
    return key === 'events' ? [{ event: 'exit', exit: 'BARE', reason: '0x0' }] : ['0x1'];
  if (typeof value !== 'string') return undefined;
  if (value.startsWith('0x')) return `0x${(BigInt(value) ^ 0x8n).toString(16)}`;
  return { '#GP': '#UD', EINTR: 'EPERM', EINVAL: 'EPERM', E2BIG: 'EPERM', ENOTTY: 'EPERM' }[value];
}

interface Wrong {
  readonly kind: string;
  /** The recording as it is, then the same with one value changed. */
  readonly text: string;
  /** The line of the changed value. */
  readonly line: number;
}

/** For each kind of value (operation, outcome, exit, path) its first place, with that value changed. */
function* wrongs(file: string): Generator<Wrong> {
  const done = new Set<string>();
  const blocks = readFileSync(join(DIRECTORY, file), 'utf8').split(/^(?=\{"recording")/m);
  for (const block of blocks) {
    const lines = block.trimEnd().split('\n');
    for (const [i, text] of lines.entries()) {
      const { step, outcome } = JSON.parse(text) as { step?: { op: string }; outcome?: Fields };
      if (!step || !outcome) continue;
      const exit = (outcome['events'] as Fields[] | undefined)?.[0]?.['exit'] as string | undefined;
      const kindOf = (path: string): string =>
        `${step.op} ${String(outcome['outcome'])} ${exit ?? 'none'} ${path.replace(/\d+/g, 'N')}`;
      for (const [path, holder, key] of values(outcome)) {
        const value = other(key, holder[key]);
        const kind = kindOf(path);
        if (value === undefined || done.has(kind)) continue;
        done.add(kind);
        const changed = JSON.parse(text) as { outcome: Fields };
        for (const [at, where, name] of values(changed.outcome)) if (at === path) where[name] = value;
        const wrong = lines.map((line, k) => (k === i ? JSON.stringify(changed) : line));
        yield { kind, text: [...lines, ...wrong, ''].join('\n'), line: lines.length + i + 1 };
      }
    }
  }
}

test('in every kind of value that the recordings hold, one that is wrong is found at its line, or is nobody’s', async () => {
  let kinds = 0;
  const open: string[] = [];
  for (const { kind, text, line } of wrongs('linux-6.12.ndjson')) {
    kinds += 1;
    const result = await checkEntries(entriesOf([Buffer.from(text)], kind), kind);
    if (result.findings.length === 0 && result.noted > 0) open.push(kind);
    else
      assert.deepEqual(
        result.findings.map((finding) => finding.line),
        [line],
        kind,
      );
  }
  assert.ok(kinds > 100, `${kinds} kinds`);
  assert.deepEqual(open.sort(), OPEN);
});
