/** The system calls that turn features on and off, handle signals and make tasks, and those of a tracer. */
import { hex } from '../../model/core/u64';
import type { Numbers } from '../../model/shstk/abi';
import type { Clone, Sigaction } from '../../model/shstk/types';
import type { Call } from './call';
import { call, known, readBits, value, word, writeBits } from './call';
import { signalOf, signalText } from './names';
import { readValue, writeValue } from './values';

/** A command of arch_prctl by name or number, and its argument: features, or an address. */
interface Command {
  readonly option: bigint;
  readonly arg: bigint;
}

function readCommand(args: readonly string[], numbers: Numbers): Command {
  const option = commandsOf(numbers)[word(args, 0)] ?? value(args, 0);
  return { option, arg: readBits(featuresOf(numbers), word(args, 1)) };
}

function writeCommand({ option, arg }: Command, numbers: Numbers): readonly string[] {
  const [name] = Object.entries(commandsOf(numbers)).find(([, number]) => number === option) ?? [];
  const isAddress = name === 'STATUS';
  return [name ?? hex(option), isAddress ? writeValue(arg) : writeBits(featuresOf(numbers), arg)];
}

function commandsOf({ commands }: Numbers): Readonly<Record<string, bigint>> {
  return commands;
}

function featuresOf({ shstk, wrss, ibt }: Numbers): Readonly<Record<string, bigint>> {
  return { SHSTK: shstk, WRSS: wrss, IBT: ibt ?? 4n };
}

/** The restorer and SA_ONSTACK are what matters of a handler; one without a restorer is `none`. */
function readHandler([signal = '', restorer = '', onstack]: readonly string[]): Omit<
  Sigaction,
  'op' | 'thread'
> {
  const isAddress = restorer !== 'none' && restorer !== 'SIG_DFL';
  return {
    signo: signalOf(signal),
    handler: restorer === 'SIG_DFL' ? 'default' : 'function',
    restorer: isAddress ? readValue(restorer) : null,
    ...(onstack === undefined ? {} : { onstack: onstack === 'SA_ONSTACK' }),
  };
}

function writeHandler({ signo, handler, restorer, onstack }: Sigaction): readonly string[] | null {
  const signal = signalText(signo);
  const place = handler === 'default' ? 'SIG_DFL' : restorer === null ? 'none' : writeValue(restorer);
  const flags = onstack === undefined ? [] : [onstack ? 'SA_ONSTACK' : '0'];
  return signal === null ? null : [signal, place, ...flags];
}

type Kind = Pick<Clone, 'vm' | 'vfork'> & { readonly same_process?: boolean };

function kindOf(text: string): Kind {
  const flags = text.split('|');
  return {
    vm: flags.includes('CLONE_VM'),
    vfork: flags.includes('CLONE_VFORK'),
    same_process: flags.includes('CLONE_THREAD'),
  };
}

function flagsOf({ vm, vfork, same_process }: Kind): string {
  const flags = [vm && 'CLONE_VM', vfork && 'CLONE_VFORK', same_process && 'CLONE_THREAD'];
  return flags.filter((flag) => flag !== false && flag !== undefined).join('|');
}

/** The thread that the kernel makes to poll the submissions of a ring. */
const WORKER = { vm: true, vfork: false, same_process: true, worker: true } as const;

type Extras = Pick<Clone, 'tid_in_use' | 'shstk_token'>;

const TOKEN = 'shstk_token=';
const TID_IN_USE = 'set_tid=used';

/** What follows the flags and the size. */
function readExtras(args: readonly string[]): Extras {
  const extras = [args[2], args[3]].filter((arg) => arg !== undefined);
  return extras.reduce<Extras>((all, arg) => {
    if (arg.startsWith(TOKEN)) return { ...all, shstk_token: readValue(arg.slice(TOKEN.length)) };
    return { ...all, tid_in_use: known({ [TID_IN_USE]: true }, arg) };
  }, {});
}

function writeExtras({ tid_in_use, shstk_token }: Clone): readonly string[] {
  const token = shstk_token === undefined ? [] : [`${TOKEN}${writeValue(shstk_token)}`];
  return [...token, ...(tid_in_use === true ? [TID_IN_USE] : [])];
}

/** A clone that has a name of its own. */
function named(name: string, kind: Pick<Clone, 'vm' | 'vfork'>): Call {
  return call(
    name,
    'clone',
    () => kind,
    ({ vm, vfork, same_process, stack_size }) =>
      vm === kind.vm && vfork === kind.vfork && same_process === undefined && stack_size === undefined
        ? []
        : null,
  );
}

function bare(name: 'sigreturn' | 'exit' | 'proc_status'): Call {
  return call(
    name,
    name,
    () => ({}),
    () => [],
  );
}

export const TASK_CALLS: readonly Call[] = [
  call('arch_prctl', 'arch_prctl', readCommand, writeCommand),
  call(
    'prctl',
    'prctl',
    (args) => ({ option: Number(word(args, 0)) }),
    ({ option }) => [String(option)],
  ),
  call('sigaction', 'sigaction', readHandler, writeHandler),
  call(
    'sigaltstack',
    'sigaltstack',
    (args) => ({ base: value(args, 0), size: value(args, 1) }),
    ({ base, size }) => [writeValue(base), hex(size)],
  ),
  bare('sigreturn'),
  named('fork', { vm: false, vfork: false }),
  named('vfork', { vm: true, vfork: true }),
  call(
    'clone3',
    'clone',
    (args) => ({ ...kindOf(word(args, 0)), stack_size: value(args, 1), ...readExtras(args) }),
    (op) => {
      const extras = writeExtras(op);
      const isPlain = op.stack_size === undefined && extras.length === 0;
      return isPlain ? null : [flagsOf(op), hex(op.stack_size ?? 0n), ...extras];
    },
  ),
  call(
    'io_uring_setup',
    'clone',
    (args) => {
      known({ IORING_SETUP_SQPOLL: true }, word(args, 0));
      return WORKER;
    },
    ({ worker }) => (worker === true ? ['IORING_SETUP_SQPOLL'] : null),
  ),
  call(
    'clone',
    'clone',
    (args) => kindOf(word(args, 0)),
    (op) => [flagsOf(op)],
  ),
  bare('exit'),
  call(
    'execve',
    'execve',
    (args) => ({ marked: word(args, 0) === 'marked' }),
    ({ marked }) => [marked ? 'marked' : 'unmarked'],
  ),
  bare('proc_status'),
];

export const TRACER_CALLS: readonly Call[] = [
  call(
    'PTRACE_GETREGSET',
    'ptrace_getregset',
    (args) => ({ len: Number(word(args, 0)) }),
    ({ len }) => [String(len)],
  ),
  call(
    'PTRACE_SETREGSET',
    'ptrace_setregset',
    (args) => ({ len: Number(word(args, 0)), value: value(args, 1) }),
    (op) => [String(op.len), writeValue(op.value)],
  ),
  call('PTRACE_ARCH_PRCTL', 'ptrace_arch_prctl', readCommand, writeCommand),
  call(
    'PTRACE_POKEDATA',
    'ptrace_poke',
    (args) => ({ addr: value(args, 0), value: value(args, 1) }),
    (op) => [writeValue(op.addr), writeValue(op.value)],
  ),
];
