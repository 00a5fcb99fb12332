/** Shadow stacks: what holds for every tree of threads, and after a fork. */
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Inspection, Op, ThreadView } from '../../model/shstk/types';
import { invariant } from './course';
import type { Action } from './play';
import { at, forAll } from './play';

const PAGE = 0x1000n;
const BOTH = ['1', '2'] as const;

function idsOf(state: Inspection): readonly number[] {
  return Object.entries(state.threads).flatMap(([id, { waits_for }]) =>
    waits_for === null ? [Number(id)] : [],
  );
}

function threadOp({ kind, pick }: Action, state: Inspection): Op | null {
  const thread = at(idsOf(state), pick);
  switch (kind) {
    case 'thread':
      return {
        op: 'clone',
        thread,
        vm: true,
        vfork: false,
        same_process: true,
        stack_size: at([8n, 0x10001n, 0x20000n], pick),
      };
    case 'vfork':
      return { op: 'clone', thread, vm: true, vfork: true };
    case 'disable':
      return { op: 'arch_prctl', thread, option: 0x5002n, arg: 1n };
    case 'enable':
      return { op: 'arch_prctl', thread, option: 0x5001n, arg: 1n };
    case 'occupy': {
      const freed = at([0x7ffff7400000n, 0x7ffff7feb000n, 0x7ffff7fef000n, 0x7ffff7fdf000n], pick);
      return { op: 'mmap', thread, addr: freed, size: PAGE, prot: 1, place: 'noreplace' };
    }
    default:
      return thread === 1 ? null : { op: 'exit', thread };
  }
}

export const THREAD_INVARIANTS = [
  invariant('in any tree of threads the stacks lie apart, and each is unmapped once, with its thread', () =>
    forAll({
      kinds: ['thread', 'thread', 'vfork', 'exit', 'exit', 'disable', 'enable', 'occupy'],
      mustReach: ['thread', 'vfork', 'exit', 'disable', 'occupied'],
      length: 24,
      op: threadOp,
      watch: (seen) => {
        const occupied: bigint[] = [];
        return {
          observe: ({ action, op, outcome, after }) => {
            seen.note(action.kind);
            if (op.op === 'mmap' && outcome.outcome === 'ok') {
              occupied.push(op.addr);
              seen.note('occupied');
            }
            expectApart(Object.values(after.threads));
            expectAccounted(after);
            for (const page of occupied) {
              const kept = Object.entries(after.spaces[1]?.maps ?? {}).some(
                ([start, { end, shadow }]) => !shadow && BigInt(start) <= page && end > page,
              );
              if (!kept)
                throw new Error(`${show(op)} unmaps the page at ${hex(page)}, which is no stack any more`);
            }
          },
        };
      },
    }),
  ),

  invariant('after a fork neither process sees what the other writes to its shadow stack', () =>
    forAll({
      kinds: ['call', 'call', 'leave'],
      first: [
        { op: 'call', thread: 1, ret: 0x401005n },
        { op: 'call', thread: 1, ret: 0x402005n },
        { op: 'clone', thread: 1, vm: false, vfork: false },
      ],
      mustReach: ['1', '2'],
      length: 20,
      op: ({ kind, pick, value }, state) => {
        const thread = (pick % 2) + 1;
        if (kind === 'call') return { op: 'call', thread, ret: value };
        return state.threads[thread]?.frames[0] ? { op: 'ret', thread } : null;
      },
      watch: (seen) => ({
        observe: ({ op, outcome, before, after }) => {
          const own = String((op as { thread: number }).thread);
          const other = own === BOTH[0] ? BOTH[1] : BOTH[0];
          seen.note(own);
          if (outcome.outcome !== 'ok') throw new Error(`${show(op)} gives ${show(outcome)}`);
          const [old, now] = [before, after].map((state) =>
            show(state.spaces[state.threads[other]?.space ?? 0]?.words ?? 'nothing'),
          );
          if (old !== now)
            throw new Error(
              `${show(op)} by thread ${own} changes the words of thread ${other} from ${old ?? ''} to ${now ?? ''}`,
            );
        },
      }),
    }),
  ),
];

function expectApart(threads: readonly ThreadView[]): void {
  const stacks = threads
    .map(({ base = 0n, size = 0n }) => ({ base, size }))
    .filter(({ size }) => size > 0n)
    .sort((a, b) => (a.base < b.base ? -1 : 1));
  stacks.forEach((stack, i) => {
    const next = stacks[i + 1];
    if (next && stack.base + stack.size + PAGE > next.base) {
      throw new Error(
        `the stacks at ${hex(stack.base)} (${hex(stack.size)} bytes) and ${hex(next.base)} have no page between them`,
      );
    }
  });
  const running = threads.filter(({ features, waits_for }) => features !== 0n && waits_for === null);
  if (new Set(running.map(({ ssp }) => ssp)).size < running.length)
    throw new Error(`two threads run on one shadow stack: ${show(running)}`);
  const wild = threads.find(({ features, ssp, size = 0n }) => features !== 0n && size > 0n && ssp === 0n);
  if (wild) throw new Error(`a thread with a stack of its own has SSP 0: ${show(wild)}`);
}

/** The shadow-stack memory of the one address space is what its threads own: nothing leaks, nothing is missing. */
function expectAccounted(state: Inspection): void {
  const mapped = Object.entries(state.spaces[1]?.maps ?? {}).reduce(
    (sum, [start, { end, shadow }]) => (shadow ? sum + end - BigInt(start) : sum),
    0n,
  );
  const owned = Object.values(state.threads).reduce((sum, { size = 0n }) => sum + size, 0n);
  if (mapped !== owned)
    throw new Error(`${hex(mapped)} bytes of shadow stack are mapped, and threads own ${hex(owned)}`);
}
