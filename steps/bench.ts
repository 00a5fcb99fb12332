/**
 * The world of a scenario: a lab for each profile that the case holds in, all led through the same steps.
 * Verdicts leave it as an attachment, one for each profile.
 */
import type { ITestCaseHookParameter } from '@cucumber/cucumber';
import {
  AfterAll,
  Before,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import { show } from '../model/core/compare';
import type { Model } from '../model/core/machine';
import type { Named } from '../model/core/naming';
import { toWire } from '../model/core/wire';
import type { Case } from '../reports/case';
import { caseOf } from '../reports/case';
import { isHalted } from '../reports/halt';
import type { Law } from '../reports/law';
import { catalogueFor, lawOf } from '../reports/law';
import { lackingIn } from '../reports/scope';
import { shapeOf } from '../reports/text/shape';
import type { Verdict, VerdictDifference, VerdictName } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';
import { ModelSubject } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import { SubjectError } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { after, inTurn } from './awaitable';
import { breathe } from './breath';
import { Disagreement, Inapplicable, Inconclusive, Untestable } from './fate';
import { Lab } from './lab';
import { PropertyFailed } from './property';
import type { Parameters } from './session';
import {
  closeSubject,
  DEFAULT_RUNS,
  DEFAULT_SEED,
  modelFor,
  mutantModel,
  mutantsOf,
  processOf,
  referenceOffers,
} from './session';

interface Failure {
  readonly error: Error;
  readonly step: string;
  readonly named: Named;
}

/** A lab with its fate: a failure ends it, the others go on. */
interface Seat {
  readonly lab: Lab;
  readonly mutant: string | null;
  /** How many operations had been performed as each step began. */
  readonly began: number[];
  failure: Failure | null;
}

export class Bench extends World<Parameters> {
  private seats: Seat[] = [];
  private absent: Verdict[] = [];
  private subject: Case | null = null;
  private steps: readonly string[] = [];
  private stepIndex = 0;
  /** Whether the verdicts have been given: they are given once, though steps may follow. */
  private ended = false;

  /**
   * Seats a lab for each profile of the case. Whether there is one is the return value.
   * @throws Error where the scenario's tags name no machine
   */
  seat({ pickle, gherkinDocument }: ITestCaseHookParameter): Awaitable<boolean> {
    const found = caseOf(pickle, gherkinDocument);
    if (!found) throw new Error('the tags of the scenario name no machine, so there is nothing to run it on');
    this.subject = found;
    this.steps = pickle.steps.map(({ text }) => text);
    const { subject } = this.parameters;
    if (!subject) return this.seatAt(found, referenceOffers(found.machine, found.choices), null);
    return processOf(subject, this.parameters).then((process) => {
      const offers = process.description.machines.filter(({ machine }) => machine === found.machine.name);
      return this.seatAt(found, offers, process);
    });
  }

  private seatAt(of: Case, offers: readonly Offer[], process: Subject | null): boolean {
    for (const offer of offers) {
      if (this.parameters.profiles && !this.parameters.profiles.includes(offer.profile)) continue;
      const lack = lackOf(of, offer);
      if (lack !== null) {
        const lacks = lackingIn(of, offer);
        this.absent.push(this.verdict(offer.profile, 'inapplicable', [], { message: lack, lacks }));
        continue;
      }
      const model = modelFor(offer);
      const lab = this.lab(of, offer, process ?? new ModelSubject(model), model);
      this.seats.push({ lab, mutant: null, began: [], failure: null });
      if (this.parameters.mutants) this.seatMutants(of, offer);
    }
    // That the reference has other profiles is no news; what an author's subject does not cover is.
    if (!process && this.seats.length > 0) this.absent = [];
    if (this.seats.length === 0) this.report([]);
    return this.seats.length > 0;
  }

  private lab(of: Case, offer: Offer, subject: Subject, shadow: Model | null): Lab {
    const { seed, path, runs } = this.parameters;
    return new Lab({
      machine: of.machine,
      offer,
      subject,
      shadow,
      reference: modelFor(offer),
      law: this.law(of, offer.profile),
      tags: of.depths,
      usesFrame: of.usesFrame,
      seed: seed ?? DEFAULT_SEED,
      ...(path === undefined ? {} : { path }),
      runs: runs ?? DEFAULT_RUNS,
    });
  }

  private law({ machine }: Case, profile: string): Law {
    const { strictSeen = false, features, subject } = this.parameters;
    return lawOf(catalogueFor(machine, features), profile, strictSeen || !subject);
  }

  private seatMutants(of: Case, offer: Offer): void {
    const tagged = this.parameters.mutants === 'tagged';
    for (const mutant of mutantsOf(of.machine, offer.profile)) {
      if (of.invariant !== null && mutant.invariant !== of.invariant) continue;
      if (tagged && of.invariant === null && !of.requirements.includes(mutant.requirement)) continue;
      const lab = this.lab(of, offer, new ModelSubject(mutantModel(mutant, offer)), null);
      this.seats.push({ lab, mutant: mutant.id, began: [], failure: null });
    }
  }

  /**
   * Runs one step on every lab that is still standing; throws at once where only failed ones are left. The
   * last step also gives the verdicts: a hook for that would cost as much as a step.
   */
  each(step: (lab: Lab) => unknown): Awaitable<void> {
    const text = this.steps[this.stepIndex] ?? '';
    this.stepIndex += 1;
    return after(
      inTurn(this.seats, (seat) => this.attempt(seat, step, text)),
      () => this.endIfDone(),
    );
  }

  private attempt(seat: Seat, step: (lab: Lab) => unknown, text: string): Awaitable<void> {
    if (seat.failure) return;
    seat.began.push(seat.lab.trace.length);
    const fail = (error: unknown): void => {
      seat.failure = this.failureOf(seat, error as Error, text);
    };
    try {
      const result = step(seat.lab);
      if (result instanceof Promise) return result.then(() => undefined, fail);
    } catch (error) {
      fail(error);
    }
  }

  private endIfDone(): void {
    if (this.ended) return;
    const over = this.seats.every(({ mutant, failure }) => mutant !== null || failure !== null);
    if (!over && this.stepIndex < this.steps.length) return;
    this.ended = true;
    this.finish(this.seats.filter(({ mutant }) => mutant === null));
  }

  /** The model objects in silence only after the step, so that the step which made it object is looked up. */
  private failureOf({ lab, began }: Seat, error: Error, text: string): Failure {
    const named = judged(error) ? lab.named() : NOBODY;
    const { at } = named;
    const made = at === null ? -1 : began.findLastIndex((operations) => operations <= at);
    const step = error instanceof Disagreement ? (this.steps[made] ?? text) : text;
    return { error, step, named };
  }

  /** What the model objected to in silence, then the verdicts, then the failures. */
  private finish(tested: readonly Seat[]): void {
    for (const seat of this.seats) {
      if (seat.failure) continue;
      try {
        seat.lab.settle();
      } catch (error) {
        seat.failure = this.failureOf(seat, error as Error, 'the model beside the subject');
      }
    }
    this.report(tested);
    this.raise(tested);
  }

  private raise(seats: readonly Seat[]): void {
    const failed = seats.flatMap(({ lab, failure }) =>
      failure && !HARMLESS.includes(verdictNameOf(lab, failure)) ? [{ lab, failure }] : [],
    );
    if (failed.length === 0) return;
    const text = failed.map(({ lab, failure }) => `[${lab.profile}] ${failure.error.message}`).join('\n');
    throw new Error(text);
  }

  private report(tested: readonly Seat[]): void {
    const verdicts = tested.map((seat) => this.verdictOf(seat));
    this.attach(JSON.stringify([...verdicts, ...this.absent]), VERDICT_MEDIA_TYPE);
  }

  private verdictOf({ lab, failure }: Seat): Verdict {
    const shown = (this.subject?.requirements ?? []).filter((id) => lab.hasShown(id));
    const said = {
      ...(this.parameters.mutants ? this.deathsIn(lab.profile) : {}),
      ...(lab.notes.size > 0 ? { notes: [...lab.notes] } : {}),
      ...(lab.unlike.size > 0 ? { unlike: [...lab.unlike] } : {}),
      ...(this.parameters.subject ? {} : { uses: lab.capabilitiesUsed() }),
    };
    if (!failure) return this.verdict(lab.profile, 'pass', shown, said);
    const { error, step, named } = failure;
    const [first, ...perhaps] = brokenBy(lab, named);
    return this.verdict(lab.profile, nameOf(error, lab.options.law, first), shown, {
      ...said,
      message: error.message,
      step,
      ...(judged(error) && first !== undefined ? { broken: [first], perhaps } : {}),
      ...(named.at === null ? {} : { at: named.at }),
      ...(judged(error) && named.differences.length > 0 ? { differences: differencesOf(named) } : {}),
      ...(error instanceof Inapplicable && error.lacks.length > 0 ? { lacks: error.lacks } : {}),
      trace: lab.trace.map(({ op, outcome }) => ({
        op: toWire(op),
        outcome: toWire(outcome ?? { outcome: 'refused' }),
      })),
      ...(error instanceof PropertyFailed ? { reproducer: error.reproducer } : {}),
    });
  }

  private deathsIn(profile: string): Pick<Verdict, 'killed' | 'named'> {
    const dead = this.seats.filter(
      ({ mutant, failure, lab }) => mutant !== null && failure !== null && lab.profile === profile,
    );
    return {
      killed: dead.flatMap(({ mutant }) => mutant ?? []),
      named: Object.fromEntries(
        dead.map(({ mutant, failure, lab }) => [
          mutant,
          { operations: lab.trace.length, requirements: failure?.named.requirements ?? [] },
        ]),
      ),
    };
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

/** Differences of a failure that are told, and characters of each value. */
const MAX_DIFFERENCES = 20;
const MAX_VALUE = 400;

function differencesOf({ differences }: Named): readonly VerdictDifference[] {
  return differences
    .slice(0, MAX_DIFFERENCES)
    .map(({ path, field = path, expected, actual }) => ({
      field,
      expected: show(expected).slice(0, MAX_VALUE),
      got: show(actual).slice(0, MAX_VALUE),
      shape: `${shapeOf(expected)} → ${shapeOf(actual)}`.slice(0, 2 * MAX_VALUE),
    }));
}

/** Why a case does not apply to an offer, or null where it does. */
function lackOf(of: Case, offer: Offer): string | null {
  if (!of.profiles.includes(offer.profile)) return `holds in ${of.profiles.join(' and ')} only`;
  const lacking = lackingIn(of, offer);
  if (lacking.length > 0) return `needs ${lacking.join(' and ')}, which the subject did not declare`;
  const other = Object.entries(of.choices).find(([name, value]) => offer.choices[name] !== value);
  return other
    ? `is about ${other[0]} = ${other[1]}, and the subject chose ${offer.choices[other[0]] ?? 'otherwise'}`
    : null;
}

const NOBODY: Named = { requirements: [], differences: [], at: null };

/** Whether an error is about what the subject did, and not about the subject's presence or the harness. */
function judged(error: Error): boolean {
  return !(
    error instanceof Inapplicable ||
    error instanceof Untestable ||
    error instanceof Inconclusive ||
    error instanceof SubjectError
  );
}

/** The requirement that broke, and others that may have: the case's own where nothing with an owner differs. */
function brokenBy({ options }: Lab, { requirements }: Named): readonly string[] {
  if (requirements.length > 0) return requirements;
  return Object.entries(options.tags)
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => id);
}

/** Verdicts for which Cucumber need not hear of a failure. */
const HARMLESS: readonly VerdictName[] = ['inapplicable', 'differs'];

function verdictNameOf(lab: Lab, { error, named }: Failure): VerdictName {
  return nameOf(error, lab.options.law, brokenBy(lab, named)[0]);
}

/** What breaks only a requirement of what kernels were seen to do differs, and does not fail. */
function nameOf(error: Error, law: Law, broken: string | undefined): VerdictName {
  if (error instanceof Inapplicable) return 'inapplicable';
  if (error instanceof Untestable) return 'untestable';
  if (error instanceof Inconclusive) return 'inconclusive';
  if (error instanceof SubjectError) return 'error';
  return broken === undefined || !law.holds(broken) || law.isGrave([broken]) ? 'fail' : 'differs';
}

const hooks = new WeakSet<object>();

function hook<F extends object>(handler: F): F {
  hooks.add(handler);
  return handler;
}

// A subject has time limits of its own, and a property may take long on a slow one.
setDefaultTimeout(-1);
setWorldConstructor(Bench);
setDefinitionFunctionWrapper((handler: (...args: unknown[]) => unknown) =>
  hooks.has(handler)
    ? handler
    : function (this: Bench, ...args: unknown[]): Awaitable<void> {
        return this.each((lab) => handler.apply(lab, args));
      },
);

Before(
  hook(function (this: Bench, parameter: ITestCaseHookParameter): Awaitable<'skipped' | undefined> {
    if (isHalted()) return 'skipped';
    return after(breathe(), () => after(this.seat(parameter), (seated) => (seated ? undefined : 'skipped')));
  }),
);
AfterAll(hook(closeSubject));
