/** A failure's message taken apart: what differs, who stands alone, and the words around it. */
import { differingBits } from '../../model/core/u64';
import type { CaseReport } from '../report-types';

export interface DifferencePart {
  readonly kind: 'difference';
  /** As in `events.0.status`. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  /** Numbers of the bits that differ, highest first; none where either is no 64-bit value. */
  readonly bits: readonly number[];
}

/** `voice` says which of scenario, model and subject stands alone. */
export type MessagePart = DifferencePart | { readonly kind: 'text' | 'voice'; readonly text: string };

const DIFFERENCE = /^\s*([A-Za-z_][\w.-]*): expected (.+?), got (.+?)(?: \(bits? [\d, –]+ differs?\))?$/;
const VOICE = /(stands alone|say three different things)\.$/;

/** Line by line; the scenario of a reproducer is left out, as it is told apart. */
export function partsOf({
  message = '',
  reproducer,
}: Pick<CaseReport, 'message' | 'reproducer'>): readonly MessagePart[] {
  const twice = reproducer?.scenario ?? '';
  const text = message.endsWith(twice) ? message.slice(0, message.length - twice.length) : message;
  return text
    .trimEnd()
    .split('\n')
    .map((line) => partOf(line));
}

function partOf(line: string): MessagePart {
  const found = DIFFERENCE.exec(line);
  if (found) {
    const [, path = '', expected = '', got = ''] = found;
    return { kind: 'difference', path, expected, got, bits: bitsBetween(expected, got) };
  }
  return { kind: VOICE.test(line) ? 'voice' : 'text', text: line };
}

const VALUE = /^0x[0-9a-f]{1,16}$/;

function bitsBetween(a: string, b: string): readonly number[] {
  return VALUE.test(a) && VALUE.test(b) ? differingBits(BigInt(a), BigInt(b)) : [];
}

/** Two 64-bit values with as many digits each, in groups of four as the features write them; others as they are. */
export function aligned(a: string, b: string): readonly [string, string] {
  if (!VALUE.test(a) || !VALUE.test(b)) return [a, b];
  const digits = Math.max(a.length, b.length) - 2;
  return [grouped(a, digits), grouped(b, digits)];
}

function grouped(value: string, digits: number): string {
  const padded = value.slice(2).padStart(digits, '0');
  return `0x${padded.replace(/(?<=.)(?=(?:.{4})+$)/g, '_')}`;
}
