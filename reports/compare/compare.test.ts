import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../layout';
import type { Column, StatusWord } from './comparison';
import { columnsIn, comparisonOf, differing } from './comparison';
import { compareHtml } from './html';
import { columnsOf } from './read';
import { mergedRecordings } from './recorded';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
after(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function column(name: string, statuses: Readonly<Record<string, StatusWord>>, profile = 'upstream'): Column {
  const file = `${name}.ndjson`;
  return {
    machine: 'syndbg',
    profile,
    name,
    file,
    source: 'recording',
    statuses: new Map(Object.entries(statuses)),
  };
}

const HEADER =
  '{"recording":1,"machine":"syndbg","profile":"v6","config":{"vms":1,"vcpus":1,"irqchip":false,"trace":false},"source":{"kernel":"K","observed":"by hand"}}';
const WRITE =
  '{"step":{"op":"wrmsr","vm":0,"vcpu":0,"msr":"0x400000f1","value":"0x5"},"outcome":{"outcome":"ok","events":[{"event":"exit","exit":"SYNDBG","control":"0x5"}]}}';
const SILENT = WRITE.replace(/"events":\[.*\]/, '"events":[]');
const UNOBSERVED = WRITE.replace(/"outcome":\{.*$/, '"unobserved":"not in the log"}');

test('releases stand in the order of their numbers, and a change is told with the first that has it', () => {
  const comparison = comparisonOf([
    column('6.12', { 'SYNDBG-05': 'broken' }),
    column('6.2', { 'SYNDBG-05': 'kept', 'SYNDBG-06': 'kept' }),
    column('6.10', {}),
  ]);
  assert.deepEqual(
    comparison.columns.map(({ name }) => name),
    ['6.2', '6.10', '6.12'],
  );
  const [row, ...others] = differing(comparison.rows);
  assert.deepEqual(others, []);
  assert.deepEqual(row?.cells, ['kept', 'unknown', 'broken']);
  assert.deepEqual(row.changes, [{ since: '6.12', was: 'kept', is: 'broken' }]);
});

test('what a profile does not have is absent, whatever is said of it', () => {
  const { rows } = comparisonOf([
    column('old', { 'SYNDBG-22': 'kept' }, 'no-hyperv'),
    column('new', { 'SYNDBG-22': 'kept' }),
  ]);
  const row = rows.find(({ id }) => id === 'SYNDBG-22');
  // The lineage puts upstream first.
  assert.deepEqual(row?.cells, ['kept', 'absent']);
});

test('a recording keeps what its lines show, and nothing that it does not show', async () => {
  const [found] = await columnsOf(written('a.ndjson', [HEADER, WRITE, ''].join('\n')));
  assert.equal(found?.name, 'K');
  assert.equal(found.statuses.get('SYNDBG-05'), 'kept');
  assert.equal(found.statuses.get('SYNDBG-06'), undefined);
});

test('a step that nobody saw shows nothing', async () => {
  const [found] = await columnsOf(written('b.ndjson', [HEADER, UNOBSERVED, ''].join('\n')));
  assert.equal(found?.statuses.size ?? 0, 0);
});

test('a recording breaks what the first of its findings names', async () => {
  const [found] = await columnsOf(written('c.ndjson', [HEADER, SILENT, ''].join('\n')));
  const broken = [...(found?.statuses ?? [])].filter(([, word]) => word === 'broken');
  assert.deepEqual(broken, [['SYNDBG-05', 'broken']]);
});

test('recordings of one kernel are one, and what breaks in one of them is broken', async () => {
  const good = await columnsOf(written('d.ndjson', [HEADER, WRITE, ''].join('\n')));
  const bad = await columnsOf(written('e.ndjson', [HEADER, SILENT, ''].join('\n')));
  for (const columns of [
    [...good, ...bad],
    [...bad, ...good],
  ]) {
    const [one, ...others] = mergedRecordings(columns);
    assert.deepEqual(others, []);
    assert.equal(one?.statuses.get('SYNDBG-05'), 'broken');
  }
});

/** A report of a hostile subject, with one requirement. */
function report(status: 'shown' | 'fail', name: string): string {
  const row = {
    id: 'SYNDBG-05',
    machine: 'syndbg',
    text: '<img src=x onerror=alert(1)>',
    level: 'MUST',
    class: 'seed',
    source: 'x',
    profiles: ['v6'],
    statuses: [{ profile: 'v6', status, passed: 1, of: 1, cases: [] }],
  };
  const counts = Object.fromEntries(
    [
      'total',
      'pass',
      'fail',
      'differs',
      'inconclusive',
      'expected-fail',
      'unexpected-pass',
      'inapplicable',
      'untestable',
      'error',
    ].map((word) => [word, 0]),
  );
  const machines = [{ machine: 'syndbg', profile: 'v6', capabilities: [], choices: {} }];
  const whole = {
    report: 1,
    suite: { name: 'hvspec', version: '1' },
    subject: { name, version: '1', machines },
    seed: 1,
    selection: { part: false },
    exit: { code: 0, outcome: 'conforms', reasons: [] },
    counts,
    machines: [],
    requirements: [row],
    cases: [],
  };
  return JSON.stringify(whole);
}

test('reports are read by the schema, and stay apart though their subjects have one name', async () => {
  const one = await columnsOf(written('one.json', report('shown', 'mine')));
  const two = await columnsOf(written('two.json', report('fail', 'mine')));
  const { columns, rows } = comparisonOf(mergedRecordings([...one, ...two]));
  assert.equal(columns.length, 2);
  assert.deepEqual(rows.find(({ id }) => id === 'SYNDBG-05')?.cells, ['kept', 'broken']);
});

test('hostile text of a file stays text on the page', async () => {
  const evil = '</td><script>alert(1)</script>\u202e\u001b[31m';
  const columns = await columnsOf(written('evil.json', report('shown', evil)), '<b>"file"</b>');
  const html = compareHtml(comparisonOf(columns));
  assert.doesNotMatch(html, /<script|<b>|\u202e|\u001b|onerror=alert\(1\)>/);
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  assert.match(html, /default-src &#39;none&#39;/);
});

test('a file that is neither is refused, with what would be right', async () => {
  const other = written('other.json', '{"\\u001b[2J":1}');
  await assert.rejects(columnsOf(other, 'x'), (error: Error) => {
    assert.ok(error instanceof RangeError);
    assert.doesNotMatch(error.message, /\u001b/);
    assert.match(error.message, /no report: give a report .* or a recording/);
    return true;
  });
  await assert.rejects(columnsOf(written('half.json', '{"report":1')), /no JSON .*give a report/);
  await assert.rejects(columnsOf(join(folder, 'none.json')), /cannot be read \(ENOENT\)/);
  await assert.rejects(columnsOf(written('wrong.json', '{"report":1}')), /is no report: /);
});

test('the controls of nv that were made to break are red, and the kernel beside them is not', async () => {
  const files = ['control-late', 'linux-7.2'].map((name) => `recordings/nv/${name}.ndjson`);
  const columns = (await Promise.all(files.map((file) => columnsOf(join(LAYOUT.root, file), file)))).flat();
  const comparison = comparisonOf(columns);
  const red = columnsIn(comparison, 'nv').map(({ statuses }) => [...statuses.values()].includes('broken'));
  assert.deepEqual(red, [true, false]);
});

test('a recording without insight says nothing of what only insight shows', async () => {
  const [first, ...steps] = [
    '{"recording":1,"machine":"nv","profile":"upstream","config":{"vhe":true,"vgic":true},"source":{"observed":"x"}}',
    '{"step":{"op":"vcpu_init","has_el2":true,"has_el2_e2h0":false,"el1_32bit":false},"outcome":{"outcome":"ok","events":[]}}',
    '{"step":{"op":"kvm_run"},"outcome":{"outcome":"ok","events":[{"event":"load","file":"vEL2"}]}}',
  ];
  const blind = first.replace('"source"', '"insight":false,"source"');
  const kept = await Promise.all(
    [first, blind].map(async (header, i) => {
      const [one] = await columnsOf(written(`insight-${i}.ndjson`, [header, ...steps, ''].join('\n')));
      return [...(one?.statuses ?? [])].flatMap(([id, word]) => (word === 'kept' ? [id] : []));
    }),
  );
  const [all = [], seen = []] = kept;
  // Which file is loaded is what these say, and nobody sees it from outside.
  assert.deepEqual(
    all.filter((id) => !seen.includes(id)),
    ['NV-02', 'NV-06', 'NV-23'],
  );
  assert.ok(seen.includes('NV-54'));
});
