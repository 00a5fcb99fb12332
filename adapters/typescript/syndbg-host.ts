/** What is around the guest of syndbg.ts: VMs, vCPUs, and what userspace asks of KVM (the ioctls). */
import type { Fields } from './hvspec';
import { Lacks, Misuse } from './hvspec';
import type { Leaf, Op, Vcpu, Vm } from './syndbg-types';

export const CONTROL = 0x400000f1n;
const OS_ID = 0x40000000n;
const VP_INDEX = 0x40000002n;
const RESET = 0x40000003n;
const TSC = 0x10n;
export const SIX: ReadonlyMap<bigint, string> = new Map([
  [CONTROL, 'control'], [0x400000f2n, 'status'], [0x400000f3n, 'send_page'], [0x400000f4n, 'recv_page'],
  [0x400000f5n, 'pending_page'], [0x400000ffn, 'options'],
]); // prettier-ignore

const SYNDBG_CAP = 180;
const FOREIGN_CAPS: Readonly<Record<number, string>> = { 123: 'synic', 148: 'synic', 188: 'user-space-msr', 199: 'enforce-cpuid' }; // prettier-ignore

export function newVm(vcpus: number): Vm {
  const vcpu = (_: unknown, id: number): Vcpu => ({
    id, vpIndex: BigInt(id), hasRun: false, leaves: [], run: { pad1: 0n, msr: 0n, control: 0n, status: 0n }, stopped: null, resume: () => ({}),
  }); // prettier-ignore
  const registers = Object.fromEntries([...SIX.values()].map((name) => [name, 0n]));
  return { registers, vcpus: Array.from({ length: vcpus }, vcpu), osId: 0n, active: false };
}

/** Userspace writes to kvm_run: the fill byte first, then the fields. */
export function edit(run: Vcpu['run'], { fill, ...area }: NonNullable<Op['run']>): void {
  if (typeof fill === 'bigint') {
    const quad = fill * 0x0101010101010101n;
    Object.assign(run, { pad1: quad >> 32n, msr: quad >> 32n, control: quad, status: quad });
  }
  Object.assign(run, area);
  if (area['result'] !== undefined) Object.assign(run, { control: area['result'] }); // the same bytes
}

export type Trace = (verb: 'get' | 'set', vcpu: Vcpu, msr: bigint, data: bigint) => void;

/** Reads, or writes `value`; null where KVM_GET_MSRS and KVM_SET_MSRS stop. Never an exit: choice host_write_exits. */
function hostMsr(vm: Vm, vcpu: Vcpu, trace: Trace, msr: bigint, value?: bigint): bigint | null {
  const name = SIX.get(msr);
  if (name !== undefined) {
    trace(value === undefined ? 'get' : 'set', vcpu, msr, value ?? vm.registers[name] ?? 0n);
    return (vm.registers[name] = value ?? vm.registers[name] ?? 0n);
  }
  if (msr === OS_ID) return (vm.osId = value ?? vm.osId);
  if (msr === VP_INDEX) return (vcpu.vpIndex = value ?? vcpu.vpIndex);
  return msr === RESET ? 0n : null;
}

function untilNull<T, U>(items: readonly T[], of: (item: T) => U | null): readonly U[] {
  const found: U[] = [];
  for (const item of items) {
    const one = of(item);
    if (one === null) break;
    found.push(one);
  }
  return found;
}

/** An ioctl; gives what the outcome has beside `ok` and the events. */
export function ioctl(op: Op, vm: Vm, vcpu: Vcpu, trace: Trace): Fields {
  switch (op.op) {
    case 'get_msrs': {
      const system = (msr: bigint): bigint | null =>
        SIX.has(msr) || msr === OS_ID || msr === TSC ? 0n : null;
      const read = op.fd === 'system' ? system : (msr: bigint) => hostMsr(vm, vcpu, trace, msr);
      const values = untilNull(op.msrs as readonly bigint[], read);
      return { count: values.length, values };
    }
    case 'set_msrs': {
      if (op.fd === 'system') return failed('EINVAL');
      const pairs = op.msrs as readonly { readonly msr: bigint; readonly value: bigint }[];
      return { count: untilNull(pairs, ({ msr, value }) => hostMsr(vm, vcpu, trace, msr, value)).length };
    }
    case 'set_cpuid':
      vcpu.leaves = op.leaves;
      return {};
    case 'switch_syndbg':
      if (vcpu.hasRun || (vm.active && !op.on)) throw new Misuse('SynDbg cannot be switched so now');
      vm.active = op.on;
      return {};
    case 'get_cpuid':
      return { leaf: leafOf(vcpu, op.function) ?? null };
    case 'enable_cap':
      return enable(op, vm);
    case 'check_extension':
      return { value: op.cap === SYNDBG_CAP ? 1n : 0n };
    case 'cap_number':
      return op.name === 'KVM_CAP_HYPERV_SYNDBG' ? { value: BigInt(SYNDBG_CAP) } : failed('ENOENT');
    case 'get_supported_hv_cpuid': {
      const leaves = supported(vm.active);
      if (op.fd === 'vm') return failed('ENOTTY');
      return op.nent < leaves.length ? failed('E2BIG', { nent: op.nent }) : { nent: leaves.length, leaves };
    }
    case 'get_supported_cpuid':
      return { functions: [0x40000000n, 0x40000001n] };
    case 'msr_listed':
      return { listed: op.list === 'index' && (SIX.has(op.msr) || op.msr === OS_ID || op.msr === RESET) };
    default:
      throw new Lacks({ set_regs: 'set-regs', set_msr_filter: 'msr-filter', set_ignore_msrs: 'ignore-msrs' }[op.op] ?? op.op); // prettier-ignore
  }
}

function enable(op: Op, vm: Vm): Fields {
  const foreign = FOREIGN_CAPS[op.cap];
  if (foreign !== undefined) throw new Lacks(foreign);
  if (op.fd !== 'vcpu' || op.cap !== SYNDBG_CAP) return failed('EINVAL');
  vm.active = true;
  return {};
}

export function leafOf({ leaves }: Vcpu, fn: bigint): Leaf | undefined {
  return leaves.find((leaf) => leaf.function === fn);
}

/** SYNDBG-32 to 34 and 36, as far as the patch speaks of the list: only an active VM has the debugger in it. */
function supported(active: boolean): readonly Leaf[] {
  const leaf = (fn: bigint, eax = 0n, ebx = 0n, ecx = 0n, edx = 0n): Leaf => ({
    function: fn,
    eax,
    ebx,
    ecx,
    edx,
  });
  const name = [0x756e694cn, 0x564b2078n, 0x7648204dn] as const; // "Linux KVM Hv"
  const hv1 = leaf(0x40000001n, 0x31237648n);
  const others = [leaf(0x40000004n), leaf(0x40000005n), leaf(0x4000000an)];
  if (!active)
    return [leaf(0x40000000n, 0x4000000an, ...name), hv1, leaf(0x40000002n), leaf(0x40000003n), ...others];
  const features = leaf(0x40000003n, 0n, 1n << 11n, 0n, (1n << 1n) | (1n << 11n));
  const debugger_ = [
    leaf(0x40000080n, 0n, ...name),
    leaf(0x40000081n, 0x31235356n),
    leaf(0x40000082n, 1n << 1n),
  ];
  return [leaf(0x40000000n, 0x40000082n, ...name), hv1, leaf(0x40000002n), features, ...others, ...debugger_];
}

function failed(error: string, more: Fields = {}): Fields {
  return { outcome: 'error', error, ...more };
}
