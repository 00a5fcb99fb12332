/** What recordings and reports say of the requirements, for the pages: the same comparison as `hvspec compare` makes. */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Cell } from '../../reports/compare/cell';
import type { Column, Comparison } from '../../reports/compare/comparison';
import { columnsIn, comparisonOf } from '../../reports/compare/comparison';
import { leftOutOn, loadKernels } from '../../live/kernels';
import { columnsOf } from '../../reports/compare/read';
import { mergedRecordings } from '../../reports/compare/recorded';

export type Evidence = Comparison;

export interface EvidenceRow {
  readonly name: string;
  readonly profile: string;
  readonly cell: Cell;
  readonly from: string;
}

/** Of every recording under `recordings/`, and of every report and recording in `dropped`. */
export async function readEvidence(root: string, dropped: string): Promise<Evidence> {
  const files = [
    ...filesIn(join(root, 'recordings'), '.ndjson'),
    ...filesIn(dropped, '.json'),
    ...filesIn(dropped, '.ndjson'),
  ];
  const columns: Column[] = [];
  for (const file of files) columns.push(...(await columnsOf(file, relative(root, file))));
  const kernels = loadKernels();
  return comparisonOf(mergedRecordings(columns), (machine, release) => leftOutOn(kernels, machine, release));
}

function filesIn(folder: string, ending: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(folder, name));
}

/** What each implementation does with a requirement, where something is known or its cases are left out. */
export function evidenceOf(evidence: Evidence, id: string): readonly EvidenceRow[] {
  const row = evidence.rows.find((one) => one.id === id);
  if (!row) return [];
  return columnsIn(evidence, row.machine).flatMap(({ name, profile, file }, i) => {
    const cell = row.cells[i];
    return cell && (!NOTHING.includes(cell.word) || cell.leftOut.length > 0)
      ? [{ name, profile, cell, from: file }]
      : [];
  });
}

const NOTHING: readonly Cell['word'][] = ['unknown', 'absent'];

/** {@link readEvidence} in a thread of its own. @throws RangeError on a file that is neither a report nor a recording */
export function evidenceApart(root: string, dropped: string): Promise<Evidence> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(join(__dirname, 'evidence-worker.ts'), {
      workerData: { root, dropped },
      execArgv: ['-r', './bin/sources.js'],
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
