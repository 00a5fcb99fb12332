/** conformance.json: the report itself, to be compared and read by programs. */
import type { Conformance } from '../report-types';

/** @returns text that ends in a line break and satisfies schemas/report.schema.json */
export function jsonReport(report: Readonly<Conformance>): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
