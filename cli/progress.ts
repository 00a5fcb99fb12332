/** How far a run is: a bar on a terminal, a line for each feature file elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { Executed } from '../reports/executed';
import { isRed } from '../reports/failing';
import { printable } from '../subjects/text';
import type { Output } from './output';

export interface Progress {
  start(cases: number): void;
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
    start: (cases) => {
      if (cases > 0) drawn.start(cases, 0, { failed, name: '' });
    },
    finished: (executed) => {
      if (isBad(executed)) failed += 1;
      drawn.increment(1, { failed, name: printable(executed.pickle.name, 50) });
    },
    stop: () => drawn.stop(),
  };
}

function lines({ err }: Output): Progress {
  let file = '';
  let cases = 0;
  let bad = 0;
  let done = 0;
  let total = 0;
  const flush = (): void => {
    if (cases > 0)
      err(
        `[${done}/${total}] ${printable(file)}: ${cases} ${cases === 1 ? 'case' : 'cases'}${bad > 0 ? `, ${bad} not passed` : ''}`,
      );
    cases = 0;
    bad = 0;
  };
  return {
    start: (count) => {
      total = count;
      if (count > 0) err(`running ${count} ${count === 1 ? 'case' : 'cases'}`);
    },
    finished: (executed) => {
      if (executed.pickle.uri !== file) flush();
      file = executed.pickle.uri;
      cases += 1;
      done += 1;
      if (isBad(executed)) bad += 1;
    },
    stop: () => flush(),
  };
}

function isBad({ status, verdicts }: Executed): boolean {
  return (status !== 'PASSED' && status !== 'SKIPPED') || verdicts.some(isRed);
}
