/** Nested virtualisation: what must be seen. */
import { show } from '../../model/core/compare';
import type { Inspection, Outcome } from '../../model/nv/types';
import { Cells } from '../phrases/cells';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Nv, Setup } from './course';
import { claim } from './course';
import { carried, isInside, textOf, textOfRow } from './events';
import { isHostState } from './play';
import { pathsOf, readingOf, shown, valueIn } from './readings';
import type { File, Where, Who } from './words';

type Said = Claimed<Nv>;

/** What the CPU holds of a guest: where it goes on, and the registers of a level. */
const CPU = ['cpu', 'elr'] as const;

export const CLAIMS = [
  claim(
    '{nvReading} reads {nvValue}',
    ({ insight }, reading, value): Said => ({
      check: ({ state }) => {
        const got = shown(reading, valueIn(state, reading));
        expectFields({ [reading.name]: shown(reading, value) }, { [reading.name]: got });
      },
      paths: pathsOf(reading),
      // By one event PSTATE got there, which subjects with insight show.
      events: insight && reading.at === 'pstate' ? 1 : 0,
    }),
    ({ field, bits, state }) => {
      const reading = readingOf(field, bits);
      const value = reading && valueIn(state, reading);
      return reading && value !== null ? [reading, value] : null;
    },
  ),
  claim(
    '{nvWho} is in {nvWhere}',
    (setup, who, where): Said => ('context' in where ? context(setup, who, where) : place(setup, who, where)),
    ({ field, state }) => whereabouts(field, state),
  ),
  claim(
    'the CPU holds the registers of {nvFile}',
    (_setup, loaded): Said => ({
      check: ({ state }) => {
        expectFields({ loaded }, state);
        // What userspace would read of a level whose registers the CPU holds is what the CPU has.
        if (loaded !== null) expectFields({ cpu: loaded === 'EL1' ? state.el1 : state.vel2 }, state);
      },
      paths: ['loaded', 'cpu'],
    }),
    ({ field: [first, name], state: { loaded } }) =>
      first === 'state' && name === 'loaded' && loaded !== undefined ? [loaded] : null,
  ),
  claim(
    'the exception goes to {nvFile} at vector {u64} with ESR {u64}',
    (_setup, file, vector, esr): Said => {
      const to = file === 'EL1' ? 'vEL1' : file;
      const level = file === 'EL1' ? 'el1' : 'vel2';
      return {
        check: ({ events }) => {
          const found = events.filter(({ event }) => event === 'exception');
          if (found.length !== 1) throw new Error(`expected one exception, got ${show(found)}`);
          expectFields({ to, vector, esr }, found[0]);
        },
        // It is what an exception is: the vector is where the guest goes on, at that level, with its return state there.
        paths: [...CPU, 'spsr', 'pc', 'pstate', ...['spsr', 'elr', 'esr'].map((name) => `${level}.${name}`)],
        events: 1,
      };
    },
    ({ field, outcome }) => deliveryOf(field, outcome),
  ),
  claim(
    'these events follow:',
    (_setup, table): Said => {
      const rows = table.hashes();
      const wanted = rows.filter(({ with: text }) => text !== 'nobody').map(textOfRow);
      // Those inside KVM count where one of them is asked for, if only to say that there is none.
      const all = rows.some(({ what = '' }) => isInside(what));
      return {
        check: ({ events }) => {
          const got = events.filter(({ event }) => all || !isInside(event)).map(textOf);
          expectFields({ events: wanted }, { events: got });
        },
        events: Number.MAX_SAFE_INTEGER,
      };
    },
    ({ field: [first, name = ''], outcome }) => {
      const inside = name === '' || isInside(name);
      const events = (outcome.events ?? []).filter(({ event }) => inside || !isInside(event));
      if (first !== 'events' || events.length === 0) return null;
      return [new Cells([['what', 'with'], ...events.map((one) => [one.event, carried(one)])])];
    },
  ),
];

/** By KVM's own word where it can be heard, and always by the PSTATE and HCR_EL2 that userspace reads. */
function context({ features, insight }: Setup, who: Who, where: Where & { readonly context: string }): Said {
  const host = where.context === 'host';
  if (who === 'the run')
    return {
      check: ({ state }) => {
        expectFields({ sampled: host }, state);
      },
      paths: ['sampled'],
    };
  if (who === 'the handler')
    return {
      check: ({ events }) => {
        const handler = events.find(({ event }) => event === 'handler');
        expectFields({ host_context: host }, handler ?? {});
      },
    };
  return {
    check: ({ state }) => {
      if (insight) expectFields({ host_context: host }, state);
      const reads = isHostState(state, features?.has_el2 === true);
      expectFields({ 'PSTATE and TGE': host }, { 'PSTATE and TGE': reads });
    },
    paths: ['host_context'],
  };
}

/** Whose registers the CPU holds, the syndrome that KVM keeps and the context of a run go with the place. */
function place(
  { insight }: Setup,
  who: Who,
  { place: wanted, pc }: Extract<Where, { readonly place: string }>,
): Said {
  if (who !== 'the vCPU') throw new RangeError(`${who} is in host context or in guest context`);
  return {
    check: ({ state }) => {
      expectFields({ place: wanted, ...(pc === null ? {} : { pc }) }, state);
      // ELR_EL2 of the hardware is the guest's PC while it runs.
      if (insight && pc !== null && wanted === 'guest') expectFields({ elr: pc }, state);
    },
    paths: [
      ...['place', 'loaded', 'esr', 'sampled', ...CPU],
      ...(pc === null ? [] : ['pc']),
      ...(wanted === 'guest' ? ['spsr'] : []),
    ],
  };
}

/** The context, or the place, that the field tells. */
function whereabouts([first, name]: readonly string[], state: Inspection): [Who, Where] | null {
  if (first !== 'state') return null;
  if (name === 'host_context') return ['the vCPU', contextOf(state.host_context)];
  if (name === 'sampled') return ['the run', contextOf(state.sampled)];
  const { place: at } = state;
  return name === 'place' && at !== 'panicked' ? ['the vCPU', { place: at, pc: null }] : null;
}

/** Where the exception goes that the field tells of. */
function deliveryOf(
  [first, name]: readonly string[],
  { events = [] }: Outcome,
): [File, bigint, bigint] | null {
  const found = events.find(({ event }) => event === 'exception');
  if (first !== 'events' || name !== 'exception' || found?.event !== 'exception') return null;
  return [found.to === 'vEL1' ? 'EL1' : 'vEL2', found.vector, found.esr];
}

function contextOf(host: boolean | undefined): { readonly context: 'host' | 'guest' } {
  return { context: host === true ? 'host' : 'guest' };
}
