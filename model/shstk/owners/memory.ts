/** Who speaks of loads and stores, of the kernel's copies, and of memory calls on shadow stacks. */
import { PAGE, pageAlign, PROT_EXEC, PROT_READ } from '../abi';
import { storable } from '../access';
import { wordAt } from '../memory';
import type { ArchPrctl, Copy, Load, Store } from '../types';
import type { Row, Seen } from './look';
import * as at from './look';

const { FAULT, MAPS, MEMORY, RESULT, WORDS } = at;
const LOADED = [...FAULT, 'value'] as const;

/** Whether such a call was made over an address. */
function over(past: readonly Seen[], name: 'mprotect' | 'madvise', addr: bigint): boolean {
  return at.earlier(
    past,
    [name],
    (op, look) => at.succeeds(look) && addr >= op.addr && addr < op.addr + pageAlign(op.size),
  );
}

/** Whether memory was mapped over what had been a shadow stack. */
function mappedOver(past: readonly Seen[], addr: bigint): boolean {
  return at.earlier(
    past,
    ['mmap'],
    (op, look) =>
      op.place === 'fixed' && addr >= op.addr && addr < op.addr + op.size && at.isShadow(look, addr),
  );
}

function anyShadow(look: Seen): boolean {
  return at.mapsOf(look).some(({ shadow }) => shadow);
}

/** A store to ordinary memory while there is a shadow stack that it could be taken for. */
function storesBeside({ addr }: Store, look: Seen): boolean {
  const mapping = at.mapping(look, addr);
  return mapping !== null && storable(mapping) && anyShadow(look);
}

/** Whether eight bytes lie on two pages. */
const isOverBorder = ({ addr }: { readonly addr: bigint }): boolean => (addr & (PAGE - 1n)) > 0xff8n;

function near(a: bigint, b: bigint): boolean {
  return a < b + 8n && b < a + 8n;
}

/** Whether STATUS stored to where the load looks. */
function afterStatus({ addr }: Load, past: readonly Seen[], bytes: bigint): boolean {
  const reaches = ({ arg }: ArchPrctl): boolean => addr < arg + bytes && arg < addr + 8n;
  return at.earlier(
    past,
    ['arch_prctl'],
    (op, look) => at.succeeds(look) && (op.option === 0x5005n || op.option === 0x3001n) && reaches(op),
  );
}

/** Whether the load looks at what a refused shadow-stack store was meant for. */
function afterRefusal({ addr }: Load, past: readonly Seen[]): boolean {
  return at.earlier(past, ['wrss'], (op, look) => at.faults(look) && near(op.addr, addr));
}

function afterCopy({ addr }: Load, past: readonly Seen[]): boolean {
  return at.earlier(
    past,
    ['copy'],
    (op, look) => op.via !== 'write' && !readsMemory(op) && at.succeeds(look) && near(op.addr, addr),
  );
}

/** Whether the address is in a mapping that map_shadow_stack made; with `token`, in its token. */
function made(past: readonly Seen[], addr: bigint, token: boolean): boolean {
  return at.earlier(past, ['map_shadow_stack'], (op, { outcome }) => {
    if (outcome.outcome !== 'ok') return false;
    const start = outcome.value ?? 0n;
    if (token) return (op.flags & 1n) !== 0n && near(start + op.size - 8n, addr);
    return addr >= start && addr < start + pageAlign(op.size);
  });
}

const wordOf = ({ addr }: Load, look: Seen): string | null => {
  const space = at.actor(look)?.space;
  const shown = (addr & 7n) === 0n && at.isShadow(look, addr) && wordAt(at.memoryOf(look), addr) !== 0n;
  return shown ? `state.spaces.${space}.words.0x${addr.toString(16)}` : null;
};

const READ = [...RESULT, 'value', WORDS] as const;
/** Whether the kernel reads through the page tables. */
const readsMemory = ({ via }: Copy): boolean => via === 'process_vm_readv' || via === 'proc_mem_read';

export const ACCESS_ROWS: readonly Row[] = [
  at.owns(
    'SHSTK-191',
    ['load'],
    ['value'],
    ({ addr }, look, past) => !at.isShadow(look, addr) && mappedOver(past, addr),
  ),
  at.owns('SHSTK-141', ['store', 'load'], [...FAULT, 'value', WORDS], isOverBorder),
  at.owns(
    'SHSTK-82',
    ['store'],
    FAULT,
    ({ addr }, look, past) => at.isShadow(look, addr) && over(past, 'mprotect', addr),
  ),
  at.owns(
    'SHSTK-191',
    ['store'],
    FAULT,
    ({ addr }, look, past) => !at.isShadow(look, addr) && mappedOver(past, addr),
  ),
  at.owns(
    'SHSTK-79',
    ['store'],
    [...FAULT, WORDS],
    ({ addr }, look) => at.isShadow(look, addr) || at.isShadow(look, addr + 7n),
  ),
  at.owns('SHSTK-40', ['store'], [...FAULT, WORDS], ({ addr }, look) => at.isShadow(look, addr)),
  at.owns('SHSTK-79', ['store'], FAULT, storesBeside),

  at.owns(
    'SHSTK-84',
    ['load'],
    LOADED,
    ({ addr }, look) => at.isShadow(look, addr) && at.mapping(look, addr)?.prot === 0,
  ),
  at.owns('SHSTK-64', ['load'], ['value'], (op, _look, past) => afterStatus(op, past, 8n)),
  at.owns('SHSTK-125', ['load'], ['value'], (op, _look, past) => afterStatus(op, past, 24n)),
  at.owns(
    'SHSTK-41',
    ['load'],
    ['value'],
    (op, look, past) => !at.isShadow(look, op.addr) && afterRefusal(op, past),
  ),
  at.owns('SHSTK-80', ['load'], ['value'], (op, _look, past) => afterCopy(op, past)),
  at.owns(
    'SHSTK-85',
    ['load'],
    ['value'],
    ({ addr }, look, past) => at.isShadow(look, addr) && over(past, 'madvise', addr),
  ),
  at.owns(
    'SHSTK-35',
    ['load'],
    ['value'],
    ({ addr }, look, past) => at.isShadow(look, addr) && made(past, addr, true),
  ),
  at.owns(
    'SHSTK-77',
    ['load'],
    ['value'],
    ({ addr }, look, past) => at.isShadow(look, addr) && made(past, addr, false),
  ),
  at.owns(
    'SHSTK-190',
    ['load'],
    LOADED,
    ({ addr }, look) => at.isShadow(look, addr) && at.succeeds(look),
    wordOf,
  ),

  at.owns(
    'SHSTK-159',
    ['copy'],
    READ,
    ({ via, addr }, look) =>
      via === 'process_vm_readv' &&
      at.isShadow(look, addr) &&
      ((at.mapping(look, addr)?.prot ?? 0) & PROT_READ) === 0,
  ),
  at.owns('SHSTK-158', ['copy'], READ, (op, look) => readsMemory(op) && at.isShadow(look, op.addr)),
  at.owns('SHSTK-80', ['copy'], READ, ({ via }) => via !== 'proc_mem'),
];

const UNALIGNED = ['munmap', 'mprotect', 'madvise', 'mremap'] as const;

export const MEMORY_CALL_ROWS: readonly Row[] = [
  at.owns('SHSTK-160', ['uffdio_register'], RESULT),
  at.owns('SHSTK-138', UNALIGNED, [...RESULT, ...MEMORY], ({ addr }) => (addr & (PAGE - 1n)) !== 0n),
  // Also of what touches a shadow stack: it is none.
  at.owns('SHSTK-44', ['mprotect'], [...RESULT, ...MAPS], ({ addr, size }, look) =>
    at.meets(look, addr - PAGE, size + 2n * PAGE),
  ),
  at.owns(
    'SHSTK-82',
    ['mprotect'],
    MAPS,
    ({ addr, size }, look) => at.meets(look, addr, size) && at.succeeds(look),
  ),
  at.owns(
    'SHSTK-82',
    ['mprotect'],
    RESULT,
    ({ addr, size, prot }, look) =>
      at.meets(look, addr, size) && at.succeeds(look) && (prot & PROT_EXEC) === 0,
  ),
  at.owns(
    'SHSTK-122',
    ['mprotect'],
    RESULT,
    ({ addr, size, prot }, look) =>
      at.meets(look, addr, size) && at.succeeds(look) && (prot & PROT_EXEC) !== 0,
  ),
  at.owns(
    'SHSTK-85',
    ['madvise'],
    [...RESULT, WORDS],
    ({ addr, size }, look) => at.meets(look, addr, size) && at.succeeds(look),
  ),
  at.owns(
    'SHSTK-87',
    ['munmap'],
    ['outcome', ...MEMORY],
    ({ addr, size }, look) => at.meets(look, addr, size) && at.succeeds(look),
  ),

  at.owns(
    'SHSTK-90',
    ['smaps'],
    ['start', 'end'],
    (_op, { outcome, ...look }, past) => outcome.outcome === 'ok' && mergedFrom({ outcome, ...look }, past),
  ),
  at.owns(
    'SHSTK-82',
    ['smaps'],
    ['perm'],
    ({ addr }, look, past) => at.isShadow(look, addr) && over(past, 'mprotect', addr),
  ),
  at.owns(
    'SHSTK-77',
    ['smaps'],
    ['outcome', 'start', 'end', 'perm'],
    ({ addr }, look) => at.isShadow(look, addr),
    (_op, look) => mapOf(look),
  ),
  ...goneRows(),
];

/** Whether what smaps shows came of several mappings that touch. */
function mergedFrom({ outcome }: Seen, past: readonly Seen[]): boolean {
  if (outcome.outcome !== 'ok') return false;
  const { start = 0n, end = 0n } = outcome;
  const parts = past.filter(
    ({ op, outcome: then }) =>
      op.op === 'map_shadow_stack' &&
      then.outcome === 'ok' &&
      (then.value ?? 0n) >= start &&
      (then.value ?? 0n) < end,
  );
  return parts.length > 1;
}

function mapOf(look: Seen): string | null {
  const space = at.actor(look)?.space;
  return look.outcome.outcome === 'ok' && look.outcome.start !== undefined
    ? `state.spaces.${space}.maps.0x${look.outcome.start.toString(16)}`
    : null;
}

/** What took a shadow stack away is what smaps shows where nothing is any more. */
function goneRows(): readonly Row[] {
  const gone = (look: Seen, past: readonly Seen[], addr: bigint): string | null => {
    const last = past.findLast((then) =>
      at.mapsOf({ ...then, op: look.op }).some((one) => one.shadow && one.start <= addr && one.end > addr),
    );
    return at.fails(look) && last ? last.op.op : null;
  };
  const by = (id: string, name: string): Row =>
    at.owns(id, ['smaps'], RESULT, ({ addr }, look, past) => gone(look, past, addr) === name);
  return [
    by('SHSTK-25', 'arch_prctl'),
    by('SHSTK-48', 'exit'),
    by('SHSTK-29', 'execve'),
    by('SHSTK-87', 'munmap'),
    by('SHSTK-86', 'mremap'),
  ];
}
