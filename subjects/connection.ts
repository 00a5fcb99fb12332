/**
 * The JSON-RPC connection to one child process: requests go out, replies come back in the same order, within
 * their time and length. The first breach of that ends the connection and the child; every request that
 * still waits, and every later one, fails with the same error.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { killGroup, reap, start, tailOf } from './child';
import { panicIn } from './panic';
import type { Exit, Failure } from './failures';
import * as failures from './failures';
import { Fifo } from './fifo';
import { Lines } from './lines';
import type { Answer, Refusal, Request } from './protocol-types';
import { printable } from './text';
import { twice } from './twice';
import { Utf8 } from './utf8';
import { checkOf } from './validate';
import { WireError } from './wire-error';

export interface Limits {
  /** Milliseconds for the answer to the first request, in which the program has to start. */
  readonly startMs: number;
  /** Milliseconds for each further answer, counted from the one before or from the request. */
  readonly stepMs: number;
  /** Milliseconds from the last request to the end of the process; then it is killed. */
  readonly graceMs: number;
  /** Characters that a line may have. */
  readonly lineLength: number;
}

export const LIMITS: Limits = { startMs: 10_000, stepMs: 5_000, graceMs: 1_000, lineLength: 1 << 20 };

export type Reply = Answer | Refusal;
export type Method = Request['method'];

interface Waiting {
  readonly id: number;
  readonly method: Method;
  readonly line: string;
  onReply(reply: Reply): void;
  onFailure(error: WireError): void;
}

/** How long an exit code may take after a closed pipe, and the last output after an exit code. */
const SETTLE_MS = 100;

export class Connection {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly stderr: () => readonly string[];
  private readonly utf8 = new Utf8();
  private readonly lines: Lines;
  private readonly waiting: Fifo<Waiting>;
  private readonly checkAnswer = checkOf('protocol', 'answer');
  private readonly checkRefusal = checkOf('protocol', 'refusal');
  private answered = false;
  private nextId = 1;
  private outgoing = '';
  private exit: Exit | null = null;
  private ending = false;
  private ended: Promise<WireError | null> | null = null;
  /** Whether a request has failed for {@link failure}. */
  private told = false;
  /** Why the connection is dead, once it is. */
  failure: WireError | null = null;

  constructor(argv: readonly [string, ...string[]], limits: Limits) {
    this.child = start(argv);
    this.stderr = tailOf(this.child);
    this.lines = new Lines(
      limits.lineLength,
      (line) => this.receive(line),
      (text) => this.fail(failures.endlessLine(this.waiting.oldest, text, limits.lineLength)),
    );
    this.waiting = new Fifo(
      // At the end the grace rules.
      () => (this.answered ? limits.stepMs : limits.startMs) + (this.ending ? limits.graceMs : 0),
      (oldest, ms) => this.fail(failures.overdue(oldest, ms, this.lines.unfinished)),
    );
    this.listen(argv[0]);
  }

  private listen(program: string): void {
    const { child, lines } = this;
    child.stdout.on('data', (chunk: Buffer) => lines.push(this.utf8.decode(chunk)));
    child.stdout.on('error', () => undefined);
    child.stdout.on('end', () => this.pipeClosed('stdout'));
    child.stdin.on('error', () => this.pipeClosed('stdin'));
    child.on('error', (error) => this.fail(failures.notStarted(program, error)));
    child.on('exit', (code, signal) => {
      this.exit = { code, signal };
      // Its last words may still be in the pipes; a descendant that holds them open is not waited for.
      setTimeout(() => this.exited({ code, signal }), SETTLE_MS);
    });
    child.on('close', () => this.exited(this.exit));
  }

  /** Sends a request; `params` is JSON. One of the two functions is called later, once. */
  send(method: Method, params: string, onReply: Waiting['onReply'], onFailure: Waiting['onFailure']): void {
    const { failure } = this;
    if (failure) {
      this.told = true;
      return queueMicrotask(() => onFailure(failure));
    }
    const id = this.nextId;
    this.nextId += 1;
    const line = `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}`;
    this.waiting.push({ id, method, line, onReply, onFailure });
    // One write for all that is sent before the event loop goes on.
    if (this.outgoing === '') process.nextTick(() => this.flush());
    this.outgoing += `${line}\n`;
  }

  /** Sends a request and waits for the reply. @throws WireError */
  request(method: Method, params: unknown): Promise<Reply> {
    return new Promise((resolve, reject) => this.send(method, JSON.stringify(params), resolve, reject));
  }

  /**
   * Ends the process: a shutdown request, then SIGKILL for the group when the grace is over. Whatever still
   * waits for a reply then fails.
   * @returns null if it answered {} and exited with 0 within `graceMs`, else what it did instead; null also if it
   * broke before and a request has failed for it
   */
  end(graceMs: number): Promise<WireError | null> {
    this.ended ??= this.failure ? Promise.resolve(this.told ? null : this.failure) : this.finish(graceMs);
    return this.ended;
  }

  private async finish(graceMs: number): Promise<WireError | null> {
    this.ending = true;
    const deadline = performance.now() + graceMs;
    const asked = this.request('shutdown', {}).catch((error: unknown) => error as WireError);
    this.flush();
    const reply = await Promise.race([asked, delay(graceMs)]);
    // Only now: where stdin is the line into a guest, its end may cut off the answer.
    this.child.stdin.end();
    if (reply === null) this.fail(failures.noShutdown(graceMs));
    while (this.isAlive() && performance.now() < deadline) await delay(2);
    if (!this.exit) this.fail(failures.noExit(graceMs));
    const problem = this.failure;
    this.fail({ reason: 'closed', problem: 'the adapter has been shut down' });
    await reap(this.child, graceMs);
    return problem ?? this.farewell(reply as Reply);
  }

  private isAlive(): boolean {
    return this.exit === null && this.failure === null;
  }

  private farewell(reply: Reply): WireError | null {
    const wrong = 'error' in reply ? reply.error.message : checkOf('protocol', 'empty')(reply.result);
    if (wrong !== null)
      return this.error({
        reason: 'garbage',
        problem: `the reply to shutdown is wrong: ${wrong}`,
        wanted: '"result":{}',
      });
    if (this.exit?.code === 0) return null;
    const how = failures.howItEnded(this.exit ?? { code: null, signal: null });
    return this.error({
      reason: 'crash',
      problem: `after shutdown the adapter ${how}`,
      wanted: 'exit code 0',
    });
  }

  private flush(): void {
    if (this.outgoing === '') return;
    if (!this.failure) this.child.stdin.write(this.outgoing);
    this.outgoing = '';
  }

  private receive(line: string): void {
    const asked = this.waiting.oldest;
    if (!asked) return this.fail(failures.unasked(line));
    if (!this.utf8.isClean && line.includes('\ufffd')) return this.fail(failures.notUtf8(asked, line));
    const reply = parsed(line);
    if (reply === undefined) return this.fail(failures.notJson(asked, line));
    const member = twice(line, reply);
    if (member !== null) return this.fail(failures.saidTwice(asked, line, member));
    const wrong = isRefusal(reply) ? this.checkRefusal(reply) : this.checkAnswer(reply);
    if (wrong !== null) return this.fail(failures.notReply(asked, line, wrong));
    const { id } = reply as Reply;
    if (id !== asked.id) return this.fail(failures.wrongId(asked, line, id));
    this.waiting.shift();
    this.answered = true;
    asked.onReply(reply as Reply);
  }

  private pipeClosed(which: 'stdin' | 'stdout'): void {
    // A process that ends closes its pipes first: its exit code would say more.
    setTimeout(() => {
      if (!this.exit && !this.ending) this.fail(failures.closed(this.waiting.oldest, which));
    }, SETTLE_MS);
  }

  private exited(exit: Exit | null): void {
    const { oldest } = this.waiting;
    if (exit && (oldest || !this.ending)) this.fail(failures.ended(oldest, exit, this.answered));
  }

  private error({ reason, problem, ...parts }: Failure): WireError {
    const said = this.stderr();
    const panic = panicIn(said.join('\n'));
    const told = panic === null ? problem : `the subject's kernel panicked (${printable(panic)}): ${problem}`;
    return new WireError(reason, { ...parts, problem: told, said });
  }

  private fail(failure: Failure): void {
    if (this.failure) return;
    const error = this.error(failure);
    this.failure = error;
    this.lines.stop();
    killGroup(this.child);
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) stream.destroy();
    for (const request of this.waiting.drain()) {
      this.told = true;
      request.onFailure(error);
    }
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function isRefusal(reply: unknown): boolean {
  return typeof reply === 'object' && reply !== null && 'error' in reply;
}

/** Resolves with null after `ms`, and does not keep the program alive. */
function delay(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
}
