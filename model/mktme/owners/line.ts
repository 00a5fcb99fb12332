/** Lines of the table, short to write: whose, of which fields, when. */
import type { OpenReason, OwnerLine } from '../../core/owners';
import type { Seen, When } from './facts';
import { all } from './facts';

export type Line = OwnerLine<Seen>;
export type OpName = Seen['op']['op'];

/** What a sync leaves behind: copies, the area beside them, tables. */
export const MAPPINGS: readonly string[] = ['state.copies.**', 'state.outside.**'];
export const TABLES: readonly string[] = ['allocated', 'state.tables.*'];
/** How a call ends. */
export const END: readonly string[] = ['outcome', 'error', 'fault', 'bug'];
export const EVENTS: readonly string[] = ['events', 'events.**'];
export const TLB: readonly string[] = ['events.tlb_flush', 'events.tlb_flush.*'];
export const FREE: readonly string[] = ['events.free', 'events.free.*'];

/** The calls that end in a sync. */
export const SYNCS: readonly OpName[] = [
  'sync_direct_mapping',
  'enable',
  'hotplug',
  'hotremove',
  'mark_rodata_ro',
  'change_page_attr',
];
export const REQUESTS: readonly OpName[] = ['change_page_attr', 'mark_rodata_ro'];

/** A line for each requirement of some operations; `when` where no condition is given is always. */
export function lines(
  ops: readonly OpName[] | null,
  rows: readonly (readonly [id: string, fields: readonly string[], ...when: readonly When[]])[],
): readonly Line[] {
  return rows.map(([id, fields, ...when]) => ({
    id,
    fields,
    ...(ops === null ? {} : { ops }),
    ...(when.length === 0 ? {} : { when: all(...when) }),
  }));
}

export function open(
  reason: OpenReason,
  fields: readonly string[],
  ops?: readonly OpName[],
  when?: When,
): Line {
  return { open: reason, fields, ...(ops ? { ops } : {}), ...(when ? { when } : {}) };
}
