/** Random programs with shadow stacks for comparing two subjects: small stacks below one place, few threads. */
import * as fc from 'fast-check';
import type { Abi, Config, Op } from '../../model/shstk/types';
import type { Questions } from '../questions';

const NONE = (1n << 64n) - 1n;
const BIT63 = 1n << 63n;
/** The kernel chooses addresses downwards from here, so that the first small stack ends here. */
const TOP = 0x7fff_f7ff_0000n;
const GIB4 = 1n << 32n;
const HUGE = 0x20_0000n;
const TASK_SIZE_MAX = 0x7fff_ffff_f000n;
const DATA = 0x50_0000n;
const RESTORER = 0x401f00n;
const [ENABLE, DISABLE, LOCK, UNLOCK, STATUS] = [0x5001n, 0x5002n, 0x5003n, 0x5004n, 0x5005n] as const;

/** The first most of the time. */
const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 10, arbitrary: usual }, { weight: 1, arbitrary: other });
const usually = fc.constantFrom(true, true, true, false);
const bit = fc.nat(63).map((n) => 1n << BigInt(n));
const place = fc
  .constantFrom(0n, 0n, 0n, 0n, 1n, 2n, 2n, 3n, 3n, 4n, 5n, 6n, 8n)
  .map((n) => TOP - 0x1000n * n);
const own = fc.constantFrom(1n, 2n, 3n, 4n).map((n) => GIB4 + 0x1000n * n);
/** Ends of pages: of stacks that the kernel places, of those that the program places, and of ordinary memory. */
const end = mostly(fc.oneof(place, place, own), fc.constantFrom(DATA + 0x1000n, DATA + 0x2000n, 0x40_1000n));
const slot = fc
  .tuple(end, fc.constantFrom(8n, 8n, 8n, 16n, 16n, 24n, 32n, 40n, 0n))
  .map(([at, by]) => at - by);
const edge = fc.constantFrom(
  0n,
  4n,
  GIB4 - 0x1000n,
  TASK_SIZE_MAX - 0x1000n,
  TASK_SIZE_MAX - 8n,
  TASK_SIZE_MAX,
  NONE - 7n,
);
const addr = mostly(slot, edge);
/** The same, now and then between two words or over the border of a page. */
const askew = fc
  .tuple(addr, fc.constantFrom(0n, 0n, 0n, 4n, 5n))
  .map(([at, by]) => BigInt.asUintN(64, at + by));
const start = end.map((at) => at - 0x1000n);
const page = mostly(start, fc.oneof(edge, slot));
/** Restore tokens, previous-SSP tokens, signal entries, and what is nearly one. */
const value = fc.oneof(
  fc.tuple(slot, fc.constantFrom(1n, 3n, BIT63, BIT63, 0n, 5n, BIT63 | 1n)).map(([at, bits]) => at | bits),
  fc.constantFrom(0n, BIT63, BIT63 | TASK_SIZE_MAX, BIT63 | (TASK_SIZE_MAX - 8n), NONE),
  bit,
);
const mask = fc.oneof(fc.constantFrom(1n, 1n, 2n, 2n, 3n, 0n, 4n, NONE), bit);
const feature = fc.constantFrom(1n, 1n, 2n);
const size = mostly(
  fc.constantFrom(0x1000n, 0x1000n, 0x2000n, 0x3000n, 0x1008n, 0x1004n, 8n),
  fc.constantFrom(0n, 4n, HUGE, GIB4, TASK_SIZE_MAX, NONE - 0xfffn, NONE),
);
const limit = fc.oneof(size, fc.constantFrom(0n, 0x4_0000n, NONE));
const prot = fc.constantFrom(3, 3, 1, 1, 0, 2, 7, 5);
const thread = fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 2, 3);
const entry = fc.constantFrom(undefined, undefined, undefined, '64', '32');
/** Kernels differ in whether there is that entry: only what does nothing either way comes through it. */
const x32 = fc.constant('x32');
const unit = fc.constantFrom(undefined, 4, 8);
const len = fc.constantFrom(8, 8, 8, 16, 0, 4, 7, 12);

type Fields = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function op(name: Op['op'], fields: Fields = {}, by: fc.Arbitrary<number> = thread): fc.Arbitrary<Op> {
  const made = fc.record<Record<string, unknown>>({ op: fc.constant(name), thread: by, ...fields });
  return made.map(
    (one) =>
      Object.fromEntries(Object.entries(one).filter((field) => field[1] !== undefined)) as unknown as Op,
  );
}

/** What makes a thread, a process that borrows the memory, or one with a copy. */
const cloning = (fields: Fields): fc.Arbitrary<Op> =>
  op('clone', {
    vm: fc.constantFrom(true, true, false),
    vfork: fc.constantFrom(false, false, true),
    ...fields,
  });

const features = fc.oneof(
  op('arch_prctl', { option: fc.constant(ENABLE), arg: fc.constantFrom(1n, 1n, 2n) }),
  op('arch_prctl', { option: fc.constantFrom(ENABLE, DISABLE, LOCK, UNLOCK), arg: mask, entry }),
  op('arch_prctl', { option: fc.constantFrom(STATUS, STATUS, 0x5006n, 0x5000n), arg: askew }),
  op('arch_prctl', { option: fc.constant(0x5006n), arg: mask, entry: x32 }),
  op('setrlimit', { resource: fc.constantFrom('stack', 'stack', 'as', 'data'), value: limit }),
  op('proc_status'),
);
const memory = fc.oneof(
  op('map_shadow_stack', { addr: page, size, flags: fc.constantFrom(1n, 1n, 0n), entry }),
  op('map_shadow_stack', { size, flags: fc.constantFrom(1n, 0n, 2n, GIB4, GIB4 | 1n), entry }),
  op('map_shadow_stack', { size: fc.constant(0n), flags: fc.constant(0n), entry: x32 }),
  op('mmap', { addr: page, size, prot, place: fc.constantFrom('hint', 'fixed', 'noreplace') }),
  op('munmap', { addr: page, size }),
  op('mprotect', { addr: page, size, prot }),
  op('madvise', { addr: page, size }),
  op('mremap', { addr: page, old_size: size, new_size: size, may_move: fc.boolean() }),
  fc
    .tuple(start, thread, fc.constantFrom(0x1000n, 0x2000n), usually, usually)
    .map(([addr, by, both, moves, dont_unmap]): Op => {
      const sizes = { old_size: both, new_size: both, may_move: moves, dont_unmap };
      return { op: 'mremap', thread: by, addr, ...sizes };
    }),
  op('uffdio_register', { addr: page, size, mode: fc.constantFrom('missing', 'wp') }),
  op('copy', { via: fc.constantFrom('read', 'process_vm_writev', 'proc_mem'), addr, value }),
  op('copy', { via: fc.constantFrom('write', 'process_vm_readv', 'proc_mem_read'), addr }),
  op('smaps', { addr: start }),
);
const signals = fc.oneof(
  op('sigaction', {
    signo: fc.constantFrom(10, 10, 12, 11, 4),
    handler: fc.constantFrom('function', 'function', 'function', 'function', 'default'),
    restorer: fc.constantFrom(RESTORER, RESTORER, RESTORER, RESTORER, 0n, null),
    onstack: fc.boolean(),
    entry: mostly(entry, x32),
  }),
  op('sigaltstack', {
    base: mostly(fc.constantFrom(DATA, DATA, DATA + 0x800n), fc.oneof(start, fc.constant(0n))),
    size: fc.constantFrom(0x1000n, 0x2000n, 0x2000n, 0x4000n, 0x800n, 0x7ffn),
  }),
  op('signal', { signo: fc.constantFrom(10, 10, 10, 11, 12) }),
  op('sigreturn'),
  op('ret', { far: fc.constantFrom(undefined, undefined, false, true) }),
  op('call', {
    ret: fc.constantFrom(0x40_1005n, 0x40_2005n),
    to: fc.constantFrom(undefined, 'function', 'vsyscall'),
  }),
  op('move_rsp', { drop: fc.constantFrom(0, 0, 1, 2), stack: fc.constantFrom(undefined, undefined, 0, 1) }),
  op('overwrite', {
    what: fc.constantFrom('return', 'saved_ssp'),
    frame: fc.constantFrom(0, 0, 1, 2),
    value,
  }),
);
const instructions = fc.oneof(
  op('load', { addr: askew }),
  op('store', { addr: askew, value }),
  op('rdssp', { reg: fc.constant(7n) }),
  op('incssp', { count: fc.constantFrom(1, 1, 2, 2, 0, 3, 255), unit }),
  op('rstorssp', { addr: askew }),
  op('saveprevssp'),
  op('wrss', { addr: askew, value, unit }),
  op('privileged', { insn: fc.constantFrom('wruss', 'setssbsy', 'clrssbsy'), addr }),
);
const others = fc.oneof(
  op('ptrace_getregset', { len }),
  op('ptrace_setregset', { len, value: askew }),
  op('ptrace_arch_prctl', { option: fc.constantFrom(ENABLE, DISABLE, LOCK, UNLOCK, STATUS), arg: mask }),
  op('ptrace_poke', { addr: askew, value }),
  op('context_switch', { to: fc.constantFrom('out', 'in') }),
  op('clone', { vm: fc.boolean(), vfork: fc.boolean(), stack_size: fc.option(size, { nil: undefined }) }),
  op('clone', { vm: fc.constant(true), vfork: fc.boolean(), same_process: fc.boolean() }),
  cloning({ tid_in_use: mostly(fc.constant(true), fc.constant(false)) }),
  op('clone', {
    vm: fc.constant(true),
    vfork: fc.boolean(),
    worker: mostly(fc.constant(true), fc.constant(false)),
  }),
  op('exit', {}, fc.constantFrom(1, 2, 2, 2, 3, 3, 3)),
  op('execve', { marked: fc.boolean() }),
  op('prctl', { option: fc.constantFrom(74, 75, 76) }),
  fc
    .constantFrom<Abi['name'][]>(
      'ENABLE',
      'DISABLE',
      'LOCK',
      'UNLOCK',
      'STATUS',
      'SHSTK',
      'WRSS',
      'IBT',
      'map_shadow_stack',
      'SHADOW_STACK_SET_TOKEN',
      'NT_X86_SHSTK',
    )
    .map((name): Op => ({ op: 'abi', name })),
);

const altstack = (base: bigint): Op => ({ op: 'sigaltstack', thread: 1, base, size: 0x2000n });
const handler = (signo: number): Op => ({
  op: 'sigaction',
  thread: 1,
  signo,
  handler: 'function',
  restorer: RESTORER,
});
const prctl = (option: bigint, arg: bigint): Op => ({ op: 'arch_prctl', thread: 1, option, arg });

/** Handlers for what goes wrong, without which the program soon ends, both features, and a second thread. */
const OPENING: readonly Op[] = [
  ...[4, 10, 11, 12].map(handler),
  ...[1n, 2n].map((feature) => prctl(ENABLE, feature)),
  { op: 'call', thread: 1, ret: 0x40_1005n },
  { op: 'clone', thread: 1, vm: true, vfork: false },
];

const shadow = (addr: bigint, thread = 1): Op => ({
  op: 'map_shadow_stack',
  thread,
  addr,
  size: 0x1000n,
  flags: 1n,
});
const pick = <K extends Op['op']>(...names: readonly K[]) => fc.constantFrom(...names);

/** What takes several operations: a start, a lock, a fault, a handler, forged entries, other stacks, protections, limits. */
const together: readonly fc.Arbitrary<readonly Op[]>[] = [
  fc.constant(OPENING.slice(0, 7)),
  fc
    .tuple(mask, fc.constantFrom(ENABLE, DISABLE, UNLOCK), mask)
    .map(([locked, option, arg]) => [prctl(LOCK, locked), prctl(option, arg)]),
  fc
    .constantFrom<'default' | 'function'>('default', 'function', 'function')
    .map((to) => [
      { ...handler(11), handler: to } as Op,
      { op: 'call', thread: 1, ret: 0x40_1005n },
      { op: 'overwrite', thread: 1, what: 'return', frame: 0, value: 5n },
      { op: 'ret', thread: 1 },
    ]),
  fc
    .tuple(
      fc.constantFrom({}, {}, { onstack: true }, { entry: '32' }, { restorer: 0n }, { restorer: null }),
      usually,
    )
    .map(([how, stays]) => [
      ...('onstack' in how ? [altstack(DATA)] : []),
      { ...handler(12), ...how },
      { op: 'signal', thread: 1, signo: 12 },
      ...(stays ? [] : [{ op: 'munmap', thread: 1, addr: DATA, size: 0x2000n } as const]),
      { op: 'ret', thread: 1 },
      { op: 'sigreturn', thread: 1 },
    ]),
  fc.tuple(slot, value, pick('sigreturn', 'ret', 'saveprevssp')).map(([at, word, act]) => [
    { op: 'ptrace_poke', thread: 1, addr: at, value: word },
    { op: 'ptrace_setregset', thread: 1, len: 8, value: at },
    { op: act, thread: 1 },
  ]),
  fc
    .tuple(start, thread)
    .map(([at, by]) => [
      shadow(at, by),
      { op: 'rstorssp', thread: by, addr: at + 0xff8n },
      { op: 'saveprevssp', thread: by },
    ]),
  fc
    .tuple(start, fc.boolean())
    .map(([at, full]) => [
      shadow(at),
      ...(full ? [shadow(at + 0x1000n)] : []),
      { op: 'mremap', thread: 1, addr: at, old_size: 0x1000n, new_size: 0x2000n, may_move: true },
    ]),
  fc
    .tuple(start, fc.constantFrom(1n, 2n))
    .map(([at, below]) => [
      shadow(at),
      { op: 'mmap', thread: 1, addr: at - 0x1000n * below, size: 0x1000n, prot: 3, place: 'hint' },
    ]),
  fc
    .tuple(
      start,
      prot,
      fc.constantFrom(
        { op: 'load' },
        { op: 'rstorssp' },
        { op: 'wrss', value: 5n },
        { op: 'store', value: 5n },
        { op: 'copy', via: 'process_vm_readv' },
      ),
    )
    .map(([at, to, act]) => [
      { op: 'mprotect', thread: 1, addr: at, size: 0x1000n, prot: to },
      { ...act, thread: 1, addr: at + 0xff8n },
    ]),
  fc
    .tuple(limit, fc.boolean())
    .map(([most, anew]) => [
      { op: 'setrlimit', thread: 1, resource: 'stack', value: most },
      ...(anew
        ? [prctl(DISABLE, 1n), prctl(ENABLE, 1n)]
        : [{ op: 'clone', thread: 1, vm: true, vfork: false } as Op]),
    ]),
  fc
    .tuple(fc.constantFrom(0x40_2005n, 0x7fff_ffff_e000n), value, fc.boolean())
    .map(([trampoline, word, forged]) => [
      { op: 'call', thread: 1, ret: 0x40_1005n },
      ...(forged ? [{ op: 'overwrite', thread: 1, what: 'return', frame: 0, value: word } as const] : []),
      { op: 'uretprobe', thread: 1, trampoline },
      { op: 'ret', thread: 1 },
    ]),
];

/** Whole huge pages where the kernel chooses, what a tracer unlocks, and what a child does with what it has from its parent. */
const seldom: readonly fc.Arbitrary<readonly Op[]>[] = [
  fc
    .tuple(fc.constantFrom(1n, 1n, 2n), fc.boolean())
    .map(([n, stack]) => [
      stack
        ? { op: 'map_shadow_stack', thread: 1, size: n * HUGE, flags: 1n }
        : { op: 'mmap', thread: 1, addr: 0n, size: n * HUGE, prot: 1, place: 'hint' },
    ]),
  fc
    .tuple(feature, fc.constantFrom(ENABLE, DISABLE), feature)
    .map(([locked, option, arg]) => [
      prctl(LOCK, locked),
      { op: 'ptrace_arch_prctl', thread: 1, option: UNLOCK, arg: locked },
      prctl(option, arg),
    ]),
  fc
    .tuple(fc.boolean(), fc.boolean(), fc.constantFrom(0n, 0n, 1n, 2n), feature, fc.constantFrom(2, 2, 3))
    .map(([vm, vfork, locked, arg, child]) => [
      ...(locked === 0n ? [] : [prctl(LOCK, locked)]),
      { op: 'clone', thread: 1, vm, vfork },
      { op: 'arch_prctl', thread: child, option: DISABLE, arg },
      { op: 'exit', thread: child },
    ]),
];

/** A stack of one page or two that the caller brings, from its token's place on; once, or twice with the same token. */
const brought = fc
  .tuple(
    start,
    fc.constantFrom(0x1000n, 0x1000n, 0x2000n),
    fc.constantFrom(1n, 1n, 1n, 0n),
    fc.constantFrom(0n, 0n, 0n, 0n, 8n, -8n, 4n, -0x1000n, 0x1000n),
    cloning({ stack_size: size, tid_in_use: mostly(fc.constant(undefined), fc.constant(true)) }),
    fc.boolean(),
    fc.constantFrom(undefined, 2, 3),
  )
  .map(([at, long, flags, by, child, twice, ends]): readonly Op[] => {
    const named = { ...child, shstk_token: at + long - 8n + by } as Op;
    const exit: readonly Op[] = ends === undefined ? [] : [{ op: 'exit', thread: ends }];
    return [{ ...shadow(at), size: long, flags } as Op, named, ...(twice ? [named] : []), ...exit];
  });

/** Operations, some of which make sense only one after another. */
function operations(profile: string): fc.Arbitrary<Op | readonly Op[]> {
  const tokens = profile === 'clone3' ? [brought, cloning({ stack_size: size, shstk_token: askew })] : [];
  return fc.oneof(
    ...[features, memory, memory, signals, signals, instructions, instructions, others],
    ...Array.from({ length: 5 }, () => fc.oneof(...together, fc.oneof(...seldom), ...tokens)),
  );
}

const code = { start: 0x40_0000n, end: 0x40_1000n, prot: 5 };
const data = { start: DATA, end: DATA + 0x2000n, prot: 3 };

const machine: fc.Arbitrary<Config> = fc.record({
  vendor: fc.constantFrom('intel', 'amd'),
  user_shstk: fc.nat(9).map((n) => n !== 9),
  checkpoint_restore: fc.constantFrom(true, true, true, false),
  mmap_top: fc.constant(TOP),
  mmap_top_32: fc.constant(0xf7ff_0000n),
  largest_mapping: fc.constantFrom(NONE, HUGE + 0x1000n),
  rlimits: fc.record({
    stack: fc.constantFrom(0x1000n, 0x1000n, 0x2000n, 0x2000n, 0x1001n, 0x80_0000n, NONE),
    as: fc.constantFrom(NONE, NONE, 0x4_0000n),
    data: fc.constantFrom(NONE, NONE, 0x2_0000n),
  }),
  mappings: fc.constantFrom(
    [code, data],
    [code, data, { start: TOP - 0x4000n, end: TOP - 0x3000n, prot: 3 }],
  ),
});

/** No real CPU has signal frames that take what one names. */
const config = fc
  .tuple(machine, fc.constantFrom({}, {}, { signal_frame: 0x548n }, { signal_frame: 0xc88n }))
  .map(([one, frame]): Config => ({ ...one, ...frame }));

export const QUESTIONS: Questions = {
  config,
  opening: OPENING,
  operations,
  kinds: () => ['ok', 'error', 'fault', 'handler', 'signal', 'killed', 'log'],
};
