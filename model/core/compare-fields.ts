/** Outcomes and inspections compared field by field, each difference under the name that the table of owners has for it. */
import type { Difference } from './compare';
import { differences, isRecord, join } from './compare';
import type { AnyEvent, AnyOutcome } from './machine';
import type { Fields, Reading } from './owners';
import { covers, readingOf } from './owners';
import { hex } from './u64';

export type Keyed = NonNullable<Fields['keyed']>;
export type Members = Readonly<Record<string, unknown>>;

interface Side {
  readonly keyed: Keyed;
  readonly readings: Fields['readings'];
  /** Only what `expected` mentions is compared. */
  readonly partial: boolean;
}

/**
 * The fields in which `actual` is not `expected`. Events are compared with those of their name in turn, lists
 * that the machine keys by their elements' keys. Where one succeeds and the other does not, that is the
 * difference, and not the fields that only one kind of outcome has.
 * @param partial whether only what `expected` mentions counts (a recording leaves out what was not observed)
 */
export function outcomeDifferences(
  { keyed = {}, readings }: Fields,
  expected: AnyOutcome,
  actual: AnyOutcome,
  partial = false,
): readonly Difference[] {
  if (differences(expected, actual, partial).length === 0) return [];
  const side = { keyed, readings, partial };
  const { events: wanted, ...rest } = expected as AnyOutcome & Members;
  const { events: got, ...others } = actual as AnyOutcome & Members;
  const found: Difference[] = [];
  compareMembers(found, side, rest, others, '', '');
  const kinds = found.some(({ path }) => path === 'outcome')
    ? found.filter(
        ({ path, expected: e, actual: a }) => path === 'outcome' || (e !== undefined && a !== undefined),
      )
    : found;
  if (partial && wanted === undefined) return kinds;
  const seen: Difference[] = [];
  compareEvents(seen, side, wanted ?? [], got ?? []);
  return [...kinds, ...seen];
}

/** The same for what `inspect` shows: the fields are called `state.…`. */
export function inspectionDifferences(
  { keyed = {} }: Fields,
  expected: object,
  actual: object,
  partial = false,
): readonly Difference[] {
  if (differences(expected, actual, partial).length === 0) return [];
  const found: Difference[] = [];
  compareMembers(
    found,
    { keyed, readings: undefined, partial },
    expected as Members,
    actual as Members,
    '',
    'state',
  );
  return found;
}

/** The event's name, and which of its name it is: `SYNDBG`, `SYNDBG#2`. */
function numbered(
  side: Side,
  events: readonly AnyEvent[],
): ReadonlyMap<string, { readonly event: AnyEvent; readonly at: number } & Pick<Reading, 'members'>> {
  const counts = new Map<string, number>();
  return new Map(
    events.map((event, at) => {
      const { name, members } = readingOf(side, event);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [count === 1 ? name : `${name}#${count}`, { event, at, members }];
    }),
  );
}

function compareEvents(
  found: Difference[],
  side: Side,
  expected: readonly AnyEvent[],
  actual: readonly AnyEvent[],
): void {
  const [wanted, got] = [numbered(side, expected), numbered(side, actual)];
  for (const [key, { event, at }] of got) {
    if (!wanted.has(key))
      found.push({ path: `events.${at}`, field: `events.${bare(key)}`, expected: undefined, actual: event });
  }
  for (const [key, { event, at, members }] of wanted) {
    const other = got.get(key);
    const field = `events.${bare(key)}`;
    if (other) compareMembers(found, side, members, other.members, `events.${other.at}`, field);
    else found.push({ path: `events.${at}`, field, expected: event, actual: undefined });
  }
  const order = (of: ReadonlyMap<string, unknown>, in_: ReadonlyMap<string, unknown>): string[] =>
    [...of.keys()].filter((key) => in_.has(key));
  const [before, now] = [order(wanted, got), order(got, wanted)];
  if (before.join() !== now.join())
    found.push({ path: 'events', field: 'events', expected: before, actual: now });
}

function bare(key: string): string {
  return key.replace(/#\d+$/, '');
}

function compareMembers(
  found: Difference[],
  side: Side,
  expected: Members,
  actual: Members,
  path: string,
  field: string,
): void {
  const names = side.partial
    ? Object.keys(expected)
    : [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  for (const name of names)
    compare(found, side, expected[name], actual[name], join(path, name), join(field, name));
}

function compare(
  found: Difference[],
  side: Side,
  expected: unknown,
  actual: unknown,
  path: string,
  field: string,
): void {
  if (Object.is(expected, actual)) return;
  const key = keyOf(side.keyed, field);
  if (key !== null && isList(expected) && isList(actual)) {
    compareKeyed(found, side, expected ?? [], actual ?? [], path, field, key);
  } else if (Array.isArray(expected) && Array.isArray(actual)) {
    compareLists(found, side, expected, actual, path, field);
  } else if (isRecord(expected) && isRecord(actual)) {
    compareMembers(found, side, expected, actual, path, field);
  } else if (!(isEmpty(expected) && isEmpty(actual))) {
    found.push({ path, field, expected, actual });
  }
}

/** An absent list is an empty one. */
function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** A list of elements with members, or an absent one. */
function isList(value: unknown): value is readonly Members[] | undefined {
  return value === undefined || Array.isArray(value);
}

function compareLists(
  found: Difference[],
  side: Side,
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
  field: string,
): void {
  if (expected.length !== actual.length) found.push({ path, field, expected, actual });
  else
    expected.forEach((one, i) =>
      compare(found, side, one, actual[i], join(path, `${i}`), join(field, `${i}`)),
    );
}

/** The member by which the elements of a list are told apart; null where it is their place. */
export function keyOf(keyed: Keyed, field: string): string | null {
  const found = Object.keys(keyed).find((pattern) => covers(pattern, field));
  return found === undefined ? null : (keyed[found] as string);
}

function compareKeyed(
  found: Difference[],
  side: Side,
  expected: readonly Members[],
  actual: readonly Members[],
  path: string,
  field: string,
  key: string,
): void {
  const [wanted, got] = [byKey(expected, key), byKey(actual, key)];
  for (const name of new Set([...wanted.keys(), ...got.keys()])) {
    const [here, there] = [join(path, name), join(field, name)];
    const [one, other] = [wanted.get(name), got.get(name)];
    if (one && other) compareMembers(found, side, one, other, here, there);
    else found.push({ path: here, field: there, expected: one, actual: other });
  }
  const common = [...wanted.keys()].filter((name) => got.has(name));
  const order = [...got.keys()].filter((name) => wanted.has(name));
  if (common.join() !== order.join()) found.push({ path, field, expected: common, actual: order });
}

/** The elements by their keys. The second element with a key is called `…#2`: what stands twice is not lost. */
export function byKey(list: readonly Members[], key: string): ReadonlyMap<string, Members> {
  const found = new Map<string, Members>();
  for (const one of list) {
    const value = one[key];
    const name = typeof value === 'bigint' ? hex(value) : String(value);
    let free = name;
    for (let n = 2; found.has(free); n += 1) free = `${name}#${n}`;
    found.set(free, one);
  }
  return found;
}
