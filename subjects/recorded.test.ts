import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RecordFile } from './record-file';
import { Recorded } from './recorded';
import type { Offer, Subject } from './subject';

const folder = mkdtempSync(join(tmpdir(), 'recorded-'));
after(() => rmSync(folder, { recursive: true }));

const OFFER: Offer = { machine: 'nv', profile: 'upstream', capabilities: ['fgt'], choices: {} };

/** Shows how often it was stepped, in a state of one member. */
function counter(): Subject {
  let steps = 0n;
  return {
    description: { name: 'counter', version: '1', machines: [OFFER] },
    reset: () => Promise.resolve(),
    step: () => {
      steps += 1n;
      return Promise.resolve({ outcome: 'ok' });
    },
    inspect: () => Promise.resolve({ pc: steps }),
    close: () => Promise.resolve(),
  } as unknown as Subject;
}

test('what was looked at twice with nothing in between stands once', async () => {
  const path = join(folder, 'r.ndjson');
  const file = RecordFile.create(path, '2027-01-31');
  const subject = new Recorded(counter(), file, 'a case');
  for (let instance = 0; instance < 2; instance += 1) {
    await subject.reset(OFFER, { vhe: true, vgic: true });
    for (const look of [true, true, false, true, true, true]) {
      if (look) await subject.inspect();
      else await subject.step({ op: 'enter' });
    }
  }
  file.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const kinds = lines.map((line) => Object.keys(JSON.parse(line) as object)[0]);
  assert.deepEqual(kinds, [
    ...['recording', 'inspect', 'step', 'inspect'],
    ...['recording', 'inspect', 'step', 'inspect'],
  ]);
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { id?: string }).id),
    [undefined, 'a_case', undefined, undefined, undefined, 'a_case', undefined, undefined],
  );
  assert.ok(lines[0]?.includes('"insight":false'));
});
