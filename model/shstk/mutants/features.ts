/** Mutants of enabling, disabling, locking and exec. */
import type { Mutant } from '../../core/machine';
import { pageAlign, SHSTK, V1_NUMBERS, WRSS } from '../abi';
import { covered } from '../maps';
import { UPSTREAM } from '../profiles';
import { mutant, ORIGIN } from './mutant';

const { stackSize } = UPSTREAM;

export const FEATURE_MUTANTS: readonly Mutant[] = [
  mutant('elf-marking-enables', 'SHSTK-01', ORIGIN.elf, {
    afterExec: (_thread, marked) => ({ features: marked ? SHSTK : 0, locked: 0n }),
  }, { invariant: 11 }),
  mutant('marking-keeps-the-feature', 'SHSTK-01', ORIGIN.elf, {
    afterExec: ({ features }, marked) => ({ features: marked ? features : 0, locked: 0n }),
  }, { invariant: 11 }),
  mutant('features-survive-exec', 'SHSTK-29', ORIGIN.slip, {
    afterExec: ({ features }) => ({ features, locked: 0n }),
  }, { invariant: 11 }),
  mutant('locks-survive-exec', 'SHSTK-29', ORIGIN.slip, {
    afterExec: ({ locked }) => ({ features: 0, locked }),
  }, { invariant: 11 }),
  mutant('lock-only-for-enable', 'SHSTK-18', ORIGIN.slip, {
    locked: (command, arg, thread) => command === 'ENABLE' && UPSTREAM.locked(command, arg, thread),
  }, { invariant: 4 }),
  mutant('lock-after-already-on', 'SHSTK-18', ORIGIN.slip, {
    locked: (command, arg, thread) =>
      !(command === 'ENABLE' && arg === 1n && thread.features & SHSTK) && UPSTREAM.locked(command, arg, thread),
  }),
  mutant('bits-before-lock', 'SHSTK-18', ORIGIN.slip, { bitsBeforeLock: true }),
  mutant('lock-overwrites', 'SHSTK-17', ORIGIN.slip, { lock: (_mask, arg) => arg }, { invariant: 4 }),
  mutant('lock-drops-unknown-bits', 'SHSTK-11', ORIGIN.slip, { lock: (mask, arg) => mask | (arg & 3n) }),
  mutant('lock-refuses-unknown-bits', 'SHSTK-11', ORIGIN.slip, { lock: (mask, arg) => (arg > 3n ? mask : mask | arg) }),
  mutant('unknown-bit-before-lock', 'SHSTK-61', ORIGIN.slip, {
    locked: (_command, arg, thread) => (arg & thread.locked & 3n) !== 0n,
  }),
  mutant('several-bits-accepted', 'SHSTK-19', ORIGIN.v1, { severalBits: () => false }),
  mutant('unknown-bit-accepted', 'SHSTK-20', ORIGIN.slip, { unknownBit: null }),
  mutant('unknown-bit-unsupported', 'SHSTK-20', ORIGIN.slip, { unknownBit: 'EOPNOTSUPP' }),
  mutant('enable-again', 'SHSTK-21', ORIGIN.slip, { enableTwice: 'again' }),
  mutant('enable-twice-refused', 'SHSTK-21', ORIGIN.v1, { enableTwice: 'EBUSY' }),
  mutant('wrss-alone', 'SHSTK-24', ORIGIN.slip, { wrssNeedsShstk: false }, { invariant: 5 }),
  mutant('disable-wrss-when-all-is-off', 'SHSTK-24', ORIGIN.slip, { wrssOffWithoutShstk: 'ok' }),
  mutant('disable-leaves-wrss', 'SHSTK-25', ORIGIN.early, {
    featuresAfterDisable: (features) => features & ~SHSTK,
  }, { invariant: 5 }),
  mutant('locked-wrss-stops-disable', 'SHSTK-62', ORIGIN.document, {
    disableObjection: ({ features, locked }) => (features & WRSS && locked & 2n ? 'EPERM' : null),
  }),
  mutant('locked-wrss-survives-disable', 'SHSTK-62', ORIGIN.document, {
    featuresAfterDisable: (features, locked) => (locked & 2n ? features & WRSS : 0),
  }, { invariant: 5 }),
  mutant('disable-keeps-the-memory', 'SHSTK-25', ORIGIN.slip, { disableFrees: false }),
  mutant('disable-keeps-ssp', 'SHSTK-25', ORIGIN.slip, { disableKeepsSsp: true }, { invariant: 6 }),
  mutant('disable-when-off-refused', 'SHSTK-25', ORIGIN.slip, { disableWhenOff: 'EPERM' }),
  mutant('disable-needs-the-memory', 'SHSTK-68', ORIGIN.slip, {
    disableObjection: ({ base, size }, maps) => (covered(maps, base, base + size) ? null : 'EINVAL'),
  }),
  mutant('second-stack-not-fresh', 'SHSTK-25', ORIGIN.slip, {
    stackSize: (limit) => stackSize(limit),
    disableFrees: false,
    disableKeepsSsp: true,
  }),
  mutant('limit-not-capped', 'SHSTK-23', ORIGIN.slip, { stackSize: pageAlign }),
  mutant('limit-not-rounded', 'SHSTK-23', ORIGIN.slip, { stackSize: (limit) => (limit < 1n << 32n ? limit : 1n << 32n) }),
  mutant('limit-0-gives-a-page', 'SHSTK-66', ORIGIN.slip, { stackSize: (limit) => stackSize(limit === 0n ? 1n : limit) }),
  mutant('limit-0-gives-an-empty-stack', 'SHSTK-66', ORIGIN.slip, { zeroLimit: 'empty' }),
  mutant('no-room-but-on', 'SHSTK-67', ORIGIN.slip, { missingMemory: 'ENOMEM' }, { invariant: 7 }),
  mutant('ssp-at-the-base', 'SHSTK-23', ORIGIN.slip, { freshSsp: (base) => base }),
  mutant('ssp-below-a-token', 'SHSTK-23', ORIGIN.early, { freshSsp: (base, size) => base + size - 8n }),
  mutant('wrss-comes-with-it', 'SHSTK-02', ORIGIN.slip, { freshUcet: () => 3n }),
  mutant('unsupported-accepted', 'SHSTK-22', ORIGIN.slip, { supported: () => true }),
  mutant('unsupported-is-einval', 'SHSTK-22', ORIGIN.slip, { unsupportedError: 'EINVAL' }),
  mutant('intel-only', 'SHSTK-12', ORIGIN.v1, {
    supported: ({ user_shstk, vendor }) => user_shstk && vendor === 'intel',
  }),
  mutant('self-unlock-clears', 'SHSTK-28', ORIGIN.document, { selfUnlock: 'clears' }, { invariant: 4 }),
  mutant('self-unlock-refused', 'SHSTK-60', ORIGIN.document, { selfUnlock: 'refused' }),
  mutant('documented-self-unlock-clears', 'SHSTK-28', ORIGIN.slip, { selfUnlock: 'clears' }, {
    profile: 'upstream-documented',
    invariant: 4,
  }),
  mutant('documented-self-unlock-enables', 'SHSTK-27', ORIGIN.merged, { selfUnlock: 'as-enable' }, {
    profile: 'upstream-documented',
  }),
  mutant('status-refused-when-locked', 'SHSTK-16', ORIGIN.slip, { statusNeedsUnlocked: true }),
  mutant('status-bad-pointer-ok', 'SHSTK-16', ORIGIN.slip, { statusBadPointer: null }),
  mutant('status-bad-pointer-einval', 'SHSTK-16', ORIGIN.slip, { statusBadPointer: 'EINVAL' }),
  mutant('status-stores-4-bytes', 'SHSTK-64', ORIGIN.slip, { statusBytes: 4 }),
  mutant('status-aligns-the-pointer', 'SHSTK-64', ORIGIN.slip, { statusPlace: (pointer) => pointer & ~7n }),
  mutant('compat-prctl-acts', 'SHSTK-69', ORIGIN.document, { entry32: 'acts' }),
  mutant('compat-prctl-unsupported', 'SHSTK-69', ORIGIN.document, { entry32: 'EOPNOTSUPP' }),
  mutant('unknown-option-accepted', 'SHSTK-63', ORIGIN.slip, { unknownOption: null }),
  mutant('generic-prctl-accepted', 'SHSTK-65', ORIGIN.slip, { genericPrctl: null }),
  mutant('proc-words-trimmed', 'SHSTK-30', ORIGIN.slip, { words: (features) => UPSTREAM.words(features).trim() }),
  mutant('proc-shows-unknown-locks', 'SHSTK-30', ORIGIN.slip, {
    lockWords: (locked) => `${UPSTREAM.lockWords(locked)}${locked > 3n ? '? ' : ''}`,
  }),
  mutant('old-numbers', 'SHSTK-15', ORIGIN.v1, {
    numbers: { ...UPSTREAM.numbers, commands: { ...UPSTREAM.numbers.commands, ...V1_NUMBERS.commands, UNLOCK: 0x3005n }, shstk: V1_NUMBERS.shstk, wrss: V1_NUMBERS.wrss },
  }),
  mutant('call-451', 'SHSTK-32', ORIGIN.v1, { numbers: { ...UPSTREAM.numbers, mapShadowStack: 451n } }),
  mutant('regset-0x203', 'SHSTK-57', ORIGIN.slip, { numbers: { ...UPSTREAM.numbers, regset: 0x203n } }),
  mutant('state-in-registers-only', 'SHSTK-10', ORIGIN.warned, { cetPlace: () => 'registers' }),
  mutant('state-in-the-buffer-only', 'SHSTK-10', ORIGIN.warned, { cetPlace: () => 'buffer' }),
]; // prettier-ignore
