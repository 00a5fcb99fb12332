/** What ends a run from outside, heard in time to report what there is and to leave the terminal as it was. */
import type { Output } from './output';

const ENDING = ['SIGINT', 'SIGTERM'] as const;
/** Nothing is reported; children are killed by those who started them. */
const KILLING = ['SIGQUIT', 'SIGHUP'] as const;

/**
 * The first Ctrl-C ends the run and reports what there is, the second one, or Ctrl-\, ends the process.
 * @param restore gives the terminal its cursor back
 * @returns the undoing
 */
export function interruptions(
  controller: AbortController,
  { err }: Pick<Output, 'err'>,
  restore: () => void,
): () => void {
  const end = (): void => {
    if (controller.signal.aborted) {
      restore();
      process.exit(130);
    }
    err('interrupted: writing what there is');
    controller.abort();
  };
  const die = (signal: NodeJS.Signals): void => {
    undo();
    restore();
    process.kill(process.pid, signal);
  };
  const undo = (): void => {
    for (const signal of ENDING) process.off(signal, end);
    for (const signal of KILLING) process.off(signal, die);
  };
  for (const signal of ENDING) process.on(signal, end);
  for (const signal of KILLING) process.on(signal, die);
  return undo;
}
