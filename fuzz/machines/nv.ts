/** Random lives of a vCPU for comparing two subjects: the modes that matter, and the way in and out often. */
import * as fc from 'fast-check';
import { HCR, PSR } from '../../model/nv/pstate';
import type { Config, GuestReg, OneReg, Op } from '../../model/nv/types';
import type { Questions } from '../questions';

const bit = fc.nat(63).map((n) => 1n << BigInt(n));
const mode = fc.constantFrom(0x0n, 0x4n, 0x5n, 0x8n, 0x9n, 0x0n, 0x5n, 0x9n, 0xdn, 0x10n, 0x13n);
const flags = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .subarray([PSR.DAIF, PSR.NZCV, PSR.PAN, PSR.UAO, PSR.DIT, PSR.SSBS, PSR.ALLINT])
      .map((bits) => bits.reduce((all, one) => all | one, 0n)),
  },
  { weight: 1, arbitrary: fc.constantFrom(PSR.IL, PSR.SS, PSR.BTYPE) },
);
const pstate = fc.tuple(mode, flags).map(([m, other]) => m | other);
const hcr = fc.constantFrom(
  HCR.RW,
  HCR.RW | HCR.E2H,
  HCR.RW | HCR.E2H | HCR.TGE,
  HCR.RW | HCR.TGE,
  HCR.RW | HCR.E2H | HCR.AMO,
  (1n << 64n) - 1n,
);
const pc = fc.constantFrom(0x4000_0060n, 0x4000_0800n, 0x4000_1002n, (1n << 64n) - 4n);
const value = fc.oneof(pc, pstate, hcr, bit);
const esr = fc.constantFrom(0x6200_0000n, 0x5a00_0000n, 0xbe00_0000n);
const imm = fc.constantFrom(0n, 7n, 0xffffn);
const file: readonly OneReg[] = [
  'SPSR_EL1',
  'ELR_EL1',
  'ESR_EL1',
  'VBAR_EL1',
  'SPSR_EL2',
  'ELR_EL2',
  'ESR_EL2',
  'VBAR_EL2',
];
const guestReg = fc.constantFrom<GuestReg>(
  'SPSR_EL2',
  'ELR_EL2',
  'VBAR_EL2',
  'SPSR_EL1',
  'ELR_EL1',
  'CurrentEL',
  'NZCV',
  'SPSel',
  'HCR_EL2',
  'PAN',
);
/** Those that are asked for less often: each adds little to the others. */
const otherReg = fc.constantFrom<GuestReg>('ESR_EL1', 'VBAR_EL1', 'ESR_EL2', 'DAIF', 'UAO', 'DIT', 'SSBS');
const anyReg = fc.oneof({ weight: 3, arbitrary: guestReg }, { weight: 1, arbitrary: otherReg });

function op(name: Op['op'], fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {}): fc.Arbitrary<Op> {
  return fc.record({ op: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<Op>;
}

const inGuest: readonly fc.Arbitrary<Op>[] = [
  op('execute'),
  op('execute', { pc, br: fc.boolean() }),
  op('exception', { class: fc.constantFrom('SVC', 'UDF') }),
  op('exception', { class: fc.constant('SVC'), imm }),
  op('exception', { class: fc.constantFrom('SVC', 'UDF', 'FP') }),
  op('msr', { reg: fc.constant('HCR_EL2'), value: hcr }),
  op('msr', { reg: anyReg, value }),
  op('mrs', { reg: anyReg }),
  op('msr', { reg: fc.constant('SPSR_EL2'), value: pstate }),
  op('eret', { fine_grained: fc.boolean() }),
  op('eret', { key: fc.constantFrom('A', 'B'), forged: fc.boolean() }),
  op('hvc', { imm }),
  op('trapped', {
    insn: fc.constantFrom('WFE', 'SMC', 'TLBI VMALLE1', 'TLBI ALLE2', 'MRS VBAR_EL12', 'MRS ACTLR_EL1'),
    resume: fc.boolean(),
  }),
  op('ldr', { ipa: fc.constant(0x1000_0000n) }),
  op('exit', { kind: fc.constant('IRQ') }),
  op('exit', { kind: fc.constant('IRQ') }),
  op('exit', { kind: fc.constantFrom('TRAP', 'SERROR'), esr, resume: fc.boolean() }),
  op('exit', { kind: fc.constant('TRAP'), esr, spsr: pstate, elr: pc }),
];
const way: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(op('kvm_run'), op('enter'), op('enter')) },
  { weight: 1, arbitrary: op('kvm_run', { signal: fc.constantFrom(true, true, false) }) },
);
const aside: readonly fc.Arbitrary<Op>[] = [
  op('preempt'),
  op('signal'),
  op('inject_irq'),
  op('set_guest_debug', { single_step: fc.boolean() }),
  op('set_vcpu_events', { serror_esr: fc.constantFrom(0n, 5n, 0xff_ffffn, 0x200_0000n) }),
  op('get_one_reg', { reg: fc.constantFrom('PSTATE', 'PC', 'HCR_EL2', ...file) }),
  op('set_one_reg', { reg: fc.constant('PSTATE'), value: pstate }),
  op('set_one_reg', { reg: fc.constant('HCR_EL2'), value: hcr }),
  op('set_one_reg', { reg: fc.constantFrom('PC', ...file), value }),
  op('vcpu_init', {
    has_el2: fc.constantFrom(true, true, false),
    has_el2_e2h0: fc.constantFrom(false, false, true),
    el1_32bit: fc.constantFrom(false, false, false, true),
  }),
];

/** Userspace moves the guest to another mode: what it does before it lets it run on. */
const moved = (el2: bigint, mode: bigint): readonly Op[] => [
  { op: 'exit', kind: 'IRQ' },
  { op: 'signal' },
  { op: 'set_one_reg', reg: 'HCR_EL2', value: el2 },
  { op: 'set_one_reg', reg: 'PSTATE', value: mode },
];
/** A guest that userspace has moved runs on, wherever it was. */
const placed = fc
  .tuple(hcr, pstate)
  .map(([el2, mode]): readonly Op[] => [...moved(el2, mode), { op: 'kvm_run' }, { op: 'enter' }]);
/** An SError for a guest that userspace has moved, which unmasks it. */
const failed = fc
  .tuple(hcr, pstate, esr)
  .map(([el2, mode, iss]): readonly Op[] => [
    ...moved(el2, mode),
    { op: 'set_vcpu_events', serror_esr: iss & 0x1ff_ffffn },
    { op: 'kvm_run' },
    { op: 'enter' },
    { op: 'msr', reg: 'DAIF', value: 0n },
  ]);
/** The guest hypervisor returns to a mode, and runs on there. */
const returned = pstate.map((spsr): readonly Op[] => [
  { op: 'msr', reg: 'SPSR_EL2', value: spsr },
  { op: 'eret' },
  { op: 'enter' },
]);

/** Userspace steps a guest that it has moved. */
const stepped = fc
  .tuple(hcr, pstate)
  .map(([el2, mode]): readonly Op[] => [
    ...moved(el2, mode),
    { op: 'set_guest_debug', single_step: true },
    { op: 'kvm_run' },
    { op: 'enter' },
    { op: 'hvc', imm: 1n },
    { op: 'enter' },
    { op: 'kvm_run' },
    { op: 'enter' },
  ]);

/** Operations, some of which make sense only one after another. */
const operations: fc.Arbitrary<Op | readonly Op[]> = fc.oneof(
  { weight: 3, arbitrary: way },
  { weight: 1, arbitrary: placed },
  { weight: 1, arbitrary: failed },
  { weight: 1, arbitrary: stepped },
  { weight: 1, arbitrary: returned },
  { weight: 4, arbitrary: fc.oneof(...inGuest) },
  { weight: 1, arbitrary: fc.oneof(...aside) },
);

/** A vCPU with EL2 in vEL2; without it most operations make no sense. */
const OPENING: readonly Op[] = [
  { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false },
  { op: 'set_one_reg', reg: 'HCR_EL2', value: HCR.RW | HCR.E2H },
  { op: 'set_one_reg', reg: 'VBAR_EL2', value: 0x4000_0800n },
  { op: 'kvm_run' },
  { op: 'enter' },
];

/** A host of which nobody says whether its CPU has AArch32 is the only one that `before` has. */
const config: fc.Arbitrary<Config> = fc.record(
  {
    vhe: fc.constantFrom(true, true, true, false),
    vgic: fc.constantFrom(true, true, true, false),
    el0_32bit: fc.boolean(),
  },
  { requiredKeys: ['vhe', 'vgic'] },
);

export const QUESTIONS: Questions = {
  config,
  opening: OPENING,
  operations: () => operations,
  kinds: () => [
    ...[
      'ok',
      'error',
      'fault',
      'sync',
      'esr',
      'handler',
      'eret',
      'exception',
      'put',
      'load',
      'kvm_exit',
      'panic',
    ],
  ],
};
