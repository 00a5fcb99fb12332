/** Mutants of accesses, of memory calls and of the instructions. */
import type { Mutant } from '../../core/machine';
import { UPSTREAM, V1 } from '../profiles';
import { mutant, ORIGIN } from './mutant';

export const MEMORY_MUTANTS: readonly Mutant[] = [
  mutant('ordinary-store-allowed', 'SHSTK-79', ORIGIN.slip, { ordinaryStoreAllowed: ({ prot }) => (prot & 2) !== 0 }),
  mutant('ordinary-store-refused', 'SHSTK-79', ORIGIN.slip, { ordinaryStoreAllowed: () => false }),
  mutant('load-refused', 'SHSTK-79', ORIGIN.slip, { loadAllowed: ({ prot, shadow }) => prot !== 0 && !shadow }),
  mutant('wrss-without-enable', 'SHSTK-40', ORIGIN.slip, { wrssNeedsEnable: false }),
  mutant('shadow-stores-anywhere', 'SHSTK-41', ORIGIN.slip, { shadowAnywhere: true }),
  mutant('instructions-silent-when-off', 'SHSTK-114', ORIGIN.slip, { offInstructions: 'nothing' }),
  mutant('kernel-copies-go-in', 'SHSTK-80', ORIGIN.slip, { kernelCopyAllowed: ({ prot }) => (prot & 2) !== 0 }),
  mutant('kernel-copies-nowhere', 'SHSTK-16', ORIGIN.slip, { kernelCopyAllowed: () => false }),
  mutant('poke-refused', 'SHSTK-81', ORIGIN.slip, { pokeAllowed: false }),
  mutant('mprotect-makes-it-ordinary', 'SHSTK-82', ORIGIN.warned, {
    mprotect: (mapping, prot) => ({ ...mapping, prot, shadow: mapping.shadow && prot !== 3 && prot !== 7 }),
  }),
  mutant('mprotect-none-makes-it-ordinary', 'SHSTK-82', ORIGIN.slip, {
    mprotect: (mapping, prot) => ({ ...mapping, prot, shadow: mapping.shadow && prot !== 0 }),
  }),
  mutant('mprotect-write-refused', 'SHSTK-82', ORIGIN.v1, { mprotectObjection: V1.mprotectObjection }),
  mutant('mprotect-does-nothing', 'SHSTK-82', ORIGIN.slip, { mprotect: (mapping) => mapping }),
  mutant('read-only-stops-written-pages', 'SHSTK-123', ORIGIN.document, { shadowAllowed: (prot) => (prot & 2) !== 0 }),
  mutant('read-only-leaves-untouched-pages', 'SHSTK-83', ORIGIN.slip, { shadowAllowed: (prot) => prot !== 0 }),
  mutant('read-only-for-good', 'SHSTK-83', ORIGIN.slip, {
    mprotect: (mapping, prot) => ({ ...mapping, prot: mapping.shadow && mapping.prot === 1 && prot === 3 ? 1 : prot }),
  }),
  mutant('no-access-lets-wrss-in', 'SHSTK-84', ORIGIN.slip, { shadowAllowed: (prot, entry) => entry || (prot & 2) !== 0 }),
  mutant('no-access-lets-loads-in', 'SHSTK-84', ORIGIN.slip, { loadAllowed: () => true }),
  mutant('dontneed-keeps-the-token', 'SHSTK-85', ORIGIN.slip, { dontneedForgets: false }),
  mutant('growth-loses-the-kind', 'SHSTK-86', ORIGIN.slip, { growthKeepsShadow: false }),
  mutant('growth-loses-the-words', 'SHSTK-86', ORIGIN.slip, { growthKeepsWords: false }),
  mutant('growth-makes-a-token', 'SHSTK-86', ORIGIN.slip, { moveRenewsToken: true }),
  mutant('growth-moves-unasked', 'SHSTK-86', ORIGIN.slip, { mayMove: () => true }),
  mutant('growth-never-moves', 'SHSTK-86', ORIGIN.slip, { mayMove: () => false }),
  mutant('munmap-takes-the-whole', 'SHSTK-87', ORIGIN.slip, {
    munmapLeaves: (maps, start, end) => maps.filter((mapping) => mapping.end <= start || mapping.start >= end),
  }),
  mutant('mapped-over-stays-shadow', 'SHSTK-87', ORIGIN.slip, { fixedOver: (old) => old?.shadow ?? false }),
  mutant('fork-shares-the-stack', 'SHSTK-43', ORIGIN.slip, { forkShares: true }, { invariant: 12 }),

  mutant('mismatch-passes', 'SHSTK-55', ORIGIN.slip, { mismatch: () => false }, { invariant: 3 }),
  mutant('low-32-bits-compared', 'SHSTK-55', ORIGIN.slip, {
    mismatch: (pushed, ret) => BigInt.asUintN(32, pushed) !== BigInt.asUintN(32, ret),
  }, { invariant: 3 }),
  mutant('low-bit-not-compared', 'SHSTK-55', ORIGIN.slip, { mismatch: (pushed, ret) => pushed >> 1n !== ret >> 1n }, { invariant: 3 }),
  mutant('compares-when-off', 'SHSTK-55', ORIGIN.slip, { comparesWhenOff: true }),
  mutant('every-return-mismatches', 'SHSTK-55', ORIGIN.slip, { mismatch: () => true }, { invariant: 1 }),
  mutant('near-return-code-0', 'SHSTK-55', ORIGIN.slip, {
    cpCode: (cause) => (cause === 'ret' ? 0 : UPSTREAM.cpCode(cause)),
  }, { invariant: 3 }),
  mutant('far-return-code-1', 'SHSTK-111', ORIGIN.slip, { cpCode: (cause) => (cause === 'far' ? 1 : UPSTREAM.cpCode(cause)) }),
  mutant('rstorssp-code-3', 'SHSTK-112', ORIGIN.slip, { cpCode: (cause) => (cause === 'rstorssp' ? 3 : UPSTREAM.cpCode(cause)) }),
  mutant('fault-address-is-ssp', 'SHSTK-55', ORIGIN.slip, { cpAddress: 'ssp' }, { invariant: 3 }),
  mutant('logged-though-handled', 'SHSTK-56', ORIGIN.slip, { logs: 'always' }),
  mutant('never-logged', 'SHSTK-56', ORIGIN.slip, { logs: 'never' }),
  mutant('empty-stack-is-a-mismatch', 'SHSTK-110', ORIGIN.document, { emptyPop: 'control-protection' }),
  mutant('empty-stack-lets-through', 'SHSTK-04', ORIGIN.slip, { emptyPop: 'through' }),
  mutant('failed-rstorssp-moves', 'SHSTK-112', ORIGIN.slip, { failedRstorsspMoves: true }),
  mutant('rstorssp-takes-bit-1', 'SHSTK-112', ORIGIN.slip, {
    rstorsspToken: (token, address, at12) => UPSTREAM.rstorsspToken(token & ~2n, address, at12),
  }),
  mutant('rstorssp-takes-no-mode-bit', 'SHSTK-112', ORIGIN.slip, {
    rstorsspToken: (token, address, at12) => UPSTREAM.rstorsspToken(token | 1n, address, at12),
  }),
  mutant('rstorssp-takes-bit-63', 'SHSTK-112', ORIGIN.slip, {
    rstorsspToken: (token, address, at12) => UPSTREAM.rstorsspToken(BigInt.asUintN(63, token), address, at12),
  }),
  mutant('rstorssp-always-compares-all', 'SHSTK-113', ORIGIN.slip, {
    rstorsspToken: (token, address) => UPSTREAM.rstorsspToken(token, address, false),
  }),
  mutant('rstorssp-takes-12-everywhere', 'SHSTK-112', ORIGIN.slip, {
    rstorsspToken: (token, address) => UPSTREAM.rstorsspToken(token, address, true),
  }),
  mutant('previous-ssp-without-bits', 'SHSTK-113', ORIGIN.slip, { previousSsp: (ssp) => ssp }),
  mutant('saved-token-with-bit-1', 'SHSTK-113', ORIGIN.slip, { savedToken: (previous) => previous | 3n }),
  mutant('incssp-does-not-look', 'SHSTK-117', ORIGIN.slip, { incsspChecks: false }),
  mutant('rdssp-clears-when-off', 'SHSTK-114', ORIGIN.slip, { rdsspOff: () => 0n }),
  mutant('wruss-is-invalid', 'SHSTK-116', ORIGIN.document, { wrussFault: '#UD' }),
  mutant('setssbsy-is-code-5', 'SHSTK-114', ORIGIN.document, { supervisorBusy: '#CP' }),
  mutant('vsyscall-pops-both', 'SHSTK-109', ORIGIN.document, { vsyscallPops: true }),
]; // prettier-ignore
