/** What the probe saw of two kernels for arm64, and of kernels that were patched to break: recordings/nv/README.md. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkEntries } from './check';
import { RECORDINGS, recorded } from './testing/recorded';

const entriesOf = (name: string): ReturnType<typeof recorded> =>
  recorded(join(RECORDINGS, 'nv', `${name}.ndjson`));

/** The kernels, and the choices that their lines tell. */
const KERNELS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['linux-6.17', { pan_on_vel2_entry: 'kept', allint_on_entry: 'set' }],
  ['linux-7.2', { pan_on_vel2_entry: 'set', allint_on_entry: 'set' }],
];

for (const [name, told] of KERNELS)
  test(`${name}: every line conforms, and tells what the kernel chose`, async () => {
    const { findings, verdict, recordings, lines, choices } = await checkEntries(
      await entriesOf(name)(),
      name,
    );
    assert.deepEqual(
      findings.map(({ message }) => message),
      [],
    );
    assert.equal(verdict, 'pass');
    assert.equal(recordings.conforming, recordings.total);
    assert.equal(lines.conforming + lines.unobserved, lines.total);
    assert.ok(lines.conforming > 5000, `${lines.conforming} lines`);
    const [first, ...more] = choices;
    assert.equal(more.length, 0);
    for (const [choice, values] of Object.entries(first?.possible ?? {}))
      if (choice in told) assert.deepEqual(values, [told[choice]], choice);
      else assert.ok(values.length > 1, `${choice}: ${String(values)}`);
  });

/** The kernels that were patched, how many of their recordings do not conform, and what they break. */
const CONTROLS: readonly (readonly [string, number, string])[] = [
  ['control-late', 11, 'NV-28'],
  ['control-lateb', 1, 'NV-12'],
  ['control-notrans', 1, 'NV-12'],
];

for (const [name, wrong, requirement] of CONTROLS)
  test(`${name}: is found to break ${requirement}, and nothing else`, async () => {
    const { broken, recordings, lines } = await checkEntries(await entriesOf(name)(), name);
    assert.deepEqual(broken, [{ requirement, lines: wrong }]);
    assert.equal(recordings.nonConforming, wrong);
    assert.equal(lines.inexpressible, 0);
  });

test('control-late: every line conforms to what the patch replaces', async () => {
  const { verdict, recordings, lines } = await checkEntries(await entriesOf('control-late')(), 'late', {
    profile: 'before',
  });
  assert.equal(verdict, 'pass');
  assert.equal(recordings.conforming, recordings.total);
  assert.ok(lines.conforming > 100, `${lines.conforming} lines`);
});
