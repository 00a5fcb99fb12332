/** `hvspec live --all`: the suite on each kernel of live/kernels.yaml, one after the other, and a table of them. */
import type { BoxOptions } from '../live/box';
import { makeBox } from '../live/box';
import type { Context } from '../live/context';
import { LiveError } from '../live/error';
import { firstStart } from '../live/first-start';
import type { KernelRow } from '../live/kernels';
import { tagsOf } from '../live/kernels';
import { summaryText } from '../reports/summary-text';
import { clean } from '../reports/text/clean';
import { runSuite } from '../reports/runner';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';
import type { Judged } from './live-table';
import { exitOfAll, matrixText } from './live-table';

/** @param common what holds for every box */
export async function liveAll(
  context: Context,
  rows: readonly KernelRow[],
  common: Omit<BoxOptions, 'machine' | 'source'>,
): Promise<{ readonly text: string; readonly exit: number }> {
  const judged: Judged[] = [];
  for (const row of rows) {
    if (context.signal.aborted) break;
    const one = await judge(context, row, common);
    if (one.result && one.exit !== 0)
      context.say(
        summaryText(one.result, {
          colour: false,
          brief: true,
          subject: `npx hvspec box -m ${row.machine} --debian ${row.debian}`,
        }),
      );
    context.say(`${row.machine} on ${row.debian}: ${one.result ? `exit code ${one.exit}` : clean(one.why)}`);
    judged.push(one);
  }
  return { text: matrixText(judged), exit: context.signal.aborted ? 130 : exitOfAll(judged) };
}

async function judge(
  context: Context,
  row: KernelRow,
  common: Omit<BoxOptions, 'machine' | 'source'>,
): Promise<Judged> {
  const unknown = { row, release: row.debian, emulator: '–', seconds: 0, result: null };
  try {
    const source = { debian: row.debian, suites: row.suites };
    const box = await makeBox(context, { ...common, machine: row.machine, source });
    const tags = tagsOf(row);
    const start = performance.now();
    await firstStart(context, box, row);
    const { conformance, exit } = await runSuite({
      subject: box.argv,
      startTimeout: box.patience,
      stepTimeout: box.answer,
      seed: DEFAULT_SEED,
      runs: DEFAULT_RUNS,
      ...(tags === undefined ? {} : { tags }),
      signal: context.signal,
      machines: [row.machine],
    });
    const seconds = (performance.now() - start) / 1000;
    return {
      row,
      release: box.kernel.release,
      emulator: box.emulator,
      seconds,
      result: conformance,
      why: '',
      exit,
    };
  } catch (error) {
    if (!(error instanceof LiveError)) throw error;
    return { ...unknown, why: error.message, exit: LiveError.EXIT[error.kind] };
  }
}
