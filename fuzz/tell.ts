/** A disagreement for people and for machines: a scenario in the phrases of the suite, and a recording. */
import { Misuse, profileNamed, Unsupported } from '../model/core/machine';
import { shows } from '../model/core/showing';
import { recordLine } from '../subjects/record-file';
import { headerFor } from '../subjects/recorded';
import { looksOf } from './walk';
import { Refused, Untestable } from '../steps/fate';
import { Lab } from '../steps/lab';
import { reproduce } from '../steps/phrases/reproduce';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import { choiceTags, needTags } from '../steps/tags';
import type { Bench } from './bench';
import { freshFor } from './bench';
import type { Found } from './examine';
import type { Sequence } from './sequence';

/**
 * A feature file with the sequence as one case, whose last Then says what must hold. The subject performs it once more
 * for that.
 * @param id the case's permanent tag, as in `syndbg.found-1`
 * @param setup with which it begins, but for the configuration; the vocabulary's own unless given
 * @throws SubjectError where the subject breaks
 */
export async function featureOf(
  bench: Bench,
  { sequence, requirements }: Pick<Found, 'sequence' | 'requirements'>,
  id: string,
  setup: object = freshFor(bench),
): Promise<string> {
  const { machine, offer } = bench;
  const lab = await performed(bench, sequence, setup);
  const example = reproduce(vocabularyOf(machine.name), lab).split('\n');
  const broken = `@${toldOf(bench, whole(bench, sequence, setup), requirements)}`;
  const done = { config: lab.config, ops: lab.trace.map(({ op }) => op) };
  const choices = choiceTags(profileNamed(machine, offer.profile), offer.choices, done);
  const tags = [`@${id}`, broken, ...needTags(machine, done), ...choices].join(' ');
  return [
    `@${machine.name} @only-${offer.profile}`,
    `Feature: What ${machine.name} must do, and the subject does not`,
    '',
    `  ${tags}`,
    ...example.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** The sequence with the operations that its set-up begins with. */
export function whole({ machine }: Bench, { config, ops }: Sequence, setup: object): Sequence {
  const { ops: first = [] } = vocabularyOf(machine.name).course.start({ ...setup, config });
  return { config, ops: [...first, ...ops] };
}

/**
 * The requirement that a case of the sequence is about, and is called after: the first of those that may be broken which it
 * shows. A tag that it does not show would be a fault of the case.
 * @param requirements at least one
 */
export function toldOf(
  { model, court, machine }: Bench,
  sequence: Sequence,
  requirements: readonly string[],
): string {
  const looks = looksOf(model, sequence);
  const isShown = (id: string): boolean => shows(court.fields, id, looks, looks.length, court.insight);
  return requirements.find(isShown) ?? requirements[0] ?? machine.name;
}

/** A lab that has performed the sequence. */
async function performed(bench: Bench, sequence: Sequence, setup: object): Promise<Lab> {
  const { machine, offer, subject, model, law, tags = {} } = bench;
  const { config } = sequence;
  const lab = new Lab({
    machine,
    offer,
    subject,
    shadow: null,
    reference: model,
    law,
    tags,
    usesFrame: false,
    seed: 0,
    runs: 0,
  });
  const start = { ...setup, config };
  lab.scene = { given: start, start, now: start, begun: true };
  await lab.start(config);
  for (const op of whole(bench, sequence, setup).ops) {
    try {
      await lab.perform(op);
    } catch (error) {
      if (error instanceof Refused || error instanceof Misuse || error instanceof Untestable) break;
      throw error;
    }
  }
  await lab.inspected();
  return lab;
}

/** What the subject did, as `hvspec check` reads it. What it refuses stays in it, as an operation without an outcome. */
export async function recordingOf(bench: Bench, { config, ops }: Sequence, date: string): Promise<string> {
  const { subject, offer } = bench;
  await subject.reset(offer, config);
  const lines: object[] = [headerFor(subject.description, offer, config, date)];
  for (const step of ops) {
    try {
      lines.push({ step, outcome: await subject.step(step) });
    } catch (error) {
      if (error instanceof Unsupported) lines.push({ step, unobserved: 'the subject has no such operation' });
      else if (error instanceof Misuse) lines.push({ step, unobserved: 'the subject refused it as misuse' });
      else throw error;
    }
  }
  lines.push({ inspect: await subject.inspect() });
  return lines.map(recordLine).join('');
}
