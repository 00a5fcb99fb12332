/** `hvspec fuzz`: random sequences on a subject and on the reference, until they disagree. */
import type { Command } from '@commander-js/extra-typings';
import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Bench } from '../fuzz/bench';
import { benchOf, breach, freshFor, tried } from '../fuzz/bench';
import type { Sequence } from '../fuzz/sequence';
import type { Found } from '../fuzz/examine';
import { campaign } from '../fuzz/campaign';
import { isShown } from '../fuzz/carried';
import { namingByCases } from '../fuzz/name';
import { holdsCampaign, standingIn, Store } from '../fuzz/store';
import { featureOf, recordingOf, toldOf, whole } from '../fuzz/tell';
import { show } from '../model/core/compare';
import { DEFAULT_SEED } from '../steps/session';
import { checkNames } from '../reports/plan';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { killAll, ProcessSubject } from '../subjects/process-subject';
import type { Offer, Subject } from '../subjects/subject';
import { SubjectError } from '../subjects/subject';
import { earlierText, foundText, interruptedText, liveText, summaryOf } from './fuzz-text';
import { interruptions } from './interruptions';
import type { LiveLine } from './live-line';
import { liveLine } from './live-line';
import type { Output } from './output';
import { command, folder, integer, shard, START_TIMEOUT, STEP_TIMEOUT } from './values';

const EXAMPLES = `
Examples:
  $ hvspec fuzz --machine syndbg --subject ./my-adapter                  # ten minutes, or the first disagreement
  $ hvspec fuzz --machine syndbg --subject ./my-adapter --time 1h --keep-going --out found
  $ hvspec fuzz --machine syndbg --subject ./my-adapter --resume found   # goes on where that ended
  $ hvspec fuzz --machine nv --subject ./mine --against ./other          # two subjects, without the model's word
  $ hvspec replay found/reproducers/SYNDBG-24-1.feature --subject ./my-adapter
  $ hvspec fuzz --machine mktme                                          # what sequences reach on the reference

Exit codes: 0 no disagreement, 1 a disagreement, be it of an earlier part of the campaign, 2 the subject or the command
line is broken, 3 nothing is shown, since the subject refused all or more than nine tenths of what it was asked for, 130
interrupted (with --out it can be resumed).
`;

const TEN_MINUTES = 600_000;

/** \`90s\`, \`10m\`, \`2h\`. */
function duration(text: string): number {
  const [, count, unit = 's'] = /^(\d{1,6})(s|m|h)?$/.exec(text) ?? [];
  if (count === undefined || Number(count) === 0)
    throw new InvalidArgumentError('write a number of seconds, minutes or hours, as in 90s, 10m or 2h.');
  return Number(count) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as 's' | 'm' | 'h'];
}

export function addFuzz(program: Command, output: Output, done: (code: number) => void): void {
  program
    .command('fuzz')
    .description('random sequences on a subject and on the reference model, until they disagree')
    .requiredOption('-m, --machine <name>', 'the machine (required)')
    .option('-s, --subject <command>', 'start this program as the subject (no shell)', command)
    .option(
      '--against <command>',
      "another subject, whose answers are expected instead of the model's",
      command,
    )
    .option('-p, --profile <name>', 'the profile (default: of those offered the one with most capabilities)')
    .addOption(
      new Option(
        '--seed <number>',
        `where the sequences begin (default: ${DEFAULT_SEED}; with --resume that of the campaign)`,
      ).argParser(integer(-0x8000_0000, 0x7fff_ffff)),
    )
    .addOption(
      new Option('--time <duration>', 'how long, as in 90s, 10m, 2h (default: 10m)').argParser(duration),
    )
    .addOption(
      new Option('--steps <number>', 'how many operations, instead').argParser(
        integer(1, Number.MAX_SAFE_INTEGER),
      ),
    )
    .addOption(new Option('--shard <i/n>', 'the i-th of n campaigns that share a seed').argParser(shard))
    .option('--keep-going', 'go on after a disagreement, and group them by requirement')
    .option('--unguided', 'draw every sequence afresh, whatever was reached')
    .option('--strict-seen', 'count, too, what a kernel was merely seen to do')
    .addOption(
      new Option('-o, --out <folder>', 'keep the corpus and write reproducers there')
        .argParser(folder)
        .conflicts('resume'),
    )
    .option('--resume <folder>', 'go on with the campaign in that folder', folder)
    .addOption(START_TIMEOUT)
    .addOption(STEP_TIMEOUT)
    .addHelpText('after', EXAMPLES)
    .action(async (options) => {
      const { machine, profile, subject, against } = options;
      checkNames({ machines: [machine], ...(profile === undefined ? {} : { profiles: [profile] }) });
      if (against && !subject) throw new RangeError('--against compares two subjects: give --subject, too');
      const limits = { startMs: options.startTimeout, stepMs: options.stepTimeout };
      const opened: ProcessSubject[] = [];
      const interrupt = new AbortController();
      const line = liveLine(output);
      const undo = interruptions(interrupt, output, () => line.clear());
      interrupt.signal.addEventListener('abort', killAll, { once: true });
      try {
        for (const argv of [subject?.argv, against?.argv])
          if (argv) opened.push(await ProcessSubject.start(argv, limits));
        const [first, second] = opened;
        const bench = benchFor(machine, profile, first, second, options.strictSeen ?? false);
        done(
          await fuzz(
            bench,
            { ...options, ...partOf(options), subject: subject?.text, signal: interrupt.signal },
            output,
            line,
          ),
        );
      } catch (error) {
        if (!(error instanceof SubjectError)) throw error;
        line.clear();
        // An interruption ends the subject's program, too: that is no fault of the subject.
        if (!interrupt.signal.aborted) output.err(`hvspec: the subject broke: ${error.message}`);
        done(interrupt.signal.aborted ? 130 : 2);
      } finally {
        undo();
        for (const one of opened) await one.close();
      }
    });
}

interface Part {
  readonly seed: number;
  readonly shard: { readonly index: number; readonly total: number };
}

/** Seed and shard: as asked, or else those of the campaign that goes on. */
function partOf({ seed, shard: part, resume }: Partial<Part> & { readonly resume?: string }): Part {
  const standing = resume !== undefined && holdsCampaign(resume) ? standingIn(resume) : null;
  return { seed: seed ?? standing?.seed ?? DEFAULT_SEED, shard: part ?? shard(standing?.shard ?? '1/1') };
}

function benchFor(
  machine: string,
  profile: string | undefined,
  subject: Subject | undefined,
  against: Subject | undefined,
  strictSeen: boolean,
): Bench {
  const offer = offerOf(subject?.description ?? REFERENCE, machine, profile);
  const bench = benchOf(subject ?? new ModelSubject(referenceModel(offer)), offer, strictSeen);
  if (!against) return bench;
  const other = offerOf(against.description, machine, offer.profile);
  const both = offer.capabilities.filter((one) => other.capabilities.includes(one));
  return { ...benchOf(bench.subject, { ...offer, capabilities: both }, strictSeen), against };
}

/** The offer that was asked for, or else the one that has most. @throws RangeError with what the subject offers */
export function offerOf(
  { name, machines }: Subject['description'],
  machine: string,
  profile?: string,
): Offer {
  const [found] = machines
    .filter((one) => one.machine === machine && (profile ?? one.profile) === one.profile)
    .sort((a, b) => b.capabilities.length - a.capabilities.length);
  if (found) return found;
  const has = machines.map((one) => `${one.machine}/${one.profile}`).join(', ');
  const wanted = `${machine}${profile === undefined ? '' : `/${profile}`}`;
  throw new RangeError(`${name} does not offer ${wanted}: it offers ${has || 'nothing'}`);
}

/** With the operations of its set-up, as the scenario has it, where that disagrees, too. */
async function complete(bench: Bench, sequence: Sequence): Promise<Sequence> {
  const all = whole(bench, sequence, freshFor(bench));
  return breach(bench, await tried(bench, all)) ? all : sequence;
}

interface Asked extends Part {
  readonly subject: string | undefined;
  readonly time?: number | undefined;
  readonly steps?: number | undefined;
  readonly keepGoing?: true | undefined;
  readonly unguided?: true | undefined;
  readonly out?: string | undefined;
  readonly resume?: string | undefined;
  readonly signal: AbortSignal;
}

async function fuzz(bench: Bench, asked: Asked, output: Output, line: LiveLine): Promise<number> {
  const { offer, machine } = bench;
  const { seed, shard: part, resume, out = resume, signal } = asked;
  const about = { machine: machine.name, profile: offer.profile, seed, shard: `${part.index}/${part.total}` };
  const store = out === undefined ? null : await Store.open(out, offer, about, resume !== undefined);
  const earlier = store?.earlier ?? [];
  if (store && earlier.length > 0) output.out(earlierText(earlier, store.reproducers));
  let number = (store?.next ?? 1) - 1;
  const onFound = async (found: Found): Promise<void> => {
    try {
      await tell(found);
    } catch (error) {
      // It broke when it was asked once more, for the scenario: what it did before is a disagreement all the same.
      line.clear();
      const { sequence, requirements } = found;
      if (error instanceof SubjectError && !signal.aborted)
        output.out(
          foundText(bench, found, sequence, sequence.ops.map(show).join('\n'), requirements[0] ?? ''),
        );
      throw error;
    }
  };
  const tell = async (found: Found): Promise<void> => {
    number += 1;
    const all = await complete(bench, found.sequence);
    const told = toldOf(bench, all, found.requirements);
    const name = `${told}-${number}`;
    const named = { ...bench, tags: { [told]: 1 } };
    const feature = await featureOf(named, found, `${machine.name}.found-${number}`);
    const recording = await recordingOf(bench, all, new Date().toISOString().slice(0, 10));
    line.clear();
    output.out(foundText(bench, found, all, feature, told));
    if (!store) return;
    output.err(`written: ${store.reproducer(`${name}.feature`, feature)}`);
    output.err(`written: ${store.reproducer(`${name}.ndjson`, recording)}`);
  };
  const limit = asked.steps === undefined ? { time: asked.time ?? TEN_MINUTES } : { steps: asked.steps };
  const result = await campaign(bench, {
    seed,
    shard: part,
    ...limit,
    ...(asked.time === undefined ? {} : { time: asked.time }),
    keepGoing: asked.keepGoing ?? false,
    guided: !asked.unguided,
    signal,
    corpus: store ? await store.corpus((text) => output.err(text)) : [],
    drawn: store?.standing.sequences ?? 0,
    onKept: (sequence) => store?.keep(sequence),
    onFound,
    onBroken: (sequence) => {
      line.clear();
      if (store) output.err(`written: ${store.broke(sequence)}`);
    },
    ...(bench.against ? {} : { naming: namingByCases(bench) }),
    onProgress: (progress) => {
      line.show(liveText(progress));
      store?.save(progress.sequences, store.standing.operations + progress.operations);
    },
  });
  store?.save(result.sequences, store.standing.operations + result.operations);
  line.clear();
  output.out(summaryOf(bench, result, { ...asked, earlier }));
  if (signal.aborted) {
    output.out(interruptedText(out));
    return 130;
  }
  if (result.found.length + earlier.length > 0) return 1;
  return isShown(result) ? 0 : 3;
}
