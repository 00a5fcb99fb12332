/** The ways in which a connection ends, each with its own sentence. */
import type { SubjectError } from './subject';
import { printable, sample } from './text';
import type { WireProblem } from './wire-error';

export interface Failure extends WireProblem {
  readonly reason: SubjectError['reason'];
}

/** A request that waits for its reply: its number, its method, and the line that was sent. */
export interface Asked {
  readonly id: number;
  readonly method: string;
  readonly line: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

const ONE_LINE =
  'one JSON object a line on stdout and nothing else there: print what is for people to stderr';

function sentOf(asked: Asked | undefined): { readonly sent?: string } {
  return asked ? { sent: asked.line } : {};
}

export function notStarted(program: string, error: NodeJS.ErrnoException): Failure {
  const hints: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such program: give a path (./my-adapter) or a name that is on the PATH',
    EACCES: 'it is not executable: chmod +x it, or start it by its interpreter (python3 my-adapter.py)',
  };
  return {
    reason: 'start',
    problem: `the adapter ${sample(program)} cannot be started: ${hints[error.code ?? ''] ?? error.message}`,
  };
}

/** `exited with code 3`, `was ended by SIGSEGV` */
export function howItEnded({ code, signal }: Exit): string {
  return signal === null ? `exited with code ${code}` : `was ended by ${signal}`;
}

export function ended(asked: Asked | undefined, exit: Exit, answered: boolean): Failure {
  const how = howItEnded(exit);
  if (!answered) {
    return {
      reason: 'start',
      problem: `the adapter ${how} before it answered its first request`,
      ...sentOf(asked),
    };
  }
  const instead = asked ? ` instead of answering ${asked.method}` : ' while nothing was asked of it';
  return { reason: 'crash', problem: `the adapter ${how}${instead}`, ...sentOf(asked) };
}

export function closed(asked: Asked | undefined, which: 'stdin' | 'stdout'): Failure {
  return {
    reason: 'closed',
    problem: `the adapter closed its ${which} but did not exit`,
    ...sentOf(asked),
    wanted: 'both stay open until shutdown has been answered',
  };
}

export function overdue(asked: Asked, ms: number, unfinished: string): Failure {
  const problem = `the adapter did not answer ${asked.method} within ${ms} ms`;
  if (unfinished !== '') {
    const wanted = 'a line feed at the end of each reply';
    return {
      reason: 'hang',
      problem: `${problem}: its line has no end`,
      sent: asked.line,
      came: unfinished,
      wanted,
    };
  }
  const wanted = 'a reply (a common cause: output is not flushed after each line)';
  return { reason: 'hang', problem, sent: asked.line, came: 'nothing', wanted };
}

export function notJson(asked: Asked, line: string): Failure {
  const what = line.trim() === '' ? 'an empty line' : 'a line that is not JSON';
  return {
    reason: 'garbage',
    problem: `the adapter answered ${asked.method} with ${what}`,
    sent: asked.line,
    came: line,
    wanted: `{"jsonrpc":"2.0","id":${asked.id},"result":{…}}: ${ONE_LINE}`,
  };
}

export function notUtf8(asked: Asked, line: string): Failure {
  return {
    reason: 'garbage',
    problem: `the adapter answered ${asked.method} with bytes that are not UTF-8`,
    sent: asked.line,
    came: line,
    wanted: 'JSON in UTF-8',
  };
}

export function saidTwice(asked: Asked, line: string, path: string): Failure {
  return {
    reason: 'garbage',
    problem: `the adapter answered ${asked.method} with a member that stands twice: ${printable(path)}`,
    sent: asked.line,
    came: line,
    wanted: 'each member of an object once',
  };
}

export function notReply(asked: Asked, line: string, wrong: string): Failure {
  return {
    reason: 'garbage',
    problem: `the reply to ${asked.method} is no JSON-RPC reply: ${wrong}`,
    sent: asked.line,
    came: line,
    wanted: `{"jsonrpc":"2.0","id":${asked.id},"result":{…}} or {"jsonrpc":"2.0","id":${asked.id},"error":{"code":…,"message":"…"}}; with the code -32601 also "data":{"capability":"…"}`,
  };
}

export function wrongId(asked: Asked, line: string, id: number): Failure {
  return {
    reason: 'order',
    problem: `the reply to ${asked.method} has the id ${id} instead of ${asked.id}`,
    sent: asked.line,
    came: line,
    wanted: `"id":${asked.id}, the number of the request: replies come in the order of the requests`,
  };
}

export function unasked(line: string): Failure {
  const wanted = `one reply for each request, ${ONE_LINE}`;
  return {
    reason: 'flood',
    problem: 'the adapter wrote a line that no request asked for',
    came: line,
    wanted,
  };
}

export function endlessLine(asked: Asked | undefined, beginning: string, limit: number): Failure {
  return {
    reason: 'flood',
    problem: `the adapter wrote a line of more than ${limit} characters`,
    ...sentOf(asked),
    came: beginning,
    wanted: ONE_LINE,
  };
}

export function noShutdown(ms: number): Failure {
  const problem = `the adapter did not answer shutdown within ${ms} ms and was killed`;
  return { reason: 'hang', problem, wanted: '{} as the result, then exit code 0' };
}

export function noExit(ms: number): Failure {
  const problem = `the adapter answered shutdown but had not exited ${ms} ms after it, and was killed`;
  return { reason: 'hang', problem, wanted: 'an end of the process, with exit code 0' };
}
