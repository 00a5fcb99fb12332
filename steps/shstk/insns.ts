/** Instructions as they stand in a scenario, `WRSSQ [END-8], 0x1`, as operations, and back. */
import type { MoveRsp, Op } from '../../model/shstk/types';
import { readValue, writeValue } from './values';

/** What RDSSP finds in its register. */
export const REGISTER = 0x5a5an;

/** How many operands an instruction has at most; those that are not here have none. */
const OPERANDS: Readonly<Record<string, number>> = {
  CALL: 2,
  INCSSPQ: 1,
  INCSSPD: 1,
  RSTORSSP: 1,
  WRSSQ: 2,
  WRSSD: 2,
  WRUSSQ: 2,
  CLRSSBSY: 1,
  ADD: 2,
  MOV: 2,
  INT3: 1,
};

/** @throws RangeError where the text is no instruction of this machine */
export function insnOp(text: string, thread: number): Op {
  const [name = ''] = text.split(' ');
  const rest = text.slice(name.length + 1);
  const operands = rest === '' ? 0 : rest.split(', ').length;
  if (operands > (OPERANDS[name] ?? 0))
    throw new RangeError(`${name} has not ${operands} operands: "${text}"`);
  const addr = (): bigint => readValue(/\[(.+)\]/.exec(rest)?.[1] ?? rest);
  const value = (): bigint => readValue(rest.split(', ')[1] ?? '');
  switch (name) {
    case 'CALL':
      return rest.startsWith('vsyscall, ')
        ? { op: 'call', thread, ret: value(), to: 'vsyscall' }
        : { op: 'call', thread, ret: readValue(rest) };
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
    case 'INT3':
      return { op: 'uretprobe', thread, trampoline: readValue(/^uretprobe (.+)$/.exec(rest)?.[1] ?? '') };
    case 'ADD':
    case 'MOV':
      if (rest.startsWith('RSP, ')) return moveOp(rest, thread);
      return rest.startsWith('RAX, ')
        ? { op: 'load', thread, addr: addr() }
        : { op: 'store', thread, addr: addr(), value: value() };
    default:
      throw new RangeError(`"${text}" is no instruction of this machine`);
  }
}

/** @throws RangeError where the operands are others */
function moveOp(rest: string, thread: number): MoveRsp {
  const { stack, drop } =
    /^RSP, (?:stack (?<stack>\d+)(?: less )?)?(?:(?<drop>\d+) frames?)?$/.exec(rest)?.groups ?? {};
  if (stack === undefined && drop === undefined)
    throw new RangeError(`"${rest}" are no operands here: ADD RSP, 2 frames or MOV RSP, stack 1`);
  return {
    op: 'move_rsp',
    thread,
    drop: Number(drop ?? 0),
    ...(stack === undefined ? {} : { stack: Number(stack) }),
  };
}

/** The instruction that is an operation; null where it is none. */
export function insnText(op: Op): string | null {
  switch (op.op) {
    case 'call':
      return `CALL ${op.to === 'vsyscall' ? 'vsyscall, ' : ''}${writeValue(op.ret)}`;
    case 'ret':
      return op.far === true ? 'LRET' : 'RET';
    case 'move_rsp':
      return moveText(op);
    case 'load':
      return `MOV RAX, [${writeValue(op.addr)}]`;
    case 'store':
      return `MOV [${writeValue(op.addr)}], ${writeValue(op.value)}`;
    case 'rdssp':
      return 'RDSSPQ';
    case 'incssp':
      return `INCSSP${op.unit === 4 ? 'D' : 'Q'} ${op.count}`;
    case 'rstorssp':
      return `RSTORSSP [${writeValue(op.addr)}]`;
    case 'saveprevssp':
      return 'SAVEPREVSSP';
    case 'wrss':
      return `WRSS${op.unit === 4 ? 'D' : 'Q'} [${writeValue(op.addr)}], ${writeValue(op.value)}`;
    case 'uretprobe':
      return `INT3 uretprobe ${writeValue(op.trampoline)}`;
    case 'privileged':
      return privilegedText(op.insn, op.addr);
    default:
      return null;
  }
}

function moveText({ drop, stack }: MoveRsp): string {
  const frames = `${drop} ${drop === 1 ? 'frame' : 'frames'}`;
  if (stack === undefined) return `ADD RSP, ${frames}`;
  return drop === 0 ? `MOV RSP, stack ${stack}` : `MOV RSP, stack ${stack} less ${frames}`;
}

function privilegedText(insn: 'wruss' | 'setssbsy' | 'clrssbsy', addr: bigint): string {
  if (insn === 'setssbsy') return 'SETSSBSY';
  return `${insn === 'wruss' ? 'WRUSSQ' : 'CLRSSBSY'} [${writeValue(addr)}]`;
}
