/** Shadow stacks: what tasks must be like. */
import { hex } from '../../model/core/u64';
import type { Inspection, ThreadView } from '../../model/shstk/types';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Shstk } from './course';
import { claim } from './course';
import { thread, threadOf } from './names';
import { expectKind, spaceOf, viewOf } from './views';
import type { Home, Level } from './words';

type Said = Claimed<Shstk>;

const MASKS: Readonly<Record<Level, bigint>> = { off: 0n, shstk: 1n, wrss: 3n };

export const TASK_CLAIMS = [
  claim(
    '{task} has {level}',
    (_setup, actor, level): Said => {
      const id = threadOf(actor);
      return {
        check: ({ state }) => {
          const { features, ucet = features } = viewOf(state, id);
          expectFields({ features: MASKS[level], ucet: MASKS[level] }, { features, ucet });
        },
        paths: [`threads.${id}.features`, `threads.${id}.ucet`],
      };
    },
    ({ field, state }) => {
      const at = memberOf(field, 'features');
      const [level] = Object.entries(MASKS).find(([, mask]) => mask === at?.view(state)?.features) ?? [];
      return at && level !== undefined ? [thread(at.id), level as Level] : null;
    },
  ),
  claim(
    'the {member} of {task} is {shstkValue}',
    (_setup, member, actor, value): Said => {
      const id = threadOf(actor);
      return {
        check: ({ state }) => {
          expectFields({ [member]: value }, viewOf(state, id));
        },
        paths: [`threads.${id}.${member}`],
      };
    },
    ({ field, state }) => {
      for (const member of ['ssp', 'locked', 'ucet'] as const) {
        const at = memberOf(field, member);
        const value = at?.view(state)?.[member];
        if (at && value !== undefined) return [member, thread(at.id), value];
      }
      return null;
    },
  ),
  claim(
    '{task} owns {shstkOwned}',
    (_setup, actor, stack): Said => {
      const id = threadOf(actor);
      const owned = stack ?? { start: 0n, end: 0n };
      return {
        check: ({ state }) => {
          const { base = owned.start, size = owned.end - owned.start } = viewOf(state, id);
          expectFields({ base: owned.start, size: owned.end - owned.start }, { base, size });
          if (stack) expectKind(state, { ...stack, thread: id }, 'shadow');
        },
        paths: [
          `threads.${id}.base`,
          `threads.${id}.size`,
          ...(stack ? [1, 2, 3].map((space) => `spaces.${space}.maps.${hex(stack.start)}`) : []),
        ],
      };
    },
    ({ field, state }) => {
      const at = memberOf(field, 'base') ?? memberOf(field, 'size');
      const { base = 0n, size = 0n } = at?.view(state) ?? {};
      const stack = size === 0n ? null : { thread: 1, start: base, end: base + size };
      return at ? [thread(at.id), stack] : null;
    },
  ),
  claim('{task} begins in {shstkHome} with SSP {shstkValue}', (_setup, actor, home, ssp): Said => {
    const id = threadOf(actor);
    return {
      check: ({ state }) => {
        expectFields({ ...home, ssp }, { ...homeOf(state, id), ssp: viewOf(state, id).ssp });
      },
      paths: home.memory === 'fresh' ? FRESH : birthOf(id, home),
    };
  }),
  claim(
    'the normal stack of {task} is {shstkDepth}',
    (_setup, actor, { depth, altstack }): Said => {
      const id = threadOf(actor);
      return {
        check: ({ state }) => {
          const view = viewOf(state, id);
          expectFields({ depth, altstack }, { depth: view.depth, altstack: isOnAltstack(view) });
        },
        paths: [`threads.${id}.depth`, `threads.${id}.frames`],
      };
    },
    ({ field, state }) => {
      const at = memberOf(field, 'depth') ?? memberOf(field, 'frames');
      const view = at?.view(state);
      return at && view ? [thread(at.id), { depth: view.depth, altstack: isOnAltstack(view) }] : null;
    },
  ),
];

/** What exec changes: the program's memory is another, and the old one is gone. */
const FRESH = ['threads.1.ssp', 'threads.1.space', 'spaces.1', 'spaces.2'];

/** What is new with a task. */
function birthOf(id: number, { process, memory, waits }: Home): readonly string[] {
  return [
    `threads.${id}`,
    ...(process ? [`processes.${id}`] : []),
    ...(memory === 'copied' ? [`spaces.${id}`] : []),
    ...(waits ? ['threads.1.waits_for'] : []),
  ];
}

function homeOf(state: Inspection, id: number): Home {
  const [parent, task] = [viewOf(state, 1), viewOf(state, id)];
  const { maps } = spaceOf(state, id);
  const isFresh = task.space !== 1 && Object.values(maps).every(({ shadow }) => !shadow);
  return {
    process: task.process !== parent.process,
    memory: task.space !== parent.space ? 'copied' : id === 1 && isFresh ? 'fresh' : 'shared',
    waits: parent.waits_for === id,
  };
}

/** `state.threads.1.ssp`: whose it is, if it is this member. */
function memberOf(
  [first, second, id = '', member]: readonly string[],
  wanted: keyof ThreadView,
): { readonly id: number; view(state: Inspection): ThreadView | undefined } | null {
  if (first !== 'state' || second !== 'threads' || member !== wanted) return null;
  return { id: Number(id), view: ({ threads }) => threads[id] };
}

function isOnAltstack({ frames }: ThreadView): boolean {
  return frames[0]?.altstack ?? false;
}
