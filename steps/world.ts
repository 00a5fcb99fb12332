/**
 * The world of a scenario: a lab for each profile that the case holds in, all led through the same steps.
 * Verdicts leave it as an attachment, one for each profile.
 */
import type { ITestCaseHookParameter } from '@cucumber/cucumber';
import {
  AfterAll,
  Before,
  BeforeAll,
  setDefaultTimeout,
  setDefinitionFunctionWrapper,
  setWorldConstructor,
  World,
} from '@cucumber/cucumber';
import type { PickleStep } from '@cucumber/messages';
import { PickleStepType } from '@cucumber/messages';
import type { Model, Mutant } from '../model/core/machine';
import type { Case } from '../reports/case';
import { absenceOf, caseOf, lackingIn } from '../reports/case';
import { isHalted } from '../reports/halt';
import type { Law } from '../reports/law';
import { catalogueFor, lawOf } from '../reports/law';
import type { Verdict, VerdictName } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';
import { ModelSubject } from '../subjects/model-subject';
import { recordedAs } from '../subjects/opened';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { after, inTurn } from './awaitable';
import { bound } from './bound';
import { breathe } from './breath';
import type { Combination, Tried } from './choices';
import { asking, choicesText, everyOther } from './choices';
import { died } from './deaths';
import { Drawing, Draws } from './draws';
import { traced } from './traces';
import type { Failure } from './failure';
import { fateOf, isHarmless, isJudged, NOBODY } from './failure';
import { Disagreement, Inconclusive } from './fate';
import { Lab } from './lab';
import type { Parameters } from './session';
import {
  choicesOf,
  closeSubject,
  DEFAULT_RUNS,
  DEFAULT_SEED,
  modelFor,
  modelWith,
  mutantModel,
  mutantsOf,
  processOf,
  referenceOffers,
} from './session';
import { forgetKills, isTagged, isWanted, kills, mayMeet, weakestFirst } from './teeth';

/** A lab with its fate: a failure ends it, the others go on. */
interface Seat {
  readonly lab: Lab;
  readonly mutant: string | null;
  /** For each operation of the lab's trace the text of the step that performed it. */
  readonly origins: string[];
  /** On the reference: the choices that were made, and which of them the case has asked for. */
  readonly choosing: Tried | null;
  /** What the runs of the case's property came to with each of the combinations. */
  readonly draws: Draws | null;
  failure: Failure | null;
}

/** A step of the scenario, as it is run on a lab. */
interface Step {
  readonly run: (lab: Lab) => unknown;
  readonly text: string;
  /** Whether it is a Given. */
  readonly isHistory: boolean;
}

export class Labs extends World<Parameters> {
  private seats: Seat[] = [];
  private absent: Verdict[] = [];
  private subject: Case | null = null;
  private steps: readonly PickleStep[] = [];
  private stepIndex = 0;
  /** Steps that labs have still to run. */
  private readonly kept: Step[] = [];
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
    this.steps = pickle.steps;
    const { subject } = this.parameters;
    if (!subject) return this.seatAt(found, referenceOffers(found.machine, found.choices), null);
    return processOf(subject, this.parameters).then((process) => {
      const offers = process.description.machines.filter(({ machine }) => machine === found.machine.name);
      return this.seatAt(found, offers, recordedAs(process, found.id));
    });
  }

  private seatAt(of: Case, offers: readonly Offer[], process: Subject | null): boolean {
    for (const offer of offers) {
      if (this.parameters.profiles && !this.parameters.profiles.includes(offer.profile)) continue;
      const lack = absenceOf(of, offer);
      if (lack !== null) {
        const lacks = lackingIn(of, offer);
        this.absent.push(this.verdict(offer.profile, 'inapplicable', [], { message: lack, lacks }));
        continue;
      }
      this.seats.push(
        process
          ? newSeat(this.lab(of, offer, process, modelFor(offer)))
          : this.referenceSeat(
              of,
              offer,
              { made: offer.choices, settled: new Set(Object.keys(of.choices)) },
              of.invariant === null ? null : new Draws(),
            ),
      );
      if (this.parameters.mutants !== 'enough') this.seatMutants(of, offer);
    }
    // That the reference has other profiles is no news; what an author's subject does not cover is.
    if (!process && this.seats.length > 0) this.absent = [];
    if (this.seats.length === 0) this.report([]);
    return this.seats.length > 0;
  }

  /** The reference with a combination of choices, which notes which of them the case asks for. */
  private referenceSeat(of: Case, offer: Offer, combination: Combination, draws: Draws | null): Seat {
    const noting = asking(combination.made);
    const { choices, asked } = noting;
    const model = modelWith(of.machine, offer.profile, choices);
    bound({
      case: of,
      offer: { ...offer, choices: combination.made },
      lab: (...given) => this.lab(of, ...given),
      play: (lab) =>
        after(
          inTurn(this.kept, (step) => perform(lab, step)),
          () => lab.settle(),
        ),
    });
    const drawing = draws && new Drawing(draws, combination.made, noting);
    const lab = this.lab(of, { ...offer, choices }, new ModelSubject(model), model, drawing);
    return { ...newSeat(lab), choosing: { ...combination, asked }, draws };
  }

  private lab(
    of: Case,
    offer: Offer,
    subject: Subject,
    shadow: Model | null,
    drawing: Drawing | null = null,
  ): Lab {
    const { seed, path, runs, naming = false } = this.parameters;
    return new Lab({
      machine: of.machine,
      offer,
      subject,
      shadow,
      reference: shadow ?? modelFor(offer),
      law: this.law(of, offer.profile),
      tags: of.weights,
      usesFrame: of.usesFrame,
      seed: seed ?? DEFAULT_SEED,
      ...(path === undefined ? {} : { path }),
      runs: runs ?? DEFAULT_RUNS,
      ...(drawing ? { drawing } : {}),
      // Nobody reads how a mutant died where not even what it breaks is named.
      ...(shadow === null && !naming ? { unshrunk: true } : {}),
    });
  }

  private law({ machine }: Case, profile: string): Law {
    const { strictSeen = false, features, subject } = this.parameters;
    return lawOf(catalogueFor(machine, features), profile, strictSeen || !subject);
  }

  private seatMutants(of: Case, offer: Offer): void {
    const { mutants = false } = this.parameters;
    if (mutants === false) return;
    for (const mutant of mutantsOf(of.machine, offer.profile)) {
      if (!mayMeet(of, mutant)) continue;
      if (mutants === 'tagged' && of.invariant === null && !isTagged(of, mutant)) continue;
      this.seats.push(this.mutantSeat(of, offer, mutant));
    }
  }

  private mutantSeat(of: Case, offer: Offer, mutant: Mutant): Seat {
    const lab = this.lab(of, offer, new ModelSubject(mutantModel(mutant, offer)), null);
    return { ...newSeat(lab), mutant: mutant.id };
  }

  /**
   * Runs one step on every lab that is still standing; throws at once where only failed ones are left. The
   * last step also gives the verdicts: a hook for that would cost as much as a step. A process holds one machine at a
   * time, so the labs after the first run all their steps when the last one has come.
   */
  each(run: (lab: Lab) => unknown): Awaitable<void> {
    const { text = '', type } = this.steps[this.stepIndex] ?? {};
    const step: Step = { run, text, isHistory: type === PickleStepType.CONTEXT };
    this.stepIndex += 1;
    const later = this.parameters.subject ? this.seats.slice(1) : [];
    if (later.length > 0 || !this.parameters.subject) this.kept.push(step);
    const now = later.length > 0 ? this.seats.slice(0, 1) : this.seats;
    const isLast = this.stepIndex >= this.steps.length;
    return after(
      inTurn(now, (seat) => this.attempt(seat, step)),
      () =>
        after(isLast ? inTurn(later, (seat) => this.attemptAll(seat)) : undefined, () =>
          after(isLast ? inTurn(this.seats, (seat) => this.vary(seat)) : undefined, () =>
            after(isLast ? this.bite() : undefined, () => this.endIfDone()),
          ),
        ),
    );
  }

  private attemptAll(seat: Seat): Awaitable<void> {
    return inTurn(this.kept, (step) => this.attempt(seat, step));
  }

  /**
   * Runs the case on the reference with every other combination of choices that makes a difference. The first with which it
   * fails, or shows less, takes the seat.
   */
  private vary(seat: Seat): Awaitable<void> {
    const { choosing, failure, lab } = seat;
    if (!choosing || failure) return;
    const of = this.subject as Case;
    const tryWith = (combination: Combination, draws: Draws | null): Awaitable<Seat> => {
      const other = this.referenceSeat(of, lab.options.offer, combination, draws);
      return after(this.attemptAll(other), () => other);
    };
    const isWhole = ({ failure: found, lab: { watch } }: Seat): boolean =>
      !found && of.requirements.every((id) => watch.hasShown(id));
    return everyOther(choosing, choicesOf(of.machine, lab.profile), (combination) =>
      after(tryWith(combination, seat.draws), (first) =>
        // What is told of a failure comes from a lab that has done all runs itself.
        after(isWhole(first) || !seat.draws ? first : tryWith(combination, null), (other) => {
          if (isWhole(other)) return other.choosing;
          if (other.failure && other.choosing)
            other.failure.error.message += `\nwhere the choices are ${choicesText(other.choosing)}`;
          this.seats = this.seats.map((one) => (one === seat ? other : one));
          return null;
        }),
      ),
    );
  }

  /**
   * With `mutants: 'enough'`: the case on all mutants of which it is wanted, and where none of them dies on others until one
   * does, those of its requirements first.
   */
  private bite(): Awaitable<void> {
    if (this.parameters.mutants !== 'enough') return;
    const of = this.subject as Case;
    const all = this.seats.flatMap(({ lab: { profile, options } }) => {
      const offer = { ...options.offer, choices: { ...options.offer.choices } };
      return mutantsOf(of.machine, profile).flatMap((mutant) =>
        mayMeet(of, mutant) ? { mutant, offer } : [],
      );
    });
    const others = all.filter(({ mutant }) => !isWanted(of, mutant));
    const before = this.seats.length;
    const meet = ({ mutant, offer }: (typeof all)[number]): Awaitable<void> => {
      const seat = this.mutantSeat(of, offer, mutant);
      return after(this.attemptAll(seat), () => {
        if (!seat.failure) return;
        this.seats.push(seat);
        kills(of, mutant);
      });
    };
    return after(
      inTurn(all, (one) => (isWanted(of, one.mutant) ? meet(one) : undefined)),
      () => inTurn(weakestFirst(of, others), (one) => (this.seats.length > before ? undefined : meet(one))),
    );
  }

  private attempt(seat: Seat, step: Step): Awaitable<void> {
    if (seat.failure) return;
    const { text } = step;
    const pass = (): void => {
      while (seat.origins.length < seat.lab.trace.length) seat.origins.push(text);
    };
    const fail = (error: unknown): void => {
      pass();
      seat.failure = this.failureOf(seat, error as Error, text);
    };
    try {
      const result = perform(seat.lab, step);
      if (result instanceof Promise) return result.then(pass, fail);
      pass();
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

  /** A difference shows only when the next step begins: the step that failed is the one that differed. */
  private failureOf({ lab, origins, mutant }: Seat, error: Error, text: string): Failure {
    const asked = mutant === null || this.parameters.naming === true;
    const named = asked && isJudged(error) ? lab.named() : NOBODY;
    const [first] = named.requirements;
    if (first !== undefined) died(mutant ?? `${(this.subject as Case).id} ${lab.profile}`, lab, first);
    const step = error instanceof Disagreement && named.at !== null ? (origins[named.at] ?? text) : text;
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
    for (const seat of tested) {
      seat.failure ??= this.undecided(seat.lab);
      traced(this.subject as Case, seat);
    }
    this.report(tested);
    // Cucumber keeps the worlds to the end of the run: what was seen in this one need not be kept.
    this.seats = [];
    this.raise(tested);
  }

  /** Few runs of a property may not come to all that it is about: it has shown nothing then, and nothing broke. */
  private undecided({ watch, options: { path, runs } }: Lab): Failure | null {
    const { invariant, requirements } = this.subject as Case;
    const missed = requirements.filter((id) => !watch.hasShown(id));
    if (invariant === null || path !== undefined || missed.length === 0) return null;
    const error = new Inconclusive(`${runs} runs never showed ${missed.join(' nor ')}`);
    return { error, step: this.steps.at(-1)?.text ?? '', named: NOBODY };
  }

  private raise(seats: readonly Seat[]): void {
    const failed = seats.flatMap(({ lab, failure }) =>
      failure && !isHarmless(lab, failure) ? [{ lab, failure }] : [],
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
    const shown = (this.subject?.requirements ?? []).filter((id) => lab.watch.hasShown(id));
    const said = {
      ...(this.parameters.mutants ? this.deathsIn(lab.profile) : {}),
      ...(lab.watch.notes.size > 0 ? { notes: [...lab.watch.notes] } : {}),
      ...(lab.watch.unlike.size > 0 ? { unlike: [...lab.watch.unlike] } : {}),
      ...(this.parameters.subject ? {} : { uses: lab.capabilitiesUsed() }),
    };
    const { name, ...rest } = failure ? fateOf(lab, failure) : { name: 'pass' as const };
    return this.verdict(lab.profile, name, shown, { ...said, ...rest });
  }

  private deathsIn(profile: string): Pick<Verdict, 'killed' | 'named'> {
    const dead = this.seats.filter(
      ({ mutant, failure, lab }) => mutant !== null && failure !== null && lab.profile === profile,
    );
    const named = dead.map(({ mutant, failure, lab }) => {
      const requirements = failure?.named.requirements ?? [];
      return [mutant ?? '', { operations: lab.trace.length, requirements }] as const;
    });
    const killed = named.map(([mutant]) => mutant);
    return this.parameters.naming ? { killed, named: Object.fromEntries(named) } : { killed };
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

function perform(lab: Lab, { run, isHistory }: Step): Awaitable<void> {
  lab.isHistory = isHistory;
  return run(lab) as Awaitable<void>;
}

function newSeat(lab: Lab): Seat {
  return { lab, mutant: null, origins: [], choosing: null, draws: null, failure: null };
}

const hooks = new WeakSet<object>();

function hook<F extends object>(handler: F): F {
  hooks.add(handler);
  return handler;
}

// A subject has time limits of its own, and a property may take long on a slow one.
setDefaultTimeout(-1);
setWorldConstructor(Labs);
setDefinitionFunctionWrapper((handler: (...args: unknown[]) => unknown) =>
  hooks.has(handler)
    ? handler
    : function (this: Labs, ...args: unknown[]): Awaitable<void> {
        return this.each((lab) => handler.apply(lab, args));
      },
);

Before(
  hook(function (this: Labs, parameter: ITestCaseHookParameter): Awaitable<'skipped' | undefined> {
    if (isHalted()) return 'skipped';
    return after(breathe(), () => after(this.seat(parameter), (seated) => (seated ? undefined : 'skipped')));
  }),
);
BeforeAll(hook(forgetKills));
AfterAll(hook(closeSubject));
