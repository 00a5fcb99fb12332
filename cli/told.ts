/** Telling what a run showed: reports into a folder, or one report or the summary as output. */
import { summaryText } from '../reports/summary-text';
import type { ReportData, ReportFormat } from '../reports/write';
import { reportText, writeReports } from '../reports/write';
import type { Output } from './output';

export interface TellOptions {
  /** The folder; without one nothing is written. */
  readonly out: string | undefined;
  /** All formats unless given; without a folder the first one is printed. */
  readonly format: readonly ReportFormat[] | undefined;
  readonly brief: boolean;
  /** Files and folders of features that were given. */
  readonly given?: readonly string[];
}

/** @throws ReportError where a report cannot be written; what there is to print is printed all the same */
export async function tell(
  output: Output,
  data: ReportData,
  { out, format, brief, given = [] }: TellOptions,
): Promise<void> {
  const [single] = out === undefined ? (format ?? []) : [];
  try {
    if (out !== undefined)
      for (const path of await writeReports(out, data, format)) output.err(`written: ${path}`);
  } finally {
    // On a disk that is full the run has not been for nothing.
    output.out(
      single
        ? reportText(single, data).trimEnd()
        : summaryText(data.conformance, {
            colour: output.colour,
            brief,
            given,
            ...(data.subject === undefined ? {} : { subject: data.subject }),
          }),
    );
  }
}
