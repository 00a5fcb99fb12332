/** Mutants of accesses, of memory calls and of the instructions. */
import type { Mutant } from '../../core/machine';
import { SHSTK_EN, WRSS_EN } from '../abi';
import { changed } from '../maps';
import { read64, write64 } from '../memory';
import type { Outcome } from '../types';
import { wrapped } from './mutant';
import type { Step } from './wrap';
import {
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

const isFault = (outcome: Outcome, fault: string): boolean =>
  outcome.outcome === 'fault' && outcome.fault === fault;

export const MEMORY_MUTANTS: readonly Mutant[] = [
  wrapped(
    'wrss-without-enable',
    'SHSTK-40',
    'easily made: the instruction asks for shadow stacks, and not for the bit of its own',
    under(
      'wrss',
      (state, op) => withCetOf(state, op, ({ ucet }) => ({ ucet: ucet | WRSS_EN })),
      (after, op, before) =>
        after.threads.some(({ id }) => id === op.thread)
          ? withCetOf(after, op, () => ({ ucet: threadOf(before, op).registers.ucet }))
          : after,
    ),
  ),
  wrapped(
    'shadow-stores-anywhere',
    'SHSTK-41',
    'easily made: a shadow-stack store is taken for a store that may write one as well',
    on('wrss', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'fault' || mappingOf(state, op, op.addr)?.shadow !== false) return done;
      return {
        state: withMemory(state, op, (memory) => write64(memory, op.addr, op.value)),
        outcome: { outcome: 'ok' },
      };
    }),
  ),
  wrapped(
    'ordinary-store-allowed',
    'SHSTK-79',
    'easily made: the mapping says writable, and nobody asks what kind it is',
    on('store', (op, state, step) => {
      const mapping = mappingOf(state, op, op.addr);
      return mapping?.shadow && mapping.prot & 2
        ? step(state, { ...op, op: 'ptrace_poke' })
        : step(state, op);
    }),
  ),
  wrapped(
    'kernel-copies-go-in',
    'SHSTK-80',
    'what the series warns of: the kernel writes for the program what the program may not',
    on('copy', (op, state, step) => {
      const into = op.via !== 'write' && op.via !== 'proc_mem' && mappingOf(state, op, op.addr)?.shadow;
      return into
        ? step(state, { op: 'ptrace_poke', thread: op.thread, addr: op.addr, value: op.value ?? 0n })
        : step(state, op);
    }),
  ),
  wrapped(
    'poke-refused',
    'SHSTK-81',
    'easily made: what stops the copies of the kernel stops those that are forced, and a checkpointer with them',
    refusing('ptrace_poke', (op, state) => (mappingOf(state, op, op.addr)?.shadow ? 'EIO' : null)),
  ),
  wrapped(
    'mprotect-makes-it-ordinary',
    'SHSTK-82',
    'what the series warns of: memory that is made writable is written by anybody',
    leaving('mprotect', (after, op) =>
      withMaps(after, op, (maps) =>
        changed(maps, op.addr, op.addr + op.size, (one) => ({
          ...one,
          shadow: one.shadow && (op.prot & 2) === 0,
        })),
      ),
    ),
  ),

  wrapped(
    'compares-when-off',
    'SHSTK-55',
    'what the cover letter gives up marked programs for: returns are checked that nobody has asked to check',
    on('ret', (op, state, step) =>
      step(
        withCetOf(state, op, ({ ucet }) => ({ ucet: ucet | SHSTK_EN })),
        op,
      ),
    ),
  ),
  wrapped(
    'empty-stack-lets-through',
    'SHSTK-04',
    'easily made: there is nothing to compare with, so nothing differs',
    on('ret', (op, state, step) => {
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
  ),
  wrapped(
    'mismatch-passes',
    'SHSTK-55',
    'easily made: the entry is popped, and not compared',
    on('ret', (op, state, step) =>
      isFault(step(state, op).outcome, '#CP') && !op.far
        ? step(agreeing(step, state, op.thread), op)
        : step(state, op),
    ),
    { invariant: 3 },
  ),
  wrapped(
    'low-32-bits-compared',
    'SHSTK-55',
    'easily made: the addresses pass through a 32-bit variable',
    on('ret', (op, state, step) => {
      const agreed = agreeing(step, state, op.thread);
      const [pushed, returned] = [agreed, state].map((one) => threadOf(one, op).frames?.value ?? 0n);
      const same = BigInt.asUintN(32, pushed ?? 0n) === BigInt.asUintN(32, returned ?? 0n);
      return step(same && !op.far ? agreed : state, op);
    }),
    { invariant: 3 },
  ),
  wrapped(
    'rdssp-clears-when-off',
    'SHSTK-114',
    'easily made: the register gets the SSP, which is 0 with the feature off',
    asking('rdssp', (op) => ({ ...op, reg: 0n })),
  ),
];
