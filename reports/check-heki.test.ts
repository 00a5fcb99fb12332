/** The recordings of the Heki code: they conform to what was posted, and to what must hold but for its faults. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { check } from './check';

const DIRECTORY = join(__dirname, '..', 'recordings', 'heki');
const FILES = readdirSync(DIRECTORY).filter((name) => name.endsWith('.ndjson'));

/** For each file the requirements at which the posted code breaks what must hold. */
const FAULTS: Readonly<Record<string, readonly string[]>> = {
  'boots.ndjson': [],
  'control-registers.ndjson': [],
  'guest.ndjson': [],
  'late-init.ndjson': [],
  'locks.ndjson': ['HEKI-71', 'HEKI-72', 'HEKI-77', 'HEKI-78', 'HEKI-79', 'HEKI-81'],
};

test('there is a recording of each part of the series', () => {
  assert.deepEqual([...FILES].sort(), Object.keys(FAULTS).sort());
});

for (const file of FILES) {
  test(`${file}: every line conforms to the code as posted`, async () => {
    const result = await check(join(DIRECTORY, file));
    assert.deepEqual(result.findings.map(({ message }) => message), []); // prettier-ignore
    assert.equal(result.verdict, 'pass');
    assert.equal(result.lines.conforming + result.lines.unobserved, result.lines.total);
    assert.ok(result.lines.conforming > 500, `${result.lines.conforming} lines`);
  });

  test(`${file}: against what must hold it is red at the known faults and nowhere else`, async () => {
    const { findings, recordings } = await check(join(DIRECTORY, file), { profile: 'v1' });
    const wanted = FAULTS[file] ?? [];
    const named = new Set(findings.map(({ requirements }) => requirements[0]));
    assert.deepEqual([...named].filter((id) => !wanted.includes(id ?? '')), []); // prettier-ignore
    assert.equal(recordings.nonConforming > 0, wanted.length > 0);
  });
}
