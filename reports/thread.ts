/** The other side of `beside.ts`: what runs in the second thread. Told scenarios, it tells their envelopes, and how it went. */
import { parentPort } from 'node:worker_threads';
import type { Envelope } from '@cucumber/messages';
import type { Asked, Told } from './beside';
import { drive, supportLibrary } from './cucumber';

/** Envelopes that are told at a time: one by one they would wait for each other. */
const TOGETHER = 1000;

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

async function run(asked: Asked): Promise<void> {
  let waiting: Envelope[] = [];
  const onEnvelope = (envelope: Envelope): void => {
    waiting.push(envelope);
    if (waiting.length < TOGETHER) return;
    tell({ envelopes: waiting });
    waiting = [];
  };
  const { broke } = await drive({ ...asked, onEnvelope });
  tell({ envelopes: waiting });
  tell({ broke });
}

parentPort?.on('message', (asked: Asked) => void run(asked));
// Loaded while the first thread has nothing to say yet. What is wrong with it shows in the first run.
supportLibrary().catch(() => undefined);
