import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messages, reportOf } from '../testing/sample-run';
import { placeOf, scenarioTexts } from './scenario';

const BACKGROUND = `@syndbg
Feature: F
  First
  paragraph.

  Second <b>.

  Background:
    Given a host

  Rule: R
    Background:
      Given a VM

    @syndbg.x
    Example: E
      When it says:
        """
        two
        lines
        """
      * it stops
`;

test('every result has its text, with the row of the outline put in', () => {
  const envelopes = messages();
  const texts = scenarioTexts(envelopes);
  const refused = reportOf(envelopes).cases.find(({ id }) => id === 'syndbg.refused:status');
  assert.ok(refused);
  const text = texts.get(placeOf(refused));
  assert.deepEqual(
    text?.steps.map(({ keyword, text: step }) => `${keyword} ${step}`),
    ['Given a VM', 'Then STATUS is refused'],
  );
  assert.equal(text?.rule?.name, 'A write is stored');
  assert.equal(texts.size, 3);
});

test('backgrounds come first, prose is cut into paragraphs, tables and quotes stay', () => {
  const [text] = [...scenarioTexts(messages(undefined, BACKGROUND)).values()];
  assert.deepEqual(text?.feature.prose, ['First paragraph.', 'Second <b>.']);
  assert.deepEqual(
    text?.steps.map(({ keyword, text: step }) => [keyword, step]),
    [
      ['Given', 'a host'],
      ['Given', 'a VM'],
      ['When', 'it says:'],
      ['*', 'it stops'],
    ],
  );
  assert.equal(text?.steps[2]?.doc, 'two\nlines');
  const [stored] = [...scenarioTexts(messages()).values()];
  assert.deepEqual(stored?.steps[2]?.table, [['control', '0x1']]);
});
