/** A subject on the bench: what it is asked, and how it differs from the reference. */
import type { AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { capabilitiesOf } from '../model/core/capability';
import type { Named, Performed } from '../model/core/naming';
import { nameFailure } from '../model/core/naming';
import type { Court } from '../model/core/ruling';
import { hasInsight, withoutInsight } from '../model/core/ruling';
import { machineOf } from '../model/machines';
import type { Law } from '../reports/law';
import { catalogueFor, lawOf } from '../reports/law';
import { ModelSubject, referenceModel } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Offer, Subject } from '../subjects/subject';
import type { Questions } from './questions';
import { questionsOf } from './questions';
import type { Sequence } from './sequence';

export interface Bench {
  readonly subject: Subject;
  readonly offer: Offer;
  readonly machine: Machine;
  readonly model: Model;
  readonly court: Court;
  readonly law: Law;
  /** Whether a difference from what was merely seen counts. */
  readonly strictSeen: boolean;
  readonly asks: Questions;
  /** How much a case is about which requirement, where the sequence comes from one. */
  readonly tags?: Readonly<Record<string, number>>;
  /** Another subject, whose answers are what is expected; without one those of the reference are. */
  readonly against?: Subject;
}

/** @param strictSeen whether a difference from what was merely seen counts */
export function benchOf(subject: Subject, offer: Offer, strictSeen = false): Bench {
  const machine = machineOf(offer.machine);
  const model = referenceModel(offer);
  const law = lawOf(catalogueFor(machine), offer.profile, strictSeen);
  const insight = hasInsight(machine.fields, offer.capabilities);
  const court = { fields: machine.fields, model, holds: law.holds, insight };
  return { subject, offer, machine, model, court, law, strictSeen, asks: questionsOf(offer.machine) };
}

/** Whether the subject declared all that an operation, or a configuration as `reset`, asks for; looked up once for each. */
export function hasFor({ machine, offer }: Bench): (op: AnyOp) => boolean {
  const known = new WeakMap<AnyOp, boolean>();
  return (op) => {
    const found =
      known.get(op) ??
      capabilitiesOf(machine.operations, op).every((one) => offer.capabilities.includes(one));
    known.set(op, found);
    return found;
  };
}

/** The set-up before any step has said anything. */
export function freshFor({ machine, offer }: Bench): object {
  const offers = (capability: string): boolean => offer.capabilities.includes(capability);
  return vocabularyOf(machine.name).course.fresh({ profile: offer.profile, offers });
}

/** What a sequence came to on the subject. */
export interface Trial {
  /** Up to the operation that the subject lacks, if there is one. */
  readonly trace: readonly Performed[];
  readonly state: object | null;
  /** The requirements that it breaks, where, and how. */
  readonly named: Named;
  /** An operation that the subject refuses to have, though it declared what it needs. */
  readonly lacks: Unsupported | null;
  /** What the subject does not carry out, or the other one, in no order. */
  readonly refused: readonly Refusal[];
}

/** An operation that was called misuse, or is not there. */
export interface Refusal {
  /** Its index in the sequence. */
  readonly at: number;
  readonly op: AnyOp;
  readonly why: Misuse | Unsupported;
}

/**
 * Asks the subject for the whole sequence and compares all that it says.
 * @throws SubjectError where the subject breaks
 */
export async function tried(bench: Bench, { config, ops }: Sequence): Promise<Trial> {
  const { subject, offer, law } = bench;
  const other = bench.against ? await courtOf(bench, bench.against, { config, ops }) : null;
  const court = other?.court ?? bench.court;
  await subject.reset(offer, config);
  const answers = await answersOf(subject, ops);
  const lacking = answers.findIndex((answer) => answer instanceof Unsupported);
  const heard = lacking < 0 ? answers : answers.slice(0, lacking);
  const trace = heard.map((answer, i) => ({ op: ops[i] as AnyOp, outcome: seen(court, answer) }));
  const state = await subject.inspect();
  const { tags = {} } = bench;
  const named = nameFailure(court, { config, trace, state, tags, grave: law.isDemanded });
  const lacks = lacking < 0 ? null : (answers[lacking] as Unsupported);
  return { trace, state, named, lacks, refused: refusalsIn(ops, answers, other?.answers ?? []) };
}

function refusalsIn(ops: readonly AnyOp[], ...heard: readonly (readonly Answer[])[]): readonly Refusal[] {
  return heard.flatMap((answers) =>
    answers.flatMap((why, at) => (why instanceof Error ? [{ at, op: ops[at] as AnyOp, why }] : [])),
  );
}

/** The court in which the other subject's answers stand for the reference's: only who owns what is still its own. */
async function courtOf(
  { court, model, offer }: Bench,
  other: Subject,
  { config, ops }: Sequence,
): Promise<{ readonly court: Court; readonly answers: readonly Answer[] }> {
  await other.reset(offer, config);
  const answers = await answersOf(other, ops);
  const state = await other.inspect();
  let at = 0;
  let last: unknown = model.initial(config);
  // Its states are the reference's own, for which the owners ask; its answers come one after another.
  const echo: Model = {
    initial: (from) => {
      at = 0;
      last = model.initial(from);
      return last;
    },
    step: (before, op) => {
      const answer = answers[at];
      at += 1;
      if (answer instanceof Unsupported) throw answer;
      if (answer === undefined || answer instanceof Misuse) throw new Misuse(`${op.op} is refused there`);
      last = model.step(before, op).state;
      return { state: last, outcome: answer };
    },
    inspect: (of) => (at === ops.length && of === last ? state : model.inspect(of)),
  };
  return { court: { ...court, model: echo }, answers };
}

export type Answer = AnyOutcome | Misuse | Unsupported;

/** What counts of an answer; null where it is a refusal. */
export function seen({ insight, fields }: Court, answer: Answer | undefined): AnyOutcome | null {
  if (answer === undefined || answer instanceof Error) return null;
  return insight ? answer : withoutInsight(fields, answer);
}

/** What the subject answers to each operation, be it a refusal. @throws SubjectError where it breaks */
export function answersOf(subject: Subject, ops: readonly AnyOp[]): Promise<readonly Answer[]> {
  if (subject instanceof ProcessSubject) return subject.stepAll(ops);
  return Promise.all(ops.map((op) => subject.step(op).catch((error: unknown) => refusal(error))));
}

/** What was refused, of what a promise was rejected with; anything else is thrown on. */
export function refusal(error: unknown): Misuse | Unsupported {
  if (error instanceof Misuse || error instanceof Unsupported) return error;
  throw error;
}

/** The difference that counts: its requirements, those that are demanded first; null where there is none. */
export function breach({ law }: Bench, { named }: Trial): readonly string[] | null {
  const grave = named.differences.some(({ owners }) => law.isGrave(owners));
  return grave ? named.requirements : null;
}

/** Whether a subject is a model, which answers at once. */
export function isModel(subject: Subject): subject is ModelSubject {
  return subject instanceof ModelSubject;
}
