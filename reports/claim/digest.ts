/** Digests of what a claim is about: files of any size, and the features of a suite. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Catalogue } from '../catalogue';
import { catalogueFile } from '../catalogue';
import { featureFiles } from '../gherkin';
import type { Machine } from '../../model/core/machine';
import { MACHINES } from '../../model/machines';
import { oneLine } from '../text/clean';

/** Kernels with their debug data have a few of these; an image of a disk may not be what is meant. */
const MAX_SUBJECT = 64 * 2 ** 30;

/**
 * SHA-256 of a file's bytes, in lower-case hexadecimal; the file is read piece by piece.
 * @throws RangeError where it is no regular file, is larger than 64 GiB, or cannot be read
 */
export async function fileDigest(file: string): Promise<string> {
  const shown = oneLine(file, 400);
  try {
    const found = statSync(file);
    if (!found.isFile()) throw new RangeError(`${shown} is no regular file: a claim is about files`);
    if (found.size > MAX_SUBJECT) throw new RangeError(`${shown} is larger than 64 GiB, and is not read`);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { end: MAX_SUBJECT })) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`);
  }
}

/**
 * One digest for what subjects are judged by: every feature file and every catalogue in use, by its path below the
 * folder and the SHA-256 of its bytes, as `sha256sum` would list them.
 */
export function featuresDigest(features: string, catalogues: readonly Catalogue[]): string {
  const machines = MACHINES.filter(({ name }) => catalogues.some(({ machine }) => machine === name));
  const lines = [
    ...featureFiles(features).map((file) => [relative(features, file), file] as const),
    ...machines.map((machine) => catalogueLine(machine, features)),
  ].map(([name, file]) => `${sha256(readFileSync(file))}  ${name.replaceAll('\\', '/')}\n`);
  return sha256(lines.sort().join(''));
}

/** Under the same name, wherever it is taken from. */
function catalogueLine(machine: Machine, features: string): readonly [string, string] {
  return [join(machine.name, 'requirements.yaml'), catalogueFile(machine, features)];
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
