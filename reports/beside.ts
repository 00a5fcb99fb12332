/**
 * A run in two threads: models keep a core busy, and most computers have more. One goes through the features from the first on,
 * the other from the last, until they meet, so that each has few machines to learn. What comes out is one run.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Envelope } from '@cucumber/messages';
import type { Driven, DriveOptions, Place } from './cucumber';
import { drive } from './cucumber';
import { joined } from './joined';
import { LAYOUT } from './layout';

/** What the second thread says: envelopes of the scenarios that it was told last, and, once that is all of them, how it went. */
export type Told = { readonly envelopes: readonly Envelope[] } | Pick<Driven, 'broke'>;

/** Scenarios of a part, or some more: what Cucumber takes to begin is little beside what they take. */
const PART = 150;

/** As {@link drive}, but that nothing ends it between two cases. Does not throw. @param least scenarios of a part */
export async function driveBeside({ entries, ...options }: DriveOptions, least = PART): Promise<Driven> {
  const parts = partsOf(entries, least);
  const waiting = parts.map((_part, i) => i);
  const done = new Map<number, Driven>();
  const lane = async (
    next: () => number | undefined,
    run: (part: readonly Place[]) => Promise<Driven>,
  ): Promise<void> => {
    for (let i = next(); i !== undefined; i = next()) {
      const driven = await run(parts[i] ?? []);
      done.set(i, driven);
      if (driven.broke !== null || driven.interrupted) waiting.length = 0;
    }
  };
  const second = new Second(options);
  try {
    await Promise.all([
      lane(
        () => waiting.shift(),
        (part) => drive({ ...options, entries: part }),
      ),
      lane(
        () => waiting.pop(),
        (part) => second.drive(part),
      ),
    ]);
  } finally {
    await second.close();
  }
  const ran = parts.flatMap((_part, i) => done.get(i) ?? []);
  return {
    envelopes: joined(ran.map(({ envelopes }) => envelopes)),
    broke: ran.find(({ broke }) => broke !== null)?.broke ?? null,
    interrupted: ran.some(({ interrupted }) => interrupted),
    halted: false,
  };
}

/** The scenarios in the order that they have, some files each. */
function partsOf(entries: readonly Place[], least: number): readonly (readonly Place[])[] {
  const parts: Place[][] = [];
  for (const { uri, line } of entries) {
    const last = parts.at(-1);
    if (last && (last.length < least || last.at(-1)?.uri === uri)) last.push({ uri, line });
    else parts.push([{ uri, line }]);
  }
  return parts;
}

type End = Pick<Driven, 'broke' | 'interrupted'>;

/** The second thread. */
class Second {
  private readonly worker: Worker;
  /** Why nothing more comes of it. */
  private readonly over: Promise<End>;
  private envelopes: Envelope[] = [];
  private done: (end: End) => void = () => undefined;

  constructor({ worldParameters, onEnvelope, signal }: Omit<DriveOptions, 'entries'>) {
    const worker = new Worker(join(LAYOUT.root, 'bin', 'thread.js'), { workerData: { worldParameters } });
    worker.on('message', (told: Told) => {
      if (signal?.aborted) return;
      if ('broke' in told) this.done({ broke: told.broke, interrupted: false });
      else
        for (const envelope of told.envelopes) {
          this.envelopes.push(envelope);
          onEnvelope?.(envelope);
        }
    });
    this.over = new Promise((resolve) => {
      const broke = (why: string): void => resolve({ broke: `the second thread ${why}`, interrupted: false });
      worker.on('error', ({ message }) => broke(`failed: ${message}`));
      worker.on('exit', () => broke('ended'));
      const interrupted = (): void => resolve({ broke: null, interrupted: true });
      if (signal?.aborted) interrupted();
      signal?.addEventListener('abort', interrupted, { once: true });
    });
    this.worker = worker;
  }

  async drive(entries: readonly Place[]): Promise<Driven> {
    this.envelopes = [];
    const finished = new Promise<End>((resolve) => {
      this.done = resolve;
    });
    this.worker.postMessage(entries);
    const end = await Promise.race([finished, this.over]);
    return { ...end, envelopes: this.envelopes, halted: false };
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
