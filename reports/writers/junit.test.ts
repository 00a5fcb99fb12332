import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convert } from 'xmlbuilder2';
import { hostileRun, UNSAFE } from '../testing/hostile';
import { FEATURE, messages, PASS, reportOf } from '../testing/sample-run';
import { junitReport } from './junit';

type Node = Readonly<Record<string, unknown>>;

/** Elements of one name in parsed XML, however many there are. */
function elements(node: Node, name: string): readonly Node[] {
  const found = node[name];
  return found === undefined ? [] : ((Array.isArray(found) ? found : [found]) as readonly Node[]);
}

/** The root, after checking that it is XML 1.0 as far as characters go. */
function parse(xml: string): Node {
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
  return (convert(xml, { format: 'object' }) as { readonly testsuites: Node }).testsuites;
}

function testcases(xml: string): readonly Node[] {
  return elements(parse(xml), 'testsuite').flatMap((suite) => elements(suite, 'testcase'));
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
  const xml = junitReport(reportOf(MIXED, { exit: 1 }));
  assert.deepEqual(
    elements(parse(xml), 'testsuite').map((suite) => [
      suite['@name'],
      suite['@tests'],
      suite['@failures'],
      suite['@skipped'],
    ]),
    [
      ['syndbg [v6]', '1', '1', '0'],
      ['syndbg [upstream]', '3', '0', '1'],
    ],
  );
  assert.deepEqual(
    testcases(xml).map((one) => [one['@classname'], one['@name']]),
    [
      ['syndbg.registers', 'syndbg.stored [v6]'],
      ['syndbg.registers', 'syndbg.refused:options [upstream]'],
      ['syndbg.registers', 'syndbg.refused:status [upstream]'],
      ['syndbg.registers', 'syndbg.stored [upstream]'],
    ],
  );
});

test('a failure has its first line as a message and everything as text, a skipped case its reason', () => {
  const [failed, , , skipped] = testcases(junitReport(reportOf(MIXED, { exit: 1 }), './x'));
  const failure = failed?.['failure'] as Node;
  assert.equal(failure['@type'], 'fail');
  assert.match(String(failure['@message']), /^control: expected 0x5, got 0x4 \(bit 0 differs\) more$/);
  assert.match(String(failure['#']), /breaks SYNDBG-05[^]*again: npx hvspec run .* --subject \.\/x/);
  assert.equal((skipped?.['skipped'] as Node)['@message'], 'needs x');
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
  const root = parse(junitReport(reportOf(ran, { exit: 2, expectations })));
  assert.deepEqual(
    [root['@tests'], root['@failures'], root['@errors'], root['@skipped']],
    ['4', '1', '2', '1'],
  );
});

test('the reasons why a run is not green are failures, also where nothing ran', () => {
  const xml = junitReport(
    reportOf([], { exit: 3, findings: [{ kind: 'nothing-selected', message: 'no case' }] }),
  );
  assert.equal(parse(xml)['@failures'], '1');
  assert.equal(testcases(xml)[0]?.['@name'], '1: nothing-selected');
});

test('names are unique though an id stands twice', () => {
  const twice = FEATURE.replace('| status ', '| options');
  const names = testcases(junitReport(reportOf(messages(undefined, twice)))).map((one) => one['@name']);
  assert.equal(new Set(names).size, 3);
});

test('hostile text stays text', () => {
  const xml = junitReport(hostileRun().report);
  assert.doesNotMatch(xml, UNSAFE);
  const [failed] = testcases(xml);
  const text = String((failed?.['failure'] as Node)['#']);
  assert.ok(text.includes(']]> <!-- --> <?xml?>') && text.includes('</script><script>'));
});
