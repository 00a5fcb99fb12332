/** Owners: the two initialisations of a guest that pins registers alone (the second version), and whole boots. */
import { rulesOf } from '../profiles';
import { whole } from './lines';
import type { Row, Scope, Seen } from './look';
import { built, enabled, logs, of, seen } from './look';

const pinsAlone = (look: Seen): boolean => built(look) && !rulesOf(look.before.profile).notesRanges;
const plugged = ({ before }: Seen): boolean => before.guest.backend !== null;
const early = (when: (look: Seen) => boolean): Scope =>
  of('early_init', (_op, look) => pinsAlone(look) && when(look));
const late = (when: (look: Seen) => boolean): Scope =>
  of('late_init', (_op, look) => pinsAlone(look) && enabled(look) && when(look));
const failed = (look: Seen): boolean => plugged(look) && !logs(look, 'locked-crs');

const ALL = ['outcome', 'calls.**', 'events.**'];
const PINS = ['state.host.pin_cr0', 'state.host.pin_cr4'];

export const PIN_GUEST: readonly Row[] = [
  { id: 'HEKI-149', ...early((look) => !enabled(look)), fields: ALL },
  { id: 'HEKI-150', ...early(enabled), fields: ALL },
  { id: 'HEKI-151', ...late((look) => !plugged(look)), fields: [...ALL, ...PINS] },
  { id: 'HEKI-46', ...late(failed), fields: ['outcome'] },
  { id: 'HEKI-153', ...late(failed), fields: whole('locked-crs') },
  ...seen('HEKI-154', late(failed), ['events', 'events.splat', 'events.splat.**']),
  { id: 'HEKI-152', ...late(plugged), fields: ['calls.**', ...PINS] },
  { id: 'HEKI-44', ...late(plugged), fields: ['outcome', 'events.**'] },
];

/** What comes before early init, and what right after it. */
const FIRST = ['order.0', 'order.1', 'order.2', 'order.3', 'order.4'];

/** When the two initialisations are called, and what comes of it. */
export const BOOTS: readonly Row[] = [
  { id: 'HEKI-36', ops: ['boot'], fields: ['order.5', 'order.6', 'order.7'] },
  ...['HEKI-19', 'HEKI-157'].map((id) => ({
    id,
    ops: ['boot'],
    fields: [...FIRST, ...ALL, 'state.guest.**'],
  })),
  { id: 'HEKI-36', ops: ['boot'], fields: ['order', 'outcome', 'events.**'] },
];
