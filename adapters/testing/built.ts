/** Programs that tests start, made once for the same sources: to compile them takes longer than to test them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../../reports/layout';

const CACHE = join(LAYOUT.root, 'node_modules', '.cache', 'hvspec-built');
/** Folders that are kept: those of other branches are among them. */
const KEPT = 24;

/**
 * A folder with what `make` builds of the sources. It is for reading: other processes have the same.
 * @param words what it depends on besides the sources and the compiler: flags, and what is built
 * @param sources all files that it is built of, with those that they include
 * @param make builds into the folder that it is given. What it throws is thrown, and nothing is kept
 */
export function built(
  words: readonly string[],
  sources: readonly string[],
  make: (folder: string) => void,
): string {
  const hash = createHash('sha256');
  for (const text of [compiler(), ...words, ...sources.map((file) => readFileSync(file, 'utf8'))])
    hash.update(`${text.length} ${text}`);
  const folder = join(CACHE, hash.digest('hex'));
  if (!existsSync(folder)) build(folder, make);
  // What is in use stays, however many others come.
  utimesSync(folder, new Date(), new Date());
  return folder;
}

/** Built beside and moved into place, so that no other process finds half of it. */
function build(folder: string, make: (folder: string) => void): void {
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, 'new-'));
  try {
    make(made);
    renameSync(made, folder);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(folder)) throw error;
  }
  const folders = readdirSync(CACHE).map((name) => join(CACHE, name));
  const ages = folders.map((one) => ({ one, time: statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  for (const { one } of ages.sort((a, b) => b.time - a.time).slice(KEPT))
    rmSync(one, { recursive: true, force: true });
}

let version: string | null = null;

/** Which compiler it is, and what the environment says to it and to make. Where there is none `make` will say so. */
function compiler(): string {
  version ??= spawnSync('gcc', ['--version'], { encoding: 'utf8' }).stdout;
  const { CC, CFLAGS, CPPFLAGS, LDFLAGS } = process.env;
  return JSON.stringify([version, CC, CFLAGS, CPPFLAGS, LDFLAGS]);
}
