import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOf } from '../../subjects/validate';
import { bookOf } from '../book';
import { LAYOUT } from '../layout';
import type { Conformance } from '../report-types';
import { CATALOGUE, messages, reportOf, RUN } from '../testing/sample-run';
import type { Claim } from './claim-types';
import { lessThanWhole } from './less';
import type { ClaimData } from './statement';
import { claimOf, claimText } from './statement';
import { checkClaim, parseClaim, reportsAmong } from './verify';

const V6 = { profile: 'v6' };
const UPSTREAM = { profile: 'upstream' };
const passed = messages(({ name }) => ({
  verdicts: name.startsWith('CONTROL') ? [V6, UPSTREAM] : [UPSTREAM],
}));
const cases = bookOf(passed).entries.flatMap((entry) => entry.case ?? []);
const suite: ClaimData['suite'] = { cases, catalogues: [CATALOGUE], own: null, digest: 'f'.repeat(64) };
// Profile v6 leaves no choice.
const machines = RUN.subject.machines.map((one) => (one.profile === 'v6' ? { ...one, choices: {} } : one));
const SUBJECT = { ...RUN.subject, machines };
const more = {
  subject: SUBJECT,
  suite: { name: 'hvspec', version: LAYOUT.version, digest: suite.digest },
  cases,
};
const WHOLE = reportOf(passed, more);
const subject = [{ name: 'adapter', digest: { sha256: 'a'.repeat(64) } }];

function data(...reports: readonly Conformance[]): ClaimData {
  const named = reports.map((report, i) => ({ name: `${i}.json`, sha256: `${i}`.repeat(64), report }));
  return { reports: named, subject, suite, runs: 100 };
}

/** The report of those cases alone whose names fit, as of a run that was asked for no more. */
function part(names: RegExp): Conformance {
  const ran = messages(({ name }) =>
    names.test(name) ? { verdicts: name.startsWith('CONTROL') ? [V6, UPSTREAM] : [UPSTREAM] } : null,
  );
  return reportOf(ran, { ...more, selection: { part: true, name: names.source } });
}

test('a run in which all passed is a claim, with what it does not speak of', () => {
  const { predicate, ...rest } = claimOf(data(WHOLE));
  assert.equal(checkOf('claim')({ predicate, ...rest }), null);
  assert.equal(rest._type, 'https://in-toto.io/Statement/v1');
  assert.deepEqual(predicate.passedTests, [
    'syndbg/v6/SYNDBG-05',
    'syndbg/upstream/SYNDBG-05',
    'syndbg/upstream/SYNDBG-13',
  ]);
  assert.deepEqual(
    [predicate.result, predicate.hvspec.outcome, predicate.hvspec.less],
    ['PASSED', 'conforms', []],
  );
  assert.deepEqual(
    predicate.hvspec.profiles.map(({ profile, cases: of, unshown }) => [
      profile,
      of,
      unshown['not-covered'],
      unshown.excluded,
    ]),
    [
      ['v6', 1, [], ['SYNDBG-27']],
      ['upstream', 3, ['SYNDBG-20'], []],
    ],
  );
});

test('the same reports give the same bytes, and nothing of when or where', () => {
  assert.equal(claimText(claimOf(data(WHOLE))), claimText(claimOf(data(WHOLE))));
  assert.deepEqual(parseClaim(Buffer.from(claimText(claimOf(data(WHOLE))))), claimOf(data(WHOLE)));
});

test('a part says that it is one, and parts that are all together do not', () => {
  const [some, others] = [part(/^CONTROL/), part(/refused/)];
  const { result, hvspec } = claimOf(data(some)).predicate;
  assert.equal(result, 'WARNED');
  assert.match(hvspec.outcome, /^conforms, as far as 2 of 4 cases of v6 and upstream go$/);
  assert.deepEqual(hvspec.less, [
    '2 of 3 cases of syndbg upstream did not run',
    "only a part of the suite was asked for: --name '^CONTROL'",
  ]);
  assert.deepEqual(claimOf(data(some, others)).predicate.hvspec.less, []);
  assert.equal(claimOf(data(some, others)).predicate.result, 'PASSED');
});

test('one run of a property is no whole, nor are fewer runs, nor known failures', () => {
  const less = (selection: Partial<Conformance['selection']>, known = 0): string[] =>
    lessThanWhole(
      [{ part: false, ...selection }],
      { machines: WHOLE.machines, counts: { ...WHOLE.counts, 'expected-fail': known } },
      100,
    );
  assert.deepEqual(less({ runs: 100 }), []);
  assert.match(less({ runs: 99 }).join(), /a property ran 99 times/);
  assert.match(less({ part: true, path: '4:0' }).join(), /--path 4:0/);
  assert.match(less({}, 2).join(), /known failures, 2/);
});

/** What somebody may have made of a report, and how it is refused. */
const DRESSED: readonly (readonly [string, RegExp, (report: Conformance) => void])[] = [
  ['a failure as code 0', /does not add up/, (one) => (firstCase(one).verdict = 'fail')],
  ['a case that failed', /ended with 1/, (one) => (one.exit.code = 1)],
  [
    'a reason left over',
    /must not be called green: y/,
    (one) => one.exit.reasons.push({ kind: 'x', message: 'y' }),
  ],
  ['other words', /does not add up/, (one) => (one.exit.outcome = 'conforms to everything')],
  ['other counts', /does not add up/, (one) => (one.counts.pass += 1)],
  ['fewer cases in all', /does not add up/, (one) => (firstProfile(one).cases -= 1)],
  ['a requirement', /does not add up/, (one) => (firstStatus(one).status = 'shown')],
  ['a case twice', /twice/, (one) => one.cases.push(firstCase(one))],
  ['an invented case', /which the features do not have/, (one) => (firstCase(one).id = 'syndbg.none')],
  ['a case of another profile', /which the features do not have/, (one) => (firstCase(one).profile = 'x')],
  ['a profile not offered', /does not offer/, (one) => (one.subject.machines = [])],
  [
    'a capability that there is not',
    /no adapter can be: machines\.0\.capabilities names "trustme"/,
    (one) => firstOffer(one).capabilities.push('trustme'),
  ],
  [
    'a profile offered twice',
    /no adapter can be: machines\.2 offers syndbg\/v6 a second time/,
    (one) => one.subject.machines.push(firstOffer(one)),
  ],
  [
    'want of a capability that is declared',
    /did not run for want of hypercalls, which its subject declares/,
    (one) => {
      for (const offer of one.subject.machines) offer.capabilities = ['hypercalls'];
      firstCase(one).lacks = ['hypercalls'];
    },
  ],
  ['another version', /take the version/, (one) => (one.suite.version = '9.9.9')],
  ["somebody's own features", /give that folder with --features/, (one) => (one.selection.features = 'mine')],
  ['other features', /judged by other features/, (one) => (one.suite.digest = 'e'.repeat(64))],
  ['features that it does not name', /not said/, (one) => delete one.suite.digest],
  ['the reference', /reference model/, (one) => (one.subject.name = 'reference model')],
];

function firstCase(report: Conformance): Conformance['cases'][number] {
  return report.cases[0] ?? assert.fail();
}
function firstOffer(report: Conformance): Conformance['subject']['machines'][number] {
  return report.subject.machines[0] ?? assert.fail();
}
function firstProfile(report: Conformance): Conformance['machines'][number]['profiles'][number] {
  return report.machines[0]?.profiles[0] ?? assert.fail();
}
function firstStatus(report: Conformance): Conformance['requirements'][number]['statuses'][number] {
  const partly = report.requirements
    .flatMap(({ statuses }) => statuses)
    .filter((one) => one.status !== 'shown');
  return partly[0] ?? assert.fail();
}

for (const [what, message, change] of DRESSED) {
  test(`a report that was changed is refused: ${what}`, () => {
    const report = structuredClone(WHOLE);
    change(report);
    assert.throws(() => claimOf(data(report)), { name: 'ClaimRefused', message });
  });
}

test('a case that ran, and needs what the subject does not declare, is refused', () => {
  const needing = cases.map((one) => ({ ...one, needs: one.id === 'syndbg.stored' ? ['trace'] : [] }));
  const bare = { ...SUBJECT, machines: machines.map((one) => ({ ...one, capabilities: [] })) };
  const report = reportOf(passed, { ...more, cases: needing, subject: bare });
  const given = { ...data(report), suite: { ...suite, cases: needing } };
  assert.throws(() => claimOf(given), {
    name: 'ClaimRefused',
    message: /says that syndbg\.stored in \w+ ran, which needs trace, which the subject did not declare/,
  });
  assert.doesNotThrow(() => claimOf(data(report)));
});

test('reports of two subjects, and reports that differ on a case, are not taken together', () => {
  const other = reportOf(passed, { ...more, subject: { ...SUBJECT, version: '8' } });
  assert.throws(() => claimOf(data(WHOLE, other)), {
    name: 'ClaimRefused',
    message: /not of the same subject/,
  });
  const lacking = messages(({ name }) => ({
    verdicts: name.startsWith('CONTROL') ? [V6, UPSTREAM] : [{ ...UPSTREAM, verdict: 'inapplicable' }],
  }));
  assert.throws(() => claimOf(data(WHOLE, reportOf(lacking, more))), {
    name: 'ClaimRefused',
    message: /two reports differ on syndbg\.refused:\w+ in upstream: pass and inapplicable/,
  });
});

function verified(claim: Claim, partial: boolean, ...reports: readonly Conformance[]): void {
  checkClaim(claim, data(...reports).reports, { suite, runs: 100 }, partial);
}

test('a claim is verified against its reports; a part only where it is accepted', () => {
  verified(claimOf(data(WHOLE)), false, WHOLE);
  const some = part(/^CONTROL/);
  verified(claimOf(data(some)), true, some);
  assert.throws(() => verified(claimOf(data(some)), false, some), {
    name: 'ClaimRefused',
    message: /less than the whole: 2 of 3 cases .*--name '\^CONTROL' \(--partial accepts that\)/,
  });
});

test('a part that is dressed up as the whole is refused, with --partial, too', () => {
  const some = part(/^CONTROL/);
  const honest = claimOf(data(some));
  const words = structuredClone(honest);
  words.predicate.hvspec.less = [];
  const result = structuredClone(honest);
  result.predicate.result = 'PASSED';
  const wider = structuredClone(honest);
  wider.predicate.passedTests = claimOf(data(WHOLE)).predicate.passedTests;
  const selection = structuredClone(honest);
  for (const one of selection.predicate.hvspec.reports) one.selection = { part: false };
  for (const dressed of [words, result, wider, selection])
    for (const partial of [true, false])
      assert.throws(() => verified(dressed, partial, some), {
        name: 'ClaimRefused',
        message: /the reports do not say what the claim says/,
      });
});

test('a claim of other features is refused', () => {
  const claim = claimOf(data(WHOLE));
  assert.throws(
    () =>
      checkClaim(
        claim,
        data(WHOLE).reports,
        { suite: { ...suite, digest: 'e'.repeat(64) }, runs: 100 },
        true,
      ),
    { name: 'ClaimRefused', message: /made with other features/ },
  );
});

test('files are found by their digests, each has to be there, and no other', () => {
  const claim = claimOf(data(WHOLE));
  const report = { file: 'b', sha256: '0'.repeat(64) };
  const adapter = { file: 'a', sha256: 'a'.repeat(64) };
  assert.deepEqual(reportsAmong(claim, [adapter, report]), [{ ...report, name: '0.json' }]);
  assert.throws(() => reportsAmong(claim, [report]), {
    name: 'RangeError',
    message: /about adapter \(sha256 aaa/,
  });
  assert.throws(() => reportsAmong(claim, [adapter]), { name: 'RangeError', message: /about 0\.json/ });
  assert.throws(() => reportsAmong(claim, [adapter, report, { file: 'c\x1b', sha256: 'c'.repeat(64) }]), {
    name: 'ClaimRefused',
    message: /^c\\x1b \(sha256 c+\) is none of the claim's files: 0\.json/,
  });
});

test('names that a terminal would act upon, or show otherwise, are escaped, and the same', () => {
  const name = 'a\u009b\u202e\u{e0001}\u001b\n"b';
  const claim = claimOf({ ...data(WHOLE), subject: [{ name, digest: { sha256: 'a'.repeat(64) } }] });
  const bytes = Buffer.from(claimText(claim));
  assert.ok(bytes.includes(String.raw`"a\u009b\u202e\udb40\udc01\u001b\n\"b"`));
  assert.deepEqual(parseClaim(bytes), claim);
});

test('a claim that others may read otherwise is refused', () => {
  const text = claimText(claimOf(data(WHOLE)));
  const twice = text.replace('"predicateType"', '"predicate": { "result": "FAILED" },\n  "predicateType"');
  const bytes = Buffer.from(text);
  const broken = Buffer.from(bytes);
  broken[bytes.indexOf('adapter')] = 0xff;
  for (const one of [Buffer.from(twice), broken, Buffer.from(`${text} `)])
    assert.throws(() => parseClaim(one), /not as `hvspec claim` writes it/);
  assert.deepEqual(parseClaim(bytes), claimOf(data(WHOLE)));
});

test('what is no claim is refused, and so is a version that is not known', () => {
  const text = claimText(claimOf(data(WHOLE)));
  const wrong = [
    '',
    'null',
    '[]',
    '\x1b[2J',
    '{"_type":"https://in-toto.io/Statement/v1"}',
    '['.repeat(100_000),
    text.replace('Statement/v1', 'Statement/v2'),
    text.replace('"claim": 1', '"claim": 2'),
    text.replace('test-result/v0.1', 'test-result/v0.2'),
    text.replace('"WARNED"', '"FAILED"').replace('"PASSED"', '"FAILED"'),
  ];
  for (const one of wrong)
    assert.throws(
      () => parseClaim(Buffer.from(one)),
      (error: Error) => {
        assert.equal(error.name, 'ClaimRefused');
        assert.doesNotMatch(error.message, /\x1b/);
        return true;
      },
    );
});

test('a report that is given twice is refused by the names of both', () => {
  const { reports, ...rest } = data(WHOLE, WHOLE);
  const twice = reports.map((one) => ({ ...one, sha256: '0'.repeat(64) }));
  assert.throws(
    () => claimOf({ ...rest, reports: twice }),
    /^ClaimRefused: 1\.json and 0\.json are one report: give it once$/,
  );
});
