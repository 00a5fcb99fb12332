/** `hvspec replay`: a reproducer once more, on any subject. */
import { existsSync } from 'node:fs';
import type { Command } from '@commander-js/extra-typings';
import { describeDifference } from '../model/core/compare';
import type { Bench } from '../fuzz/bench';
import { benchOf, breach, tried } from '../fuzz/bench';
import { instancesIn } from '../fuzz/instances';
import type { Sequence } from '../fuzz/sequence';
import { explain } from '../reports/explain';
import { runSuite } from '../reports/runner';
import { summaryText } from '../reports/summary-text';
import { visible } from '../reports/text/clean';
import { quoted } from '../reports/text/replay';
import { DEFAULT_SEED } from '../steps/session';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import type { HeaderEntry } from '../subjects/recording';
import type { Subject } from '../subjects/subject';
import { SubjectError } from '../subjects/subject';
import { printable } from '../subjects/text';
import { offerOf } from './fuzz';
import type { Output } from './output';
import { command, START_TIMEOUT, STEP_TIMEOUT } from './values';

const EXAMPLES = `
A feature is run as the suite runs it. Of a recording only the operations are taken: they are performed again, and
what comes of them now is compared with the reference model. What breaks is named without the suite's other cases, which
"hvspec fuzz" asks, too: it may be another of the requirements that fuzz gave.

Examples:
  $ hvspec replay found/reproducers/SYNDBG-24-1.feature --subject ./my-adapter
  $ hvspec replay found/reproducers/SYNDBG-24-1.ndjson --subject ./my-adapter
  $ hvspec replay found/reproducers/SYNDBG-24-1.feature          # on the reference: it has to pass

Exit codes: 0 all is as it must be, 1 it is not, 2 the subject, the file or the command line is broken, 3 nothing was
executed.
`;

export function addReplay(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('replay')
    .description('perform a reproducer again, a feature or a recording, on any subject')
    .argument('<file>', 'a .feature or a recording (NDJSON)')
    .option('-s, --subject <command>', 'start this program as the subject (no shell)', command)
    .option('--strict-seen', 'count, too, what a kernel was merely seen to do')
    .addOption(START_TIMEOUT)
    .addOption(STEP_TIMEOUT)
    .addHelpText('after', EXAMPLES)
    .action(async (file, { subject, strictSeen = false, startTimeout, stepTimeout }) => {
      const limits = { startTimeout, stepTimeout };
      if (!existsSync(file))
        throw new RangeError(`there is no file ${printable(file)}: give a .feature or a recording`);
      done(
        file.endsWith('.feature')
          ? await replayFeature(file, { subject, strictSeen, ...limits }, output)
          : await replayRecording(file, { subject, strictSeen, ...limits }, output),
      );
    });
}

interface Asked {
  readonly subject: { readonly text: string; readonly argv: readonly string[] } | undefined;
  readonly strictSeen: boolean;
  readonly startTimeout: number;
  readonly stepTimeout: number;
}

async function replayFeature(file: string, { subject, ...rest }: Asked, output: Output): Promise<number> {
  const { exit, conformance } = await runSuite({
    ...rest,
    paths: [file],
    seed: DEFAULT_SEED,
    ...(subject ? { subject: subject.argv } : {}),
  });
  const options = {
    colour: output.colour,
    ...(subject ? { subject: subject.text } : {}),
    again: againText(file, subject?.text, rest.strictSeen),
  };
  const { cases, subject: tested } = conformance;
  const isPlain = cases.every(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  // What else became of it wants the whole story, and so does a file of many cases.
  if (cases.length === 0 || cases.length > FEW || !isPlain)
    output.out(summaryText(conformance, { ...options, brief: false }));
  else
    for (const one of cases)
      output.out(
        one.verdict === 'fail'
          ? explain(one, conformance, options)
          : visible(`pass: ${tested.name} ${tested.version} does what ${one.id} [${one.profile}] says`),
      );
  return exit;
}

/** Cases whose outcome is told one by one. */
const FEW = 5;

/** The command line once more, for a shell. */
function againText(file: string, subject: string | undefined, strictSeen: boolean): string {
  const strict = strictSeen ? ' --strict-seen' : '';
  return `npx hvspec replay ${quoted(file)}${strict}${subject === undefined ? '' : ` --subject ${quoted(subject)}`}`;
}

async function replayRecording(file: string, asked: Asked, output: Output): Promise<number> {
  const limits = { startMs: asked.startTimeout, stepMs: asked.stepTimeout };
  const process = asked.subject ? await ProcessSubject.start(asked.subject.argv, limits) : null;
  try {
    const codes: number[] = [];
    for await (const { header, ops } of instancesIn(file))
      codes.push(
        await replayed(benchFor(process, header, asked.strictSeen), { config: header.config, ops }, output),
      );
    if (codes.length === 0) output.err(`hvspec: ${file}: nothing executed`);
    return codes.length === 0 ? 3 : Math.max(...codes);
  } catch (error) {
    if (!(error instanceof SubjectError)) throw error;
    output.err(`hvspec: the subject broke: ${error.message}`);
    return 2;
  } finally {
    await process?.close();
  }
}

function benchFor(
  process: Subject | null,
  { machine, profile, choices }: HeaderEntry,
  strictSeen: boolean,
): Bench {
  const offer = offerOf(process?.description ?? REFERENCE, machine.name, profile.name);
  const own = process ? offer : { ...offer, choices: { ...offer.choices, ...choices } };
  return benchOf(process ?? new ModelSubject(referenceModel(own)), own, strictSeen);
}

async function replayed(bench: Bench, sequence: Sequence, output: Output): Promise<number> {
  const trial = await tried(bench, sequence);
  const { name, version } = bench.subject.description;
  const requirements = breach(bench, trial);
  const { at, differences } = trial.named;
  const where =
    at === null
      ? 'the state'
      : `operation ${at + 1} of ${sequence.ops.length}, ${sequence.ops[at]?.op ?? ''}`;
  if (trial.lacks) {
    output.out(`${name} ${version} lacks ${trial.lacks.capability}: not judged`);
    return 3;
  }
  if (!requirements) {
    output.out(`pass: ${name} ${version} and the reference model agree in ${sequence.ops.length} operations`);
    return 0;
  }
  output.out(`FAIL: ${name} ${version} breaks ${requirements[0] ?? ''} at ${where}`);
  for (const one of differences.slice(0, 10))
    output.out(`  ${describeDifference(one)} [${one.owners.join(', ')}]`);
  return 1;
}
