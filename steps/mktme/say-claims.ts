/** What must hold, in the words of the scenarios: the Then step that speaks of the field which differs. */
import type { AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Event, Inspection, Leaf } from '../../model/mktme/types';
import type { Expected } from '../expected';
import type { Layout } from './words';
import { placeText, rowOfLeaf } from './words';

/** What the reference came to: the outcome of an operation and the state after it. */
/** The Then step about a field, by the name that the table of owners has for it, with the lines of its table. */
export function claimOf(
  layout: Layout,
  field: string,
  { outcome, state }: Expected<Inspection>,
): readonly string[] {
  const [head = '', ...rest] = field.split('.');
  const shown = outcome as AnyOutcome & Readonly<Record<string, unknown>>;
  switch (head) {
    case 'state':
      return stateClaim(layout, rest, state);
    case 'events':
      return eventClaim(layout, (outcome.events ?? []) as readonly Event[]);
    case 'allocated':
      return [`${(outcome as { allocated?: number }).allocated ?? 0} tables are allocated`];
    case 'outcome':
    case 'error':
    case 'fault':
    case 'bug':
      return [fateClaim(outcome)];
    default:
      return ['it answers:', ...tableOf([[head, cellOf(shown[head])]])];
  }
}

/** Whether the call succeeds, and how it fails. */
export function fateClaim(outcome: AnyOutcome): string {
  const { error, fault, bug } = outcome as { error?: string; fault?: string; bug?: string };
  if (bug !== undefined) return `the call ends in the bug ${bug}`;
  if (fault !== undefined) return `it is refused with ${fault}`;
  return error === undefined ? 'it succeeds' : `it fails with ${error}`;
}

function stateClaim(
  layout: Layout,
  [name = '', keyid = '']: readonly string[],
  state: Inspection,
): readonly string[] {
  switch (name) {
    case 'canonical':
      return ['C then maps:', ...leaves(layout, state.canonical)];
    case 'outside':
      return state.outside.length === 0
        ? ['outside of C and its copies lies nothing']
        : ['outside of C and its copies lies:', ...leaves(layout, state.outside)];
    case 'copies': {
      const held = state.copies[keyid] ?? [];
      return held.length === 0
        ? [`copy ${keyid} maps nothing`]
        : [`copy ${keyid} maps:`, ...leaves(layout, held)];
    }
    case 'tables': {
      const { live, reachable } = state.tables;
      return [`${reachable} tables are in use and ${live - reachable} are lost`];
    }
    case 'enabled':
      return [`MKTME is then ${state.enabled ? 'on' : 'off'}`];
    case 'page_keyids':
      return state.page_keyids.length === 0
        ? ['no page has a KeyID']
        : [
            'these pages have KeyIDs:',
            ...tableOf([
              ['frame', 'keyid'],
              ...state.page_keyids.map((one) => [hex(one.pfn), String(one.keyid)]),
            ]),
          ];
    default: {
      const { nr_keyids: nr, keyid_shift: shift, keyid_mask: mask, physical_mask: physical } = state;
      return [`there are ${nr} KeyIDs, shift ${shift}, mask ${hex(mask)}, physical mask ${hex(physical)}`];
    }
  }
}

function leaves(layout: Layout, list: readonly Leaf[]): readonly string[] {
  const rows = list.map((leaf) => [...rowOfLeaf(layout, leaf), String(leaf.keyid ?? 0)]);
  return tableOf([['at', 'size', 'count', 'frame', 'flags', 'keyid'], ...rows]);
}

function eventClaim(layout: Layout, events: readonly Event[]): readonly string[] {
  if (events.length === 0) return ['no event follows'];
  const names = [...new Set(events.flatMap((event) => Object.keys(event)))];
  const rows = events.map((event) => {
    const members = event as unknown as Readonly<Record<string, unknown>>;
    return names.map((name) =>
      name === 'va' && typeof members[name] === 'bigint'
        ? placeText(layout, members[name])
        : cellOf(members[name]),
    );
  });
  return ['these events follow:', ...tableOf([names, ...rows])];
}

function cellOf(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'bigint') return hex(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The rows of a step's table. */
export function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((row) => `  | ${row.join(' | ')} |`);
}
