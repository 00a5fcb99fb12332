import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joined } from './join';

function recording(kernel: string, values: readonly string[], choices: object = {}): string {
  const header = {
    recording: 1,
    machine: 'syndbg',
    config: { vms: 1 },
    choices,
    source: { kernel, observed: 'live' },
  };
  return values
    .flatMap((value, i) => [
      header,
      { step: { op: 'rdmsr' }, outcome: { outcome: 'ok', value }, id: `case-${i}` },
    ])
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

const read = (lines: readonly string[]): readonly { source?: { kernel: string }; choices?: object }[] =>
  lines.map((line) => JSON.parse(line) as { source?: { kernel: string }; choices?: object });

test('what kernels did alike stands once, with all their names', () => {
  const lines = read(joined([recording('6.12', ['0x1', '0x2']), recording('7.2', ['0x1', '0x3'])]));
  assert.equal(lines.length, 6);
  assert.deepEqual(
    lines.flatMap(({ source }) => source?.kernel ?? []),
    ['6.12; 7.2', '6.12', '7.2'],
  );
});

test('a choice that differs is left to the lines, one that all made stays', () => {
  const [header] = read(
    joined([recording('6.1', ['0x1'], { a: 'x', b: 'y' }), recording('7.2', ['0x1'], { a: 'z', b: 'y' })]),
  );
  assert.deepEqual(header?.choices, { b: 'y' });
});

test('an experiment made twice on one kernel stands once', () => {
  const [header, ...rest] = read(joined([recording('6.1', ['0x1']), recording('6.1', ['0x1'])]));
  assert.equal(header?.source?.kernel, '6.1');
  assert.equal(rest.length, 1);
});

test('one without insight stays one', () => {
  const blind = recording('7.3', ['0x1']).replaceAll('"choices"', '"insight":false,"choices"');
  const headers = [...joined([blind]), ...joined([recording('7.2', ['0x1']), blind])].flatMap((line) => {
    const read = JSON.parse(line) as { recording?: 1; insight?: boolean };
    return read.recording ? [read.insight] : [];
  });
  assert.deepEqual(headers, [false, undefined, false]);
});
