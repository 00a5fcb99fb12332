/** The facts file: one JSON object a line, with `group`, `id`, what went in and what came out. */

export type Fields = Readonly<Record<string, unknown>>;

export interface Fact {
  readonly group: string;
  readonly id: number;
  readonly in: Fields;
  readonly out: Fields;
}

/** A log line as the facts hold it. */
export interface FactLine {
  readonly level: string;
  readonly text: string;
  readonly no_newline?: boolean;
}

/** @throws Error with the line on anything but facts */
export function readFacts(text: string): readonly Fact[] {
  return text.split('\n').flatMap((line, i) => {
    if (line === '') return [];
    const fact = JSON.parse(line) as Partial<Fact>;
    if (typeof fact.group === 'string' && typeof fact.id === 'number' && fact.in && fact.out)
      return [fact as Fact];
    throw new Error(`line ${i + 1}: no fact, which has group, id, in and out`);
  });
}

/** @throws Error where the field is not of that kind */
export function field<T>(fields: Fields, name: string, is: (value: unknown) => value is T): T {
  const value = fields[name];
  if (is(value)) return value;
  throw new Error(`${name} is ${JSON.stringify(value)}`);
}

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
/** A list, whose items the caller knows. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names what the facts hold
export function isList<T>(value: unknown): value is readonly T[] {
  return Array.isArray(value);
}

/** An array of ranges: start, end, attributes. */
export type Triple = readonly [string, string, string];

export function triples(fields: Fields, name: string): readonly Triple[] {
  return field(fields, name, isList<Triple>);
}

export function linesOf(fact: Fact): readonly FactLine[] {
  return field(fact.out, 'log', isList<FactLine>);
}

const LEVELS: readonly string[] = ['warning', 'WARN'];

/** Log lines as events. @throws Error on a level that no event has */
export function eventsOf(lines: readonly FactLine[]): readonly object[] {
  return lines.map(({ level, text, no_newline }) => {
    if (text === '(splat without message)') return { event: 'splat' };
    if (!LEVELS.includes(level)) throw new Error(`a line of level ${level}`);
    return { event: 'log', level, text, ...(no_newline === true ? { newline: false } : {}) };
  });
}

export function paRanges(list: readonly Triple[]): readonly object[] {
  return list.map(([gfn_start, gfn_end, attributes]) => ({ gfn_start, gfn_end, attributes }));
}

export function vaRanges(list: readonly Triple[]): readonly object[] {
  return list.map(([va_start, va_end, attributes]) => ({ va_start, va_end, attributes }));
}
