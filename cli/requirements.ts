/** `hvspec requirements`: which case shows which requirement. */
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { guardCoverage } from '../reports/guard/trace';
import { matricesOf } from '../reports/matrix';
import { planOf } from '../reports/plan';
import { MATRIX_FORMATS, matrixText } from './matrix-text';
import type { Output } from './output';
import { folder, names } from './values';

const EXAMPLES = `
Examples:
  $ hvspec requirements --machine syndbg
  $ hvspec requirements --profile upstream --format markdown > matrix.md
  $ hvspec requirements --strict          # exit 1 where a MUST has no case
`;

export function addRequirements(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('requirements')
    .description('print which cases show which requirement, in which profile')
    .option('-m, --machine <names>', 'only these machines', names)
    .option('-p, --profile <names>', 'only these profiles', names)
    .addOption(
      new Option('-f, --format <format>', 'how to print it')
        .choices(MATRIX_FORMATS)
        .default('table' as const),
    )
    .option('--features <folder>', 'a folder of your own with a folder for each machine', folder)
    .option('--strict', 'exit 1 where a MUST has no case in a profile that it holds in')
    .addHelpText('after', EXAMPLES)
    .action(({ machine, profile, format, features, strict }) => {
      const asked = { ...(machine ? { machines: machine } : {}), ...(profile ? { profiles: profile } : {}) };
      const { book, catalogues } = planOf(features === undefined ? asked : { ...asked, features });
      output.out(matrixText(matricesOf(book.entries, catalogues, asked), format, output.colour));
      const bare = strict ? guardCoverage(book.entries, catalogues, asked) : [];
      for (const { message } of bare) output.err(message);
      done(bare.length > 0 ? 1 : 0);
    });
}
