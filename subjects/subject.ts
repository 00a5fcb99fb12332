/** What is under test, behind one interface: steps, invariants and `check` use this and nothing else. */
import type { AnyOp, AnyOutcome, Choices } from '../model/core/machine';

export interface Offer {
  readonly machine: string;
  readonly profile: string;
  readonly capabilities: readonly string[];
  /** Named choices of the profile; those left out have their default. */
  readonly choices: Choices;
}

export interface Description {
  readonly name: string;
  readonly version: string;
  readonly machines: readonly Offer[];
}

export interface Subject {
  readonly description: Description;
  /** A fresh instance in the machine's initial state. */
  reset(offer: Offer, config: object): Promise<void>;
  /**
   * @throws Misuse where the subject calls the operation senseless in this state
   * @throws Unsupported where it lacks the operation
   * @throws SubjectError where it broke
   */
  step(op: AnyOp): Promise<AnyOutcome>;
  /** All observable state, as plain data. */
  inspect(): Promise<object>;
  close(): Promise<void>;
}

/** The subject broke, as against being wrong: a crash, a hang, garbage on the wire. */
export class SubjectError extends Error {
  override readonly name = 'SubjectError';
  constructor(
    readonly reason: 'start' | 'crash' | 'hang' | 'garbage' | 'order' | 'flood' | 'closed',
    message: string,
  ) {
    super(message);
  }
}
