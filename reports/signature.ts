/** What a failure is, in twelve digits: the same failure has the same signature in every run. */
import { createHash } from 'node:crypto';
import type { CaseReport } from './report-types';

export type Failure = Readonly<Pick<CaseReport, 'id' | 'profile' | 'message' | 'broken'>>;

/**
 * The first 12 hexadecimal digits of a SHA-256 over the case, the profile, the requirements that broke (sorted)
 * and the first line of the message without its values: other seeds and addresses give the same signature,
 * another field or another requirement a different one.
 */
export function signatureOf({ id, profile, broken, message }: Failure): string {
  const parts = [id, profile, [...(broken ?? [])].sort(), withoutValues(message ?? '')];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** `control: expected 0x5, got 0x4 (bit 0 differs)` as `control: expected #, got #`. */
export function withoutValues(message: string): string {
  const [first = ''] = message.split('\n', 1);
  return first
    .replace(/ \(bits? [^()]* differs?\)/g, '')
    .replace(/\b0x[0-9a-f_]+\b/gi, '#')
    .replace(/\b\d+\b/g, '#')
    .trim();
}
