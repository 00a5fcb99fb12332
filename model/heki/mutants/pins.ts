/** Mutants of the hypercall that pins in the second version and the third, with its flags (v2 2/19). */
import type { Mutant } from '../../core/machine';
import { CR4_FRED, CR4_PINNABLE } from '../control-registers';
import { answering, mutant } from './mutant';
import { taking } from './wraps';

export const PIN_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'register-cut-to-32-bits-in-v2',
    breaks: 'HEKI-124',
    origin: 'the number of the register as an int, without the check of the posted dispatcher',
    profile: 'v2',
    wrap: taking('hypercall', (op) => (op.nr === 13 ? { ...op, a0: BigInt.asUintN(32, op.a0) } : op)),
  }),
  mutant({
    id: 'version-not-told-in-v2',
    breaks: 'HEKI-125',
    origin: 'the first version of the hypercall, to which a request of register 0 and no bits is wrong',
    profile: 'v2',
    wrap: taking('hypercall', (op) => (op.nr === 13 && op.a2 === 1n ? { ...op, a2: 2n } : op)),
  }),
  mutant({
    id: 'unknown-flags-ignored-in-v2',
    breaks: 'HEKI-126',
    origin: '"if (flags & KVM_LOCK_CR_UPDATE_VERSION)" in the place of "if (flags)"',
    profile: 'v2',
    wrap: taking('hypercall', (op) => (op.nr === 13 ? { ...op, a2: op.a2 & 1n } : op)),
  }),
  mutant({
    id: 'hypercall-number-15-in-v2',
    breaks: 'HEKI-124',
    origin: 'the next free number after two others were merged',
    profile: 'v2',
    rules: { crHypercall: 15 },
  }),
  mutant({
    id: 'wrong-registers-taken-in-v2',
    breaks: 'HEKI-124',
    origin: 'the guest’s kernel trusted, whose one caller makes no such request',
    profile: 'v2',
    wrap: answering((outcome, op) => {
      const wrong =
        op.op === 'hypercall' &&
        op.nr === 13 &&
        op.a2 === 0n &&
        (op.a1 === 0n || op.a0 % 4n !== 0n || op.a0 === 8n);
      return wrong && outcome.outcome === 'error' && outcome.error === 'EINVAL'
        ? { outcome: 'ok', value: 0n, events: outcome.events ?? [] }
        : outcome;
    }),
  }),
  mutant({
    id: 'any-flags-ask-for-the-version-in-v2',
    breaks: 'HEKI-126',
    origin: 'one flag, and so "if (flags)" without a look at which',
    profile: 'v2',
    wrap: taking('hypercall', (op) =>
      op.nr === 13 && op.a2 !== 0n ? { ...op, a0: 0n, a1: 0n, a2: 1n } : op,
    ),
  }),
  mutant({
    id: 'cpl-ignored-in-v2',
    breaks: 'HEKI-68',
    origin: 'the new case before the check',
    profile: 'v2',
    wrap: taking('hypercall', ({ cpl: _cpl, ...op }) => op),
  }),
  mutant({
    id: '32-bit-not-cut-in-v2',
    breaks: 'HEKI-116',
    origin: 'the arguments read anew, past the masks that the dispatcher puts on them',
    profile: 'v2',
    wrap: taking('hypercall', ({ mode: _mode, ...op }) => op),
  }),
  ...(['v2', 'v3'] as const).map((profile) =>
    mutant({
      id: `unknown-hypercall-is-einval-in-${profile}`,
      breaks: 'HEKI-93',
      origin: 'a default case that the new errors are copied from',
      profile,
      wrap: answering((outcome) =>
        outcome.outcome === 'error' && outcome.error === 'ENOSYS'
          ? { ...outcome, error: 'EINVAL', value: (outcome.value ?? 0n) + 978n }
          : outcome,
      ),
    }),
  ),
  mutant({
    id: 'any-cr4-bit-pinned-in-v3',
    breaks: 'HEKI-121',
    origin: 'the bits that the host has, without the list',
    profile: 'v3',
    rules: { pinnableCr4: 0xffff_ffff_ffff_ffffn },
  }),
  mutant({
    id: 'cet-not-pinnable-in-v3',
    breaks: 'HEKI-121',
    origin: 'FRED in the place of CET, which stand side by side in the list',
    profile: 'v3',
    rules: { pinnableCr4: (CR4_PINNABLE & ~0x80_0000n) | CR4_FRED },
  }),
];
