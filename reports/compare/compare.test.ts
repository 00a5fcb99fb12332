import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { LAYOUT } from '../layout';
import { planOf } from '../plan';
import type { Cell, Extent, StatusWord } from './cell';
import { explained, labelOf } from './cell';
import type { Column, Comparison } from './comparison';
import { byRelease, columnsIn, comparisonOf, countIn, differing, gapsIn } from './comparison';
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

/** A recording in which every case about a requirement was shown, where it says anything of it. */
function column(
  name: string,
  statuses: Readonly<Record<string, StatusWord>>,
  profile = 'upstream',
  more: Partial<Column> = {},
): Column {
  const file = `${name}.ndjson`;
  const ids = Object.keys(statuses);
  return {
    machine: 'syndbg',
    profile,
    name,
    file,
    release: name,
    source: 'recording',
    statuses: new Map(Object.entries(statuses)),
    extents: new Map(ids.map((id) => [id, extent(['a.b'], ['a.b'])])),
    choices: new Map(),
    ...more,
  };
}

function extent(shown: readonly string[], all: readonly string[], against: readonly string[] = []): Extent {
  return { shown: new Set(shown), against: new Set(against), all: new Set(all) };
}

/** The cells of a requirement, column by column. */
function cellsOf({ rows }: Comparison, id: string): readonly Cell[] {
  return rows.find((row) => row.id === id)?.cells ?? [];
}

function wordsOf(comparison: Comparison, id: string): readonly StatusWord[] {
  return cellsOf(comparison, id).map(({ word }) => word);
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
  assert.deepEqual(wordsOf(comparison, row?.id ?? ''), ['kept', 'unknown', 'broken']);
  assert.deepEqual(row?.changes, [{ since: '6.12', was: 'kept', is: 'broken' }]);
});

test('a kernel that was broken on purpose is told after all releases, and is none since which another keeps a rule', () => {
  const comparison = comparisonOf([
    column('7.2.13-control-late', { 'SYNDBG-05': 'broken' }),
    column('7.2.13+deb14', { 'SYNDBG-05': 'kept' }),
    column('6.17', { 'SYNDBG-05': 'kept' }),
  ]);
  assert.deepEqual(
    comparison.columns.map(({ name }) => name),
    ['6.17', '7.2.13+deb14', '7.2.13-control-late'],
  );
  assert.deepEqual(differing(comparison.rows)[0]?.changes, [
    { since: '7.2.13-control-late', was: 'kept', is: 'broken' },
  ]);
  assert.match(compareHtml(comparison), /<b class="change">broken since 7\.2\.13-control-late<\/b>/);
});

test('where two have one name, a change is told with the profile', () => {
  const { rows } = comparisonOf([
    column('posted', { 'SYNDBG-05': 'kept' }, 'v6'),
    column('posted', { 'SYNDBG-05': 'broken' }, 'upstream'),
  ]);
  const changed = rows.find(({ id }) => id === 'SYNDBG-05');
  assert.deepEqual(changed?.changes, [{ since: 'posted, upstream', was: 'kept', is: 'broken' }]);
});

test('what a profile does not have is absent, whatever is said of it', () => {
  const comparison = comparisonOf([
    column('old', { 'SYNDBG-22': 'kept' }, 'no-hyperv'),
    column('new', { 'SYNDBG-22': 'kept' }),
  ]);
  // The lineage puts upstream first.
  assert.deepEqual(wordsOf(comparison, 'SYNDBG-22'), ['kept', 'absent']);
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

test('what only some of its cases showed is kept in part, with how many of how many', () => {
  const half = extent(['a.b'], ['a.b', 'a.c']);
  const by = new Map([['SYNDBG-05', half]]);
  const none = new Map([['SYNDBG-05', extent([], ['a.b', 'a.c'])]]);
  const comparison = comparisonOf([
    column('6.1', { 'SYNDBG-05': 'kept' }),
    column('6.2', { 'SYNDBG-05': 'kept' }, 'upstream', { extents: by }),
    column('6.3', { 'SYNDBG-05': 'kept' }, 'upstream', { extents: none }),
    column('6.4', { 'SYNDBG-05': 'broken' }, 'upstream', { extents: by }),
  ]);
  const cells = cellsOf(comparison, 'SYNDBG-05');
  assert.deepEqual(cells.map(labelOf), ['kept', 'partly 1/2', 'partly 0/2', 'broken']);
  assert.deepEqual(cells.map(explained), [
    '1 of its 1 cases',
    '1 of its 2 cases',
    'by other experiments, and by none of its 2 cases',
    null,
  ]);
  // That less was shown of one is no difference.
  assert.deepEqual(differing(comparison.rows)[0]?.changes, [{ since: '6.4', was: 'partly', is: 'broken' }]);
  const [first, second] = comparison.columns;
  assert.ok(first && second);
  assert.deepEqual([countIn(comparison, first, 'kept'), countIn(comparison, second, 'kept')], [1, 0]);
});

test('cases that are left out for a kernel are told, in each of its columns and with the reason once', () => {
  const extents = new Map([['SYNDBG-05', extent(['a.b'], ['a.b', 'a.gone:x', 'a.gone:y', 'a.lost'])]]);
  const leftOut = { why: 'It ends the host.', see: 'recordings/FOUND.md#x', cases: ['a.gone', 'a.b'] };
  const comparison = comparisonOf(
    [
      column('6.1', { 'SYNDBG-05': 'kept' }, 'upstream', { extents }),
      column('6.2', { 'SYNDBG-05': 'kept' }, 'upstream', { extents }),
      column('6.3', {}, 'upstream', { extents }),
    ],
    (_machine, release) => (release === '6.2' ? [] : [leftOut]),
  );
  const cells = cellsOf(comparison, 'SYNDBG-05');
  assert.deepEqual(cells.map(labelOf), ['partly 1/4, 2 left out', 'partly 1/4', 'unknown, 2 left out']);
  // What was shown is not left out, whatever a list says.
  assert.deepEqual(cells[0]?.leftOut, [{ ...leftOut, cases: ['a.gone:x', 'a.gone:y'] }]);
  assert.deepEqual(gapsIn(comparison, 'syndbg'), [
    { ...leftOut, cases: ['a.gone'], requirements: ['SYNDBG-05'], columns: [0, 2] },
  ]);
  const html = compareHtml(comparison);
  assert.match(html, /<a href="#syndbg-left-out-1">partly 1\/4, 2 left out<\/a>/);
  assert.match(html, /<li id="syndbg-left-out-1">a\.gone \(of SYNDBG-05\): It ends the host\. See <code>/);
});

/** What a kernel was asked and said, as cases of the suite; the second is of a kernel that does otherwise. */
const CASE = (id: string, line: string): string => line.replace(/\}$/, `,"id":"${id}"}`);

test('a case is shown where a recording has its id, and nothing in it that is not allowed', async () => {
  const id = 'syndbg.control-exits';
  const shownBy = async (name: string, ...lines: readonly string[]): Promise<boolean | undefined> => {
    const [found] = await columnsOf(written(name, [HEADER, ...lines, ''].join('\n')));
    const of = found?.extents.get('SYNDBG-05');
    // By the features: exit.feature has the scenario under its Rule.
    assert.ok(of?.all.has(id));
    return of?.shown.has(id);
  };
  assert.equal(await shownBy('f.ndjson', CASE(id, WRITE)), true);
  assert.equal(await shownBy('g.ndjson', CASE('x/1', WRITE)), false);
  assert.equal(await shownBy('h.ndjson', CASE(id, WRITE), HEADER, CASE(id, SILENT)), false);
  assert.equal(await shownBy('i.ndjson', CASE('x/1', WRITE), HEADER, CASE(id, UNOBSERVED)), false);
});

test('a recording of several kernels is a column of each', async () => {
  const header = HEADER.replace('"K"', '"6.1; 6.2; 6.2"');
  const only = HEADER.replace('"K"', '"6.2"');
  const columns = await columnsOf(written('j.ndjson', [header, WRITE, only, SILENT, ''].join('\n')));
  assert.deepEqual(
    columns.map(({ name, statuses }) => [name, statuses.get('SYNDBG-05')]),
    [
      ['6.1', 'kept'],
      ['6.2', 'broken'],
    ],
  );
});

test('choices are compared: those that headers pin, and those that lines leave one value of', async () => {
  // The host's own KVM_GET_MSRS gives the count of MSRs that it read: SYNDBG-96.
  const asked = (kernel: string, value: string, choices = '{}'): string =>
    [
      HEADER.replace('"K"', `"${kernel}"`)
        .replace('"v6"', '"upstream"')
        .replace('"source"', `"choices":${choices},"source"`),
      `{"step":{"op":"get_msrs","fd":"system","vm":0,"vcpu":0,"msrs":["0x400000f1"]},"outcome":{"outcome":"ok",${value}}}`,
      '',
    ].join('\n');
  const none = '"count":0,"values":[]';
  const one = '"count":1,"values":["0x0"]';
  const columns = [
    ...(await columnsOf(written('k1.ndjson', asked('6.1', none, '{"reserved_input_bits":"refused"}')))),
    ...(await columnsOf(written('k2.ndjson', asked('6.12; 7.2', one)))),
  ];
  const { choices } = comparisonOf(columns);
  const told = new Map(choices.map((choice) => [choice.name, choice]));
  assert.deepEqual(told.get('sysfd_get')?.cells, ['count0', 'count1', 'count1']);
  assert.deepEqual(told.get('sysfd_get')?.changes, [{ since: '6.12', was: 'count0', is: 'count1' }]);
  // Nothing tells of the others, so they are no difference.
  assert.deepEqual(told.get('reserved_input_bits')?.cells, ['refused', null, null]);
  assert.deepEqual(told.get('reserved_input_bits')?.changes, []);
  assert.deepEqual(
    differing(choices).map(({ name }) => name),
    ['sysfd_get'],
  );
});

test('what two files leave of a choice is what both allow, and what they say against each other is not known', () => {
  const open = { choices: new Map([['sysfd_get', ['count0', 'count1']]]) };
  const pinned = { choices: new Map([['sysfd_get', ['count1']]]) };
  const other = { choices: new Map([['sysfd_get', ['count0']]]) };
  const merged = (...all: readonly Partial<Column>[]): readonly (string | null)[] | undefined =>
    comparisonOf(mergedRecordings(all.map((more) => column('6.1', {}, 'upstream', more)))).choices[0]?.cells;
  assert.deepEqual(merged(open, pinned), ['count1']);
  assert.deepEqual(merged(pinned, open), ['count1']);
  assert.equal(merged(pinned, other), undefined);
});

test('a case that one file of a kernel shows, and another speaks against, is not shown', () => {
  const of = (one: Extent): Column =>
    column('6.1', { 'SYNDBG-05': 'kept' }, 'upstream', { extents: new Map([['SYNDBG-05', one]]) });
  const all = ['a.b', 'a.c'];
  const [shows, against] = [of(extent(all, all)), of(extent([], all, ['a.c']))];
  for (const columns of [
    [shows, against],
    [against, shows],
  ]) {
    const [cell] = cellsOf(comparisonOf(mergedRecordings(columns)), 'SYNDBG-05');
    assert.deepEqual([cell?.word, cell?.shown, cell?.of], ['partly', 1, 2]);
  }
});

test('kernels come in the order of their versions, a candidate before its release, and what has no version last', () => {
  const inOrder = [
    ...['6.9.1', '6.12-rc3', '6.12.0-rc7+', '6.12', '6.12-amd64', '6.12.1', 'v6.13-rc1', '6.13', '7.10-rc9'],
    ...['7.10-rc10', '7.10', 'constructor', 'next-20250101'],
  ];
  assert.deepEqual([...inOrder].reverse().sort(byRelease), inOrder);
});

test('the runs of a property that a recording has are not the property', async () => {
  const property = planOf({})
    .book.entries.flatMap((entry) => entry.case ?? [])
    .find(({ invariant, requirements }) => invariant !== null && requirements.includes('SYNDBG-05'));
  assert.ok(property);
  const [found] = await columnsOf(written('k.ndjson', [HEADER, CASE(property.id, WRITE), ''].join('\n')));
  const of = found?.extents.get('SYNDBG-05');
  assert.ok(of?.all.has(property.id));
  assert.equal(of?.shown.has(property.id), false);
});

const EVIL = '</td><script>alert(1)</script>\u202e\u001b[31m';

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
  const choices = name === EVIL ? { sysfd_get: EVIL } : {};
  const machines = [{ machine: 'syndbg', profile: 'v6', capabilities: [], choices }];
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
  const comparison = comparisonOf(mergedRecordings([...one, ...two]));
  assert.equal(comparison.columns.length, 2);
  assert.deepEqual(wordsOf(comparison, 'SYNDBG-05'), ['kept', 'broken']);
});

test('hostile text of a file stays text on the page', async () => {
  const columns = await columnsOf(written('evil.json', report('shown', EVIL)), '<b>"file"</b>');
  for (const { name, choices } of columns)
    for (const text of [name, ...[...choices.values()].flat()]) assert.doesNotMatch(text, /[\u202e\u001b]/);
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
  // Of each as much as is in the shorter: whether every line conforms is what other tests say.
  const files = ['control-late', 'linux-7.2'].map((name) => {
    const text = readFileSync(join(LAYOUT.root, `recordings/nv/${name}.ndjson`), 'utf8');
    return written(`${name}.ndjson`, text.split('\n').slice(0, 536).join('\n'));
  });
  const columns = (await Promise.all(files.map((file) => columnsOf(file)))).flat();
  const comparison = comparisonOf(columns);
  const red = columnsIn(comparison, 'nv').map(({ statuses }) => [...statuses.values()].includes('broken'));
  assert.deepEqual(red, [false, true]);
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
