/** The system calls that map, change, copy and show memory. */
import { PROT_EXEC, PROT_READ, PROT_WRITE, SET_TOKEN } from '../../model/shstk/abi';
import { hex } from '../../model/core/u64';
import type { Copy, Mmap, Mremap, Setrlimit } from '../../model/shstk/types';
import type { Call } from './call';
import { call, known, readBits, value, word, writeBits } from './call';
import { writeValue } from './values';

const PROTS = { PROT_READ: BigInt(PROT_READ), PROT_WRITE: BigInt(PROT_WRITE), PROT_EXEC: BigInt(PROT_EXEC) };
const FLAGS = { SET_TOKEN };
const PLACES = { MAP_FIXED: 'fixed', MAP_FIXED_NOREPLACE: 'noreplace' } as const;
const UFFD_MODES = { MISSING: 'missing', WP: 'wp' } as const;
const RESOURCES = { RLIMIT_STACK: 'stack', RLIMIT_AS: 'as', RLIMIT_DATA: 'data' } as const;

function readProt(text: string): number {
  return Number(readBits({ ...PROTS, PROT_NONE: 0n }, text));
}

function writeProt(prot: number): string {
  return prot === 0 ? 'PROT_NONE' : writeBits(PROTS, BigInt(prot));
}

function nameOf<T>(table: Readonly<Record<string, T>>, wanted: unknown): readonly string[] {
  return Object.entries(table).flatMap(([name, found]) => (found === wanted ? [name] : []));
}

type Move = Pick<Mremap, 'may_move' | 'dont_unmap'>;

const MOVES: Readonly<Record<string, Move>> = {
  MREMAP_MAYMOVE: { may_move: true },
  MREMAP_DONTUNMAP: { may_move: false, dont_unmap: true },
  'MREMAP_MAYMOVE|MREMAP_DONTUNMAP': { may_move: true, dont_unmap: true },
};

function readMove(flags: string): Move {
  return known(MOVES, flags);
}

function writeMove({ may_move, dont_unmap = false }: Mremap): readonly string[] {
  return Object.entries(MOVES).flatMap(([flags, one]) =>
    one.may_move === may_move && (one.dont_unmap ?? false) === dont_unmap ? [flags] : [],
  );
}

/** A copy out of the program's memory. */
function copyOut(name: string, via: Copy['via']): Call {
  return call(
    name,
    'copy',
    (args) => ({ via, addr: value(args, 0) }),
    (op) => (op.via === via ? [writeValue(op.addr)] : null),
  );
}

/** A copy into the program's memory: a scenario names it as programs do, but for the file in /proc. */
function copyIn(name: string, via: Copy['via']): Call {
  return call(
    name,
    'copy',
    (args) => ({ via, addr: value(args, 0), value: value(args, 1) }),
    (op) => (op.via === via ? [writeValue(op.addr), writeValue(op.value ?? 0n)] : null),
  );
}

export const MEMORY_CALLS: readonly Call[] = [
  call(
    'map_shadow_stack',
    'map_shadow_stack',
    (args) => {
      const [size, flags] = args.slice(-2);
      const where = args.length === 2 ? {} : { addr: value(args, 0) };
      return { ...where, size: value([size ?? ''], 0), flags: readBits(FLAGS, flags ?? '') };
    },
    ({ addr, size, flags }) => [
      ...(addr === undefined ? [] : [writeValue(addr)]),
      hex(size),
      flags === SET_TOKEN ? 'SET_TOKEN' : hex(flags),
    ],
  ),
  call(
    'mmap',
    'mmap',
    (args) => ({
      addr: value(args, 0),
      size: value(args, 1),
      prot: readProt(word(args, 2)),
      place: args.length === 3 ? 'hint' : known<Mmap['place']>(PLACES, word(args, 3)),
    }),
    ({ addr, size, prot, place }) => [writeValue(addr), hex(size), writeProt(prot), ...nameOf(PLACES, place)],
  ),
  call(
    'munmap',
    'munmap',
    (args) => ({ addr: value(args, 0), size: value(args, 1) }),
    ({ addr, size }) => [writeValue(addr), hex(size)],
  ),
  call(
    'mprotect',
    'mprotect',
    (args) => ({ addr: value(args, 0), size: value(args, 1), prot: readProt(word(args, 2)) }),
    ({ addr, size, prot }) => [writeValue(addr), hex(size), writeProt(prot)],
  ),
  call(
    'mremap',
    'mremap',
    (args) => ({
      addr: value(args, 0),
      old_size: value(args, 1),
      new_size: value(args, 2),
      ...(args[3] === undefined ? { may_move: false } : readMove(args[3])),
    }),
    (op) => [writeValue(op.addr), hex(op.old_size), hex(op.new_size), ...writeMove(op)],
  ),
  call(
    'madvise',
    'madvise',
    (args) => {
      known({ MADV_DONTNEED: true }, word(args, 2));
      return { addr: value(args, 0), size: value(args, 1) };
    },
    ({ addr, size }) => [writeValue(addr), hex(size), 'MADV_DONTNEED'],
  ),
  call(
    'setrlimit',
    'setrlimit',
    (args) => ({ resource: known<Setrlimit['resource']>(RESOURCES, word(args, 0)), value: value(args, 1) }),
    (op) => [...nameOf(RESOURCES, op.resource), hex(op.value)],
  ),
  copyIn('read', 'read'),
  copyIn('process_vm_writev', 'process_vm_writev'),
  copyIn('write_proc_self_mem', 'proc_mem'),
  copyOut('write', 'write'),
  copyOut('process_vm_readv', 'process_vm_readv'),
  copyOut('read_proc_self_mem', 'proc_mem_read'),
  call(
    'uffdio_register',
    'uffdio_register',
    (args) => ({ addr: value(args, 0), size: value(args, 1), mode: known(UFFD_MODES, word(args, 2)) }),
    ({ addr, size, mode }) => [writeValue(addr), hex(size), ...nameOf(UFFD_MODES, mode)],
  ),
  call(
    'smaps',
    'smaps',
    (args) => ({ addr: value(args, 0) }),
    ({ addr }) => [writeValue(addr)],
  ),
];
