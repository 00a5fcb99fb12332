/**
 * What a checkout makes of its own files at each start, kept on disk: a program that starts a hundred times a day need
 * not parse the same text each time. An installed package keeps nothing, and writes to no folder that it was not given.
 */
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { extname, join } from 'node:path';

/** Whether anything is kept: in a checkout, not in an installed package. */
export const KEEPS = extname(__filename) === '.ts';

const CACHE = join(__dirname, '..', 'node_modules', '.cache');
/** Characters of source from which on reading what was kept is the shorter way. */
const WORTH = 20_000;
/** Values of a kind: those of other branches and of copies are among them. */
const KEPT = 12;

/**
 * What `make` gives, or gave before for the same sources.
 * @param kind of the value, with the version of whatever makes it
 * @param worth characters of source from which on it is kept
 * @param make gives what JSON can hold; what it throws is thrown, and nothing is kept
 */
export function kept<T>(kind: string, sources: readonly string[], make: () => T, worth = WORTH): T {
  const length = sources.reduce((sum, source) => sum + source.length, 0);
  if (!KEEPS || length < worth) return make();
  const folder = join(CACHE, `hvspec-${kind.replaceAll(/[^\w.-]/g, '-')}`);
  const hash = createHash('sha256');
  for (const source of sources) hash.update(`${source.length} ${source}`);
  const path = join(folder, `${hash.digest('hex')}.json`);
  try {
    const found = JSON.parse(readFileSync(path, 'utf8')) as T;
    use(path);
    return found;
  } catch {
    // not there, or cut short by a full disk
  }
  const made = make();
  try {
    keep(folder, path, JSON.stringify(made));
  } catch {
    // a folder that cannot be written is no error
  }
  return made;
}

/** What is in use stays, however many others come. */
function use(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // another process has removed it, or the folder cannot be written
  }
}

/** Written beside and moved into place, so that no other process reads half of it. */
function keep(folder: string, path: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
  const files = readdirSync(folder).map((name) => join(folder, name));
  const ages = files.map((file) => ({ file, time: statSync(file).mtimeMs })).sort((a, b) => b.time - a.time);
  for (const { file } of ages.slice(KEPT)) rmSync(file, { force: true });
}
