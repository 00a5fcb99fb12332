/** Reading a report that anyone may have written. */
import { createHash } from 'node:crypto';
import { bytesOf } from '../subjects/bounded';
import { printable, sample } from '../subjects/text';
import { checkOf } from '../subjects/validate';
import type { Conformance } from './report-types';

/** No report is larger: of what is, no more is read. */
const MAX_REPORT = 256 * 1024 * 1024;

export interface ReadReport {
  readonly report: Conformance;
  /** Of the bytes that were read, in lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * @param shown the file's name in errors
 * @param wanted what to give instead, in the words of the command
 * @throws RangeError with what is wrong, and what would be right
 */
export function readReport(file: string, shown: string, wanted: string): ReadReport {
  const bytes = bytesOf(file, MAX_REPORT, (why) => new RangeError(`${shown} ${why}: ${wanted}`));
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new RangeError(`${shown} is no JSON (${printable((error as Error).message)}): ${wanted}`);
  }
  if (typeof value !== 'object' || value === null || !('report' in value))
    throw new RangeError(`${shown} begins with ${sample(value, 60)}, and is no report: ${wanted}`);
  const wrong = checkOf('report')(value);
  if (wrong !== null) throw new RangeError(`${shown} is no report: ${wrong}`);
  return { report: value as Conformance, sha256: createHash('sha256').update(bytes).digest('hex') };
}
