import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from '@commander-js/extra-typings';
import { MapError, readDirectMap } from '../../../model/mktme/direct-map';
import { changeOf, changesOf } from './changes';
import { addMktmeSync } from './command';
import { MAX_CHANGES, mktmeSync } from './run';
import { resultText } from './text';

const maps = join(__dirname, '../../../recordings/mktme/direct-maps');
const real = (name: string): ReturnType<typeof readDirectMap> =>
  readDirectMap(readFileSync(join(maps, `linux-6.12-${name}.json`), 'utf8'));
const row = {
  va: '0xffff888000200000',
  pa: '0x200000',
  page: '2M',
  count: 2,
  write: true,
  nx: true,
  global: true,
};
const file = (...rows: object[]): string =>
  JSON.stringify({ paging_levels: 4, page_offset: '0xffff888000000000', direct_map: rows });

test('one page out of a large leaf splits it in every copy of both real maps', () => {
  for (const [name, change] of [
    ['nokaslr', 'ro:0x5205000'],
    ['kaslr', 'ro:0x140005000'],
  ] as const) {
    const { reports, broken } = mktmeSync(real(name), [changeOf(change)], { keyids: 3, profile: 'spec' });
    assert.deepEqual(broken, []);
    assert.deepEqual(
      reports[0]?.copies.map(({ fates }) => fates.map(({ kind }) => kind)),
      [['split'], ['split'], ['split']],
    );
  }
});

test('the posted hooks are found out', () => {
  const reply = mktmeSync(real('nokaslr'), [changeOf('ro:0x5205000')], { keyids: 2, profile: 'reply' });
  assert.match(reply.broken.join(), /copy 1 differs from C over \d+ pages.*invariant 1/);
  const v2 = mktmeSync(real('nokaslr'), [changeOf('uc:0x5200000+1024')], { keyids: 2, profile: 'v2' });
  assert.match(resultText(v2), /BROKEN: copy 2/);
});

test('a map that is wrong gets one error that says where', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{', /not JSON/],
    [file(), /at least one row/],
    [file(row, { ...row, count: 1 }), /overlap/],
    [file({ ...row, va: '0xffff888000201000', pa: '0x201000' }), /border of 2M/],
    [file({ ...row, pa: '0x400000' }), /in a direct map that is/],
    [file({ ...row, page: '4M' }), /4K, 2M or 1G/],
    [file({ ...row, page: 'constructor' }), /page is "constructor": 4K, 2M or 1G/],
    [file({ ...row, count: 0 }), /from 1 on/],
    [file({ ...row, nx: 1 }), /true or false/],
  ];
  for (const [text, error] of wrong)
    assert.throws(
      () => readDirectMap(text),
      (e) => e instanceof MapError && error.test(e.message),
    );
});

test('a map that does not fit with its copies, and a change beyond it, are errors', () => {
  const wide = file({ ...row, va: '0xffff890000000000', pa: '0x8000000000', page: '1G', count: 1536 });
  assert.throws(
    () => mktmeSync(readDirectMap(wide), [], { keyids: 63, profile: 'spec' }),
    /at most \d+ KeyIDs fit/,
  );
  assert.throws(
    () => mktmeSync(readDirectMap(file(row)), [changeOf('ro:0x10000000000')], { keyids: 2, profile: 'spec' }),
    /reaches beyond/,
  );
  assert.throws(
    () => mktmeSync(readDirectMap(file(row)), [], { keyids: 2, profile: 'v9' }),
    /spec, reply, v2/,
  );
});

test('changes are read from words and from lines', () => {
  assert.deepEqual(
    changesOf('# a remark\nro:0x1000+3\n\nnp:0x2000 # one page\n').map(({ pa, pages }) => [pa, pages]),
    [
      [0x1000n, 3],
      [0x2000n, 1],
    ],
  );
  for (const text of ['ro', 'zz:0x1000', 'ro:0x1001', 'ro:0x1000+0', 'constructor:0x1000', 'valueOf:0x1000'])
    assert.throws(() => changeOf(text), MapError);
  assert.throws(
    () =>
      mktmeSync(readDirectMap(file(row)), Array(MAX_CHANGES + 1).fill(changeOf('ro:0x200000')), {
        keyids: 2,
        profile: 'spec',
      }),
    { name: 'MapError', message: '4097 changes: at most 4096 are made in one call' },
  );
});

test('the command takes the text that the kernel gives', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mktme-sync-'));
  const path = join(folder, 'kernel');
  writeFileSync(
    path,
    '---[ Low Kernel Mapping ]---\n0xffff888000000000-0xffff888000400000           4M     RW         PSE     GLB NX pmd\n',
  );
  const said: string[] = [];
  const lines = { out: (text: string) => void said.push(text), err: (text: string) => assert.fail(text) };
  const program = new Command().exitOverride();
  addMktmeSync(program, lines, (code) => assert.equal(code, 0));
  program.parse(['node', 'hvspec', 'mktme-sync', path, 'ro:0x205000']);
  rmSync(folder, { recursive: true });
  assert.match(said.join(), /^2 leaves, 2 copies of 1 TiB, .*\n.*\n +C: 1 split, 1 stay\n/);
});

test('the command says what is wrong with which file, and nothing that a terminal acts on', () => {
  const said = (...words: string[]): string => {
    const errors: string[] = [];
    const lines = {
      out: () => assert.fail('there is no result'),
      err: (text: string) => void errors.push(text),
    };
    const program = new Command().exitOverride();
    addMktmeSync(program, lines, (code) => assert.equal(code, 2));
    program.parse(['node', 'hvspec', 'mktme-sync', ...words]);
    return errors.join();
  };
  const map = join(maps, 'linux-6.12-nokaslr.json');
  assert.match(said(map, '--keyids', '0x2'), /--keyids 0x2: write a decimal number from 1 to 63$/);
  for (const keyids of ['0b10', '1e1', ' 2', '2.0', '-1', ''])
    assert.match(said(map, `--keyids=${keyids}`), /write a decimal number/);
  assert.match(said(map, '--keyids', '64'), /64 KeyIDs: 1 to 63/);
  assert.equal(said('/dev/zero'), 'hvspec: /dev/zero: is larger than 4 MiB, and no more is read');
  assert.match(said(map, '--changes', '/dev/zero'), /^hvspec: \/dev\/zero: is larger/);
  assert.match(said(map, '--changes', map), new RegExp(`^hvspec: ${map}: "{" is no change`));
  assert.match(said(map, '\u001b[2Jro:1'), /^hvspec: "\\x1b\[2Jro:1" is no change/);
});
