/** Who speaks of mremap. */
import { pageAlign } from '../abi';
import type { OpenLine } from '../../core/owners';
import { HUGE } from '../placement';
import type { Mremap } from '../types';
import { limited } from './allocation';
import type { Row, Seen } from './look';
import * as at from './look';

const { MEMORY, RESULT } = at;
const ALL = [...RESULT, 'value', ...MEMORY] as const;
type Call = (op: Mremap, look: Seen) => boolean;

const mremap = (id: string, fields: readonly string[], when: Call): Row =>
  at.owns(id, ['mremap'], fields, when);

/** Whether the old range is all of one mapping. */
const isOne: Call = ({ addr, old_size }, look) => {
  const mapping = at.mapping(look, addr);
  return mapping !== null && addr + pageAlign(old_size) <= mapping.end;
};
const grows = ({ old_size, new_size }: Mremap): boolean => pageAlign(new_size) > pageAlign(old_size);

/** Whether a shadow stack was moved to where a mapping ends. */
const movedAbove: Call = ({ addr }, look) => {
  const { outcome } = look;
  const to = outcome.outcome === 'ok' ? (outcome.value ?? addr) : addr;
  return to !== addr && at.mapsOf(look).some(({ end }) => end === to);
};

const resizes: Call = ({ addr, old_size, new_size }, look) =>
  at.meets(look, addr, old_size) && at.succeeds(look) && new_size !== 0n;
const isMoved: Call = ({ addr }, { outcome }) => outcome.outcome === 'ok' && outcome.value !== addr;

export const MREMAP_ROWS: readonly Row[] = [
  mremap(
    'SHSTK-139',
    [...RESULT, ...MEMORY],
    ({ addr, old_size, new_size }, look) =>
      new_size === 0n || (old_size === 0n && at.mapping(look, addr) !== null),
  ),
  mremap(
    'SHSTK-157',
    [...RESULT, ...MEMORY],
    ({ dont_unmap, may_move, old_size, new_size }) =>
      dont_unmap === true && (!may_move || old_size !== new_size),
  ),
  mremap(
    'SHSTK-140',
    [...RESULT, ...MEMORY],
    (op, look) =>
      !isOne(op, look) && (grows(op) || op.dont_unmap === true || at.mapping(look, op.addr) === null),
  ),
  mremap(
    'SHSTK-156',
    ALL,
    (op, look) => op.dont_unmap === true && at.meets(look, op.addr, op.old_size) && at.succeeds(look),
  ),
  mremap(
    'SHSTK-172',
    ['value', ...at.MAPS],
    (op, look) => at.isShadow(look, op.addr) && movedAbove(op, look),
  ),
  mremap(
    'SHSTK-78',
    [...RESULT, ...MEMORY],
    (op, look) =>
      (grows(op) || op.dont_unmap === true) &&
      at.isShadow(look, op.addr) &&
      limited(look) &&
      at.fails(look, 'ENOMEM'),
  ),
  mremap('SHSTK-192', ALL, (op, look) => at.meets(look, op.addr, op.old_size) && at.fails(look, 'ENOMEM')),
  mremap('SHSTK-193', ALL, (op, look) => resizes(op, look) && isMoved(op, look)),
  mremap('SHSTK-86', ALL, (op, look) => resizes(op, look) && !isMoved(op, look)),
];

/** What kernels differ in, and what depends on where memory was first mapped. */
export const MREMAP_OPEN: readonly OpenLine<Seen>[] = [
  {
    open: 'unspecified',
    ops: ['mremap'],
    fields: ALL,
    when: (look: Seen): boolean => {
      const op = look.op as Mremap;
      const stays = pageAlign(op.old_size) === pageAlign(op.new_size) && op.dont_unmap !== true;
      return stays && at.mapping(look, op.addr) !== null && !isOne(op, look);
    },
  },
  {
    open: 'host-dependent',
    ops: ['mremap'],
    fields: ['value', ...MEMORY],
    when: (look: Seen): boolean => {
      const { addr, new_size } = look.op as Mremap;
      const { outcome } = look;
      return outcome.outcome === 'ok' && outcome.value !== addr && pageAlign(new_size) % HUGE === 0n;
    },
  },
];
