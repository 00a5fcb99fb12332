/** Who speaks of what the program's instructions do. */
import { SHSTK_EN, WRSS_EN } from '../abi';
import type { Frame } from '../state';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { cameOf, switchedBefore } from './features';

const { CET, FAULT, FRAMES, SSP, WORDS } = at;
const CODE = [...FAULT, 'error_code'] as const;

const frameOf = (look: Seen): Frame | null => at.actor(look)?.frames ?? null;

/** Whether the return is that of a handler to its restorer. */
const fromHandler: When<'ret'> = (_op, look) => frameOf(look)?.below?.kind === 'signal';

/** Whether the frame was there before the feature was turned on. */
function olderThanEnable(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  const begun = past.findLast((then) => {
    const now = then.after.threads.find((one) => one.id === id);
    return at.isThread(then.op, id) && !at.isOn(then) && (now?.features ?? 0) !== 0;
  });
  return begun !== undefined && (frameOf(look)?.depth ?? 0) <= (frameOf(begun)?.depth ?? 0);
}

/** Whether the frame was there before a fork, of which the thread came or which it made. */
function olderThanFork(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id ?? 0;
  return at.earlier(past, ['clone'], (op, then) => {
    const child = then.outcome.outcome === 'ok' ? then.outcome.value : undefined;
    return !op.vm && !op.vfork && (op.thread === id || child === BigInt(id)) && (frameOf(look)?.depth ?? 0) <= (frameOf(then)?.depth ?? 0);
  });
} // prettier-ignore

/** Whether a vfork child has lived and gone on the thread's stack; with `disabled`, one that turned its feature off. */
function afterVfork(look: Seen, past: readonly Seen[], disabled: boolean): boolean {
  const id = at.actor(look)?.id;
  return at.earlier(past, ['clone'], (op, then) => {
    if (op.thread !== id || !op.vm || !op.vfork || then.outcome.outcome !== 'ok') return false;
    const child = Number(then.outcome.value);
    const ended = at.earlier(past, ['exit', 'execve'], ({ thread }) => thread === child);
    return ended && (!disabled || at.earlier(past, ['arch_prctl'], (call) => call.thread === child && at.commandOf(call) === 'DISABLE'));
  });
} // prettier-ignore

/** Whether the thread runs a program that it began by exec, and has not asked for the feature. */
function begunAnew(look: Seen, past: readonly Seen[], marked: boolean | null): boolean {
  const id = at.actor(look)?.id;
  const exec = past.findLast(({ op }) => op.op === 'execve' && op.thread === id);
  if (exec?.op.op !== 'execve' || (marked !== null && exec.op.marked !== marked)) return false;
  return !at.isOn(look);
}

/** Which operation set the SSP that the thread has. */
function sspSetBy(look: Seen, past: readonly Seen[]): string | null {
  const id = at.actor(look)?.id;
  const ssp = (state: Seen['before']): bigint | undefined => {
    const thread = state.threads.find((one) => one.id === id);
    return thread && (thread.live === 'registers' ? thread.registers.ssp : thread.buffer.ssp);
  };
  return past.findLast(({ before, after }) => ssp(before) !== ssp(after))?.op.op ?? null;
}

const enabled = (look: Seen, bit: bigint): boolean => {
  const thread = at.actor(look);
  const cet = thread?.live === 'buffer' ? thread.buffer : thread?.registers;
  return ((cet?.ucet ?? 0n) & bit) !== 0n;
};
const on = (look: Seen): boolean => enabled(look, SHSTK_EN);
const isRead: When<'rdssp'> = (_op, look) => on(look);
const sspPath = (_op: unknown, look: Seen): string | null => at.path(look, 'ssp');
const reads = (id: string, ...by: readonly string[]): Row =>
  at.owns(id, ['rdssp'], ['outcome', 'value'], (op, look, past) => isRead(op, look, past) && by.includes(sspSetBy(look, past) ?? ''), sspPath); // prettier-ignore

const born = (id: string, vm: boolean, vfork: boolean): Row =>
  at.owns(id, ['rdssp'], ['outcome', 'value'], (op, look, past) => isRead(op, look, past) && sspSetBy(look, past) === 'clone' && cameOf(look, past, vm, vfork), sspPath); // prettier-ignore

/** A CALL whose push has nowhere to go. */
const pushFails: When<'call'> = (_op, look) =>
  on(look) && at.faults(look) && at.sspOf(look) !== 0xffff_ffff_ff60_0000n;
const atBase = (look: Seen): boolean =>
  at.mapsOf(look).some(({ start, shadow }) => shadow && start === at.sspOf(look));
const ordinary = (look: Seen, addr: bigint): boolean => at.mapping(look, addr)?.shadow === false;
const protectedTo = (look: Seen, addr: bigint, prot: number): boolean =>
  at.isShadow(look, addr) && at.mapping(look, addr)?.prot === prot;

export const RETURN_ROWS: readonly Row[] = [
  at.owns('SHSTK-109', ['call'], [...FAULT, SSP, WORDS], ({ to }) => to === 'vsyscall'),
  at.owns('SHSTK-91', ['call'], [...FAULT, 'events.*', 'events.*.*'], (op, look, past) => pushFails(op, look, past) && atBase(look)),
  at.owns('SHSTK-41', ['call'], FAULT, (op, look, past) => pushFails(op, look, past) && ordinary(look, at.sspOf(look) - 8n)),
  at.owns('SHSTK-99', ['call'], FAULT, (op, look, past) => pushFails(op, look, past) && !atBase(look)),
  at.owns('SHSTK-48', ['call', 'ret'], FAULT, (_op, look, past) => at.succeeds(look) && afterVfork(look, past, false)),
  at.owns('SHSTK-55', ['call'], [...FAULT, SSP, WORDS], (_op, look) => on(look) && at.succeeds(look)),

  at.owns('SHSTK-03', ['ret'], FAULT, (_op, look, past) => begunAnew(look, past, true) && at.succeeds(look)),
  at.owns('SHSTK-04', ['ret'], ['outcome'], (_op, look, past) => on(look) && at.faults(look) && olderThanEnable(look, past)),
  at.owns('SHSTK-110', ['ret'], FAULT, (op, look) => on(look) && op.far !== true && at.faults(look, '#PF')),
  at.owns('SHSTK-111', ['ret'], CODE, (op, look) => op.far === true && at.faults(look, '#CP')),
  at.owns('SHSTK-95', ['ret'], [...FAULT, SSP], (_op, look, past) => at.succeeds(look) && afterVfork(look, past, true)),
  at.owns('SHSTK-97', ['ret'], [...FAULT, SSP], (_op, look, past) => on(look) && at.succeeds(look) && olderThanFork(look, past)),
  at.owns('SHSTK-109', ['ret'], FAULT, (_op, look, past) => at.faults(look, '#CP') && at.earlier(past, ['call'], ({ to, thread }) => to === 'vsyscall' && at.isThread(look.op, thread))),
  at.owns('SHSTK-08', ['ret'], [...FAULT, SSP], (_op, look) => on(look) && at.succeeds(look) && frameOf(look)?.altstack === true),
  at.owns('SHSTK-107', ['ret'], CODE, (op, look, past) => at.faults(look, '#CP') && fromHandler(op, look, past)),
  at.owns('SHSTK-53', ['ret'], [...FAULT, SSP], (op, look, past) => on(look) && at.succeeds(look) && fromHandler(op, look, past)),
  at.owns('SHSTK-55', ['ret'], [...CODE, SSP, ...FRAMES], (op, look) => op.far !== true && (at.succeeds(look) || at.faults(look, '#CP'))),
]; // prettier-ignore

export const CPU_ROWS: readonly Row[] = [
  at.owns('SHSTK-114', ['incssp', 'rstorssp', 'saveprevssp'], [...FAULT, ...CET], (_op, look) => !on(look)),
  at.owns('SHSTK-114', ['wrss'], [...FAULT, WORDS], (_op, look) => !on(look)),
  at.owns('SHSTK-126', ['privileged'], FAULT, ({ insn }) => insn !== 'wruss'),
  at.owns('SHSTK-114', ['privileged'], FAULT, ({ insn }) => insn !== 'wruss'),
  at.owns('SHSTK-116', ['privileged'], FAULT, ({ insn }) => insn === 'wruss'),

  at.owns('SHSTK-114', ['rdssp'], ['outcome', 'value'], (_op, look, past) => !on(look) && !begunAnew(look, past, null)),
  at.owns('SHSTK-01', ['rdssp'], ['outcome', 'value'], (_op, look, past) => begunAnew(look, past, null)),
  at.owns('SHSTK-10', ['rdssp'], ['outcome', 'value'], (op, look, past) => isRead(op, look, past) && switchedBefore(look, past), sspPath),
  born('SHSTK-43', false, false),
  born('SHSTK-96', false, true),
  born('SHSTK-45', true, true),
  born('SHSTK-45', true, false),
  reads('SHSTK-23', 'arch_prctl'),
  reads('SHSTK-57', 'ptrace_setregset'),
  reads('SHSTK-113', 'rstorssp', 'saveprevssp'),
  reads('SHSTK-117', 'incssp'),
  reads('SHSTK-53', 'sigreturn'),
  reads('SHSTK-49', 'signal'),
  reads('SHSTK-55', 'call', 'ret'),

  at.owns('SHSTK-117', ['incssp'], [...FAULT, SSP], (_op, look) => on(look) && (at.succeeds(look) || at.faults(look, '#PF'))),

  at.owns('SHSTK-112', ['rstorssp'], [...CODE, SSP, WORDS, 'events.log.ssp'], (_op, look) => at.faults(look, '#CP')),
  at.owns('SHSTK-113', ['rstorssp', 'saveprevssp'], [...FAULT, SSP, WORDS], (_op, look) => on(look) && at.succeeds(look)),
  at.owns('SHSTK-83', ['rstorssp'], FAULT, ({ addr }, look) => at.faults(look) && protectedTo(look, addr, 1)),
  at.owns('SHSTK-41', ['rstorssp'], FAULT, ({ addr }, look) => on(look) && at.faults(look, '#PF') && ordinary(look, addr)),
  at.owns('SHSTK-115', ['rstorssp'], FAULT, ({ addr }, look) => on(look) && at.faults(look, '#PF') && !at.isShadow(look, addr)),

  at.owns('SHSTK-84', ['wrss'], FAULT, ({ addr }, look) => at.faults(look, '#PF') && protectedTo(look, addr, 0)),
  at.owns('SHSTK-123', ['wrss'], [...FAULT, WORDS], ({ addr }, look) => at.succeeds(look) && protectedTo(look, addr, 1)),
  at.owns('SHSTK-83', ['wrss'], [...FAULT, WORDS], ({ addr }, look) => at.faults(look, '#PF') && protectedTo(look, addr, 1)),
  at.owns('SHSTK-83', ['wrss'], [...FAULT, WORDS], ({ addr }, look, past) => at.succeeds(look) && backToWritable(look, past, addr)),
  at.owns('SHSTK-41', ['wrss'], FAULT, ({ addr }, look) => at.faults(look, '#PF') && ordinary(look, addr)),
  at.owns('SHSTK-115', ['wrss'], FAULT, ({ addr }, look) => at.faults(look, '#PF') && !at.isShadow(look, addr)),
  at.owns('SHSTK-40', ['wrss'], [...FAULT, WORDS], (_op, look) => at.succeeds(look) || (on(look) && !enabled(look, WRSS_EN))),
]; // prettier-ignore

/** Whether memory that was read-only is writable again. */
function backToWritable(look: Seen, past: readonly Seen[], addr: bigint): boolean {
  return protectedTo(look, addr, 3) && at.earlier(past, ['mprotect'], (op) => op.prot === 1 && addr >= op.addr && addr < op.addr + op.size);
} // prettier-ignore
