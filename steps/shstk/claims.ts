/** Shadow stacks: what must be seen of an answer, and what follows it. */
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Event, HandlerEvent, LogEvent, Outcome } from '../../model/shstk/types';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Shstk } from './course';
import { claim } from './course';

type Said = Claimed<Shstk>;

export const CLAIMS = [
  claim('it fails', (): Said => ({
    check: ({ outcome }) => {
      if (outcome.outcome !== 'error') throw new Error(`expected an error, got ${show(outcome)}`);
    },
  })),
  claim(
    'it stores {u64}',
    (_setup, value): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'ok', stored: [value] }, outcome);
      },
    }),
    ({ field: [first], outcome }) => {
      const [value, ...more] = outcome.outcome === 'ok' ? (outcome.stored ?? []) : [];
      return first === 'stored' && value !== undefined && more.length === 0 ? [value] : null;
    },
  ),
  claim(
    'it shows features {string} and locks {string}',
    (_setup, features, locked): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'ok', features, locked }, outcome);
      },
    }),
    ({ field: [first = ''], outcome }) =>
      ['features', 'locked'].includes(first) && outcome.outcome === 'ok'
        ? [outcome.features ?? '', outcome.locked ?? '']
        : null,
  ),
  claim('its VmFlags include {string}', (_setup, flag): Said => ({
    check: ({ outcome }) => {
      const { vmflags = '' } = outcome.outcome === 'ok' ? outcome : {};
      if (!vmflags.split(' ').includes(flag))
        throw new Error(`expected ${flag} among the VmFlags "${vmflags}"`);
    },
  })),
  claim(
    'the handler of {signame} runs with SSP {shstkValue}',
    ({ last }, signo, ssp): Said => ({
      check: ({ events }) => {
        expectFields(
          { event: 'handler', signo, ssp },
          of<HandlerEvent>(events, 'handler') ?? { event: 'none' },
        );
      },
      events: 1,
      paths: [
        ...(ssp === 0n ? [] : [`threads.${last}.ssp`, ...wordsAt(ssp)]),
        `threads.${last}.frames`,
        `threads.${last}.depth`,
      ],
    }),
    ({ field: [first], outcome }) => {
      const handler = of<HandlerEvent>(outcome.events ?? [], 'handler');
      return first === 'events' && handler ? [handler.signo, handler.ssp] : null;
    },
  ),
  claim(
    'the kernel logs {string} with code {int} and SSP {shstkValue}',
    (_setup, name, error, ssp): Said => ({
      check: ({ events }) => {
        expectFields({ event: 'log', name, error, ssp }, events[0] ?? { event: 'none' });
      },
      events: 1,
    }),
    ({ field: [first, second], outcome }) => {
      const log = of<LogEvent>(outcome.events ?? [], 'log');
      return first === 'events' && second === 'log' && log ? [log.name, log.error, log.ssp] : null;
    },
  ),
];

/** The words that a delivery leaves: the restorer's address at SSP, and the entry above it. */
function wordsAt(ssp: bigint): readonly string[] {
  return [ssp, ssp + 8n].map((at) => `spaces.1.words.${hex(at)}`);
}

function of<E extends Event>(events: NonNullable<Outcome['events']>, kind: E['event']): E | undefined {
  return events.find((event): event is E => event.event === kind);
}
