/** The rules of the three profiles. */
import { BIT63, GIB4, PAGE, pageAlign, PROT_READ, PROT_WRITE, SET_TOKEN, SHSTK, SHSTK_EN, TASK_SIZE_MAX, UPSTREAM_NUMBERS, V1_NUMBERS } from './abi'; // prettier-ignore
import { storable } from './access';
import { overlaps, without } from './maps';
import { wordsOf } from './proc';
import type { Rules } from './rules';

/** The size of a stack for a limit: at most 4 GiB, whole pages. */
function stackSize(limit: bigint): bigint {
  return pageAlign(limit < GIB4 ? limit : GIB4);
}

/** What Linux merged, as observed on 6.12 and 7.2. */
export const UPSTREAM: Rules = {
  profile: 'upstream',
  numbers: UPSTREAM_NUMBERS,
  mapObjection: (addr, size, flags) => {
    const low = BigInt.asUintN(32, flags);
    if ((low & ~SET_TOKEN) !== 0n) return 'EINVAL';
    if ((low & SET_TOKEN) !== 0n && size < 8n) return 'ENOSPC';
    if (addr !== 0n && addr < GIB4) return 'ERANGE';
    return pageAlign(size) < size ? 'EOVERFLOW' : null;
  },
  addressObjection: (maps, addr, size) => {
    if ((addr & (PAGE - 1n)) !== 0n) return 'EINVAL';
    if (addr + size > TASK_SIZE_MAX) return 'ENOMEM';
    return overlaps(maps, addr, addr + size) ? 'EEXIST' : null;
  },
  fixedAddress: (addr) => addr,
  heedsAddress: true,
  replacesOnCollision: false,
  setsToken: (flags) => (flags & SET_TOKEN) !== 0n,
  tokenEnd: (addr, size) => addr + size,
  tokenValue: (end) => end | 1n,
  failedTokenUnmaps: true,
  mapNeedsFeature: false,
  mapUnsupported: 'EOPNOTSUPP',
  gapBelow: (shadow) => (shadow ? PAGE : 0n),
  ownGap: (shadow) => (shadow ? PAGE : 0n),
  hintGap: (shadow) => (shadow ? PAGE : 0n),
  compatMapsLow: true,
  shadowProt: PROT_READ | PROT_WRITE,
  counted: ({ shadow, prot }) => shadow || (prot & PROT_WRITE) !== 0,
  asLimitCounts: true,
  stackSize,
  threadStackSize: (asked, limit) =>
    asked === undefined || asked === 0n ? stackSize(limit) : pageAlign(asked),

  shadowAllowed: (prot, entry) => prot !== 0 && (entry || (prot & PROT_WRITE) !== 0),
  shadowAnywhere: false,
  ordinaryStoreAllowed: storable,
  loadAllowed: ({ prot }) => prot !== 0,
  kernelCopyAllowed: storable,
  pokeAllowed: true,
  mprotect: (mapping, prot) => ({ ...mapping, prot }),
  mprotectObjection: () => null,
  fixedOver: () => false,
  growthKeepsShadow: true,
  growthKeepsWords: true,
  moveRenewsToken: false,
  mayMove: (asked) => asked,
  mmapShadow: () => false,
  dontneedForgets: true,
  munmapLeaves: without,
  forkShares: false,

  deliverFrom: (ssp) => ssp,
  sigframe: (ssp, { restorer }) =>
    restorer === null || restorer === 0n || ssp === 0n || (ssp & 7n) !== 0n
      ? null
      : { stores: [[ssp - 8n, ssp | BIT63], [ssp - 16n, restorer]], ssp: ssp - 16n }, // prettier-ignore
  failedDelivery: (before) => before,
  runsWithoutEntries: () => false,
  needsRestorerWhenOff: true,
  entriesWhenOff: false,
  sigreturn: ({ ssp, entry, inShadowStack, check }) => {
    if ((ssp & 7n) !== 0n || entry === null || (entry & BIT63) === 0n) return null;
    if (!inShadowStack && (check === 'always' || (ssp & (PAGE - 1n)) === 0n)) return null;
    const value = entry ^ BIT63;
    return (value & 7n) === 0n && value < TASK_SIZE_MAX ? value : null;
  },
  refusedSigreturn: (cet) => cet,
  sigreturnChecksWhenOff: false,
  frameSsp: () => 0n,
  compatHandler: 'refused',
  cpCode: (cause) => ({ ret: 1, far: 2, rstorssp: 4 })[cause],
  cpAddress: 'zero',
  logs: 'unhandled',

  mismatch: (pushed, ret) => pushed !== ret,
  comparesWhenOff: false,
  emptyPop: 'page-fault',
  rstorsspToken: (token, address, at12) =>
    token === ((address + 8n) | 1n) || (at12 && token === ((address + 12n) | 1n)),
  previousSsp: (ssp) => ssp | 3n,
  failedRstorsspMoves: false,
  savedToken: (previous) => previous | 1n,
  wrssNeedsEnable: true,
  incsspChecks: true,
  offInstructions: 'invalid-opcode',
  rdsspOff: (register) => register,
  wrussFault: '#GP',
  supervisorBusy: '#UD',
  vsyscallPops: false,

  supported: (config) => config.user_shstk,
  lock: (mask, arg) => mask | arg,
  locked: (_command, arg, thread) => (arg & thread.locked) !== 0n,
  bitsBeforeLock: false,
  severalBits: (arg) => (arg & (arg - 1n)) !== 0n,
  unknownBit: 'EINVAL',
  enableTwice: 'nothing',
  wrssNeedsShstk: true,
  wrssOffWithoutShstk: 'EPERM',
  featuresAfterDisable: () => 0,
  disableObjection: () => null,
  disableFrees: true,
  disableWhenOff: 'ok',
  disableScope: 'thread',
  disableKeepsSsp: false,
  disableKeepsRecord: false,
  missingMemory: null,
  unsupportedError: 'EOPNOTSUPP',
  selfUnlock: 'as-enable',
  statusBadPointer: 'EFAULT',
  statusBytes: 8,
  statusPlace: (pointer) => pointer,
  statusNeedsUnlocked: false,
  entry32: 'EINVAL',
  unknownOption: 'EINVAL',
  genericPrctl: 'EINVAL',
  freshSsp: (base, size) => base + size,
  freshUcet: () => SHSTK_EN,
  zeroLimit: 'EINVAL',
  cetPlace: (live) => live,
  words: (features) => wordsOf(BigInt(features)),
  lockWords: wordsOf,

  afterExec: () => ({ features: 0, locked: 0n }),
  cloneStack: (vm, vfork, { features }) => {
    if ((features & SHSTK) === 0) return 'none';
    if (vfork) return 'shared';
    return vm ? 'new' : 'copied';
  },
  inherited: ({ features, locked }) => ({ features, locked }),
  exitFrees: () => true,
  childSsp: (ssp) => ssp,

  getLength: (active, len) => {
    if (len % 8 !== 0) return 'EINVAL';
    return active ? Math.min(len, 8) : 'ENODEV';
  },
  setLength: (active, len) => {
    if (len % 8 !== 0) return 'EINVAL';
    if (!active) return 'ENODEV';
    return len === 0 ? 'EINVAL' : 8;
  },
  sspObjection: (value) => ((value & 7n) !== 0n || value >= TASK_SIZE_MAX ? 'EINVAL' : null),
  command: (command, config) => (command === 'UNLOCK' && config.checkpoint_restore ? 'unlocks' : 'EINVAL'),
  unlock: (mask, arg) => mask & ~arg,
  lockByTracer: true,
};

/** Upstream as its document describes it: UNLOCK is for tracers alone. */
export const DOCUMENTED: Rules = { ...UPSTREAM, profile: 'upstream-documented', selfUnlock: 'refused' };

/** The series of January 2022 (20220130211838.8382-1-rick.p.edgecombe@intel.com). */
export const V1: Rules = {
  ...UPSTREAM,
  profile: 'v1',
  numbers: V1_NUMBERS,
  mapObjection: (_addr, size) => (pageAlign(size) < size ? 'EOVERFLOW' : null),
  mapUnsupported: 'ENOSYS',
  enableTwice: 'EBUSY',
  shadowProt: PROT_READ,
  shadowAllowed: (prot) => prot !== 0,
  mprotectObjection: ({ shadow }, prot) => (shadow && prot > PROT_READ ? 'EINVAL' : null),
  sigframe: (ssp, { restorer }) =>
    restorer === null || restorer === 0n || ssp === 0n || (ssp & 7n) !== 0n
      ? null
      : { stores: [[ssp - 8n, ssp | 1n], [ssp - 16n, restorer]], ssp: ssp - 16n }, // prettier-ignore
  sigreturn: ({ ssp, entry }) => {
    if (ssp === 0n || entry === null || (entry & 3n) !== 1n) return null;
    const value = entry & ~3n;
    return (value & 7n) === 0n && value - 8n === ssp && value < TASK_SIZE_MAX ? value : null;
  },
};
