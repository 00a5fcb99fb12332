/** The kernels that a recording names as those that did what is in it. */
import type { RecordingSource } from './recording-types';

/** What parts their names where several did the same. */
export const KERNELS_APART = '; ';

/** Each once, as it is written; none where the recording names no kernel. */
export function kernelsIn({ kernel = '' }: Pick<RecordingSource, 'kernel'>): readonly string[] {
  return [...new Set(kernel.split(KERNELS_APART).filter((name) => name.trim() !== ''))];
}
