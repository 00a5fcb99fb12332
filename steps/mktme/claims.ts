/** MKTME: what must be seen. */
import { show } from '../../model/core/compare';
import type { Event, Inspection } from '../../model/mktme/types';
import type { Awaitable } from '../awaitable';
import type { Lab } from '../lab';
import { cellValue, expectFields } from '../tables';
import { then } from '../typed';
import { asCopy, at, copyOf, expectLeaves, translation } from './leaves';
import { setupOf } from './setup';
import { addressOfPlace, leafOfRow, placeOf } from './words';

/** Tables come and go with leaves: a claim about a copy is one about its tables too. */
const copyPaths = (keyid: number): string[] => [`copies.${keyid}`, 'tables'];

then('every copy equals C', function () {
  const { config } = setupOf(this);
  return this.check(
    ({ state }) => {
      const { canonical, copies } = state as Inspection;
      for (const [keyid, leaves] of Object.entries(copies)) {
        expectLeaves(`copy ${keyid}`, asCopy(config, canonical, Number(keyid)), leaves);
      }
    },
    { paths: ['copies', 'tables'] },
  );
});

then('copy {int} equals C', function (keyid) {
  const { config } = setupOf(this);
  return this.check(
    ({ state }) => {
      const { canonical } = state as Inspection;
      expectLeaves(`copy ${keyid}`, asCopy(config, canonical, keyid), copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('copy {int} maps:', function (keyid, table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row, keyid));
  return this.check(
    ({ state }) => {
      expectLeaves(`copy ${keyid}`, wanted, copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('copy {int} maps nothing', function (keyid) {
  return this.check(
    ({ state }) => {
      expectLeaves(`copy ${keyid}`, [], copyOf(state, keyid));
    },
    { paths: copyPaths(keyid) },
  );
});

then('C then maps:', function (table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row));
  return this.check(
    ({ state }) => {
      expectLeaves('C', wanted, (state as Inspection).canonical);
    },
    { paths: ['canonical'] },
  );
});

then('outside of C and its copies lies:', function (table) {
  const { config } = setupOf(this);
  const wanted = table.hashes().map((row) => leafOfRow(config, row));
  return this.check(
    ({ state }) => {
      expectLeaves('outside', wanted, (state as Inspection).outside);
    },
    { paths: ['outside', 'tables'] },
  );
});

then('outside of C and its copies lies nothing', function () {
  return this.check(({ state }) => {
    expectLeaves('outside', [], (state as Inspection).outside);
  });
});

then('at {place} there is:', function (place, table) {
  const { config } = setupOf(this);
  const row = table.hashes()[0] ?? {};
  const va = addressOfPlace(config, place);
  const wanted = leafOfRow(config, { ...row, at: row['at'] ?? '' });
  return this.check(({ state }) => {
    const { canonical, copies, outside } = state as Inspection;
    const got = at([...canonical, ...Object.values(copies).flat(), ...outside], va);
    const expected = at([{ ...wanted, va }], va);
    if (got !== expected)
      throw new Error(`expected ${show(expected)} (frame, flags, KeyID, size), got ${show(got)}`);
  });
});

then('at {place} there is nothing', function (place) {
  const va = addressOfPlace(setupOf(this).config, place);
  return this.check(({ state }) => {
    const { canonical, copies, outside } = state as Inspection;
    const got = translation([...canonical, ...Object.values(copies).flat(), ...outside], va);
    if (got !== null) throw new Error(`expected nothing to be mapped, got ${got} (frame, flags, KeyID)`);
  });
});

/** Every event, in order; only the cells that a row has are compared. */
then('these events follow:', function (table) {
  const { config } = setupOf(this);
  const wanted = table
    .hashes()
    .map((row) => eventOfRow(row, (text) => addressOfPlace(config, placeOf(text))));
  return checkEvents(this, wanted);
});

then('no event follows', function () {
  return checkEvents(this, []);
});

/** The flush that ends each sync, and nothing else. */
then('all TLBs are flushed once and nothing else happens', function () {
  return checkEvents(this, [{ event: 'tlb_flush', scope: 'all', count: 1 }]);
});

function checkEvents(lab: Lab, wanted: readonly object[]): Awaitable<void> {
  return lab.check(
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

then('{int} table(s) is/are allocated', function (wanted) {
  return this.check(
    ({ outcome }) => {
      expectFields({ allocated: wanted }, { allocated: (outcome as { allocated?: number }).allocated ?? 0 });
    },
    { paths: ['tables'] },
  );
});

then('{int} table(s) is/are in use and {int} is/are lost', function (used, lost) {
  return this.check(
    ({ state }) => {
      const { live, reachable } = (state as Inspection).tables;
      expectFields({ used, lost }, { used: reachable, lost: live - reachable });
    },
    { paths: ['tables'] },
  );
});

then('the call ends in the bug {word}', function (bug) {
  const name = bug;
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'fault', fault: '#BUG', bug: name }, outcome);
  });
});

then('MKTME is then {switch}', function (on) {
  return this.check(
    ({ state }) => {
      expectFields({ enabled: on }, { enabled: (state as Inspection).enabled });
    },
    { paths: ['enabled', ...(on ? [] : ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask'])] },
  );
});

then(
  'there are {int} KeyIDs, shift {int}, mask {u64}, physical mask {u64}',
  function (nr, shift, mask, physical) {
    return this.check(
      ({ state }) => {
        const wanted = { nr_keyids: nr, keyid_shift: shift, keyid_mask: mask, physical_mask: physical };
        expectFields(wanted, state);
      },
      { paths: ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask', 'copies'] },
    );
  },
);

then('these pages have KeyIDs:', function (table) {
  const wanted = table
    .hashes()
    .map(({ frame, keyid }) => ({ pfn: cellValue(frame ?? ''), keyid: Number(keyid) }));
  return this.check(
    ({ state }) => {
      expectFields({ page_keyids: wanted }, { page_keyids: (state as Inspection).page_keyids });
    },
    { paths: ['page_keyids'] },
  );
});

then('no page has a KeyID', function () {
  return this.check(
    ({ state }) => {
      expectFields({ page_keyids: [] }, { page_keyids: (state as Inspection).page_keyids });
    },
    { paths: ['page_keyids'] },
  );
});

then('it returns the address {place}', function (place) {
  const value = addressOfPlace(setupOf(this).config, place);
  return this.check(({ outcome }) => {
    expectFields({ outcome: 'ok', value }, outcome);
  });
});
