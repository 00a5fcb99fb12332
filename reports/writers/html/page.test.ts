import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { hostileRun, UNSAFE } from '../../testing/hostile';
import { FEATURE, messages, PASS, reportOf } from '../../testing/sample-run';
import { htmlReport } from './page';

const VOID = ['meta', 'input', 'br', 'img', 'rect'];

/** Names of the elements, after checking that each is closed where it must be. */
function elementsOf(html: string): readonly string[] {
  const names: string[] = [];
  const open: string[] = [];
  const body = html.replace(/<(style|script)>[^]*?<\/\1>/g, '<$1></$1>').replace('<!doctype html>', '');
  assert.doesNotMatch(body.replace(/<\/?[a-z][a-z0-9]*(\s[A-Za-z-]+(="[^"<>]*")?)*\/?>/g, ''), /[<>]/);
  for (const [, end, name = ''] of body.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (end === '/') assert.equal(open.pop(), name);
    else {
      names.push(name);
      if (!VOID.includes(name)) open.push(name);
    }
  }
  assert.deepEqual(open, []);
  return names;
}

function attribute(html: string, name: string): readonly string[] {
  const body = html.replace(/<(style|script)>[^]*?<\/\1>/g, '');
  return [...body.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map((match) => match[1] as string);
}

const MIXED = messages(({ name }) => {
  if (!name.startsWith('CONTROL')) return PASS;
  const trace = Array.from({ length: 203 }, (_, i) => ({
    op: { op: 'rdmsr', msr: `0x${i.toString(16)}` },
    outcome: { outcome: 'ok' },
  }));
  const message = 'control: expected 0x8000000000000001, got 0x5 (bits 63, 2 differ)';
  return {
    verdicts: [
      { profile: 'v6', verdict: 'fail', message, trace, step: 'CONTROL holds 0x1', broken: ['SYNDBG-05'] },
      { profile: 'upstream' },
    ],
  };
});
const PAGE = htmlReport(reportOf(MIXED, { exit: 1 }), MIXED, { subject: './x y' });

test('the page is well-formed, and every link in it leads somewhere', () => {
  elementsOf(PAGE);
  const ids = attribute(PAGE, 'id');
  assert.equal(new Set(ids).size, ids.length);
  const inside = attribute(PAGE, 'href').filter((href) => href.startsWith('#'));
  assert.deepEqual(
    inside.filter((href) => !ids.includes(href.slice(1))),
    [],
  );
  for (const id of ['SYNDBG-05', 'SYNDBG-27', 'case-syndbg.stored', 'case-syndbg.refused:status'])
    assert.ok(ids.includes(id), id);
});

test('it needs nothing from outside, and its policy allows nothing else', () => {
  const [policy = ''] = /content="(default-src [^"]*)"/.exec(PAGE)?.slice(1) ?? [];
  for (const name of ['style', 'script']) {
    const [, text = ''] = new RegExp(`<${name}>([^]*?)</${name}>`).exec(PAGE) ?? [];
    const hash = createHash('sha256').update(text).digest('base64');
    assert.ok(policy.includes(`${name}-src &#39;sha256-${hash}&#39;`), policy);
  }
  assert.match(policy, /^default-src &#39;none&#39;; img-src data:;/);
  assert.deepEqual([...attribute(PAGE, 'src'), ...attribute(PAGE, 'style')], []);
  assert.doesNotMatch(PAGE.replace(/<script>[^]*<\/script>/, ''), / on[a-z]+=/);
  const outside = attribute(PAGE, 'href').filter((href) => !href.startsWith('#'));
  assert.ok(
    outside.every((href) => href === 'https://lore.kernel.org/r/a%40example.org'),
    outside.join(' '),
  );
});

test('a failure shows what broke, the differing digits and bits, the trace and the way back to it', () => {
  const failure = PAGE.slice(PAGE.indexOf('<article class="failure'), PAGE.indexOf('</article>'));
  assert.match(
    failure,
    /Breaks<\/span> <a class="id" href="#SYNDBG-05">SYNDBG-05<\/a> A write MUST be stored\./,
  );
  assert.match(failure, /<dd>0x<mark>8<\/mark>000_0000_0000_000<mark>1<\/mark><\/dd>/);
  assert.match(failure, /<dt>differ<\/dt><dd>bits 63, 2<\/dd>/);
  assert.match(failure, /Trace: 203 operations/);
  assert.equal(failure.match(/<b>rdmsr<\/b>/g)?.length, 200);
  assert.match(failure, /and 3 more in conformance\.json/);
  assert.match(
    failure,
    /<code>npx hvspec run features\/syndbg\/registers\.feature:8 --profile v6 --subject &#39;\.\/x y&#39;<\/code>/,
  );
});

test('a case shows its text and prose, its requirements and what came of it', () => {
  const start = PAGE.indexOf('<details class="case item" id="case-syndbg.stored"');
  const one = PAGE.slice(start, PAGE.indexOf('</details>', start));
  assert.match(one, /<p>Prose of the case\.<\/p>/);
  assert.match(one, /<b>When<\/b> the guest writes <code>0x1<\/code> to CONTROL/);
  assert.match(one, /<td>control<\/td><td><code>0x1<\/code><\/td>/);
  assert.match(one, /data-r="v6:fail upstream:pass"/);
  assert.match(one, /about <a class="id" href="#SYNDBG-05">/);
  assert.match(PAGE, /<h5>A write is stored<\/h5>/);
});

test('a requirement shows its sentence, its source, its status and its cases', () => {
  const start = PAGE.indexOf('id="SYNDBG-05"');
  const one = PAGE.slice(start, PAGE.indexOf('</article>', start));
  assert.match(one, /A write MUST be stored\..*MUST, seed; <a href="https:\/\/lore/s);
  assert.match(
    one,
    /<span class="chip fail"><b>v6<\/b> fail<\/span> <span class="chip pass"><b>upstream<\/b> shown<\/span>/,
  );
  assert.match(one, /1 case<\/summary><ul><li><a href="#case-syndbg\.stored">/);
  assert.match(PAGE, /No case can show it \(meaning-only\): no operation shows it/);
});

test('hostile text is text: one script, no image, no way out of an attribute', () => {
  const { envelopes, report } = hostileRun();
  const html = htmlReport(report, envelopes, { subject: report.subject.name });
  const names = elementsOf(html);
  assert.equal(names.filter((name) => name === 'script').length, 1);
  assert.ok(!names.includes('img'));
  assert.doesNotMatch(html, UNSAFE);
  assert.equal(html.match(/<\/script>/g)?.length, 1);
});

test('a diagram is an image of its own, named by its machine', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const html = htmlReport(reportOf(MIXED), MIXED, { diagrams: { syndbg: [svg] } });
  elementsOf(html);
  const [source = ''] = attribute(html, 'src');
  assert.equal(Buffer.from(source.replace('data:image/svg+xml;base64,', ''), 'base64').toString(), svg);
  assert.match(html, /<figure class="light"><img [^>]*alt="Diagram of syndbg"><\/figure>/);
  assert.doesNotMatch(htmlReport(reportOf(MIXED), MIXED, { diagrams: { syndbg: [''] } }), /<figure/);
});

test('what is not red says why in its case, and what broke outside any case is shown too', () => {
  const baseline = { reason: 'known since v5', issue: 'bug 7' };
  const expectations = [
    { case: 'syndbg.stored', profile: 'v6', verdict: 'expected-fail', baseline },
  ] as const;
  const ran = messages(({ name }) => {
    if (!name.startsWith('CONTROL')) return { verdicts: null };
    const killed = ['no-exit'];
    return {
      verdicts: [
        { profile: 'v6', verdict: 'fail', message: 'm', killed },
        { profile: 'upstream', verdict: 'inapplicable', message: 'needs x' },
      ],
    };
  });
  const hook = {
    testRunHookFinished: {
      testRunHookStartedId: 'h',
      result: { duration: { seconds: 0, nanos: 0 }, status: 'FAILED', message: 'left running' },
      timestamp: { seconds: 0, nanos: 0 },
    },
  } as unknown as Envelope;
  const html = htmlReport(reportOf([...ran, hook], { exit: 2, expectations }), ran);
  elementsOf(html);
  assert.match(
    html,
    /expected-fail<\/span> m Known: known since v5 \(bug 7\)<\/p><p class="result">v6: kills no-exit/,
  );
  assert.match(html, /inapplicable<\/span> needs x<\/p>/);
  assert.match(html, /Outside the features/);
  assert.match(html, /About<\/span> <a class="id" href="#SYNDBG-13">/);
  assert.match(html, /left running/);
});

test('failures of one cause stand behind the first of them', () => {
  const broken = ['SYNDBG-99'];
  const ran = messages(() => ({
    verdicts: ['v6', 'upstream'].map((profile) => ({
      profile,
      verdict: 'fail',
      message: 'the subject stands alone.',
      broken,
    })),
  }));
  const html = htmlReport(reportOf(ran, { exit: 1 }), ran);
  elementsOf(html);
  assert.match(html, /<details class="others group"><summary>3 others fail by SYNDBG-99, too<\/summary>/);
  assert.match(html, /<p class="voice">the subject stands alone\.<\/p>/);
});

test('partly shown is no green chip, and a run of a part says so at the top', () => {
  const half = messages(({ name }) => (name.startsWith('options') ? PASS : null));
  const html = htmlReport(reportOf(half, { selection: { part: true, tags: '@x' } }), half);
  elementsOf(html);
  assert.match(html, /<span class="chip warn"><b>upstream<\/b> partly 1 of 2<\/span>/);
  assert.match(html, /<header class="top warn">/);
  assert.match(html, /<p>only a part of the suite was asked for: --tags &#39;@x&#39;\.<\/p>/);
});

test('the operation that differed is marked, and what else may have broken is named', () => {
  const trace = [1, 2].map((n) => ({ op: { op: `op${n}` }, outcome: { outcome: 'ok' } }));
  const more = { broken: ['SYNDBG-13'], perhaps: ['SYNDBG-05'], step: 's', at: 0, trace };
  const ran = messages(() => ({
    verdicts: [{ profile: 'upstream', verdict: 'fail', message: 'm', ...more }],
  }));
  const html = htmlReport(reportOf(ran, { exit: 1 }), ran);
  assert.match(html, /<td role="cell">→ 1<\/td>.*<td role="cell">2<\/td>/);
  assert.match(html, /At the step<\/span> <q>s<\/q>, operation 1 of 2<\/p>/);
  assert.match(html, /Perhaps also: <a class="id" href="#SYNDBG-05">/);
});

test('mutants are shown where they ran', () => {
  const mutant = { machine: 'syndbg', profile: 'v6', requirement: 'SYNDBG-05', origin: 'v5 had it' };
  const mutants = [
    { ...mutant, id: 'dead', killedBy: ['syndbg.stored', 'b'] },
    { ...mutant, id: 'alive', killedBy: [] },
  ];
  const html = htmlReport({ ...reportOf(MIXED), mutants }, MIXED);
  elementsOf(html);
  assert.match(html, /1 of 2 deliberately wrong variants were caught/);
  assert.match(html, /killed<\/span> by <a href="#case-syndbg\.stored">syndbg\.stored<\/a> and 1 more/);
  assert.match(html, /alive<\/span> by nobody/);
});

test('250 cases in three profiles stay below a megabyte and a half', () => {
  const rows = Array.from({ length: 250 }, (_, i) => `        | row-${i} | REGISTER_${i} |`).join('\n');
  const many = FEATURE.replace(/ {8}\| options[^]*/, rows).replace(' @since-upstream', '');
  const ran = messages(
    () => ({ verdicts: ['v6', 'review', 'upstream'].map((profile) => ({ profile })) }),
    many,
  );
  const report = reportOf(ran);
  assert.equal(report.counts.total, 753);
  const size = Buffer.byteLength(htmlReport(report, ran));
  assert.ok(size > 100_000 && size < 1_500_000, String(size));
});
