/** `hvspec check`: is what a recording shows allowed? */
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { check } from '../reports/check';
import { checkNames } from '../reports/plan';
import { RecordingError } from '../subjects/recording';
import { checkText } from './check-text';
import type { Output } from './output';

const EXAMPLES = `
Examples:
  $ hvspec check trace.ndjson
  $ hvspec check --profile review trace.ndjson    # judge by another profile than the file names
  $ hvspec check --format json *.ndjson > result.json
`;

export function addCheck(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('check')
    .description('judge recordings: name the first line of each that no allowed behaviour explains')
    .argument('<files...>', 'recordings (NDJSON)')
    .option('-p, --profile <name>', 'judge by this profile, whatever the recording says')
    .addOption(
      new Option('-f, --format <format>', 'how to print it')
        .choices(['text', 'json'] as const)
        .default('text' as const),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (files, { profile, format }) => {
      if (profile !== undefined) checkNames({ profiles: [profile] });
      const codes: number[] = [];
      for (const file of files) codes.push(await checkFile(file, profile, format, output));
      done([2, 1, 3].find((code) => codes.includes(code)) ?? 0);
    });
}

async function checkFile(
  file: string,
  profile: string | undefined,
  format: 'text' | 'json',
  output: Output,
): Promise<number> {
  try {
    const result = await check(file, profile === undefined ? {} : { profile });
    output.out(format === 'json' ? JSON.stringify(result) : checkText(result, output.colour));
    return result.exitCode;
  } catch (error) {
    // The other files are judged all the same.
    if (!(error instanceof RecordingError || error instanceof RangeError)) throw error;
    output.err(`hvspec: ${error.message}`);
    return 2;
  }
}
