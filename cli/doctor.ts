/** `hvspec doctor`: what is wrong with an adapter first, in words. */
import type { Command } from '@commander-js/extra-typings';
import { doctor } from '../reports/doctor';
import type { Output } from './output';
import { command, START_TIMEOUT, STEP_TIMEOUT } from './values';

const EXAMPLES = `
Examples:
  $ hvspec doctor --subject ./my-adapter
  $ hvspec doctor --subject 'python3 adapters/python/syndbg.py'

Exit codes: 0 nothing is wrong, 1 the shape is right but values differ from the reference (or something is left to be
written, or no case applies), so that "hvspec run" will fail, 2 the shape is wrong: no answer, no JSON, no outcome, or a refusal that is no excuse.
`;

export function addDoctor(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('doctor')
    .description(
      'try everything once that the suite will ask of an adapter: the first thing wrong, and values that differ',
    )
    .requiredOption('-s, --subject <command>', 'the adapter to start (no shell)', command)
    .addOption(START_TIMEOUT)
    .addOption(STEP_TIMEOUT)
    .addHelpText('after', EXAMPLES)
    .action(async ({ subject, startTimeout: startMs, stepTimeout: stepMs }) => {
      const { exit, lines } = await doctor(subject.argv, { startMs, stepMs });
      for (const line of lines) output.out(line);
      done(exit);
    });
}
