/**
 * Child processes that never outlive us: each is the leader of a process group of its own, and the whole
 * group is killed when the child ends, when we do, and on Ctrl-C. On Linux so are the descendants that have
 * left the group.
 */
import type { ChildProcessWithoutNullStreams, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { killDescendants, MARK } from './descendants';
import { panicWatch } from './panic';

const STDERR_KEPT = 4096;
const STDERR_LINES = 12;
/** What ends us from outside and can be heard: Ctrl-C, Ctrl-\, a closed terminal, a limit of CPU time. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGABRT', 'SIGXCPU'] as const;

/** With the mark of each. */
const alive = new Map<ChildProcessWithoutNullStreams, string>();
let guarded = false;

/** Kills every child and all that came from it at once. Safe to call at any time, also twice. */
export function killAll(): void {
  for (const child of alive.keys()) killGroup(child);
}

/**
 * Starts a program without a shell. Its stdin, stdout and stderr are pipes; errors of the pipes are left to
 * the caller, who has to listen.
 * @param also its folder, its environment beside ours, and further pipes
 * @throws Error where Node refuses the argv (a NUL in it)
 */
export function start(
  argv: readonly [string, ...string[]],
  also: Pick<SpawnOptions, 'cwd' | 'env'> & { readonly pipes?: number } = {},
): ChildProcessWithoutNullStreams {
  guard();
  const [program, ...rest] = argv;
  const mark = randomUUID();
  const child = spawn(program, rest, {
    detached: process.platform !== 'win32',
    stdio: Array.from({ length: 3 + (also.pipes ?? 0) }, () => 'pipe' as const),
    env: { ...process.env, ...also.env, [MARK]: mark },
    ...(also.cwd === undefined ? {} : { cwd: also.cwd }),
  });
  alive.set(child, mark);
  // At the child's end what it left behind goes too; afterwards the number may be somebody else's.
  child.once('exit', () => {
    killGroup(child);
    alive.delete(child);
  });
  child.once('error', () => alive.delete(child));
  return child;
}

/** Sends SIGKILL to the child's process group and, on Linux, to its descendants outside of it. */
export function killGroup(child: ChildProcessWithoutNullStreams): void {
  const mark = alive.get(child);
  if (child.pid === undefined || mark === undefined) return;
  // While the child lives its descendants can be told by their parents.
  if (process.platform === 'linux') killDescendants(child.pid, mark);
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: the group is empty, which is what was wanted.
  }
}

/** Kills the group and waits until the kernel has taken the child away, at most `ms`. */
export async function reap(child: ChildProcessWithoutNullStreams, ms: number): Promise<void> {
  if (!alive.has(child)) return;
  const gone = once(child, 'exit', { signal: AbortSignal.timeout(ms) });
  killGroup(child);
  await gone.catch(() => undefined);
}

/** Reads stderr to its end, so that the child never blocks on it, and keeps the last 4 KiB, and before them the line of a kernel's panic. */
export function tailOf(child: ChildProcessWithoutNullStreams): () => readonly string[] {
  let tail = Buffer.alloc(0);
  const panic = panicWatch();
  child.stderr.on('data', (chunk: Buffer) => {
    panic.take(chunk);
    tail = Buffer.concat([tail, chunk.subarray(-STDERR_KEPT)]).subarray(-STDERR_KEPT);
  });
  child.stderr.on('error', () => undefined);
  return () => {
    const lines = tail
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-STDERR_LINES);
    const line = panic.line();
    return line === null || lines.some((one) => one.includes(line)) ? lines : [line, ...lines];
  };
}

/** Once for all children: our own end, whatever its cause, ends them. Only SIGKILL leaves us no time. */
function guard(): void {
  if (guarded) return;
  guarded = true;
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, ended);
}

function ended(signal: NodeJS.Signals): void {
  killAll();
  // Without other listeners the signal would have ended us: let it.
  if (process.listenerCount(signal) > 1) return;
  process.removeListener(signal, ended);
  process.kill(process.pid, signal);
}
