/** The command line: `hvspec` and its commands. */
import { Command, Help } from '@commander-js/extra-typings';
import { LAYOUT } from '../reports/layout';
import { clean } from '../reports/text/clean';
import type { Listed } from './commands';
import { listed } from './commands';
import type { Output } from './output';

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

/**
 * The program for a command line. Of commands that it does not name the help's line alone is there.
 * @param done receives the exit code of the command that ran
 */
export function programOf(
  argv: readonly string[],
  output: Output,
  done: (code: number) => void,
  commands: readonly Listed[] = listed(),
): Command {
  const terms = commands.flatMap((one) => Object.keys(one.commands));
  const help = new Help();
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
    .showHelpAfterError('(hvspec --help lists the commands)')
    .addHelpText('after', EXIT_CODES);
  for (const { commands: own, load } of commands) {
    const lines = Object.entries(own);
    if (lines.some(([term]) => argv.includes(nameOf(term)))) load()(program, output, done);
    else for (const [term, text] of lines) program.command(nameOf(term)).description(text);
  }
  for (const one of program.commands)
    one.showHelpAfterError(`(hvspec ${one.name()} --help lists its options)`);
  return program.configureHelp({
    subcommandTerm: (command) =>
      terms.find((term) => nameOf(term) === command.name()) ?? help.subcommandTerm(command),
  });
}

function nameOf(term: string): string {
  return term.split(' ', 1)[0] ?? term;
}
