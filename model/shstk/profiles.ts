/** The rules of each profile, oldest first: a later one says what it changes. */
import { INSIGHT } from '../core/owners';
import { rulesNamed } from '../core/rules';
import { u32 } from '../core/u64';
import { GIB4, PAGE, pageAlign, PROT_READ, PROT_WRITE, SET_TOKEN, UPSTREAM_NUMBERS, V1_NUMBERS } from './abi';
import type { Rules } from './rules';
import { MARKED_ENTRY, TOKEN_ENTRY } from './signal-entry';

/**
 * The series of January 2022 (20220130211838.8382-1-rick.p.edgecombe@intel.com): arch_prctl in 31/35 and 34/35,
 * map_shadow_stack in 32/35, guard pages in 18/35, mprotect in 22/35 and 34/35, signals in 29/35 and 30/35,
 * and 35/35 keeps it to Intel. It is silent of threads; ptrace and what else the others have is not in the catalogue.
 */
export const V1: Rules = {
  profile: 'v1',
  capabilities: [
    'memory-calls',
    'altstack',
    'exec',
    'instructions',
    'context-switch',
    'abi',
    'no-shstk',
    'amd',
    'signal-frame',
    INSIGHT,
  ],
  choices: {},
  numbers: V1_NUMBERS,
  hasShstk: ({ user_shstk, vendor }) => user_shstk && vendor === 'intel',
  featuresPerCall: 'several',
  selfUnlock: 'refused',
  mapObjection: (_addr, size) => (pageAlign(size) < size ? 'EOVERFLOW' : null),
  mapUnsupported: 'ENOSYS',
  guard: { below: PAGE, above: PAGE, placed: 0n },
  shadowProt: PROT_READ,
  shadowAllowed: (prot) => prot !== 0,
  mprotectObjection: ({ shadow }, prot) => (shadow && prot > PROT_READ ? 'EINVAL' : null),
  signalEntry: TOKEN_ENTRY,
};

/**
 * What Linux merged, as observed on 6.12 and 7.2 (arch/x86/kernel/shstk.c): other numbers and one feature a call,
 * UNLOCK, an address for map_shadow_stack and flags that are looked at, writable memory that mprotect may change,
 * a guard page below alone, and at a signal an entry that is no token.
 */
export const UPSTREAM: Rules = {
  ...V1,
  profile: 'upstream',
  capabilities: [
    ...V1.capabilities,
    'kernel-copies',
    'threads',
    'ptrace',
    'proc',
    'generic-prctl',
    'compat-entry',
    'map-at-address',
    'vsyscall',
    'no-checkpoint-restore',
    'late-failure',
    'user-workers',
    'userfaultfd',
    'uprobes',
  ],
  // Where Linux 6.12.43, 6.12.107 and 7.2.13, their configurations and their CPUs differ.
  choices: {
    'sigreturn-ssp-check': ['always', 'page-aligned-only'],
    'forced-memory-write': ['stored', 'refused'],
    'smaps-flags': ['sd-ss', 'sd-nh-ss'],
    'push-into-kernel-half': ['maperr', 'general-protection'],
    'vsyscall-mode': ['execute-only', 'none'],
    'rstorssp-token-at-12': ['accepted', 'refused'],
    'userfaultfd-register': ['refused', 'accepted'],
  },
  numbers: UPSTREAM_NUMBERS,
  hasShstk: ({ user_shstk }) => user_shstk,
  featuresPerCall: 'one',
  selfUnlock: 'as-enable',
  mapObjection: (addr, size, flags) => {
    const low = u32(flags);
    if ((low & ~SET_TOKEN) !== 0n) return 'EINVAL';
    if ((low & SET_TOKEN) !== 0n && size < 8n) return 'ENOSPC';
    if (addr !== 0n && addr < GIB4) return 'ERANGE';
    return pageAlign(size) < size ? 'EOVERFLOW' : null;
  },
  mapUnsupported: 'EOPNOTSUPP',
  guard: { below: PAGE, above: 0n, placed: PAGE },
  shadowProt: PROT_READ | PROT_WRITE,
  shadowAllowed: (prot, entry) => prot !== 0 && (entry || (prot & PROT_WRITE) !== 0),
  mprotectObjection: () => null,
  signalEntry: MARKED_ENTRY,
};

/** Upstream as its document has it (Documentation/arch/x86/shstk.rst): UNLOCK is for tracers alone. */
export const DOCUMENTED: Rules = { ...UPSTREAM, profile: 'upstream-documented', selfUnlock: 'refused' };

/** The last posted version of "fork: Support shadow stacks in clone3()": the caller may bring a stack for the child. */
export const CLONE3: Rules = {
  ...UPSTREAM,
  profile: 'clone3',
  capabilities: [...UPSTREAM.capabilities, 'clone3-token'],
};

const PROFILES: readonly Rules[] = [V1, UPSTREAM, DOCUMENTED, CLONE3];

/** The rules of a profile. @throws RangeError on a profile that there is not */
export function rulesOf(profile: string): Rules {
  return rulesNamed('shstk', PROFILES, profile);
}
