/** MKTME: what happens. */
import type { DataTable } from '@cucumber/cucumber';
import type { ChangePageAttr, EfiRange } from '../../model/mktme/types';
import { parseU64 } from '../../model/core/u64';
import { when } from '../typed';
import { act, setupOf } from './setup';
import { addressOfPlace } from './words';

when('sync runs from {place} to {place}', function (start, end) {
  const { config } = setupOf(this);
  const op = {
    op: 'sync_direct_mapping',
    start: addressOfPlace(config, start),
    end: addressOfPlace(config, end),
  } as const;
  return act(this, op);
});

when('copy {int} is compared with C', function (keyid) {
  return act(this, { op: 'compare', keyid });
});

when('MKTME is enabled', function () {
  return act(this, { op: 'enable' });
});

when('MKTME is disabled', function () {
  return act(this, { op: 'disable' });
});

when('memory {u64} to {u64} is plugged in', function (start, end) {
  return act(this, { op: 'hotplug', start, end });
});

when('memory {u64} to {u64} is removed', function (start, end) {
  return act(this, { op: 'hotremove', start, end });
});

when('the read-only data from {place} to {place} are protected', function (start, end) {
  const { config } = setupOf(this);
  return act(this, {
    op: 'mark_rodata_ro',
    start: addressOfPlace(config, start),
    end: addressOfPlace(config, end),
  });
});

when('{int} page(s) at {place} turn(s) {protection}', function (pages, place, change) {
  const addresses = [addressOfPlace(setupOf(this).config, place)];
  return act(this, { op: 'change_page_attr', addresses, pages, ...change });
});

when('{int} page(s) at {place} turn(s) {protection}, with:', function (pages, place, change, table) {
  const addresses = [addressOfPlace(setupOf(this).config, place)];
  return act(this, { op: 'change_page_attr', addresses, pages, ...change, ...optionsOf(table) });
});

when('the pages at {places} turn {protection}', function (places, change) {
  const addresses = places.map((place) => addressOfPlace(setupOf(this).config, place));
  return act(this, { op: 'change_page_attr', addresses, pages: addresses.length, ...change, how: 'array' });
});

when('{frames} turn(s) {protection}', function (frames, change) {
  return act(this, {
    op: 'change_page_attr',
    addresses: [...frames],
    pages: frames.length,
    ...change,
    how: 'pages',
  });
});

when('the alias of {place} for KeyID {int} is read', function (place, keyid) {
  return act(this, { op: 'access', va: addressOfPlace(setupOf(this).config, place), keyid });
});

when('page_to_virt is asked for {frames}', function ([pfn]) {
  return act(this, { op: 'page_to_virt', pfn: pfn ?? 0n });
});

when('__pa is asked for {place}', function (place) {
  return act(this, { op: 'pa', va: addressOfPlace(setupOf(this).config, place) });
});

when('the KeyID of {frames} is asked', function ([pfn]) {
  return act(this, { op: 'page_keyid', pfn: pfn ?? 0n });
});

when('2^{int} pages from {frames} are given KeyID {int}', function (order, [pfn], keyid) {
  return act(this, { op: 'prep_encrypted_page', pfn: pfn ?? 0n, order, keyid });
});

when('2^{int} pages from {frames} are given KeyID {int} and cleared', function (order, [pfn], keyid) {
  return act(this, { op: 'prep_encrypted_page', pfn: pfn ?? 0n, order, keyid, zero: true });
});

when('2^{int} pages from {frames} are freed', function (order, [pfn]) {
  return act(this, { op: 'free_encrypted_page', pfn: pfn ?? 0n, order });
});

when('the CPU announces {int} KeyID bits among {int}', function (keyid_bits, phys_bits) {
  return act(this, { op: 'detect', keyid_bits, phys_bits });
});

when(
  '{u64} bytes of memory are laid out with {int} TiB to spare under {int} address bits',
  function (memory, padding_tib, bits) {
    return act(this, {
      op: 'setup_direct_mapping_size',
      memory,
      padding_tib,
      virtual_bits: bits === 56 ? 56 : 47,
    });
  },
);

when('the firmware lists memory:', function (table) {
  return act(this, { op: 'efi_memory', ranges: table.hashes().map(rangeOfRow) });
});

function rangeOfRow(row: Record<string, string>): EfiRange {
  const value = (name: string): bigint => parseU64(row[name] ?? '');
  return { start: value('start'), end: value('end'), attribute: value('attribute') };
}

function optionsOf(table: DataTable): Partial<ChangePageAttr> {
  const options: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(table.rowsHash())) {
    if (name === 'force_split' || name === 'clflush') options[name] = cell === 'yes';
    else if (name === 'interrupts') options[name] = cell;
    else throw new Error(`a request has no option "${name}": force_split, clflush, interrupts`);
  }
  return options;
}
