/** Who speaks of fork, clone and exit, and of what a tracer may do. */
import { TASK_SIZE_MAX } from '../abi';
import type { Clone, PtraceArchPrctl } from '../types';
import type { Row, Seen, When } from './look';
import * as at from './look';
import { brings, CLONE_ROWS } from './clones';
import { switchedBefore } from './past';

const { CET, FEATURES, FRAMES, LOCKED, MAPS, MEMORY, RECORD, RESULT, SSP, STATE, WORDS } = at;

/** A clone that needs a new stack. */
const needsStack: When<'clone'> = (op, look) =>
  op.vm && !op.vfork && !brings(op) && op.worker !== true && at.isOn(look);
const limit = (look: Seen): bigint | undefined => {
  const process = at.actor(look)?.process;
  return look.before.processes.find(({ id }) => id === process)?.rlimits.stack;
};
const asked = ({ stack_size = 0n }: Clone): boolean => stack_size !== 0n;
const BIRTH = ['outcome', ...CET, ...RECORD, ...MEMORY, ...FRAMES] as const;
const SIZED = [...RECORD, SSP, ...MAPS] as const;

/** Whether the limit was set after the thread had got its stack. */
function limitSetLater(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  const after = at.since(past, ({ op }) => op.op === 'arch_prctl' && op.thread === id);
  return at.earlier(after, ['setrlimit'], (op) => op.thread === id && op.resource === 'stack');
}

const forks: When<'clone'> = (op, look) =>
  !op.vm && !op.vfork && !brings(op) && at.isOn(look) && at.succeeds(look);
const born: When<'clone'> = (op, look) => !brings(op) && op.worker !== true && at.succeeds(look);

/** Whether others go on in the thread's memory. */
function leavesOthers(look: Seen): boolean {
  const thread = at.actor(look);
  return look.before.threads.some(({ id, space }) => id !== thread?.id && space === thread?.space);
}

export const TASK_ROWS: readonly Row[] = [
  ...CLONE_ROWS,
  at.owns(
    'SHSTK-66',
    ['clone'],
    [...RESULT, ...STATE],
    (op, look, past) => needsStack(op, look, past) && !asked(op) && limit(look) === 0n,
  ),
  at.owns(
    'SHSTK-67',
    ['clone'],
    [...RESULT, ...STATE],
    (op, look, past) => needsStack(op, look, past) && at.fails(look, 'ENOMEM'),
  ),
  at.owns(
    'SHSTK-96',
    ['clone'],
    ['outcome', ...CET, ...RECORD],
    ({ vm, vfork }, look) => !vm && vfork && at.isOn(look),
  ),
  at.owns('SHSTK-43', ['clone'], [...CET, ...MEMORY, 'state.spaces.*', 'state.threads.*.space'], forks),
  at.owns(
    'SHSTK-93',
    ['clone'],
    SIZED,
    (op, look, past) => needsStack(op, look, past) && at.succeeds(look) && asked(op),
  ),
  at.owns(
    'SHSTK-92',
    ['clone'],
    SIZED,
    (op, look, past) =>
      needsStack(op, look, past) && at.succeeds(look) && !asked(op) && limitSetLater(look, past),
  ),
  at.owns(
    'SHSTK-46',
    ['clone'],
    SIZED,
    (op, look, past) =>
      needsStack(op, look, past) && at.succeeds(look) && (asked(op) || limitSetLater(look, past)),
  ),
  at.owns('SHSTK-189', ['clone'], BIRTH, (op, look, past) => born(op, look, past) && op.vm && op.vfork),
  at.owns('SHSTK-45', ['clone'], BIRTH, (op, look, past) => born(op, look, past) && !(op.vm && op.vfork)),
  at.owns('SHSTK-46', ['clone'], SIZED, (op, look, past) => needsStack(op, look, past) && at.succeeds(look)),
  at.owns('SHSTK-47', ['clone'], [FEATURES, LOCKED], born),
  at.owns('SHSTK-48', ['exit', 'execve'], ['outcome', 'state.threads.*', ...MEMORY], (_op, look) =>
    leavesOthers(look),
  ),
  at.owns('SHSTK-43', ['call', 'ret', 'wrss'], [...MEMORY, 'outcome'], (_op, look, past) =>
    hasFork(look, past),
  ),
];

/** Whether the thread has been forked, or came of a fork, and both go on. */
function hasFork(look: Seen, past: readonly Seen[]): boolean {
  const id = at.actor(look)?.id;
  return at.earlier(
    past,
    ['clone'],
    (op, { outcome }) =>
      !op.vm && outcome.outcome === 'ok' && (op.thread === id || outcome.value === BigInt(id ?? 0)),
  );
}

const tracer = (op: PtraceArchPrctl): string => at.numbered(op.option) ?? '';

export const TRACER_ROWS: readonly Row[] = [
  at.owns(
    'SHSTK-58',
    ['ptrace_getregset', 'ptrace_setregset'],
    [...RESULT, SSP],
    ({ len }, look) => !at.isOn(look) && len % 8 === 0,
  ),
  at.owns('SHSTK-59', ['ptrace_setregset'], [...RESULT, SSP], ({ len }, look) => at.isOn(look) && len < 8),
  at.owns(
    'SHSTK-177',
    ['ptrace_setregset'],
    [...RESULT, SSP],
    ({ len, value }, look) => at.isOn(look) && len >= 8 && (value & 7n) !== 0n,
  ),
  at.owns(
    'SHSTK-178',
    ['ptrace_setregset'],
    [...RESULT, SSP],
    ({ len, value }, look) => at.isOn(look) && len >= 8 && value >= TASK_SIZE_MAX,
  ),
  at.owns(
    'SHSTK-118',
    ['ptrace_getregset', 'ptrace_setregset'],
    [...RESULT, 'length'],
    ({ len }) => len % 8 !== 0,
  ),
  at.owns(
    'SHSTK-203',
    ['ptrace_getregset', 'ptrace_setregset'],
    [...RESULT, 'length'],
    ({ len }, look) => len % 8 === 0 && len !== 8 && at.isOn(look) && at.succeeds(look),
  ),
  at.owns('SHSTK-119', ['ptrace_setregset'], RESULT, (_op, look) => at.succeeds(look)),
  at.owns(
    'SHSTK-10',
    ['ptrace_setregset'],
    ['outcome', SSP],
    (_op, look, past) => at.succeeds(look) && switchedBefore(look, past),
  ),
  at.owns(
    'SHSTK-10',
    ['ptrace_getregset'],
    ['value'],
    (_op, look, past) => at.succeeds(look) && switchedBefore(look, past),
  ),
  at.owns(
    'SHSTK-57',
    ['ptrace_getregset'],
    ['value', 'length'],
    ({ len }, look) => at.isOn(look) && len >= 8,
    (_op, look) => at.path(look, 'ssp'),
  ),
  at.owns('SHSTK-57', ['ptrace_setregset'], ['length', SSP], (_op, look) => at.succeeds(look)),
  at.owns(
    'SHSTK-13',
    ['ptrace_getregset', 'ptrace_setregset'],
    ['outcome', 'value', SSP],
    (_op, look) => at.isOn(look) && at.succeeds(look),
  ),
  at.owns('SHSTK-14', ['ptrace_getregset', 'ptrace_setregset'], ['outcome', 'value', SSP], (_op, look) =>
    at.succeeds(look),
  ),

  at.owns(
    'SHSTK-27',
    ['ptrace_arch_prctl'],
    [...RESULT, LOCKED],
    (op, look) =>
      tracer(op) === 'UNLOCK' &&
      (!look.before.config.checkpoint_restore || (op.arg & (at.actor(look)?.locked ?? 0n)) !== 0n),
  ),
  at.owns(
    'SHSTK-120',
    ['ptrace_arch_prctl'],
    [...RESULT, 'stored', 'stored.*', ...STATE],
    (op) => tracer(op) === 'STATUS',
    (_op, look) => at.path(look, 'features'),
  ),
  at.owns('SHSTK-204', ['ptrace_arch_prctl'], [...RESULT, ...STATE], (op) =>
    ['LOCK', 'UNLOCK'].includes(tracer(op)),
  ),
  at.owns('SHSTK-205', ['ptrace_arch_prctl'], [...RESULT, ...STATE], (op) =>
    ['ENABLE', 'DISABLE'].includes(tracer(op)),
  ),
  at.owns('SHSTK-17', ['ptrace_arch_prctl'], ['outcome', LOCKED], (op) => tracer(op) === 'LOCK'),
  at.owns(
    'SHSTK-14',
    ['ptrace_arch_prctl'],
    ['outcome', LOCKED],
    (op, look) => tracer(op) === 'UNLOCK' && at.succeeds(look),
  ),

  at.owns(
    'SHSTK-142',
    ['ptrace_poke'],
    RESULT,
    ({ addr }, look) => at.mapping(look, addr) === null || at.mapping(look, addr + 7n) === null,
  ),
  at.owns('SHSTK-81', ['ptrace_poke'], [...RESULT, WORDS], ({ addr }, look) => at.isShadow(look, addr)),
  at.owns('SHSTK-14', ['ptrace_poke'], ['outcome', WORDS], ({ addr }, look) => at.isShadow(look, addr)),
];
