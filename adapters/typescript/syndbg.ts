/**
 * The core of the Hyper-V synthetic debugger of KVM as a subject of hvspec, profile upstream: the least that can be
 * judged. What it does not have it says no to, and the cases of those capabilities do not apply. Copy me.
 */
import type { Fields } from './hvspec';
import { Lacks, Misuse, serve } from './hvspec';

const MSRS: Readonly<Record<string, string>> = {
  '0x400000f1': 'control',
  '0x400000f2': 'status',
  '0x400000f3': 'send_page',
  '0x400000f4': 'recv_page',
  '0x400000f5': 'pending_page',
  '0x400000ff': 'options',
};
const CONTROL = 0x400000f1n;
/** The registers that an exit shows. */
const SHOWN = ['control', 'send_page', 'recv_page', 'pending_page'];

/** The parameters of the core's operations. */
interface Op {
  readonly op: string;
  readonly vm: number;
  readonly vcpu: number;
  readonly fd?: string;
  readonly msr: bigint;
  readonly value: bigint;
  readonly on: boolean;
  readonly rip?: bigint;
  readonly rax?: bigint;
  readonly rdx?: bigint;
  readonly msrs: readonly unknown[];
  readonly run?: { readonly status?: bigint; readonly msr?: bigint; readonly immediate_exit?: boolean };
  readonly path?: string;
  readonly mode?: string;
  readonly cap?: number;
}

interface Vcpu {
  on: boolean;
  hasRun: boolean;
  /** The MSR of the exit that userspace has to answer. */
  waitsFor: bigint | null;
}

interface Vm {
  readonly registers: Record<string, bigint>;
  readonly vcpus: readonly Vcpu[];
}

class Syndbg {
  private readonly vms: readonly Vm[];

  constructor({
    vms,
    vcpus,
    irqchip,
    trace,
  }: {
    vms: number;
    vcpus: number;
    irqchip: boolean;
    trace: boolean;
  }) {
    if (irqchip) throw new Lacks('synic');
    if (trace) throw new Lacks('trace');
    const fresh = (): Vcpu => ({ on: false, hasRun: false, waitsFor: null });
    this.vms = Array.from({ length: vms }, () => ({
      registers: Object.fromEntries(Object.values(MSRS).map((name) => [name, 0n])),
      vcpus: Array.from({ length: vcpus }, fresh),
    }));
  }

  inspect(): Fields {
    const stopped = ({ waitsFor }: Vcpu): object => ({ stopped: waitsFor === null ? null : 'SYNDBG' });
    return { vms: this.vms.map(({ registers, vcpus }) => ({ registers, vcpus: vcpus.map(stopped) })) };
  }

  step(op: Op): Fields {
    const lack = lackOf(op);
    if (lack !== undefined) throw new Lacks(lack);
    const vm = this.vms[op.vm];
    const vcpu = vm?.vcpus[op.vcpu];
    if (!vm || !vcpu) throw new Misuse('there is no such VM or vCPU');
    const { registers } = vm;
    switch (op.op) {
      case 'switch_syndbg':
        if (vcpu.hasRun) throw new Misuse('the vCPU has run: its leaves are fixed');
        vcpu.on = op.on;
        return { outcome: 'ok' };
      case 'get_msrs': {
        const values = known(op.msrs as readonly bigint[]).map((name) => registers[name]);
        return { outcome: 'ok', count: values.length, values };
      }
      case 'set_msrs': {
        if (op.fd === 'system') return { outcome: 'error', error: 'EINVAL' };
        const pairs = op.msrs as readonly { readonly msr: bigint; readonly value: bigint }[];
        const names = known(pairs.map(({ msr }) => msr));
        for (const [i, name] of names.entries()) registers[name] = pairs[i]?.value ?? 0n;
        return { outcome: 'ok', count: names.length };
      }
      case 'run':
        if (vcpu.waitsFor !== null && (op.run?.msr ?? vcpu.waitsFor) === CONTROL)
          registers['status'] = op.run?.status ?? 0n;
        vcpu.waitsFor = null;
        vcpu.hasRun = true;
        return { outcome: 'ok' };
      case 'rdmsr':
      case 'wrmsr':
        return access(registers, vcpu, op);
      default:
        throw new Lacks('capabilities');
    }
  }
}

/** The registers of the MSRs up to the first that is none of the six: there KVM_GET_MSRS and KVM_SET_MSRS stop. */
function known(msrs: readonly bigint[]): readonly string[] {
  const names = msrs.map((msr) => MSRS[`0x${msr.toString(16)}`]);
  const end = names.indexOf(undefined);
  return names.slice(0, end < 0 ? undefined : end) as readonly string[];
}

/** The guest's RDMSR or WRMSR. */
function access(
  registers: Vm['registers'],
  vcpu: Vcpu,
  { op, msr, value, rip = 0x1000n, rax = 0n, rdx = 0n }: Op,
): Fields {
  if (vcpu.waitsFor !== null) throw new Misuse('the vCPU waits in its SYNDBG exit: send run first');
  vcpu.hasRun = true;
  const [name] = known([msr]);
  const reads = op === 'rdmsr';
  if (name === undefined || !vcpu.on)
    return { outcome: 'fault', fault: '#GP', rip, error_code: 0n, ...(reads ? { rax, rdx } : {}) };
  if (reads) {
    const held = registers[name] ?? 0n;
    return { outcome: 'ok', value: held, rax: held & 0xffff_ffffn, rdx: held >> 32n };
  }
  registers[name] = value;
  if (name !== 'control' && name !== 'pending_page') return { outcome: 'ok' };
  vcpu.waitsFor = msr;
  const shown = Object.fromEntries(SHOWN.map((one) => [one, registers[one]]));
  const exit = {
    event: 'exit',
    exit: 'SYNDBG',
    reason: 27n,
    rip: rip + 2n,
    type: 3n,
    pad1: 0n,
    pad2: 0n,
    status: 0n,
    msr,
  };
  return { outcome: 'ok', events: [{ ...exit, ...shown }] };
}

/** What operations belong to that are not here. */
const OPERATIONS: Readonly<Record<string, string>> = {
  hypercall: 'hypercalls',
  cpuid: 'cpuid-tables',
  set_cpuid: 'cpuid-tables',
  get_cpuid: 'cpuid-tables',
  get_supported_hv_cpuid: 'supported-cpuid',
  get_supported_cpuid: 'supported-cpuid',
  msr_listed: 'msr-lists',
  set_msr_filter: 'msr-filter',
  set_ignore_msrs: 'ignore-msrs',
  set_regs: 'set-regs',
  read_run: 'run-bytes',
  write_run: 'run-bytes',
  read_memory: 'vmm',
  write_memory: 'vmm',
  packet: 'vmm',
  serve: 'vmm',
  pass_leaves: 'vmm',
};
/** What KVM_ENABLE_CAP belongs to, by the capability that it enables. */
const CAPS: Readonly<Record<string, string>> = {
  123: 'synic',
  148: 'synic',
  188: 'user-space-msr',
  199: 'enforce-cpuid',
};

/** The capability of an operation, or of one of its parameters; undefined where it is all of the core. */
function lackOf({ op, cap, path, mode, run }: Op): string | undefined {
  if (cap !== undefined && op === 'enable_cap') return CAPS[cap];
  if (path === 'emulated') return 'emulator';
  if (OPERATIONS[op] !== undefined) return OPERATIONS[op];
  if (mode !== undefined && mode !== 'long64') return 'cpu-modes';
  return run?.immediate_exit ? 'immediate-exit' : undefined;
}

const OFFER = { machine: 'syndbg', profile: 'upstream', capabilities: [] };
serve<Op, ConstructorParameters<typeof Syndbg>[0]>(
  'the core of syndbg in TypeScript',
  '1',
  [OFFER],
  (_machine, _profile, config) => new Syndbg(config),
);
