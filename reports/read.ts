/** Reading a report (conformance.json), which anybody may have written. */
import { readBounded } from '../subjects/bounded';
import { printable, sample } from '../subjects/text';
import { checkOf } from '../subjects/validate';
import type { Conformance } from './report-types';
import { oneLine } from './text/clean';

/** No report is larger: what is, is refused before it is read. */
const MAX_REPORT = 256 * 1024 * 1024;

/**
 * A report that its schema allows.
 * @param shown the file's name for messages
 * @param wanted what is to be given, for those who gave something else
 * @throws RangeError with what is wrong, and what would be right
 */
export function readReport(
  file: string,
  shown: string = oneLine(file, 400),
  wanted = 'give a report: conformance.json of hvspec run --out',
): Conformance {
  const text = textOf(file, shown, wanted);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RangeError(`${shown} is no JSON (${printable((error as Error).message)}): ${wanted}`);
  }
  if (typeof value !== 'object' || value === null || !('report' in value))
    throw new RangeError(`${shown} begins with ${sample(value, 60)}, and is no report: ${wanted}`);
  const wrong = checkOf('report')(value);
  if (wrong !== null) throw new RangeError(`${shown} is no report: ${wrong}`);
  return value as Conformance;
}

function textOf(file: string, shown: string, wanted: string): string {
  let bytes: Buffer | null;
  try {
    bytes = readBounded(file, MAX_REPORT);
  } catch (error) {
    throw new RangeError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
  if (bytes === null) throw new RangeError(`${shown} is larger than any report: ${wanted}`);
  return bytes.toString('utf8');
}
