/** One part of `npm test`: a command, and how to count what it did. */
import { spawn } from 'node:child_process';
import { LAYOUT } from '../../reports/layout';

/** Cases, mutants and unit tests, each counted once. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Ended {
  /** Whether it was ended because it took too long. */
  readonly late: boolean;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Part {
  readonly name: string;
  /** Arguments of Node. */
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Names of parts that have to have ended before. */
  readonly after?: readonly string[];
  /** From what the command printed; where there is no function it is a check, which counts only where it fails. */
  readonly count?: (ended: Ended) => Counts | null;
  /** Of a failure, what somebody who mends it wants to read; all that was printed where there is no function. */
  readonly brief?: (ended: Ended) => string;
}

export interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
  /** What the command printed, for a part that failed. */
  readonly text: string;
  /** Whether it was ended because it took too long. */
  readonly late: boolean;
}

const LIMIT_MS = 300_000;

/** Runs a part. Does not throw: a command that cannot be started, or is never done, has failed. */
export async function runPart(part: Part): Promise<Result> {
  const began = performance.now();
  const ended = await run(part);
  const counts = judged(part, ended);
  const brief = part.brief?.(ended) ?? '';
  const text = counts.failed > 0 ? (brief === '' ? `${ended.stdout}\n${ended.stderr}`.trim() : brief) : '';
  return { ...counts, name: part.name, seconds: (performance.now() - began) / 1000, text, late: ended.late };
}

/** A command that fails although every case of it passed, or that counts nothing, has failed itself. */
export function judged({ count }: Pick<Part, 'count'>, ended: Ended): Counts {
  const ok = ended.code === 0;
  if (!count) return { passed: 0, failed: ok ? 0 : 1, skipped: 0 };
  const counts = count(ended);
  if (!counts || counts.passed + counts.failed + counts.skipped === 0)
    return { passed: 0, failed: 1, skipped: 0 };
  return ok || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

function run({ argv, env }: Part): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, argv, {
      cwd: LAYOUT.root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', NODE_NO_WARNINGS: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    const out: string[] = [];
    const err: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => out.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => err.push(chunk));
    child.on('error', (error) => err.push(error.message));
    child.on('close', (code, signal) =>
      resolve({ late: signal === 'SIGKILL', code, stdout: out.join(''), stderr: err.join('') }),
    );
  });
}
