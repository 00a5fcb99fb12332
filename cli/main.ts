/** The command's entry: arguments in, exit code out. */
import { CommanderError } from '@commander-js/extra-typings';
import { LiveError } from '../live/error';
import { FileError, ReportError } from '../reports/errors';
import { clean } from '../reports/text/clean';
import { RecordingError } from '../subjects/recording-error';
import type { Output } from './output';
import { processOutput } from './output';
import { programOf } from './program';

/** Errors of what was given; any other is ours. */
const EXPECTED = [RangeError, FileError, RecordingError, ReportError];

/** Runs the command and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const output = processOutput();
  const code = await run(argv, output);
  const failure = await output.flushed();
  if (failure) output.err(`hvspec: the output cannot be written: ${failure.message}`);
  // A subject that will not go away, or a run that was interrupted, must not keep the process.
  process.stderr.write('', () => process.exit(failure ? 2 : code));
}

/** The same without ending the process. @returns the exit code: 2 for a command line that makes no sense */
export async function run(argv: readonly string[], output: Output): Promise<number> {
  let code = 0;
  const program = programOf(argv, output, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed what there is to say; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof LiveError) {
      output.err(`hvspec: ${clean(error.message)}`);
      return LiveError.EXIT[error.kind];
    }
    if (EXPECTED.some((kind) => error instanceof kind)) {
      output.err(`hvspec: ${clean((error as Error).message)}`);
      return 2;
    }
    output.err(`hvspec: this should not have happened: ${(error as Error).stack ?? String(error)}`);
    return 2;
  }
}
