/** Mutants of the series of January 2022. */
import type { Mutant } from '../../core/machine';
import { UPSTREAM_NUMBERS, V1_NUMBERS } from '../abi';
import { UPSTREAM, V1 } from '../profiles';
import { mutant, ORIGIN } from './mutant';

const LATER = 'what later versions of the series do instead';
const v1 = { profile: 'v1' } as const;
const v1Sigreturn = { ...v1, invariant: 2 } as const;

export const V1_MUTANTS: readonly Mutant[] = [
  mutant('v1-later-numbers', 'SHSTK-31', LATER, { numbers: { ...UPSTREAM_NUMBERS, ibt: 4n } }, v1),
  mutant('v1-call-453', 'SHSTK-39', LATER, { numbers: { ...V1_NUMBERS, mapShadowStack: 453n } }, v1),
  mutant('v1-enable-twice-accepted', 'SHSTK-31', LATER, { enableTwice: 'nothing' }, v1),
  mutant('v1-locks-not-looked-at', 'SHSTK-31', ORIGIN.slip, { locked: () => false }, v1),
  mutant('v1-unsupported-is-enodev', 'SHSTK-31', ORIGIN.slip, { unsupportedError: 'ENODEV' }, v1),
  mutant('v1-wrss-alone', 'SHSTK-31', ORIGIN.slip, { wrssNeedsShstk: false }, v1),
  mutant('v1-disable-leaves-wrss', 'SHSTK-31', ORIGIN.slip, { featuresAfterDisable: (features) => features | 2 }, v1),
  mutant('v1-token-always', 'SHSTK-39', ORIGIN.slip, { setsToken: () => true }, v1),
  mutant('v1-token-with-bit-1', 'SHSTK-39', ORIGIN.slip, { tokenValue: (end) => end | 3n }, v1),
  mutant('v1-status-at-the-unlock', 'SHSTK-31', ORIGIN.slip, {
    numbers: { ...V1_NUMBERS, commands: { ...V1_NUMBERS.commands, LOCK: 0x3005n } },
  }, v1),
  mutant('v1-flags-checked', 'SHSTK-39', LATER, { mapObjection: UPSTREAM.mapObjection }, v1),
  mutant('v1-map-unsupported-later', 'SHSTK-39', LATER, { mapUnsupported: 'EOPNOTSUPP' }, v1),
  mutant('v1-mprotect-accepted', 'SHSTK-44', LATER, { mprotectObjection: () => null }, v1),
  mutant('v1-mprotect-refuses-all', 'SHSTK-44', ORIGIN.slip, { mprotectObjection: ({ shadow }) => (shadow ? 'EINVAL' : null) }, v1),
  mutant('v1-mprotect-executable', 'SHSTK-44', ORIGIN.slip, {
    mprotectObjection: ({ shadow }, prot) => (shadow && prot & 2 ? 'EINVAL' : null),
  }, v1),
  mutant('v1-later-entry', 'SHSTK-54', LATER, { sigframe: UPSTREAM.sigframe, sigreturn: UPSTREAM.sigreturn }, v1),
  mutant('v1-busy-bit-ignored', 'SHSTK-54', ORIGIN.slip, {
    sigreturn: (view) => V1.sigreturn({ ...view, entry: view.entry === null ? null : view.entry & ~2n }),
  }, v1Sigreturn),
  mutant('v1-mode-bit-ignored', 'SHSTK-54', ORIGIN.slip, {
    sigreturn: (view) => V1.sigreturn({ ...view, entry: view.entry === null ? null : view.entry | 1n }),
  }, v1Sigreturn),
  mutant('v1-token-names-any-place', 'SHSTK-54', ORIGIN.slip, {
    sigreturn: ({ entry }) => (entry === null || (entry & 7n) !== 1n || entry >> 62n ? null : entry & ~3n),
  }, v1),
  mutant('v1-tokens-of-signals-alone', 'SHSTK-54', LATER, {
    sigreturn: (view) => (view.inHandler ? V1.sigreturn(view) : null),
  }, v1),
]; // prettier-ignore
