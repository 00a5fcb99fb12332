/**
 * Which requirement speaks of which field, and when. A machine's table of owners says for every field of an
 * outcome, an event and an inspection either whose it is or why it is nobody's; verdicts, `check`, reports and
 * lint read it, and nothing else says so.
 */
import type { Difference } from './compare';
import type { AnyEvent, AnyOp, AnyOutcome } from './operation';

/** One operation as the reference performed it. The first of a run is `{op: 'reset'}` with the initial state. */
export interface Look<S = unknown, P extends AnyOp = AnyOp, O extends AnyOutcome = AnyOutcome> {
  readonly op: P;
  readonly before: S;
  readonly after: S;
  readonly outcome: O;
}

/** Why nobody owns a field. */
export const OPEN_REASONS = {
  'host-dependent': 'filled from the host CPU or its configuration',
  'build-dependent': 'depends on how the kernel was built or configured',
  unspecified: 'the source leaves it unsaid',
  diagnostic: 'a text or a number for people, not an interface',
  emulation: 'a property of the emulated CPU that was observed, not of the interface',
  derived: 'follows from other fields, which have owners',
} as const;

export type OpenReason = keyof typeof OPEN_REASONS;

/**
 * One line of the table. It applies to an operation if `ops` names it (all, where there are none) and `when`
 * holds. `fields` are paths: `error`; `events` (which events there are, in which order); `events.SYNDBG.pad1`
 * (an event by its name); `leaves.0x40000003.ebx & 0x800` (bits); `state.vms.*.registers.status` (of an
 * inspection). `*` stands for one member, a final `**` for all that lies below. An existing element that
 * should not be there, or a missing one, differs in its own path (`leaves.0x40000080`).
 */
interface Line<L extends Look> {
  readonly fields: readonly string[];
  readonly ops?: readonly string[];
  /** `past` are the operations since the reset, oldest first, without `look` itself. */
  readonly when?: (look: L, past: readonly L[]) => boolean;
}

export interface OwnedLine<L extends Look = Look> extends Line<L> {
  /** The requirement that speaks of the fields. */
  readonly id: string;
  /** Nobody else speaks of them then, as of a fault of posted code: it is not what is demanded of others. */
  readonly alone?: true;
  /** The part of an inspection that the fields show (`state.vms.0.registers.status`): who wrote it comes first. */
  readonly shows?: (look: L) => string | null;
}

export interface OpenLine<L extends Look = Look> extends Line<L> {
  readonly open: OpenReason;
  /** It is open whoever wrote it before: nobody who speaks of the state speaks of it now. */
  readonly alone?: true;
}

/**
 * Most telling first. An open line ends the search for owners of its fields, and so does one that stands alone:
 * what comes after does not count; it may itself stand after the owners of special cases.
 */
export type OwnerLine<L extends Look = Look> = OwnedLine<L> | OpenLine<L>;

/** What the table knows of an event: the name by which it goes there, and what is compared of it. */
export interface Reading {
  readonly name: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** How a machine reads events of which the schema says too little: log lines, by what they say. */
export interface Readings {
  /** Null where the event is read as it is. */
  readonly of: (event: AnyEvent) => Reading | null;
  /** Every field of what is read so, as in {@link OwnerLine}. */
  readonly fields: readonly string[];
}

/** What a machine says of its fields. */
export interface Fields {
  readonly owners: readonly OwnerLine[];
  readonly readings?: Readings | undefined;
  /** Lists that are compared by a member of their elements and not by position, as in `{leaves: 'function'}`. */
  readonly keyed?: Readonly<Record<string, string>>;
  /** What only a model or a debugger can see: shown by subjects that declare `insight`. */
  readonly insight?: Insight;
}

export interface Insight {
  /** Names of events. */
  readonly events: readonly string[];
  /** Paths as in {@link OwnerLine}, of outcomes and (with `state.`) of inspections. */
  readonly fields: readonly string[];
}

/** What a machine says of its fields, typed by the machine's own state, operations and outcomes. */
export function fieldsOf<L extends Look>(
  fields: Omit<Fields, 'owners'> & { readonly owners: readonly OwnerLine<L>[] },
): Fields {
  return fields as unknown as Fields;
}

/** The capability of showing what {@link Fields.insight} lists. */
export const INSIGHT = 'insight';

/** Who speaks of a field: requirements, most telling first, or the reason for which there are none. */
export interface Ruling {
  readonly owners: readonly string[];
  /** Null where there are owners, and where the table forgot the field. */
  readonly open: OpenReason | null;
  /** Whether nobody else speaks of the field either, not even who wrote it before. */
  readonly alone?: true;
}

/** Whether a requirement holds in the profile that is looked at. */
export type Holds = (requirement: string) => boolean;

/** The name by which the table knows an event: the kind of exit, else what it is. */
export function eventName(event: AnyEvent): string {
  const { exit } = event as { readonly exit?: unknown };
  return typeof exit === 'string' ? exit : event.event;
}

/** An event as the table knows it. */
export function readingOf({ readings }: Pick<Fields, 'readings'>, event: AnyEvent): Reading {
  return readings?.of(event) ?? { name: eventName(event), members: event as unknown as Reading['members'] };
}

/** Who owns the field at `path` (as {@link Difference.path} of `compareOutcomes`) under this look. */
export function rulingOf(
  { owners: table }: Fields,
  path: string,
  look: Look,
  past: readonly Look[],
  holds: Holds,
  bits: bigint | null = null,
): Ruling {
  const owners: string[] = [];
  const given = path.split('.');
  for (const line of table) {
    if (!isAbout(line, look) || ('id' in line && !holds(line.id))) continue;
    if (!line.fields.some((field) => fits(patternOf(field), given, bits))) continue;
    if (!applies(line, look, past)) continue;
    if ('open' in line) {
      if (owners.length > 0) return { owners, open: null };
      return { owners, open: line.open, ...(line.alone ? { alone: line.alone } : {}) };
    }
    if (!owners.includes(line.id)) owners.push(line.id);
    if (line.alone) break;
  }
  return { owners, open: null };
}

/** Whether the condition of a line is met. */
export function applies(line: OwnerLine, look: Look, past: readonly Look[]): boolean {
  return isAbout(line, look) && (line.when === undefined || line.when(look, past));
}

/** Whether a line speaks of such operations. */
function isAbout({ ops }: OwnerLine, { op }: Look): boolean {
  return ops === undefined || ops.includes(op.op);
}

interface Pattern {
  readonly parts: readonly string[];
  readonly below: boolean;
  readonly mask: bigint | null;
}

const patterns = new Map<string, Pattern>();

/** A field of the table, taken apart. @throws SyntaxError on a mask that is none */
export function patternOf(field: string): Pattern {
  const known = patterns.get(field);
  if (known) return known;
  const [path = '', mask] = field.split(' & ');
  const all = path.split('.');
  const below = all.at(-1) === '**';
  const pattern = {
    parts: below ? all.slice(0, -1) : all,
    below,
    mask: mask === undefined ? null : BigInt(mask),
  };
  patterns.set(field, pattern);
  return pattern;
}

/** Whether a field of the table speaks of a path, and of one of its differing bits where it names bits. */
export function covers(field: string, path: string, bits: bigint | null = null): boolean {
  return fits(patternOf(field), path.split('.'), bits);
}

/** The same, both taken apart. */
function fits({ parts, below, mask }: Pattern, given: readonly string[], bits: bigint | null): boolean {
  if (below ? given.length < parts.length : given.length !== parts.length) return false;
  if (!parts.every((part, i) => part === '*' || part === given[i])) return false;
  return mask === null || bits === null || (mask & bits) !== 0n;
}

/** Whether a field, with its event's name or as the table spells it, is one that only subjects with insight show. */
export function isInsight({ insight }: Fields, field: string): boolean {
  const { parts } = patternOf(field);
  const [first, name = ''] = parts;
  if (first === 'events') return insight?.events.includes(name) ?? false;
  const path = parts.join('.');
  return insight?.fields.some((one) => covers(one, path)) ?? false;
}

/** The bits in which a difference differs; null where it is not one of two numbers. */
export function bitsOf({ expected, actual }: Difference): bigint | null {
  return typeof expected === 'bigint' && typeof actual === 'bigint' ? expected ^ actual : null;
}
