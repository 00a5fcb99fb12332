/** How far a run is: a bar on a terminal, a line for each feature file elsewhere, once all of it has run. */
import { Presets, SingleBar } from 'cli-progress';
import type { Executed } from '../reports/executed';
import { isRed } from '../reports/failing';
import { printable } from '../subjects/text';
import type { Output } from './output';

export interface Progress {
  /** @param uris the feature file of each case that is to run */
  start(uris: readonly string[]): void;
  finished(executed: Executed): void;
  stop(): void;
}

export function progressOn(output: Output): Progress {
  return output.terminal ? bar(output.terminal) : lines(output);
}

function bar(stream: NodeJS.WriteStream): Progress {
  const format = '{bar} {value}/{total} cases, {failed} not passed | {name}';
  const drawn = new SingleBar(
    { stream, format, hideCursor: true, clearOnComplete: true, barsize: 24 },
    Presets.shades_classic,
  );
  let failed = 0;
  return {
    start: ({ length }) => {
      if (length > 0) drawn.start(length, 0, { failed, name: '' });
    },
    finished: (executed) => {
      if (isBad(executed)) failed += 1;
      drawn.increment(1, { failed, name: printable(executed.pickle.name, 50) });
    },
    stop: () => drawn.stop(),
  };
}

/** Cases of one feature file. */
interface Count {
  planned: number;
  done: number;
  bad: number;
}

function lines({ err }: Output): Progress {
  const files = new Map<string, Count>();
  let done = 0;
  let total = 0;
  const tell = (uri: string, count: Count): void => {
    files.delete(uri);
    done += count.done;
    err(
      `[${done}/${total}] ${printable(uri)}: ${casesText(count.done)}${count.bad > 0 ? `, ${count.bad} not passed` : ''}`,
    );
  };
  return {
    start: (uris) => {
      total = uris.length;
      for (const uri of uris)
        files.set(uri, { planned: (files.get(uri)?.planned ?? 0) + 1, done: 0, bad: 0 });
      if (total > 0) err(`running ${casesText(total)}`);
    },
    finished: (executed) => {
      const { uri } = executed.pickle;
      const count = files.get(uri);
      if (!count) return;
      count.done += 1;
      if (isBad(executed)) count.bad += 1;
      if (count.done === count.planned) tell(uri, count);
    },
    stop: () => {
      for (const [uri, count] of files) if (count.done > 0) tell(uri, count);
    },
  };
}

function casesText(cases: number): string {
  return `${cases} ${cases === 1 ? 'case' : 'cases'}`;
}

function isBad({ status, verdicts }: Executed): boolean {
  return (status !== 'PASSED' && status !== 'SKIPPED') || verdicts.some(isRed);
}
