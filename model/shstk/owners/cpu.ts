/** Who speaks of what the program's instructions do. */
import { SHSTK_EN, WRSS_EN } from '../abi';
import { TOKEN_READ_ROWS } from './clones';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { begunAnew, cameOf, switchedBefore } from './past';

const { CET, FAULT, SSP, WORDS } = at;
/** Which operation set the SSP that the thread has. */
function sspSetBy(look: Seen, past: readonly Seen[]): string | null {
  const id = at.actor(look)?.id;
  const ssp = (state: Seen['before']): bigint | undefined => {
    const thread = state.threads.find((one) => one.id === id);
    return thread && (thread.live === 'registers' ? thread.registers.ssp : thread.buffer.ssp);
  };
  return past.findLast(({ before, after }) => ssp(before) !== ssp(after))?.op.op ?? null;
}

const on = (look: Seen): boolean => at.isEnabled(look, SHSTK_EN);
const isRead: When<'rdssp'> = (_op, look) => on(look);
const sspPath = (_op: unknown, look: Seen): string | null => at.path(look, 'ssp');
const reads = (id: string, ...by: readonly string[]): Row =>
  at.owns(
    id,
    ['rdssp'],
    ['outcome', 'value'],
    (op, look, past) => isRead(op, look, past) && by.includes(sspSetBy(look, past) ?? ''),
    sspPath,
  );

const born = (id: string, vm: boolean, vfork: boolean): Row =>
  at.owns(
    id,
    ['rdssp'],
    ['outcome', 'value'],
    (op, look, past) =>
      isRead(op, look, past) && sspSetBy(look, past) === 'clone' && cameOf(look, past, vm, vfork),
    sspPath,
  );

const ordinary = (look: Seen, addr: bigint): boolean => at.mapping(look, addr)?.shadow === false;
const protectedTo = (look: Seen, addr: bigint, prot: number): boolean =>
  at.isShadow(look, addr) && at.mapping(look, addr)?.prot === prot;

/** An access to memory that is no shadow stack, or to none. */
const elsewhere = (insn: 'wrss' | 'rstorssp', id: string, unmapped: boolean): Row =>
  at.owns(
    id,
    [insn],
    FAULT,
    ({ addr }, look) =>
      at.faults(look, '#PF') && !at.isShadow(look, addr) && (at.mapping(look, addr) === null) === unmapped,
  );

export const CPU_ROWS: readonly Row[] = [
  at.owns('SHSTK-114', ['incssp', 'rstorssp', 'saveprevssp'], [...FAULT, ...CET], (_op, look) => !on(look)),
  at.owns('SHSTK-114', ['wrss'], [...FAULT, WORDS], (_op, look) => !on(look)),
  at.owns('SHSTK-126', ['privileged'], FAULT, ({ insn }) => insn !== 'wruss'),
  at.owns('SHSTK-116', ['privileged'], FAULT, ({ insn }) => insn === 'wruss'),

  at.owns(
    'SHSTK-194',
    ['rdssp'],
    ['outcome', 'value'],
    (_op, look, past) => !on(look) && !begunAnew(look, past, null),
  ),
  at.owns('SHSTK-01', ['rdssp'], ['outcome', 'value'], (_op, look, past) => begunAnew(look, past, null)),
  at.owns(
    'SHSTK-10',
    ['rdssp'],
    ['outcome', 'value'],
    (op, look, past) => isRead(op, look, past) && switchedBefore(look, past),
    sspPath,
  ),
  ...TOKEN_READ_ROWS,
  born('SHSTK-43', false, false),
  born('SHSTK-96', false, true),
  born('SHSTK-189', true, true),
  born('SHSTK-45', true, false),
  reads('SHSTK-23', 'arch_prctl'),
  reads('SHSTK-57', 'ptrace_setregset'),
  reads('SHSTK-113', 'rstorssp'),
  reads('SHSTK-179', 'saveprevssp'),
  reads('SHSTK-117', 'incssp'),
  reads('SHSTK-53', 'sigreturn'),
  reads('SHSTK-49', 'signal'),
  reads('SHSTK-55', 'call', 'ret'),

  at.owns('SHSTK-117', ['incssp'], [...FAULT, SSP], (_op, look) => on(look) && at.succeeds(look)),
  at.owns('SHSTK-202', ['incssp'], [...FAULT, SSP], (_op, look) => on(look) && at.faults(look, '#PF')),

  at.owns('SHSTK-112', ['rstorssp'], [...FAULT, 'error_code', SSP, WORDS, 'events.log.ssp'], (_op, look) =>
    at.faults(look, '#CP'),
  ),
  at.owns('SHSTK-113', ['rstorssp'], [...FAULT, SSP, WORDS], (_op, look) => on(look) && at.succeeds(look)),
  at.owns('SHSTK-179', ['saveprevssp'], [...FAULT, SSP, WORDS], (_op, look) => on(look) && at.succeeds(look)),
  at.owns('SHSTK-83', ['rstorssp'], FAULT, ({ addr }, look) => at.faults(look) && protectedTo(look, addr, 1)),
  at.owns(
    'SHSTK-41',
    ['rstorssp'],
    FAULT,
    ({ addr }, look) => on(look) && at.faults(look, '#PF') && ordinary(look, addr),
  ),
  elsewhere('rstorssp', 'SHSTK-115', false),
  elsewhere('rstorssp', 'SHSTK-195', true),

  at.owns(
    'SHSTK-84',
    ['wrss'],
    FAULT,
    ({ addr }, look) => at.faults(look, '#PF') && protectedTo(look, addr, 0),
  ),
  at.owns(
    'SHSTK-123',
    ['wrss'],
    [...FAULT, WORDS],
    ({ addr }, look) => at.succeeds(look) && protectedTo(look, addr, 1),
  ),
  at.owns(
    'SHSTK-83',
    ['wrss'],
    [...FAULT, WORDS],
    ({ addr }, look) => at.faults(look, '#PF') && protectedTo(look, addr, 1),
  ),
  at.owns(
    'SHSTK-83',
    ['wrss'],
    [...FAULT, WORDS],
    ({ addr }, look, past) => at.succeeds(look) && backToWritable(look, past, addr),
  ),
  at.owns('SHSTK-41', ['wrss'], FAULT, ({ addr }, look) => at.faults(look, '#PF') && ordinary(look, addr)),
  elsewhere('wrss', 'SHSTK-115', false),
  elsewhere('wrss', 'SHSTK-195', true),
  at.owns(
    'SHSTK-40',
    ['wrss'],
    [...FAULT, WORDS],
    (_op, look) => at.succeeds(look) || !at.isEnabled(look, WRSS_EN),
  ),
];

/** Whether memory that was read-only is writable again. */
function backToWritable(look: Seen, past: readonly Seen[], addr: bigint): boolean {
  return (
    protectedTo(look, addr, 3) &&
    at.earlier(past, ['mprotect'], (op) => op.prot === 1 && addr >= op.addr && addr < op.addr + op.size)
  );
}
