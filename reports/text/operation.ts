/** An operation and its outcome as one line of text, values in hexadecimal as they travel. */
import type { TracedOperation } from '../report-types';
import { clean } from './clean';
import { folding } from './folded';

type Fields = Readonly<Record<string, unknown>>;

export interface OperationText {
  /** As in `wrmsr`. */
  readonly name: string;
  /** As in `vm=0 vcpu=0 msr=0x400000f1 value=0x1`. */
  readonly operands: string;
  /** As in `ok value=0x0`, `error EINVAL`, `fault #GP rip=0x1000`. */
  readonly outcome: string;
  /** As in `exit SYNDBG reason=0x1b rip=0x2000`, in the order in which they happened. */
  readonly events: readonly string[];
}

/** @param write writes the values of members, all of them in full unless given */
export function operationText(
  { op, outcome }: TracedOperation,
  write: (name: string, value: unknown) => string = (_name, value) => word(value),
): OperationText {
  const { op: name, ...operands } = op;
  const { outcome: kind, error, fault, events, ...values } = outcome;
  const what = [kind, error, fault].filter((word) => word !== undefined).map(word);
  return {
    name: word(name),
    operands: pairs(operands, write),
    outcome: [...what, pairs(values, write)].filter((text) => text !== '').join(' '),
    events: (Array.isArray(events) ? (events as readonly Fields[]) : []).map(eventText),
  };
}

/** `wrmsr vm=0 vcpu=0 msr=0x400000f1 value=0x1 → ok; exit SYNDBG reason=0x1b` for each, long lists folded. */
export function operationLines(trace: readonly TracedOperation[]): readonly string[] {
  const fold = folding(word);
  return trace.map((traced, i) => {
    const { name, operands, outcome, events } = operationText(traced, (key, value) =>
      fold(key, value, i + 1),
    );
    return `${[name, operands].filter((text) => text !== '').join(' ')} → ${[outcome, ...events].join('; ')}`;
  });
}

/** An event that stands as JSON in a message as {@link operationLines} has it; any other value as it is. */
export function valueText(value: string): string {
  if (!value.startsWith('{"event":')) return value;
  try {
    return eventText(JSON.parse(value) as Fields);
  } catch {
    return value;
  }
}

function eventText(event: Fields): string {
  const { event: kind, exit, name, ...rest } = event;
  const what = [kind, exit, name].filter((one) => one !== undefined).map(word);
  return [...what, pairs(rest)].filter((text) => text !== '').join(' ');
}

function pairs(fields: Fields, write = (_name: string, value: unknown): string => word(value)): string {
  return Object.entries(fields)
    .map(([key, value]) => `${word(key)}=${write(word(key), value)}`)
    .join(' ');
}

/** Bare where it cannot be misread, else as JSON; lists as `[a b]`, records as `{key=a other=b}`. */
function word(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `[${value.map(word).join(' ')}]`;
  if (typeof value === 'object' && value !== null) return `{${pairs(value as Fields)}}`;
  const bare = typeof value === 'string' && /^[\w.#:+-]+$/.test(value);
  return clean(bare ? value : JSON.stringify(value), 2000);
}
