// Generated from schemas/heki.schema.json by `npm run types`. Change the schema, not this file.

export type Op =
  | Param
  | EarlyInit
  | Plug
  | LateInit
  | SetFlag
  | MarkReadonly
  | Convert
  | Boot
  | Reboot
  | Probe
  | ProtectRanges
  | LockCrs
  | Hypercall
  | Access
  | WriteCr
  | EnableCap
  | CheckExtension;
/**
 * A KVM capability, by its name: the number differs from version to version.
 */
export type Cap = 'KVM_CAP_HEKI_CONFIGURE' | 'KVM_CAP_HEKI_DENIAL';
export type Outcome = Ok | Failed | Faulted;
/**
 * What the guest's code called, in order: what only insight shows.
 */
export type Call = AllocCall | FreeCall | ProtectCall | LockCall | HypercallCall | TestCall;
export type Event = LogLine | Splat | Exit;

/**
 * Hypervisor-enforced kernel integrity, v1 of the series: the guest's ranges and initialisation, the host's locks and pins. No operation is core: a subject is a guest, a host, or both. The capability guest is the core of a guest, hypercalls that of a host; whoever declares a capability and refuses one of its operations fails.
 */
export interface Heki {
  config: Config;
  op: Op;
  outcome: Outcome;
  inspection: Inspection;
}
export interface Config {
  kernel: Kernel;
  symbols: Symbols;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  phys_base: bigint;
  vcpus: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  guest_cr4: bigint;
  host: Host;
}
/**
 * How the guest kernel is built.
 */
export interface Kernel {
  arch: 'x86-64' | 'x86-32' | 'other';
  /**
   * CONFIG_JUMP_LABEL.
   */
  jump_label: boolean;
  /**
   * What the configuration says of CONFIG_HEKI.
   */
  heki: 'default' | 'y' | 'n';
  /**
   * CONFIG_UNWINDER_ORC.
   */
  orc: boolean;
  /**
   * Whether the tests of 9/9 are built in; not unless given.
   */
  tests?: boolean;
}
/**
 * Kernel addresses of the section bounds; one that is absent is 0.
 */
export interface Symbols {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  _stext?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  _etext?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __start_rodata?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __end_rodata?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __start_orc_unwind_ip?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __stop_orc_unwind_ip?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __start_orc_unwind?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  __stop_orc_unwind?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  orc_lookup?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  orc_lookup_end?: bigint;
}
export interface Host {
  /**
   * How much of the series the host has: nothing; write locks and pinned control registers (4/9, 5/9); execution locks too (8/9).
   */
  series: 'none' | '4/9' | '8/9';
  /**
   * Whether the CPU has mode-based execution control.
   */
  mbec: boolean;
  /**
   * Whether KVM's TDP MMU is on.
   */
  tdp_mmu: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  cr0: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  cr4: bigint;
  /**
   * GFNs that have no memslot; none unless given.
   *
   * @maxItems 64
   */
  no_memslot?: GfnSpan[];
  /**
   * GFNs that have a leaf entry in the second-stage tables, in the order of a walk; none unless given.
   *
   * @maxItems 256
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  mapped?: bigint[];
}
/**
 * Guest frame numbers, both ends included.
 */
export interface GfnSpan {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gfn_start: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gfn_end: bigint;
}
/**
 * The kernel parses one parameter of its command line.
 */
export interface Param {
  op: 'param';
  /**
   * With its name, as in heki=off; one character a byte. heki_test= belongs to 9/9. Null where the handler of heki= is given no string at all.
   */
  parameter: string | null;
}
/**
 * heki_early_init().
 */
export interface EarlyInit {
  op: 'early_init';
  /**
   * Whether the page allocator has memory; ok unless given.
   */
  alloc?: 'ok' | 'fail';
}
/**
 * A backend is written to the global pointer, or taken from it.
 */
export interface Plug {
  op: 'plug';
  /**
   * A stand-in with the results given; the pair of 6/9; NULL.
   */
  backend: 'stub' | 'kvm' | 'none';
  /**
   * What the stand-in's protect_ranges returns; 0 unless given.
   */
  protect?: number;
  /**
   * What the stand-in's lock_crs returns; 0 unless given.
   */
  lock?: number;
  /**
   * What the stand-in's protect_ranges does to the global structure: clears the backend, plugs another, sets the count to 171, sets the ranges to NULL.
   */
  meddles?: 'unplugs' | 'plugs-another' | 'recounts' | 'clears-ranges';
}
/**
 * heki_late_init().
 */
export interface LateInit {
  op: 'late_init';
  /**
   * Whether the host can read the page of the guest's array; yes unless given.
   */
  array_readable?: boolean;
}
/**
 * Something in the guest kernel writes the enable flag in memory.
 */
export interface SetFlag {
  op: 'set_flag';
  value: boolean;
}
/**
 * The kernel has freed its init memory and seals its read-only data: the last step before late init, which otherwise does it on its way.
 */
export interface MarkReadonly {
  op: 'mark_readonly';
}
/**
 * heki_alloc_pa_ranges() for a table and, where that gave an array, heki_free_pa_ranges().
 */
export interface Convert {
  op: 'convert';
  /**
   * @maxItems 512
   */
  ranges: VaRange[];
  /**
   * Whether the page allocator has memory; ok unless given.
   */
  alloc?: 'ok' | 'fail';
}
/**
 * A range of kernel addresses.
 */
export interface VaRange {
  /**
   * First byte.
   */
  va_start: bigint;
  /**
   * The byte after the last.
   */
  va_end: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  attributes: bigint;
}
/**
 * A whole boot of the kernel as a guest of KVM: the probe, early init and late init among the calls around them. `order` names these calls as they came.
 */
export interface Boot {
  op: 'boot';
}
/**
 * Another kernel of the same build boots: in the same VM, or in another VM of the same host, which is the one that all later operations are about.
 */
export interface Reboot {
  op: 'reboot';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  phys_base?: bigint;
  /**
   * Where it boots; in the same VM unless given.
   */
  vm?: 'same' | 'another';
}
/**
 * The guest looks for a host with Heki.
 */
export interface Probe {
  op: 'probe';
  /**
   * Whether the guest sees KVM at all.
   */
  kvm: boolean;
  /**
   * What a scripted host returns in RAX, one for each hypercall; the VM's own host answers unless given.
   *
   * @maxItems 8
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  answers?: bigint[];
}
/**
 * protect_ranges() of the KVM backend (6/9).
 */
export interface ProtectRanges {
  op: 'protect_ranges';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pa: bigint;
  /**
   * Where it is called; by a task unless given.
   */
  context?: 'task' | 'interrupt';
  num: number;
  /**
   * What a scripted host returns in RAX, one for each hypercall; the VM's own host answers unless given.
   *
   * @maxItems 8
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  answers?: bigint[];
}
/**
 * lock_crs() of the KVM backend (6/9).
 */
export interface LockCrs {
  op: 'lock_crs';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  cr4?: bigint;
  /**
   * What a scripted host returns in RAX, one for each hypercall; the VM's own host answers unless given.
   *
   * @maxItems 8
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  answers?: bigint[];
}
/**
 * The guest makes a KVM hypercall.
 */
export interface Hypercall {
  op: 'hypercall';
  nr: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a0: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a1: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a2: bigint;
  /**
   * What the guest has put at a0; zeros follow.
   *
   * @maxItems 64
   */
  array?: PaRange[];
  /**
   * Guest memory that the host cannot read; none unless given.
   *
   * @maxItems 8
   */
  unreadable?: ByteSpan[];
  /**
   * Whether the host has memory for its copy; ok unless given.
   */
  host_memory?: 'ok' | 'fail';
  /**
   * 0 unless given.
   */
  cpl?: 0 | 1 | 2 | 3;
  /**
   * 64-bit unless given.
   */
  mode?: '64' | '32';
}
/**
 * A range of guest frames, as the guest hands it to the hypervisor.
 */
export interface PaRange {
  /**
   * First GFN.
   */
  gfn_start: bigint;
  /**
   * Last GFN, included.
   */
  gfn_end: bigint;
  /**
   * NOWRITE 0x1, EXEC 0x2.
   */
  attributes: bigint;
}
/**
 * Guest physical addresses, both ends included.
 */
export interface ByteSpan {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  start: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  end: bigint;
}
/**
 * A guest access that the second-stage tables do not let pass, so that the host decides.
 */
export interface Access {
  op: 'access';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gpa: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  error_code: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gva?: bigint;
  /**
   * Whether it comes by a page fault or as a write of KVM's instruction emulator, or is a write of the host's userspace, as for a device; fault unless given.
   */
  path?: 'fault' | 'emulated' | 'device';
}
/**
 * The guest writes a control register.
 */
export interface WriteCr {
  op: 'write_cr';
  /**
   * Index of the vCPU, from 0; 0 unless given.
   */
  vcpu?: number;
  cr: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
  /**
   * Whether the CPU or KVM's instruction emulator runs the instruction, the host's userspace writes by KVM_SET_SREGS, or KVM itself as the vCPU enters system-management mode; direct unless given.
   */
  path?: 'direct' | 'emulator' | 'sregs' | 'smm';
}
/**
 * The host's userspace enables exits of the VM by KVM_ENABLE_CAP.
 */
export interface EnableCap {
  op: 'enable_cap';
  cap: Cap;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  registers: bigint;
}
/**
 * The host's userspace asks for a capability of the VM by KVM_CHECK_EXTENSION.
 */
export interface CheckExtension {
  op: 'check_extension';
  cap: Cap;
}
export interface Ok {
  outcome: 'ok';
  /**
   * What a function of type int returned.
   */
  result?: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * @maxItems 512
   */
  ranges?: PaRange[] | null;
  input_unchanged?: boolean;
  /**
   * @maxItems 32
   */
  order?: string[];
  /**
   * @maxItems 64
   */
  calls?: Call[];
  /**
   * Log lines of guest and host, in order; none unless given.
   *
   * @maxItems 1024
   */
  events?: Event[];
}
export interface AllocCall {
  call: 'alloc_pages_exact';
  size: number;
}
export interface FreeCall {
  call: 'free_pages_exact';
  size: number;
  what: 'ranges' | 'NULL';
}
export interface ProtectCall {
  call: 'protect_ranges';
  /**
   * @maxItems 512
   */
  ranges: PaRange[];
}
export interface LockCall {
  call: 'lock_crs';
}
export interface HypercallCall {
  call: 'hypercall';
  nr: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a0?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a1?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  a2?: bigint;
}
export interface TestCall {
  call: 'run_test';
  name: string;
}
export interface LogLine {
  event: 'log';
  /**
   * WARN for the texts of the kernel's WARN macro.
   */
  level: 'warning' | 'WARN';
  text: string;
  /**
   * Given where the line has no newline at its end.
   */
  newline?: false;
}
/**
 * A kernel warning without a text.
 */
export interface Splat {
  event: 'splat';
}
/**
 * KVM_RUN returns to the host's userspace, which runs the vCPU again: the outcome is what comes of that.
 */
export interface Exit {
  event: 'exit';
  reason: 'configure' | 'denial';
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  registers: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
export interface Failed {
  outcome: 'error';
  /**
   * The name of the error, without a sign.
   */
  error: string;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value?: bigint;
  /**
   * Log lines of guest and host, in order; none unless given.
   *
   * @maxItems 1024
   */
  events?: Event[];
}
export interface Faulted {
  outcome: 'fault';
  fault: '#PF' | '#GP';
  vector?: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  error_code?: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  address?: bigint;
  /**
   * Log lines of guest and host, in order; none unless given.
   *
   * @maxItems 1024
   */
  events?: Event[];
}
/**
 * A subject of one side alone leaves the other out; one without insight leaves out host, and live of guest.
 */
export interface Inspection {
  guest?: GuestView;
  host?: HostView;
  /**
   * @maxItems 64
   */
  vcpus?: VcpuView[];
}
export interface GuestView {
  /**
   * CONFIG_HEKI, as the configuration came out.
   */
  built: boolean;
  enabled: boolean;
  /**
   * static_ranges.
   *
   * @maxItems 512
   */
  ranges: PaRange[] | null;
  /**
   * num_static_ranges.
   */
  num: number;
  backend: null | 'stub' | 'kvm';
  /**
   * Arrays that were allocated and not released: what only insight shows.
   */
  live?: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  test?: bigint;
}
export interface HostView {
  /**
   * Used slots, highest first.
   *
   * @maxItems 16
   */
  write_slots: Slot[];
  /**
   * Told as write_slots are.
   *
   * @maxItems 16
   */
  exec_slots: Slot[];
  exec_locked: boolean;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pin_cr0: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  pin_cr4: bigint;
  /**
   * Mapped GFNs whose leaf entry has lost kernel execution, in any order.
   *
   * @maxItems 256
   *
   * Items: An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  stripped?: bigint[];
  /**
   * What the host has written outside its tables.
   *
   * @maxItems 8
   */
  stray?: Stray[];
}
/**
 * A used slot of a table; both ends included.
 */
export interface Slot {
  slot: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gfn_start: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  gfn_end: bigint;
}
export interface Stray {
  /**
   * Bytes from the start of the table of write slots.
   */
  offset: number;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  value: bigint;
}
export interface VcpuView {
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  cr0: bigint;
  /**
   * An unsigned value of at most 64 bits, in lower-case hexadecimal. Never a JSON number, which loses bits above 2^53.
   */
  cr4: bigint;
}

/** The capabilities that operations (`reset`: the configuration) and their parameters ask for; all else is core. */
export const OPERATIONS = {
  param: {"":"guest","parameter":{"heki_test=*":"tests"}},
  early_init: {"":"guest","alloc":"ranges"},
  plug: {"":"backend"},
  late_init: {"":"guest","array_readable":"ranges"},
  set_flag: {"":"guest"},
  mark_readonly: {"":"guest"},
  convert: {"":"ranges"},
  boot: {"":"guest"},
  reboot: {"":"reboot","vm":{"another":"more-vms"}},
  probe: {"":"pin-backend"},
  protect_ranges: {"":"backend"},
  lock_crs: {"":"pin-backend"},
  hypercall: {"":"hypercalls"},
  access: {"":"locks","path":{"device":"device-writes"}},
  write_cr: {"":"control-registers","path":{"sregs":"set-sregs","smm":"smm"}},
  enable_cap: {"":"exits"},
  check_extension: {"":"exits"},
} as const;

/** All operations. */
export const OPERATION_NAMES = ["param","early_init","plug","late_init","set_flag","mark_readonly","convert","boot","reboot","probe","protect_ranges","lock_crs","hypercall","access","write_cr","enable_cap","check_extension"] as const;
