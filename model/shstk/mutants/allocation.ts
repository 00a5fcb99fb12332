/** Mutants of map_shadow_stack and of placement. */
import type { Mutant } from '../../core/machine';
import { GIB4, PAGE, pageAlign, TASK_SIZE_MAX } from '../abi';
import { write64 } from '../memory';
import { UPSTREAM, V1 } from '../profiles';
import { mutant, wrapped } from './mutant';
import {
  answering,
  asking,
  leaving,
  limitsBack,
  on,
  refusing,
  spaceOf,
  threadOf,
  under,
  withLimits,
  withMaps,
  withMemory,
} from './wrap';

const { mapObjection, guard } = UPSTREAM;
const INFINITE = 0xffff_ffff_ffff_ffffn;

export const ALLOCATION_MUTANTS: readonly Mutant[] = [
  wrapped(
    'mmap-flag-makes-one',
    'SHSTK-09',
    'real: versions up to 26 made shadow stacks by mmap with PROT_SHADOW_STACK',
    leaving('mmap', (after, op, before) =>
      op.prot === 7
        ? withMaps(after, op, (maps) =>
            maps.map((one) => (spaceOf(before, op)?.maps.includes(one) ? one : { ...one, shadow: true })),
          )
        : after,
    ),
  ),
  mutant('call-451', 'SHSTK-32', 'real: the number in the series of January 2022 (32/35)', {
    numbers: { ...UPSTREAM.numbers, mapShadowStack: V1.numbers.mapShadowStack },
  }),
  mutant(
    'flags-not-checked',
    'SHSTK-33',
    'real: the series of January 2022 looked at no flag but the one that it had (32/35)',
    { mapObjection: (addr, size, flags) => mapObjection(addr, size, flags & 1n) },
    { invariant: 8 },
  ),
  mutant('map-unsupported-is-enosys', 'SHSTK-33', 'real: the error in the series of January 2022 (32/35)', {
    mapUnsupported: V1.mapUnsupported,
  }),
  wrapped(
    'address-not-heeded',
    'SHSTK-34',
    'real: in the series of January 2022 the call has no address (32/35)',
    asking('map_shadow_stack', (op) =>
      mapObjection(op.addr ?? 0n, op.size, op.flags) === null ? { ...op, addr: 0n } : op,
    ),
    { invariant: 8 },
  ),
  wrapped(
    'token-at-the-rounded-size',
    'SHSTK-35',
    'easily made: the size is rounded up before the place of the token is computed',
    on('map_shadow_stack', (op, state, step) =>
      op.flags & 1n && mapObjection(op.addr ?? 0n, op.size, op.flags) === null
        ? step(state, { ...op, size: pageAlign(op.size) })
        : step(state, op),
    ),
    { invariant: 8 },
  ),
  wrapped(
    'token-without-bit-0',
    'SHSTK-35',
    'easily made: the address alone, without the bit for 64-bit mode',
    on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok' || !(op.flags & 1n)) return done;
      const end = (done.outcome.value ?? 0n) + op.size;
      return { ...done, state: withMemory(done.state, op, (memory) => write64(memory, end - 8n, end)) };
    }),
    { invariant: 8 },
  ),
  wrapped(
    'failed-token-leaves-the-mapping',
    'SHSTK-36',
    'easily made: the error path after the mapping does not unmap it',
    on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      const { outcome } = done;
      if (outcome.outcome !== 'error' || outcome.error !== 'EINVAL' || !(op.flags & 1n)) return done;
      return { ...done, state: step(state, { ...op, flags: op.flags & ~1n }).state };
    }),
    { invariant: 7 },
  ),
  wrapped(
    'map-needs-the-feature',
    'SHSTK-37',
    'what one would conclude from the document, which tells of the call after the enabling',
    refusing('map_shadow_stack', (op, state) => (threadOf(state, op).features === 0 ? 'EPERM' : null)),
  ),
  mutant(
    'size-0-is-no-memory',
    'SHSTK-38',
    'easily made: an allocator that finds nothing says that there is no memory',
    {
      mapObjection: (addr, size, flags) => mapObjection(addr, size, flags) ?? (size === 0n ? 'ENOMEM' : null),
    },
    { invariant: 8 },
  ),
  mutant(
    'no-guard-page-below-the-new-one',
    'SHSTK-42',
    'real: Linux 6.6 to 6.9, before c44357c2e76b (x86/mm: care about shadow stack guard gap during placement)',
    { guard: { ...guard, placed: 0n } },
  ),
  mutant(
    'no-guard-page',
    'SHSTK-42',
    'easily made: shadow stacks are placed as any other memory',
    { guard: { below: 0n, above: 0n, placed: 0n } },
    { invariant: 9 },
  ),
  wrapped(
    'compat-map-above-4g',
    'SHSTK-70',
    'what one would conclude from the flag MAP_ABOVE4G with which the kernel looks for room',
    asking('map_shadow_stack', (op) =>
      op.entry === '32' && (op.addr ?? 0n) === 0n ? { ...op, entry: '64' } : op,
    ),
  ),
  mutant(
    'all-64-flag-bits-checked',
    'SHSTK-71',
    'easily made: flags is an unsigned long, as in most calls, where the kernel has an unsigned int',
    { mapObjection: (addr, size, flags) => (flags > 1n ? 'EINVAL' : mapObjection(addr, size, flags)) },
    { invariant: 8 },
  ),
  mutant(
    'size-0-first',
    'SHSTK-72',
    'easily made: the emptiest argument is refused first',
    { mapObjection: (addr, size, flags) => (size === 0n ? 'EINVAL' : mapObjection(addr, size, flags)) },
    { invariant: 8 },
  ),
  mutant(
    'anything-huge-overflows',
    'SHSTK-73',
    'what one would conclude from the name of the error',
    {
      mapObjection: (addr, size, flags) =>
        mapObjection(addr, size, flags) ?? (size >= TASK_SIZE_MAX ? 'EOVERFLOW' : null),
    },
    { invariant: 8 },
  ),
  wrapped(
    'unaligned-address-rounded',
    'SHSTK-74',
    'easily made: the address is rounded down, as mmap does with a hint',
    asking('map_shadow_stack', (op) => {
      const { addr = 0n } = op;
      return addr >= GIB4 ? { ...op, addr: addr & ~(PAGE - 1n) } : op;
    }),
    { invariant: 8 },
  ),
  wrapped(
    'beyond-the-end-is-einval',
    'SHSTK-75',
    'easily made: an address that no program can have is an invalid argument',
    answering('map_shadow_stack', (outcome, op) =>
      outcome.outcome === 'error' && outcome.error === 'ENOMEM' && (op.addr ?? 0n) + op.size > TASK_SIZE_MAX
        ? { outcome: 'error', error: 'EINVAL' }
        : outcome,
    ),
    { invariant: 8 },
  ),
  wrapped(
    'collision-replaces',
    'SHSTK-76',
    'easily made: MAP_FIXED where the kernel has MAP_FIXED_NOREPLACE',
    on('map_shadow_stack', (op, state, step) => {
      const { thread, addr = 0n, size } = op;
      const done = step(state, op);
      if (done.outcome.outcome !== 'error' || done.outcome.error !== 'EEXIST') return done;
      return step(step(state, { op: 'munmap', thread, addr, size }).state, op);
    }),
  ),
  mutant(
    'map-read-only',
    'SHSTK-77',
    'real: in the series of January 2022 the memory was not writable by its flags',
    { shadowProt: V1.shadowProt, shadowAllowed: V1.shadowAllowed },
  ),
  wrapped(
    'as-limit-not-counted',
    'SHSTK-78',
    'easily made: the limits are asked in mmap, which is not gone through',
    under(['map_shadow_stack', 'arch_prctl'], (state) => withLimits(state, { as: INFINITE }), limitsBack),
  ),
  mutant(
    'guard-page-above-as-well',
    'SHSTK-88',
    'real: the series of January 2022 had one at both ends (18/35); the next version took the upper one away',
    { guard: { ...guard, above: V1.guard.above } },
  ),
  wrapped(
    'hint-in-the-guard-page',
    'SHSTK-89',
    'easily made: for a hint it is asked only whether the place is free',
    on('mmap', (op, state, step) => {
      const taken = op.place === 'hint' && op.addr !== 0n ? step(state, { ...op, place: 'noreplace' }) : null;
      return taken?.outcome.outcome === 'ok' ? taken : step(state, op);
    }),
  ),
  wrapped(
    'guard-page-at-fixed-addresses',
    'SHSTK-90',
    'what one would conclude from the document: there are guard pages around a shadow stack',
    refusing(['map_shadow_stack', 'mmap'], (op, state) => {
      const { addr = 0n, size } = op;
      if (addr === 0n || (op.op === 'mmap' && op.place !== 'noreplace')) return null;
      const maps = spaceOf(state, op)?.maps ?? [];
      const beside = maps.some(
        (one) => one.shadow && (one.start === addr + pageAlign(size) || one.end === addr),
      );
      return beside ? 'EEXIST' : null;
    }),
  ),
];
