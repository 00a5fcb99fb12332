/** Mutants of clones that fail late, of workers, and of stacks that the caller of clone3 brings. */
import type { Mutant } from '../../core/machine';
import { bytesIn } from '../maps';
import { read64, written } from '../memory';
import type { State } from '../state';
import type { Clone, Outcome } from '../types';
import { mutant } from './mutant';
import {
  asking,
  leaving,
  mappingOf,
  on,
  spaceOf,
  sspOf,
  threadOf,
  withCetOf,
  withMemory,
  withThread,
} from './wrap';

const brought = ({ shstk_token = 0n }: Clone): bigint => shstk_token;

/** The clone without what makes it fail late. */
function hopeful({ tid_in_use: _in_use, ...op }: Clone): Clone {
  return op;
}

/** The clone without the stack that is brought. */
function empty({ shstk_token: _token, ...op }: Clone): Clone {
  return op;
}

const failed = (state: State, error: string): { state: State; outcome: Outcome } => ({
  state,
  outcome: { outcome: 'error', error },
});

/** The clone as if the word where the token should be were one, which it is not afterwards. */
function asIfToken(op: Clone, state: State): State {
  const token = brought(op);
  return withMemory(state, op, (memory) => written(memory, token, (token + 8n) | 1n));
}

export const CLONE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'failed-clone-leaks',
    breaks: 'SHSTK-151',
    origin: 'easily made: the error path frees what it has a list of, and the stack is in no list',
    wrap: on('clone', (op, state, step) => {
      if (op.tid_in_use !== true || !op.vm) return step(state, op);
      const done = step(state, hopeful(op));
      return failed({ ...state, spaces: done.state.spaces }, 'EEXIST');
    }),
  }),
  mutant({
    id: 'failed-clone-is-a-child',
    breaks: 'SHSTK-151',
    origin: 'easily made: a number in use is looked for before the clone alone, and set_tid is not heeded',
    wrap: asking('clone', (op) => (op.vfork ? op : hopeful(op))),
  }),
  mutant({
    id: 'failed-clone-gives-the-token-back',
    profile: 'clone3',
    breaks: 'SHSTK-165',
    origin:
      'easily made: what fails is thought to leave no trace; the kernel has taken the token before it fails',
    wrap: on('clone', (op, state, step) => {
      const done = step(state, op);
      return op.tid_in_use === true && brought(op) !== 0n
        ? { ...done, state: asIfToken(op, done.state) }
        : done;
    }),
  }),
  mutant({
    id: 'failed-vfork-unmaps',
    breaks: 'SHSTK-152',
    origin:
      'real: until 331955600ddf (x86/shstk: Handle vfork clone failure correctly), in Linux 6.6-rc1 and -rc2',
    wrap: on('clone', (op, state, step) => {
      const done = step(state, op);
      const { base: addr, size } = threadOf(state, op);
      if (op.tid_in_use !== true || !op.vfork) return done;
      return { ...done, state: step(done.state, { op: 'munmap', thread: op.thread, addr, size }).state };
    }),
  }),
  mutant({
    id: 'worker-without-a-stack',
    breaks: 'SHSTK-153',
    origin:
      "real: x86/shstk: don't create the shadow stack for PF_USER_WORKERs, posted in August 2025 and not merged",
    wrap: on('clone', (op, state, step) => {
      const parent = threadOf(state, op);
      if (op.worker !== true) return step(state, op);
      const off = withThread(state, op, () => ({ features: 0, base: 0n, size: 0n }));
      const done = step(off, op);
      const { features, base, size } = parent;
      return { ...done, state: withThread(done.state, op, () => ({ features, base, size })) };
    }),
  }),

  mutant({
    id: 'child-begins-at-the-token',
    breaks: 'SHSTK-164',
    origin: 'easily made: the address that is given is taken for the SSP',
    profile: 'clone3',
    wrap: leaving('clone', (after, op, before) =>
      brought(op) === 0n ? after : withCetOf(after, { thread: before.next }, () => ({ ssp: brought(op) })),
    ),
  }),
  mutant({
    id: 'brought-and-made',
    breaks: 'SHSTK-164',
    origin: 'easily made: a new thread gets a stack, and what it is to begin on is looked at after that',
    profile: 'clone3',
    wrap: on('clone', (op, state, step) => {
      const done = step(state, op);
      if (brought(op) === 0n || !op.vm || op.vfork || done.outcome.outcome !== 'ok') return done;
      const made = step(state, empty(op)).state;
      const maps = spaceOf(made, op)?.maps ?? [];
      const more = bytesIn(maps) > bytesIn(spaceOf(state, op)?.maps ?? []);
      const { base, size } = threadOf(made, { thread: state.next });
      const spaces = done.state.spaces.map((one) =>
        more && one.id === spaceOf(state, op)?.id ? { ...one, maps } : one,
      );
      return {
        ...done,
        state: withThread({ ...done.state, spaces }, { thread: state.next }, () => ({ base, size })),
      };
    }),
  }),
  mutant({
    id: 'token-stays',
    breaks: 'SHSTK-165',
    origin: 'easily made: the token is looked at, and RSTORSSP is thought to be what uses one up',
    profile: 'clone3',
    wrap: leaving('clone', (after, op, before) => {
      const child = { thread: before.next };
      return brought(op) === 0n ? after : asIfToken({ ...op, ...child }, after);
    }),
  }),
  mutant({
    id: 'token-rounded',
    breaks: 'SHSTK-166',
    origin: 'easily made: the low bits of a token are flags, so those of its address are taken off',
    profile: 'clone3',
    wrap: asking('clone', (op) =>
      op.shstk_token === undefined ? op : { ...op, shstk_token: op.shstk_token & ~7n },
    ),
  }),
  mutant({
    id: 'token-not-heeded-when-off',
    breaks: 'SHSTK-167',
    origin: 'what the kernel does without the series: with the feature off there is nothing to do',
    profile: 'clone3',
    wrap: asking('clone', (op, state) => (threadOf(state, op).features === 0 ? empty(op) : op)),
  }),
  mutant({
    id: 'token-in-any-memory',
    breaks: 'SHSTK-168',
    origin: 'easily made: the page is got by force, and nobody asks what it is of',
    profile: 'clone3',
    wrap: on('clone', (op, state, step) => {
      const done = step(state, op);
      const token = brought(op);
      const isToken =
        read64(spaceOf(state, op)?.memory ?? { hot: null, rest: [] }, token) === ((token + 8n) | 1n);
      if (done.outcome.outcome !== 'error' || done.outcome.error !== 'EFAULT') return done;
      if (!isToken || mappingOf(state, op, token) === null) return done;
      return step(state, empty(op));
    }),
  }),
  mutant({
    id: 'no-token-no-memory',
    breaks: 'SHSTK-168',
    origin: 'easily made: one error for whatever is wrong with the argument',
    profile: 'clone3',
    wrap: on('clone', (op, state, step) => {
      const done = step(state, op);
      const isFault = done.outcome.outcome === 'error' && done.outcome.error === 'EFAULT';
      return isFault ? failed(done.state, 'EINVAL') : done;
    }),
  }),
  mutant({
    id: 'any-word-is-a-token',
    breaks: 'SHSTK-169',
    origin: 'easily made: that the page is a shadow stack is thought to be proof enough',
    profile: 'clone3',
    wrap: on('clone', (op, state, step) =>
      brought(op) % 8n === 0n &&
      mappingOf(state, op, brought(op))?.shadow &&
      threadOf(state, op).features !== 0
        ? step(asIfToken(op, state), op)
        : step(state, op),
    ),
  }),
  mutant({
    id: 'brought-goes-with-the-child',
    breaks: 'SHSTK-170',
    origin: 'easily made: what a thread ends on is unmapped, whoever mapped it',
    profile: 'clone3',
    wrap: on('exit', (op, state, step) => {
      const done = step(state, op);
      const { base, space } = threadOf(state, op);
      const mapping = mappingOf(state, op, sspOf(state, op) - 8n);
      const other = done.state.threads.find((one) => one.space === space);
      if (!mapping?.shadow || base !== 0n || !other || other.base === mapping.start) return done;
      const gone = {
        op: 'munmap',
        thread: other.id,
        addr: mapping.start,
        size: mapping.end - mapping.start,
      } as const;
      return { ...done, state: step(done.state, gone).state };
    }),
  }),
];
