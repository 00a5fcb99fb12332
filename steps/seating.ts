/** The labs of a case: of a subject, of the reference and of its mutants. */
import type { Model, Mutant } from '../model/core/machine';
import type { Case } from '../reports/case';
import { catalogueFor, lawOf } from '../reports/law';
import { ModelSubject } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { bound } from './bound';
import type { Combination } from './choices';
import { asking } from './choices';
import type { Draws } from './draws';
import { Drawing } from './draws';
import { Lab } from './lab';
import type { Seat } from './seat';
import type { Parameters } from './session';
import { DEFAULT_RUNS, DEFAULT_SEED, modelFor, modelWith, mutantModel } from './session';

export class Seating {
  constructor(
    readonly of: Case,
    private readonly parameters: Parameters,
  ) {}

  /** For an implementation, with the model beside it. */
  ofSubject(offer: Offer, process: Subject): Seat {
    return this.seat(this.lab(offer, process, modelFor(offer)));
  }

  /**
   * The reference with a combination of choices, which notes which of them the case asks for.
   * @param play leads a lab through the steps of the case
   */
  ofReference(
    offer: Offer,
    combination: Combination,
    draws: Draws | null,
    play: (lab: Lab) => Awaitable<void>,
  ): Seat {
    const noting = asking(combination.made);
    const { choices, asked } = noting;
    const model = modelWith(this.of.machine, offer.profile, choices);
    bound({
      case: this.of,
      offer: { ...offer, choices: combination.made },
      lab: (...given) => this.lab(...given),
      play,
    });
    const drawing = draws && new Drawing(draws, combination.made, noting);
    const lab = this.lab({ ...offer, choices }, new ModelSubject(model), model, drawing);
    return { ...this.seat(lab), choosing: { ...combination, asked }, draws };
  }

  ofMutant(offer: Offer, mutant: Mutant): Seat {
    const lab = this.lab(offer, new ModelSubject(mutantModel(mutant, offer)), null);
    const isNamed = this.parameters.naming === true;
    return { ...this.seat(lab), name: mutant.id, mutant: mutant.id, isNamed };
  }

  private seat(lab: Lab): Seat {
    const name = `${this.of.id} ${lab.profile}`;
    return {
      lab,
      name,
      mutant: null,
      isNamed: true,
      origins: [],
      choosing: null,
      draws: null,
      failure: null,
    };
  }

  lab(offer: Offer, subject: Subject, shadow: Model | null, drawing: Drawing | null = null): Lab {
    const { machine, weights, usesFrame } = this.of;
    const { seed, path, runs, naming = false, strictSeen = false, features } = this.parameters;
    const isStrict = strictSeen || !this.parameters.subject;
    return new Lab({
      machine,
      offer,
      subject,
      shadow,
      reference: shadow ?? modelFor(offer),
      law: lawOf(catalogueFor(machine, features), offer.profile, isStrict),
      tags: weights,
      usesFrame,
      seed: seed ?? DEFAULT_SEED,
      ...(path === undefined ? {} : { path }),
      runs: runs ?? DEFAULT_RUNS,
      ...(drawing ? { drawing } : {}),
      // Nobody reads how a mutant died where not even what it breaks is named.
      ...(shadow === null && !naming ? { unshrunk: true } : {}),
    });
  }
}
