/** Instructions as they stand in a scenario, `WRSSQ [0x7000_0000], 0x1`, as operations. */
import { parseU64 } from '../../model/core/u64';
import type { Op } from '../../model/shstk/types';

/** What RDSSP finds in its register. */
export const REGISTER = 0x5a5an;

const ADDRESS = /\[(0x[0-9a-f_]+)\]/;

/** @throws RangeError where the text is no instruction of this machine */
export function insnOp(text: string, thread: number): Op {
  const [name = ''] = text.split(' ');
  const rest = text.slice(name.length + 1);
  const addr = (): bigint => parseU64(ADDRESS.exec(rest)?.[1] ?? rest);
  const value = (): bigint => parseU64(rest.split(', ')[1] ?? '');
  switch (name) {
    case 'CALL':
      return rest.startsWith('vsyscall, ')
        ? { op: 'call', thread, ret: parseU64(rest.slice('vsyscall, '.length)), to: 'vsyscall' }
        : { op: 'call', thread, ret: parseU64(rest) };
    case 'RET':
      return { op: 'ret', thread };
    case 'LRET':
      return { op: 'ret', thread, far: true };
    case 'RDSSPQ':
      return { op: 'rdssp', thread, reg: REGISTER };
    case 'INCSSPQ':
      return { op: 'incssp', thread, count: Number(rest) };
    case 'INCSSPD':
      return { op: 'incssp', thread, count: Number(rest), unit: 4 };
    case 'RSTORSSP':
      return { op: 'rstorssp', thread, addr: addr() };
    case 'SAVEPREVSSP':
      return { op: 'saveprevssp', thread };
    case 'WRSSQ':
      return { op: 'wrss', thread, addr: addr(), value: value() };
    case 'WRSSD':
      return { op: 'wrss', thread, addr: addr(), value: value(), unit: 4 };
    case 'WRUSSQ':
      return { op: 'privileged', thread, insn: 'wruss', addr: addr() };
    case 'CLRSSBSY':
      return { op: 'privileged', thread, insn: 'clrssbsy', addr: addr() };
    case 'SETSSBSY':
      return { op: 'privileged', thread, insn: 'setssbsy', addr: 0n };
    case 'MOV':
      return rest.startsWith('RAX, ')
        ? { op: 'load', thread, addr: addr() }
        : { op: 'store', thread, addr: addr(), value: value() };
    default:
      throw new RangeError(`"${text}" is no instruction of this machine`);
  }
}
