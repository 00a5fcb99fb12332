import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardTags } from './tags';
import { bookWith, firstOf } from './testing';

function tagged(tags: string, feature = '@syndbg @since-upstream'): readonly string[] {
  return guardTags(firstOf(bookWith(`${tags}\nExample: X\n Given x`, feature))).map(
    ({ kind, message }) => `${kind} ${message.replace(/^f\.feature:\d+: /, '')}`,
  );
}

function only(found: readonly string[], pattern: RegExp): void {
  assert.equal(found.length, 1, found.join('\n'));
  assert.match(found[0] ?? '', pattern);
}

test('every shape of tag that there is', () => {
  const all = '@syndbg.x-1 @SYNDBG-05 @SYNDBG-105 @needs-emulator @choice-sysfd_get=count0 @invariant-12';
  assert.deepEqual(tagged(all), []);
  assert.deepEqual(tagged('@syndbg.x', '@syndbg @only-v6 @since-review @since-upstream'), []);
  assert.deepEqual(tagged('@syndbg.x', '@syndbg'), []);
});

test('an unknown tag is refused, with the one that was meant', () => {
  only(
    tagged('@syndbg.x @since-upsteam'),
    /^unknown-tag @since-upsteam means nothing here \(perhaps @since-upstream\?\)/,
  );
  only(tagged('@syndbg.x @wip'), /^unknown-tag @wip means nothing here: allowed are the machine/);
  only(tagged('@syndbg.x @invariant-0'), /^unknown-tag @invariant-0 .*\(perhaps @invariant-1\?\)/);
  only(tagged('@syndbg.x @need-emulator'), /perhaps @needs-emulator\?/);
  only(tagged('@syndbg.x @NV-01'), /^unknown-tag @NV-01/);
  only(tagged('@syndbg.x @SYNDBG-1'), /^unknown-tag @SYNDBG-1 /);
});

test('a case that begins and ends with one profile says nothing', () => {
  only(
    tagged('@syndbg.x @until-upstream'),
    /^contradictory-profiles .* begins and ends with upstream: it is one of them/,
  );
});

test('one machine', () => {
  only(tagged('@syndbg.x', '@syndgb'), /^unknown-machine no tag names a machine \(perhaps @syndbg\?\)/);
  only(tagged('@x', '@since-upstream'), /^unknown-machine no tag names a machine: there are @syndbg/);
});

test('one id, in lower case', () => {
  only(tagged('@SYNDBG-01'), /^slug the case has no id: give it one tag such as @syndbg\./);
  only(tagged('@syndbg.x @syndbg.y'), /^slug the case has 2 ids \(@syndbg\.x @syndbg\.y\)/);
  for (const id of ['@syndbg.X', '@syndbg.a_b', '@syndbg.a--b', '@syndbg.', '@syndbg.a.b']) {
    only(tagged(id), /^slug @syndbg\..* is no id: write lower-case words/);
  }
});

test('a capability that some of the profiles have', () => {
  only(
    tagged('@syndbg.x @needs-emulater'),
    /^unknown-capability syndbg has no capability "emulater" \(perhaps emulator\?\)/,
  );
  only(
    tagged('@syndbg.x @needs-emulator', '@syndbg @only-v6'),
    /^unknown-capability profile v6 has no capability "emulator"/,
  );
  const everywhere = tagged('@syndbg.x @needs-emulator', '@syndbg');
  assert.deepEqual(
    everywhere.map((text) => /profile (\w+)/.exec(text)?.[1]),
    ['v6', 'review'],
  );
});

test('a choice and a value of it', () => {
  only(
    tagged('@syndbg.x @choice-sysfd_git=count1'),
    /^unknown-choice profile upstream has no choice "sysfd_git" \(perhaps sysfd_get\?\)/,
  );
  only(
    tagged('@syndbg.x @choice-sysfd_get=2'),
    /^unknown-choice choice sysfd_get cannot be "2".*: it is one of count1, count0/,
  );
  only(tagged('@syndbg.x @choice-sysfd_get'), /^unknown-choice choice sysfd_get cannot be ""/);
  only(
    tagged('@syndbg.x @choice-sysfd_get=count1', '@syndbg @only-v6'),
    /^unknown-choice profile v6 has no choice "sysfd_get": it has none/,
  );
});
