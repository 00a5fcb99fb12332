/** Random SynDbg operations for comparing two subjects: few values, near each other, at the interesting places. */
import * as fc from 'fast-check';
import type { Config, Inspection, Op } from '../../model/syndbg/types';
import type { Questions } from '../questions';

const HV1 = 0x31237648n;
const six = fc.constantFrom(0x400000f1n, 0x400000f2n, 0x400000f3n, 0x400000f4n, 0x400000f5n, 0x400000ffn);
const unknown = fc.constantFrom(0x400000efn, 0x400000f0n, 0x400000f6n, 0x400000fen);
const guestMsr = fc.oneof({ weight: 8, arbitrary: six }, { weight: 1, arbitrary: unknown });
const value = fc.oneof(
  fc.nat(63).map((bit) => 1n << BigInt(bit)),
  fc.constantFrom(0n, 1n, 4n, 0xfffffffbn, 0xffff_ffffn, 0x1_0000_0000n, 0xffff_ffff_ffff_ffffn),
);
const word = fc.oneof(
  fc.constantFrom(0n, 1n, 2n, 0xffff_ffffn),
  fc.nat(31).map((bit) => 1n << BigInt(bit)),
);
/** Places of the guest's memory, near each other; and how many bytes of it. */
const gpa = fc.constantFrom(0x1000n, 0x1001n, 0x2000n, 1n, 0xffff_ffff_ffff_fffcn);
const bytes = fc.constantFrom(1, 3, 4, 8);
const vm = fc.constantFrom(0, 0, 0, 1);
const vcpu = fc.constantFrom(0, 0, 1);
const mode = fc.constantFrom('real', 'prot32', 'long64', 'long64', 'long64');
const rip = fc.constantFrom(0x1000n, 0x2000n, 0xffff_8000_0000_0000n);
const leaf = (fn: bigint, eax = 0n, ebx = 0n, ecx = 0n, edx = 0n) => ({ function: fn, eax, ebx, ecx, edx });

/** Mostly the four leaves that matter, with their bits set more often than not. */
const leaves = fc
  .record({
    eax1: fc.constantFrom(HV1, HV1, HV1, HV1, HV1 ^ 1n, null),
    eax82: fc.constantFrom(2n, 2n, 2n, 3n, 0xffff_ffffn, 0n, 1n, 0xffff_fffdn, null),
    ebx3: fc.constantFrom(0x800n, 0x800n, 0n, 0xffff_f7ffn),
    edx3: fc.constantFrom(0x802n, 0x802n, 2n, 0xffff_f7ffn),
    with3: fc.constantFrom(true, true, true, false),
    highest: fc.constantFrom(0x40000082n, 0x40000005n, null),
  })
  .map(({ eax1, eax82, ebx3, edx3, with3, highest }) => [
    ...(highest === null ? [] : [leaf(0x40000000n, highest, 1n, 2n, 3n)]),
    ...(eax1 === null ? [] : [leaf(0x40000001n, eax1)]),
    ...(with3 ? [leaf(0x40000003n, 0n, ebx3, 0n, edx3)] : []),
    ...(eax82 === null ? [] : [leaf(0x40000082n, eax82)]),
  ]);

/** Ranges of the six: of a filter on other MSRs the specification says nothing. */
const denied = fc.constantFrom(
  { base: 0x400000f1n, count: 5 },
  { base: 0x400000f1n, count: 1 },
  { base: 0x400000f4n, count: 2 },
  { base: 0x400000ffn, count: 1 },
);

const all = { vm, vcpu };

/** The fields that userspace may write; what a profile demands or does not have is the caller's to say. */
const area = (
  always: Record<string, fc.Arbitrary<unknown>>,
  sometimes: Record<string, fc.Arbitrary<unknown>>,
) => fc.record({ ...always, ...sometimes }, { requiredKeys: Object.keys(always) });

const edits = {
  msr: fc.constantFrom(0n, 0x400000f1n, 0x400000f1n, 0x400000f5n),
  status: value,
  control: value,
  send_page: value,
  recv_page: value,
  pending_page: value,
  type: word,
  pad1: word,
  error: fc.constantFrom(0n, 0n, 1n, 0xffn),
  data: value,
  fill: fc.constantFrom(0n, 0xa5n, 0xffn),
};

interface Dialect {
  /** Everything that `upstream` alone has. */
  readonly upstream: boolean;
}

/** One operation, or a few that lead to an exit which single ones seldom reach. */
function operation({ upstream }: Dialect): fc.Arbitrary<Op | readonly Op[]> {
  const entered = upstream ? { ...edits, immediate_exit: fc.constantFrom(false, false, true) } : edits;
  // Before the merge a CONTROL exit cannot be completed without a status, nor `result` left as it was.
  const run = upstream
    ? area({}, { ...entered, result: value })
    : area({ status: value }, { ...entered, result: value });
  const guest = { ...all, mode, rip };
  const before = { rax: value, rdx: value };
  const path = upstream ? { path: fc.constantFrom('native', 'native', 'emulated') } : {};
  const host: Record<string, fc.Arbitrary<unknown>> = {
    ...all,
    fd: fc.constantFrom('vcpu', 'vcpu', 'vcpu', 'system'),
  };
  const hostMsr = fc.oneof(
    { weight: 8, arbitrary: six },
    { weight: 1, arbitrary: unknown },
    { weight: 1, arbitrary: fc.constantFrom(0x40000000n, 0x40000002n) },
  );
  // Seldom alone among others of which each has to be in order.
  const vpIndex = fc.constantFrom(0n, 1n, 3n).map((index) => [{ msr: 0x40000002n, value: index }]);
  const of = (
    op: string,
    fields: Record<string, fc.Arbitrary<unknown>>,
    optional: readonly string[] = [],
  ): fc.Arbitrary<Op> => {
    const requiredKeys = Object.keys(fields).filter((name) => !optional.includes(name));
    return fc.record(fields, { requiredKeys }).map((members) => ({ op, ...members }) as unknown as Op);
  };
  const input = fc
    .tuple(
      fc.constantFrom(0x68n, 0x69n, 0x6an, 0x6bn, 0x6cn),
      fc.constantFrom(0n, 0n, 1n << 16n),
      fc.constantFrom(0n, 0n, 0n, 0n, 1n << 17n, 1n << 26n, 1n << 27n, 1n << 63n),
    )
    .map((parts) => parts[0] | parts[1] | parts[2]);
  const capability = upstream
    ? fc.oneof(
        of('enable_cap', {
          ...all,
          fd: fc.constant('vcpu'),
          cap: fc.constantFrom(199, 199, 123, 148, 180),
          arg: fc.constantFrom(0n, 1n, 2n),
        }),
        of('enable_cap', {
          ...all,
          fd: fc.constant('vm'),
          cap: fc.constantFrom(188, 188, 188, 199),
          arg: fc.constantFrom(0n, 1n, 2n, 4n, 7n),
        }),
      )
    : of('enable_cap', {
        ...all,
        fd: fc.constantFrom('vcpu', 'vcpu', 'vm'),
        cap: fc.constant(180),
        arg: fc.constantFrom(0n, 1n),
      });
  const synicMsr = fc.constantFrom(0x40000080n, 0x40000082n, 0x40000083n);
  const more = [
    of('set_msr_filter', { vm, deny: fc.array(denied, { maxLength: 2 }) }),
    of('set_ignore_msrs', { on: fc.boolean() }),
    of('set_regs', { ...all, rip }),
    of('wrmsr', { ...all, msr: synicMsr, value, run }, ['run']),
    of('pass_leaves', { ...all, debugger: fc.boolean() }),
    of('serve', all),
    of('packet', { vm, size: bytes, value }),
    of('read_memory', { vm, gpa, size: bytes }),
    of('write_memory', { vm, gpa, size: bytes, value }),
  ];
  const place = {
    ...all,
    offset: fc.constantFrom(8, 32, 36, 40, 44, 48, 56, 64, 72, 80),
    size: fc.constantFrom(4, 4, 8, 8, 2),
  };
  const shared = [of('read_run', place), ...(upstream ? [of('write_run', { ...place, value })] : [])];
  const first = { vm: fc.constant(0), vcpu: fc.constant(0) };
  const together: readonly fc.Arbitrary<readonly Op[]>[] = [
    fc.tuple(
      of('enable_cap', {
        ...first,
        fd: fc.constant('vm'),
        cap: fc.constant(188),
        arg: fc.constantFrom(4n, 7n),
      }),
      of('set_msr_filter', { vm: fc.constant(0), deny: fc.array(denied, { minLength: 1, maxLength: 2 }) }),
      of('rdmsr', { ...first, msr: guestMsr }),
    ),
    fc.tuple(
      of('packet', { vm: fc.constant(0), size: bytes, value }),
      of('wrmsr', { ...first, msr: fc.constantFrom(0x400000f3n, 0x400000f4n, 0x400000f5n), value: gpa }),
      of('serve', first),
      of('run', first),
      of('wrmsr', {
        ...first,
        msr: fc.constantFrom(0x400000f1n),
        value: fc.constantFrom(0n, 2n, 0x3_0001n, 0x8_0001n, 0x1_0003n),
      }),
      of('serve', first),
      of('read_memory', { vm: fc.constant(0), gpa, size: bytes }),
    ),
    fc.tuple(
      of('enable_cap', {
        ...first,
        fd: fc.constant('vcpu'),
        cap: fc.constantFrom(123, 148),
        arg: fc.constant(0n),
      }),
      of('wrmsr', { ...first, msr: synicMsr, value }),
    ),
  ];
  return fc.oneof(
    {
      weight: 10,
      arbitrary: fc.oneof(
        of('wrmsr', { ...guest, msr: guestMsr, value, run, ...path }, ['mode', 'rip', 'run', 'path']),
        of('wrmsr', { ...all, rip, upper: word, msr: guestMsr, value, run, ...path }, ['rip', 'run', 'path']),
      ),
    },
    { weight: 8, arbitrary: of('run', { ...all, run }, upstream ? ['run'] : []) },
    {
      weight: 5,
      arbitrary: fc.oneof(
        of('rdmsr', { ...guest, msr: guestMsr, ...before, run, ...path }, [
          ...['mode', 'rip', 'run', 'path', 'rax', 'rdx'],
        ]),
        of('rdmsr', { ...all, rip, upper: word, msr: guestMsr, ...before, run, ...path }, [
          ...['rip', 'run', 'path', 'rax', 'rdx'],
        ]),
      ),
    },
    {
      weight: 5,
      arbitrary: of(
        'hypercall',
        { ...guest, input, ingpa: value, outgpa: value, cpl: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 3), run },
        ['mode', 'rip', 'cpl', 'run'],
      ),
    },
    {
      weight: 3,
      arbitrary: of('set_msrs', {
        ...host,
        msrs: fc.oneof(
          {
            weight: 3,
            arbitrary: fc.array(fc.record({ msr: hostMsr, value }), { minLength: 1, maxLength: 4 }),
          },
          { weight: 1, arbitrary: vpIndex },
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: of('get_msrs', { ...host, msrs: fc.array(hostMsr, { minLength: 1, maxLength: 6 }) }),
    },
    { weight: 3, arbitrary: of('set_cpuid', { ...all, leaves }) },
    { weight: 1, arbitrary: of('switch_syndbg', { ...all, on: fc.boolean() }) },
    { weight: 2, arbitrary: capability },
    {
      weight: 1,
      arbitrary: of(
        'cpuid',
        { ...guest, function: fc.constantFrom(0x40000001n, 0x40000003n, 0x40000082n, 0x40000085n), run },
        ['mode', 'rip', 'run'],
      ),
    },
    {
      weight: 1,
      arbitrary: of('get_cpuid', {
        ...all,
        function: fc.constantFrom(0x40000001n, 0x40000003n, 0x40000082n, 0x40000085n),
      }),
    },
    {
      weight: 1,
      arbitrary: of('check_extension', {
        fd: fc.constantFrom('system', 'vm'),
        vm,
        cap: upstream ? fc.constantFrom(180, 181, 188) : fc.constantFrom(180, 181),
      }),
    },
    {
      weight: 1,
      arbitrary: of('cap_number', {
        name: fc.constantFrom('KVM_CAP_HYPERV_SYNDBG', 'KVM_CAP_HYPERV_DEBUGGING'),
      }),
    },
    {
      weight: 1,
      arbitrary: of('get_supported_hv_cpuid', {
        ...all,
        fd: fc.constantFrom('system', 'vm', 'vcpu'),
        nent: fc.constantFrom(0, 2, 6, 7, 9, 10, 256),
        ...(upstream ? { whole: fc.boolean() } : {}),
      }),
    },
    ...shared.map((arbitrary) => ({ weight: 2, arbitrary })),
    { weight: 1, arbitrary: of('get_supported_cpuid', {}) },
    {
      weight: 1,
      arbitrary: of('msr_listed', { list: fc.constantFrom('index', 'feature'), msr: fc.oneof(six, unknown) }),
    },
    ...(upstream ? more.map((arbitrary) => ({ weight: 2, arbitrary })) : []),
    ...(upstream ? together.map((arbitrary) => ({ weight: 1, arbitrary })) : []),
  );
}

/** What opens the gate on both vCPUs and lets hypercalls through; without it most accesses are refused. */
const OPENING: readonly Op[] = [0, 1].flatMap((cpu): Op[] => [
  {
    op: 'set_cpuid',
    vm: 0,
    vcpu: cpu,
    leaves: [leaf(0x40000001n, HV1), leaf(0x40000003n, 0n, 0x800n, 0n, 0x802n), leaf(0x40000082n, 2n)],
  },
  {
    op: 'set_msrs',
    fd: 'vcpu',
    vm: 0,
    vcpu: cpu,
    msrs: [
      { msr: 0x40000000n, value: 1n },
      { msr: 0x400000ffn, value: 4n },
    ],
  },
]);

const config: fc.Arbitrary<Config> = fc.record({
  vms: fc.constantFrom(1, 2),
  vcpus: fc.constantFrom(1, 2, 2),
  irqchip: fc.boolean(),
  trace: fc.boolean(),
});

/** Where the specification is silent, and two readers may differ. */
function unsaid(op: Op, { vms, vcpus }: Config, state: () => Inspection): boolean {
  const {
    fd,
    vm = 0,
    vcpu = 0,
  } = op as { readonly fd?: string; readonly vm?: number; readonly vcpu?: number };
  // Whether /dev/kvm and a VM's descriptor care for the VM and vCPU that the operation names.
  const named = fd === undefined || (fd === 'vcpu' && op.op !== 'get_supported_hv_cpuid');
  if (!named && (vm >= vms || vcpu >= vcpus)) return true;
  const stopped = (): string | null | undefined => state().vms[vm]?.vcpus[vcpu]?.stopped;
  // Whether anything is left to do after an answered WRMSR exit, and where an exit that was put off stands
  // when userspace has sent the guest elsewhere.
  if (op.op === 'run') return op.run?.immediate_exit === true && stopped() === 'WRMSR';
  return op.op === 'set_regs' && stopped() === 'BARE';
}

export const QUESTIONS: Questions = {
  config,
  opening: OPENING,
  operations: (profile) => operation({ upstream: profile === 'upstream' }),
  unsaid: (op, start, state) => unsaid(op as Op, start as Config, state as () => Inspection),
  kinds: (profile) => [
    ...['ok', 'error', 'fault', 'trace', 'SYNDBG', 'HCALL'],
    ...(profile === 'upstream' ? ['SYNIC', 'RDMSR', 'WRMSR', 'BARE', 'packet'] : []),
  ],
};
