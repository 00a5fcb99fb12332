import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitArgv } from '../../subjects/argv';
import { messages, reportOf } from '../testing/sample-run';
import { replayCommand } from './replay';

const [result] = reportOf(messages()).cases;
assert.ok(result);

test('a case is run again by its place and profile', () => {
  assert.equal(
    replayCommand(result, undefined),
    'npx hvspec run features/syndbg/registers.feature:23 --profile upstream',
  );
});

test('a property is run again from its path', () => {
  const reproducer = { seed: -7, path: '3:0:1', scenario: '' };
  assert.match(replayCommand({ ...result, reproducer }, undefined) ?? '', / --seed -7 --path 3:0:1$/);
});

test('what made it a failure is said, too', () => {
  assert.match(
    replayCommand(result, './x', { strictSeen: true }) ?? '',
    / --profile upstream --strict-seen --subject /,
  );
});

test('a case of features of your own is found by its tag, for their place is not told', () => {
  assert.equal(
    replayCommand({ ...result, id: 'syndbg.refused:row-0', feature: 'x.feature' }, undefined, {
      features: 'my own',
    }),
    "npx hvspec run --features 'my own' --tags @syndbg.refused --profile upstream",
  );
});

test('a case of a file elsewhere is found where the file was given', () => {
  const elsewhere = { ...result, feature: 'NV-61-1.feature', line: 5 };
  const given = ['features/nv', '../my own/NV-61-1.feature:5:9'];
  assert.match(
    replayCommand(elsewhere, undefined, { given }) ?? '',
    /^npx hvspec run '\.\.\/my own\/NV-61-1\.feature:5' --profile/,
  );
  assert.match(
    replayCommand(result, undefined, { given }) ?? '',
    / run features\/syndbg\/registers\.feature:23 /,
  );
});

test("the subject's command arrives as it was, whatever is in it", () => {
  const subject = `sh -c 'echo "$HOME"; it'\\''s'`;
  const words = splitArgv(replayCommand(result, subject) ?? '');
  assert.equal(words.at(-1), subject);
});

test('what is no case cannot be run again', () => {
  assert.equal(replayCommand({ ...result, profile: '-' }, undefined), null);
});
