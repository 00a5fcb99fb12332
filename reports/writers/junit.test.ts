import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileRun, UNSAFE } from '../testing/hostile';
import { FEATURE, messages, PASS, reportOf } from '../testing/sample-run';
import type { XmlElement } from '../testing/xml';
import { readXml } from '../testing/xml';
import { junitReport } from './junit';

function testcases(xml: string): readonly XmlElement[] {
  return readXml(xml).children.flatMap(({ children }) => children);
}

const MIXED = messages(({ name }) => {
  if (!name.startsWith('CONTROL')) return PASS;
  const failure = {
    verdict: 'fail',
    message: 'control: expected 0x5, got 0x4 (bit 0 differs)\nmore',
  } as const;
  return {
    verdicts: [
      { ...failure, profile: 'v6' },
      { profile: 'upstream', verdict: 'inapplicable', message: 'needs x' },
    ],
  };
});

test('each result is a test case with its own name, in the suite of its machine and profile', () => {
  const root = readXml(junitReport(reportOf(MIXED, { exit: 1 })));
  assert.deepEqual(root.attributes, {
    name: 'hvspec: a subject 7 does not conform',
    tests: '4',
    failures: '1',
    errors: '0',
    skipped: '1',
  });
  assert.deepEqual(
    root.children.map(({ attributes }) => attributes),
    [
      { name: 'syndbg [v6]', tests: '1', failures: '1', errors: '0', skipped: '0' },
      { name: 'syndbg [upstream]', tests: '3', failures: '0', errors: '0', skipped: '1' },
    ],
  );
  const names = [
    'syndbg.stored [v6]',
    'syndbg.refused:options [upstream]',
    'syndbg.refused:status [upstream]',
    'syndbg.stored [upstream]',
  ];
  assert.deepEqual(
    root.children.flatMap(({ children }) => children.map(({ attributes }) => attributes)),
    names.map((name) => ({ name, classname: 'syndbg.registers' })),
  );
});

test('a failure has its first line as a message and everything as text, a skipped case its reason', () => {
  const [failed, , , skipped] = testcases(junitReport(reportOf(MIXED, { exit: 1 }), './x'));
  const [failure] = failed?.children ?? [];
  assert.equal(failure?.name, 'failure');
  assert.deepEqual(failure.attributes, {
    message: 'control: expected 0x5, got 0x4 (bit 0 differs) more',
    type: 'fail',
  });
  assert.match(failure.text, /breaks SYNDBG-05[^]*again: npx hvspec run .* --subject \.\/x/);
  assert.deepEqual(
    skipped?.children.map(({ name, attributes }) => [name, attributes]),
    [['skipped', { message: 'needs x' }]],
  );
});

test('what was expected to fail is skipped, what broke is an error, what cannot be tested a failure', () => {
  const baseline = { reason: 'known', issue: 'bug 7' };
  const verdicts = [
    { profile: 'v6', verdict: 'fail', message: 'm' },
    { profile: 'upstream', verdict: 'untestable', message: 'u' },
  ] as const;
  const ran = messages(({ name }) => (name.startsWith('CONTROL') ? { verdicts } : { verdicts: null }));
  const expectations = [
    { case: 'syndbg.stored', profile: 'v6', verdict: 'expected-fail', baseline },
  ] as const;
  const xml = junitReport(reportOf(ran, { exit: 2, expectations }));
  assert.deepEqual(
    testcases(xml).map(({ children }) => [children[0]?.name, children[0]?.attributes['message']]),
    [
      ['skipped', 'expected: known (bug 7)'],
      ['error', 'the case ended without a verdict'],
      ['error', 'the case ended without a verdict'],
      ['failure', 'u'],
    ],
  );
});

test('the reasons why a run is not green are failures, also where nothing ran', () => {
  const root = readXml(
    junitReport(reportOf([], { exit: 3, findings: [{ kind: 'nothing-selected', message: 'no case' }] })),
  );
  assert.equal(root.attributes['failures'], '1');
  assert.equal(root.children[0]?.children[0]?.attributes['name'], '1: nothing-selected');
});

test('names are unique though an id stands twice', () => {
  const twice = FEATURE.replace('| status ', '| options');
  const names = testcases(junitReport(reportOf(messages(undefined, twice)))).map(
    ({ attributes }) => attributes['name'],
  );
  assert.equal(new Set(names).size, 3);
});

test('hostile text stays text, to the character', () => {
  const xml = junitReport(hostileRun().report);
  assert.doesNotMatch(xml, UNSAFE);
  const failure = testcases(xml)[0]?.children[0];
  for (const text of [failure?.text, failure?.attributes['message']]) {
    assert.ok(
      text?.includes(
        '</script><script>alert(1)</script> <img src=x onerror=alert(1)> &amp; &nonsense; &#0; "quoted" \'single\' ]]> <!-- --> <?xml?>',
      ),
      text,
    );
  }
});

test('a run of a part says so in each of its suites', () => {
  const selection = { part: true, shard: '1/2', name: 'a & b' };
  const [suite] = readXml(junitReport(reportOf(messages(), { selection }))).children;
  const [properties] = suite?.children ?? [];
  assert.equal(properties?.name, 'properties');
  assert.deepEqual(properties.children[0]?.attributes, {
    name: 'part',
    value: "only a part of the suite was asked for: --name 'a & b' --shard 1/2",
  });
});
