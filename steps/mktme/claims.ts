/** MKTME: what must be seen. */
import { show } from '../../model/core/compare';
import type { Event, Inspection } from '../../model/mktme/types';
import type { Lab } from '../lab';
import { cellValue, expectFields } from '../tables';
import { then } from '../typed';
import { asCopy, at, copyOf, expectLeaves, translation } from './leaves';
import { setupOf } from './setup';
import { addressOfPlace, leafOfRow, placeOf } from './words';

/** Tables come and go with leaves: a claim about a copy is one about its tables too. */
const copyPaths = (keyid: number): string[] => [`copies.${keyid}`, 'tables'];

then('every copy equals C', async function () {
  const { config } = setupOf(this);
  await this.check(
    ({ state }) => {
      const { canonical, copies } = state as Inspection;
      for (const [keyid, leaves] of Object.entries(copies)) {
        expectLeaves(`copy ${keyid}`, asCopy(config, canonical, Number(keyid)), leaves);
      }
    },
    { paths: ['copies', 'tables'] },
  );
});

then('copy {int} equals C', async function (keyid) {
  const { config } = setupOf(this);
  await this.check(
    ({ state }) => {
      const { canonical } = state as Inspection;
      expectLeaves(`copy ${keyid}`, asCopy(config, canonical, keyid), copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('copy {int} maps:', async function (keyid, table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row, keyid));
  await this.check(
    ({ state }) => {
      expectLeaves(`copy ${keyid}`, wanted, copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('copy {int} maps nothing', async function (keyid) {
  await this.check(
    ({ state }) => {
      expectLeaves(`copy ${keyid}`, [], copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('C then maps:', async function (table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row));
  await this.check(
    ({ state }) => {
      expectLeaves('C', wanted, (state as Inspection).canonical);
    },
    { paths: ['canonical'] },
  );
});

then('outside of C and its copies lies:', async function (table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row));
  await this.check(
    ({ state }) => {
      expectLeaves('outside', wanted, (state as Inspection).outside);
    },
    { paths: ['outside', 'tables'] },
  );
});

then('outside of C and its copies lies nothing', async function () {
  await this.check(({ state }) => {
    expectLeaves('outside', [], (state as Inspection).outside);
  });
});

then('at {place} there is:', async function (place, table) {
  const { config } = setupOf(this);
  const row = table.hashes()[0] ?? {};
  const va = addressOfPlace(config, place);
  const wanted = leafOfRow(config, { ...row, at: row['at'] ?? '' });
  await this.check(({ state }) => {
    const { canonical, copies, outside } = state as Inspection;
    const got = at([...canonical, ...Object.values(copies).flat(), ...outside], va);
    const expected = at([{ ...wanted, va }], va);
    if (got !== expected)
      throw new Error(`expected ${show(expected)} (frame, flags, KeyID, size), got ${show(got)}`);
  });
});

then('at {place} there is nothing', async function (place) {
  const va = addressOfPlace(setupOf(this).config, place);
  await this.check(({ state }) => {
    const { canonical, copies, outside } = state as Inspection;
    const got = translation([...canonical, ...Object.values(copies).flat(), ...outside], va);
    if (got !== null) throw new Error(`expected nothing to be mapped, got ${got} (frame, flags, KeyID)`);
  });
});

/** Every event, in order; only the cells that a row has are compared. */
then('these events follow:', async function (table) {
  const { config } = setupOf(this);
  const wanted = table
    .hashes()
    .map((row) => eventOfRow(row, (text) => addressOfPlace(config, placeOf(text))));
  await checkEvents(this, wanted);
});

then('no event follows', async function () {
  await checkEvents(this, []);
});

/** The flush that ends each sync, and nothing else. */
then('all TLBs are flushed once and nothing else happens', async function () {
  await checkEvents(this, [{ event: 'tlb_flush', scope: 'all', count: 1 }]);
});

async function checkEvents(lab: Lab, wanted: readonly object[]): Promise<void> {
  await lab.check(
    ({ events }) => {
      expectFields({ events: wanted }, { events: events as readonly Event[] });
    },
    { events: wanted.length },
  );
}

function eventOfRow(row: Readonly<Record<string, string>>, address: (text: string) => bigint): object {
  const fields = Object.entries(row).filter(([, cell]) => cell !== '');
  return Object.fromEntries(
    fields.map(([name, cell]) => [
      name,
      name === 'va' ? address(cell) : name === 'text' ? cell : cellValue(cell),
    ]),
  );
}

then('{int} table(s) is/are allocated', async function (wanted) {
  await this.check(
    ({ outcome }) => {
      expectFields({ allocated: wanted }, { allocated: (outcome as { allocated?: number }).allocated ?? 0 });
    },
    { paths: ['tables'] },
  );
});

then('{int} table(s) is/are in use and {int} is/are lost', async function (used, lost) {
  await this.check(
    ({ state }) => {
      const { live, reachable } = (state as Inspection).tables;
      expectFields({ used, lost }, { used: reachable, lost: live - reachable });
    },
    { paths: ['tables'] },
  );
});

then('the call ends in the bug {word}', async function (bug) {
  const name = bug;
  await this.check(({ outcome }) => {
    expectFields({ outcome: 'fault', fault: '#BUG', bug: name }, outcome);
  });
});

then('MKTME is then {switch}', async function (on) {
  await this.check(
    ({ state }) => {
      expectFields({ enabled: on }, { enabled: (state as Inspection).enabled });
    },
    { paths: ['enabled', ...(on ? [] : ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask'])] },
  );
});

then(
  'there are {int} KeyIDs, shift {int}, mask {u64}, physical mask {u64}',
  async function (nr, shift, mask, physical) {
    await this.check(
      ({ state }) => {
        const wanted = { nr_keyids: nr, keyid_shift: shift, keyid_mask: mask, physical_mask: physical };
        expectFields(wanted, state);
      },
      { paths: ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask', 'copies'] },
    );
  },
);

then('these pages have KeyIDs:', async function (table) {
  const wanted = table
    .hashes()
    .map(({ frame, keyid }) => ({ pfn: cellValue(frame ?? ''), keyid: Number(keyid) }));
  await this.check(
    ({ state }) => {
      expectFields({ page_keyids: wanted }, { page_keyids: (state as Inspection).page_keyids });
    },
    { paths: ['page_keyids'] },
  );
});

then('no page has a KeyID', async function () {
  await this.check(
    ({ state }) => {
      expectFields({ page_keyids: [] }, { page_keyids: (state as Inspection).page_keyids });
    },
    { paths: ['page_keyids'] },
  );
});

then('it returns the address {place}', async function (place) {
  const value = addressOfPlace(setupOf(this).config, place);
  await this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', value }, outcome);
  });
});
