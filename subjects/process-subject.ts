/** An adapter in another process, in whatever language, as a subject. */
import type { AnyOp, AnyOutcome } from '../model/core/machine';
import { Misuse, tidied, Unsupported } from '../model/core/machine';
import { fromWire, toWire } from '../model/core/wire';
import { machineOf } from '../model/machines';
import { mistaken, refused } from './answers';
import type { Limits, Reply } from './connection';
import { Connection, LIMITS } from './connection';
import { describe, exchanged } from './description';
import type { Description, Offer, Subject } from './subject';
import type { Check } from './validate';
import { checkOf, validator } from './validate';
import { WireError } from './wire-error';

export { killAll } from './child';

export interface ProcessOptions extends Partial<Limits> {
  /** How many times `reset` may start the adapter again after it has broken. */
  readonly restarts?: number;
}

/** The options for the time limits of a command line, in milliseconds; those left out have their default. */
export function processOptions(startMs?: number, stepMs?: number): ProcessOptions {
  return { ...(startMs === undefined ? {} : { startMs }), ...(stepMs === undefined ? {} : { stepMs }) };
}

/** Requests that {@link ProcessSubject.stepAll} keeps under way. */
const WINDOW = 512;
const RESTARTS = 10;

/** How it begins where an adapter has broken too often: what comes then is not about the case that asked. */
export const GIVEN_UP = 'not tried: ';

/** What the last `reset` chose. */
interface Session {
  readonly machine: string;
  readonly op: Check;
  readonly outcome: Check;
  readonly inspection: Check;
}

export class ProcessSubject implements Subject {
  private session: Session | null = null;
  private restarted = 0;
  private isClosed = false;
  /** Set for good where the adapter, started again, was another one. */
  private exchanged: WireError | null = null;

  private constructor(
    private readonly argv: readonly [string, ...string[]],
    private readonly options: ProcessOptions,
    private connection: Connection,
    readonly description: Description,
  ) {}

  /**
   * Starts the program (no shell) and asks it to describe itself.
   * @throws SubjectError where it does not start, or what it says is not a description
   * @throws RangeError on an argv without a program
   */
  static async start(argv: readonly string[], options: ProcessOptions = {}): Promise<ProcessSubject> {
    const [program, ...rest] = argv;
    if (!program)
      throw new RangeError('the subject has no program: give an argv such as ["python3", "my-adapter.py"]');
    const words = [program, ...rest] as const;
    const connection = new Connection(words, limitsOf(options));
    return new ProcessSubject(words, options, connection, await described(connection, limitsOf(options)));
  }

  /**
   * A fresh instance; if the adapter has broken since the last one, also a fresh process.
   * @throws RangeError on a configuration that the machine does not have
   * @throws Unsupported where the adapter cannot be configured like this
   * @throws SubjectError
   */
  async reset(offer: Offer, config: object): Promise<void> {
    const { machine, profile } = offer;
    const wire = toWire(config);
    const wrong = validator(machine, 'config')(wire);
    if (wrong !== null) throw new RangeError(`the configuration for ${machine}: ${wrong}`);
    const { failure } = this.connection;
    if (failure) await this.restart(failure);
    this.session = {
      machine,
      op: validator(machine, 'op'),
      outcome: validator(machine, 'outcome'),
      inspection: validator(machine, 'inspection'),
    };
    const params = { machine, profile, config: wire };
    await this.ask('reset', params, checkOf('protocol', 'empty'));
  }

  /**
   * The outcome of one operation. Further ones may be asked for before it is there.
   * @throws Misuse, Unsupported, SubjectError
   * @throws RangeError on an operation that the machine does not have
   */
  step(op: AnyOp): Promise<AnyOutcome> {
    const outcome = new Promise<AnyOutcome>((resolve, reject) => this.send(op, resolve, reject));
    // Whoever sends several and stops at the first that fails never looks at the others.
    outcome.catch(() => undefined);
    return outcome;
  }

  /**
   * The outcomes of many operations, in order, as fast as the adapter allows: up to 512 are under way at
   * once. An operation that the adapter refuses has the refusal in the place of its outcome.
   * @throws SubjectError where the adapter breaks
   * @throws RangeError on an operation that the machine does not have
   */
  stepAll(ops: readonly AnyOp[]): Promise<readonly (AnyOutcome | Misuse | Unsupported)[]> {
    return new Promise((resolve, reject) => {
      const found = new Array<AnyOutcome | Misuse | Unsupported>(ops.length);
      let sent = 0;
      let done = 0;
      const next = (): void => {
        const index = sent;
        sent += 1;
        const settle = (result: AnyOutcome | Misuse | Unsupported): void => {
          found[index] = result;
          done += 1;
          if (sent < ops.length) next();
          else if (done === ops.length) resolve(found);
        };
        this.send(ops[index] as AnyOp, settle, (error) => {
          if (error instanceof Misuse || error instanceof Unsupported) return settle(error);
          sent = ops.length;
          reject(error);
        });
      };
      if (ops.length === 0) resolve([]);
      while (sent < Math.min(ops.length, WINDOW)) next();
    });
  }

  async inspect(): Promise<object> {
    const { machine, inspection } = this.open();
    const shown = fromWire(await this.ask('inspect', {}, inspection)) as object;
    return tidied(machineOf(machine), shown);
  }

  async close(): Promise<void> {
    await this.shutdown();
  }

  /**
   * Ends the process, in at most the grace and a second.
   * @returns what it did wrong in that, or before it and nobody was told yet, or null
   */
  shutdown(): Promise<WireError | null> {
    this.isClosed = true;
    return this.connection.end(limitsOf(this.options).graceMs);
  }

  private open(): Session {
    if (!this.session) throw new Error('the subject has to be reset before anything is asked of it');
    return this.session;
  }

  private send(op: AnyOp, onOutcome: (outcome: AnyOutcome) => void, onError: (error: Error) => void): void {
    const { machine, op: check, outcome } = this.open();
    const wire = toWire(op);
    const wrong = check(wire);
    if (wrong !== null) return onError(new RangeError(`the operation for ${machine}: ${wrong}`));
    const params = JSON.stringify(wire);
    const receive = (reply: Reply): void => {
      if ('error' in reply) return onError(refused(reply.error, `step ${params}`));
      const problem = outcome(reply.result);
      if (problem === null) return onOutcome(fromWire(reply.result) as AnyOutcome);
      onError(mistaken(`the outcome of ${op.op}`, `step ${params}`, reply.result, problem));
    };
    this.connection.send('step', params, receive, onError);
  }

  private async ask(method: 'reset' | 'inspect', params: object, check: Check): Promise<object> {
    const reply = await this.connection.request(method, params);
    const sent = `${method} ${JSON.stringify(params)}`;
    if ('error' in reply) throw refused(reply.error, sent);
    const problem = check(reply.result);
    if (problem !== null) throw mistaken(`the result of ${method}`, sent, reply.result, problem);
    return reply.result;
  }

  /** One crash is one broken case: the next one gets a new process, a bounded number of times. */
  private async restart(failure: WireError): Promise<void> {
    if (this.exchanged) throw this.exchanged;
    if (this.isClosed) throw failure;
    if (this.restarted >= (this.options.restarts ?? RESTARTS)) throw givenUp(failure, this.restarted + 1);
    this.restarted += 1;
    this.connection = new Connection(this.argv, limitsOf(this.options));
    const description = await described(this.connection, limitsOf(this.options));
    this.exchanged = exchanged(this.description, description, 'started again after it broke');
    if (!this.exchanged) return;
    await this.connection.end(limitsOf(this.options).graceMs);
    throw this.exchanged;
  }
}

/** What was sent when it broke belongs to another case. */
function givenUp({ reason, parts }: WireError, times: number): WireError {
  const often = times === 1 ? 'once' : `${times} times`;
  return new WireError(reason, {
    problem: `${GIVEN_UP}the adapter had broken ${often} before, last so: ${parts.problem}`,
  });
}

/** The description; without one the process is ended. */
async function described(connection: Connection, { graceMs }: Limits): Promise<Description> {
  try {
    return await describe(connection);
  } catch (error) {
    await connection.end(graceMs);
    throw error;
  }
}

/** Who is slow to answer is slow to end: a fifth of the time of an answer, a second at least. */
function limitsOf({ restarts: _restarts, ...limits }: ProcessOptions): Limits {
  const graceMs = Math.max(LIMITS.graceMs, (limits.stepMs ?? LIMITS.stepMs) / 5);
  return { ...LIMITS, graceMs, ...limits };
}
