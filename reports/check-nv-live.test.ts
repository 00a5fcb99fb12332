/** What kernels for arm64 answered to the suite's cases, recorded without insight: it conforms, and what is wrong in it is found. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { entriesOf } from '../subjects/recording';
import { checkEntries } from './check';
import type { CheckResult } from './check-result';
import { RECORDINGS } from './testing/recorded';

const LINES: readonly string[] = readFileSync(join(RECORDINGS, 'nv', 'live.ndjson'), 'utf8')
  .trimEnd()
  .split('\n');

function checked(lines: readonly string[]): Promise<CheckResult> {
  return checkEntries(entriesOf([Buffer.from(`${lines.join('\n')}\n`)], 'live'), 'live');
}

/** The instance with the first line that matches, and that line's place in it. */
function instanceWith(what: RegExp): { readonly lines: readonly string[]; readonly at: number } {
  const found = LINES.findIndex((line) => what.test(line));
  assert.ok(found > 0, String(what));
  const isHeader = (line: string): boolean => line.startsWith('{"recording"');
  const start = LINES.findLastIndex((line, i) => i <= found && isHeader(line));
  const next = LINES.findIndex((line, i) => i > found && isHeader(line));
  return { lines: LINES.slice(start, next < 0 ? undefined : next), at: found - start };
}

test('every line of three kernels conforms, each of which is in it', async () => {
  const result = await checked(LINES);
  assert.deepEqual(
    result.findings.map(({ message }) => message),
    [],
  );
  assert.equal(result.recordings.conforming, result.recordings.total);
  assert.ok(result.lines.conforming > 10_000, `${result.lines.conforming} lines`);
  const headers = LINES.filter((line) => line.startsWith('{"recording"'));
  assert.ok(headers.every((line) => line.includes('"insight":false')));
  for (const kernel of ['6.17.13', '7.2.12', '7.3.4'])
    assert.ok(headers.some((line) => line.includes(`"kernel":"${kernel}`) || line.includes(`; ${kernel}`)));
});

/** A line, what is changed in it, and the requirement that is named first. */
const WRONG: readonly (readonly [string, RegExp, string, string, string])[] = [
  [
    'M that was not translated',
    /"id":"nv\.guest-cannot-clear-tge/,
    '"place":"kvm","pstate":"0x23c9"',
    '"place":"kvm","pstate":"0x23c5"',
    'NV-17',
  ],
  [
    'a register that was read',
    /"id":"nv\.vel1-registers-read-back/,
    '("op":"mrs".*"value":")0x[0-9a-f]+',
    '$10xbad',
    '',
  ],
  ['whose exception it is', /"event":"exception","to":"vEL2","by":"KVM"/, '"to":"vEL2"', '"to":"vEL1"', ''],
  [
    'its vector',
    /"event":"exception","to":"vEL2","by":"KVM"/,
    '"vector":"0x[0-9a-f]+"',
    '"vector":"0x780"',
    '',
  ],
  ['an errno', /"error":"EINVAL"/, '"error":"EINVAL"', '"error":"ENOENT"', ''],
  ['how KVM_RUN ended', /"reason":"DEBUG"/, '"reason":"DEBUG"', '"reason":"INTR"', 'NV-123'],
  [
    'a kernel that said BUG',
    /"reason":"DEBUG"/,
    '"outcome":"ok"',
    '"outcome":"fault","fault":"#BUG"',
    'NV-123',
  ],
];

for (const [what, line, from, to, requirement] of WRONG)
  test(`${what}: a value that is wrong is found at its line`, async () => {
    const { lines, at } = instanceWith(line);
    const place = lines.findIndex((text, i) => i >= at && new RegExp(from).test(text));
    assert.ok(place >= at, from);
    const wrong = lines.map((text, i) => (i === place ? text.replace(new RegExp(from), to) : text));
    assert.notDeepEqual(wrong, lines);
    const { findings } = await checked([...lines, ...wrong]);
    assert.deepEqual(
      findings.map((finding) => finding.line),
      [lines.length + place + 1],
    );
    if (requirement !== '') assert.equal(findings[0]?.requirements[0], requirement);
  });

test('what only insight shows: claimed in it, it is not believed; with insight it would be missed', async () => {
  const { lines, at } = instanceWith(/"op":"exit","kind":"IRQ"/);
  const claim = '"events":[{"event":"sync","pstate":"0x0"},{"event":"handler","host_context":true}]';
  const claimed = lines.map((text, i) => (i === at ? text.replace('"events":[]', claim) : text));
  assert.notDeepEqual(claimed, lines);
  assert.deepEqual((await checked(claimed)).findings, []);
  const seeing = lines.map((text) => text.replace('"insight":false,', ''));
  assert.notEqual((await checked(seeing)).findings.length, 0);
});
