/** A box on our own stdin and stdout, for whoever starts it as a subject. It ends with us, and we end with our parents. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MARK } from '../subjects/descendants';
import type { Box } from './box';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const WATCH_MS = 200;

/** Runs the box. @returns its exit code; 130 where we ended it, 2 where another signal did, as an emulator that gives up */
export function serve({ argv }: Box): Promise<number> {
  const [program, ...words] = argv;
  // Before there is anything to outlive a parent that is killed right away.
  const family = familyOf(process.pid);
  let ended = false;
  let child: ChildProcess | null = null;
  const end = (): void => {
    ended = true;
    child?.kill('SIGKILL');
  };
  // Before there is anything that a signal, coming now, would leave behind.
  for (const signal of ENDING) process.on(signal, end);
  // The console wants a socket: what Node calls a pipe.
  const begun = spawn(program, words, { stdio: ['inherit', 'inherit', 'pipe'] });
  child = begun;
  begun.stderr.pipe(process.stderr);
  const watch = setInterval(() => {
    if (familyOf(process.pid).join() !== family.join()) end();
  }, WATCH_MS);
  return new Promise((resolve, reject) => {
    begun.once('error', reject);
    begun.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const signal of ENDING) process.off(signal, end);
      if (code === null && !ended) process.stderr.write(`hvspec: the emulator was ended by ${signal}\n`);
      resolve(code ?? (ended ? 130 : 2));
    });
  });
}

/**
 * The parents up to the suite that started us, the nearest first: they carry the mark that the suite gives its subjects, and
 * the last is the suite. One that is killed is replaced, and nobody else tells us: stdin is not ours to read.
 */
export function familyOf(pid: number, stat = read): readonly number[] {
  const found: number[] = [];
  for (let at = parentOf(pid, stat); at > 1; at = parentOf(at, stat)) {
    found.push(at);
    if (!stat(at, 'environ').includes(`${MARK}=`)) break;
  }
  return found;
}

function parentOf(pid: number, stat: typeof read): number {
  const text = stat(pid, 'stat');
  // The name, in parentheses, may hold anything.
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** Empty where it has gone or is somebody else's. */
function read(pid: number, file: 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return '';
  }
}
