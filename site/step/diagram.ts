/** What happened as a sequence diagram: who asks, the machine, and who hears of it. */
import type { Json } from '../../model/core/wire';
import type { Stepped } from './engine';

export interface Arrow {
  readonly from: 0 | 1 | 2;
  readonly to: 0 | 1 | 2;
  readonly text: string;
  readonly kind: 'operation' | 'event' | 'answer' | 'refusal';
  /** The operation that it belongs to. */
  readonly step: number;
}

/** Longer texts are cut: all of it stands beside the diagram. */
const MAX_TEXT = 34;

/** The arrows of the first `count` operations, in order. */
export function arrowsOf(steps: readonly Stepped[], count: number): readonly Arrow[] {
  return steps.slice(0, count).flatMap(({ op, outcome, refusal }, step): readonly Arrow[] => {
    const asked: Arrow = { from: 0, to: 1, text: cut(callText(op)), kind: 'operation', step };
    if (refusal !== null)
      return [asked, { from: 1, to: 0, text: cut(`not carried out: ${refusal}`), kind: 'refusal', step }];
    const events = eventsOf(outcome).map((event): Arrow => ({
      from: 1,
      to: 2,
      text: cut(event),
      kind: 'event',
      step,
    }));
    const answer = answerText(outcome);
    const kind = answer.startsWith('ok') ? 'answer' : 'refusal';
    return [asked, ...events, { from: 1, to: 0, text: cut(answer), kind, step }];
  });
}

type Members = Readonly<Record<string, Json>>;

function callText(op: Json): string {
  const { op: name, ...rest } = op as Members;
  return [name, ...Object.values(rest)].filter(isPlain).join(' ');
}

/** An operation on one line: its name, and each member with its value; lists and objects as JSON. */
export function operationText(op: unknown): string {
  const { op: name, ...rest } = op as Members & { readonly op: string };
  const members = Object.entries(rest).map(
    ([member, value]) => `${member} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [name, members.join(', ')].join(' ').trim();
}

function eventsOf(outcome: Json): readonly string[] {
  const { events } = (outcome ?? {}) as { readonly events?: readonly Members[] };
  return (events ?? []).map(({ event, exit }) =>
    typeof exit === 'string' ? `exit ${exit}` : isPlain(event) ? `${event}` : '',
  );
}

function answerText(outcome: Json): string {
  const { outcome: kind, error, fault, value } = (outcome ?? {}) as Members;
  return [kind, error, fault, value].filter(isPlain).join(' ');
}

function isPlain(value: Json | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}
