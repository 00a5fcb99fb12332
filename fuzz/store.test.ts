/** What of a campaign's folder is never lost, and what is told where it is not as it must be. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { REFERENCE } from '../subjects/model-subject';
import type { Offer } from '../subjects/subject';
import { mergeCampaigns } from './merge';
import type { About } from './store';
import { holdsCampaign, Store } from './store';

const OFFER = offerOf('syndbg', 'upstream');
const ABOUT: About = { machine: 'syndbg', profile: 'upstream', seed: 1, shard: '1/1' };
const CONFIG = { vms: 1, vcpus: 1, irqchip: false, trace: false };

function offerOf(machine: string, profile: string): Offer {
  const found = REFERENCE.machines.find((one) => one.machine === machine && one.profile === profile);
  assert.ok(found);
  return found;
}

/** Reads a register of Hyper-V: another one for each number. */
function sequence(number: number): Parameters<Store['keep']>[0] {
  const op = { op: 'rdmsr', vm: 0, vcpu: 0, msr: 0x40000000n + BigInt(number) };
  return { config: CONFIG, ops: [op] };
}

/** Calls `work` with the path of a folder that is not there yet. */
async function within(work: (folder: string) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'hvspec-store-'));
  try {
    await work(join(parent, 'campaign'));
  } finally {
    rmSync(parent, { recursive: true });
  }
}

test('where a sequence was removed the next one is written over none', () =>
  within(async (folder) => {
    const store = await Store.open(folder, OFFER, ABOUT, false);
    for (const number of [1, 2, 3]) store.keep(sequence(number));
    store.save(3, 3);
    rmSync(join(folder, 'corpus', '000001.ndjson'));
    const third = readFileSync(join(folder, 'corpus', '000003.ndjson'), 'utf8');
    const again = await Store.open(folder, OFFER, ABOUT, true);
    again.keep(sequence(4));
    assert.deepEqual(readdirSync(join(folder, 'corpus')), [
      '000002.ndjson',
      '000003.ndjson',
      '000004.ndjson',
    ]);
    assert.equal(readFileSync(join(folder, 'corpus', '000003.ndjson'), 'utf8'), third);
  }));

test('a sequence of another machine or profile, or that cannot be read, is left out and told', () =>
  within(async (folder) => {
    const store = await Store.open(folder, OFFER, ABOUT, false);
    store.keep(sequence(1));
    store.save(1, 1);
    const header = { recording: 1, config: {}, choices: {}, source: { observed: 'by nobody' } };
    for (const [i, other] of [
      { ...header, machine: 'nv', profile: 'upstream' },
      { ...header, machine: 'syndbg', profile: 'v6', config: CONFIG },
      '…',
    ].entries())
      writeFileSync(join(folder, 'corpus', `00001${i}.ndjson`), `${JSON.stringify(other)}\n`);
    const told: string[] = [];
    const corpus = await store.corpus((text) => told.push(text.replaceAll(folder, '')));
    assert.deepEqual(corpus, [sequence(1)]);
    assert.equal(told.length, 3, told.join('\n'));
    assert.match(told[0] ?? '', /^left out: \/corpus\/000010\.ndjson/);
    assert.equal(told[1], 'left out: /corpus/000011.ndjson is about syndbg/v6');
    assert.match(told[2] ?? '', /^left out: \/corpus\/000012\.ndjson:1: /);
  }));

test('a campaign that kept nothing, and whose empty folders were lost as it was copied, is merged and goes on', () =>
  within(async (folder) => {
    const store = await Store.open(folder, OFFER, ABOUT, false);
    store.save(1, 1);
    for (const one of ['corpus', 'reproducers']) rmSync(join(folder, one), { recursive: true });
    const { read } = await mergeCampaigns(`${folder}-merged`, [folder], (text) => assert.fail(text));
    assert.equal(read, 0);
    const again = await Store.open(folder, OFFER, ABOUT, true);
    again.keep(sequence(1));
    assert.deepEqual(await again.corpus((text) => assert.fail(text)), [sequence(1)]);
  }));

test('what cannot be written is an error with a name, and leaves nothing half written', () =>
  within(async (folder) => {
    writeFileSync(folder, '');
    await assert.rejects(Store.open(folder, OFFER, ABOUT, false), {
      name: 'ReportError',
      message: /^cannot write the folder /,
    });
    rmSync(folder);
    const store = await Store.open(folder, OFFER, ABOUT, false);
    mkdirSync(join(folder, 'campaign.json'));
    assert.throws(() => store.save(1, 1), {
      name: 'ReportError',
      message: /^cannot write the file .*campaign/,
    });
    assert.deepEqual(readdirSync(folder), ['campaign.json', 'corpus', 'reproducers']);
    await assert.rejects(Store.open('/proc/hvspec/fuzz', OFFER, ABOUT, false), { name: 'ReportError' });
  }));

test('reproducers of something else are no disagreements of a campaign that begins, and are not written over', () =>
  within(async (folder) => {
    mkdirSync(join(folder, 'reproducers'), { recursive: true });
    writeFileSync(join(folder, 'reproducers', 'SYNDBG-09-3.feature'), '');
    const store = await Store.open(folder, OFFER, ABOUT, false);
    assert.deepEqual([store.earlier, store.next], [[], 4]);
    assert.equal(holdsCampaign(folder), false);
    store.save(1, 1);
    assert.equal(holdsCampaign(folder), true);
    const again = await Store.open(folder, OFFER, ABOUT, true);
    assert.deepEqual([again.earlier, again.next], [['SYNDBG-09-3'], 4]);
  }));

test('what campaigns found is told where they are merged', () =>
  within(async (folder) => {
    for (const name of ['1', '2']) {
      const store = await Store.open(join(folder, name), OFFER, ABOUT, false);
      store.save(1, 1);
      if (name === '2') for (const one of ['14-2', '09-1']) store.reproducer(`SYNDBG-${one}.feature`, '');
    }
    const [one, two] = [join(folder, '1'), join(folder, '2')];
    const { found } = await mergeCampaigns(join(folder, 'both'), [one, two], (text) => assert.fail(text));
    assert.deepEqual(found, [{ folder: two, names: ['SYNDBG-09-1', 'SYNDBG-14-2'] }]);
  }));

test('a shard that is none is told before anything is merged', () =>
  within(async (folder) => {
    for (const shard of ['', '0/0', '1/x', '1/9999999999']) {
      const store = await Store.open(folder, OFFER, { ...ABOUT, shard }, false);
      store.save(1, 1);
      await assert.rejects(
        mergeCampaigns(`${folder}-merged`, [folder], () => undefined),
        /campaign\.json is not what hvspec fuzz writes/,
      );
      rmSync(folder, { recursive: true });
    }
  }));
