/** MKTME: what is given, and changes of the canonical mapping that no hook follows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDirectMap } from '../../model/mktme/direct-map';
import { given } from '../typed';
import { act, addLeaves, configure, setupOf } from './setup';
import { addressOfPlace, leafOfRow } from './words';

given('direct mappings for {int} KeyID(s) with MKTME {switch}', function (nr_keyids, enabled) {
  configure(this, { nr_keyids, enabled });
});

given('{int} KeyID bits among {int} physical address bits', function (keyid_bits, phys_bits) {
  const { nr_keyids: _all, ...config } = setupOf(this).config;
  setupOf(this).config = { ...config, keyid_bits, phys_bits };
});

given('C lies at {u64} under {int}-level paging', function (page_offset, levels) {
  configure(this, { page_offset, levels: levels === 5 ? 5 : 4 });
});

given('1 GiB pages are not used', function () {
  configure(this, { gbpages: false });
});

given('the supported mask is {u64}', function (supported_mask) {
  configure(this, { supported_mask });
});

given('the copies are still empty', function () {
  configure(this, { copies: 'empty' });
});

given('C maps:', function (table) {
  const { config } = setupOf(this);
  addLeaves(this, 'canonical', table.hashes().map((row) => leafOfRow(config, row))); // prettier-ignore
});

given('another kernel area maps:', function (table) {
  const { config } = setupOf(this);
  addLeaves(this, 'kernel', table.hashes().map((row) => leafOfRow(config, row))); // prettier-ignore
});

given('C maps what a running kernel held, as in {string}', function (name) {
  const file = join(
    __dirname,
    '../../recordings/mktme/direct-maps',
    `${name.replaceAll(/[^a-z0-9.-]/g, '')}.json`,
  );
  const { levels, pageOffset, leaves } = readDirectMap(readFileSync(file, 'utf8'));
  configure(this, { levels, page_offset: pageOffset, canonical: [...leaves] });
});

given('table allocation {int} will fail', function (nth) {
  return act(this, { op: 'fail_allocation', nth });
});

given('C gains:', function (table) {
  const { config } = setupOf(this);
  return act(this, { op: 'map', leaves: table.hashes().map((row) => leafOfRow(config, row)) });
});

given('C becomes:', function (table) {
  const { config } = setupOf(this);
  return act(this, { op: 'replace', leaves: table.hashes().map((row) => leafOfRow(config, row)) });
});

given('C becomes, with an empty table of {leafSize} at {place}:', function (size, place, table) {
  const { config } = setupOf(this);
  const leaves = table.hashes().map((row) => leafOfRow(config, row));
  const empty = { va: addressOfPlace(config, place), size: size === '4k' ? '2m' : size } as const;
  return act(this, { op: 'replace', leaves, empty_tables: [empty] });
});

given('C loses {place} to {place}', function (start, end) {
  const { config } = setupOf(this);
  return act(this, { op: 'unmap', start: addressOfPlace(config, start), end: addressOfPlace(config, end) });
});

given('C loses {place} to {place} and keeps its tables', function (start, end) {
  const { config } = setupOf(this);
  return act(this, {
    op: 'unmap',
    start: addressOfPlace(config, start),
    end: addressOfPlace(config, end),
    tables: 'kept',
  });
});

given('C turns {protection} from {place} to {place}', function (change, start, end) {
  const { config } = setupOf(this);
  return act(this, {
    op: 'protect',
    start: addressOfPlace(config, start),
    end: addressOfPlace(config, end),
    ...change,
  });
});

given('C is split at {place} down to {leafSize}', function (place, to) {
  if (to === '1g') throw new Error('no leaf is larger than 1g: split to 2m or 4k');
  return act(this, { op: 'split', va: addressOfPlace(setupOf(this).config, place), to });
});

given('C is collapsed at {place} to {leafSize}', function (place, to) {
  if (to === '4k') throw new Error('no table becomes a 4k leaf: collapse to 2m or 1g');
  return act(this, { op: 'collapse', va: addressOfPlace(setupOf(this).config, place), to });
});
