/** `hvspec run`: the suite on a subject. */
import { availableParallelism } from 'node:os';
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { diagrams } from '../reports/diagrams';
import type { RunOptions } from '../reports/run-options';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { clearReports, REPORT_FORMATS } from '../reports/write';
import { keepDeaths, takeDeaths } from '../steps/deaths';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';
import { LIMITS } from '../subjects/connection';
import { processOptions } from '../subjects/process-subject';
import { interruptions } from './interruptions';
import type { Output } from './output';
import { progressOn } from './progress';
import { clearReproducers, writeReproducers } from './run-reproducers';
import { tell } from './told';
import {
  command,
  folder,
  formats,
  integer,
  MAX_RUNS,
  names,
  notEmpty,
  replayPath,
  shard,
  START_TIMEOUT,
  STEP_TIMEOUT,
} from './values';

const EXAMPLES = `
Examples:
  $ hvspec run                                              # the reference model, every profile
  $ hvspec run --subject 'python3 my-adapter.py' --profile upstream
  $ hvspec run --tags '@SYNDBG-05 and not @only-v6'
  $ hvspec run features/syndbg/exit.feature:34 --seed 7 --path 4:0:2
  $ hvspec run --shard 2/3 --out results
  $ hvspec run --baseline known-failures.yaml
  $ hvspec run --subject ./my-adapter --first               # stop at the first failure, and tell it in full
  $ hvspec run --subject ./my-adapter --brief               # every failure in one line
  $ hvspec run --subject ./my-kernel --record mine.ndjson   # then, anywhere: hvspec check mine.ndjson
  $ hvspec run --subject ./my-kernel --strict-seen          # a port: it has to do all that kernels were seen to do
`;

/** What another command has decided already. */
export interface Given {
  /** As people write it, and the words that start it. */
  readonly subject: { readonly text: string; readonly argv: readonly string[] };
  readonly startTimeout: number;
  /** Instead of the default. */
  readonly stepTimeout: number;
}

/** `given` holds over what its own options say. */
export function addRun(program: Command, output: Output, done: (code: number) => void, given?: Given): void {
  program
    .command('run')
    .description('run the suite on the reference model, or on your implementation')
    .argument(
      '[paths...]',
      'feature files or folders, file:line for single scenarios (default: all features)',
    )
    .option('-s, --subject <command>', 'start this program as the subject (no shell)', command)
    .option('-m, --machine <names>', 'only these machines', names)
    .option('-p, --profile <names>', 'only these profiles', names)
    .option('-t, --tags <expression>', 'only cases whose tags match', notEmpty)
    .option('-n, --name <regexp>', 'only scenarios whose names match', notEmpty)
    .addOption(new Option('--shard <i/n>', 'every n-th case by id, from the i-th on').argParser(shard))
    .addOption(
      new Option('--seed <number>', 'where properties begin')
        .argParser(integer(-0x8000_0000, 0x7fff_ffff))
        .default(DEFAULT_SEED),
    )
    .addOption(
      new Option('--path <path>', 'run a failed property again, from the path printed with it').argParser(
        replayPath,
      ),
    )
    .addOption(
      new Option('--runs <number>', 'runs of each property')
        .argParser(integer(1, MAX_RUNS))
        .default(DEFAULT_RUNS),
    )
    .addOption(START_TIMEOUT)
    .addOption(STEP_TIMEOUT)
    .option(
      '--features <folder>',
      "a folder of your own with a folder for each machine, instead of the package's",
      folder,
    )
    .option('--first', 'stop at the first failure (known ones do not count)')
    .option('--brief', 'print one line for each failure')
    .option('--strict-seen', 'fail, too, where the subject differs from what a kernel was merely seen to do')
    .option(
      '--record <file>',
      'write down what the subject does, as a recording for `hvspec check`; the file must not exist',
      notEmpty,
    )
    .option('--baseline <file>', 'known failures, which may fail in the same way (YAML)')
    .option(
      '-o, --out <folder>',
      'write the reports there; those of an earlier run in it are removed first',
      folder,
    )
    .option('--no-reproducers', 'with --out: make no reproducers of what fails, which asks the subject again')
    .option(
      '-f, --format <names>',
      `of the reports: ${REPORT_FORMATS.join(', ')} (without --out: print that one)`,
      formats,
    )
    .addHelpText('after', EXAMPLES)
    .action(
      async (paths, { subject: own, machine, profile, out, format, brief = false, reproducers, ...rest }) => {
        const subject = given?.subject ?? own;
        if (format && format.length > 1 && out === undefined) {
          throw new RangeError(
            '--format takes one format where there is no --out: add --out <folder> to write several',
          );
        }
        const run: RunOptions = {
          ...rest,
          ...(given ? { startTimeout: given.startTimeout } : {}),
          ...(given && rest.stepTimeout === LIMITS.stepMs ? { stepTimeout: given.stepTimeout } : {}),
          ...(paths.length > 0 ? { paths } : {}),
          ...(subject ? { subject: subject.argv } : {}),
          ...(machine ? { machines: machine } : {}),
          ...(profile ? { profiles: profile } : {}),
        };
        if (out !== undefined) {
          await clearReproducers(out);
          if ((await clearReports(out)) > 0) output.err(`removed: the reports of an earlier run in ${out}`);
          if (reproducers) keepDeaths();
        }
        const { exit, conformance, envelopes } = await runWithProgress(run, output);
        const command = subject ? { subject: subject.text } : {};
        const data = { conformance, envelopes, diagrams: diagrams(), ...command };
        await tell(output, data, { out, format, brief, given: paths });
        const labs = takeDeaths();
        if (out !== undefined && run.subject && exit !== 130) {
          const failed = { report: conformance, labs, strictSeen: run.strictSeen ?? false };
          const options = processOptions(run.startTimeout, run.stepTimeout);
          await writeReproducers(out, run.subject, options, failed, output);
        }
        if (out === undefined && !format) output.err('no report was written: --out <folder> writes them');
        done(exit);
      },
    );
}

async function runWithProgress(options: RunOptions, output: Output): Promise<RunResult> {
  const progress = progressOn(output);
  const interrupt = new AbortController();
  const undo = interruptions(interrupt, output, () => progress.stop());
  try {
    return await runSuite({
      ...options,
      threads: availableParallelism(),
      signal: interrupt.signal,
      onPlan: (uris) => progress.start(uris),
      onCase: (executed) => progress.finished(executed),
    });
  } finally {
    progress.stop();
    undo();
  }
}
