import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyOutcome, Model, Stepped } from '../core/machine';
import { Misuse, Unsupported } from '../core/machine';
import { profileOf } from '../core/rules';
import { rulesOf, SEED, UPSTREAM } from './rules';
import { modelOf } from './step';
import type { Config, Inspection, Op, Outcome } from './types';

const CONFIG: Config = { vhe: true, vgic: true, el0_32bit: true };
const EL2: Op = { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false };
const NONE: Op = { ...EL2, has_el2: false };

/** A vCPU after some operations, in a profile. */
function after(profile: string, ops: readonly Op[], config = CONFIG) {
  const model = modelOf(rulesOf(profile), {});
  let state = model.initial(config);
  let outcome: Outcome | null = null;
  for (const op of ops) {
    const stepped = model.step(state, op);
    state = stepped.state;
    outcome = stepped.outcome as Outcome;
  }
  return {
    outcome,
    inspect: (): Inspection => model.inspect(state) as Inspection,
    refuses: (op: Op, words: RegExp): void => {
      const before = model.inspect(state);
      assert.throws(
        () => model.step(state, op),
        (error) => error instanceof Misuse && words.test(error.message),
      );
      assert.deepEqual(model.inspect(state), before, 'misuse changes nothing');
    },
    step: (op: Op): Outcome => model.step(state, op).outcome as Outcome,
  };
}

const ENTERED: readonly Op[] = [EL2, { op: 'kvm_run' }, { op: 'enter' }];
const AT_VEL1: readonly Op[] = [
  EL2,
  { op: 'set_one_reg', reg: 'PSTATE', value: 0x3c5n },
  { op: 'kvm_run' },
  { op: 'enter' },
];
const AT_EL0: readonly Op[] = [
  EL2,
  { op: 'set_one_reg', reg: 'PSTATE', value: 0x3c0n },
  { op: 'kvm_run' },
  { op: 'enter' },
];

test('an operation in the wrong place says where the vCPU is and how to get where it belongs', () => {
  after('upstream', []).refuses({ op: 'execute' }, /not initialised.*vcpu_init/);
  after('upstream', [EL2]).refuses({ op: 'enter' }, /in KVM between runs.*in userspace.*kvm_run/);
  after('upstream', ENTERED).refuses(
    { op: 'get_one_reg', reg: 'PC' },
    /in userspace.*in the guest.*exit and signal/,
  );
  after('upstream', ENTERED).refuses(EL2, /vcpu_init is for a vCPU in userspace/);
  after('upstream', [EL2]).refuses({ op: 'execute' }, /in the guest.*send kvm_run and enter/);
});

test('an exit has the syndrome that its kind has', () => {
  const vcpu = after('upstream', ENTERED);
  vcpu.refuses({ op: 'exit', kind: 'IRQ', esr: 1n }, /no syndrome/);
  vcpu.refuses({ op: 'exit', kind: 'IRQ', resume: true }, /no syndrome/);
  vcpu.refuses({ op: 'exit', kind: 'TRAP' }, /needs esr/);
});

test('an instruction is for the level that has it', () => {
  after('upstream', AT_EL0).refuses({ op: 'hvc', imm: 0n }, /vEL1 or vEL2, and the guest is at EL0/);
  after('upstream', AT_EL0).refuses({ op: 'msr', reg: 'SPSel', value: 1n }, /at EL0/);
  after('upstream', AT_EL0).refuses({ op: 'exception', class: 'FP' }, /FP is for vEL2/);
  after('upstream', AT_VEL1).refuses({ op: 'msr', reg: 'HCR_EL2', value: 0n }, /HCR_EL2 belongs to vEL2/);
  after('upstream', AT_VEL1).refuses({ op: 'mrs', reg: 'HCR_EL2' }, /HCR_EL2 belongs to vEL2/);
  after('upstream', AT_VEL1).refuses({ op: 'msr', reg: 'ELR_EL2', value: 0n }, /ELR_EL2 belongs to vEL2/);
  after('upstream', AT_VEL1).refuses({ op: 'mrs', reg: 'ELR_EL2' }, /ELR_EL2 belongs to vEL2/);
  after('upstream', AT_VEL1).refuses({ op: 'trapped', insn: 'SMC' }, /SMC is for vEL2/);
  after('upstream', ENTERED).refuses({ op: 'msr', reg: 'CurrentEL', value: 0n }, /cannot be written/);
  const user: Op = { op: 'set_one_reg', reg: 'PSTATE', value: 0x1d0n };
  after('upstream', [NONE, user, { op: 'kvm_run' }, { op: 'enter' }]).refuses(
    { op: 'exception', class: 'SVC' },
    /UDF is/,
  );
});

test('while an SError waits nothing is asked of which nobody says what becomes of it', () => {
  const serror: Op = { op: 'set_vcpu_events', serror_esr: 5n };
  const waiting = after('upstream', [EL2, serror, { op: 'kvm_run' }, { op: 'enter' }]);
  waiting.refuses({ op: 'hvc', imm: 0n }, /an SError waits, and nobody says what HVC does to it/);
  waiting.refuses({ op: 'eret' }, /what ERET does to it: clear PSTATE\.A/);
  waiting.refuses({ op: 'trapped', insn: 'SMC' }, /an SError waits/);
  waiting.refuses({ op: 'ldr', ipa: 0x1000_0000n }, /an SError waits/);
  after('upstream', [{ ...NONE, el1_32bit: true }]).refuses(serror, /32-bit EL1/);
  assert.deepEqual(after('upstream', []).step(serror), { outcome: 'error', error: 'ENOEXEC', events: [] });
});

test('while userspace steps nothing is asked of which nobody says what a step is', () => {
  const debug: Op = { op: 'set_guest_debug', single_step: true };
  const into = (...ops: readonly Op[]) =>
    after('upstream', [EL2, ...ops, debug, { op: 'kvm_run' }, { op: 'enter' }]);
  into().refuses({ op: 'eret' }, /what a single step over ERET is: end the stepping before/);
  into().refuses({ op: 'trapped', insn: 'WFE' }, /over WFE/);
  into().refuses({ op: 'ldr', ipa: 0n }, /over LDR/);
  into().refuses({ op: 'exception', class: 'UDF' }, /over UDF/);
  into({ op: 'set_one_reg', reg: 'PC', value: 2n }).refuses({ op: 'execute' }, /a faulting instruction/);
});

test('an ERET that authenticates is for vEL2', () => {
  after('upstream', AT_VEL1).refuses(
    { op: 'eret', key: 'A' },
    /ERETAA is for vEL2, and the guest is at vEL1/,
  );
});

test('the syndrome of an undefined instruction has no immediate', () => {
  const { events } = after('upstream', ENTERED).step({ op: 'exception', class: 'UDF', imm: 3n });
  const [exception] = events ?? [];
  assert.ok(exception?.event === 'exception' && exception.esr === 0x200_0000n);
});

test('a vCPU that was just created is all zeros, as kvm_main.c allocates it', () => {
  const { pstate, pc, hcr, esr, spsr, elr, el1, vel2, cpu } = after('upstream', []).inspect();
  const registers = [el1, vel2, cpu ?? {}].flatMap((file) => Object.values(file) as readonly bigint[]);
  assert.deepEqual(new Set([pstate, pc, hcr, esr, spsr, elr, ...registers]), new Set([0n]));
});

test('with IL set the guest can only fault', () => {
  const il: Op = { op: 'set_one_reg', reg: 'PSTATE', value: 0x10_03c9n };
  const stuck = after('upstream', [EL2, il, { op: 'kvm_run' }, { op: 'enter' }]);
  stuck.refuses({ op: 'eret' }, /ERET cannot run with PSTATE\.IL set \(M is 0x5\)/);
  stuck.refuses({ op: 'trapped', insn: 'WFE' }, /WFE cannot run/);
  stuck.refuses({ op: 'hvc', imm: 0n }, /HVC cannot run/);
  stuck.refuses({ op: 'ldr', ipa: 0n }, /LDR cannot run/);
  stuck.refuses({ op: 'msr', reg: 'SPSel', value: 0n }, /MSR SPSel cannot run/);
});

test('an instruction that reads nothing gives no value', () => {
  const outcome = after('upstream', ENTERED).step({ op: 'trapped', insn: 'WFE' });
  assert.equal(outcome.outcome, 'ok');
  assert.ok(!('value' in outcome));
});

test('where PC is no multiple of 4 the guest can only fault', () => {
  const pc: Op = { op: 'set_one_reg', reg: 'PC', value: 0x4000_0062n };
  const odd = after('upstream', [EL2, pc, { op: 'kvm_run' }, { op: 'enter' }]);
  odd.refuses({ op: 'mrs', reg: 'CurrentEL' }, /PC at 0x40000062.*send execute first/);
});

test('without EL2 there is nothing to inject into and nobody for HVC', () => {
  after('upstream', [NONE, { op: 'kvm_run' }]).refuses({ op: 'inject_irq' }, /needs HAS_EL2/);
  after('upstream', [NONE, { op: 'kvm_run' }, { op: 'enter' }]).refuses(
    { op: 'hvc', imm: 0n },
    /without HAS_EL2/,
  );
});

test('vEL1 returns within vEL1 by itself', () => {
  const spsr = (value: bigint): Op => ({ op: 'msr', reg: 'SPSR_EL1', value });
  after('upstream', [...AT_VEL1, spsr(0x3c9n)]).refuses({ op: 'eret' }, /EL0t, EL1t and EL1h/);
  const there = after('upstream', [
    ...AT_VEL1,
    spsr(0x3c4n),
    { op: 'msr', reg: 'ELR_EL1', value: 0x1000n },
    { op: 'eret' },
  ]);
  assert.equal(there.inspect().spsr, 0x3c4n);
  assert.equal(there.inspect().elr, 0x1000n);
  assert.deepEqual(there.step({ op: 'mrs', reg: 'CurrentEL' }), { outcome: 'ok', value: 4n });
  assert.deepEqual(there.step({ op: 'mrs', reg: 'DAIF' }), { outcome: 'ok', value: 0x3c0n });
});

test('vEL2 reads and writes the registers of vEL1 in memory', () => {
  const vcpu = after('upstream', [...ENTERED, { op: 'msr', reg: 'SPSR_EL1', value: 0x77n }]);
  assert.equal(vcpu.inspect().el1.spsr, 0x77n);
  assert.deepEqual(vcpu.step({ op: 'mrs', reg: 'SPSR_EL1' }), { outcome: 'ok', value: 0x77n });
});

test('after an illegal entry and after a panic there is nothing but an end', () => {
  const raw: Op = { op: 'exit', kind: 'IRQ', spsr: 0x3cdn };
  after('upstream', [...AT_VEL1, raw, { op: 'enter' }]).refuses({ op: 'execute' }, /nothing but an exit/);
  const gone = after('upstream', [...ENTERED, { op: 'exit', kind: 'IRQ', spsr: 0x3c0n }]);
  assert.equal(gone.outcome?.outcome, 'fault');
  gone.refuses({ op: 'enter' }, /ended in a BUG.*reset/);
});

test('each instruction that traps can be the one at which the host ends', () => {
  const leave: readonly Op[] = [
    { op: 'hvc', imm: 0n },
    { op: 'eret' },
    { op: 'trapped', insn: 'WFE' },
    { op: 'ldr', ipa: 0n },
  ];
  const misled = modelOf({ ...UPSTREAM, contextAtExit: UPSTREAM.isHypCtxt }, {});
  for (const op of leave) {
    let state = misled.initial(CONFIG);
    const way: readonly Op[] = [
      EL2,
      { op: 'set_one_reg', reg: 'HCR_EL2', value: 0x4_8800_0000n },
      { op: 'set_one_reg', reg: 'PSTATE', value: 0x3c0n },
      { op: 'kvm_run' },
      { op: 'enter' },
      { op: 'exception', class: 'SVC' },
      { op: 'msr', reg: 'HCR_EL2', value: 0x4_8000_0000n },
    ];
    for (const one of way) state = misled.step(state, one).state;
    const { outcome, events } = misled.step(state, op).outcome;
    assert.equal(outcome, 'fault');
    assert.deepEqual(events?.at(-1), { event: 'panic' });
  }
});

test('what a profile says nothing of is refused with what it allows', () => {
  after('seed', [NONE]).refuses({ op: 'get_one_reg', reg: 'HCR_EL2' }, /does not say.*has_el2/);
  const user: Op = { op: 'set_one_reg', reg: 'PSTATE', value: 0x1d0n };
  after('seed', [EL2, user, { op: 'kvm_run' }]).refuses({ op: 'enter' }, /AArch32 User.*AArch64 mode/);
  const illegal: readonly Op[] = [...ENTERED, { op: 'msr', reg: 'SPSR_EL2', value: 0x3cdn }];
  after('seed', illegal).refuses({ op: 'eret' }, /illegal ERET.*are legal/);
  after('upstream', [], { ...CONFIG, vhe: false }).refuses(EL2, /VHE hosts only/);
});

test('one more profile is what it changes', () => {
  const warns = { ...UPSTREAM, profile: '7.3', warnsOfTge: SEED.warnsOfTge };
  const place = { extends: 'upstream', kernels: 'Linux 7.3' };
  const next = profileOf(modelOf)(warns, 'warns again', place);
  assert.deepEqual(next.capabilities, UPSTREAM.capabilities);
  const user: Op = { op: 'set_one_reg', reg: 'PSTATE', value: 0x3c0n };
  const tge: Op = { op: 'set_one_reg', reg: 'HCR_EL2', value: 0x8800_0000n };
  const run: Op = { op: 'kvm_run' };
  const e2h0: Op = { ...EL2, has_el2_e2h0: true };
  assert.deepEqual(last(next.model({}), [e2h0, user, tge, run]).events?.[0], { event: 'warn' });
  assert.notDeepEqual(last(modelOf(UPSTREAM, {}), [e2h0, user, tge, run]).events?.[0], { event: 'warn' });
});

/** The last outcome of some operations. */
function last(model: Model, ops: readonly Op[]): AnyOutcome {
  let stepped: Stepped<unknown> = { state: model.initial(CONFIG), outcome: { outcome: 'ok' } };
  for (const op of ops) stepped = model.step(stepped.state, op);
  return stepped.outcome;
}

test('a profile that there is not is an error that names those that are', () => {
  assert.throws(() => rulesOf('v9'), /nv has no profile "v9": it has before, seed, upstream/);
});

test('what a profile lacks is named by its capability', () => {
  const seed = after('seed', [EL2, { op: 'kvm_run' }]);
  const lacks = (capability: string) => (error: unknown) =>
    error instanceof Unsupported && error.capability === capability;
  assert.throws(() => seed.step({ op: 'inject_irq' }), lacks('inject-irq'));
  assert.throws(() => after('seed', []).step({ ...EL2, has_el2_e2h0: true }), lacks('e2h0'));
  assert.throws(() => seed.step({ op: 'no such' } as never), /no such operation/);
});

test('addresses wrap at 64 bits', () => {
  const top: Op = { op: 'set_one_reg', reg: 'PC', value: 0xffff_ffff_ffff_fffcn };
  const run: readonly Op[] = [EL2, top, { op: 'kvm_run' }, { op: 'enter' }];
  assert.equal(after('upstream', [...run, { op: 'msr', reg: 'PAN', value: 0n }]).inspect().elr, 0n);
  assert.equal(after('upstream', [...run, { op: 'exception', class: 'SVC' }]).inspect().cpu?.elr, 0n);
});
