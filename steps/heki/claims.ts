/** Heki: what must be seen. */
import { show } from '../../model/core/compare';
import type { Call, Outcome, PaRange } from '../../model/heki/types';
import { Cells } from '../phrases/cells';
import type { Claimed } from '../phrases/phrase';
import { expectFields } from '../tables';
import type { Heki } from './course';
import { claim } from './course';
import { callText, eventsOf, lineCells } from './log';
import { expectedRows, lockCells, locksOf, pathOf, rowOf, shownOf } from './state';
import { paCells, paRangesOf } from './tables';
import type { List, Side } from './words';

type Said = Claimed<Heki>;

/** The one row under `Heki calls:` where nothing is called. */
const NOTHING = 'nothing';

export const CLAIMS = [
  claim(
    'these events follow:',
    (_setup, table): Said => {
      const wanted = eventsOf(table);
      return {
        check: ({ events }) => {
          expectFields({ log: wanted }, { log: [...events] });
          const open = events.filter((event) => event.event === 'log' && event.newline === false).length;
          if (open !== wanted.filter((event) => 'newline' in event).length)
            throw new Error(`a newline too many or too few in ${show(events)}`);
        },
        events: wanted.length,
      };
    },
    ({ field: [first], outcome }) => (first === 'events' ? [lineCells(outcome.events ?? [])] : null),
  ),
  claim(
    'Heki calls:',
    (_setup, table): Said => {
      const texts = table.rows.map(([text = '']) => text);
      const wanted = texts.length === 1 && texts[0] === NOTHING ? [] : texts;
      return {
        check: ({ outcome }) => {
          expectFields({ calls: wanted }, { calls: callsOf(outcome).map(callText) });
        },
      };
    },
    ({ field: [first], outcome }) => {
      const texts = callsOf(outcome).map(callText);
      return first === 'calls'
        ? [new Cells((texts.length > 0 ? texts : [NOTHING]).map((text) => [text]))]
        : null;
    },
  ),
  claim(
    '{hekiList} are:',
    (_setup, list, table): Said => {
      if (list === 'locks') {
        const wanted = locksOf(table);
        return {
          check: ({ state: { host } }) => {
            expectFields(wanted, { write_slots: host?.write_slots, exec_slots: host?.exec_slots });
          },
          paths: ['host.write_slots', 'host.exec_slots'],
        };
      }
      const ranges = paRangesOf(table);
      if (list === 'converted')
        return {
          check: ({ outcome }) => {
            expectFields({ ranges }, { ranges: convertedIn(outcome) });
          },
        };
      return {
        check: ({ state }) => {
          expectFields({ ranges }, { ranges: state.guest?.ranges });
        },
        paths: ['guest.ranges'],
      };
    },
    ({ field: [first, side, name], outcome, state: { guest, host } }): [List, Cells] | null => {
      if (first === 'ranges') {
        const ranges = convertedIn(outcome);
        return ranges ? ['converted', paCells(ranges)] : null;
      }
      if (first !== 'state' || !host) return null;
      if (side === 'guest' && name === 'ranges')
        return guest?.ranges ? ['guest', paCells(guest.ranges)] : null;
      const isTable = side === 'host' && (name === 'write_slots' || name === 'exec_slots');
      return isTable ? ['locks', lockCells(host)] : null;
    },
  ),
  claim(
    '{hekiSide} has:',
    (setup, side, table): Said => {
      const names = table.rows.map(([name = '']) => name);
      return {
        check: ({ state }) => {
          expectFields(expectedRows(setup, side, table), shownOf(side, state));
        },
        paths: names.map((name) => pathOf(side, name)),
      };
    },
    ({ field: [first, side = '', ...rest], state }) => {
      if (first !== 'state') return null;
      const at: Side = side === 'vcpus' ? Number(rest[0]) : side === 'guest' ? side : 'host';
      const row = rowOf(at, (side === 'vcpus' ? rest[1] : rest[0]) ?? '', state);
      return row ? [at, new Cells([row])] : null;
    },
  ),
  claim(
    'it returns {int}',
    (_setup, result): Said => ({
      check: ({ outcome }) => {
        expectFields({ outcome: 'ok', result }, outcome);
      },
    }),
    ({ field: [first], outcome }) => (first === 'result' && 'result' in outcome ? [outcome.result] : null),
  ),
] as const;

function callsOf(outcome: Outcome): readonly Call[] {
  return outcome.outcome === 'ok' ? (outcome.calls ?? []) : [];
}

/** Null where the conversion gave no array; undefined where nothing was converted. */
function convertedIn(outcome: Outcome): readonly PaRange[] | null | undefined {
  return outcome.outcome === 'ok' ? outcome.ranges : undefined;
}
