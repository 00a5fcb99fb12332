/** What nobody speaks of, and why. */
import { GIB4, PROT_READ } from '../abi';
import type { OpenLine } from '../../core/owners';
import { ERROR_WORD_OPEN } from './faults';
import type { Seen } from './look';
import * as at from './look';
import { MREMAP_OPEN } from './mremap';

const isEntry = ({ op }: Seen, entry: string): boolean => (op as { entry?: string }).entry === entry;

/** Faults that come of what the CPU does with odd operands. */
const EMULATED: readonly OpenLine<Seen>[] = [
  ...ERROR_WORD_OPEN,
  {
    open: 'emulation',
    ops: ['saveprevssp'],
    fields: [...at.FAULT, 'error_code'],
    when: (look) => at.faults(look) && !at.faults(look, '#UD'),
  },
  { open: 'emulation', ops: ['wrss', 'rstorssp'], fields: at.FAULT, when: (look) => at.faults(look, '#GP') },
];

function isReadable(look: Seen, address: bigint): boolean {
  return ((at.mapping(look, address)?.prot ?? 0) & PROT_READ) !== 0;
}

const TRAP = ['fault', 'trapno', 'error_code'] as const;

/** Before the owners: what they would otherwise claim. */
export const OPEN_FIRST: readonly OpenLine<Seen>[] = [
  { open: 'build-dependent', fields: [...at.RESULT, 'value'], when: (look) => isEntry(look, 'x32') },
  {
    open: 'build-dependent',
    ops: ['copy'],
    fields: [...at.RESULT],
    when: ({ op }) => op.op === 'copy' && op.via === 'proc_mem',
  },
  {
    open: 'build-dependent',
    ops: ['copy'],
    fields: [...at.RESULT, 'value'],
    when: (look) =>
      look.op.op === 'copy' && look.op.via === 'proc_mem_read' && !isReadable(look, look.op.addr),
  },
  // The number of the last trap, whichever that was (setup_sigcontext() and force_sig(), Linux): a fork's and an exec's, too.
  { open: 'unspecified', ops: ['uretprobe'], fields: TRAP },
  {
    open: 'unspecified',
    fields: TRAP,
    when: (look, past) =>
      at.faults(look, 'none') && past.some((one) => at.faults(one) && !at.faults(one, 'none')),
  },
  ...MREMAP_OPEN,
  { open: 'build-dependent', ops: ['smaps'], fields: ['vmflags'] },
  ...EMULATED,
];

/** Whether the kernel chose an address with nothing near that would bind it. */
function choosesFreely({ op }: Seen): boolean {
  return (op.op === 'map_shadow_stack' || op.op === 'mmap') && (op.addr ?? 0n) < GIB4;
}

/** After them. */
export const OPEN_LAST: readonly OpenLine<Seen>[] = [
  {
    open: 'host-dependent',
    ops: ['map_shadow_stack', 'mmap', 'mremap'],
    fields: ['value', ...at.MAPS],
    when: choosesFreely,
  },
  {
    open: 'derived',
    fields: [
      'fault',
      'trapno',
      'error_code',
      'events',
      'events.handler.*',
      'events.killed.*',
      'events.signal.*',
    ],
  },
  { open: 'diagnostic', fields: ['events.log', 'events.log.*'] },
  { open: 'derived', fields: ['state.threads.**', 'state.processes.**', 'state.spaces.**'] },
  { open: 'build-dependent', fields: ['vmflags'] },
  {
    open: 'unspecified',
    fields: [
      'outcome',
      'error',
      'value',
      'length',
      'stored',
      'stored.*',
      'features',
      'locked',
      'start',
      'end',
      'perm',
      'signal',
      'si_code',
      'si_addr',
      'events.handler',
      'events.killed',
      'events.signal',
    ],
  },
];
