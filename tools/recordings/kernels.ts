/** recordings/KERNELS.md: which kernel was recorded, when and how. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES } from '../../model/machines';
import { LAYOUT } from '../../reports/layout';
import { kernelsIn } from '../../subjects/kernels';
import type { RecordingHeader } from '../../subjects/recording-types';

/** What the recordings say of one kernel in one file. */
interface Row {
  readonly machine: string;
  readonly profile: string;
  readonly kernel: string;
  readonly observed: string;
  readonly date: string;
  readonly file: string;
  experiments: number;
}

/** The table, one row for each kernel and file; code that is no kernel's is called by how it was watched. */
export function kernelsTable(): string {
  const lines: string[] = [];
  for (const { name } of MACHINES) {
    const folder = join(LAYOUT.root, 'recordings', name);
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith('.ndjson')) continue;
      lines.push(...rowsOf(join(folder, file), file).map(lineOf));
    }
  }
  return [
    '| machine | profile | kernel or code | how | when | experiments | file |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Headers alone are read: that the files are whole and allowed is what other tests say. */
function rowsOf(path: string, file: string): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (!line.startsWith('{"recording":')) continue;
    const { machine, profile, source } = JSON.parse(line) as RecordingHeader;
    const { observed, date = '' } = source;
    const kernels = kernelsIn(source);
    for (const one of kernels.length > 0 ? kernels : ['no kernel']) {
      const key = `${one} ${profile}`;
      const row = rows.get(key) ?? { machine, profile, kernel: one, observed, date, file, experiments: 0 };
      row.experiments += 1;
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

function lineOf({ machine, profile, kernel, observed, date, file, experiments }: Row): string {
  const link = `[${file}](${machine}/${file})`;
  const cells = [machine, profile, kernel, observed, date, String(experiments), link];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}
