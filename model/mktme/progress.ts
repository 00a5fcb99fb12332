/** What a request of the page-attribute code remembers of its pages. */
import type { ChangePageAttr } from './types';

/** The request on its way through the pages. */
export interface Progress {
  readonly set: bigint;
  readonly clear: bigint;
  readonly force: boolean;
  /** Whether something was changed (CPA_FLUSHTLB), and whether a leaf was split. */
  changed: boolean;
  split: boolean;
  /** Whether pages of the canonical mapping were gone through because the request named them by another address. */
  aliased: boolean;
  first: bigint | null;
  last: bigint | null;
  /** Frame that would continue the chunk before. */
  next: bigint | null;
  contiguous: boolean;
  failed: boolean;
}

/** A request that has not begun. */
export function progressOf({ set, clear, force_split: force }: ChangePageAttr): Progress {
  return {
    set,
    clear,
    force: force === true,
    changed: false,
    split: false,
    aliased: false,
    first: null,
    last: null,
    next: null,
    contiguous: true,
    failed: false,
  };
}

/** Takes chunks down: `n` frames from one on, so many in each. */
export function remember(progress: Progress, frame: bigint, n: number, each: number): void {
  progress.first ??= frame;
  if (progress.next !== null && progress.next !== frame) progress.contiguous = false;
  progress.next = frame + BigInt(n);
  progress.last = frame + BigInt(n - each);
}
