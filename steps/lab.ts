/**
 * One case on one subject in one profile: performs operations, keeps the trace, runs the reference model
 * beside the subject, and checks what the scenario says against both.
 */
import { describeDifference, show } from '../model/core/compare';
import { capabilitiesOf } from '../model/core/capability';
import { inspectionDifferences } from '../model/core/compare-fields';
import type { AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Named, Performed } from '../model/core/naming';
import { nameFailure } from '../model/core/naming';
import type { Court, Ruled } from '../model/core/ruling';
import { isInsight } from '../model/core/owners';
import { hasInsight, mayOwn, withoutInsight } from '../model/core/ruling';
import { ModelSubject } from '../subjects/model-subject';
import type { Offer, Subject } from '../subjects/subject';
import type { Awaitable } from './awaitable';
import { after } from './awaitable';
import type { Drawing } from './draws';
import { Disagreement, Refused, StateWanted } from './fate';
import type { Law } from '../reports/law';
import { lackOf } from './lack';
import { Watch } from './watch';

/** The types of a machine: those generated from its schema. */
export interface MachineTypes {
  readonly config: object;
  readonly op: AnyOp;
  readonly outcome: AnyOutcome;
  /** What an inspection shows. */
  readonly state: object;
}

/** What a Then step looks at: the subject's answers, or the model's. */
export interface View<M extends MachineTypes = MachineTypes> {
  readonly outcome: M['outcome'];
  readonly events: NonNullable<M['outcome']['events']>;
  readonly state: M['state'];
}

/** What a Then step says: it throws where the view is not so. */
export type Claim<M extends MachineTypes = MachineTypes> = (view: View<M>) => void;

export interface LabOptions {
  readonly machine: Machine;
  readonly offer: Offer;
  readonly subject: Subject;
  /** The model that runs beside the subject; null for mutants, which the scenario's words alone must catch. */
  readonly shadow: Model | null;
  /** The reference of the profile, which says who is to blame. */
  readonly reference: Model;
  /** What the requirements of the profile are. */
  readonly law: Law;
  /** The requirements of the case, each with how much the case is about it. */
  readonly tags: Readonly<Record<string, number>>;
  readonly usesFrame: boolean;
  readonly seed: number;
  /** Path into a failed property, as printed with it. */
  readonly path?: string;
  /** Runs of a property. */
  readonly runs: number;
  /** Whether a property that fails is left as it failed, and not made shorter. */
  readonly unshrunk?: boolean;
  /** On the reference: what those came to with other choices. */
  readonly drawing?: Drawing;
}

export class Lab<M extends MachineTypes = MachineTypes> {
  readonly trace: Performed[] = [];
  readonly watch: Watch;
  /** Operations for which a subject without their capability gets others: they ask nothing of the case. */
  readonly replaceable = new WeakSet<AnyOp>();
  /** What the scenario has come to; the machine's phrases know what is in it. */
  scene: unknown = null;
  /** Whether the step that runs is a Given. */
  isHistory = false;
  private readonly uses = new Set<string>();
  /** With which the machine was last started. */
  config: object = {};
  private shadowState: unknown = null;
  private started = false;
  private expected: AnyOutcome | null = null;
  private disagreement: readonly Ruled[] = [];
  /** The state before the last operation; of a model it is put together only if a step asks. */
  private frame: (() => object) | null = null;
  /** What a process showed of its state since the last operation. */
  private lastState: object | null = null;
  private readonly claimedPaths = new Set<string>();
  private claimedEvents = 0;
  private readonly court: Court;

  constructor(readonly options: LabOptions) {
    const { machine, offer, reference, law } = options;
    const { fields } = machine;
    this.court = {
      fields,
      model: reference,
      holds: law.holds,
      insight: hasInsight(fields, offer.capabilities),
    };
    this.watch = new Watch(this.court, Object.keys(options.tags));
  }

  get profile(): string {
    return this.options.offer.profile;
  }

  /** Whether the subject declared a capability. */
  offers(capability: string): boolean {
    return this.options.offer.capabilities.includes(capability);
  }

  choice(name: string): string | undefined {
    return this.options.offer.choices[name];
  }

  /** Resets the subject, once a case (or again, between the runs of a property). */
  start(config: M['config']): Awaitable<void> {
    this.keepUses();
    this.started = true;
    this.trace.length = 0;
    this.config = config;
    this.expected = null;
    this.disagreement = [];
    this.lastState = null;
    const { subject, shadow } = this.options;
    if (subject instanceof ModelSubject) subject.resetNow(config);
    else if (shadow) this.shadowState = shadow.initial(config);
    if (shadow) this.watch.start(subject instanceof ModelSubject ? subject.state : this.shadowState);
    return subject instanceof ModelSubject ? undefined : this.resetThere(config);
  }

  private async resetThere(config: object): Promise<void> {
    const { subject, offer, machine } = this.options;
    try {
      await subject.reset(offer, config);
    } catch (error) {
      throw error instanceof Unsupported ? lackOf(machine, offer, { op: 'reset', ...config }, error) : error;
    }
  }

  /** Performs an operation on the subject and the model. A difference between them counts at {@link settle}. */
  perform(op: M['op']): Awaitable<M['outcome']> {
    if (!this.started) throw new Error('the scenario performs an operation before it has set up a machine');
    this.settle();
    this.claimedPaths.clear();
    this.claimedEvents = 0;
    this.lastState = null;
    const { subject } = this.options;
    return subject instanceof ModelSubject ? this.performHere(subject, op) : this.performThere(subject, op);
  }

  /** On a model: the reference, which is its own shadow, or a mutant, which has none. */
  private performHere(subject: ModelSubject, op: AnyOp): AnyOutcome {
    if (this.options.usesFrame) this.frame = subject.snapshot();
    const before = subject.state;
    try {
      const outcome = subject.stepNow(op);
      this.trace.push({ op, outcome });
      if (this.options.shadow) {
        this.expected = outcome;
        if (!this.watch.isDone) this.watch.add({ op, before, after: subject.state, outcome });
      }
      return outcome;
    } catch (error) {
      if (error instanceof Misuse) this.trace.push({ op, outcome: null });
      throw error;
    }
  }

  private async performThere(subject: Subject, op: AnyOp): Promise<AnyOutcome> {
    if (this.options.usesFrame) {
      const before = await subject.inspect();
      this.frame = () => before;
    }
    const misuse = this.options.shadow ? this.stepShadow(this.options.shadow, op) : null;
    const answer = await this.onSubject(op, misuse);
    const outcome = this.court.insight ? answer : withoutInsight(this.court.fields, answer);
    this.trace.push({ op, outcome });
    if (this.expected) this.disagreement = this.watch.differences(outcome);
    return outcome;
  }

  /** The model's step; what it calls misuse, the subject is still asked about. */
  private stepShadow(shadow: Model, op: AnyOp): Misuse | null {
    try {
      const before = this.shadowState;
      const { state, outcome } = shadow.step(before, op);
      this.shadowState = state;
      this.expected = outcome;
      this.watch.add({ op, before, after: state, outcome });
      return null;
    } catch (error) {
      if (error instanceof Misuse) return error;
      throw error;
    }
  }

  private async onSubject(op: AnyOp, misuse: Misuse | null): Promise<AnyOutcome> {
    const { subject, machine, offer } = this.options;
    try {
      const outcome = await subject.step(op);
      if (!misuse) return outcome;
    } catch (error) {
      if (error instanceof Misuse && misuse) throw error;
      if (error instanceof Unsupported) throw lackOf(machine, offer, op, error);
      if (error instanceof Misuse) {
        this.trace.push({ op, outcome: null });
        throw new Refused(`the subject refuses ${show(op)} as misuse: ${error.message}`);
      }
      throw error;
    }
    this.expected = null;
    throw new Refused(`the subject carried out ${show(op)}, which is misuse: ${misuse.message}`);
  }

  /** The capabilities that the operations of all runs asked for. */
  capabilitiesUsed(): readonly string[] {
    this.keepUses();
    return [...this.uses].sort();
  }

  private keepUses(): void {
    const { operations } = this.options.machine;
    if (!this.started || !this.options.shadow) return;
    for (const op of [{ op: 'reset', ...this.config }, ...this.trace.map(({ op }) => op)]) {
      if (this.replaceable.has(op)) continue;
      for (const capability of capabilitiesOf(operations, op)) this.uses.add(capability);
    }
  }

  /** What the subject showed of an operation of the trace, and of its state at the end; null where nobody looked. */
  shown(at: number): View<M> | null {
    const { subject } = this.options;
    const state = subject instanceof ModelSubject ? subject.inspectNow() : this.lastState;
    const { outcome } = this.trace[at] ?? {};
    return outcome && state ? { outcome, events: outcome.events ?? [], state } : null;
  }

  /** The last outcome of the subject. */
  get last(): M['outcome'] {
    const outcome = this.trace.findLast((one) => one.outcome !== null)?.outcome;
    if (!outcome) throw new Error('nothing was performed yet, so there is nothing to check');
    return outcome;
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
    claim: Claim<M>,
    claims: { readonly paths?: readonly string[]; readonly events?: number } = {},
  ): Awaitable<void> {
    for (const path of claims.paths ?? []) this.claimedPaths.add(path);
    this.claimedEvents += claims.events ?? 0;
    const { subject } = this.options;
    if (subject instanceof ModelSubject) {
      return this.judge(claim, () => {
        this.watch.inspect();
        return subject.inspectNow();
      });
    }
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

  private judgeWithState(claim: Claim<M>): Awaitable<void> {
    return after(this.inspected(), (state) => this.judge(claim, () => state));
  }

  /** The subject's state, which somebody looks at. */
  inspected(): Awaitable<M['state']> {
    const { subject } = this.options;
    this.watch.inspect();
    if (subject instanceof ModelSubject) return subject.inspectNow();
    return subject.inspect().then((state) => {
      this.lastState = state;
      return state;
    });
  }

  private judge(claim: Claim<M>, state: () => object): void {
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
  private voices(claim: Claim<M>): string {
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
    const { fields, insight } = this.court;
    const changed = inspectionDifferences(fields, this.frame(), state).filter(
      ({ path, field = '' }) =>
        !this.isClaimed(path) && (insight || !isInsight(fields, field)) && this.counts(field),
    );
    if (changed.length > 0)
      throw new Error(`something else changed:\n  ${changed.map(describeDifference).join('\n  ')}`);
    if (events > this.claimedEvents) {
      throw new Error(`something else happened: ${show((this.last.events ?? []).slice(this.claimedEvents))}`);
    }
  }

  /** What changes in a field that nobody speaks of is no failure of a subject. */
  private counts(field: string): boolean {
    return this.options.subject instanceof ModelSubject || mayOwn(this.court, field);
  }

  private isClaimed(path: string): boolean {
    return [...this.claimedPaths].some((claimed) => path === claimed || path.startsWith(`${claimed}.`));
  }

  /**
   * Fails where the subject's last answer was not the model's in a field that a requirement speaks of, though the
   * scenario had nothing against it. Other differences are notes.
   */
  settle(): void {
    const found = this.disagreement;
    if (found.length === 0) return;
    this.disagreement = [];
    const grave = found.filter(({ owners }) => this.options.law.isGrave(owners));
    for (const one of found) if (!grave.includes(one)) this.watch.note(one);
    if (grave.length === 0) return;
    const lines = grave.map(describeDifference);
    throw new Disagreement(
      `the subject and the reference model disagree where the scenario is silent:\n  ${lines.join('\n  ')}`,
    );
  }

  /** The requirements that the run breaks, the one that broke first, and the operation that differed. */
  named(): Named {
    const { subject, tags, law } = this.options;
    const state = subject instanceof ModelSubject ? subject.inspectNow() : this.lastState;
    const { config, trace } = this;
    return nameFailure(this.court, { config, trace, state, tags, grave: law.isDemanded });
  }
}
