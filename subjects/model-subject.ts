/** The reference model, or a mutant of it, as a subject. */
import type { AnyOp, AnyOutcome, Model } from '../model/core/machine';
import { completeChoices } from '../model/core/machine';
import { MACHINES, machineOf } from '../model/machines';
import type { Description, Offer, Subject } from './subject';

/** Every profile of every machine, with all capabilities and the default choices. */
export const REFERENCE: Description = {
  name: 'reference model',
  version: '1',
  machines: MACHINES.flatMap((machine) =>
    machine.profiles.map((profile) => ({
      machine: machine.name,
      profile: profile.name,
      capabilities: profile.capabilities,
      choices: completeChoices(profile, {}),
    })),
  ),
};

/** The reference model of an offer. @throws RangeError on an unknown machine, profile or choice */
export function referenceModel(offer: Pick<Offer, 'machine' | 'profile' | 'choices'>): Model {
  const machine = machineOf(offer.machine);
  const profile = machine.profiles.find(({ name }) => name === offer.profile);
  if (!profile) {
    const known = machine.profiles.map(({ name }) => name).join(', ');
    throw new RangeError(`machine ${machine.name} has no profile "${offer.profile}": there are ${known}`);
  }
  return profile.model(completeChoices(profile, offer.choices));
}

/** A subject around one model. */
export class ModelSubject implements Subject {
  private now: unknown;
  /** The state that was inspected last, and how it looked: the steps of a scenario look at the same state again and again. */
  private seen: { readonly state: unknown; readonly view: object } | null = null;

  constructor(
    private readonly model: Model,
    readonly description: Description = REFERENCE,
  ) {}

  /** The model's state, which never changes. */
  get state(): unknown {
    return this.now;
  }

  /** Goes on from a state that it had before. */
  resume(state: unknown): void {
    this.now = state;
  }

  /** {@link reset} without a promise around it. */
  resetNow(config: object): void {
    this.now = this.model.initial(config);
  }

  reset(_offer: Offer, config: object): Promise<void> {
    this.resetNow(config);
    return Promise.resolve();
  }

  /** The step without a promise around it: a model answers at once. @throws Misuse, Unsupported */
  stepNow(op: AnyOp): AnyOutcome {
    const { state, outcome } = this.model.step(this.now, op);
    this.now = state;
    return outcome;
  }

  step(op: AnyOp): Promise<AnyOutcome> {
    try {
      return Promise.resolve(this.stepNow(op));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** {@link inspect} without a promise around it. */
  inspectNow(): object {
    const { now } = this;
    if (!this.seen || this.seen.state !== now) this.seen = { state: now, view: this.model.inspect(now) };
    return this.seen.view;
  }

  /** The state as it is now, to be inspected later: states never change. */
  snapshot(): () => object {
    const { model, now } = this;
    return () => model.inspect(now);
  }

  inspect(): Promise<object> {
    return Promise.resolve(this.inspectNow());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
