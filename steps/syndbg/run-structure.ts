/** What userspace writes to a run structure, as a table. */
import type { RunArea } from '../../model/syndbg/types';
import { cellOf, Cells } from '../phrases/cells';
import { valueOfText, isSaid } from '../tables';

/** Fields by the names that rows have for them. */
const FIELDS: Readonly<Record<string, Exclude<keyof RunArea, 'immediate_exit'>>> = {
  'every byte': 'fill',
  reason: 'reason',
  type: 'type',
  pad1: 'pad1',
  msr: 'msr',
  control: 'control',
  status: 'status',
  send_page: 'send_page',
  recv_page: 'recv_page',
  pending_page: 'pending_page',
  result: 'result',
  error: 'error',
  data: 'data',
};

const IMMEDIATE = 'immediate_exit';

/** @throws Error on a field that there is not */
export function runAreaOf(table: Cells): RunArea {
  return Object.entries(table.rowsHash()).reduce<RunArea>((area, [name, value]) => {
    if (name === IMMEDIATE) return { ...area, [IMMEDIATE]: isSaid(value, ['1', '0']) };
    const field = FIELDS[name];
    if (!field)
      throw new Error(
        `the run structure has no field "${name}": ${Object.keys(FIELDS).join(', ')}, ${IMMEDIATE}`,
      );
    return { ...area, [field]: valueOfText(value) };
  }, {});
}

export function runRows({ immediate_exit: immediate, ...fields }: RunArea): Cells {
  const rows = Object.entries(FIELDS).flatMap(([name, field]) => {
    const cell = fields[field] === undefined ? null : cellOf(fields[field]);
    return cell === null ? [] : [[name, cell]];
  });
  return new Cells([...rows, ...(immediate === undefined ? [] : [[IMMEDIATE, immediate ? '1' : '0']])]);
}
