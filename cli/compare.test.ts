import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../reports/layout';
import { run } from './main';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
after(() => rmSync(folder, { recursive: true }));

/** A kernel in which a write of CONTROL exits, and one in which it does not. */
const LATE = recorded('6.9', '[{"event":"exit","exit":"SYNDBG","control":"0x5"}]');
const LATER = recorded('6.10', '[]');

/** What KVM_GET_MSRS of the host's own gave, by which it is known what a kernel chose. */
function chose(kernel: string, answer: string): string {
  const path = join(folder, `${kernel}-chose.ndjson`);
  const config = '{"vms":1,"vcpus":1,"irqchip":false,"trace":false}';
  const header = `{"recording":1,"machine":"syndbg","profile":"upstream","config":${config},"source":{"kernel":"${kernel}","observed":"by hand"}}`;
  const op = '{"op":"get_msrs","fd":"system","vm":0,"vcpu":0,"msrs":["0x400000f1"]}';
  writeFileSync(path, `${header}\n{"step":${op},"outcome":{"outcome":"ok",${answer}}}\n`);
  return path;
}

function recorded(kernel: string, events: string): string {
  const path = join(folder, `${kernel}.ndjson`);
  const config = '{"vms":1,"vcpus":1,"irqchip":false,"trace":false}';
  const header = `{"recording":1,"machine":"syndbg","profile":"v6","config":${config},"source":{"kernel":"${kernel}","observed":"by hand"}}`;
  const op = '{"op":"wrmsr","vm":0,"vcpu":0,"msr":"0x400000f1","value":"0x5"}';
  writeFileSync(path, `${header}\n{"step":${op},"outcome":{"outcome":"ok","events":${events}}}\n`);
  return path;
}

async function compared(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await run(['compare', ...args], {
    out: (text) => out.push(text),
    err: (text) => err.push(text),
    colour: false,
    terminal: null,
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('implementations that differ are told apart, with the first that does otherwise', async () => {
  const { code, out } = await compared(LATE, LATER);
  assert.equal(code, 0);
  assert.match(out, /^syndbg: [1-9]\d* of \d+ requirements differ/);
  assert.match(out, /A 6\.9, v6 [^]*broken since 6\.10/);
});

test('as JSON, it has the same rows, and with --all every requirement', async () => {
  interface Told {
    readonly machines: readonly {
      readonly requirements: readonly { readonly changes: readonly unknown[] }[];
    }[];
  }
  const [some, all] = [
    await compared('-f', 'json', LATE, LATER),
    await compared('-f', 'json', '--all', LATE, LATER),
  ].map(({ out }) => (JSON.parse(out) as Told).machines[0]?.requirements ?? []);
  assert.ok(some && all && some.length > 0 && all.length > 100);
  assert.ok(some.every(({ changes }) => changes.length > 0));
  assert.deepEqual(
    some,
    all.filter(({ changes }) => changes.length > 0),
  );
});

test('--strict is red where they differ, and a machine that nothing is said of is code 3', async () => {
  assert.equal((await compared('--strict', LATE, LATER)).code, 1);
  assert.equal((await compared('--strict', LATE)).code, 0);
  const strange = join(folder, 'strange.json');
  const quiet = { out: () => undefined, err: () => undefined, colour: false, terminal: null };
  await run(['run', '-t', '@syndbg.off-refuses-writes', '--out', join(folder, 'one')], quiet);
  const report = readFileSync(join(folder, 'one', 'conformance.json'), 'utf8');
  writeFileSync(strange, report.replaceAll('"machine": "syndbg"', '"machine": "__proto__"'));
  assert.equal((await compared(strange)).code, 3);
  const none = await compared('-m', 'nv', LATE);
  assert.equal(none.code, 3);
  assert.match(none.out, /nothing/);
});

test('choices in which kernels differ are told with the first that chose otherwise, and --strict is red', async () => {
  const files = [chose('6.1', '"count":0,"values":[]'), chose('6.12', '"count":1,"values":["0x0"]')];
  const { out } = await compared(...files);
  assert.match(out, /^syndbg: 0 of \d+ requirements differ, and 1 of 1 choices/);
  assert.match(out, /│ sysfd_get │ count0 │ count1 │ count1 since 6\.12 │/);
  assert.equal((await compared('--strict', ...files)).code, 1);
  const { out: json } = await compared('-f', 'json', ...files);
  const { machines } = JSON.parse(json) as { readonly machines: readonly { readonly choices: unknown }[] };
  assert.deepEqual(machines[0]?.choices, [
    {
      name: 'sysfd_get',
      values: ['count0', 'count1'],
      changes: [{ since: '6.12', was: 'count0', is: 'count1' }],
    },
  ]);
});

test('what live/kernels.yaml leaves out of a kernel is told below its table, and in JSON', async () => {
  const file = join(folder, 'nv.ndjson');
  const header =
    '{"recording":1,"machine":"nv","profile":"upstream","config":{"vhe":true,"vgic":true},"source":{"kernel":"6.17.13","observed":"x"}}';
  const init =
    '{"step":{"op":"vcpu_init","has_el2":true,"has_el2_e2h0":false,"el1_32bit":false},"outcome":{"outcome":"ok","events":[]}}';
  writeFileSync(file, `${header}\n${init}\n`);
  const { out } = await compared('--all', file);
  assert.match(out, /│ NV-112 +│ unknown, \d+ left out │/);
  assert.match(out, /left out in A: nv\.serror-of-the-guest, [^]*See recordings\/FOUND\.md#kvmarm64-/);
  const { out: json } = await compared('--all', '-f', 'json', file);
  const { machines } = JSON.parse(json) as {
    readonly machines: readonly {
      readonly requirements: readonly { readonly id: string; readonly cases: readonly unknown[] }[];
    }[];
  };
  const [row] = machines[0]?.requirements.filter(({ id }) => id === 'NV-112') ?? [];
  assert.match(JSON.stringify(row?.cases), /^\[\{"shown":0,"of":\d+,"leftOut":\[\{"why":/);
});

test('each kernel of a joined recording has its column, with what live/kernels.yaml leaves out of it', async () => {
  const live = readFileSync(join(LAYOUT.root, 'recordings/nv/live.ndjson'), 'utf8');
  const experiments = live
    .split(/^(?=\{"recording")/m)
    .filter((one) => /"id":"nv\.(?:serror|eret-illegal)/.test(one));
  const file = join(folder, 'live.ndjson');
  writeFileSync(file, experiments.join(''));
  const { out } = await compared('--all', '-f', 'json', file);
  interface Told {
    readonly implementations: readonly { readonly name: string }[];
    readonly requirements: readonly {
      readonly id: string;
      readonly statuses: readonly string[];
      readonly cases: readonly { readonly leftOut?: readonly { readonly cases: readonly string[] }[] }[];
    }[];
    readonly choices: readonly { readonly name: string; readonly values: readonly string[] }[];
  }
  const [nv] = (JSON.parse(out) as { readonly machines: readonly Told[] }).machines;
  assert.deepEqual(
    nv?.implementations.map(({ name }) => name.split('+')[0]),
    ['6.17.13', '7.2.12', '7.3.4'],
  );
  const row = nv.requirements.find(({ id }) => id === 'NV-112');
  assert.deepEqual(row?.statuses, ['partly', 'partly', 'partly']);
  for (const { leftOut = [] } of row.cases)
    assert.deepEqual(
      [...new Set(leftOut.flatMap(({ cases }) => cases.map((id) => id.split(':')[0])))],
      ['nv.serror-of-the-guest', 'nv.serror-of-the-guest-after-a-run'],
    );
  // FOUND.md: as they were on 6.17, those of SPSR_EL2 since 7.2.
  const flags = nv.choices.find(({ name }) => name === 'illegal_return_flags');
  assert.deepEqual(flags?.values, ['pstate', 'spsr', 'spsr']);
});

test('--html writes a page, and what cannot be read or written is code 2', async () => {
  const page = join(folder, 'page.html');
  assert.equal((await compared('--html', page, LATER)).code, 0);
  assert.match(readFileSync(page, 'utf8'), /<td class="broken">broken<\/td>/);
  const { code, err } = await compared(LATER, join(folder, 'none.json'));
  assert.equal(code, 2);
  assert.match(err, /cannot be read \(ENOENT\)/);
  assert.equal((await compared('--html', join(folder, 'no', 'where.html'), LATER)).code, 2);
});
