/** System calls as they stand in a scenario, `mprotect(0x7_0000_0000, 0x1000, PROT_READ)`, as operations. */
import { parseU64 } from '../../model/core/u64';
import type { Numbers } from '../../model/shstk/abi';
import { rulesOf } from '../../model/shstk/profiles';
import type { Op } from '../../model/shstk/types';
import type { Actor } from './names';
import { signalOf } from './names';

type Entry = '64' | '32' | 'x32';
type Build = (
  args: readonly string[],
  at: { readonly thread: number },
  entry: { entry?: Entry },
  numbers: Numbers,
) => Op;

const PROTS: Readonly<Record<string, number>> = { PROT_NONE: 0, PROT_READ: 1, PROT_WRITE: 2, PROT_EXEC: 4 };
const PLACES: Readonly<Record<string, 'fixed' | 'noreplace'>> = {
  MAP_FIXED: 'fixed',
  MAP_FIXED_NOREPLACE: 'noreplace',
};
const RLIMITS: Readonly<Record<string, 'stack' | 'as' | 'data'>> = {
  RLIMIT_STACK: 'stack',
  RLIMIT_AS: 'as',
  RLIMIT_DATA: 'data',
};

const CALLS: Readonly<Record<string, Build>> = {
  arch_prctl: ([command, arg], at, entry, numbers) => ({
    op: 'arch_prctl',
    ...at,
    option: optionOf(word(command), numbers),
    arg: bitsOf(word(arg), numbers),
    ...entry,
  }),
  prctl: ([option], at) => ({ op: 'prctl', ...at, option: Number(word(option)) }),
  map_shadow_stack: (args, at, entry) => {
    const [addr, size, flags] = args.length === 2 ? [undefined, ...args] : args;
    const where = addr === undefined ? {} : { addr: parseU64(addr) };
    return {
      op: 'map_shadow_stack',
      ...at,
      ...where,
      size: parseU64(word(size)),
      flags: flagsOf(word(flags)),
      ...entry,
    };
  },
  mmap: ([addr, size, prot, place], at) => ({
    op: 'mmap',
    ...at,
    addr: parseU64(word(addr)),
    size: parseU64(word(size)),
    prot: protOf(word(prot)),
    place: place === undefined ? 'hint' : known(PLACES, place),
  }),
  munmap: ([addr, size], at) => ({
    op: 'munmap',
    ...at,
    addr: parseU64(word(addr)),
    size: parseU64(word(size)),
  }),
  mprotect: ([addr, size, prot], at) => ({
    op: 'mprotect',
    ...at,
    addr: parseU64(word(addr)),
    size: parseU64(word(size)),
    prot: protOf(word(prot)),
  }),
  mremap: ([addr, old, size, flag], at) => ({
    op: 'mremap',
    ...at,
    addr: parseU64(word(addr)),
    old_size: parseU64(word(old)),
    new_size: parseU64(word(size)),
    may_move: flag === 'MREMAP_MAYMOVE',
  }),
  madvise: ([addr, size], at) => ({
    op: 'madvise',
    ...at,
    addr: parseU64(word(addr)),
    size: parseU64(word(size)),
  }),
  setrlimit: ([resource, value], at) => ({
    op: 'setrlimit',
    ...at,
    resource: known(RLIMITS, word(resource)),
    value: parseU64(word(value)),
  }),
  read: (args, at) => copyOf('read', args, at),
  process_vm_writev: (args, at) => copyOf('process_vm_writev', args, at),
  write_proc_self_mem: (args, at) => copyOf('proc_mem', args, at),
  write: ([addr], at) => ({ op: 'copy', ...at, via: 'write', addr: parseU64(word(addr)) }),
  sigaction: ([signal, restorer, onstack], at, entry) => ({
    op: 'sigaction',
    ...at,
    signo: signalOf(word(signal)),
    handler: restorer === 'SIG_DFL' ? 'default' : 'function',
    restorer: word(restorer).startsWith('0x') ? parseU64(word(restorer)) : null,
    ...(onstack === undefined ? {} : { onstack: onstack === 'SA_ONSTACK' }),
    ...entry,
  }),
  sigaltstack: ([base, size], at) => ({
    op: 'sigaltstack',
    ...at,
    base: parseU64(word(base)),
    size: parseU64(word(size)),
  }),
  sigreturn: (_args, at) => ({ op: 'sigreturn', ...at }),
  fork: (_args, at) => ({ op: 'clone', ...at, vm: false, vfork: false }),
  vfork: (_args, at) => ({ op: 'clone', ...at, vm: true, vfork: true }),
  clone: ([flags], at) => cloneOf(word(flags), at),
  clone3: ([flags, size], at) => ({ ...cloneOf(word(flags), at), stack_size: parseU64(word(size)) }),
  exit: (_args, at) => ({ op: 'exit', ...at }),
  execve: ([marking], at) => ({ op: 'execve', ...at, marked: marking === 'marked' }),
  proc_status: (_args, at) => ({ op: 'proc_status', ...at }),
  smaps: ([addr], at) => ({ op: 'smaps', ...at, addr: parseU64(word(addr)) }),
};

const PTRACE: Readonly<Record<string, Build>> = {
  PTRACE_GETREGSET: ([len], at) => ({ op: 'ptrace_getregset', ...at, len: Number(word(len)) }),
  PTRACE_SETREGSET: ([len, value], at) => ({
    op: 'ptrace_setregset',
    ...at,
    len: Number(word(len)),
    value: parseU64(word(value)),
  }),
  PTRACE_ARCH_PRCTL: ([command, arg], at, _entry, numbers) => ({
    op: 'ptrace_arch_prctl',
    ...at,
    option: optionOf(word(command), numbers),
    arg: bitsOf(word(arg), numbers),
  }),
  PTRACE_POKEDATA: ([addr, value], at) => ({
    op: 'ptrace_poke',
    ...at,
    addr: parseU64(word(addr)),
    value: parseU64(word(value)),
  }),
};

/** The numbers of a profile's interface. @throws RangeError on a profile that there is not */
export function numbersOf(profile: string): Numbers {
  return rulesOf(profile).numbers;
}

/** The tracer's calls are on thread 1. @throws RangeError with what is known where the text says nothing */
export function callOp(text: string, actor: Actor, profile: string): Op {
  const match = /^([a-z_0-9]+)\(([^)]*)\)(.*)$/.exec(text);
  const args = (match?.[2] ?? '') === '' ? [] : (match?.[2] ?? '').split(/,\s*/);
  const manner = match?.[3] ?? '';
  const entry =
    manner === '' ? {} : { entry: manner.includes('int 0x80') ? ('32' as const) : ('x32' as const) };
  const at = { thread: actor.who === 'thread' ? actor.thread : 1 };
  if (actor.who === 'tracer') {
    const [request = '', ...rest] = args;
    return known(PTRACE, request)(rest, at, entry, numbersOf(profile));
  }
  return known(CALLS, match?.[1] ?? text)(args, at, entry, numbersOf(profile));
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined)
    throw new RangeError(`"${name}" is not known here: ${Object.keys(table).join(', ')}`);
  return found;
}

function word(arg: string | undefined): string {
  if (arg === undefined) throw new RangeError('the call has too few arguments');
  return arg;
}

function optionOf(text: string, numbers: Numbers): bigint {
  const named = numbers.commands[text as keyof Numbers['commands']];
  return named ?? parseU64(text);
}

/** Features by name, `SHSTK|WRSS`, or a number. */
function bitsOf(text: string, { shstk, wrss, ibt }: Numbers): bigint {
  const names: Readonly<Record<string, bigint>> = { SHSTK: shstk, WRSS: wrss, IBT: ibt ?? 4n };
  return text.split('|').reduce((sum, name) => sum | (names[name] ?? parseU64(name)), 0n);
}

function flagsOf(text: string): bigint {
  return text.split('|').reduce((sum, name) => sum | (name === 'SET_TOKEN' ? 1n : parseU64(name)), 0n);
}

function protOf(text: string): number {
  return text.split('|').reduce((sum, name) => sum | known(PROTS, name), 0);
}

function copyOf(
  via: 'read' | 'process_vm_writev' | 'proc_mem',
  [addr, value]: readonly string[],
  at: { thread: number },
): Op {
  return { op: 'copy', ...at, via, addr: parseU64(word(addr)), value: parseU64(word(value)) };
}

function cloneOf(text: string, at: { readonly thread: number }): Extract<Op, { op: 'clone' }> {
  const flags = text.split('|');
  const [vm, vfork] = [flags.includes('CLONE_VM'), flags.includes('CLONE_VFORK')];
  return { op: 'clone', ...at, vm, vfork, same_process: flags.includes('CLONE_THREAD') };
}
