/** Shadow stacks: how an operation ends that faults, and how a task ends. */
import type { Event, Outcome } from '../../model/shstk/types';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Shstk } from './course';
import { claim } from './course';
import { thread, threadOf } from './names';
import type { Ending } from './words';

type Said = Claimed<Shstk>;

/** The last of the claims: of a fault something can always be said. */
export const END_CLAIMS = [
  claim(
    '{task} is {shstkEnding}',
    (_setup, actor, ending): Said => {
      const id = threadOf(actor);
      const wanted = eventsOf(ending);
      return {
        check: ({ events, state }) => {
          expectFields({ events: wanted }, { events: events.filter(({ event }) => event !== 'log') });
          if (state.threads[id]) throw new Error(`expected thread ${id} to be gone`);
        },
        events: wanted.length,
        paths: [`threads.${id}`, `processes.${id}`, `spaces.${id}`],
      };
    },
    ({ field: [first, second, id = '1', ...rest], op, outcome, state }) => {
      const isGone = first === 'state' && second === 'threads' && rest.length === 0 && !state.threads[id];
      const of = isGone ? Number(id) : 'thread' in op ? op.thread : 1;
      const ending = endingOf(outcome);
      return isGone || (first === 'events' && second !== 'log' && ending) ? [thread(of), ending] : null;
    },
  ),
  claim(
    'it faults with {segv}',
    (_setup, fault): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'fault', ...fault }, outcome);
      },
    }),
    ({ outcome }) => (outcome.outcome === 'fault' ? [outcome] : null),
  ),
];

function eventsOf(ending: Ending): readonly Partial<Event>[] {
  if (ending === null) return [];
  const { signo, second } = ending;
  const killed = { event: 'killed', signo } as const;
  return second ? [{ event: 'signal', signo, si_code: 'SI_KERNEL' }, killed] : [killed];
}

function endingOf({ events = [] }: Outcome): Ending {
  const killed = events.find((event) => event.event === 'killed');
  const second = events.some(({ event }) => event === 'signal');
  return killed ? { signo: killed.signo, second } : null;
}
