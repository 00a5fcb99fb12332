/** MKTME: what must be seen of leaves, events and results. */
import { show } from '../../model/core/compare';
import type { Event, Inspection, Leaf } from '../../model/mktme/types';
import { cellOf, Cells } from '../phrases/cells';
import type { About, Claimed } from '../phrases/phrase';
import { cellValue, expectFields } from '../tables';
import type { Mktme, Setup } from './course';
import { claim } from './course';
import { hasRows, wantedOf } from './has';
import { asCopy, at, copyOf, expectLeaves, leafText, translation } from './leaves';
import type { Layout } from './places';
import { addressOf, placeAt, placeOf, textOfPlace } from './places';
import { leafCells, leafOfRow } from './rows';
import type { Mapping } from './words';

type Said = Claimed<Mktme>;

const FULL_FLUSH: Event = { event: 'tlb_flush', scope: 'all', count: 1 };

/** The mappings meant, each with its name and what it holds. */
function held(mapping: Mapping, state: Inspection): readonly (readonly [string, readonly Leaf[], number])[] {
  if (mapping === 'C') return [['C', state.canonical, 0]];
  if (mapping === 'the rest') return [['the rest of the kernel', state.outside, 0]];
  const keyids = mapping === 'every copy' ? Object.keys(state.copies).map(Number) : [mapping];
  return keyids.map((keyid) => [`copy ${keyid}`, copyOf(state, keyid), keyid]);
}

/** Tables come and go with leaves: a claim about a copy is one about its tables too. */
function pathsOf(mapping: Mapping): readonly string[] {
  if (mapping === 'C') return ['canonical'];
  const leaves =
    mapping === 'the rest' ? 'outside' : mapping === 'every copy' ? 'copies' : `copies.${mapping}`;
  return [leaves, 'tables'];
}

/** Of every copy the leaves are said as C has them, of one copy at their own addresses. */
function wantedLeaves({ config }: Setup, mapping: Mapping, table: Cells): (keyid: number) => readonly Leaf[] {
  const keyid = typeof mapping === 'number' ? mapping : 0;
  const leaves = table.hashes().map((row) => leafOfRow(config, row, keyid));
  return mapping === 'every copy' ? (one) => asCopy(config, leaves, one) : () => leaves;
}

/** The mapping whose leaves a field is about. */
function mappingOf([first, name, keyid]: readonly string[]): Mapping | null {
  if (first !== 'state') return null;
  if (name === 'canonical') return 'C';
  if (name === 'outside') return 'the rest';
  return name === 'copies' && keyid !== undefined ? Number(keyid) : null;
}

function onlyMapping({ field, state }: About<Mktme>): readonly [Mapping, readonly Leaf[]] | null {
  const mapping = mappingOf(field);
  const leaves = mapping === null ? [] : held(mapping, state);
  return mapping === null || leaves.length !== 1 ? null : [mapping, leaves[0]?.[1] ?? []];
}

/** The pages that are flushed one by one, as runs of neighbours. */
type Runs = NonNullable<Extract<Event, { event: 'tlb_flush' }>['at']>;

/** `2 pages at C+0x1000, 1 page at C+0x8000`. */
function runsOf(layout: Layout, cell: string): Runs {
  return cell.split(', ').map((one) => {
    const [, pages, place] = /^(\d+) pages? at (.+)$/.exec(one) ?? [];
    if (place === undefined) throw new RangeError(`"${one}" is no run of pages: 2 pages at C+0x1000`);
    return { va: addressOf(layout, placeOf(place)), pages: Number(pages) };
  });
}

function textOfRuns(layout: Layout, runs: Runs): string {
  return runs
    .map(
      ({ va, pages }) => `${pages} ${pages === 1 ? 'page' : 'pages'} at ${textOfPlace(placeAt(layout, va))}`,
    )
    .join(', ');
}

function eventOfRow(layout: Layout, row: Readonly<Record<string, string>>): object {
  const cells = Object.entries(row).filter(([, cell]) => cell !== '');
  return Object.fromEntries(
    cells.map(([name, cell]) => {
      if (name === 'va') return [name, addressOf(layout, placeOf(cell))];
      if (name === 'at') return [name, runsOf(layout, cell)];
      return [name, name === 'text' ? cell : cellValue(cell)];
    }),
  );
}

function eventCells(layout: Layout, events: readonly Event[]): Cells {
  const names = [...new Set(events.flatMap((event) => Object.keys(event)))];
  const rows = events.map((event) => {
    const members: Readonly<Record<string, unknown>> = { ...event };
    return names.map((name) => {
      const value = members[name];
      if (value === undefined) return '';
      if (name === 'at') return textOfRuns(layout, value as Runs);
      return name === 'va' && typeof value === 'bigint'
        ? textOfPlace(placeAt(layout, value))
        : (cellOf(value) ?? '');
    });
  });
  return new Cells([names, ...rows]);
}

function follow(wanted: readonly object[]): Said {
  return {
    check: ({ events }) => {
      expectFields({ events: wanted }, { events });
    },
    events: wanted.length,
  };
}

export const CLAIMS = [
  claim(
    '{mapping} {mapped}',
    ({ config }, mapping, mapped): Said => ({
      check: ({ state }) => {
        for (const [name, leaves, keyid] of held(mapping, state))
          expectLeaves(name, mapped === 'nothing' ? [] : asCopy(config, state.canonical, keyid), leaves);
      },
      paths: mapping === 'the rest' ? [] : pathsOf(mapping),
    }),
    (about): [Mapping, 'nothing'] | null => {
      const [mapping, leaves = []] = onlyMapping(about) ?? [];
      return mapping !== undefined && leaves.length === 0 ? [mapping, 'nothing'] : null;
    },
  ),
  claim(
    '{mapping} maps:',
    (setup, mapping, table): Said => {
      const wanted = wantedLeaves(setup, mapping, table);
      return {
        check: ({ state }) => {
          for (const [name, leaves, keyid] of held(mapping, state)) expectLeaves(name, wanted(keyid), leaves);
        },
        paths: pathsOf(mapping),
      };
    },
    (about, { config }) => {
      const [mapping, leaves = []] = onlyMapping(about) ?? [];
      return mapping === undefined ? null : [mapping, leafCells(config, leaves, true)];
    },
  ),
  claim('at {place} is {there}', ({ config }, place, there): Said => {
    const va = addressOf(config, place);
    return {
      check: ({ state: { canonical, copies, outside } }) => {
        const leaves = [...canonical, ...Object.values(copies).flat(), ...outside];
        const leaf = at(leaves, va);
        if (there === null) {
          if (translation(leaves, va) !== null)
            throw new Error(`expected nothing there, got ${leafText(leaf)}`);
          return;
        }
        const pfn = place.offset >> 12n;
        const keyid = place.area === 'C' ? place.keyid : 0;
        expectLeaves(textOfPlace(place), [{ va, ...there, pfn, keyid }], leaf === null ? [] : [leaf]);
      },
    };
  }),
  claim(
    '{flushes} follows',
    (_setup, flushes): Said => follow(Array<Event>(flushes).fill(FULL_FLUSH)),
    ({ field: [first], outcome: { events = [] } }): [0 | 1] | null => {
      if (first !== 'events' || events.length > 1) return null;
      return events.length === 0 ? [0] : show(events[0]) === show(FULL_FLUSH) ? [1] : null;
    },
  ),
  claim(
    'these events follow:',
    ({ config }, table) => follow(table.hashes().map((row) => eventOfRow(config, row))),
    ({ field: [first], outcome: { events = [] } }, { config }) =>
      first === 'events' ? [eventCells(config, events)] : null,
  ),
  claim(
    'the kernel has:',
    (_setup, table): Said => {
      const rows = Object.entries(table.rowsHash()).map(([name, cell]) => wantedOf(name, cell));
      return {
        check: (view) => {
          for (const { check } of rows) check(view);
        },
        paths: rows.flatMap(({ paths }) => paths),
      };
    },
    (about) => {
      const rows = hasRows(about);
      return rows.length === 0 ? null : [new Cells(rows)];
    },
  ),
  claim(
    'the call ends in {kernelBug}',
    (_setup, bug): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'fault', fault: '#BUG', bug }, outcome);
      },
    }),
    ({ outcome }) => {
      const bug = outcome.outcome === 'fault' ? outcome.bug : undefined;
      return bug === undefined ? null : [bug];
    },
  ),
  claim(
    'it returns {place}',
    ({ config }, place): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'ok', value: addressOf(config, place) }, outcome);
      },
    }),
    ({ field: [first], op, outcome }, { config }) =>
      first === 'value' && op.op === 'page_to_virt' && outcome.outcome === 'ok' && outcome.value !== undefined
        ? [placeAt(config, outcome.value)]
        : null,
  ),
] as const;
