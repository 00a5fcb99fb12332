/** Mutants of the pinned control registers. */
import type { Mutant, Stepped } from '../../core/machine';
import { CR0_WP, CR4_PINNABLE } from '../control-registers';
import type { State } from '../state';
import { withRegister, withVm } from '../state';
import type { Op, Outcome } from '../types';
import { answering, leaving, mutant, stepping } from './mutant';
import { isPin, logging, says, seeing, taking } from './wraps';

const CET = 0x800000n;
const ALL = 0xffff_ffff_ffff_ffffn;
/** CR0 after a reset: CD, NW and ET. */
const RESET = 0x6000_0010n;

/** The step as if nothing were pinned. */
const freely = (
  step: (state: State, op: Op) => Stepped<State, Outcome>,
  before: State,
  op: Op,
): Stepped<State, Outcome> => {
  const { state, outcome } = step(withVm(before, { pins: { cr0: 0n, cr4: 0n } }), op);
  return { state: withVm(state, { pins: before.vm.pins }), outcome };
};

/** Whether the host has refused the write. */
const refused = ({ events = [] }: Outcome): boolean => events.some((one) => says(one, 'Blocked CR'));

const rebootClearsPins = leaving((after, op) =>
  op.op === 'reboot' ? withVm(after, { pins: { cr0: 0n, cr4: 0n } }) : after,
);

export const REGISTER_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'cr0-pinned-without-wp',
    breaks: 'HEKI-60',
    origin: 'the check for WP left to the guest, whose one caller asks for it',
    invariant: 10,
    wrap: taking('hypercall', (op) =>
      isPin(op) && op.a0 === 0n && op.a1 !== 0n ? { ...op, a1: op.a1 | CR0_WP } : op,
    ),
  }),
  mutant({
    id: 'fred-not-pinnable-in-v3',
    breaks: 'HEKI-121',
    origin: 'the list of the version before, kept when the series went to Linux 6.9',
    profile: 'v3',
    rules: { pinnableCr4: CR4_PINNABLE },
  }),
  mutant({
    id: 'refused-write-stored',
    breaks: 'HEKI-62',
    origin: 'the result of heki_check_cr() not looked at by its caller',
    invariant: 10,
    wrap: leaving((after, op, _before, outcome) =>
      op.op === 'write_cr' && refused(outcome)
        ? withRegister(after, op.vcpu ?? 0, op.cr === 0 ? 'cr0' : 'cr4', op.value)
        : after,
    ),
  }),
  mutant({
    id: 'blocked-in-silence',
    breaks: 'HEKI-109',
    origin: 'a line at every try of an attacker held to be too many',
    wrap: logging(['write_cr'], (events) => events.filter((one) => !says(one, 'Blocked CR'))),
  }),
  mutant({
    id: 'emulator-not-told',
    breaks: 'HEKI-110',
    origin: 'the check in vmx_set_cr0() alone, whose callers get nothing back',
    wrap: taking('write_cr', ({ path: _path, ...op }) => op),
  }),
  mutant({
    id: 'reboot-clears-pins',
    breaks: 'HEKI-122',
    origin: 'kexec and reboot, at which an earlier series on pinned registers had come to a halt',
    wrap: rebootClearsPins,
  }),
  mutant({
    id: 'reboot-clears-pins-in-v2',
    breaks: 'HEKI-122',
    origin: 'a VM that is reset taken for a new one',
    profile: 'v2',
    wrap: rebootClearsPins,
  }),
  mutant({
    id: 'only-the-vcpu-that-asked',
    breaks: 'HEKI-113',
    origin: 'the pins in struct kvm_vcpu, where the registers are',
    wrap: stepping((step, before, op) =>
      op.op === 'write_cr' && (op.vcpu ?? 0) > 0 && op.value !== RESET
        ? freely(step, before, op)
        : step(before, op),
    ),
  }),
  mutant({
    id: 'reset-goes-through',
    breaks: 'HEKI-128',
    origin: 'the check where the guest’s own writes come in, as the second version has it',
    wrap: stepping((step, before, op) =>
      op.op === 'write_cr' && op.value === RESET ? freely(step, before, op) : step(before, op),
    ),
  }),
  mutant({
    id: 'prefix-of-v1-in-v2',
    breaks: 'HEKI-127',
    origin: 'the line as the first version has it',
    profile: 'v2',
    rules: { blockedPrefix: 'heki-kvm' },
  }),
  mutant({
    id: 'emulator-gets-eperm-in-v2',
    breaks: 'HEKI-112',
    origin: 'the first version does it so',
    profile: 'v2',
    wrap: answering((outcome, op) =>
      op.op === 'write_cr' && op.path === 'emulator' && outcome.outcome === 'fault'
        ? { outcome: 'error', error: 'EPERM', events: outcome.events ?? [] }
        : outcome,
    ),
  }),
  mutant({
    id: 'sregs-checked-in-v2',
    breaks: 'HEKI-137',
    origin: 'the check in vmx_set_cr0(), as the first version has it',
    profile: 'v2',
    wrap: taking('write_cr', (op) => (op.path === 'sregs' ? { ...op, path: 'direct' } : op)),
  }),
  mutant({
    id: 'smm-not-checked',
    breaks: 'HEKI-158',
    origin: 'the check where the guest’s own writes come in, as the second version has it',
    rules: { uncheckedPaths: ['smm'] },
  }),
  mutant({
    id: 'smm-checked-in-v2',
    breaks: 'HEKI-159',
    origin: 'the check in vmx_set_cr4(), as the first version has it',
    profile: 'v2',
    rules: { uncheckedPaths: ['sregs'] },
  }),
  mutant({
    id: 'pins-of-the-host',
    breaks: 'HEKI-160',
    origin: 'the pins in a variable of the module, where the first prototype of such a thing has them',
    profile: 'v2',
    wrap: leaving((after, op, before) => (op.op === 'reboot' ? withVm(after, before.vm) : after)),
  }),
  mutant({
    id: 'locks-of-the-host',
    breaks: 'HEKI-160',
    origin: 'a table in the module in the place of one in struct kvm',
    wrap: leaving((after, op, before) => (op.op === 'reboot' ? withVm(after, before.vm) : after)),
  }),
  mutant({
    id: 'cet-not-pinnable',
    breaks: 'HEKI-120',
    origin: 'cr4_pinned_mask before CET was merged',
    invariant: 10,
    wrap: taking('hypercall', (op) =>
      isPin(op) && op.a0 === 4n && (op.a1 & CET) !== 0n ? { ...op, a1: ALL } : op,
    ),
  }),
  mutant({
    id: 'pins-replaced',
    breaks: 'HEKI-61',
    origin: '= in the place of |=',
    invariant: 10,
    wrap: leaving((after, op, _before, outcome) => {
      if (!isPin(op) || outcome.outcome !== 'ok') return after;
      const { cr0, cr4 } = after.vm.pins;
      return withVm(after, { pins: op.a0 === 0n ? { cr0: cr0 & op.a1, cr4 } : { cr0, cr4: cr4 & op.a1 } });
    }),
  }),
  mutant({
    id: 'wp-pinned-from-the-start',
    breaks: 'HEKI-123',
    origin: 'WP held to be what nobody may clear, as Linux holds it for itself',
    invariant: 10,
    wrap: seeing(['write_cr'], ({ pins }) => ({ pins: { ...pins, cr0: pins.cr0 | CR0_WP } })),
  }),
  mutant({
    id: 'refused-write-in-silence-in-v2',
    breaks: 'HEKI-112',
    origin: 'the first version does it so',
    profile: 'v2',
    rules: { refusedCrFaults: false },
  }),
  mutant({
    id: 'pinned-register-frozen-in-v2',
    breaks: 'HEKI-123',
    origin: 'the register locked, and not its bits',
    profile: 'v2',
    invariant: 10,
    wrap: seeing(['write_cr'], ({ pins: { cr0, cr4 } }) => ({ pins: { cr0: cr0 && ALL, cr4: cr4 && ALL } })),
  }),
  mutant({
    id: 'other-registers-taken-for-cr4',
    breaks: 'HEKI-82',
    origin: 'two registers told apart by "if (cr == 0) … else …"',
    wrap: taking('write_cr', (op) => (op.cr === 0 ? op : { ...op, cr: 4 })),
  }),
  mutant({
    id: 'absent-cr4-bits-pinned',
    breaks: 'HEKI-83',
    origin: 'the mask stored as it was given',
    wrap: leaving((after, op, before, outcome) => {
      if (!isPin(op) || outcome.outcome !== 'ok' || op.a0 !== 4n) return after;
      const { cr0, cr4 } = before.vm.pins;
      return withVm(after, { pins: { cr0, cr4: cr4 | op.a1 } });
    }),
  }),
];
