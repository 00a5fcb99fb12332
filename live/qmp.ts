/** QEMU's machine protocol (docs/interop/qmp-spec.rst): one command at a time, events are passed over. */
import type { Duplex } from 'node:stream';
import { createInterface } from 'node:readline';
import { printable } from '../subjects/text';
import { LiveError } from './error';

export interface Qmp {
  /** @returns what the command gives @throws LiveError where QEMU refuses, or goes away */
  readonly ask: (command: string, parameters?: object) => Promise<Readonly<Record<string, unknown>>>;
}

interface Message {
  readonly return?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly desc?: unknown };
  readonly QMP?: unknown;
}

/** Waits for the greeting and leaves the negotiation behind. */
export async function qmpOn(stream: Duplex): Promise<Qmp> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  stream.on('error', () => undefined);
  const next = async (): Promise<Message> => {
    const { value, done } = (await lines.next()) as { value?: string; done?: boolean };
    if (done === true || value === undefined) throw new LiveError('QEMU went away', 'broken');
    return JSON.parse(value) as Message;
  };
  const ask: Qmp['ask'] = async (command, parameters = {}) => {
    stream.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    for (;;) {
      const { return: result, error } = await next();
      if (error) throw new LiveError(`QEMU refuses ${command}: ${printable(String(error.desc))}`, 'broken');
      if (result) return result;
    }
  };
  await next();
  await ask('qmp_capabilities');
  return { ask };
}
