/** Who speaks of a page fault's error word, bit by bit; at addresses that no program has it is not looked at. */
import { TASK_SIZE_MAX } from '../abi';
import type { OpenLine } from '../../core/owners';
import type { Row, Seen } from './look';
import * as at from './look';

const isPageFault = (look: Seen): boolean => at.faults(look, '#PF');

function isAtUserAddress({ outcome }: Seen): boolean {
  return outcome.outcome === 'fault' && (outcome.si_addr ?? 0n) < TASK_SIZE_MAX;
}

const bit = (id: string, mask: string): Row =>
  at.ownsAlways(id, [`error_code & ${mask}`], (look) => isPageFault(look) && isAtUserAddress(look));

export const ERROR_WORD_ROWS: readonly Row[] = [
  bit('SHSTK-161', '0x40'),
  bit('SHSTK-163', '0x2'),
  bit('SHSTK-162', '0x1'),
  bit('SHSTK-184', '0x4'),
];

export const ERROR_WORD_OPEN: readonly OpenLine<Seen>[] = [
  { open: 'emulation', fields: ['error_code'], when: (look) => isPageFault(look) && !isAtUserAddress(look) },
];
