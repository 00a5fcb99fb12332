/** The command line: `hvspec` and its commands. */
import { Command } from '@commander-js/extra-typings';
import { LAYOUT } from '../reports/layout';
import { clean } from '../reports/text/clean';
import { addCheck } from './check';
import { addCompare } from './compare';
import { addDoctor } from './doctor';
import { addFuzz } from './fuzz';
import { addMachineCommands } from './machine-commands';
import { addNewAdapter } from './new-adapter';
import type { Output } from './output';
import { addLive } from './live';
import { addReplay } from './replay';
import { addRequirements } from './requirements';
import { addRun } from './run';

const EXIT_CODES = `
Exit codes:
  0    at least one case passed, and every required case that ran passed or is a known failure
  1    a case failed or was inconclusive, a requirement is not shown by its cases, or a baseline entry is stale
  2    the suite, the subject or the command line is broken
  3    nothing was executed, or nothing passed
  130  interrupted

Examples:
  $ hvspec run                                       # the reference model, every profile
  $ hvspec run --subject './my-adapter' --machine syndbg
  $ hvspec check recording.ndjson
`;

/** The program; \`done\` receives the exit code of the command that ran. */
export function programOf(output: Output, done: (code: number) => void): Command {
  const program = new Command('hvspec')
    .description('Conformance suite for kernel and hypervisor protection patches')
    .version(LAYOUT.version, '-V, --version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      // Commander repeats what it was given.
      writeErr: (text) => output.err(clean(text.trimEnd())),
      getOutHasColors: () => output.colour,
      getErrHasColors: () => output.colour,
    })
    .showHelpAfterError('(hvspec --help lists commands and options)')
    .addHelpText('after', EXIT_CODES);
  addRun(program, output, done);
  addCheck(program, output, done);
  addCompare(program, output, done);
  addRequirements(program, output, done);
  addDoctor(program, output, done);
  addLive(program, output, done);
  addNewAdapter(program, output, done);
  addFuzz(program, output, done);
  addReplay(program, output, done);
  addMachineCommands(program, output, done);
  return program;
}
