/**
 * One case on one subject in one profile: performs operations, keeps the trace, runs the reference model
 * beside the subject, and checks what the scenario says against both.
 */
import type { Difference } from '../model/core/compare';
import { describeDifference, differences, show } from '../model/core/compare';
import type { AnyEvent, AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { ModelSubject } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { after } from './awaitable';
import { Inapplicable, StateWanted, Untestable } from './fate';

/** What a Then step looks at: the subject's answers, or the model's. */
export interface View {
  readonly outcome: AnyOutcome;
  readonly events: readonly AnyEvent[];
  readonly state: object;
}

/** What a Then step says: it throws where the view is not so. */
export type Claim = (view: View) => void;

export interface Performed {
  readonly op: AnyOp;
  readonly outcome: AnyOutcome;
}

export interface LabOptions {
  readonly machine: Machine;
  readonly offer: Offer;
  readonly subject: Subject;
  /** The model that runs beside the subject; null for mutants, which the scenario's words alone must catch. */
  readonly shadow: Model | null;
  readonly usesFrame: boolean;
  readonly seed: number;
  /** Path into a failed property, as printed with it. */
  readonly path?: string;
  /** Runs of a property. */
  readonly runs: number;
}

export class Lab {
  readonly trace: Performed[] = [];
  /** One list an operation; looked through only when somebody asks. */
  private exercised: (readonly string[])[] = [];
  private readonly exercisedBefore = new Set<string>();
  /** Set by Given steps, read by later steps of the same scenario; each machine's steps know the members. */
  readonly setup: Record<string, unknown> = {};
  private shadowState: unknown = null;
  private started = false;
  private expected: AnyOutcome | null = null;
  private disagreement: readonly Difference[] = [];
  /** The state before the last operation; of a model it is put together only if a step asks. */
  private frame: (() => object) | null = null;
  private readonly claimedPaths = new Set<string>();
  private claimedEvents = 0;

  constructor(readonly options: LabOptions) {}

  get profile(): string {
    return this.options.offer.profile;
  }

  choice(name: string): string | undefined {
    return this.options.offer.choices[name];
  }

  /** Resets the subject, once a case (or again, between the runs of a property). */
  start(config: object): Awaitable<void> {
    this.started = true;
    this.trace.length = 0;
    for (const list of this.exercised) for (const id of list) this.exercisedBefore.add(id);
    this.exercised = [];
    this.expected = null;
    this.disagreement = [];
    const { subject, offer, shadow } = this.options;
    if (subject instanceof ModelSubject) return subject.resetNow(config);
    if (shadow) this.shadowState = shadow.initial(config);
    return subject.reset(offer, config);
  }

  /** Performs an operation on the subject and the model. A difference between them counts at {@link settle}. */
  perform(op: AnyOp): Awaitable<AnyOutcome> {
    if (!this.started) throw new Error('the scenario performs an operation before it has set up a machine');
    this.settle();
    this.claimedPaths.clear();
    this.claimedEvents = 0;
    const { subject } = this.options;
    return subject instanceof ModelSubject ? this.performHere(subject, op) : this.performThere(subject, op);
  }

  /** On a model: the reference, which is its own shadow, or a mutant, which has none. */
  private performHere(subject: ModelSubject, op: AnyOp): AnyOutcome {
    if (this.options.usesFrame) this.frame = subject.snapshot();
    const outcome = subject.stepNow(op);
    this.trace.push({ op, outcome });
    this.exercised.push(subject.exercised);
    if (this.options.shadow) this.expected = outcome;
    return outcome;
  }

  private async performThere(subject: Subject, op: AnyOp): Promise<AnyOutcome> {
    if (this.options.usesFrame) {
      const before = await subject.inspect();
      this.frame = () => before;
    }
    const misuse = this.options.shadow ? this.stepShadow(this.options.shadow, op) : null;
    const outcome = await this.onSubject(op, misuse);
    this.trace.push({ op, outcome });
    if (this.expected) this.disagreement = this.compare(this.expected, outcome);
    return outcome;
  }

  /** The model's step; what it calls misuse, the subject is still asked about. */
  private stepShadow(shadow: Model, op: AnyOp): Misuse | null {
    try {
      const { state, outcome, exercised } = shadow.step(this.shadowState, op);
      this.shadowState = state;
      this.expected = outcome;
      this.exercised.push(exercised);
      return null;
    } catch (error) {
      if (error instanceof Misuse) return error;
      throw error;
    }
  }

  private async onSubject(op: AnyOp, misuse: Misuse | null): Promise<AnyOutcome> {
    try {
      const outcome = await this.options.subject.step(op);
      if (!misuse) return outcome;
    } catch (error) {
      if (error instanceof Misuse && misuse) throw error;
      if (error instanceof Unsupported) {
        const declared = this.options.offer.capabilities.includes(error.capability);
        if (declared || error.capability === 'core') {
          throw new Untestable(
            `the subject declared ${error.capability} and answers ${op.op} with "no such operation"`,
          );
        }
        throw new Inapplicable(`needs ${error.capability}, which the subject did not declare`);
      }
      if (error instanceof Misuse)
        throw new Error(`the subject refuses ${show(op)} as misuse: ${error.message}`);
      throw error;
    }
    throw new Error(`the subject carried out ${show(op)}, which is misuse: ${misuse.message}`);
  }

  private compare(expected: AnyOutcome, actual: AnyOutcome): readonly Difference[] {
    const open = this.options.machine.unspecified(this.profile, expected);
    return differences(expected, actual).filter(({ path }) => !open.includes(path));
  }

  /** Whether an operation of the case exercised the requirement, by the model's word. */
  hasExercised(id: string): boolean {
    return this.exercisedBefore.has(id) || this.exercised.some((list) => list.includes(id));
  }

  /** The last outcome of the subject. */
  get last(): AnyOutcome {
    const performed = this.trace.at(-1);
    if (!performed) throw new Error('nothing was performed yet, so there is nothing to check');
    return performed.outcome;
  }

  /** What the model expected of the last operation, where a model runs beside the subject. */
  get expectation(): AnyOutcome | null {
    return this.expected;
  }

  /**
   * Checks what the scenario says. `claims` names the state that the step speaks of (as in
   * `vms.0.registers.control`) and how many events: the rest is for "nothing else changes". The claim must be
   * pure: where it looks at the state of a process, it is made again once the state is there.
   */
  check(
    claim: Claim,
    claims: { readonly paths?: readonly string[]; readonly events?: number } = {},
  ): Awaitable<void> {
    for (const path of claims.paths ?? []) this.claimedPaths.add(path);
    this.claimedEvents += claims.events ?? 0;
    const { subject } = this.options;
    if (subject instanceof ModelSubject) return this.judge(claim, () => subject.inspectNow());
    if (claims.paths) return this.judgeWithState(claim);
    try {
      this.judge(claim, () => {
        throw new StateWanted();
      });
    } catch (error) {
      if (error instanceof StateWanted) return this.judgeWithState(claim);
      throw error;
    }
  }

  private judgeWithState(claim: Claim): Awaitable<void> {
    return after(this.inspected(), (state) => this.judge(claim, () => state));
  }

  private inspected(): Awaitable<object> {
    const { subject } = this.options;
    return subject instanceof ModelSubject ? subject.inspectNow() : subject.inspect();
  }

  private judge(claim: Claim, state: () => object): void {
    const outcome = this.last;
    try {
      claim({
        outcome,
        events: outcome.events ?? [],
        get state() {
          return state();
        },
      });
    } catch (error) {
      if (error instanceof StateWanted) throw error;
      throw new Error(`${(error as Error).message}${this.voices(claim)}`);
    }
  }

  /** Who stands alone, when the scenario and the subject do not agree. */
  private voices(claim: Claim): string {
    const { shadow, subject } = this.options;
    if (!shadow || subject instanceof ModelSubject || !this.expected) return '';
    const outcome = this.expected;
    try {
      claim({ outcome, events: outcome.events ?? [], state: shadow.inspect(this.shadowState) });
      return '\nThe scenario and the reference model agree: the subject stands alone.';
    } catch {
      return this.disagreement.length > 0
        ? '\nThe scenario, the reference model and the subject say three different things.'
        : '\nThe reference model agrees with the subject: the scenario stands alone.';
    }
  }

  /** "Nothing else changes": no event and no state beyond what the Then steps before have spoken of. */
  checkFrame(): Awaitable<void> {
    return after(this.inspected(), (state) => this.judgeFrame(state));
  }

  private judgeFrame(state: object): void {
    if (!this.frame) throw new Error('"nothing else changes" comes after an operation');
    const events = (this.last.events ?? []).length;
    const changed = differences(this.frame(), state).filter(({ path }) => !this.isClaimed(path));
    if (changed.length > 0)
      throw new Error(`something else changed:\n  ${changed.map(describeDifference).join('\n  ')}`);
    if (events > this.claimedEvents) {
      throw new Error(`something else happened: ${show((this.last.events ?? []).slice(this.claimedEvents))}`);
    }
  }

  private isClaimed(path: string): boolean {
    return [...this.claimedPaths].some((claimed) => path === claimed || path.startsWith(`${claimed}.`));
  }

  /** Fails where the subject's last answer was not the model's, though the scenario had nothing against it. */
  settle(): void {
    if (this.disagreement.length === 0) return;
    const lines = this.disagreement.map(describeDifference);
    this.disagreement = [];
    throw new Error(
      `the subject and the reference model disagree where the scenario is silent:\n  ${lines.join('\n  ')}`,
    );
  }

  /** The requirements to name for the last step's difference, most telling first. */
  blame(): readonly string[] {
    if (!this.expected || this.trace.length === 0) return [];
    const found = this.compare(this.expected, this.last);
    const telling = found.flatMap(({ path }) => this.options.machine.requirementsOf(path));
    return [...new Set(telling.filter((id) => this.hasExercised(id)))];
  }
}
