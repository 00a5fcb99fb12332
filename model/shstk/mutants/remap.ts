/** Mutants of mremap, of placement, of reads through the page tables and of userfaultfd. */
import type { Mutant } from '../../core/machine';
import { PAGE, pageAlign, PROT_READ, TASK_SIZE_MAX } from '../abi';
import { changed, inserted } from '../maps';
import { moved, read64, written } from '../memory';
import { HUGE } from '../placement';
import type { MapShadowStack, Mmap, Mremap } from '../types';
import { mutant } from './mutant';
import { answering, asking, leaving, mappingOf, on, refusing, spaceOf, withMaps, withMemory } from './wrap';

const keeps = ({ dont_unmap }: Mremap): boolean => dont_unmap === true;

/** A request whose place depends on the size alone. */
const isFree = ({ addr = 0n }: Pick<MapShadowStack | Mmap, 'addr'>): boolean => addr === 0n;

export const REMAP_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'dont-unmap-copies',
    breaks: 'SHSTK-156',
    origin: 'easily made: what is not unmapped is thought to keep its pages',
    wrap: leaving('mremap', (after, op, before) => {
      const memory = spaceOf(before, op)?.memory;
      const token = op.addr + op.new_size - 8n;
      return keeps(op) && memory
        ? withMemory(after, op, (now) => written(now, token, read64(memory, token)))
        : after;
    }),
  }),
  mutant({
    id: 'dont-unmap-leaves-ordinary-memory',
    breaks: 'SHSTK-156',
    origin:
      'easily made: the mark goes with the words, and writable memory without it is left where they were',
    wrap: leaving('mremap', (after, op) =>
      keeps(op)
        ? withMaps(after, op, (maps) =>
            changed(maps, op.addr, op.addr + pageAlign(op.old_size), (one) => ({ ...one, shadow: false })),
          )
        : after,
    ),
  }),
  mutant({
    id: 'dont-unmap-not-heeded',
    breaks: 'SHSTK-156',
    origin: 'what a kernel from before the flag does with a mask that lets it through',
    wrap: on('mremap', (op, state, step) => {
      const done = step(state, op);
      return keeps(op) && done.outcome.outcome === 'ok'
        ? { state, outcome: { outcome: 'ok', value: op.addr } }
        : done;
    }),
  }),
  mutant({
    id: 'dont-unmap-may-move',
    breaks: 'SHSTK-157',
    origin: 'easily made: not to unmap makes sense in a move alone, so the flag is thought to ask for one',
    wrap: asking('mremap', (op) => (keeps(op) ? { ...op, may_move: true } : op)),
  }),
  mutant({
    id: 'dont-unmap-resizes',
    breaks: 'SHSTK-157',
    origin: 'easily made: the new size is that of the new mapping, as in any other move',
    wrap: asking('mremap', (op) => (keeps(op) && op.may_move ? { ...op, old_size: op.new_size } : op)),
  }),
  mutant({
    id: 'moves-keep-a-page-free',
    breaks: 'SHSTK-172',
    origin: 'what one would conclude from SHSTK-42, and what the kernel does for what it maps anew',
    wrap: on('mremap', (op, state, step) => {
      const done = step(state, op);
      const { outcome } = done;
      const mapping = mappingOf(state, op, op.addr);
      if (outcome.outcome !== 'ok' || !mapping?.shadow || outcome.value === op.addr) return done;
      const to = outcome.value ?? 0n;
      if (mappingOf(state, op, to - 1n) === null) return done;
      // One mapping fills the gap, and what was moved lies a page below it.
      const [start, size] = [to - 2n * PAGE - pageAlign(op.new_size), pageAlign(op.new_size)];
      const maps = inserted(spaceOf(state, op)?.maps ?? [], { ...mapping, start, end: start + size });
      const there = withMaps(state, op, () => maps);
      return {
        state: withMemory(there, op, (memory) =>
          moved(memory, op.addr, op.addr + pageAlign(op.old_size), start),
        ),
        outcome: { outcome: 'ok', value: start },
      };
    }),
  }),
  mutant({
    id: 'moves-unasked',
    breaks: 'SHSTK-192',
    origin: 'easily made: a move is better than an error',
    wrap: asking('mremap', (op) => (keeps(op) ? op : { ...op, may_move: true })),
  }),
  mutant({
    id: 'move-loses-the-mark',
    breaks: 'SHSTK-193',
    origin: 'easily made: the new mapping is made of the protection of the old one, and not of its flags',
    wrap: leaving('mremap', (after, op, before) => {
      const to = spaceOf(after, op)?.maps.find(
        (one) => one.shadow && mappingOf(before, op, one.start) === null && !keeps(op),
      );
      return to
        ? withMaps(after, op, (maps) => changed(maps, to.start, to.end, (one) => ({ ...one, shadow: false })))
        : after;
    }),
  }),
  mutant({
    id: 'shrinking-stays-in-its-mapping',
    breaks: 'SHSTK-86',
    origin: 'what one would conclude from the manual page, whose EFAULT makes no difference',
    wrap: refusing('mremap', (op, state) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping && mapping.end < op.addr + pageAlign(op.old_size) ? 'EFAULT' : null;
    }),
  }),
  mutant({
    id: 'old-size-before-the-mapping',
    breaks: 'SHSTK-140',
    origin: 'easily made: all that can be seen of the arguments alone is looked at first',
    wrap: refusing('mremap', ({ old_size }) => (old_size === 0n ? 'EINVAL' : null)),
  }),

  mutant({
    id: 'any-size-suits-huge-pages',
    breaks: 'SHSTK-171',
    origin:
      'real: from efa7df3e3bb5 (mm: align larger anonymous mappings on THP boundaries) in Linux 6.7 until d4148aeab412 in 6.12',
    wrap: on('map_shadow_stack', (op, state, step) => {
      if (!isFree(op) || op.size <= HUGE || op.size % HUGE === 0n) return step(state, op);
      const { outcome } = step(state, { ...op, size: (op.size + HUGE - 1n) & ~(HUGE - 1n) });
      return outcome.outcome === 'ok' ? step(state, { ...op, addr: outcome.value ?? 0n }) : step(state, op);
    }),
  }),
  mutant({
    id: 'one-huge-page-has-no-border',
    breaks: 'SHSTK-171',
    origin: 'easily made: more than a huge page is asked for where as much is enough',
    wrap: on('map_shadow_stack', (op, state, step) =>
      isFree(op) && op.size === HUGE
        ? step(state, { ...op, addr: state.config.mmap_top - HUGE })
        : step(state, op),
    ),
  }),
  mutant({
    id: 'border-in-any-gap',
    breaks: 'SHSTK-171',
    origin:
      'easily made: a gap that happens to lie on the border is taken, which the kernel does not look for',
    wrap: on('mmap', (op, state, step) => {
      const done = step(state, op);
      const { maps = [] } = spaceOf(state, op) ?? {};
      const gap = maps.find(
        ({ end }, i) => end % HUGE === 0n && maps[i + 1]?.start === end + HUGE && op.size === HUGE,
      );
      return isFree(op) && gap ? step(state, { ...op, addr: gap.end, place: 'noreplace' }) : done;
    }),
  }),
  mutant({
    id: 'hint-in-the-way-is-an-error',
    breaks: 'SHSTK-173',
    origin: 'easily made: the hint is taken as MAP_FIXED_NOREPLACE has it',
    wrap: refusing('mmap', (op, state) =>
      op.place === 'hint' && op.addr !== 0n && mappingOf(state, op, op.addr) ? 'EEXIST' : null,
    ),
  }),
  mutant({
    id: 'hint-never-at-the-end',
    breaks: 'SHSTK-173',
    origin: 'easily made: a range has to end below TASK_SIZE_MAX, where at it is enough',
    wrap: asking('mmap', (op) => {
      const ends = (op.addr & ~(PAGE - 1n)) + pageAlign(op.size) === TASK_SIZE_MAX;
      return op.place === 'hint' && ends ? { ...op, addr: 0n } : op;
    }),
  }),

  mutant({
    id: 'hint-beside-is-in-the-way',
    breaks: 'SHSTK-173',
    origin: 'easily made: what touches is taken for what overlaps',
    wrap: asking('mmap', (op, state) => {
      const { maps = [] } = spaceOf(state, op) ?? {};
      const touches = maps.some(
        ({ start, end }) => end === op.addr || start === op.addr + pageAlign(op.size),
      );
      return op.place === 'hint' && touches ? { ...op, addr: 0n } : op;
    }),
  }),
  mutant({
    id: 'hint-is-a-command',
    breaks: 'SHSTK-173',
    origin: 'easily made: a hint that no range can have is refused, as a fixed address is',
    wrap: refusing('mmap', ({ place, addr, size }) => {
      if (place !== 'hint' || addr === 0n) return null;
      if (addr % PAGE !== 0n) return 'EINVAL';
      return addr + pageAlign(size) > TASK_SIZE_MAX ? 'ENOMEM' : null;
    }),
  }),

  mutant({
    id: 'stacks-not-readable-by-others',
    breaks: 'SHSTK-158',
    origin:
      'easily made: reads through the page tables are refused with the writes (mm/gup.c, check_vma_flags())',
    wrap: refusing('copy', ({ via, addr }, state) => {
      const isRead = via === 'process_vm_readv' || via === 'proc_mem_read';
      return isRead && mappingOf(state, { thread: 1 }, addr)?.shadow ? 'EFAULT' : null;
    }),
  }),
  mutant({
    id: 'readv-is-forced',
    breaks: 'SHSTK-159',
    origin: 'easily made: the flag that a tracer reads with is given for every other process',
    wrap: on('copy', (op, state, step) => {
      const prot = mappingOf(state, op, op.addr)?.prot ?? PROT_READ;
      if (op.via !== 'process_vm_readv' || prot & PROT_READ) return step(state, op);
      const value = read64(spaceOf(state, op)?.memory ?? { hot: null, rest: [] }, op.addr);
      return { state, outcome: { outcome: 'ok', value } };
    }),
  }),
  mutant({
    id: 'userfaultfd-takes-stacks',
    breaks: 'SHSTK-160',
    origin: 'real: until June 2026 (userfaultfd: prevent registration of special VMAs)',
    wrap: answering('uffdio_register', () => ({ outcome: 'ok' })),
  }),
  mutant({
    id: 'userfaultfd-takes-nothing',
    breaks: 'SHSTK-160',
    origin: 'easily made: where there is a shadow stack the whole program is left alone',
    wrap: refusing('uffdio_register', () => 'EINVAL'),
  }),
];
