/**
 * The cache: folders that are made once, whole or not at all, also by several boxes at a time. Work in progress lies in a
 * folder of its own that is removed whatever ends us: a small process holds the lock, and removes it when its stdin ends.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { makeFolder } from '../reports/folder';
import type { Context } from './context';
import { notInterrupted } from './context';
import { LiveError } from './error';
import { mortal, needPrograms } from './programs';

/** What is kept: each kind is a folder of the cache. */
export type Kind = 'adapters' | 'emulators' | 'frozen' | 'images' | 'kernels';

/** How many of a kind are kept; more only where they were used within the hour. */
const KEPT = 12;
const HOUR_MS = 3_600_000;

/** The cache's folder: as given, or $XDG_CACHE_HOME/hvspec, or ~/.cache/hvspec. */
export function cacheFolder(given?: string, env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'] ?? '';
  return resolve(given ?? join(base.startsWith('/') ? base : join(homedir(), '.cache'), 'hvspec'));
}

/**
 * The folder of one thing in the cache, made if it is not there.
 * @param make fills the folder that it is given
 * @param fresh makes it anew though it is there
 */
export async function kept(
  context: Context,
  kind: Kind,
  key: string,
  make: (work: string) => Promise<void>,
  fresh = false,
): Promise<string> {
  const folder = join(context.cache, kind, key);
  if (!fresh && existsSync(folder)) return used(folder);
  return locked(context, `${kind}-${key}`, async (work) => {
    if (!fresh && existsSync(folder)) return used(folder);
    const made = join(work, 'made');
    mkdirSync(made);
    await make(made);
    notInterrupted(context);
    await makeFolder(join(context.cache, kind));
    // What is replaced goes away with the work.
    if (existsSync(folder)) renameSync(folder, join(work, 'old'));
    renameSync(made, folder);
    for (const old of forgotten(join(context.cache, kind))) renameSync(old, join(work, basename(old)));
    return folder;
  });
}

/** The time of a folder is that of its last use. */
function used(folder: string): string {
  const now = new Date();
  utimesSync(folder, now, now);
  return folder;
}

/** The folders of a kind that were not used for the longest time, beyond those that are kept. */
function forgotten(kind: string): readonly string[] {
  const folders = readdirSync(kind).map((name) => join(kind, name));
  const times = folders
    .map((folder) => ({ folder, time: statSync(folder).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  return times.slice(KEPT).flatMap(({ folder, time }) => (Date.now() - time > HOUR_MS ? [folder] : []));
}

/** Does something while nobody else does, in a folder that is gone afterwards. */
export async function locked<T>(
  context: Context,
  name: string,
  action: (work: string) => Promise<T>,
): Promise<T> {
  notInterrupted(context);
  needPrograms(['setpriv', 'flock', 'sh']);
  const work = join(context.cache, 'work', randomUUID());
  const keeper = await keeperOf(context, name, work);
  try {
    mkdirSync(work, { mode: 0o700 });
    return await action(work);
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 5 });
    const gone = once(keeper, 'exit');
    keeper.stdin?.destroy();
    await gone;
  }
}

/** What the lock's keeper does: tell that it has the lock, wait for our end, and remove what is left. */
const KEEP = 'echo locked; cat >/dev/null; rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }';

async function keeperOf(context: Context, name: string, work: string): Promise<ChildProcess> {
  try {
    for (const folder of ['locks', 'work']) await makeFolder(join(context.cache, folder));
  } catch (error) {
    throw new LiveError(
      `the cache ${context.cache} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}): --cache names another folder`,
    );
  }
  const lock = join(context.cache, 'locks', name);
  const [program, ...words] = mortal(['flock', lock, 'sh', '-c', KEEP, 'sh', work]);
  // In a session of its own, so that Ctrl-C does not reach it.
  const keeper = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
  const stop = (): void => void keeper.kill('SIGKILL');
  const waiting = setTimeout(() => context.say(`waiting for another box that makes ${name} …`), 1000);
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const [first] = (await Promise.race([once(keeper.stdout, 'data'), once(keeper, 'exit')])) as [unknown];
    notInterrupted(context);
    if (!Buffer.isBuffer(first)) throw new LiveError(`the lock ${lock} cannot be taken`);
    return keeper;
  } finally {
    clearTimeout(waiting);
    context.signal.removeEventListener('abort', stop);
  }
}
