/** Which requirement a failure breaks: its operations are carried out on the reference again, and compared. */
import type { AnyOp, AnyOutcome } from './machine';
import { Misuse } from './machine';
import type { Look } from './owners';
import type { Court, Ruled } from './ruling';
import { isOfEvent, ruledOutcome, ruledState } from './ruling';

export interface Performed {
  readonly op: AnyOp;
  /** Null where the subject refused the operation. */
  readonly outcome: AnyOutcome | null;
}

export interface Failed {
  readonly config: object;
  readonly trace: readonly Performed[];
  /** What the subject showed of its state after the last operation, if anybody looked. */
  readonly state: object | null;
  /** The requirements of the case, each with how much the case is about it. */
  readonly tags: Readonly<Record<string, number>>;
  /** Whether a difference with these owners is a failure, and not only one from what a kernel was seen to do. */
  readonly grave: (owners: readonly string[]) => boolean;
}

export interface Named {
  /** The requirement that broke, then others that may have. Empty where nothing that has an owner differs. */
  readonly requirements: readonly string[];
  /** The differences that have owners. */
  readonly differences: readonly Ruled[];
  /** The operation that differed, an index of the trace; null where none did. */
  readonly at: number | null;
}

/** An operation that the subject calls senseless differs from any outcome. */
const REFUSED = { outcome: 'refused' } as unknown as AnyOutcome;

/** The reference's look at the start of a run. */
export function firstLook(state: unknown): Look {
  return { op: { op: 'reset' }, before: state, after: state, outcome: { outcome: 'ok' } };
}

/** The first operation whose difference is grave, else the first that differs at all, else the state. */
export function nameFailure(court: Court, failed: Failed): Named {
  const looks: Look[] = [firstLook(court.model.initial(failed.config))];
  let lesser: Named | null = null;
  for (const [at, { op, outcome }] of failed.trace.entries()) {
    const look = lookAt(court, looks.at(-1) as Look, op);
    if (!look && outcome === null) continue;
    if (!look) break;
    const found = ruledOutcome(court, look, looks, outcome ?? REFUSED);
    looks.push(look);
    const owned = byWeight(found, failed.grave);
    if (owned.length === 0) continue;
    const named = { requirements: ordered(owned, failed), differences: owned, at };
    if (owned.some(({ owners }) => failed.grave(owners))) return named;
    lesser ??= named;
  }
  const state =
    failed.state === null
      ? []
      : byWeight(ruledState(court, looks.at(-1) as Look, looks.slice(0, -1), failed.state), failed.grave);
  if (state.length > 0 && (lesser === null || state.some(({ owners }) => failed.grave(owners)))) {
    return { requirements: ordered(state, failed), differences: state, at: failed.trace.length - 1 };
  }
  return lesser ?? { requirements: [], differences: [], at: null };
}

/** The differences that have owners, grave ones first. */
function byWeight(found: readonly Ruled[], grave: Failed['grave']): readonly Ruled[] {
  const owned = found.filter(({ owners }) => owners.length > 0);
  return [...owned.filter(({ owners }) => grave(owners)), ...owned.filter(({ owners }) => !grave(owners))];
}

function lookAt({ model }: Court, { after }: Look, op: AnyOp): Look | null {
  try {
    const { state, outcome } = model.step(after, op);
    return { op, before: after, after: state, outcome };
  } catch (error) {
    if (error instanceof Misuse) return null;
    throw error;
  }
}

/**
 * The case's own requirements first, what it is most about before the rest; then by the table of owners.
 * Where success and failure differ, that is what broke, after what events had told before; the rest follows. A
 * difference is grave if anybody who speaks of it demands it, and none from what was merely seen hides one that is.
 */
function ordered(found: readonly Ruled[], { tags, grave }: Failed): readonly string[] {
  const weight = (id: string): number => (Object.hasOwn(tags, id) ? (tags[id] as number) : -1);
  const named = (differences: readonly Ruled[]): readonly string[] => {
    const kind = differences.filter(({ path }) => path === 'outcome');
    const before = kind.length > 0 ? differences.filter(isOfEvent) : [];
    const all = [...new Set([...before, ...kind, ...differences].flatMap(({ owners }) => owners))];
    return all.sort((a, b) => weight(b) - weight(a));
  };
  const isGrave = (one: Ruled): boolean => grave(one.owners);
  return [...new Set([...named(found.filter(isGrave)), ...named(found)])];
}
