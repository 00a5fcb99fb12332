import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bookOf } from '../book';
import { parseFeature } from '../gherkin';
import { guardDocuments, guardShape, guardThen } from './shape';
import { bookWith, firstOf, kindsOf } from './testing';

function shape(scenario: string): readonly string[] {
  return bookWith(scenario).entries.flatMap((entry) => kindsOf(guardShape(entry)));
}

const STEPS = 'Given x\n When y\n Then <z>';

test('a scenario with steps and an outline with rows are fine', () => {
  assert.deepEqual(shape('Example: X\n Given x'), []);
  assert.deepEqual(shape(`Scenario Outline: <case>\n ${STEPS}\n Examples:\n | case | z |\n | a-1 | 1 |`), []);
});

test('what gives nothing to run', () => {
  assert.deepEqual(shape('Example: X'), ['scenario-without-steps']);
  assert.deepEqual(shape('Scenario Outline: X\n Given x'), ['outline-without-rows']);
  assert.deepEqual(shape('Scenario Template: X\n Given x'), ['outline-without-rows']);
  assert.deepEqual(shape('Example: X\n Given <x>'), ['outline-without-rows']);
  assert.deepEqual(shape(`Scenario Outline: X\n ${STEPS}\n Examples:\n | case | z |`), [
    'outline-without-rows',
  ]);
  assert.deepEqual(shape(`Scenario Outline: X\n ${STEPS}\n Examples:`), ['outline-without-rows']);
});

test('one empty table beside a full one counts too', () => {
  const tables = 'Examples: full\n | case | z |\n | a | 1 |\n Examples: empty\n | case | z |';
  assert.deepEqual(shape(`Scenario Outline: X\n ${STEPS}\n ${tables}`), ['outline-without-rows']);
});

test('columns: the first names the case, each other one is used, and none is missing', () => {
  const outline = (table: string): readonly string[] =>
    shape(`Scenario Outline: X\n ${STEPS}\n Examples:\n ${table}`);
  assert.deepEqual(outline('| name | z |\n | a | 1 |'), ['case-column']);
  assert.deepEqual(outline('| case | z |\n | A b | 1 |'), ['case-column']);
  assert.deepEqual(outline('| case | z |\n | | 1 |'), ['case-column']);
  assert.deepEqual(outline('| case | z | w |\n | a | 1 | 2 |'), ['unused-column']);
  assert.deepEqual(outline('| case | w |\n | a | 1 |'), ['unknown-column', 'unused-column']);
});

test('a column may be used in the name, in a table and in a text', () => {
  const used = 'Scenario Outline: <a>\n Given x:\n | <b> |\n When y:\n """\n <c>\n """\n';
  assert.deepEqual(shape(`${used} Examples:\n | case | a | b | c |\n | x | 1 | 2 | 3 |`), []);
});

test('a step above the first one is a description', () => {
  for (const line of ['when y happens', 'given x', 'and so on', 'some prose Then ok']) {
    assert.deepEqual(shape(`Example: X\n ${line}\n Given x`), ['swallowed-step'], line);
  }
  assert.deepEqual(shape('Example: X\n What happens then is shown below.\n Given x'), []);
  assert.deepEqual(shape('Rule: R\n Given x, it is so.\n\n Example: X\n Given x'), ['swallowed-step']);
  assert.deepEqual(shape('Rule: R\n then it is so, whatever comes before.\n\n Example: X\n Given x'), []);
  assert.deepEqual(shape('Background:\n When y\n\n Example: X\n Given x'), []);
  assert.deepEqual(shape('Background: B\n then y\n Given z\n\n Example: X\n Given x'), ['swallowed-step']);
});

test('the place is the file and the line', () => {
  const [finding] = guardShape(firstOf(bookWith('Example: X')));
  assert.equal(finding?.message, 'f.feature:4: "X" has no steps, so nothing is checked');
});

test('files that do not parse, and features without scenarios', () => {
  const broken = bookOf(parseFeature('Feature: F\n Example: X\n Given x\n Wen y\n', 'f.feature'));
  assert.deepEqual(kindsOf(guardDocuments(broken)), ['parse-error']);
  assert.match(guardDocuments(broken)[0]?.message ?? '', /^f\.feature:4: /);
  const empty = bookWith('Background:\n Given x');
  assert.deepEqual(kindsOf(guardDocuments(empty)), ['feature-without-scenarios']);
  assert.deepEqual(kindsOf(guardDocuments(bookOf(parseFeature('', 'f.feature')))), [
    'feature-without-scenarios',
  ]);
  assert.deepEqual(guardDocuments(bookWith('Example: X\n Given x')), []);
});

test('a scenario says with Then what must be so', () => {
  const then = (scenarios: string): readonly string[] =>
    bookWith(scenarios)
      .entries.flatMap(guardThen)
      .map(({ message }) => message);
  assert.deepEqual(then('Example: X\n Given x\n When y'), [
    'f.feature:4: "X" has no Then: it says nothing that could be wrong',
  ]);
  assert.deepEqual(then('Example: X\n Given x\n Then y'), []);
  assert.equal(then('Background:\n Then x\n\n Rule: R\n Example: X\n Given x').length, 0);
  assert.equal(then('Rule: R\n Background:\n Given x\n\n Example: X\n And x').length, 1);
  assert.equal(then('Scenario Outline: X\n Given x\n * y\n Examples:\n | case |\n | a |').length, 1);
  // Without any step it is another finding.
  assert.deepEqual(then('Example: X'), []);
});
