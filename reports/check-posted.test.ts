/**
 * The recordings of patch code as it was posted: they conform to the profile that describes that code, and to what
 * must hold but for its faults.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkEntries } from './check';
import { RECORDINGS, recorded } from './testing/recorded';

interface Posted {
  /** The profile that says what must hold. */
  readonly sound: string;
  /** For each file the requirements at which the posted code breaks what must hold; every one of them is met. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
}

const HEKI: Posted = {
  sound: 'v1',
  faults: {
    'boots.ndjson': [],
    'control-registers.ndjson': [],
    'guest.ndjson': [],
    'late-init.ndjson': [],
    'locks.ndjson': ['HEKI-71', 'HEKI-72', 'HEKI-77', 'HEKI-78', 'HEKI-79', 'HEKI-81'],
  },
};

const MKTME: Posted = {
  sound: 'spec',
  faults: {
    'additivity.ndjson': [],
    'alloc-fail.ndjson': ['MKTME-55'],
    'collapse.ndjson': ['MKTME-53', 'MKTME-54', 'MKTME-55'],
    'cpa.ndjson': [
      'MKTME-102',
      'MKTME-32',
      'MKTME-37',
      'MKTME-47',
      'MKTME-48',
      'MKTME-49',
      'MKTME-52',
      'MKTME-55',
      'MKTME-61',
      'MKTME-66',
    ],
    'disable.ndjson': ['MKTME-62'],
    'disabled.ndjson': [],
    'dm-size.ndjson': [],
    'empty-range.ndjson': ['MKTME-51'],
    'enable.ndjson': ['MKTME-64'],
    'five-level.ndjson': ['MKTME-54', 'MKTME-56', 'MKTME-68'],
    'hotplug.ndjson': [],
    'hotremove.ndjson': ['MKTME-50', 'MKTME-54', 'MKTME-55'],
    'idempotence.ndjson': ['MKTME-17'],
    'initial.ndjson': [],
    'keyid-bits.ndjson': ['MKTME-63', 'MKTME-67'],
    'map-one.ndjson': [],
    'nonpresent-huge.ndjson': ['MKTME-52'],
    'outside.ndjson': ['MKTME-50'],
    'protect.ndjson': [],
    'random-cpa.ndjson': ['MKTME-47', 'MKTME-55'],
    'random.ndjson': ['MKTME-53', 'MKTME-55'],
    'split.ndjson': ['MKTME-55'],
    'subrange.ndjson': ['MKTME-17', 'MKTME-54'],
    'unaligned.ndjson': ['MKTME-51'],
    'unmap.ndjson': ['MKTME-17', 'MKTME-54'],
  },
};

for (const [machine, { sound, faults }] of Object.entries({ heki: HEKI, mktme: MKTME })) {
  const files = readdirSync(join(RECORDINGS, machine)).filter((name) => name.endsWith('.ndjson'));

  test(`${machine}: there is a recording of each group of experiments`, () => {
    assert.deepEqual(files.sort(), Object.keys(faults).sort());
  });

  for (const file of files) {
    const entries = recorded(join(RECORDINGS, machine, file));

    test(`${machine}/${file}: every line conforms to the code as posted`, async () => {
      const result = await checkEntries(await entries(), file);
      assert.deepEqual(
        result.findings.map(({ message }) => message),
        [],
      );
      assert.equal(result.verdict, 'pass');
      assert.equal(result.lines.conforming + result.lines.unobserved, result.lines.total);
      assert.ok(result.lines.conforming > 10, `${result.lines.conforming} lines`);
    });

    test(`${machine}/${file}: against what must hold it is red at the known faults and nowhere else`, async () => {
      const { broken, recordings } = await checkEntries(await entries(), file, { profile: sound });
      assert.deepEqual(broken.map(({ requirement }) => requirement).sort(), faults[file]);
      assert.equal(recordings.nonConforming > 0, broken.length > 0);
    });
  }
}
