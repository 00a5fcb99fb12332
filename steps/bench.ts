/**
 * The world of a scenario: a lab for each profile that the case holds in, all led through the same steps.
 * Verdicts leave it as an attachment, one for each profile.
 */
import type { ITestCaseHookParameter, IWorldOptions } from '@cucumber/cucumber';
import {
  After,
  AfterAll,
  Before,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import { toWire } from '../model/core/wire';
import type { Case } from '../reports/case';
import { caseOf } from '../reports/case';
import type { Verdict, VerdictName } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';
import { ModelSubject } from '../subjects/model-subject';
import { SubjectError } from '../subjects/subject';
import { Inapplicable, Lab, Untestable } from './lab';
import { PropertyFailed } from './property';
import type { Parameters } from './session';
import {
  closeSubject,
  DEFAULT_RUNS,
  DEFAULT_SEED,
  modelFor,
  mutantModel,
  mutantsOf,
  referenceOffers,
  subjectOf,
} from './session';

interface Failure {
  readonly error: Error;
  readonly step: string;
  readonly broken: readonly string[];
}

/** A lab with its fate: a failure ends it, the others go on. */
interface Seat {
  readonly lab: Lab;
  readonly mutant: string | null;
  failure: Failure | null;
}

export class Bench extends World<Parameters> {
  private seats: Seat[] = [];
  private absent: Verdict[] = [];
  private subject: Case | null = null;
  private steps: readonly string[] = [];
  private stepIndex = 0;

  constructor(options: IWorldOptions<Parameters>) {
    super(options);
  }

  /** Seats a lab for each profile of the case. Whether there is none is the return value. */
  async seat({ pickle, gherkinDocument }: ITestCaseHookParameter): Promise<boolean> {
    const found = caseOf(pickle, gherkinDocument);
    if (!found) return true;
    this.subject = found;
    this.steps = pickle.steps.map(({ text }) => text);
    const subject = await subjectOf(this.parameters);
    const offers = this.parameters.subject
      ? subject.description.machines.filter(({ machine }) => machine === found.machine.name)
      : referenceOffers(found.machine, found.choices);
    for (const offer of offers) {
      if (this.parameters.profiles && !this.parameters.profiles.includes(offer.profile)) continue;
      const lack = lackOf(found, offer);
      if (lack !== null) {
        this.absent.push(this.verdict(offer.profile, 'inapplicable', [], { message: lack }));
        continue;
      }
      const model = modelFor(offer);
      const own = this.parameters.subject ? subject : new ModelSubject(model);
      this.seats.push({ lab: this.lab(found, offer, own, model), mutant: null, failure: null });
      if (this.parameters.mutants) this.seatMutants(found, offer);
    }
    if (this.seats.length === 0) this.report();
    return this.seats.length > 0;
  }

  private lab(
    of: Case,
    offer: Lab['options']['offer'],
    subject: Lab['options']['subject'],
    shadow: Lab['options']['shadow'],
  ): Lab {
    const { seed, path, runs } = this.parameters;
    return new Lab({
      machine: of.machine,
      offer,
      subject,
      shadow,
      usesFrame: of.usesFrame,
      seed: seed ?? DEFAULT_SEED,
      ...(path === undefined ? {} : { path }),
      runs: runs ?? DEFAULT_RUNS,
    });
  }

  private seatMutants(of: Case, offer: Lab['options']['offer']): void {
    for (const mutant of mutantsOf(of.machine, offer.profile)) {
      if (of.invariant !== null && mutant.invariant !== of.invariant) continue;
      const lab = this.lab(of, offer, new ModelSubject(mutantModel(mutant, offer)), null);
      this.seats.push({ lab, mutant: mutant.id, failure: null });
    }
  }

  /** Runs one step on every lab that is still standing; throws at once where only failed ones are left. */
  async each(step: (lab: Lab) => unknown): Promise<void> {
    const text = this.steps[this.stepIndex] ?? '';
    this.stepIndex += 1;
    for (const seat of this.seats) {
      if (seat.failure) continue;
      try {
        await step(seat.lab);
      } catch (error) {
        seat.failure = {
          error: error as Error,
          step: text,
          broken: seat.mutant === null ? seat.lab.blame() : [],
        };
      }
    }
    const tested = this.seats.filter(({ mutant }) => mutant === null);
    if (tested.every(({ failure }) => failure !== null)) this.raise(tested);
  }

  private raise(seats: readonly Seat[]): void {
    const failed = seats.flatMap(({ lab, failure }) =>
      failure && !(failure.error instanceof Inapplicable) ? [{ lab, failure }] : [],
    );
    if (failed.length === 0) return;
    const text = failed.map(({ lab, failure }) => `[${lab.profile}] ${failure.error.message}`).join('\n');
    throw new Error(text);
  }

  /** After the last step: what the model objected to in silence, the verdicts, and the failures not yet raised. */
  async finish(): Promise<void> {
    if (this.seats.length === 0) return;
    for (const seat of this.seats) {
      if (seat.failure) continue;
      try {
        seat.lab.settle();
      } catch (error) {
        const broken = seat.lab.blame();
        seat.failure = { error: error as Error, step: 'the model beside the subject', broken };
      }
    }
    this.report();
    const tested = this.seats.filter(({ mutant }) => mutant === null);
    if (tested.some(({ failure }) => failure === null)) this.raise(tested);
    return Promise.resolve();
  }

  private report(): void {
    const verdicts = this.seats.filter(({ mutant }) => mutant === null).map((seat) => this.verdictOf(seat));
    void this.attach(JSON.stringify([...verdicts, ...this.absent]), VERDICT_MEDIA_TYPE);
  }

  private verdictOf({ lab, failure }: Seat): Verdict {
    const exercised = [...lab.exercised].sort();
    const killed = this.seats.filter(
      (s) => s.mutant !== null && s.failure !== null && s.lab.profile === lab.profile,
    );
    const deaths = this.parameters.mutants ? { killed: killed.map((s) => s.mutant as string) } : {};
    if (!failure) return this.verdict(lab.profile, 'pass', exercised, deaths);
    const { error, step, broken } = failure;
    return this.verdict(lab.profile, nameOf(error), exercised, {
      ...deaths,
      message: error.message,
      step,
      broken: broken.length > 0 ? broken : (this.subject?.requirements ?? []),
      trace: lab.trace.map(({ op, outcome }) => ({ op: toWire(op), outcome: toWire(outcome) })),
      ...(error instanceof PropertyFailed ? { reproducer: error.reproducer } : {}),
    });
  }

  private verdict(
    profile: string,
    verdict: VerdictName,
    exercised: readonly string[],
    rest: Partial<Verdict>,
  ): Verdict {
    const of = this.subject as Case;
    return {
      case: of.id,
      machine: of.machine.name,
      profile,
      verdict,
      requirements: of.requirements,
      exercised,
      ...rest,
    };
  }
}

/** Why a case does not apply to an offer, or null where it does. */
function lackOf(of: Case, offer: Lab['options']['offer']): string | null {
  if (!of.profiles.includes(offer.profile)) return `holds in ${of.profiles.join(' and ')} only`;
  const lacking = of.needs.filter((need) => !offer.capabilities.includes(need));
  if (lacking.length > 0) return `needs ${lacking.join(' and ')}, which the subject did not declare`;
  const other = Object.entries(of.choices).find(([name, value]) => offer.choices[name] !== value);
  return other
    ? `is about ${other[0]} = ${other[1]}, and the subject chose ${offer.choices[other[0]] ?? 'otherwise'}`
    : null;
}

function nameOf(error: Error): VerdictName {
  if (error instanceof Inapplicable) return 'inapplicable';
  if (error instanceof Untestable) return 'untestable';
  return error instanceof SubjectError ? 'error' : 'fail';
}

const hooks = new WeakSet<object>();

function hook<F extends object>(handler: F): F {
  hooks.add(handler);
  return handler;
}

setWorldConstructor(Bench);
setDefinitionFunctionWrapper((handler: (...args: unknown[]) => unknown) =>
  hooks.has(handler)
    ? handler
    : function (this: Bench, ...args: unknown[]): Promise<void> {
        return this.each((lab) => handler.apply(lab, args));
      },
);

Before(
  hook(async function (this: Bench, parameter: ITestCaseHookParameter) {
    if (!(await this.seat(parameter))) return 'skipped';
    return undefined;
  }),
);
After(
  hook(async function (this: Bench) {
    await this.finish();
  }),
);
AfterAll(hook(closeSubject));
