/** Random Heki operations for comparing two subjects: few frames, near each other, and the borders. */
import * as fc from 'fast-check';
import { LINK_BASE } from '../../model/heki/ranges';
import type { Config, Op } from '../../model/heki/types';
import type { Questions } from '../questions';

const bit = fc.nat(63).map((n) => 1n << BigInt(n));
const gfn = fc.oneof(
  { weight: 8, arbitrary: fc.bigInt({ min: 0n, max: 24n }) },
  { weight: 1, arbitrary: fc.constantFrom((1n << 52n) - 1n, 1n << 52n, (1n << 64n) - 1n) },
);
const paRange = fc.record({
  gfn_start: gfn,
  gfn_end: gfn,
  attributes: fc.constantFrom(1n, 1n, 1n, 2n, 3n, 0n, 4n),
});
const pa = fc.oneof(
  fc.constantFrom(
    0n,
    0xfffn,
    0x1000n,
    0x1001n,
    0x1fffn,
    0x2000n,
    1n << 52n,
    (1n << 64n) - 0x1000n,
    (1n << 64n) - 1n,
  ),
  bit,
);
const vaRange = fc
  .record({ start: pa, end: pa, attributes: fc.oneof(fc.constantFrom(0n, 1n, 2n, 3n), bit) })
  .map(({ start, end, attributes }) => ({
    va_start: BigInt.asUintN(64, start + LINK_BASE),
    va_end: BigInt.asUintN(64, end + LINK_BASE),
    attributes,
  }));
const mask = fc.oneof(
  fc.constantFrom(0x10000n, 0x10001n, 0xb10800n, 0x100000n, 0x800n, 0n, 0x80050033n),
  bit,
);
const rax = fc.constantFrom(0n, 1n, 1n << 32n, 0xffff_ffffn, (1n << 64n) - 22n, (1n << 64n) - 1000n);
const result = fc.constantFrom(0, 0, 0, -1, 1, 2147483647, -2147483648);
const word = fc.constantFrom('on', 'off', 'y', 'n', 'o', '', '1x', '0', 'T', 'Fn', 'enable', "a'b", '0x1');
const answers = fc.option(fc.array(rax, { minLength: 2, maxLength: 2 }), { nil: undefined });
const array = fc.array(paRange, { minLength: 1, maxLength: 5 });

function op(name: Op['op'], fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Op> {
  const made = fc.record({ op: fc.constant(name), ...fields }) as fc.Arbitrary<Record<string, unknown>>;
  return made.map(
    (one) =>
      Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Op,
  );
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const request = fc
  .record({
    array,
    a1: maybe(fc.constantFrom(0n, 0x17n, 0x180n, 0x198n)),
    a2: maybe(bit),
    cpl: maybe(fc.constantFrom(0, 1, 2, 3)),
    mode: maybe(fc.constantFrom('32', '32', '64')),
    host_memory: maybe(fc.constantFrom('fail', 'fail', 'ok')),
    hole: maybe(fc.constantFrom(0x5000n, 0x5018n, 0x6000n)),
  })
  .map(({ a1, a2, hole, ...rest }) => ({
    op: 'hypercall',
    nr: 13,
    a0: 0x5000n,
    ...rest,
    a1: a1 ?? BigInt(24 * rest.array.length),
    a2: a2 ?? 0n,
    unreadable: hole === undefined ? undefined : [{ start: hole, end: hole + 7n }],
  }))
  .map(
    (one) =>
      Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Op,
  );

const host: readonly fc.Arbitrary<Op>[] = [
  op('hypercall', {
    nr: fc.constant(13),
    a0: fc.constant(0x5000n),
    a1: fc.constant(0x30n),
    a2: fc.constant(0n),
    array: fc.array(paRange, { minLength: 2, maxLength: 2 }),
  }),
  request,
  op('hypercall', {
    nr: fc.constantFrom(14, 14, 14, 12),
    a0: fc.constantFrom(0n, 4n, 4n, 3n, 1n << 32n),
    a1: mask,
    a2: fc.constant(0n),
    mode: maybe(fc.constant('32')),
  }),
  op('access', {
    gpa: fc.tuple(gfn, fc.nat(4095)).map(([n, by]) => BigInt.asUintN(64, n * 4096n + BigInt(by))),
    error_code: fc.constantFrom(0n, 2n, 2n, 3n, 6n, 0x10n, 0x10n, 0x14n, 0x2_0000_0002n),
    gva: maybe(bit),
    path: maybe(fc.constantFrom('fault', 'emulated', 'device')),
  }),
  op('write_cr', {
    vcpu: fc.constantFrom(0, 1, 2),
    cr: fc.constantFrom(0, 4, 0, 4, 3),
    value: fc.oneof(mask, fc.constantFrom(0x80050033n, 0xb70ef0n, 0n)),
    path: maybe(fc.constantFrom('direct', 'emulator', 'smm')),
  }),
];

/** What userspace asks for in the versions that have exits, and look at what it writes. */
const cap = fc.constantFrom('KVM_CAP_HEKI_CONFIGURE', 'KVM_CAP_HEKI_DENIAL');
const exits: readonly fc.Arbitrary<Op>[] = [
  op('enable_cap', { cap, registers: fc.constantFrom(3n, 3n, 1n, 2n, 0n, 4n, 1n << 63n) }),
  op('check_extension', { cap }),
  op('write_cr', { cr: fc.constantFrom(0, 4), value: mask, path: fc.constant('sregs') }),
];

const guest: readonly fc.Arbitrary<Op>[] = [
  op('param', { parameter: word.map((value) => `heki=${value}`) }),
  op('param', {
    parameter: fc.constantFrom(
      'heki_test=1',
      'heki_test=4',
      'heki_test=5',
      'heki_test=x',
      'heki_test=0x1',
      'heki_test=+2',
    ),
  }),
  op('param', { parameter: fc.constant(null) }),
  op('early_init', { alloc: maybe(fc.constantFrom('ok', 'fail')) }),
  op('plug', {
    backend: fc.constant('stub'),
    protect: result,
    lock: result,
    meddles: maybe(fc.constantFrom('unplugs', 'plugs-another', 'recounts', 'clears-ranges')),
  }),
  op('plug', { backend: fc.constantFrom('kvm', 'none') }),
  op('late_init', { array_readable: maybe(fc.boolean()) }),
  op('set_flag', { value: fc.boolean() }),
  op('mark_readonly', {}),
  op('convert', { ranges: fc.array(vaRange, { maxLength: 4 }), alloc: maybe(fc.constantFrom('fail', 'ok')) }),
  op('reboot', {
    vm: maybe(fc.constantFrom('same', 'another')),
    phys_base: maybe(fc.constantFrom(0n, 0x100000000n, 0xfffffffff6c00000n)),
  }),
  op('boot', {}),
  op('probe', { kvm: fc.boolean(), answers: maybe(fc.array(rax, { minLength: 1, maxLength: 1 })) }),
  op('protect_ranges', {
    pa: bit,
    num: fc.nat(20),
    context: maybe(fc.constantFrom('interrupt', 'task')),
    answers,
  }),
  op('lock_crs', { cr4: maybe(mask), answers }),
];

const operation: fc.Arbitrary<Op> = fc.oneof(...host, ...host, ...guest);
const withExits: fc.Arbitrary<Op> = fc.oneof(...host, ...host, ...guest, ...exits);

const text = 0xffffffff81000000n;

const config: fc.Arbitrary<Config> = fc.record({
  kernel: fc.record({
    arch: fc.constantFrom('x86-64', 'x86-64', 'x86-64', 'x86-64', 'x86-32'),
    jump_label: fc.constantFrom(false, false, false, false, true),
    heki: fc.constantFrom('default', 'y', 'default', 'n'),
    orc: fc.boolean(),
    tests: fc.boolean(),
  }),
  symbols: fc.constant({
    _stext: text,
    _etext: text + 0x3000n,
    __start_rodata: text + 0x3000n,
    __end_rodata: text + 0x4001n,
  }),
  phys_base: fc.constantFrom(0n, 0x2000000n),
  vcpus: fc.constant(2),
  guest_cr4: fc.constantFrom(0xb70ef0n, 0x6f0n),
  host: fc.record({
    series: fc.constantFrom('8/9', '8/9', '8/9', '4/9', 'none'),
    mbec: fc.constantFrom(true, true, true, false),
    tdp_mmu: fc.constantFrom(true, true, true, true, false),
    cr0: fc.constantFrom(0x80050033n, (1n << 64n) - 1n),
    cr4: fc.constantFrom(0xb72ef0n, 0x6f0n),
    no_memslot: fc.constantFrom([], [{ gfn_start: 3n, gfn_end: 5n }]),
    mapped: fc.constantFrom([], [7n, 0n, 3n]),
  }),
});

export const QUESTIONS: Questions = {
  config,
  opening: [],
  operations: (profile) => (profile === 'v1' ? operation : withExits),
  kinds: () => ['ok', 'error', 'fault', 'log'],
};
