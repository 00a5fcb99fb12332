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
import type { Case } from '../reports/case';
import { caseOf } from '../reports/case';
import { isHalted } from '../reports/halt';
import type { Verdict } from '../reports/verdict';
import { VERDICT_MEDIA_TYPE } from '../reports/verdict';
import { recordedAs } from '../subjects/opened';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { after, inTurn } from './awaitable';
import { breathe } from './breath';
import type { Combination } from './choices';
import { choicesText, everyOther } from './choices';
import { Draws } from './draws';
import type { Lab } from './lab';
import type { Seat, Step } from './seat';
import { attempt, perform, settle } from './seat';
import { Seating } from './seating';
import type { Parameters } from './session';
import { choicesOf, closeSubject, mutantsOf, processOf, referenceOffers } from './session';
import { forgetKills, isTagged, isWanted, kills, mayMeet, weakestFirst } from './teeth';
import { traced } from './traces';
import { failuresText, inapplicable, undecided, verdictOf } from './verdicts';

export class Labs extends World<Parameters> {
  private seats: Seat[] = [];
  private absent: Verdict[] = [];
  /** Of the scenario's case. */
  private seating!: Seating;
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
    this.seating = new Seating(found, this.parameters);
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
      const lack = inapplicable(of, offer);
      if (lack) {
        this.absent.push(lack);
        continue;
      }
      this.seats.push(process ? this.seating.ofSubject(offer, process) : this.firstOfReference(of, offer));
      if (this.parameters.mutants !== 'enough') this.seatMutants(of, offer);
    }
    // That the reference has other profiles is no news; what an author's subject does not cover is.
    if (!process && this.seats.length > 0) this.absent = [];
    if (this.seats.length === 0) this.report([]);
    return this.seats.length > 0;
  }

  private firstOfReference(of: Case, offer: Offer): Seat {
    const combination = { made: offer.choices, settled: new Set(Object.keys(of.choices)) };
    return this.referenceSeat(offer, combination, of.invariant === null ? null : new Draws());
  }

  private referenceSeat(offer: Offer, combination: Combination, draws: Draws | null): Seat {
    return this.seating.ofReference(offer, combination, draws, (lab) =>
      after(
        inTurn(this.kept, (step) => perform(lab, step)),
        () => lab.settle(),
      ),
    );
  }

  private seatMutants(of: Case, offer: Offer): void {
    const { mutants = false } = this.parameters;
    if (mutants === false) return;
    for (const mutant of mutantsOf(of.machine, offer.profile)) {
      if (!mayMeet(of, mutant)) continue;
      if (mutants === 'tagged' && of.invariant === null && !isTagged(of, mutant)) continue;
      this.seats.push(this.seating.ofMutant(offer, mutant));
    }
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
      inTurn(now, (seat) => attempt(seat, step)),
      () =>
        after(isLast ? inTurn(later, (seat) => this.attemptAll(seat)) : undefined, () =>
          after(isLast ? inTurn(this.seats, (seat) => this.vary(seat)) : undefined, () =>
            after(isLast ? this.bite() : undefined, () => this.endIfDone()),
          ),
        ),
    );
  }

  private attemptAll(seat: Seat): Awaitable<void> {
    return inTurn(this.kept, (step) => attempt(seat, step));
  }

  /**
   * Runs the case on the reference with every other combination of choices that makes a difference. The first with which it
   * fails, or shows less, takes the seat.
   */
  private vary(seat: Seat): Awaitable<void> {
    const { choosing, failure, lab } = seat;
    if (!choosing || failure) return;
    const { of } = this.seating;
    const tryWith = (combination: Combination, draws: Draws | null): Awaitable<Seat> => {
      const other = this.referenceSeat(lab.options.offer, combination, draws);
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
    const { of } = this.seating;
    const all = this.seats.flatMap(({ lab: { profile, options } }) => {
      const offer = { ...options.offer, choices: { ...options.offer.choices } };
      return mutantsOf(of.machine, profile).flatMap((mutant) =>
        mayMeet(of, mutant) ? { mutant, offer } : [],
      );
    });
    const others = all.filter(({ mutant }) => !isWanted(of, mutant));
    const before = this.seats.length;
    const meet = ({ mutant, offer }: (typeof all)[number]): Awaitable<void> => {
      const seat = this.seating.ofMutant(offer, mutant);
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

  private endIfDone(): void {
    if (this.ended) return;
    const over = this.seats.every(({ mutant, failure }) => mutant !== null || failure !== null);
    if (!over && this.stepIndex < this.steps.length) return;
    this.ended = true;
    this.finish(this.seats.filter(({ mutant }) => mutant === null));
  }

  /** The verdicts, then the failures. */
  private finish(tested: readonly Seat[]): void {
    const { of } = this.seating;
    for (const seat of this.seats) settle(seat);
    for (const seat of tested) {
      seat.failure ??= undecided(of, seat.lab, this.steps.at(-1)?.text ?? '');
      traced(of, seat);
    }
    this.report(tested);
    // Cucumber keeps the worlds to the end of the run: what was seen in this one need not be kept.
    this.seats = [];
    const failed = failuresText(tested);
    if (failed !== null) throw new Error(failed);
  }

  private report(tested: readonly Seat[]): void {
    const { of } = this.seating;
    const verdicts = tested.map((seat) => verdictOf(of, seat, this.seats, this.parameters));
    this.attach(JSON.stringify([...verdicts, ...this.absent]), VERDICT_MEDIA_TYPE);
  }
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
