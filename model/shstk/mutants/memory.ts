/** Mutants of accesses, of memory calls and of the instructions. */
import type { Mutant } from '../../core/machine';
import { PAGE, SHSTK_EN, UPSTREAM_NUMBERS, WRSS_EN } from '../abi';
import { storable } from '../access';
import { changed } from '../maps';
import { read64, written } from '../memory';
import type { Mremap, Outcome } from '../types';
import { mutant } from './mutant';
import type { Step } from './wrap';
import {
  answering,
  asking,
  leaving,
  mappingOf,
  on,
  refusing,
  spaceOf,
  sspOf,
  threadOf,
  under,
  withCetOf,
  withMaps,
  withMemory,
} from './wrap';
import type { State } from '../state';

/** A return of which the shadow stack holds what the normal one says. */
function agreeing(step: Step, state: State, thread: number): State {
  const memory = spaceOf(state, { thread })?.memory;
  const value = memory ? read64(memory, sspOf(state, { thread })) : 0n;
  return step(state, { op: 'overwrite', thread, what: 'return', frame: 0, value }).state;
}

const DONE: Outcome = { outcome: 'ok' };
const { STATUS } = UPSTREAM_NUMBERS.commands;

/** An mremap of whole pages that moves as any. */
const isPlain = ({ addr, dont_unmap }: Mremap): boolean => addr % PAGE === 0n && dont_unmap !== true;

const isOverBorder = (addr: bigint): boolean => addr % PAGE > PAGE - 8n;

const isFault = (outcome: Outcome, fault: string): boolean =>
  outcome.outcome === 'fault' && outcome.fault === fault;

export const MEMORY_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'wrss-without-enable',
    breaks: 'SHSTK-40',
    origin: 'easily made: the instruction asks for shadow stacks, and not for the bit of its own',
    wrap: under(
      'wrss',
      (state, op) => withCetOf(state, op, ({ ucet }) => ({ ucet: ucet | WRSS_EN })),
      (after, op, before) =>
        after.threads.some(({ id }) => id === op.thread)
          ? withCetOf(after, op, () => ({ ucet: threadOf(before, op).registers.ucet }))
          : after,
    ),
  }),
  mutant({
    id: 'shadow-stores-anywhere',
    breaks: 'SHSTK-41',
    origin: 'easily made: a shadow-stack store is taken for a store that may write one as well',
    wrap: on('wrss', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'fault' || mappingOf(state, op, op.addr)?.shadow !== false) return done;
      return {
        state: withMemory(state, op, (memory) => written(memory, op.addr, op.value)),
        outcome: { outcome: 'ok' },
      };
    }),
  }),
  mutant({
    id: 'ordinary-store-allowed',
    breaks: 'SHSTK-79',
    origin: 'easily made: the mapping says writable, and nobody asks what kind it is',
    wrap: on('store', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping?.shadow && mapping.prot & 2
        ? step(state, { ...op, op: 'ptrace_poke' })
        : step(state, op);
    }),
  }),
  mutant({
    id: 'store-looks-at-its-first-page',
    breaks: 'SHSTK-141',
    origin: 'easily made: the mapping of the address is looked up, and the access is longer than a byte',
    wrap: on('store', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping && storable(mapping) && isOverBorder(op.addr)
        ? { state: withMemory(state, op, (memory) => written(memory, op.addr, op.value)), outcome: DONE }
        : step(state, op);
    }),
  }),
  mutant({
    id: 'store-looks-at-its-last-page',
    breaks: 'SHSTK-141',
    origin: 'easily made: the address after the last byte is computed, and looked up alone',
    wrap: on('store', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr + 7n);
      return mapping && storable(mapping) && isOverBorder(op.addr)
        ? { state: withMemory(state, op, (memory) => written(memory, op.addr, op.value)), outcome: DONE }
        : step(state, op);
    }),
  }),
  mutant({
    id: 'load-looks-at-its-first-page',
    breaks: 'SHSTK-141',
    origin: 'easily made: the mapping of the address is looked up, and the access is longer than a byte',
    wrap: on('load', (op, state, step) => {
      const done = step(state, op);
      return mappingOf(state, op, op.addr) && isOverBorder(op.addr) && done.outcome.outcome === 'fault'
        ? { state, outcome: { outcome: 'ok', value: 0n } }
        : done;
    }),
  }),
  mutant({
    id: 'halves-swapped-at-the-border',
    breaks: 'SHSTK-141',
    origin: 'easily made: the two parts are put together in the wrong order',
    wrap: answering('load', (outcome, { addr }) =>
      outcome.outcome === 'ok' && isOverBorder(addr)
        ? {
            ...outcome,
            value: BigInt.asUintN(64, ((outcome.value ?? 0n) << 32n) | ((outcome.value ?? 0n) >> 32n)),
          }
        : outcome,
    ),
  }),
  mutant({
    id: 'status-looks-at-its-first-page',
    breaks: 'SHSTK-16',
    origin: 'easily made: the pointer is checked, and not the end of what is stored there',
    wrap: on('arch_prctl', (op, state, step) => {
      const mapping = mappingOf(state, op, op.arg);
      return op.option === STATUS && mapping && storable(mapping) && isOverBorder(op.arg)
        ? { state, outcome: { outcome: 'ok', stored: [BigInt(threadOf(state, op).features)] } }
        : step(state, op);
    }),
  }),
  mutant({
    id: 'half-a-poke-is-one',
    breaks: 'SHSTK-142',
    origin: 'easily made: that something was copied is taken for success',
    wrap: answering('ptrace_poke', (outcome, op, before) =>
      mappingOf(before, op, op.addr) === null ? outcome : DONE,
    ),
  }),
  mutant({
    id: 'mremap-checks-nothing',
    breaks: 'SHSTK-139',
    origin: 'easily made: what is asked for is taken to make sense',
    wrap: on('mremap', (op, state, step) => {
      const done = step(state, op);
      return done.outcome.outcome === 'error' && done.outcome.error === 'EINVAL' && isPlain(op)
        ? { state, outcome: { outcome: 'ok', value: op.addr } }
        : done;
    }),
  }),
  mutant({
    id: 'mremap-takes-what-is-not-there',
    breaks: 'SHSTK-140',
    origin: 'easily made: what is asked for is taken to make sense',
    wrap: answering('mremap', (outcome, op) =>
      outcome.outcome === 'error' && outcome.error === 'EFAULT' ? { outcome: 'ok', value: op.addr } : outcome,
    ),
  }),
  mutant({
    id: 'mremap-does-not-shrink',
    breaks: 'SHSTK-86',
    origin: 'easily made: a smaller size leaves what is there, since it is enough',
    wrap: on('mremap', (op, state, step) => {
      const done = step(state, op);
      return done.outcome.outcome === 'ok' && op.new_size < op.old_size ? { ...done, state } : done;
    }),
  }),
  mutant({
    id: 'addresses-rounded-down',
    breaks: 'SHSTK-138',
    origin: 'easily made: what lies within a page is taken for the page',
    wrap: asking(['munmap', 'mprotect', 'madvise', 'mremap'], (op) => ({
      ...op,
      addr: op.addr & ~(PAGE - 1n),
    })),
  }),
  mutant({
    id: 'kernel-copies-go-in',
    breaks: 'SHSTK-80',
    origin: 'what the series warns of: the kernel writes for the program what the program may not',
    wrap: on('copy', (op, state, step) => {
      const writes = op.via === 'read' || op.via === 'process_vm_writev';
      const into = writes && mappingOf(state, op, op.addr)?.shadow;
      return into
        ? step(state, { op: 'ptrace_poke', thread: op.thread, addr: op.addr, value: op.value ?? 0n })
        : step(state, op);
    }),
  }),
  mutant({
    id: 'poke-refused',
    breaks: 'SHSTK-81',
    origin:
      'easily made: what stops the copies of the kernel stops those that are forced, and a checkpointer with them',
    wrap: refusing('ptrace_poke', (op, state) => (mappingOf(state, op, op.addr)?.shadow ? 'EIO' : null)),
  }),
  mutant({
    id: 'mprotect-makes-it-ordinary',
    breaks: 'SHSTK-82',
    origin: 'what the series warns of: memory that is made writable is written by anybody',
    wrap: leaving('mprotect', (after, op) =>
      withMaps(after, op, (maps) =>
        changed(maps, op.addr, op.addr + op.size, (one) => ({
          ...one,
          shadow: one.shadow && (op.prot & 2) === 0,
        })),
      ),
    ),
  }),

  mutant({
    id: 'compares-when-off',
    breaks: 'SHSTK-55',
    origin:
      'what the cover letter gives up marked programs for: returns are checked that nobody has asked to check',
    wrap: on('ret', (op, state, step) =>
      step(
        withCetOf(state, op, ({ ucet }) => ({ ucet: ucet | SHSTK_EN })),
        op,
      ),
    ),
  }),
  mutant({
    id: 'empty-stack-lets-through',
    breaks: 'SHSTK-04',
    origin: 'easily made: there is nothing to compare with, so nothing differs',
    wrap: on('ret', (op, state, step) => {
      const done = step(state, op);
      if (!isFault(done.outcome, '#PF')) return done;
      const off = step(
        withCetOf(state, op, () => ({ ucet: 0n })),
        op,
      );
      return {
        ...off,
        state: withCetOf(off.state, op, ({ ssp }) => ({
          ssp: ssp + 8n,
          ucet: threadOf(state, op).registers.ucet,
        })),
      };
    }),
  }),
  mutant({
    id: 'mismatch-passes',
    breaks: 'SHSTK-55',
    origin: 'easily made: the entry is popped, and not compared',
    invariant: 3,
    wrap: on('ret', (op, state, step) =>
      isFault(step(state, op).outcome, '#CP') && !op.far
        ? step(agreeing(step, state, op.thread), op)
        : step(state, op),
    ),
  }),
  mutant({
    id: 'pops-until-it-matches',
    breaks: 'SHSTK-145',
    origin:
      'easily made: after a jump entries are popped until one matches, so that longjmp needs to know nothing',
    wrap: on('ret', (op, state, step) => {
      const { frames, parked } = threadOf(state, op);
      if (parked.size === 0) return step(state, op);
      const memory = spaceOf(state, op)?.memory;
      const ssp = sspOf(state, op);
      const deeper = [1n, 2n, 3n, 4n].find((n) => memory && read64(memory, ssp + 8n * n) === frames?.value);
      return deeper !== undefined && isFault(step(state, op).outcome, '#CP')
        ? step(
            withCetOf(state, op, () => ({ ssp: ssp + 8n * deeper })),
            op,
          )
        : step(state, op);
    }),
  }),
  mutant({
    id: 'other-stacks-not-compared',
    breaks: 'SHSTK-147',
    origin: 'easily made: a program that switches stacks is taken out of the comparison, since it would fail',
    wrap: on('ret', (op, state, step) =>
      threadOf(state, op).parked.size > 0 && isFault(step(state, op).outcome, '#CP')
        ? step(agreeing(step, state, op.thread), op)
        : step(state, op),
    ),
  }),
  mutant({
    id: 'other-stacks-refused',
    breaks: 'SHSTK-147',
    origin: 'easily made: the bounds of the stack that the kernel made are kept, and SSP held to them',
    wrap: on('ret', (op, state, step) => {
      const { parked, frames } = threadOf(state, op);
      const wrong = BigInt.asUintN(64, ~(frames?.value ?? 0n));
      return parked.size > 0 && frames?.kind === 'call'
        ? step(step(state, { ...op, op: 'overwrite', what: 'return', frame: 0, value: wrong }).state, op)
        : step(state, op);
    }),
  }),
  mutant({
    id: 'low-32-bits-compared',
    breaks: 'SHSTK-55',
    origin: 'easily made: the addresses pass through a 32-bit variable',
    invariant: 3,
    wrap: on('ret', (op, state, step) => {
      const agreed = agreeing(step, state, op.thread);
      const [pushed, returned] = [agreed, state].map((one) => threadOf(one, op).frames?.value ?? 0n);
      const same = BigInt.asUintN(32, pushed ?? 0n) === BigInt.asUintN(32, returned ?? 0n);
      return step(same && !op.far ? agreed : state, op);
    }),
  }),
  mutant({
    id: 'rdssp-clears-when-off',
    breaks: 'SHSTK-194',
    origin: 'easily made: the register gets the SSP, which is 0 with the feature off',
    wrap: asking('rdssp', (op) => ({ ...op, reg: 0n })),
  }),
  mutant({
    id: 'off-is-a-no-op',
    breaks: 'SHSTK-114',
    origin: 'what one would conclude from RDSSP and from the old encodings, which are no-ops',
    wrap: on(['incssp', 'rstorssp', 'wrss'], (op, state, step) =>
      threadOf(state, op).features === 0 ? { state, outcome: DONE } : step(state, op),
    ),
  }),
  mutant({
    id: 'ordinary-memory-is-none',
    breaks: 'SHSTK-115',
    origin: 'easily made: a shadow-stack mapping is looked for at the address, and none is found',
    wrap: answering(['wrss', 'rstorssp'], (outcome, op, before) =>
      isFault(outcome, '#PF') && mappingOf(before, op, op.addr)?.shadow === false
        ? { ...outcome, si_code: 'SEGV_MAPERR' }
        : outcome,
    ),
  }),
  mutant({
    id: 'no-memory-is-forbidden',
    breaks: 'SHSTK-195',
    origin: 'easily made: the access is judged by its kind before the mapping is looked up',
    wrap: answering(['wrss', 'rstorssp'], (outcome, op, before) =>
      isFault(outcome, '#PF') && mappingOf(before, op, op.addr) === null
        ? { ...outcome, si_code: 'SEGV_ACCERR' }
        : outcome,
    ),
  }),
  mutant({
    id: 'way-back-like-a-token',
    breaks: 'SHSTK-113',
    origin: 'easily made: what is left in the place of the token is one of the old stack, without bit 1',
    wrap: leaving('rstorssp', (after, op, before) =>
      withMemory(after, op, (memory) => written(memory, op.addr, sspOf(before, op) | 1n)),
    ),
  }),
  mutant({
    id: 'left-without-a-token',
    breaks: 'SHSTK-179',
    origin: 'easily made: the way back is popped, and what it is for is forgotten',
    wrap: leaving('saveprevssp', (after, op, before) =>
      withMemory(after, op, () => spaceOf(before, op)?.memory ?? { hot: null, rest: [] }),
    ),
  }),
  mutant({
    id: 'loads-refused',
    breaks: 'SHSTK-190',
    origin: 'easily made: what no store may reach is closed to loads as well',
    wrap: on('load', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping?.shadow && mapping.prot !== 0
        ? step(
            withMaps(state, op, (maps) =>
              changed(maps, mapping.start, mapping.end, (one) => ({ ...one, prot: 0 })),
            ),
            op,
          )
        : step(state, op);
    }),
  }),
  mutant({
    id: 'mapped-over-keeps-the-mark',
    breaks: 'SHSTK-191',
    origin: 'easily made: neighbours that were one mapping are made one again',
    wrap: leaving('mmap', (after, op, before) =>
      op.place === 'fixed' && mappingOf(before, op, op.addr)?.shadow
        ? withMaps(after, op, (maps) =>
            changed(maps, op.addr, op.addr + op.size, (one) => ({ ...one, shadow: true })),
          )
        : after,
    ),
  }),
  mutant({
    id: 'munmap-takes-the-rest',
    breaks: 'SHSTK-87',
    origin: 'easily made: a stack whose middle is gone is thought to be of no use',
    wrap: on('munmap', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping?.shadow && op.addr % PAGE === 0n
        ? step(state, { ...op, addr: mapping.start, size: mapping.end - mapping.start })
        : step(state, op);
    }),
  }),
  mutant({
    id: 'incssp-pops-one',
    breaks: 'SHSTK-117',
    origin: 'easily made: the count is that of repetitions, of which the first is made',
    wrap: asking('incssp', (op) => (op.count > 1 ? { ...op, count: 1 } : op)),
  }),
  mutant({
    id: 'incssp-looks-at-nothing',
    breaks: 'SHSTK-202',
    origin: 'easily made: SSP is a number to which another is added',
    wrap: on('incssp', (op, state, step) => {
      const done = step(state, op);
      if (!isFault(done.outcome, '#PF')) return done;
      const bytes = BigInt(op.count) * BigInt(op.unit ?? 8);
      return { state: withCetOf(state, op, ({ ssp }) => ({ ssp: ssp + bytes })), outcome: DONE };
    }),
  }),
];
