import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogue } from '../../reports/catalogue';
import { isTraceable, linked, sourceLines } from './source';
import { withRules } from './write';

const CATALOGUE: Catalogue = {
  machine: 'syndbg',
  tree: 'v6.12',
  requirements: [
    {
      id: 'SYNDBG-05',
      text: 'A guest write of CONTROL MUST exit.',
      class: 'seed',
      level: 'MUST',
      since: ['v6'],
      profiles: ['v6', 'review', 'upstream'],
      source: 'a.b-4-c@d.org (v6 3/5); Linux, arch/x86/kvm/hyperv.c, syndbg_exit()',
    },
  ],
};

const FEATURE = `@syndbg
Feature: Exits

  @SYNDBG-05
  Rule: Something else
    Userspace has to send.

    Example: One
      Then it exits

  Rule: Without a requirement

    Example: Two
      Then it exits
`;

test('Message-IDs and kernel files become links, and nothing else does', () => {
  assert.equal(
    linked('1.2-3-x@y.com (v6 3/5); mm/memory.c, as in Linux 6.12', 'v6.12'),
    'https://lore.kernel.org/r/1.2-3-x@y.com (v6 3/5); https://github.com/torvalds/linux/blob/v6.12/mm/memory.c, as in Linux 6.12',
  );
  const written = linked('1.2-3-x@y.com, Documentation/virt/kvm/api.rst', 'v6.12');
  assert.equal(linked(written, 'v6.12'), written);
});

test('a source is traceable by a link, a manual with its chapter, or a recording', () => {
  for (const source of [
    'https://lore.kernel.org/r/a@b',
    'Intel SDM volume 2, RET',
    'seen in recordings/nv/a',
  ])
    assert.equal(isTraceable(source), true, source);
  for (const source of ['observed on Linux 6.12', 'follows from NV-06', 'the patch'])
    assert.equal(isTraceable(source), false, source);
});

test('a long source is broken between words', () => {
  const lines = sourceLines('one two '.repeat(40).trim(), 'v6.12');
  assert.ok(lines.length > 2 && lines.every((line) => line.length < 110));
  assert.equal(lines.join(' '), `Source: ${'one two '.repeat(40).trim()}`);
});

test('a Rule with a requirement gets its sentence and source, keeps its reason, and is then fresh', () => {
  const written = withRules(FEATURE, 'a.feature', CATALOGUE);
  assert.deepEqual(written.split('\n').slice(3, 12), [
    '  @SYNDBG-05',
    '  Rule: A guest write of CONTROL MUST exit',
    '    Userspace has to send.',
    '    Source: https://lore.kernel.org/r/a.b-4-c@d.org (v6 3/5); Linux,',
    '    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kvm/hyperv.c, syndbg_exit()',
    '',
    '    Example: One',
    '      Then it exits',
    '',
  ]);
  assert.equal(written.split('\n').slice(12).join('\n'), FEATURE.split('\n').slice(10).join('\n'));
  assert.equal(withRules(written, 'a.feature', CATALOGUE), written);
});
