import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { run } from './main';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
after(() => rmSync(folder, { recursive: true }));

/** A kernel in which a write of CONTROL exits, and one in which it does not. */
const LATE = recorded('6.9', '[{"event":"exit","exit":"SYNDBG","control":"0x5"}]');
const LATER = recorded('6.10', '[]');

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
  const none = await compared('-m', 'nv', LATE);
  assert.equal(none.code, 3);
  assert.match(none.out, /nothing/);
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
