/**
 * Cases without a run of Cucumber, for those who want verdicts on a subject of their own and write no report: what a step does is
 * taken from its phrases once, and done here as often as anybody likes.
 */
import type { Pickle } from '@cucumber/messages';
import { PickleStepType } from '@cucumber/messages';
import { once } from '../model/core/once';
import type { Case } from '../reports/case';
import type { Entry } from '../reports/book';
import { supportLibrary } from '../reports/cucumber';
import type { Verdict } from '../reports/verdict';
import type { Offer, Subject } from '../subjects/subject';
import { inTurn } from './awaitable';
import { breathe } from './breath';
import type { Lab } from './lab';
import type { Step } from './seat';
import { attempt, settle } from './seat';
import { Seating } from './seating';
import type { Parameters } from './session';
import { inapplicable, undecided, verdictOf } from './verdicts';

/** What the steps are told, besides the subject. */
export type Told = Pick<Parameters, 'seed' | 'runs' | 'strictSeen' | 'features'>;

/**
 * What a case comes to on a subject, in each of its profiles that the subject offers.
 * @throws Error on an entry that is no case, or has a step that no phrase fits
 */
export async function verdictsOf(
  { case: of, pickle }: Entry,
  subject: Subject,
  told: Told = {},
): Promise<readonly Verdict[]> {
  if (!of || !pickle) throw new Error('no case: there is nothing to play');
  const steps = await stepsOf(pickle);
  const { name, machines } = subject.description;
  const seating = new Seating(of, { ...told, subject: [name] });
  const verdicts: Verdict[] = [];
  for (const offer of machines) {
    if (offer.machine !== of.machine.name || !of.profiles.includes(offer.profile)) continue;
    await breathe();
    verdicts.push(inapplicable(of, offer) ?? (await played(of, steps, seating, offer, subject)));
  }
  return verdicts;
}

async function played(
  of: Case,
  steps: readonly Step[],
  seating: Seating,
  offer: Offer,
  subject: Subject,
): Promise<Verdict> {
  const seat = seating.ofSubject(offer, subject);
  await inTurn(steps, (step) => attempt(seat, step));
  settle(seat);
  seat.failure ??= undecided(of, seat.lab, steps.at(-1)?.text ?? '');
  return verdictOf(of, seat, [], { subject: [subject.description.name] });
}

/** What Cucumber keeps of a phrase. */
interface Definition {
  /** What it does, given a world that leads each of its labs through it. */
  readonly code: (this: World, ...args: readonly unknown[]) => Step['run'];
  matchesStepName(text: string): boolean;
  getInvocationParameters(of: object): Promise<{ readonly parameters: readonly unknown[] }>;
}

interface World {
  each(run: (lab: Lab) => unknown): (lab: Lab) => unknown;
}

/** A world without a lab: it tells what would be done with one. */
const NOBODY: World = { each: (run) => run };

/** What the steps of a pickle do. @throws Error where not one phrase fits */
export const stepsOf = once(async ({ steps }: Pickle): Promise<readonly Step[]> => {
  const { stepDefinitions } = (await supportLibrary()) as unknown as {
    readonly stepDefinitions: readonly Definition[];
  };
  return Promise.all(
    steps.map(async (step) => {
      const [definition, ...more] = stepDefinitions.filter((one) => one.matchesStepName(step.text));
      if (!definition || more.length > 0)
        throw new Error(`${more.length + (definition ? 1 : 0)} phrases fit "${step.text}"`);
      const { parameters } = await definition.getInvocationParameters({ step, world: NOBODY });
      const run = definition.code.apply(NOBODY, [...parameters]);
      return { run, text: step.text, isHistory: step.type === PickleStepType.CONTEXT };
    }),
  );
});
