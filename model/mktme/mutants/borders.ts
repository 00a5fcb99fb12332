/** Mistakes of the page-attribute code at the ends of C, and at its holes. */
import type { Mutant } from '../../core/machine';
import { reflagged } from '../canonical';
import { addressOf, frameOf, pageOf } from '../geometry';
import { fromFirstPage } from '../hook';
import type { State } from '../state';
import { change, lookup } from '../tree';
import type { Op } from '../types';
import { beginsInC, leaving, mutant, REQUEST, stepping, takenFor, telling } from './make';

/** Whether a request begins at the page behind C, and whether that page is mapped; null where it does not. */
function behindC({ geo, root }: State, op: Op): 'mapped' | 'hole' | null {
  if (op.op !== 'change_page_attr') return null;
  const page = pageOf(geo.levels, op.addresses[0] as bigint);
  if (page !== geo.base + geo.dm) return null;
  return lookup(root, page) === null ? 'hole' : 'mapped';
}

/** The bytes below one top-level entry of four levels. */
const TOP = 1n << 39n;

export const BORDER_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'other-tables-told-at-a-border',
    breaks: 'MKTME-105',
    origin: 'the entry at the end of the memory looked at, which is that of the next',
    wrap: telling(['hotplug'], (right, { end }, { geo }) =>
      geo.levels === 4 && end % TOP === 0n && right.every(({ event }) => event !== 'pgd_sync')
        ? [...right, { event: 'pgd_sync' }]
        : right,
    ),
  }),
  mutant({
    id: 'first-frame-beyond-c-accepted',
    breaks: 'MKTME-49',
    origin: 'a frame compared by > with the size of the mapping, in the hook and in cpa_process_alias()',
    wrap: leaving(REQUEST, (after, before, op) => {
      const { geo, root } = after;
      const page = pageOf(geo.levels, op.addresses[0] as bigint);
      const found = op.how === 'pages' ? null : lookup(root, page);
      if (found === null || beginsInC(before, op) !== null || frameOf(geo, found.entry) !== BigInt(geo.dm))
        return {};
      const end = geo.base + geo.dm;
      return { root: change(root, end, end + 1, reflagged(geo, op.set, op.clear), false) };
    }),
  }),
  mutant({
    id: 'last-frame-of-c-refused',
    breaks: 'MKTME-48',
    origin: 'the last frame held to be the number of frames',
    rules: {
      hookRange: (geo, touched) =>
        touched.how === 'pages' && touched.last === BigInt(geo.dm - 1) ? 'none' : fromFirstPage(geo, touched),
    },
  }),
  mutant({
    id: 'hole-syncs-all-of-c',
    breaks: 'MKTME-24',
    origin:
      '__cpa_process_fault() without `cpa->pfn = …`, which makes the frames before and behind scattered',
    wrap: takenFor(REQUEST, (op, s) => {
      const page = beginsInC(s, op);
      if (page === null || op.how === 'array') return op;
      const each = Array.from({ length: op.pages }, (_, i) => page + i);
      if (each.every((one) => lookup(s.root, one) !== null)) return op;
      return { ...op, how: 'array', addresses: each.map((one) => addressOf(s.geo.levels, one)) };
    }),
  }),
  mutant({
    id: 'v2-holes-not-remembered',
    profile: 'v2',
    breaks: 'MKTME-96',
    origin: '__cpa_process_fault() without `cpa->pfn = …`: the last chunk is then the last that is mapped',
    wrap: takenFor(REQUEST, (op, s) => {
      const page = beginsInC(s, op);
      if (page === null || op.how === 'array') return op;
      const holes = Array.from({ length: op.pages }, (_, i) => lookup(s.root, page + i) === null);
      const mapped = holes.lastIndexOf(false) + 1;
      return mapped > 0 ? { ...op, pages: mapped } : op;
    }),
  }),
  mutant({
    id: 'page-behind-c-is-a-hole',
    breaks: 'MKTME-70',
    origin: 'within() with its end included',
    wrap: stepping((step, before, op) =>
      behindC(before, op) === 'hole'
        ? { state: before, outcome: { outcome: 'ok', allocated: 0 } }
        : step(before, op),
    ),
  }),
  mutant({
    id: 'page-behind-c-has-no-alias',
    breaks: 'MKTME-71',
    origin: 'within() with its end included: the page held to be one of C',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      return { state: behindC(before, op) === 'mapped' ? { ...state, root: before.root } : state, outcome };
    }),
  }),
];
