/** Steps in which operations of one name go wrong. */
import type { Stepped } from '../../core/machine';
import { Misuse } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { wrapsOf } from '../../core/mistake';
import { SHSTK } from '../abi';
import { cetOf } from '../context';
import type { Mapping, Maps } from '../maps';
import { mappingAt } from '../maps';
import type { Memory } from '../memory';
import type { Cet, Space, State, Thread } from '../state';
import { withCet } from '../state';
import type { Op, Outcome } from '../types';

type Name = Op['op'];
type OpOf<K extends Name> = Extract<Op, { op: K }>;
type Acting = Readonly<{ thread: number }>;

type Done = Stepped<State, Outcome>;
export type Step = (state: State, op: Op) => Done;

/** A step in which any operation may go wrong. */
export const { stepping } = wrapsOf<State, Op, Outcome>();

/** Performs operations of a name, or of one of several, in another way. */
export function on<K extends Name>(
  names: K | readonly K[],
  perform: (op: OpOf<K>, state: State, step: Step) => Done,
): Wrap<State> {
  const broken: readonly Name[] = [names].flat();
  return stepping((step, state, op) =>
    broken.includes(op.op) ? perform(op as OpOf<K>, state, step) : step(state, op),
  );
}

/** Performs them as other ones. */
export function asking<K extends Name>(
  names: K | readonly K[],
  change: (op: OpOf<K>, state: State) => Op,
): Wrap<State> {
  return on(names, (op, state, step) => step(state, change(op, state)));
}

/** Refuses those that there is an objection to, with the error that it names, and does nothing. */
export function refusing<K extends Name>(
  names: K | readonly K[],
  objection: (op: OpOf<K>, state: State) => string | null,
): Wrap<State> {
  return on(names, (op, state, step) => {
    const error = objection(op, state);
    return error === null ? step(state, op) : { state, outcome: { outcome: 'error', error } };
  });
}

/** Performs them, and tells of another outcome. */
export function answering<K extends Name>(
  names: K | readonly K[],
  answer: (outcome: Outcome, op: OpOf<K>, before: State) => object,
): Wrap<State> {
  return on(names, (op, state, step) => {
    const done = step(state, op);
    return { ...done, outcome: answer(done.outcome, op, state) as Outcome };
  });
}

/** Performs them, and leaves another state where they succeed. */
export function leaving<K extends Name>(
  names: K | readonly K[],
  leave: (after: State, op: OpOf<K>, before: State) => State,
): Wrap<State> {
  return on(names, (op, state, step) => {
    const done = step(state, op);
    return done.outcome.outcome === 'ok' ? { ...done, state: leave(done.state, op, state) } : done;
  });
}

/** Performs them as if `change` had been made to the state before, and takes it back with `restore`. */
export function under<K extends Name>(
  names: K | readonly K[],
  change: (state: State, op: OpOf<K>) => State,
  restore: (after: State, op: OpOf<K>, before: State) => State,
): Wrap<State> {
  return on(names, (op, state, step) => {
    const done = step(change(state, op), op);
    return { ...done, state: restore(done.state, op, state) };
  });
}

/** @throws Misuse where there is no such thread */
export function threadOf({ threads }: State, { thread }: Acting): Thread {
  const found = threads.find(({ id }) => id === thread);
  if (!found) throw new Misuse(`there is no thread ${thread}`);
  return found;
}

/** The SSP of a thread. @throws Misuse where there is no such thread */
export function sspOf(state: State, op: Acting): bigint {
  return cetOf(threadOf(state, op)).ssp;
}

/** The state with members of a thread changed, if it is there. */
export function withThread(
  state: State,
  { thread }: Acting,
  change: (thread: Thread) => Partial<Thread>,
): State {
  const threads = state.threads.map((one) => (one.id === thread ? { ...one, ...change(one) } : one));
  return { ...state, threads };
}

/** The state with another CET state of a thread, wherever it is. */
export function withCetOf(state: State, op: Acting, change: (cet: Cet) => Partial<Cet>): State {
  return withThread(state, op, (thread) => {
    const cet = cetOf(thread);
    return withCet(thread, thread.live, { ...cet, ...change(cet) });
  });
}

/** The memory of a thread. @throws Misuse where there is no such thread */
export function spaceOf(state: State, op: Acting): Space | undefined {
  const { space } = threadOf(state, op);
  return state.spaces.find(({ id }) => id === space);
}

/** What is mapped for a thread at an address. @throws Misuse where there is no such thread */
export function mappingOf(state: State, op: Acting, address: bigint): Mapping | null {
  return mappingAt(spaceOf(state, op)?.maps ?? [], address);
}

/** The state with the mappings of a thread's memory changed. */
export function withMaps(state: State, op: Acting, change: (maps: Maps) => Maps): State {
  const own = spaceOf(state, op);
  return {
    ...state,
    spaces: state.spaces.map((space) => (space === own ? { ...space, maps: change(space.maps) } : space)),
  };
}

/** The state with the words of a thread's memory changed. */
export function withMemory(state: State, op: Acting, change: (memory: Memory) => Memory): State {
  const own = spaceOf(state, op);
  return {
    ...state,
    spaces: state.spaces.map((space) => (space === own ? { ...space, memory: change(space.memory) } : space)),
  };
}

/** Performs them as if the thread had shadow stacks on, whether it has or not. */
export function asIfOn<K extends Name>(names: K | readonly K[]): Wrap<State> {
  return on(names, (op, state, step) => {
    const { features } = threadOf(state, op as Acting);
    const done = step(
      withThread(state, op as Acting, () => ({ features: SHSTK })),
      op,
    );
    return { ...done, state: withThread(done.state, op as Acting, () => ({ features })) };
  });
}

/** mmap with PROT_SHADOW_STACK makes a shadow stack. */
export const mmapMakesOne = leaving('mmap', (after, op, before) =>
  op.prot === 7
    ? withMaps(after, op, (maps) =>
        maps.map((one) => (spaceOf(before, op)?.maps.includes(one) ? one : { ...one, shadow: true })),
      )
    : after,
);
