// Generated from schemas/shstk.schema.json by `npm run types`. Change the schema, not this file.

/**
 * One operation.
 */
export type Op =
  | ArchPrctl
  | Prctl
  | MapShadowStack
  | Mmap
  | Munmap
  | Mprotect
  | Mremap
  | Madvise
  | Setrlimit
  | Copy
  | UffdioRegister
  | Sigaction
  | Sigaltstack
  | Signal
  | Sigreturn
  | Clone
  | Exit
  | Execve
  | Call
  | Ret
  | MoveRsp
  | Overwrite
  | Load
  | Store
  | Rdssp
  | Incssp
  | Rstorssp
  | Saveprevssp
  | Wrss
  | Privileged
  | Uretprobe
  | PtraceGetregset
  | PtraceSetregset
  | PtraceArchPrctl
  | PtracePoke
  | ContextSwitch
  | ProcStatus
  | Smaps
  | Abi;
export type Outcome = Ok | Failed | Faulted;
export type Event = HandlerEvent | SignalEvent | KilledEvent | LogEvent;

/**
 * x86 userspace shadow stacks in Linux: configuration, operations, outcomes and inspections.
 */
export interface Shstk {
  config: Config;
  op: Op;
  outcome: Outcome;
  inspection: Inspection;
}
export interface Config {
  /**
   * Who made the CPU.
   */
  vendor: 'intel' | 'amd';
  /**
   * Whether the CPU has shadow stacks and the kernel was built for them.
   */
  user_shstk: boolean;
  /**
   * Whether the kernel has CONFIG_CHECKPOINT_RESTORE.
   */
  checkpoint_restore: boolean;
  /**
   * Where the kernel begins to look for free addresses, downwards: the end of the topmost mapping that it places.
   */
  mmap_top: bigint;
  /**
   * The same for requests by way of int 0x80.
   */
  mmap_top_32: bigint;
  /**
   * The most bytes that memory accounting grants to one mapping: RAM under heuristic overcommit; 0xffffffffffffffff where it always grants.
   */
  largest_mapping: bigint;
  /**
   * Bytes of the normal stack that a delivery takes, most of them for the CPU's extended state: 0xc88 unless given, as with AVX-512 and PKU.
   */
  signal_frame?: bigint;
  rlimits: Rlimits;
  /**
   * What a fresh program has mapped, ordinary memory all, sorted and apart.
   *
   * @maxItems 64
   */
  mappings: Mapping[];
}
export interface Rlimits {
  /**
   * RLIMIT_STACK in bytes; 0xffffffffffffffff for none.
   */
  stack: bigint;
  /**
   * RLIMIT_AS in bytes.
   */
  as: bigint;
  /**
   * RLIMIT_DATA in bytes.
   */
  data: bigint;
}
export interface Mapping {
  /**
   * First byte, page aligned.
   */
  start: bigint;
  /**
   * First byte after it, page aligned.
   */
  end: bigint;
  /**
   * PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
   */
  prot: number;
}
/**
 * arch_prctl(2) by the thread itself.
 */
export interface ArchPrctl {
  op: 'arch_prctl';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * As in 0x5001.
   */
  option: bigint;
  /**
   * Feature bits; for STATUS the address to store to.
   */
  arg: bigint;
  /**
   * How the kernel is entered: SYSCALL with a 64-bit number (the default), int 0x80, or SYSCALL with an x32 number.
   */
  entry?: '64' | '32' | 'x32';
}
/**
 * prctl(2) with a pointer as second argument.
 */
export interface Prctl {
  op: 'prctl';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  option: number;
}
/**
 * The system call that makes shadow-stack memory.
 */
export interface MapShadowStack {
  op: 'map_shadow_stack';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * 0 to let the kernel choose. In profile v1 the call has no such argument.
   */
  addr?: bigint;
  /**
   * Bytes.
   */
  size: bigint;
  /**
   * SHADOW_STACK_SET_TOKEN is 1.
   */
  flags: bigint;
  /**
   * How the kernel is entered: SYSCALL with a 64-bit number (the default), int 0x80, or SYSCALL with an x32 number.
   */
  entry?: '64' | '32' | 'x32';
}
/**
 * mmap(2) of private anonymous memory.
 */
export interface Mmap {
  op: 'mmap';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Hint, or the address; 0 for no hint.
   */
  addr: bigint;
  /**
   * Bytes.
   */
  size: bigint;
  /**
   * PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
   */
  prot: number;
  /**
   * No flag, MAP_FIXED, or MAP_FIXED_NOREPLACE.
   */
  place: 'hint' | 'fixed' | 'noreplace';
}
/**
 * munmap(2).
 */
export interface Munmap {
  op: 'munmap';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size: bigint;
}
/**
 * mprotect(2).
 */
export interface Mprotect {
  op: 'mprotect';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size: bigint;
  /**
   * PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
   */
  prot: number;
}
/**
 * mremap(2).
 */
export interface Mremap {
  op: 'mremap';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  old_size: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  new_size: bigint;
  /**
   * MREMAP_MAYMOVE.
   */
  may_move: boolean;
  /**
   * MREMAP_DONTUNMAP; not unless given.
   */
  dont_unmap?: boolean;
}
/**
 * madvise(2) with MADV_DONTNEED.
 */
export interface Madvise {
  op: 'madvise';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size: bigint;
}
/**
 * setrlimit(2) for the thread's process.
 */
export interface Setrlimit {
  op: 'setrlimit';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  resource: 'stack' | 'as' | 'data';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * The kernel copies 8 bytes between its own memory and the thread's.
 */
export interface Copy {
  op: 'copy';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * The first three copy into the thread's memory (read(2), process_vm_writev(2), a write to /proc/self/mem); the others copy out of it (write(2), process_vm_readv(2), a read of /proc/self/mem).
   */
  via: 'read' | 'process_vm_writev' | 'proc_mem' | 'write' | 'process_vm_readv' | 'proc_mem_read';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
}
/**
 * UFFDIO_REGISTER on a new userfaultfd(2), which is closed again at once.
 */
export interface UffdioRegister {
  op: 'uffdio_register';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size: bigint;
  /**
   * UFFDIO_REGISTER_MODE_MISSING or UFFDIO_REGISTER_MODE_WP.
   */
  mode: 'missing' | 'wp';
}
/**
 * rt_sigaction(2).
 */
export interface Sigaction {
  op: 'sigaction';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signo: number;
  handler: 'default' | 'function';
  /**
   * sa_restorer; null where SA_RESTORER is not set.
   */
  restorer: bigint | null;
  /**
   * SA_ONSTACK.
   */
  onstack?: boolean;
  /**
   * How the kernel is entered: SYSCALL with a 64-bit number (the default), int 0x80, or SYSCALL with an x32 number.
   */
  entry?: '64' | '32' | 'x32';
}
/**
 * sigaltstack(2).
 */
export interface Sigaltstack {
  op: 'sigaltstack';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  base: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size: bigint;
}
/**
 * A signal reaches the thread, as by tgkill(2), and is delivered at once.
 */
export interface Signal {
  op: 'signal';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signo: number;
}
/**
 * rt_sigreturn(2): by the restorer after a handler, or from anywhere.
 */
export interface Sigreturn {
  op: 'sigreturn';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
}
/**
 * fork(2), vfork(2), clone(2) or clone3(2), told apart by their flags.
 */
export interface Clone {
  op: 'clone';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * CLONE_VM.
   */
  vm: boolean;
  /**
   * CLONE_VFORK.
   */
  vfork: boolean;
  /**
   * CLONE_THREAD; the default is CLONE_VM without CLONE_VFORK.
   */
  same_process?: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  stack_size?: bigint;
  /**
   * Whether clone3's set_tid names the number of a live task: the caller has CAP_CHECKPOINT_RESTORE, and the clone fails after all else of it is done.
   */
  tid_in_use?: boolean;
  /**
   * Whether the kernel makes the task for work of its own in the program's memory, as io_uring's poller; it runs no program code.
   */
  worker?: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  shstk_token?: bigint;
}
/**
 * The thread ends.
 */
export interface Exit {
  op: 'exit';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
}
/**
 * execve(2) of a fresh program.
 */
export interface Execve {
  op: 'execve';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Whether its ELF header says that it can live with shadow stacks.
   */
  marked: boolean;
}
/**
 * A near CALL.
 */
export interface Call {
  op: 'call';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ret: bigint;
  /**
   * The vsyscall page returns by emulation; the default is a function.
   */
  to?: 'function' | 'vsyscall';
}
/**
 * RET through the innermost frame of the normal stack.
 */
export interface Ret {
  op: 'ret';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Whether it is a far return.
   */
  far?: boolean;
}
/**
 * The program sets its stack pointer without CALL or RET, as longjmp and coroutines do.
 */
export interface MoveRsp {
  op: 'move_rsp';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * Frames that are no longer on the stack, the innermost first.
   */
  drop: number;
  /**
   * Another normal stack to go on with, empty or as it was left, before frames are dropped; 0 is the one that the thread began on.
   */
  stack?: number;
}
/**
 * An ordinary store to the normal stack, as an attacker makes it.
 */
export interface Overwrite {
  op: 'overwrite';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * The return address of a frame; or the place in a signal frame where a saved SSP would be.
   */
  what: 'return' | 'saved_ssp';
  /**
   * 0 for the innermost frame.
   */
  frame: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * An ordinary 8-byte load.
 */
export interface Load {
  op: 'load';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
}
/**
 * An ordinary 8-byte store.
 */
export interface Store {
  op: 'store';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * RDSSPQ.
 */
export interface Rdssp {
  op: 'rdssp';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  reg: bigint;
}
/**
 * INCSSPD or INCSSPQ.
 */
export interface Incssp {
  op: 'incssp';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  count: number;
  /**
   * Bytes of one entry; 8 unless given.
   */
  unit?: 4 | 8;
}
/**
 * RSTORSSP.
 */
export interface Rstorssp {
  op: 'rstorssp';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
}
/**
 * SAVEPREVSSP.
 */
export interface Saveprevssp {
  op: 'saveprevssp';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
}
/**
 * WRSSD or WRSSQ.
 */
export interface Wrss {
  op: 'wrss';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
  /**
   * Bytes; 8 unless given.
   */
  unit?: 4 | 8;
}
/**
 * An instruction of supervisors, tried in user mode.
 */
export interface Privileged {
  op: 'privileged';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  insn: 'wruss' | 'setssbsy' | 'clrssbsy';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
}
/**
 * The first instruction of a function that has a return probe, executed directly after the CALL.
 */
export interface Uretprobe {
  op: 'uretprobe';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  trampoline: bigint;
}
/**
 * A tracer reads regset NT_X86_SHSTK.
 */
export interface PtraceGetregset {
  op: 'ptrace_getregset';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * iov_len.
   */
  len: number;
}
/**
 * A tracer writes regset NT_X86_SHSTK.
 */
export interface PtraceSetregset {
  op: 'ptrace_setregset';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * iov_len.
   */
  len: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * A tracer calls PTRACE_ARCH_PRCTL on the thread.
 */
export interface PtraceArchPrctl {
  op: 'ptrace_arch_prctl';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  option: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  arg: bigint;
}
/**
 * PTRACE_POKEDATA.
 */
export interface PtracePoke {
  op: 'ptrace_poke';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
/**
 * The scheduler takes the thread off its CPU, or puts it on one.
 */
export interface ContextSwitch {
  op: 'context_switch';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  to: 'out' | 'in';
}
/**
 * Two lines of /proc/PID/status.
 */
export interface ProcStatus {
  op: 'proc_status';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
}
/**
 * The entry of /proc/PID/smaps for an address.
 */
export interface Smaps {
  op: 'smaps';
  /**
   * Number of the thread that acts or is acted on; the first one is 1.
   */
  thread: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  addr: bigint;
}
/**
 * A number of the binary interface, as the headers give it.
 */
export interface Abi {
  op: 'abi';
  name:
    | 'ENABLE'
    | 'DISABLE'
    | 'LOCK'
    | 'UNLOCK'
    | 'STATUS'
    | 'SHSTK'
    | 'WRSS'
    | 'IBT'
    | 'map_shadow_stack'
    | 'SHADOW_STACK_SET_TOKEN'
    | 'NT_X86_SHSTK';
}
export interface Ok {
  outcome: 'ok';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * What STATUS stored.
   *
   * @maxItems 4
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  stored?: bigint[];
  /**
   * iov_len after the call.
   */
  length?: number;
  /**
   * x86_Thread_features.
   */
  features?: string;
  /**
   * x86_Thread_features_locked.
   */
  locked?: string;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  start?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  end?: bigint;
  perm?: string;
  vmflags?: string;
  /**
   * What followed, in order; nothing unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
/**
 * A handler begins to run.
 */
export interface HandlerEvent {
  event: 'handler';
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signo: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ssp: bigint;
}
/**
 * A further signal, because the one before could not be delivered.
 */
export interface SignalEvent {
  event: 'signal';
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signo: number;
  si_code: 'SEGV_MAPERR' | 'SEGV_ACCERR' | 'SEGV_CPERR' | 'SI_KERNEL' | 'ILL_ILLOPN';
}
/**
 * The process dies of a signal.
 */
export interface KilledEvent {
  event: 'killed';
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signo: number;
}
/**
 * The kernel logs a control protection fault that nobody handles.
 */
export interface LogEvent {
  event: 'log';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ssp: bigint;
  error: number;
  name: 'near ret' | 'far/iret' | 'endbranch' | 'rstorssp' | 'setssbsy' | 'unknown';
}
export interface Failed {
  outcome: 'error';
  /**
   * The name of the error, without a sign.
   */
  error: string;
  /**
   * What followed, in order; nothing unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
export interface Faulted {
  outcome: 'fault';
  /**
   * The CPU's exception; none where the kernel refuses by itself.
   */
  fault: '#UD' | '#GP' | '#PF' | '#CP' | 'none';
  /**
   * Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  signal: number;
  si_code: 'SEGV_MAPERR' | 'SEGV_ACCERR' | 'SEGV_CPERR' | 'SI_KERNEL' | 'ILL_ILLOPN';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  si_addr?: bigint;
  trapno: number;
  /**
   * An unsigned value of at most 32 bits, in lower-case hexadecimal.
   */
  error_code: bigint;
  /**
   * What followed, in order; nothing unless given.
   *
   * @maxItems 64
   */
  events?: Event[];
}
export interface Inspection {
  /**
   * Live threads by number.
   */
  threads: {
    [k: string]: ThreadView;
  };
  /**
   * Live processes by number.
   */
  processes: {
    [k: string]: ProcessView;
  };
  /**
   * Address spaces in use by number.
   */
  spaces: {
    [k: string]: SpaceView;
  };
}
export interface ThreadView {
  process: number;
  /**
   * Number of the address space.
   */
  space: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  features: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  locked: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ssp: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  ucet?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  base?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  size?: bigint;
  /**
   * Frames on the normal stack.
   */
  depth: number;
  /**
   * The innermost 64, innermost first.
   *
   * @maxItems 64
   */
  frames: FrameView[];
  /**
   * The vfork child that the thread waits for.
   */
  waits_for: number | null;
}
export interface FrameView {
  kind: 'call' | 'signal';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
  /**
   * Whether it lies on the alternate stack.
   */
  altstack: boolean;
}
export interface ProcessView {
  /**
   * Signals with a handler, ascending.
   *
   * @maxItems 64
   *
   * Items: Signal number: SIGILL 4, SIGUSR1 10, SIGSEGV 11, SIGUSR2 12.
   */
  handled: number[];
  rlimits: Rlimits;
}
export interface SpaceView {
  /**
   * By start address, with or without zeros in front; neighbours that differ in nothing are one mapping.
   */
  maps: {
    [k: string]: MappingView;
  };
  /**
   * 8-byte words of shadow-stack memory that are not 0, by address, at most 4096.
   */
  words: {
    /**
     * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
     */
    [k: string]: bigint;
  };
}
export interface MappingView {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  end: bigint;
  /**
   * PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4.
   */
  prot: number;
  shadow: boolean;
}

/** The capabilities that operations (`reset`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
  reset: {"vendor":{"amd":"amd"},"user_shstk":{"false":"no-shstk"},"checkpoint_restore":{"false":"no-checkpoint-restore"},"signal_frame":"signal-frame"},
  arch_prctl: {"entry":{"32":"compat-entry","x32":"compat-entry"}},
  prctl: {"":"generic-prctl"},
  map_shadow_stack: {"addr":"map-at-address","entry":{"32":"compat-entry","x32":"compat-entry"}},
  munmap: {"":"memory-calls"},
  mprotect: {"":"memory-calls"},
  mremap: {"":"memory-calls"},
  madvise: {"":"memory-calls"},
  copy: {"":"kernel-copies"},
  uffdio_register: {"":"userfaultfd"},
  sigaction: {"entry":{"32":"compat-entry","x32":"compat-entry"}},
  sigaltstack: {"":"altstack"},
  clone: {"":"threads","tid_in_use":"late-failure","worker":"user-workers","shstk_token":"clone3-token"},
  execve: {"":"exec"},
  call: {"to":{"vsyscall":"vsyscall"}},
  move_rsp: {"":"instructions"},
  incssp: {"":"instructions"},
  rstorssp: {"":"instructions"},
  saveprevssp: {"":"instructions"},
  privileged: {"":"instructions"},
  uretprobe: {"":"uprobes"},
  ptrace_getregset: {"":"ptrace"},
  ptrace_setregset: {"":"ptrace"},
  ptrace_arch_prctl: {"":"ptrace"},
  ptrace_poke: {"":"ptrace"},
  context_switch: {"":"context-switch"},
  proc_status: {"":"proc"},
  smaps: {"":"proc"},
  abi: {"":"abi"},
} as const;

/** All operations. */
export const OPERATION_NAMES = ["arch_prctl","prctl","map_shadow_stack","mmap","munmap","mprotect","mremap","madvise","setrlimit","copy","uffdio_register","sigaction","sigaltstack","signal","sigreturn","clone","exit","execve","call","ret","move_rsp","overwrite","load","store","rdssp","incssp","rstorssp","saveprevssp","wrss","privileged","uretprobe","ptrace_getregset","ptrace_setregset","ptrace_arch_prctl","ptrace_poke","context_switch","proc_status","smaps","abi"] as const;
