/** Mutants of a page fault's error word, and of return probes. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { read64, written } from '../memory';
import type { State } from '../state';
import type { Outcome } from '../types';
import { mutant } from './mutant';
import { leaving, on, spaceOf, sspOf, stepping, withMemory } from './wrap';

/** Page faults of which the error word is another. */
function wordOf(change: (word: bigint) => bigint): Wrap<State> {
  return stepping((step, state, op) => {
    const done = step(state, op);
    const { outcome } = done;
    if (outcome.outcome !== 'fault' || outcome.fault !== '#PF') return done;
    const changed: Outcome = { ...outcome, error_code: change(outcome.error_code) };
    return { ...done, outcome: changed };
  });
}

const PRESENT = 1n;
const WRITE = 2n;
const USER = 4n;
const SHADOW = 0x40n;

export const FAULT_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'shadow-stack-bit-clear',
    breaks: 'SHSTK-161',
    origin: 'easily made: the bits that a handler is told are masked with those that there were before',
    wrap: wordOf((word) => word & ~SHADOW),
  }),
  mutant({
    id: 'shadow-stack-bit-always',
    breaks: 'SHSTK-161',
    origin: 'easily made: the bit is set for a program that has the feature, whatever it executes',
    wrap: wordOf((word) => word | SHADOW),
  }),
  mutant({
    id: 'shadow-loads-are-writes',
    breaks: 'SHSTK-163',
    origin:
      'real: the kernel treats every shadow-stack access as a write when it looks for memory (arch/x86/mm/fault.c), and must not tell',
    wrap: wordOf((word) => (word & SHADOW ? word | WRITE : word)),
  }),
  mutant({
    id: 'never-present',
    breaks: 'SHSTK-162',
    origin: 'easily made: a fault is told as one on a page that is not there',
    wrap: wordOf((word) => word & ~PRESENT),
  }),
  mutant({
    id: 'forbidden-is-present',
    breaks: 'SHSTK-162',
    origin: 'what one would conclude from SEGV_ACCERR: something is there, and may not be used so',
    wrap: stepping((step, state, op) => {
      const done = step(state, op);
      const { outcome } = done;
      if (outcome.outcome !== 'fault' || outcome.si_code !== 'SEGV_ACCERR') return done;
      return { ...done, outcome: { ...outcome, error_code: outcome.error_code | PRESENT } };
    }),
  }),
  mutant({
    id: 'user-bit-clear',
    breaks: 'SHSTK-184',
    origin: 'easily made: a shadow-stack access is taken for one of the supervisor, as WRUSS is',
    wrap: wordOf((word) => (word & SHADOW ? word & ~USER : word)),
  }),

  mutant({
    id: 'probe-changes-one-stack',
    breaks: 'SHSTK-154',
    origin:
      'real: until 1713b63a07a2 (x86/shstk: Make return uprobe work with shadow stack), in Linux 6.6 to 6.11',
    wrap: leaving('uretprobe', (after, op, before) => {
      const ssp = sspOf(before, op);
      const memory = spaceOf(before, op)?.memory;
      return memory && ssp !== 0n
        ? withMemory(after, op, (now) => written(now, ssp, read64(memory, ssp)))
        : after;
    }),
  }),
  mutant({
    id: 'probe-pushes',
    breaks: 'SHSTK-154',
    origin: 'what optimized uprobes need (shstk_push()), done where the last entry is to be changed',
    wrap: on('uretprobe', (op, state, step) => {
      const { thread, trampoline: value } = op;
      const ssp = sspOf(state, op);
      const replaced = step(state, { op: 'overwrite', thread, what: 'return', frame: 0, value });
      const done = step(state, op);
      if (ssp === 0n || done.outcome.outcome !== 'ok') return done;
      return { ...done, state: withMemory(replaced.state, op, (now) => written(now, ssp - 8n, value)) };
    }),
  }),
  mutant({
    id: 'probe-gives-up',
    breaks: 'SHSTK-155',
    origin: 'easily made: the error of the second store is dropped, and the return is a violation',
    wrap: on('uretprobe', (op, state, step) => {
      const { thread, trampoline: value } = op;
      const done = step(state, op);
      return done.outcome.outcome === 'fault'
        ? step(state, { op: 'overwrite', thread, what: 'return', frame: 0, value })
        : done;
    }),
  }),
];
