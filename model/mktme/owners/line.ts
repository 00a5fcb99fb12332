/** Lines of the table, short to write: whose, of which fields, when. */
import type { OpenReason, OwnerLine } from '../../core/owners';
import type { Seen, When } from './facts';
import { all } from './facts';

/** With six KeyID bits; of more, the first ones tell as much. */
const MAX_KEYIDS = 63;

export type Line = OwnerLine<Seen>;
export type OpName = Seen['op']['op'];

/** What a sync leaves behind: leaves of the copies, the KeyIDs in them, the area beside, tables. */
export const LEAVES: readonly string[] = [
  'state.copies',
  'state.copies.*',
  'state.copies.*.*',
  ...['level', 'n', 'pfn', 'flags'].map((member) => `state.copies.*.*.${member}`),
];
/** The same of the canonical mapping. */
export const C_LEAVES: readonly string[] = [
  'state.canonical',
  'state.canonical.*',
  ...['level', 'n', 'pfn', 'flags'].map((member) => `state.canonical.*.${member}`),
];
export const KEYIDS: readonly string[] = ['state.copies.*.*.keyid'];
export const OUTSIDE: readonly string[] = ['state.outside.**'];
export const MAPPINGS: readonly string[] = ['state.copies.**', ...OUTSIDE];
export const TABLES: readonly string[] = ['allocated', 'state.tables.*'];
/** The copies of the KeyIDs after the first. */
export const LATER: readonly string[] = Array.from(
  { length: MAX_KEYIDS - 1 },
  (_, i) => `state.copies.${i + 2}.**`,
);
/** How a call ends. */
export const END: readonly string[] = ['outcome', 'error', 'fault', 'bug'];
/** What a read gives. */
export const READ: readonly string[] = ['pa', 'keyid', 'from', 'outcome', 'fault'];
export const EVENTS: readonly string[] = ['events', 'events.**'];
export const TLB: readonly string[] = ['events.tlb_flush', 'events.tlb_flush.*'];
/** What is flushed, and not whether there is one more flush. */
export const SCOPE: readonly string[] = ['events.tlb_flush.*'];
export const FREE: readonly string[] = ['events.free', 'events.free.tables'];

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
