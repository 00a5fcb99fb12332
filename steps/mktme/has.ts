/** What the kernel has, row by row: tables, the switch, KeyIDs and their bits, KeyIDs of frames. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Inspection, Outcome } from '../../model/mktme/types';
import type { View } from '../lab';
import type { About } from '../phrases/phrase';
import { cellOf } from '../phrases/cells';
import { cellValue, expectFields } from '../tables';
import type { Mktme } from './course';

interface Property {
  /** In the table of owners. */
  readonly fields: readonly string[];
  readonly of: (look: { readonly outcome: Outcome; readonly state: Inspection }) => unknown;
  /** The state that a row speaks of; what it says may matter. */
  readonly paths: (cell: string) => readonly string[];
  readonly read?: (cell: string) => unknown;
  /** The cell that says it, where {@link of} is no value of a cell. */
  readonly write?: (state: Inspection) => string;
}

const RESET = ['nr_keyids', 'keyid_shift', 'keyid_mask', 'physical_mask'];

/** `0x4: 2, 0x5: 2`, or `none`. */
function framesOf(cell: string): Inspection['page_keyids'] {
  if (cell === 'none') return [];
  return cell.split(', ').map((one) => {
    const [frame = '', keyid] = one.split(': ');
    return { pfn: parseU64(frame), keyid: Number(keyid) };
  });
}

const PROPERTIES: Readonly<Record<string, Property>> = {
  'tables allocated': {
    fields: ['allocated'],
    of: ({ outcome }) => ('allocated' in outcome ? outcome.allocated : 0),
    paths: () => ['tables'],
  },
  'tables in use': {
    fields: ['state.tables.reachable', 'state.tables.live'],
    of: ({ state }) => state.tables.reachable,
    paths: () => ['tables'],
  },
  'tables lost': {
    fields: ['state.tables.live'],
    of: ({ state: { tables } }) => tables.live - tables.reachable,
    paths: () => ['tables'],
  },
  MKTME: {
    fields: ['state.enabled'],
    of: ({ state }) => state.enabled,
    paths: (cell) => ['enabled', ...(cell === 'off' ? RESET : [])],
    read: (cell) => cell === 'on',
    write: ({ enabled }) => (enabled ? 'on' : 'off'),
  },
  KeyIDs: {
    fields: ['state.nr_keyids'],
    of: ({ state }) => state.nr_keyids,
    paths: () => ['nr_keyids', 'copies'],
  },
  'KeyID shift': {
    fields: ['state.keyid_shift'],
    of: ({ state }) => state.keyid_shift,
    paths: () => ['keyid_shift'],
  },
  'KeyID mask': {
    fields: ['state.keyid_mask'],
    of: ({ state }) => state.keyid_mask,
    paths: () => ['keyid_mask'],
  },
  'physical mask': {
    fields: ['state.physical_mask'],
    of: ({ state }) => state.physical_mask,
    paths: () => ['physical_mask'],
  },
  'frames with a KeyID': {
    fields: ['state.page_keyids'],
    of: ({ state }) => state.page_keyids,
    paths: () => ['page_keyids'],
    read: framesOf,
    write: ({ page_keyids: frames }) =>
      frames.map(({ pfn, keyid }) => `${hex(pfn)}: ${keyid}`).join(', ') || 'none',
  },
};

export interface Wanted {
  readonly check: (view: View<Mktme>) => void;
  readonly paths: readonly string[];
}

/** What a row says. @throws RangeError on a name that there is not */
export function wantedOf(name: string, cell: string): Wanted {
  const property = PROPERTIES[name];
  if (!property)
    throw new RangeError(`the kernel has no "${name}" here: there are ${Object.keys(PROPERTIES).join(', ')}`);
  const wanted = (property.read ?? cellValue)(cell);
  return {
    check: (view) => {
      expectFields({ [name]: wanted }, { [name]: property.of(view) });
    },
    paths: property.paths(cell),
  };
}

/** The rows that tell a field. */
export function hasRows(about: About<Mktme>): readonly (readonly [string, string])[] {
  const field = about.field.join('.');
  return Object.entries(PROPERTIES).flatMap(([name, { fields, of, write }]) => {
    const tells = fields.some((one) => field === one || field.startsWith(`${one}.`));
    const cell = tells ? (write?.(about.state) ?? cellOf(of(about))) : null;
    return cell === null ? [] : [[name, cell] as const];
  });
}
