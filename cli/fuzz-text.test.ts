import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign } from '../fuzz/campaign';
import { benchThat } from '../fuzz/testing/refusing';
import { Misuse } from '../model/core/machine';
import { summaryOf } from './fuzz-text';

/** What is said at the end of a campaign on a subject that refuses operations of these names. */
async function summaryWithout(names: readonly string[]): Promise<readonly string[]> {
  const bench = benchThat(({ op }) => (names.includes(op) ? new Misuse(`no ${op} here`) : null));
  const progress = await campaign(bench, { seed: 1, steps: 4000 });
  return summaryOf(bench, progress, { seed: 1, subject: './mine' }).split('\n');
}

test('what was refused is told with what it may have kept from being reached, and agreement is not said of it', async () => {
  const lines = await summaryWithout(['get_supported_hv_cpuid']);
  const told = lines.find((line) => line.includes('no get_supported_hv_cpuid here')) ?? '';
  assert.match(told, /^ {2}\d+ get_supported_hv_cpuid, and never carried out; the first: no get_supported/);
  // The leaf of the capability, and a list that is too long: only this operation shows them.
  assert.match(told, /never reached of what speaks of it: .*\bSYNDBG-43\b.*/);
  assert.match(told, /\bSYNDBG-101\b/);
  // It speaks of an exit, and the operation has none.
  assert.doesNotMatch(told, /\bSYNDBG-09\b/);
  assert.match(
    lines.at(-1) ?? '',
    /agree in .* of syndbg\/upstream, but for \d+ refused, of which nothing is shown \(seed 1\)$/,
  );
});

test('where nothing was refused nothing is said of it', async () => {
  const lines = await summaryWithout([]);
  assert.ok(!lines.some((line) => line.includes('refused')), lines.join('\n'));
  assert.match(lines.at(-1) ?? '', /agree in 4,\d{3} operations of syndbg\/upstream \(seed 1\)$/);
});
