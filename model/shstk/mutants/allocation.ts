/** Mutants of map_shadow_stack and of placement. */
import type { Mutant } from '../../core/machine';
import { PAGE, pageAlign } from '../abi';
import { written } from '../memory';
import { UPSTREAM, V1 } from '../profiles';
import { step as stepOf } from '../step';
import { mutant } from './mutant';
import { answering, asking, mmapMakesOne, on, refusing, spaceOf, threadOf, withMemory } from './wrap';

const { mapObjection, guard } = UPSTREAM;
const NO_GUARD = { below: 0n, above: 0n, placed: 0n };

export const ALLOCATION_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'mmap-flag-makes-one',
    breaks: 'SHSTK-09',
    origin: 'real: versions up to 26 made shadow stacks by mmap with PROT_SHADOW_STACK',
    wrap: mmapMakesOne,
  }),
  mutant({
    id: 'call-451',
    breaks: 'SHSTK-32',
    origin: 'real: the number in the series of January 2022 (32/35)',
    rules: { numbers: { ...UPSTREAM.numbers, mapShadowStack: V1.numbers.mapShadowStack } },
  }),
  mutant({
    id: 'flags-not-checked',
    breaks: 'SHSTK-33',
    origin: 'real: the series of January 2022 looked at no flag but the one that it had (32/35)',
    invariant: 8,
    rules: { mapObjection: (addr, size, flags) => mapObjection(addr, size, flags & 1n) },
  }),
  mutant({
    id: 'map-without-support',
    breaks: 'SHSTK-174',
    origin: 'real: in the series of January 2022 the call was not there without hardware (32/35)',
    rules: { mapUnsupported: V1.mapUnsupported },
  }),
  mutant({
    id: 'token-without-room',
    breaks: 'SHSTK-175',
    origin: 'easily made: the size is rounded up to a page before the token is thought of',
    invariant: 8,
    rules: {
      mapObjection: (addr, size, flags) => {
        const error = mapObjection(addr, size, flags);
        return error === 'ENOSPC' && size > 0n && mapObjection(addr, size, 0n) === null ? null : error;
      },
    },
  }),
  mutant({
    id: 'low-addresses-taken',
    breaks: 'SHSTK-176',
    origin:
      'easily made: that a stack is to lie above 4 GiB is told the kernel where it chooses, and nowhere else',
    invariant: 8,
    rules: {
      mapObjection: (addr, size, flags) => {
        const error = mapObjection(addr, size, flags);
        return error === 'ERANGE' ? mapObjection(0n, size, flags) : error;
      },
    },
  }),
  mutant({
    id: 'address-not-heeded',
    breaks: 'SHSTK-34',
    origin: 'real: in the series of January 2022 the call has no address (32/35)',
    invariant: 8,
    wrap: asking('map_shadow_stack', (op) =>
      mapObjection(op.addr ?? 0n, op.size, op.flags) === null ? { ...op, addr: 0n } : op,
    ),
  }),
  mutant({
    id: 'token-at-the-rounded-size',
    breaks: 'SHSTK-35',
    origin: 'easily made: the size is rounded up before the place of the token is computed',
    invariant: 8,
    wrap: on('map_shadow_stack', (op, state, step) =>
      op.flags & 1n && mapObjection(op.addr ?? 0n, op.size, op.flags) === null
        ? step(state, { ...op, size: pageAlign(op.size) })
        : step(state, op),
    ),
  }),
  mutant({
    id: 'token-flag-is-bit-1',
    breaks: 'SHSTK-35',
    origin: 'easily made: bit 0 is left to a flag that is older elsewhere',
    wrap: answering('abi', (outcome, { name }) =>
      name === 'SHADOW_STACK_SET_TOKEN' ? { ...outcome, value: 2n } : outcome,
    ),
  }),
  mutant({
    id: 'token-without-bit-0',
    breaks: 'SHSTK-35',
    origin: 'easily made: the address alone, without the bit for 64-bit mode',
    invariant: 8,
    wrap: on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok' || !(op.flags & 1n)) return done;
      const end = (done.outcome.value ?? 0n) + op.size;
      return { ...done, state: withMemory(done.state, op, (memory) => written(memory, end - 8n, end)) };
    }),
  }),
  mutant({
    id: 'page-border-before-the-end',
    breaks: 'SHSTK-75',
    origin: 'easily made: an address is looked at by itself before it is with the size',
    rules: {
      mapObjection: (addr, size, flags) =>
        mapObjection(addr, size, flags) ?? ((addr & (PAGE - 1n)) !== 0n ? 'EINVAL' : null),
    },
  }),
  mutant({
    id: 'address-is-no-error',
    breaks: 'SHSTK-207',
    origin: 'what one would conclude from SHSTK-75: the range ends beyond all addresses',
    wrap: refusing('map_shadow_stack', ({ addr = 0n, size, flags }) =>
      mapObjection(addr, size, flags) === null && addr > 0xffff_ffff_ffff_f000n ? 'ENOMEM' : null,
    ),
  }),
  mutant({
    id: 'last-page-is-errors',
    breaks: 'SHSTK-75',
    origin: 'easily made: of the last page all addresses are taken for errors, its first too',
    wrap: refusing('map_shadow_stack', ({ addr = 0n, size, flags }) =>
      mapObjection(addr, size, flags) === null && addr === 0xffff_ffff_ffff_f000n ? 'EINVAL' : null,
    ),
  }),
  mutant({
    id: 'failed-token-leaves-the-mapping',
    breaks: 'SHSTK-36',
    origin: 'easily made: the error path after the mapping does not unmap it',
    invariant: 7,
    wrap: on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      const { outcome } = done;
      if (outcome.outcome !== 'error' || outcome.error !== 'EINVAL' || !(op.flags & 1n)) return done;
      return { ...done, state: step(state, { ...op, flags: op.flags & ~1n }).state };
    }),
  }),
  mutant({
    id: 'map-needs-the-feature',
    breaks: 'SHSTK-37',
    origin: 'what one would conclude from the document, which tells of the call after the enabling',
    wrap: refusing('map_shadow_stack', (op, state) => (threadOf(state, op).features === 0 ? 'EPERM' : null)),
  }),
  mutant({
    id: 'size-0-is-no-memory',
    breaks: 'SHSTK-38',
    origin: 'easily made: an allocator that finds nothing says that there is no memory',
    invariant: 8,
    rules: {
      mapObjection: (addr, size, flags) => mapObjection(addr, size, flags) ?? (size === 0n ? 'ENOMEM' : null),
    },
  }),
  mutant({
    id: 'no-guard-page-below-the-new-one',
    breaks: 'SHSTK-42',
    origin:
      'real: Linux 6.6 to 6.9, before c44357c2e76b (x86/mm: care about shadow stack guard gap during placement)',
    rules: { guard: { ...guard, placed: 0n } },
  }),
  mutant({
    id: 'stacks-of-threads-unguarded',
    breaks: 'SHSTK-42',
    origin:
      'easily made: the flag that keeps the page free is given by the system call, and not by what ENABLE and clone use',
    wrap: on(['arch_prctl', 'clone'], (op, state, step) => {
      const { process } = threadOf(state, op);
      const limit = state.processes.find(({ id }) => id === process)?.rlimits.stack ?? 0n;
      // Larger ones begin on the border of a huge page, and there is room below that.
      return limit < 0x20_0000n ? stepOf({ ...UPSTREAM, guard: NO_GUARD }, {}, state, op) : step(state, op);
    }),
  }),
  mutant({
    id: 'wrapped-is-no-memory',
    breaks: 'SHSTK-73',
    origin: 'easily made: a size that cannot be had is a size that cannot be had',
    invariant: 8,
    rules: {
      mapObjection: (addr, size, flags) => {
        const error = mapObjection(addr, size, flags);
        return error === 'EOVERFLOW' ? 'ENOMEM' : error;
      },
    },
  }),
  mutant({
    id: 'large-is-overflow',
    breaks: 'SHSTK-200',
    origin: 'easily made: whatever is beyond the addresses is called an overflow',
    rules: {
      mapObjection: (addr, size, flags) =>
        mapObjection(addr, size, flags) ?? (addr === 0n && size >= 1n << 47n ? 'EOVERFLOW' : null),
    },
  }),
  mutant({
    id: 'touching-is-meeting',
    breaks: 'SHSTK-201',
    origin: 'easily made: the end of a mapping is taken for its last byte',
    wrap: refusing('map_shadow_stack', ({ thread, addr = 0n, size, flags }, state) =>
      mapObjection(addr, size, flags) === null &&
      addr !== 0n &&
      spaceOf(state, { thread })?.maps.some(({ end, shadow }) => end === addr && !shadow)
        ? 'EEXIST'
        : null,
    ),
  }),
  mutant({
    id: 'collision-replaces',
    breaks: 'SHSTK-76',
    origin: 'easily made: MAP_FIXED where the kernel has MAP_FIXED_NOREPLACE',
    wrap: on('map_shadow_stack', (op, state, step) => {
      const { thread, addr = 0n, size } = op;
      const done = step(state, op);
      if (done.outcome.outcome !== 'error' || done.outcome.error !== 'EEXIST') return done;
      return step(step(state, { op: 'munmap', thread, addr, size }).state, op);
    }),
  }),
  mutant({
    id: 'map-read-only',
    breaks: 'SHSTK-77',
    origin: 'real: in the series of January 2022 the memory was not writable by its flags',
    rules: { shadowProt: V1.shadowProt, shadowAllowed: V1.shadowAllowed },
  }),
  mutant({
    id: 'guard-page-above-as-well',
    breaks: 'SHSTK-89',
    origin:
      'real: the series of January 2022 had one at both ends (18/35); the next version took the upper one away',
    rules: { guard: { ...guard, above: V1.guard.above } },
  }),
];
