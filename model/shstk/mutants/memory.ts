/** Mutants of accesses, of memory calls and of the instructions. */
import type { Mutant } from '../../core/machine';
import { WRSS_EN } from '../abi';
import { changed } from '../maps';
import { EMPTY, read64, write64 } from '../memory';
import { V1 } from '../profiles';
import type { Outcome } from '../types';
import { mutant, wrapped } from './mutant';
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
    'easily made: what stops the copies of the kernel stops those that are forced',
    refusing('ptrace_poke', (op, state) => (mappingOf(state, op, op.addr)?.shadow ? 'EIO' : null)),
  ),
  mutant('mprotect-write-refused', 'SHSTK-82', 'real: in the series of January 2022 (22/35 and 34/35)', {
    mprotectObjection: V1.mprotectObjection,
  }),
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
  mutant(
    'read-only-leaves-untouched-pages',
    'SHSTK-83',
    'real: in the series of January 2022 all shadow-stack memory was read-only, and writable',
    { shadowAllowed: V1.shadowAllowed },
  ),
  mutant(
    'no-access-lets-wrss-in',
    'SHSTK-84',
    'easily made: a page that is there is written without asking',
    { shadowAllowed: (prot, entry) => entry || (prot & 2) !== 0 },
  ),
  wrapped(
    'dontneed-keeps-the-token',
    'SHSTK-85',
    'easily made: the token is part of the mapping, and survives what is a hint',
    leaving('madvise', (_after, _op, before) => before),
  ),
  wrapped(
    'growth-loses-the-kind',
    'SHSTK-86',
    'easily made: a new mapping with the old protection, and without the old flags',
    leaving('mremap', (after, op) =>
      withMaps(after, op, (maps) =>
        changed(maps, op.addr, op.addr + op.new_size, (one) => ({ ...one, shadow: false })),
      ),
    ),
  ),
  wrapped(
    'growth-moves-unasked',
    'SHSTK-86',
    'easily made: MREMAP_MAYMOVE is taken to be set, as most programs set it',
    asking('mremap', (op) => ({ ...op, may_move: true })),
  ),
  wrapped(
    'munmap-takes-the-whole',
    'SHSTK-87',
    'easily made: a shadow stack is mapped as one and unmapped as one',
    on('munmap', (op, state, step) => {
      const whole = mappingOf(state, op, op.addr);
      return step(state, whole?.shadow ? { ...op, addr: whole.start, size: whole.end - whole.start } : op);
    }),
  ),
  mutant(
    'read-only-stops-written-pages',
    'SHSTK-123',
    'what one would conclude from mprotect(2): read-only is read-only',
    { shadowAllowed: (prot) => (prot & 2) !== 0 },
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
    'fault-address-is-ssp',
    'SHSTK-55',
    'easily made: the handler is told where the shadow stack differs, as it is told of a page fault',
    answering(['ret', 'rstorssp'], (outcome, op, before) =>
      isFault(outcome, '#CP') ? { ...outcome, si_addr: sspOf(before, op) } : outcome,
    ),
    { invariant: 3 },
  ),
  wrapped(
    'logged-though-handled',
    'SHSTK-56',
    'easily made: the line is printed before it is known whether somebody handles the signal',
    answering('ret', (outcome, op, before) =>
      isFault(outcome, '#CP') && outcome.events?.[0]?.event === 'handler'
        ? {
            ...outcome,
            events: [
              {
                event: 'log',
                ssp: sspOf(before, op),
                error: op.far ? 2 : 1,
                name: op.far ? 'far/iret' : 'near ret',
              },
              ...outcome.events,
            ],
          }
        : outcome,
    ),
  ),
  wrapped(
    'vsyscall-pops-both',
    'SHSTK-109',
    'what one would expect of a return: the emulation pops the shadow stack as well',
    on('call', (op, state, step) => {
      const done = step(state, op);
      if (op.to !== 'vsyscall' || done.outcome.outcome !== 'ok') return done;
      return { ...done, state: withCetOf(done.state, op, ({ ssp }) => ({ ssp: ssp + 8n })) };
    }),
  ),
  wrapped(
    'far-return-code-1',
    'SHSTK-111',
    'easily made: one code for all returns',
    answering('ret', (outcome, op) =>
      op.far && isFault(outcome, '#CP') ? { ...outcome, error_code: 1n } : outcome,
    ),
  ),
  wrapped(
    'rstorssp-takes-bit-1',
    'SHSTK-112',
    'easily made: the two low bits are masked off before the token is compared, as SAVEPREVSSP does',
    on('rstorssp', (op, state, step) => {
      const word = read64(spaceOf(state, op)?.memory ?? EMPTY, op.addr);
      const plain = withMemory(state, op, (memory) => write64(memory, op.addr, (word & ~3n) | 1n));
      return step((word & 2n) !== 0n && mappingOf(state, op, op.addr)?.shadow ? plain : state, op);
    }),
  ),
  wrapped(
    'previous-ssp-without-bits',
    'SHSTK-113',
    'easily made: the old SSP is stored as it is',
    on('rstorssp', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok') return done;
      return {
        ...done,
        state: withMemory(done.state, op, (memory) => write64(memory, op.addr, sspOf(state, op))),
      };
    }),
  ),
  wrapped(
    'rdssp-clears-when-off',
    'SHSTK-114',
    'easily made: the register gets the SSP, which is 0 with the feature off',
    asking('rdssp', (op) => ({ ...op, reg: 0n })),
  ),
  wrapped(
    'wruss-is-invalid',
    'SHSTK-116',
    'what one would conclude from the other privileged ones, which the kernel has not turned on',
    asking('privileged', (op) => ({ ...op, insn: 'setssbsy' })),
  ),
  wrapped(
    'incssp-does-not-look',
    'SHSTK-117',
    'easily made: an addition to SSP, without the two reads that the manual has',
    on('incssp', (op, state, step) => {
      const done = step(state, op);
      if (!isFault(done.outcome, '#PF')) return done;
      const by = BigInt(op.count * (op.unit ?? 8));
      return { state: withCetOf(state, op, ({ ssp }) => ({ ssp: ssp + by })), outcome: { outcome: 'ok' } };
    }),
  ),
];
