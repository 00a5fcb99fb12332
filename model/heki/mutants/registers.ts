/** Mutants of the pinned control registers. */
import type { Mutant } from '../../core/machine';
import { CR0_WP } from '../control-registers';
import { withVm } from '../state';
import { leaving, mutant } from './mutant';
import { isPin, seeing, taking } from './wraps';

const CET = 0x800000n;
const ALL = 0xffff_ffff_ffff_ffffn;

export const REGISTER_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'cet-not-pinnable',
    breaks: 'HEKI-60',
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
    breaks: 'HEKI-62',
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
    breaks: 'HEKI-62',
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
