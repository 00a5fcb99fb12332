/** `hvspec new-adapter`: a skeleton of an adapter, made of the schemas. */
import { existsSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { Option } from '@commander-js/extra-typings';
import { machineOf, MACHINES } from '../model/machines';
import { makeReportFolder } from '../reports/write';
import type { Output } from './output';
import { planOf, profileNamed } from './skeleton/plan';
import { filesOf, LANGUAGES, nextSteps, writeSkeleton } from './skeleton/skeleton';
import { folder } from './values';

const EXAMPLES = `
It compiles, says no to every operation with the capability that it is of, and has the types of all that comes and goes.
"hvspec doctor" says what of the core is left to be written, and ends with 1 until nothing is.

Examples:
  $ hvspec new-adapter --machine syndbg --language c
  $ hvspec new-adapter --machine nv --language rust --profile upstream --out ../my-hypervisor/nv-adapter

Exit codes: 0 it is written, 2 it is not: the folder is not empty, or there is no such machine, language or profile.
`;

export function addNewAdapter(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('new-adapter')
    .description('write the skeleton of an adapter for a machine, with the protocol and the types')
    .addOption(
      new Option('-m, --machine <name>', 'the machine')
        .choices(MACHINES.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .addOption(new Option('-l, --language <name>', 'the language').choices(LANGUAGES).makeOptionMandatory())
    .option('-p, --profile <name>', 'the profile that it offers; upstream, or the last one, unless given')
    .option('-o, --out <folder>', 'where to write it: new or empty; ./my-<machine> unless given', folder)
    .addHelpText('after', EXAMPLES)
    .action(async ({ machine: name, language, profile: wanted, out = `my-${name}` }) => {
      const machine = machineOf(name);
      const profile = profileNamed(machine, wanted);
      const files = filesOf(planOf(machine, profile), language);
      if (!existsSync(out)) await makeReportFolder(out);
      writeSkeleton(files, out);
      output.out(`${out}: ${files.size} files, an adapter for ${name}/${profile.name}. Next:`);
      for (const step of nextSteps(language, name, out)) output.out(`  ${step}`);
      done(0);
    });
}
