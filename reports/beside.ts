/**
 * A run in two threads: models keep a core busy, and most computers have more. One goes through the features from the first on,
 * the other from the last, until they meet, so that each has few machines to learn. What comes out is one run.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Envelope } from '@cucumber/messages';
import { untilAborted } from './aborted';
import type { Driven, DriveOptions, Place } from './cucumber';
import { drive } from './cucumber';
import { joined } from './joined';
import { LAYOUT } from './layout';

/** What the second thread is told. */
export type Asked = Pick<DriveOptions, 'entries' | 'worldParameters'>;

/** What it says: envelopes of the scenarios that it was told, and, once that is all of them, how it went. */
export type Told = { readonly envelopes: readonly Envelope[] } | Pick<Driven, 'broke'>;

/** Scenarios of a part, or some more: what Cucumber takes to begin is little beside what they take. */
const PART = 150;

/**
 * As {@link drive}, but that nothing ends it between two cases. Does not throw.
 * @param least scenarios of a part
 */
export async function driveBeside(
  { entries, ...options }: DriveOptions,
  second: Second,
  least = PART,
): Promise<Driven> {
  const parts = partsOf(entries, least);
  const waiting = parts.map((_part, i) => i);
  const done = new Map<number, Driven>();
  const lane = async (
    next: () => number | undefined,
    run: (part: DriveOptions) => Promise<Driven>,
  ): Promise<void> => {
    for (let i = next(); i !== undefined; i = next()) {
      const driven = await run({ ...options, entries: parts[i] ?? [] });
      done.set(i, driven);
      if (driven.broke !== null || driven.interrupted) waiting.length = 0;
    }
  };
  await Promise.all([
    lane(() => waiting.shift(), drive),
    lane(
      () => waiting.pop(),
      (part) => second.drive(part),
    ),
  ]);
  const ran = parts.flatMap((_part, i) => done.get(i) ?? []);
  return {
    envelopes: joined(parts.map((_part, i) => done.get(i)?.envelopes ?? [])),
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

/** The second thread, which loads what it needs from the beginning on. It is closed when the run is over. */
export class Second {
  private readonly worker = new Worker(join(LAYOUT.root, 'bin', 'thread.js'), {
    // Twice the default: what lives for a case need not be copied.
    resourceLimits: { maxYoungGenerationSizeMb: 96 },
  });
  /** Why nothing more comes of it. */
  private readonly gone: Promise<string>;

  constructor() {
    this.gone = new Promise((resolve) => {
      this.worker.on('error', (error: unknown) => resolve(`the second thread failed: ${String(error)}`));
      this.worker.on('exit', () => resolve('the second thread ended'));
    });
  }

  /** As {@link drive} there. */
  async drive({ entries, worldParameters, onEnvelope, signal }: DriveOptions): Promise<Driven> {
    const envelopes: Envelope[] = [];
    let hear = (_told: Told): void => undefined;
    const finished = new Promise<string | null>((resolve) => {
      hear = (told) => {
        if (signal?.aborted) return;
        if ('broke' in told) resolve(told.broke);
        else
          for (const envelope of told.envelopes) {
            envelopes.push(envelope);
            onEnvelope?.(envelope);
          }
      };
    });
    this.worker.on('message', hear);
    const asked: Asked = { entries, worldParameters };
    this.worker.postMessage(asked);
    const broke = await untilAborted(Promise.race([finished, this.gone]), signal);
    this.worker.off('message', hear);
    return { envelopes, broke, interrupted: signal?.aborted ?? false, halted: false };
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
