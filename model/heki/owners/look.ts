/** What the lines of the table ask of an operation: the state before it, what went before, how it came out. */
import type { Look, OwnerLine } from '../../core/owners';
import { FAULTS } from '../faults';
import { rulesOf } from '../profiles';
import type { State } from '../state';
import type { Op, Outcome } from '../types';
import type { LineName } from './lines';
import { says } from './lines';

export type Seen = Look<State, Op, Outcome>;
export type Row = OwnerLine<Seen>;
type Past = readonly Seen[];
/** When a row applies. */
export type Scope = Pick<Row, 'ops' | 'when'>;
type OpOf<K extends Op['op']> = Extract<Op, { op: K }>;

/** The rows of one operation, under one more condition of the operation's own type. */
export function of<K extends Op['op']>(
  op: K,
  when: (op: OpOf<K>, look: Seen, past: Past) => boolean = () => true,
): Scope {
  return { ops: [op], when: (look, past) => when(look.op as OpOf<K>, look, past) };
}

/** What the code was merely seen to do there: nobody else speaks of these fields then. */
export function seen(id: string, scope: Scope, fields: readonly string[]): readonly Row[] {
  return [
    { id, ...scope, fields },
    { open: 'unspecified', ...scope, fields },
  ];
}

/** Whether the profile has the fault of which the requirement speaks. */
function hasFault(id: string, { before }: Seen): boolean {
  const { faults } = rulesOf(before.profile);
  return FAULTS.some((fault) => fault.seen === id && faults.includes(fault.id));
}

/** The same of a fault of the posted code, of which the other profiles know nothing. */
export function posted(id: string, scope: Scope, fields: readonly string[]): readonly Row[] {
  const { when, ...rest } = scope;
  return seen(
    id,
    { ...rest, when: (look, past) => hasFault(id, look) && (when?.(look, past) ?? true) },
    fields,
  );
}

export const built = ({ before }: Seen): boolean => before.guest.built;
export const enabled = ({ before }: Seen): boolean => before.guest.built && before.guest.enabled;
/** Whether the kernel is without Heki because its configuration turned it down. */
export const turnedDown = ({ before }: Seen): boolean =>
  !before.guest.built && before.config.kernel.heki === 'n';

/** The operations of the kernel that runs, oldest first. */
export function thisBoot(past: Past): Past {
  const at = past.findLastIndex(({ op }) => op.op === 'reboot');
  return at < 0 ? past : past.slice(at);
}

/** Whether an operation of this kind, as far as it is given, happened since the kernel booted. */
export function happened(past: Past, op: Op['op'], is: (look: Seen) => boolean = () => true): boolean {
  return thisBoot(past).some((look) => look.op.op === op && is(look));
}

const isLate = ({ op }: Seen): boolean => op.op === 'late_init' || op.op === 'boot';

/** Whether late init ran before, since the kernel booted. */
export function lateBefore(past: Past): boolean {
  return thisBoot(past).some(isLate);
}

/** The same, or it runs now. */
export function isAfterLate(look: Seen, past: Past): boolean {
  return isLate(look) || (look.op.op !== 'reboot' && lateBefore(past));
}

/** Whether the outcome holds the line. */
export function logs(look: Seen, line: LineName): boolean {
  return says(look.outcome.events, line);
}

export const succeeded = ({ outcome }: Seen): boolean => outcome.outcome === 'ok';
export const errorOf = ({ outcome }: Seen): string | null =>
  outcome.outcome === 'error' ? outcome.error : null;

/** What came of an enabled late init that a kernel with Heki ran. */
export type Route = 'disabled' | 'no-ranges' | 'no-backend' | 'protect-failed' | 'lock-failed' | 'success';

export function routeOf(look: Seen): Route | null {
  if (look.op.op !== 'late_init' || !built(look)) return null;
  if (!enabled(look)) return 'disabled';
  if (look.before.guest.ranges === null) return 'no-ranges';
  if (look.before.guest.backend === null) return 'no-backend';
  if (logs(look, 'protect-failed')) return 'protect-failed';
  return logs(look, 'lock-failed') ? 'lock-failed' : 'success';
}

/** Whether late init went one of these ways. */
export function went(...routes: readonly Route[]): Scope {
  return of('late_init', (_op, look) => routes.includes(routeOf(look) as Route));
}

/** The stand-in's interference with the structure, if this late init meets any. */
export function meddling({ before: { guest } }: Seen): string | null {
  return guest.enabled && guest.ranges && guest.backend?.kind === 'stub'
    ? (guest.backend.meddles ?? null)
    : null;
}
