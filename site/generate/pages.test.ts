import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadKernels } from '../../live/kernels';
import { comparisonOf } from '../../reports/compare/comparison';
import { LAYOUT } from '../../reports/layout';
import { badge, badgeName, statusJson } from './badges';
import { documentPage, pageOf } from './documents';
import { featurePage } from './feature-page';
import { homePage } from './home-page';
import { kernelsPage } from './kernels-page';
import { machinePage } from './machine-pages';
import { anchorOf, decode, page, values } from './parts';
import { fileOf, redirects } from './redirects';
import { withGaps } from './registers';
import { requirementPage } from './requirement-page';
import { slugOf } from './slug';
import type { Known } from './world';
import { readWorld } from './world';

const data = readWorld();
/** What would end a block of HTML, or be read as Markdown after a blank line, and what a terminal or a reader would obey. */
const EVIL =
  '</div><script>alert(1)</script>{{ evil }}\r\r![x](https://evil.example/x.png)\n\n# x\u202e\u001b[31m';
const evidence = comparisonOf([
  {
    machine: 'syndbg',
    profile: 'upstream',
    name: EVIL,
    file: 'evil.json',
    source: 'report',
    release: EVIL,
    statuses: new Map([['SYNDBG-05', 'broken' as const]]),
    extents: new Map(),
    choices: new Map([['sysfd_get', [EVIL]]]),
  },
]);
/** One that shows half of a requirement, and of which a case is left out. */
const half = comparisonOf(
  [
    {
      machine: 'nv',
      profile: 'upstream',
      name: '6.17',
      file: 'half.ndjson',
      source: 'recording',
      release: '6.17',
      statuses: new Map([['NV-112', 'kept' as const]]),
      extents: new Map([
        ['NV-112', { shown: new Set(['a.b']), against: new Set(), all: new Set(['a.b', 'a.c', 'a.d']) }],
      ]),
      choices: new Map([['fpac_il', ['clear']]]),
    },
  ],
  () => [{ why: 'It ends the VM.', see: 'recordings/FOUND.md#x', cases: ['a.c'] }],
);

/** What follows the front matter. */
function bodyOf(page: string): string {
  return page.split(/^---$/m).slice(2).join('---').trim();
}

/** The page of a feature. */
function pageFor(machine: string, name: string): string {
  const file = data.features.find((one) => one.machine === machine && one.name === name);
  assert.ok(file, `${machine}/${name}`);
  return featurePage(data, file);
}

test('a requirement has its sentence, source, cases, mutants and what implementations do', () => {
  const text = requirementPage(data, data.requirements.get('SYNDBG-05') as Known, evidence);
  assert.match(text, /A guest write of CONTROL MUST store the value and exit to userspace/);
  assert.match(text, /<a href="https:\/\/lore\.kernel\.org\/r\/20200317034804\.112538-4-arilou@gmail\.com"/);
  assert.match(text, /<a href="\.\.\/syndbg\/exit\.html#syndbg\.control-exits">/);
  assert.match(text, /<span class="chip broken">broken<\/span>/);
  const mutant = data.machines
    .flatMap(({ mutants }) => mutants)
    .find(({ requirement }) => requirement === 'SYNDBG-05');
  assert.ok(mutant && text.includes(mutant.id));
});

test('hostile text of a report stays text, in pages, badges and JSON', () => {
  const [column] = evidence.columns;
  assert.ok(column);
  const known = data.requirements.get('SYNDBG-05') as Known;
  const pages = [kernelsPage(evidence), homePage(data, evidence), requirementPage(data, known, evidence)];
  for (const text of [...pages, badge(evidence, column)]) {
    assert.doesNotMatch(text, /<script|[\r\u202e\u001b]/);
    assert.match(text, /&lt;script&gt;/);
  }
  for (const text of pages) assert.doesNotMatch(bodyOf(text), /\n\s*\n/);
  assert.match(kernelsPage(evidence), /<div v-pre class="hv">/);
  assert.match(badgeName(column), /^[\w.+-]+\.svg$/);
  assert.equal(
    (JSON.parse(statusJson(evidence)) as { implementations: unknown[] }).implementations.length,
    1,
  );
});

test('what was shown in part, and what was left out, is told so, with a link to the reason', () => {
  const known = data.requirements.get('NV-112') as Known;
  const own = requirementPage(data, known, half);
  assert.match(
    own,
    /<span class="chip partly">partly<\/span><\/td><td>1 of 3, <a href="#left-out">1 left out<\/a><\/td>/,
  );
  assert.match(own, /<code>a\.c<\/code> It ends the VM\. <a href="\.\.\/guide\/found\.html#x">Told in full/);
  const matrix = kernelsPage(half);
  assert.match(matrix, /partly 1\/3<\/span><\/span> <a href="guide\/found\.html#x"[^>]*>1 left out<\/a>/);
  assert.match(matrix, /<code>a\.c<\/code> \(of <a class="id" href="requirements\/NV-112\.html">/);
  assert.match(matrix, /<code>fpac_il<\/code><\/td><td><b class="change"><\/b><\/td><td><code>clear<\/code>/);
  const [column] = half.columns;
  assert.ok(column);
  assert.match(badge(half, column), /aria-label="nv 6\.17: 0 kept, 1 partly, 1 but for cases left out"/);
  const { implementations } = JSON.parse(statusJson(half)) as {
    readonly implementations: readonly Readonly<Record<string, unknown>>[];
  };
  const { kept, partly, choices, leftOut } = implementations[0] ?? {};
  assert.deepEqual([kept, partly], [0, 1]);
  assert.deepEqual(choices, { fpac_il: 'clear' });
  assert.deepEqual(leftOut, [
    { requirement: 'NV-112', why: 'It ends the VM.', see: 'recordings/FOUND.md#x', cases: ['a.c'] },
  ]);
});

test('a page is one block of HTML: no blank line ends it', () => {
  const body = bodyOf(pageFor('syndbg', 'exit'));
  assert.doesNotMatch(body, /\n\s*\n/);
  assert.match(body, /<tr id="syndbg\.same-value-exits-again:control">/);
  assert.match(body, /href="\.\.\/try\.html#case=syndbg\.control-exits&amp;feature=exit&amp;profile=/);
});

test('every case has an address, which leads to a page that there is', () => {
  const files = redirects(data);
  const cases = data.book.entries.flatMap(({ case: of }) => (of ? [of.id] : []));
  assert.ok(cases.length > 2000);
  const pages = new Set(data.features.map(({ machine, name }) => `${machine}/${name}.html`));
  for (const id of cases) {
    const target = /url=\.\.\/([^#"]+)#/.exec(files.get(fileOf(id)) ?? '')?.[1] ?? '';
    assert.ok(pages.has(target), id);
  }
});

test('an id that is no longer used leads to what took its place, and one that leads nowhere is refused', () => {
  const old = { 'NV-999': 'NV-12', 'syndbg.gone': 'syndbg.control-exits', 'nv.gone:row': 'NV-12' };
  const files = redirects(data, old);
  const to = (path: string): string | undefined => /url=([^"]+)"/.exec(files.get(path) ?? '')?.[1];
  assert.equal(to('requirements/NV-999.html'), '../requirements/NV-12.html');
  assert.equal(to('cases/syndbg.gone.html'), '../syndbg/exit.html#syndbg.control-exits');
  assert.equal(to('cases/nv.gone--row.html'), '../requirements/NV-12.html');
  assert.throws(() => redirects(data, { 'NV-999': 'NV-998' }), /NV-999 leads to NV-998, which there is not/);
  for (const used of ['NV-12', 'syndbg.control-exits'])
    assert.throws(() => redirects(data, { [used]: 'NV-13' }), /is in use/);
});

test('values are decoded, and what is none is left alone', () => {
  assert.equal(decode('0x8000_0003'), 'bits 31, 1, 0 set; 2147483651 in decimal');
  assert.equal(decode('0x0'), 'no bit set; 0 in decimal');
  assert.equal(decode(`0x1${'0'.repeat(16)}`), null);
  const text = page('t', values('writes 0x5 & <b>'));
  assert.match(text, /title="bits 2, 0 set; 5 in decimal">0x5<\/code> &amp; &lt;b&gt;/);
});

test('links of documents lead to pages, and where there is none the words stay', () => {
  assert.equal(pageOf('features/nv/eret.feature'), 'nv/eret.html');
  assert.equal(pageOf('tools/mutants.ts'), null);
  const text = documentPage(
    'adapters/README.md',
    {},
    '',
    'A [b `c`](../features/nv/README.md#x), [d](python/nv.py), ![p](../features/nv/pictures/five-steps.svg)',
  );
  assert.match(
    text,
    /<a href="\.\.\/nv\/index\.html#x">b <code>c<\/code><\/a>, d, <img src="\.\.\/pictures\/nv-five-steps\.svg"/,
  );
});

test('a sentence has the wordings that its history has, oldest first, and the last is what it says now', () => {
  // A copy without a history, or with the last commit alone, has none to show.
  for (const [id, found] of data.wordings) {
    const now = data.requirements.get(id)?.text;
    assert.ok(
      found.every(({ text, date }) => text !== '' && /^\d{4}-\d\d-\d\d$/.test(date)),
      id,
    );
    for (const [i, { text }] of found.entries()) assert.notEqual(text, found[i - 1]?.text, id);
    if (now !== undefined && found.length === 1) assert.ok(found[0]);
  }
});

test('what is seen before and after a patch stands in columns, and in each what the other has not is told apart', () => {
  const text = pageFor('nv', 'five-steps');
  const [, article = ''] = text.split('id="nv.five-steps-before"');
  const [columns = ''] = /<div class="versus">[^]*?<\/div><\/div>/.exec(article) ?? [];
  const [before = '', after = ''] = columns.split('</div><div>');
  assert.match(before, /<span class="chip profile">before<\/span>/);
  assert.match(before, /<li class="other"><b>Then<\/b> PSTATE\.M reads EL1h<\/li>/);
  assert.match(after, /<span class="chip profile">seed<\/span> <span class="chip profile">upstream<\/span>/);
  assert.match(after, /<a href="#nv\.guest-cannot-clear-tge-without-exit-context-mismatch">/);
  assert.match(after, /<li class="other"><b>Then<\/b> PSTATE\.M reads EL2h<\/li>/);
  assert.doesNotMatch(columns, /<b>(Given|When)<\/b>/);
});

test('a value beside the name of a register says which of its bits are set', () => {
  const control = data.machines.find(({ name }) => name === 'syndbg')?.layouts?.[0] ?? null;
  assert.match(
    page('t', values('0x20_0001', control)),
    /read as HV_X64_MSR_SYNDBG_CONTROL: size = 0x20, SEND"/,
  );
  // Bit 2 has no name there: the value may be something else.
  assert.doesNotMatch(page('t', values('0x4', control)), /read as/);
});

test('every machine has its registers drawn, with every bit of their width', () => {
  for (const machine of data.machines) {
    const text = machinePage(data, machine);
    for (const { name, fields, width } of machine.layouts ?? []) {
      assert.ok(text.includes(`id="register-${anchorOf(name)}"`), name);
      const bits = withGaps(fields, width).reduce((sum, { high, low }) => sum + high - low + 1, 0);
      assert.equal(bits, width, name);
    }
  }
});

test('where a reason is told in full there is such a heading', () => {
  for (const { see } of loadKernels().flatMap(({ excluded = [] }) => excluded)) {
    if (see === undefined) continue;
    const [file = '', anchor] = see.split('#');
    const headings = readFileSync(join(LAYOUT.root, file), 'utf8').matchAll(/^#+ (.+)$/gm);
    assert.ok(
      [...headings].some(([, text = '']) => slugOf(text) === anchor),
      see,
    );
  }
});
