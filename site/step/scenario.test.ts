import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Machine } from '../../model/core/machine';
import { MACHINES } from '../../model/machines';
import { SYNDBG } from '../../model/syndbg';
import { catalogueFor, lawOf } from '../../reports/law';
import { runSuite } from '../../reports/runner';
import { formsFile } from '../generate/forms';
import type { Sequence } from './engine';
import { scenarioText } from './scenario';
import type { Forms } from './forms';

const scenarioOf = (machine: Machine, profile: string, sequence: Sequence): string =>
  scenarioText(machine, profile, sequence, lawOf(catalogueFor(machine), profile, false).holds);

/** Each machine's operations, one example of each, as if they had all been added by hand. */
function everything(machine: Machine): { readonly profile: string; readonly sequence: Sequence } {
  const { config, operations } = JSON.parse(formsFile(machine)[1]) as Forms;
  const ops = operations.map(({ example }) => example);
  const profile = machine.profiles.at(-1)?.name ?? '';
  return { profile, sequence: { config, ops, said: ops.map(() => null), choices: {} } };
}

test('what was added by hand is a case that runs, in every machine', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-stepped-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const paths = MACHINES.map((machine) => {
    const { profile, sequence } = everything(machine);
    const path = join(folder, `${machine.name}.feature`);
    writeFileSync(path, scenarioOf(machine, profile, sequence));
    return path;
  });
  const { exit, conformance } = await runSuite({ paths, seed: 1 });
  assert.deepEqual(
    conformance.cases.map(({ id, verdict }) => `${id} ${verdict}`).sort(),
    MACHINES.map(({ name }) => `${name}.stepped pass`).sort(),
  );
  assert.equal(exit, 0);
});

const WRITE = { op: 'wrmsr', vm: 0, vcpu: 0, msr: '0x400000f1', value: '0x9001' };
const SEQUENCE: Sequence = {
  config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
  ops: [WRITE, { op: 'rdmsr', vm: 0, vcpu: 7, msr: '0x400000f1' }],
  said: ['the guest writes\n  And this is no step', null],
  choices: {},
};

test('it expects what a requirement speaks of and nothing else, and has what the scenario said as a comment', () => {
  const text = scenarioOf(SYNDBG, 'v6', SEQUENCE);
  assert.match(text, /^@syndbg @only-v6$/m);
  assert.match(text, /^ {2}@syndbg\.stepped @SYNDBG-\d+$/m);
  assert.match(
    text,
    /^ {4}# the guest writes {3}And this is no step\n {4}When this operation is performed:$/m,
  );
  assert.match(text, /"event":"exit","exit":"SYNDBG".*"control":"0x9001"/);
  // What the model refuses is not in it, and no requirement says where the guest's instruction stands.
  assert.doesNotMatch(text, /rdmsr|"rip"/);
});

test('what comes after the last operation that a requirement speaks of is left out, and said to be', () => {
  const silent = { op: 'set_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [{ msr: '0x40000000', value: '0x1' }] };
  const ops = [WRITE, silent, silent];
  const text = scenarioOf(SYNDBG, 'v6', { ...SEQUENCE, ops, said: ops.map(() => null) });
  assert.match(text, /# Left out: 2 at the end, of which no requirement speaks\.\n$/);
  assert.equal(text.match(/this operation is performed/g)?.length, 1);
});

test('where no requirement speaks of what came of it there is nothing to check', () => {
  assert.throws(
    () => scenarioText(SYNDBG, 'v6', SEQUENCE, () => false),
    /no requirement that holds in v6 speaks of/,
  );
  assert.throws(() => scenarioOf(SYNDBG, 'v6', { ...SEQUENCE, ops: [] }), RangeError);
});
