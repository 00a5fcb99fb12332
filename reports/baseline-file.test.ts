import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineOf, loadBaseline } from './baseline-file';
import { parseYaml } from './yaml';

const ENTRY = `- case: syndbg.gate:no-interface-leaf
  profile: upstream
  signature: '012345678901'
  reason: the leaf is not looked at
  issue: '#7'
  expires: 2027-01-31
`;

function read(text: string): ReturnType<typeof baselineOf> {
  return baselineOf(parseYaml(text, 'known.yaml'));
}

test('entries are read as they stand', () => {
  assert.deepEqual(read(ENTRY), [
    {
      case: 'syndbg.gate:no-interface-leaf',
      profile: 'upstream',
      signature: '012345678901',
      reason: 'the leaf is not looked at',
      issue: '#7',
      expires: '2027-01-31',
    },
  ]);
  assert.deepEqual(read('[]'), []);
});

test('each error names the line and what is wanted', () => {
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['upstream', '7', /^known\.yaml:1: entry 1: profile is the number 7: wanted a string/],
    ["'012345678901'", '012345678901', /^known\.yaml:1: entry 1: signature is the number/],
    [
      "'012345678901'",
      "'0123'",
      /^known\.yaml:1: entry 1: signature .*the signature printed with the failure, in quotes/,
    ],
    [
      'reason: the leaf is not looked at',
      'reason: ""',
      /^known\.yaml:1: entry 1: reason .* at least 10 characters/,
    ],
    ["  issue: '#7'\n", '', /^known\.yaml:1: entry 1: it lacks "issue"/],
    ['expires', 'expire', /^known\.yaml:1: entry 1: it lacks "expires"/],
    ['2027-01-31', '2027-02-29', /^known\.yaml:1: expires is 2027-02-29, which is no day/],
    ['2027-01-31', '31.1.2027', /^known\.yaml:1: entry 1: expires .*a day such as 2027-01-31/],
  ];
  for (const [from, to, message] of wrong) {
    assert.ok(ENTRY.includes(from));
    assert.throws(() => read(ENTRY.replace(from, to)), { name: 'FileError', message });
  }
  assert.throws(() => read('case: x'), {
    name: 'FileError',
    message: /^known\.yaml:1: a baseline is a list/,
  });
  assert.throws(() => read('- 7'), {
    name: 'FileError',
    message: /^known\.yaml:1: entry 1: it is the number 7/,
  });
});

test('an entry stands once', () => {
  const message =
    'known.yaml:7: syndbg.gate:no-interface-leaf [upstream] stands in line 1 already: each may stand once';
  assert.throws(() => read(ENTRY + ENTRY), { name: 'FileError', message });
  assert.equal(read(ENTRY + ENTRY.replace('upstream', 'review')).length, 2);
});

test('a file that is not there says so', () => {
  assert.throws(() => loadBaseline('/nowhere/known.yaml'), { name: 'FileError', message: /ENOENT/ });
});
