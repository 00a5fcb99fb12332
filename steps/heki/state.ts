/** What an inspection shows of guest, host and vCPUs, by the names that the scenarios have for it. */
import { hex } from '../../model/core/u64';
import type { Inspection, Slot } from '../../model/heki/types';
import { Cells, cellOf } from '../phrases/cells';
import { cellValue, valueOfText } from '../tables';
import type { Setup } from './course';
import { oldValueOf } from './course';
import { bitsOf, bitsText, valueAfter, valueOf } from './registers';
import { cell } from './tables';
import type { Side } from './words';

/** By the name of the row: where it is in an inspection. */
const GUEST: Readonly<Record<string, string>> = {
  built: 'built',
  enabled: 'enabled',
  ranges: 'ranges',
  count: 'num',
  backend: 'backend',
  'arrays allocated': 'live',
  test: 'test',
};

const HOST: Readonly<Record<string, string>> = {
  'write locks': 'write_slots',
  'EXEC ranges': 'exec_slots',
  'execution locked': 'exec_locked',
  'pinned in CR0': 'pin_cr0',
  'pinned in CR4': 'pin_cr4',
  'mapped GFNs not executable': 'stripped',
  'below its table': 'stray',
};

const VCPU: Readonly<Record<string, string>> = { CR0: 'cr0', CR4: 'cr4' };

function rowsOf(side: Side): Readonly<Record<string, string>> {
  return side === 'guest' ? GUEST : side === 'host' ? HOST : VCPU;
}

/** @throws RangeError on a row that the side has not */
function fieldOf(side: Side, name: string): string {
  const rows = rowsOf(side);
  const field = rows[name];
  if (field === undefined)
    throw new RangeError(`there is no "${name}" to look at: ${Object.keys(rows).join(', ')}`);
  return field;
}

/** The state that a row speaks of. */
export function pathOf(side: Side, name: string): string {
  const field = fieldOf(side, name);
  return typeof side === 'number' ? `vcpus.${side}.${field}` : `${side}.${field}`;
}

/** The rows of a table as expected values, by field. */
export function expectedRows(setup: Setup, side: Side, table: Cells): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(table.rowsHash()).map(([name, text]) => [
      fieldOf(side, name),
      expectedOf(setup, name, text),
    ]),
  );
}

function expectedOf(setup: Setup, name: string, text: string): unknown {
  const cr = crOf(name);
  if (cr === null) return cellValue(text);
  return name.startsWith('pinned') ? bitsOf(text, cr) : valueAfter(valueOf(text, cr), oldValueOf(setup, cr));
}

function crOf(name: string): number | null {
  return name.endsWith('CR0') ? 0 : name.endsWith('CR4') ? 4 : null;
}

/** What is shown of a side: tables of slots as their lengths, what lies below them as values. */
export function shownOf(side: Side, { guest, host, vcpus }: Inspection): object | undefined {
  if (side === 'guest') return guest;
  if (typeof side === 'number') return vcpus?.[side];
  return (
    host && {
      ...host,
      write_slots: host.write_slots.length,
      exec_slots: host.exec_slots.length,
      stray: host.stray?.map(({ value }) => value),
    }
  );
}

/** The row that tells a field of a side; null where it has none, or the value no words. */
export function rowOf(side: Side, field: string, state: Inspection): readonly [string, string] | null {
  const [name] = Object.entries(rowsOf(side)).find(([, one]) => one === field) ?? [];
  const value = Object.entries(shownOf(side, state) ?? {}).find(([one]) => one === field)?.[1] as unknown;
  if (name === undefined) return null;
  const cr = crOf(name);
  const text = cr !== null && typeof value === 'bigint' ? bitsText(value, cr) : cellOf(value);
  return text === null ? null : [name, text];
}

interface Slots {
  readonly write_slots: readonly Slot[];
  readonly exec_slots: readonly Slot[];
}

/** table (write or EXEC), slot, gfn_start, gfn_end. */
export function locksOf(table: Cells): Slots {
  const rows = table
    .hashes()
    .map((row) => ({
      table: cell(row, 'table'),
      slot: {
        slot: Number(cell(row, 'slot')),
        gfn_start: valueOfText(cell(row, 'gfn_start')),
        gfn_end: valueOfText(cell(row, 'gfn_end')),
      },
    }));
  const slotsOf = (of: string): readonly Slot[] =>
    rows.flatMap((row) => (row.table === of ? [row.slot] : []));
  return { write_slots: slotsOf('write'), exec_slots: slotsOf('EXEC') };
}

/** The host's slots as the rows of {@link locksOf}. */
export function lockCells({ write_slots, exec_slots }: Slots): Cells {
  const rows = (name: string, slots: readonly Slot[]): readonly (readonly string[])[] =>
    slots.map(({ slot, gfn_start, gfn_end }) => [name, String(slot), hex(gfn_start), hex(gfn_end)]);
  return new Cells([
    ['table', 'slot', 'gfn_start', 'gfn_end'],
    ...rows('write', write_slots),
    ...rows('EXEC', exec_slots),
  ]);
}
