/** What is said of a line of a recording that no allowed behaviour explains. */
import { describeDifference } from '../model/core/compare';
import type { Ruled } from '../model/core/ruling';
import type { Json } from '../model/core/wire';
import { toWire } from '../model/core/wire';
import type { HeaderEntry, RecordingEntry } from '../subjects/recording';
import { printable } from '../subjects/text';

export interface FieldFinding {
  /** As in `events.0.status`. */
  readonly path: string;
  readonly expected: Json;
  readonly got: Json;
  /** `events.0.status: expected 0x0, got 0x1 (bit 0 differs)`. */
  readonly text: string;
  /** Most telling first. */
  readonly requirements: readonly string[];
}

/** Fields that the message quotes; `differences` holds them all. */
const SHOWN_FIELDS = 3;

/** Choices that lines decided: the value that is left, and the line that left it. */
export type Settled = Readonly<Record<string, { readonly value: string; readonly line: number }>>;

export interface Finding {
  readonly file: string;
  readonly line: number;
  /** The experiment, where the line names one. */
  readonly id: string | null;
  /** The operation, or null for a line that inspects the state or gives totals. */
  readonly step: Json;
  readonly differences: readonly FieldFinding[];
  /** Requirements that break, most telling first. */
  readonly requirements: readonly string[];
  /** The choices that the expectation rests on, as far as earlier lines settled them. */
  readonly choices: Settled;
  /** All of this as text: what, where, which field, which requirement. */
  readonly message: string;
}

export interface Mismatch {
  /** `expected` is the model's, `actual` the recording's. */
  readonly differences: readonly Ruled[];
  /** Whether no source demands what it breaks: a kernel was seen to do so. */
  readonly merelySeen?: boolean;
}

/** `impossible` says why the model could not take the step at all. */
export function findingOf(
  file: string,
  entry: Exclude<RecordingEntry, HeaderEntry>,
  { differences, merelySeen = false }: Mismatch,
  settled: Settled,
  impossible: string | null,
): Finding {
  const fields = differences.map(fieldOf);
  const requirements = [...new Set(fields.flatMap((field) => field.requirements))];
  const broken = requirements.length > 0 ? ` [${requirements.slice(0, 4).join(', ')}]` : '';
  const level = merelySeen ? ' (level SEEN: kernels did so, no source demands it)' : '';
  const what = entry.kind === 'step' ? `step ${entry.op.op}` : entry.kind;
  const shown = fields.slice(0, SHOWN_FIELDS).map(({ text }) => text);
  const more = fields.length > SHOWN_FIELDS ? [`${fields.length - SHOWN_FIELDS} more fields differ`] : [];
  const why = impossible ?? [...shown, ...more].join('; ');
  const choices = Object.entries(settled).map(
    ([name, { value, line }]) => `${name}=${value} since line ${line}`,
  );
  const given = choices.length > 0 ? ` (with ${choices.join(', ')})` : '';
  const id = entry.id === null ? '' : ` ${printable(entry.id)}:`;
  return {
    file,
    line: entry.line,
    id: entry.id,
    step: entry.kind === 'step' ? toWire(entry.op) : null,
    differences: fields,
    requirements,
    choices: settled,
    message: `${printable(file)}:${entry.line}:${id} ${what}: ${printable(why, 2000)}${given}${broken}${level}`,
  };
}

function fieldOf(difference: Ruled): FieldFinding {
  return {
    path: difference.path,
    expected: toWire(difference.expected ?? null),
    got: toWire(difference.actual ?? null),
    text: printable(describeDifference(difference), 400),
    requirements: difference.owners,
  };
}
