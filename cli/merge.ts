/** `hvspec merge`: the shards of a run as the reports of the whole. */
import type { Command } from '@commander-js/extra-typings';
import { diagrams } from '../reports/diagrams';
import { mergeReports } from '../reports/merge/merge';
import { readReport } from '../reports/read-report';
import { oneLine } from '../reports/text/clean';
import { clearReports, MERGED_FORMATS, reportPaths } from '../reports/write';
import { notOver } from './input';
import type { Output } from './output';
import { clearReproducers } from './run-reproducers';
import { tell } from './told';
import { command, folder, formats } from './values';

const EXAMPLES = `
The shards are the conformance.json of \`hvspec run --shard i/n --out FOLDER\`, all n of them. What comes out is what the run
without --shard would have written, to the byte: counts, statuses and the guard are made anew for the whole. Refused by name
are a shard that is missing, stands twice, is not whole or was interrupted, and shards of two versions, seeds, subjects or
selections. messages.ndjson has clocks and ids of one process, and is not merged.

The exit code is that of the whole run (hvspec --help); 2 also where the shards cannot be merged.

Examples:
  $ hvspec merge merged shards/*/conformance.json
  $ hvspec merge merged shards/*/conformance.json --subject './my-adapter'   # for the commands that show a failure again
  $ hvspec merge merged shards/*/conformance.json --format json,junit,sarif
`;

const WANTED = 'give conformance.json of hvspec run --shard i/n --out';

export function addMerge(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('merge')
    .description('merge the reports of all shards of a run into those of the whole')
    .argument('<out>', 'folder for the reports; those of an earlier run in it are removed first', folder)
    .argument('<shards...>', 'conformance.json of each shard')
    .option('-s, --subject <command>', 'how the subject was started: it is only told, not started', command)
    .option('--features <folder>', 'the folder of the features, where the shards were given one', folder)
    .option('--brief', 'print one line for each failure')
    .option('-f, --format <names>', `of the reports: ${MERGED_FORMATS.join(', ')}`, formats)
    .addHelpText('after', EXAMPLES)
    .action(async (out, shards, { subject, features, brief = false, format = MERGED_FORMATS }) => {
      if (format.includes('messages'))
        throw new RangeError(
          `--format messages: messages are of one process, with its clocks and ids; allowed are ${MERGED_FORMATS.join(', ')}`,
        );
      notOver(reportPaths(out), shards);
      const reports = shards.map((file) => {
        const shown = oneLine(file, 400);
        return { file: shown, report: readReport(file, shown, WANTED).report };
      });
      const merged = mergeReports(reports, features === undefined ? {} : { features });
      await clearReproducers(out);
      if ((await clearReports(out)) > 0) output.err(`removed: the reports of an earlier run in ${out}`);
      const data = { ...merged, diagrams: diagrams(), ...(subject ? { subject: subject.text } : {}) };
      await tell(output, data, { out, format, brief });
      done(merged.exit);
    });
}
