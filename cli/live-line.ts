/** One line that says how far a long work is: drawn over on a terminal, now and then a line of its own elsewhere. */
import type { Output } from './output';

/** Milliseconds between two lines where they cannot be drawn over. */
const APART = 10_000;

export interface LiveLine {
  show(text: string): void;
  /** Takes the line away, so that something else can be printed. */
  clear(): void;
}

export function liveLine({ terminal, err }: Output, now: () => number = () => performance.now()): LiveLine {
  let last = now();
  if (terminal) {
    return {
      show: (text) =>
        void terminal.write(`\r\u001b[K${text.slice(0, Math.max(20, (terminal.columns || 80) - 1))}`),
      clear: () => void terminal.write('\r\u001b[K'),
    };
  }
  return {
    show: (text) => {
      if (now() - last < APART) return;
      last = now();
      err(text);
    },
    clear: () => undefined,
  };
}
