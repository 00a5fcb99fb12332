/**
 * A booted machine in a file: booted until its init says that it is ready, and migrated there. To go on from it takes a
 * fraction of a second. The file holds for one version of QEMU, one command line, one kernel and one initramfs.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { reap, start } from '../subjects/child';
import { panicIn } from '../subjects/panic';
import { printable } from '../subjects/text';
import { kept } from './cache';
import type { Context } from './context';
import { during, notInterrupted } from './context';
import { LiveError } from './error';
import { mortal } from './programs';
import type { Qmp } from './qmp';
import { qmpOn } from './qmp';

/** What init says when all that follows depends on requests (adapters/c/init.h). */
const READY = 'hvspec: ready';
/** Lines of the console that a failure shows. */
const SHOWN = 15;
const CONSOLE_KEPT = 64 << 10;
/** From the message to where it waits for a request. */
const SETTLE_MS = 300;
/** It takes half a second; ten times that on a busy machine. */
const FREEZE_MS = 60_000;

export interface Frozen {
  readonly boot: readonly string[];
  readonly version: string;
  readonly kernel: string;
  readonly initrd: string;
  /** Milliseconds that booting may take. */
  readonly patience: number;
}

/** @returns the path of the frozen machine, made if it is not there */
export async function frozen(context: Context, given: Frozen): Promise<string> {
  const folder = await kept(context, 'frozen', keyOf(given), (into) =>
    freeze(context, given, join(into, 'state')),
  );
  return join(folder, 'state');
}

function keyOf({ boot, version, kernel, initrd }: Frozen): string {
  const hash = createHash('sha256').update(JSON.stringify([version, boot]));
  for (const path of [kernel, initrd]) hash.update(createHash('sha256').update(readFileSync(path)).digest());
  return hash.digest('hex').slice(0, 16);
}

async function freeze(context: Context, { boot, patience }: Frozen, file: string): Promise<void> {
  const argv = [...boot, '-chardev', 'socket,id=qmp,fd=3', '-mon', 'chardev=qmp,mode=control'];
  const child = start(mortal(argv), { pipes: 1 });
  const machine = watched(child.stderr);
  child.stdin.on('error', () => undefined);
  child.stdout.resume();
  let gone = false;
  child.once('exit', () => {
    gone = true;
    machine.wake();
  });
  child.once('error', () => machine.wake());
  const stop = (): void => void reap(child, 1000);
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    await during(context, 'booting', async () => {
      const ready = await machine.says(READY, patience, () => gone);
      if (!ready)
        throw new LiveError(
          `the kernel did not start its adapter${gone ? '' : ` in ${patience / 1000} s`}${machine.panic()}. Its console said last:${machine.tail()}`,
          'broken',
        );
    });
    const qmp = await qmpOn(child.stdio[3] as Duplex);
    await sleep(SETTLE_MS);
    await during(context, 'freezing', () => migrate(qmp, file));
  } catch (error) {
    notInterrupted(context);
    throw error;
  } finally {
    context.signal.removeEventListener('abort', stop);
    await reap(child, 5000);
  }
}

/** The stream comes by a socket: a file is something that QEMU before 8.2 can only write through a shell. */
async function migrate(qmp: Qmp, file: string): Promise<void> {
  const path = `${file}.socket`;
  if (Buffer.byteLength(path) > 107)
    throw new LiveError(
      `the cache's path is too long by ${Buffer.byteLength(path) - 107} characters: --cache names a shorter one`,
    );
  const server = createServer();
  server.listen(path);
  await once(server, 'listening');
  try {
    const written = received(server, file);
    written.catch(() => undefined);
    await qmp.ask('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 });
    await qmp.ask('migrate', { uri: `unix:${path}` });
    const over = AbortSignal.timeout(FREEZE_MS);
    for (;;) {
      if (over.aborted)
        throw new LiveError(`QEMU has not frozen this machine in ${FREEZE_MS / 1000} s`, 'broken');
      const { status, 'error-desc': why } = await qmp.ask('query-migrate');
      if (status === 'completed') break;
      if (status === 'failed' || status === 'cancelled')
        throw new LiveError(
          `QEMU cannot freeze this machine: ${printable(typeof why === 'string' ? why : status)}`,
          'broken',
        );
      await sleep(20);
    }
    await written;
  } finally {
    server.close();
  }
}

async function received(server: Server, file: string): Promise<void> {
  const [stream] = (await once(server, 'connection')) as [Duplex];
  await pipeline(stream, createWriteStream(file, { mode: 0o600 }));
}

/** The guest's console. */
interface Console {
  /** Waits until it has said this. @returns false where it has ended, or the time is over */
  readonly says: (text: string, ms: number, ended: () => boolean) => Promise<boolean>;
  /** `: Kernel panic - not syncing: …`, or nothing. */
  readonly panic: () => string;
  /** The last lines, each on a line of its own. */
  readonly tail: () => string;
  readonly wake: () => void;
}

function watched(stream: NodeJS.ReadableStream): Console {
  let text = '';
  let wake = (): void => undefined;
  stream.on('data', (chunk: Buffer) => {
    text = (text + chunk.toString('latin1')).slice(-CONSOLE_KEPT);
    wake();
  });
  stream.on('error', () => undefined);
  return {
    wake: () => wake(),
    panic: () => {
      const line = panicIn(text);
      return line === null ? '' : `: ${printable(line)}`;
    },
    tail: () =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(-SHOWN)
        .map((line) => `\n  ${printable(line.trimEnd())}`)
        .join('') || '\n  nothing',
    says: async (wanted, ms, ended) => {
      const over = AbortSignal.timeout(ms);
      over.addEventListener('abort', () => wake());
      while (!text.includes(wanted)) {
        if (over.aborted || ended()) return false;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return true;
    },
  };
}
