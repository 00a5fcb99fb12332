/** Reads the evidence beside the run of the suite, which takes as long: see {@link evidenceApart}. */
import { parentPort, workerData } from 'node:worker_threads';
import { readEvidence } from './evidence';

const { root, dropped } = workerData as { readonly root: string; readonly dropped: string };

void readEvidence(root, dropped).then((evidence) => parentPort?.postMessage(evidence));
