/**
 * What was stepped as a feature with one case, which `hvspec replay` runs on any subject: the operations member by member,
 * in the phrases of reproducers, and what must come of the last of them that a requirement speaks of.
 */
import type { AnyOutcome, Machine, Model } from '../../model/core/machine';
import { Misuse, profileNamed, Unsupported } from '../../model/core/machine';
import { firstLook } from '../../model/core/naming';
import type { Holds, Look } from '../../model/core/owners';
import { fromWire } from '../../model/core/wire';
import { written } from '../../steps/phrases/phrase';
import { CONFIGURED, GIVES, PERFORMED } from '../../steps/phrases/raw';
import { choiceTags, needTags } from '../../steps/tags';
import type { Sequence } from './engine';
import { known, modelFor } from './engine';
import { demandedOf } from './demanded';

/** An operation that the model carried out. */
interface Done {
  readonly look: Look;
  /** What the scenario says of it; null where it was added by hand. */
  readonly said: string | null;
}

/**
 * The text of a feature file.
 * @param holds whether a requirement holds in the profile
 * @throws RangeError where no requirement speaks of what the operations give: there is nothing to check then
 */
export function scenarioText(machine: Machine, profile: string, sequence: Sequence, holds: Holds): string {
  const { fields, name } = machine;
  const config = fromWire(sequence.config) as object;
  const [start, ...all] = doneBy(modelFor(machine, profile, sequence.choices), config, sequence);
  const looks = [start, ...all].flatMap((one) => one?.look ?? []);
  const demands = looks.map((look, i) => demandedOf(fields, holds, look, looks.slice(0, i)));
  const count = demands.findLastIndex(({ ids }, i) => i > 0 && ids.length > 0);
  const demand = demands[count];
  if (!demand)
    throw new RangeError(
      `no requirement that holds in ${profile} speaks of what these operations give: add one of which one does`,
    );
  const done = { config, ops: all.slice(0, count).map(({ look }) => look.op) };
  const of = profileNamed(machine, profile);
  const tags = [
    `@${name}.stepped`,
    `@${demand.ids[0] ?? ''}`,
    ...needTags(machine, done),
    ...choiceTags(of, known(of, sequence.choices), done),
  ];
  const left = all.length - count;
  const steps = stepsOf(config, all.slice(0, count), demand.members);
  return [
    '# Saved as stepped.feature, it is run by: npx hvspec replay stepped.feature',
    `@${name} @only-${profile}`,
    'Feature: What was stepped by hand',
    '',
    `  ${tags.join(' ')}`,
    '  Example: As it was stepped',
    ...steps.map((line) => `    ${line}`),
    ...(left > 0 ? [`    # Left out: ${left} at the end, of which no requirement speaks.`] : []),
    '',
  ].join('\n');
}

/** The reset, and each operation that the model carries out. */
function doneBy(model: Model, config: object, { ops, said }: Sequence): readonly Done[] {
  const done: Done[] = [{ look: firstLook(model.initial(config)), said: null }];
  ops.forEach((wire, i) => {
    const op = fromWire(wire) as Look['op'];
    const before = done.at(-1)?.look.after;
    try {
      const { state: after, outcome } = model.step(before, op);
      done.push({ look: { op, before, after, outcome }, said: said[i] ?? null });
    } catch (error) {
      if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
    }
  });
  return done;
}

/** A step to be written: its keyword, what stands above it as a comment, its line and those of its table. */
interface Told {
  readonly keyword: 'Given' | 'When' | 'Then';
  readonly said?: string | null;
  readonly lines: readonly string[] | null;
}

/** Given is what succeeds before the last operation, When the rest, from the first that fails on. */
function stepsOf(config: object, done: readonly Done[], members: object): readonly string[] {
  const history = done.slice(0, -1).findIndex(({ look }) => look.outcome.outcome !== 'ok');
  const given = history < 0 ? done.length - 1 : history;
  const outcome = members as AnyOutcome;
  return textOf([
    { keyword: 'Given', lines: written(CONFIGURED.text, {}, CONFIGURED.say?.({ config }) ?? []) },
    ...done.map(({ look: { op }, said }, i): Told => ({
      keyword: i < given ? 'Given' : 'When',
      said: said === done[i - 1]?.said ? null : said,
      lines: written(PERFORMED.text, {}, PERFORMED.say?.([op], {}) ?? []),
    })),
    ...Object.keys(members).map((name): Told => {
      const about = { field: [name], path: [name], bits: null, op: { op: '' }, outcome, state: {} };
      return { keyword: 'Then', lines: written(GIVES.text, {}, GIVES.say?.(about, {}) ?? []) };
    }),
  ]);
}

/** And stands for a keyword from its second step on. A comment is one line, whatever an address said. */
function textOf(steps: readonly Told[]): readonly string[] {
  let last = '';
  return steps.flatMap(({ keyword, said = null, lines }) => {
    if (!lines) return [];
    const [text = '', ...rows] = lines;
    const word = keyword === last ? 'And' : keyword;
    last = keyword;
    return [
      ...(said === null ? [] : [`# ${said.replace(/[\0-\x1f\x7f\u2028\u2029]+/g, ' ')}`]),
      `${word} ${text}`,
      ...rows,
    ];
  });
}
