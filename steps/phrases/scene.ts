/** What a scenario has come to on a lab: the set-up as given, as it is now, and whether the machine has started. */
import { differences, show } from '../../model/core/compare';
import { Misuse } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import { ModelSubject } from '../../subjects/model-subject';
import { checkOf } from '../../subjects/validate';
import type { Awaitable } from '../awaitable';
import { after, inTurn } from '../awaitable';
import { Garbled } from '../fate';
import type { Lab, MachineTypes } from '../lab';
import { Cells } from './cells';
import type { Act, Claim, Given } from './phrase';

/** How a machine begins: its configuration, and operations that bring it to where the scenario starts. */
export interface Beginning<M extends MachineTypes> {
  readonly config: M['config'];
  readonly ops?: readonly M['op'][];
  /** A subject without the capability of these operations gets others: they ask nothing of the case. */
  readonly replaceable?: boolean;
}

/** What a machine's scenarios begin with, and how they go on. `S` is what Given steps change. */
export interface Course<M extends MachineTypes, S> {
  /** The set-up before any step has said anything. */
  fresh(lab: Pick<Lab<M>, 'profile' | 'offers'>): S;
  start(setup: S): Beginning<M>;
  /** What an operation changes in how the next ones are done; null where that is nothing. */
  follow?(setup: S, op: M['op']): Partial<S> | null;
}

export interface Scene<S> {
  /** As the Given steps before the start have said. */
  given: S;
  /** As it was at the last start. */
  start: S;
  now: S;
  begun: boolean;
}

/** The lab's scene, made when it is first asked for. */
export function sceneOf<M extends MachineTypes, S>(course: Course<M, S>, lab: Lab<M>): Scene<S> {
  const known = lab.scene as Scene<S> | null;
  if (known) return known;
  const given = course.fresh(lab);
  const scene: Scene<S> = { given, start: given, now: given, begun: false };
  lab.scene = scene;
  return scene;
}

/** Starts the machine, or starts it again, with the set-up as given but for `changes`. */
export function begin<M extends MachineTypes, S>(
  course: Course<M, S>,
  lab: Lab<M>,
  changes: Partial<S> = {},
): Awaitable<void> {
  const scene = sceneOf(course, lab);
  const hadBegun = scene.begun;
  scene.begun = true;
  scene.start = { ...scene.given, ...changes };
  scene.now = scene.start;
  const { config, ops = [], replaceable = false } = course.start(scene.start);
  if (!hadBegun) checkShape(lab, 'config', config);
  return after(lab.start(config), () =>
    inTurn(ops, (op) => {
      if (replaceable) lab.replaceable.add(op);
      return after(perform(course, lab, op), (outcome) => {
        mustWork(op, outcome);
      });
    }),
  );
}

/** Performs one operation, and goes on from it. */
export function perform<M extends MachineTypes, S>(
  course: Course<M, S>,
  lab: Lab<M>,
  op: M['op'],
): Awaitable<M['outcome']> {
  const scene = sceneOf(course, lab);
  return after(lab.perform(op), (outcome) => {
    const changes = course.follow?.(scene.now, op);
    if (changes) scene.now = { ...scene.now, ...changes };
    return outcome;
  });
}

function mustWork(op: object, outcome: { readonly outcome: string }): void {
  if (outcome.outcome !== 'ok') throw new Error(`the set-up did not work: ${show(op)} gave ${show(outcome)}`);
}

/** @throws Garbled where the machine has started, and what is said could no longer be heard */
export function setGiven<M extends MachineTypes, S>(
  course: Course<M, S>,
  lab: Lab<M>,
  phrase: Given<S>,
  args: readonly unknown[],
): void {
  const scene = sceneOf(course, lab);
  const next = { ...scene.now, ...authored(args, () => phrase.set(scene.now, ...args)) };
  if (scene.begun && differences(course.start(scene.now), course.start(next)).length > 0)
    throw new Garbled('this has to be said before the first operation: the machine has started already');
  scene.now = next;
  if (!scene.begun) scene.given = next;
}

/** Performs the operations of a phrase. In a history all of them have to succeed. */
export function doAct<M extends MachineTypes, S>(
  course: Course<M, S>,
  lab: Lab<M>,
  phrase: Act<M, S>,
  args: readonly unknown[],
): Awaitable<unknown> {
  const scene = sceneOf(course, lab);
  return after(scene.begun ? undefined : begin(course, lab), () => {
    const ops = listOf(authored(args, () => phrase.ops(scene.now, ...args)));
    for (const op of ops) checkShape(lab, 'op', op);
    if (phrase.misuse) return mustBeMisuse(lab, ops);
    return inTurn(ops, (op) =>
      after(
        sensibly(lab, () => perform(course, lab, op)),
        (outcome) => {
          if (lab.isHistory || op !== ops.at(-1)) mustWork(op, outcome);
        },
      ),
    );
  });
}

/** What a phrase makes of its arguments, the table last. @throws Garbled on what it cannot, and on what of a table it does not look at */
export function authored<T>(args: readonly unknown[], make: () => T): T {
  let made: T;
  try {
    made = make();
  } catch (error) {
    throw new Garbled((error as Error).message);
  }
  const table = args.at(-1);
  const [stranger] = table instanceof Cells ? table.strangers() : [];
  if (stranger === undefined) return made;
  throw new Garbled(`"${stranger}" means nothing in the table of this phrase`);
}

/** A process is asked nothing that its schema does not have; nor is the reference. @throws Garbled */
function checkShape<M extends MachineTypes>(
  { options: { machine, shadow, subject } }: Lab<M>,
  definition: 'config' | 'op',
  value: object,
): void {
  if (!shadow || !(subject instanceof ModelSubject)) return;
  const wrong = checkOf(machine.name, definition)(toWire(value));
  if (wrong !== null) throw new Garbled(wrong);
}

/** What the reference calls misuse the scenario should not ask for. @throws Garbled */
function sensibly<M extends MachineTypes, T>({ options }: Lab<M>, act: () => Awaitable<T>): Awaitable<T> {
  const told = (error: unknown): never => {
    throw error instanceof Misuse && options.shadow
      ? new Garbled(`the operation makes no sense here: ${error.message}`)
      : error;
  };
  try {
    const result = act();
    return result instanceof Promise ? result.catch(told) : result;
  } catch (error) {
    return told(error);
  }
}

async function mustBeMisuse<M extends MachineTypes>(lab: Lab<M>, ops: readonly M['op'][]): Promise<void> {
  try {
    for (const op of ops) await lab.perform(op);
  } catch (error) {
    if (error instanceof Misuse) return;
    throw error;
  }
  throw new Error('the operation should have been refused as misuse, and was carried out');
}

export function listOf<T extends object>(one: T | readonly T[]): readonly T[] {
  return Array.isArray(one) ? (one as readonly T[]) : [one as T];
}

/** Checks what a phrase says. */
export function doClaim<M extends MachineTypes, S>(
  course: Course<M, S>,
  lab: Lab<M>,
  phrase: Claim<M, S>,
  args: readonly unknown[],
): Awaitable<void> {
  const claimed = authored(args, () => phrase.claim(sceneOf(course, lab).now, ...args));
  return lab.check((view) => {
    claimed.check(view);
  }, claimed);
}
