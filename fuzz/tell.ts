/** A disagreement for people and for machines: a scenario in the phrases of the suite, and a recording. */
import { capabilitiesOf } from '../model/core/capability';
import { toWire } from '../model/core/wire';
import { Lab } from '../steps/lab';
import { reproduce } from '../steps/phrases/reproduce';
import { sceneOf } from '../steps/phrases/scene';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Bench } from './bench';
import type { Found } from './campaign';
import type { Sequence } from './sequence';

/**
 * A feature file with the sequence as one case, whose last Then says what must hold. The subject performs it once more
 * for that.
 * @param id the case's permanent tag, as in `syndbg.found-1`
 * @throws SubjectError where the subject breaks
 */
export async function featureOf(
  bench: Bench,
  { sequence, requirements }: Found,
  id: string,
): Promise<string> {
  const { machine, offer } = bench;
  const lab = await performed(bench, sequence);
  const example = reproduce(vocabularyOf(machine.name), lab).split('\n');
  const needs = needsOf(bench, lab).map((one) => `@needs-${one}`);
  const tags = [`@${id}`, ...requirements.slice(0, 1).map((one) => `@${one}`), ...needs].join(' ');
  return [
    `@${machine.name} @only-${offer.profile}`,
    `Feature: What ${machine.name} must do, and the subject does not`,
    '',
    `  ${tags}`,
    ...example.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** The capabilities that a case has to ask for: those of what it does, and of its set-up. */
function needsOf({ machine }: Bench, { trace, scene }: Lab): readonly string[] {
  const { config } = (scene as { readonly start: { readonly config: object } }).start;
  const asked = [{ op: 'reset', ...config }, ...trace.map(({ op }) => op)];
  return [...new Set(asked.flatMap((op) => capabilitiesOf(machine.operations, op)))].sort();
}

/** Whether a feature has a phrase for all that it performs: it can be run then. */
export function isTold(feature: string): boolean {
  return !/^ *# and then: /m.test(feature);
}

/** A lab that has performed the sequence. */
async function performed(bench: Bench, { config, ops }: Sequence): Promise<Lab> {
  const { machine, offer, subject, model, law } = bench;
  const lab = new Lab({
    machine,
    offer,
    subject,
    shadow: null,
    reference: model,
    law,
    tags: {},
    usesFrame: false,
    seed: 0,
    runs: 0,
  });
  const { course } = vocabularyOf(machine.name);
  const scene = sceneOf<never, { readonly config: object }>(course as never, lab as never);
  scene.start = { ...scene.given, config };
  const { ops: first = [] } = course.start(scene.start);
  await lab.start(config as never);
  for (const op of [...first, ...ops]) {
    try {
      await lab.perform(op);
    } catch {
      break;
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
