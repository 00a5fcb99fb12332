/** What goes wrong between the suite and an adapter, with what was sent, what came and what was wanted. */
import { SubjectError } from './subject';
import { printable } from './text';

export interface WireProblem {
  /** One sentence, without what the other fields say. */
  readonly problem: string;
  /** The request, as it went over the wire. */
  readonly sent?: string;
  /** What came back, as it came. */
  readonly came?: string;
  readonly wanted?: string;
  /** The last lines of the adapter's stderr. */
  readonly said?: readonly string[];
}

/** A {@link SubjectError} whose parts can be shown one by one. All of them are printable. */
export class WireError extends SubjectError {
  constructor(
    reason: SubjectError['reason'],
    readonly parts: WireProblem,
  ) {
    super(reason, [parts.problem, ...partLines(parts)].join('\n'));
  }
}

/** The parts as lines `  sent:   …`, those that there are; of long texts the beginning. */
export function partLines({ sent, came, wanted, said }: WireProblem): readonly string[] {
  const line = (label: string, text: string | undefined, max: number): readonly string[] =>
    text === undefined ? [] : [`  ${`${label}:`.padEnd(8)}${printable(text, max)}`];
  return [
    ...line('sent', sent, 600),
    ...line('came', came, 400),
    ...line('wanted', wanted, 1000),
    ...(said && said.length > 0
      ? ['  its stderr ends:', ...said.map((text) => `    | ${printable(text)}`)]
      : []),
  ];
}
