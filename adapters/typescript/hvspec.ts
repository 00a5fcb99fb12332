/**
 * The protocol of hvspec, for adapters in TypeScript: copy this file beside yours and leave it as it is.
 *
 *     serve('my-kvm', '1.0', [{ machine: …, profile: …, capabilities: […] }], create);
 *
 * `create(machine, profile, config)` makes an instance with `step(op)` and `inspect()`. What they get and give
 * is the JSON of the schemas, with 64-bit values as bigint. They refuse by throwing Misuse or Lacks.
 */
import { createInterface } from 'node:readline';

export type Fields = Readonly<Record<string, unknown>>;

export interface Offer {
  readonly machine: string;
  readonly profile: string;
  readonly capabilities: readonly string[];
  readonly choices?: Readonly<Record<string, string>>;
}

export interface Instance<Op> {
  step(op: Op): Fields;
  inspect(): Fields;
}

export type Create<Op, Config> = (machine: string, profile: string, config: Config) => Instance<Op>;

/** The operation makes no sense in this state: `throw new Misuse('the vCPU waits in its exit')`. */
export class Misuse extends Error {}

/** The implementation has no such operation: `throw new Lacks('emulator')`, with the capability. */
export class Lacks extends Error {}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly machine: string; readonly profile: string; readonly config: unknown };
}

/** Answers requests until shutdown, or the end of stdin. */
export function serve<Op, Config>(
  name: string,
  version: string,
  offers: readonly Offer[],
  create: Create<Op, Config>,
): void {
  let instance: Instance<Op> | undefined;
  const answer = ({ method, params }: Request): Fields | undefined => {
    if (method === 'describe') return { protocol: 1, name, version, machines: offers };
    if (method === 'step') return instance?.step(params as unknown as Op);
    if (method === 'inspect') return instance?.inspect();
    if (method === 'reset') instance = create(params.machine, params.profile, params.config as Config);
    return {};
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const request = JSON.parse(line, decoded) as Request;
    process.stdout.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...reply(() => answer(request)) }, encoded)}\n`,
    );
    if (request.method === 'shutdown') lines.close();
  });
}

function reply(answer: () => Fields | undefined): Fields {
  try {
    return { result: answer() };
  } catch (error) {
    if (error instanceof Misuse) return { error: { code: -32001, message: error.message } };
    if (!(error instanceof Lacks)) throw error;
    return { error: { code: -32601, message: `no ${error.message}`, data: { capability: error.message } } };
  }
}

/** 64-bit values are strings on the wire, numbers are counts. */
function decoded(_key: string, value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('0x') ? BigInt(value) : value;
}

function encoded(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
}
