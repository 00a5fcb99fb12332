/** A disagreement for people and for machines: a scenario in the phrases of the suite, and a recording. */
import { capabilitiesOf } from '../model/core/capability';
import { Misuse } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { shows } from '../model/core/showing';
import { toWire } from '../model/core/wire';
import { Refused } from '../steps/fate';
import { Lab } from '../steps/lab';
import { reproduce } from '../steps/phrases/reproduce';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Bench } from './bench';
import type { Found } from './campaign';
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
  const needs = needsOf(bench, lab).map((one) => `@needs-${one}`);
  const broken = shownOf(bench, lab, requirements).map((one) => `@${one}`);
  const tags = [`@${id}`, ...broken, ...needs, ...choicesOf(bench)].join(' ');
  return [
    `@${machine.name} @only-${offer.profile}`,
    `Feature: What ${machine.name} must do, and the subject does not`,
    '',
    `  ${tags}`,
    ...example.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** The set-up before any step has said anything. */
export function freshFor({ machine, offer }: Bench): object {
  const offers = (capability: string): boolean => offer.capabilities.includes(capability);
  return vocabularyOf(machine.name).course.fresh({ profile: offer.profile, offers });
}

/** The sequence with the operations that its set-up begins with. */
export function whole({ machine }: Bench, { config, ops }: Sequence, setup: object): Sequence {
  const { ops: first = [] } = vocabularyOf(machine.name).course.start({ ...setup, config });
  return { config, ops: [...first, ...ops] };
}

/** The capabilities that a case has to ask for: those of what it does, and of its set-up. */
function needsOf({ machine }: Bench, { trace, scene }: Lab): readonly string[] {
  const { config } = (scene as { readonly start: { readonly config: object } }).start;
  const asked = [{ op: 'reset', ...config }, ...trace.map(({ op }) => op)];
  return [...new Set(asked.flatMap((op) => capabilitiesOf(machine.operations, op)))].sort();
}

/** The first of the requirements that the case shows: a tag that it does not show would be a fault of the case. */
function shownOf(
  { model, court }: Bench,
  { config, trace }: Lab,
  requirements: readonly string[],
): readonly string[] {
  const looks: Look[] = [firstLook(model.initial(config))];
  for (const { op } of trace) {
    const { after: before } = looks.at(-1) as Look;
    const { state: after, outcome } = model.step(before, op);
    looks.push({ op, before, after, outcome });
  }
  const isShown = (id: string): boolean => shows(court.fields, id, looks, looks.length, court.insight);
  return [requirements.find(isShown) ?? requirements[0]].filter((one) => one !== undefined);
}

/** The choices of the subject that are not the usual ones: what must hold may depend on them. */
function choicesOf({ machine, offer }: Bench): readonly string[] {
  const usual = machine.profiles.find(({ name }) => name === offer.profile)?.choices ?? {};
  return Object.entries(offer.choices).flatMap(([name, value]) =>
    usual[name]?.[0] === value ? [] : [`@choice-${name}=${value}`],
  );
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
      if (error instanceof Refused || error instanceof Misuse) break;
      throw error;
    }
  }
  await lab.inspected();
  return lab;
}

/** What the subject did, as `hvspec check` reads it. */
export async function recordingOf(bench: Bench, { config, ops }: Sequence, date: string): Promise<string> {
  const { subject, offer } = bench;
  const { machine, profile, choices } = offer;
  const { name, version } = subject.description;
  const source = { kernel: version, observed: `${name} ${version}, asked by hvspec`, date };
  await subject.reset(offer, config);
  const lines: object[] = [{ recording: 1, machine, profile, config, choices, source }];
  for (const op of ops) lines.push({ step: op, outcome: await subject.step(op) });
  lines.push({ inspect: await subject.inspect() });
  return lines.map((line) => `${JSON.stringify(toWire(line))}\n`).join('');
}
