/** What a failure is, in twelve digits: the same failure has the same signature in every run. */
import { createHash } from 'node:crypto';
import type { CaseReport } from './report-types';
import { partsOf } from './text/message';
import { fieldShape, withoutNumbers } from './text/shape';

/** A result, or the verdict that it is made of. */
export interface Failure extends Readonly<Pick<CaseReport, 'id' | 'profile'>> {
  readonly message?: string | undefined;
  readonly broken?: readonly string[] | undefined;
  readonly differences?: readonly { readonly field: string; readonly shape: string }[] | undefined;
}

/**
 * The first 12 hexadecimal digits of a SHA-256 over the case, the profile, the requirement that broke and what
 * differed: each field with the shapes of what was expected and what was got. Other seeds, values and addresses
 * give the same signature; another field, another error or another requirement a different one.
 */
export function signatureOf(failure: Failure): string {
  const { id, profile, broken } = failure;
  const parts = [id, profile, broken?.[0] ?? null, [...new Set(whatDiffers(failure))].sort()];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/** `signature eac1904dae95`, which a baseline wants; empty for what is no failure. */
export function signatureText(result: Readonly<CaseReport>): string {
  return result.verdict === 'fail' ? `signature ${signatureOf(result)}` : '';
}

/** Where nothing of the reference's differs, the message says what is wrong. */
function whatDiffers({ differences = [], message = '' }: Failure): readonly string[] {
  if (differences.length > 0) return differences.map(({ field, shape }) => `${fieldShape(field)}: ${shape}`);
  const parts = partsOf({ message });
  const fields = parts.flatMap((part) =>
    part.kind === 'difference'
      ? [`${fieldShape(part.path)}: ${textShape(part.expected)}, ${textShape(part.got)}`]
      : [],
  );
  const [first] = parts;
  return first?.kind === 'text' ? [withoutNumbers(first.text).trim(), ...fields] : fields;
}

/** A printed value without its numbers, and without how many of them a list has. */
function textShape(text: string): string {
  return withoutNumbers(text)
    .replace(/"#"/g, '#')
    .replace(/#(,#)+/g, '#');
}
