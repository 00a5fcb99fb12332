/**
 * `npm run bench`: how fast things are, against what they could be. It only measures: what a goal is and whether it was
 * met stands in the table, and the exit code says only whether it could measure.
 */
import { Command, Option } from '@commander-js/extra-typings';
import { BENCHES } from './bench/all';
import type { Row } from './bench/bench';
import { kept, readKept, rowText, tableText } from './bench/report';

const HELP = `
Benches:
${BENCHES.map(({ name, about }) => `  ${name.padEnd(8)}${about}`).join('\n')}

Times are of CPU, and ratios of things that were measured in the same run, so that they bear other work on the machine (the
pipe's are those of the busier of its two ends). What is compared with a program that is not
installed (gcc, behave) is skipped, and says so. A whole run takes about five minutes of CPU.

Exit codes: 0 measured, whether the goals are met or not, 2 it could not be measured, 130 interrupted.

Examples:
  $ npm run bench
  $ npm run bench -- --quick --only models,pipe
  $ npm run -s bench -- --json > old.json
  $ npm run bench -- --compare old.json
`;

const program = new Command('npm run bench --')
  .description('measure the models, the pipe, the cases and how their cost grows')
  .addOption(
    new Option('--only <names>', 'only these benches, with commas').argParser((text) =>
      text.split(',').map(benchNamed),
    ),
  )
  .option('--quick', 'a fraction of the work, for a look')
  .option('--json', 'print JSON, for --compare')
  .option('--compare <file>', 'show what an earlier run with --json had, beside this one')
  .addHelpText('after', HELP);

function benchNamed(name: string): (typeof BENCHES)[number] {
  const found = BENCHES.find((one) => one.name === name.trim());
  if (found) return found;
  throw new RangeError(`--only ${name}: there are ${BENCHES.map((one) => one.name).join(', ')}`);
}

async function main(): Promise<void> {
  const { only = BENCHES, quick = false, json = false, compare } = program.parse().opts();
  const before = compare === undefined ? null : readKept(compare);
  if (before && before.quick !== quick)
    console.error(
      `bench: ${compare ?? ''} was ${before.quick ? '' : 'not '}--quick: the figures are of other sizes`,
    );
  const rows: Row[] = [];
  for (const bench of only) {
    console.error(`${bench.name} …`);
    for await (const row of bench.run(quick)) {
      rows.push(row);
      console.error(`  ${rowText(row)}`);
    }
  }
  console.log(json ? JSON.stringify(kept(rows, quick), null, 1) : tableText(rows, before?.rows ?? null));
}

// Folders that benches made go away with the process.
process.once('SIGINT', () => process.exit(130));
void main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
});
