import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostileRun, UNSAFE } from '../testing/hostile';
import { jsonReport } from './json';
import { messagesReport } from './messages';

test('the messages come back line by line as they were', () => {
  const { envelopes } = hostileRun();
  const text = messagesReport(envelopes);
  assert.ok(text.endsWith('\n'));
  const lines = text.slice(0, -1).split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as unknown),
    JSON.parse(JSON.stringify(envelopes)),
  );
});

test('no messages are an empty file', () => {
  assert.equal(messagesReport([]), '');
});

/** Every string in a JSON value, names of members included. */
function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...strings(member)]);
}

test('the report comes back as it was, and all of it is fit to be shown', () => {
  const { report } = hostileRun();
  const parsed = JSON.parse(jsonReport(report)) as unknown;
  assert.deepEqual(parsed, report);
  for (const text of strings(parsed)) assert.doesNotMatch(text, UNSAFE);
});
