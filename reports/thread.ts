/** The other side of `beside.ts`: what runs in the second thread. Told scenarios, it tells their envelopes, and how it went. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Envelope } from '@cucumber/messages';
import type { Told } from './beside';
import type { DriveOptions, Place } from './cucumber';
import { drive } from './cucumber';

/** Envelopes that are told at a time: one by one they would wait for each other. */
const TOGETHER = 1000;

const { worldParameters } = workerData as Pick<DriveOptions, 'worldParameters'>;

function tell(told: Told): void {
  parentPort?.postMessage(told);
}

async function run(entries: readonly Place[]): Promise<void> {
  let waiting: Envelope[] = [];
  const onEnvelope = (envelope: Envelope): void => {
    waiting.push(envelope);
    if (waiting.length < TOGETHER) return;
    tell({ envelopes: waiting });
    waiting = [];
  };
  const { broke } = await drive({ entries, worldParameters, onEnvelope });
  tell({ envelopes: waiting });
  tell({ broke });
}

parentPort?.on('message', (entries: readonly Place[]) => void run(entries));
