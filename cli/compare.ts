/** `hvspec compare`: reports and recordings side by side. */
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import type { Column } from '../reports/compare/comparison';
import { comparisonOf, differing } from '../reports/compare/comparison';
import { compareHtml } from '../reports/compare/html';
import { columnsOf } from '../reports/compare/read';
import { mergedRecordings } from '../reports/compare/recorded';
import { leftOutOn, loadKernels } from '../live/kernels';
import { writeFileWhole } from '../reports/write';
import { COMPARE_FORMATS, compareText } from './compare-text';
import { notOver } from './input';
import type { Output } from './output';
import { names, notEmpty } from './values';

const EXAMPLES = `
Files are reports (conformance.json of \`hvspec run --out\`) and recordings (NDJSON). Recordings of the same kernel are one.

  kept     it was seen to hold in every case about it, and nothing against it
  partly   it was seen to hold, but not in all of them: in 3 of 7 cases, or in none, but by other experiments (0/7)
  broken   something breaks it
  differs  other kernels were seen to do otherwise, and nothing demands it
  absent   the profile has no such requirement
  unknown  nothing was seen of it

A case is shown by a recording that has its id, and nothing in it that is not allowed; it counts where it is about a choice that
the kernel may have made. Of a property a recording has some runs, and does not show it. "4 left out": cases that live/kernels.yaml does not run on that kernel, with the reason below the table.
Kept less or more is no difference. Choices are what a profile leaves open, by what the files say or their lines show.

Exit codes: 0 compared, 1 with --strict where they differ in a requirement or a choice, 2 a file is not to be read, 3 the files say nothing.

Examples:
  $ hvspec compare recordings/syndbg/*.ndjson
  $ hvspec compare old/conformance.json new/conformance.json --strict
  $ hvspec compare linux-6.1.ndjson mine/conformance.json --html compared.html
  $ hvspec compare --all --format json A.json B.json > compared.json
`;

export function addCompare(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('compare')
    .description('put reports and recordings side by side: what differs between kernels, and since when')
    .argument('<files...>', 'reports (JSON) and recordings (NDJSON)')
    .option('-m, --machine <names>', 'only these machines', names)
    .option('-a, --all', 'also the requirements and choices in which they do not differ')
    .addOption(
      new Option('-f, --format <format>', 'how to print it')
        .choices(COMPARE_FORMATS)
        .default('text' as const),
    )
    .option('--html <file>', 'write it as a page of its own, with all requirements', notEmpty)
    .option('--strict', 'exit 1 where two implementations differ')
    .addHelpText('after', EXAMPLES)
    .action(async (files, { machine, all = false, format, html, strict = false }) => {
      if (html !== undefined) notOver([html], files);
      const columns: Column[] = [];
      for (const file of files) columns.push(...(await columnsOf(file)));
      const asked = columns.filter((column) => machine?.includes(column.machine) ?? true);
      const kernels = loadKernels();
      const comparison = comparisonOf(mergedRecordings(asked), (name, release) =>
        leftOutOn(kernels, name, release),
      );
      if (html !== undefined) {
        await writeFileWhole(html, compareHtml(comparison));
        output.err(`written: ${html}`);
      }
      output.out(compareText(comparison, { format, all, colour: output.colour }));
      const known = comparison.rows.some(({ cells }) =>
        cells.some(({ word }) => word !== 'unknown' && word !== 'absent'),
      );
      const differ = differing(comparison.rows).length + differing(comparison.choices).length > 0;
      done(!known ? 3 : strict && differ ? 1 : 0);
    });
}
