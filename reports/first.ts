/** `--first`: which case ends a run. */
import type { BaselineEntry } from './baseline-file';
import type { Executed } from './executed';
import { isRed } from './failing';
import { signatureOf } from './signature';

/** A red verdict that the baseline does not list as it is, or a case that broke without one. */
export function isFailure({ status, verdicts }: Executed, baseline: readonly BaselineEntry[]): boolean {
  const red = verdicts.filter(isRed);
  if (red.length === 0) return status !== 'PASSED' && status !== 'SKIPPED';
  return red.some((one) => {
    const entry = baseline.find((known) => known.case === one.case && known.profile === one.profile);
    return one.verdict !== 'fail' || entry?.signature !== signatureOf({ ...one, id: one.case });
  });
}
