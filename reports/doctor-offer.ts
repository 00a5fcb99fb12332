/** One profile that an adapter offers, tried: reset, inspect, each example operation, misuse, many at once. */
import { belongsTo, capabilitiesOf } from '../model/core/capability';
import { isDeepStrictEqual } from 'node:util';
import type { AnyOp, Machine, Model } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { describeDifference, differences } from '../model/core/compare';
import { fromWire, toWire } from '../model/core/wire';
import { machineOf } from '../model/machines';
import { fixtures } from '../subjects/fixtures';
import { referenceModel } from '../subjects/model-subject';
import type { ProcessSubject } from '../subjects/process-subject';
import type { Offer } from '../subjects/subject';
import { sample } from '../subjects/text';
import { WireError } from '../subjects/wire-error';
import { EMPTY_EXAMPLE, isResult, lackingExample, misuseExample, Shadow } from './doctor-examples';
import { Illness } from './doctor-illness';
import type { Answer, Tried } from './doctor-summary';
import { summary } from './doctor-summary';

/** What the doctor carries from one examination to the next. */
export interface Patient {
  say(line: string): void;
  /** What would have been right, for whatever goes wrong next. */
  example: string | null;
}

interface Case {
  readonly subject: ProcessSubject;
  readonly offer: Offer;
  readonly machine: Machine;
  readonly model: Model;
  readonly patient: Patient;
  readonly ops: readonly AnyOp[];
}

/** @throws Illness, WireError at the first thing wrong */
export async function examine(subject: ProcessSubject, offer: Offer, patient: Patient): Promise<void> {
  const machine = machineOf(offer.machine);
  const ops = examples(machine.name, 'good', 'op') as readonly AnyOp[];
  const model = referenceModel(offer);
  const one: Case = { subject, offer, machine, model, patient, ops };
  const configs = examples(machine.name, 'good', 'config') as readonly object[];
  if (configs.length === 0)
    throw new Error(`schemas/fixtures/${machine.name}/good/ has no example of a config`);
  const tried: Tried[] = [];
  let fresh = 0;
  for (const config of configs) {
    if (!(await reset(one, config))) continue;
    fresh += 1;
    tried.push(...(await examineInstance(one, config)));
  }
  if (fresh === 0) {
    throw new Illness({
      problem: `${offer.machine}/${offer.profile}: the adapter can be reset to no configuration at all`,
    });
  }
  const name = `${offer.machine}/${offer.profile}`;
  patient.say(
    `ok    ${name}: reset with ${fresh} of ${configs.length} configurations, a fresh instance each time`,
  );
  patient.say(`ok    ${name}: inspect, which changes nothing`);
  for (const line of summary(machine, offer, tried)) patient.say(line);
  const senseless = examples(machine.name, 'misuse', 'op').length;
  patient.say(`ok    ${name}: ${senseless} senseless operations refused with -32001`);
  patient.say(`ok    ${name}: ${ops.length} operations sent at once, answered as one by one`);
}

function examples(machine: string, kind: string, definition: string): readonly unknown[] {
  const found = fixtures(machine, kind).filter((fixture) => fixture.definition === definition);
  return found.map(({ value }) => fromWire(value));
}

/** Whether the adapter can be configured so; it may lack what it did not declare. */
async function reset({ subject, offer, patient }: Case, config: object): Promise<boolean> {
  patient.example = EMPTY_EXAMPLE;
  try {
    await subject.reset(offer, config);
    return true;
  } catch (error) {
    const sent = `reset ${JSON.stringify(toWire({ machine: offer.machine, profile: offer.profile, config }))}`;
    if (error instanceof Misuse) {
      const problem = `the adapter calls a reset misuse: ${error.message}`;
      throw new Illness({ problem, sent, wanted: 'a fresh instance, in whatever state the one before is' });
    }
    if (!(error instanceof Unsupported)) throw error;
    if (!offer.capabilities.includes(error.capability)) return false;
    throw new Illness({
      problem: `the adapter declares ${error.capability} but cannot be reset so: ${error.message}`,
      sent,
    });
  }
}

async function examineInstance(one: Case, config: object): Promise<readonly Tried[]> {
  const { subject, model, patient } = one;
  const shadow = new Shadow(model, config);
  patient.example = shadow.inspect();
  const before = await subject.inspect();
  const again = await subject.inspect();
  same(before, again, 'the adapter changes its state when it is asked to inspect it');
  const tried: Tried[] = [];
  for (const op of one.ops) {
    const example = shadow.step(op);
    patient.example = example;
    tried.push({ op, example, answer: judged(one, op, await answer(subject, op)) });
  }
  answered(one, tried);
  await reset(one, config);
  patient.example = new Shadow(model, config).inspect();
  same(
    before,
    await subject.inspect(),
    'the adapter keeps state over a reset, which has to give a fresh instance',
  );
  await misuse(one);
  await reset(one, config);
  await together(
    one,
    tried.map((entry) => entry.answer),
  );
  return tried;
}

function same(expected: object, actual: object, problem: string): void {
  const [first] = differences(expected, actual);
  if (first)
    throw new Illness({
      problem: `${problem}: ${sample(describeDifference(first)).slice(1, -1)}`,
      sent: 'inspect {}',
    });
}

function answer(subject: ProcessSubject, op: AnyOp): Promise<Answer> {
  return subject.step(op).catch((error: unknown) => {
    if (error instanceof Misuse || error instanceof Unsupported) return error;
    throw error;
  });
}

/** Whether the adapter may lack the operation, if it says so. */
function judged({ machine, offer, patient }: Case, op: AnyOp, given: Answer): Answer {
  if (!(given instanceof Unsupported)) return given;
  const asked = capabilitiesOf(machine.operations, op);
  const sent = `step ${JSON.stringify(toWire(op))}`;
  const came = `-32601, capability ${given.capability}`;
  const [capability] = asked;
  if (capability === undefined) {
    throw new Illness({
      problem: `the adapter lacks ${op.op}, which is a core operation: every adapter has it`,
      sent,
      came,
    });
  }
  if (asked.every((one) => offer.capabilities.includes(one))) {
    const problem = `the adapter declares the capability ${capability} but lacks ${op.op}, which belongs to it`;
    throw new Illness({
      problem,
      sent,
      came,
      wanted: `an outcome, or no ${capability} among the capabilities`,
    });
  }
  const known = [...new Set(machine.profiles.flatMap((profile) => profile.capabilities))];
  if (asked.includes(given.capability) || known.includes(given.capability)) return given;
  patient.example = lackingExample(capability);
  throw new Illness({ problem: `the adapter lacks ${op.op} for want of a capability that there is not`, sent, came, wanted: `one of ${known.join(', ')}` }); // prettier-ignore
}

/** An adapter that calls every operation of a capability misuse, also where the reference answers, has it not. */
function answered({ machine, offer, patient }: Case, tried: readonly Tried[]): void {
  for (const capability of ['core', ...offer.capabilities]) {
    const mine = tried.filter(
      ({ op, example }) => belongsTo(machine.operations, op, capability) && isResult(example),
    );
    const [first] = mine;
    if (!first || mine.some(({ answer }) => !(answer instanceof Error))) continue;
    patient.example = first.example;
    throw new Illness({
      problem: `the adapter answers no operation of ${capability}, and calls ${mine.length} misuse that make sense`,
      sent: `step ${JSON.stringify(toWire(first.op))}`,
      came: shown(first.answer),
    });
  }
}

/** Operations that the schema allows and that make no sense: a VM that there is not. */
async function misuse({ subject, machine, patient }: Case): Promise<void> {
  for (const op of examples(machine.name, 'misuse', 'op') as readonly AnyOp[]) {
    patient.example = misuseExample('there is no such VM');
    const given = await answer(subject, op);
    if (given instanceof Misuse) continue;
    throw new Illness({
      problem: `the adapter accepts a ${op.op} that makes no sense`,
      sent: `step ${JSON.stringify(toWire(op))}`,
      came: given instanceof Unsupported ? '-32601' : JSON.stringify(toWire(given)),
      wanted: 'the error -32001, so that a mistake of the suite is not taken for behaviour',
    });
  }
}

/** The same operations once more, none waiting for the answer to the one before. */
async function together({ subject, patient, ops }: Case, answers: readonly Answer[]): Promise<void> {
  patient.example = null;
  const all = await subject.stepAll(ops).catch((error: unknown) => {
    if (!(error instanceof WireError)) throw error;
    const { problem, ...parts } = error.parts;
    const told = `the adapter answers single requests, but not ${ops.length} that come together (does it read one line of each chunk?)`;
    throw new Illness({ problem: `${told}: ${problem}`, ...parts });
  });
  const [differing] = all.flatMap((given, i) => (alike(given, answers[i]) ? [] : [i]));
  if (differing === undefined) return;
  throw new Illness({
    problem: `the adapter answers operation ${differing + 1} of ${ops.length} differently when all come together`,
    sent: `step ${JSON.stringify(toWire(ops[differing]))}`,
    came: shown(all[differing]),
    wanted: `${shown(answers[differing])}, as before`,
  });
}

function alike(a: Answer | undefined, b: Answer | undefined): boolean {
  if (a instanceof Error || b instanceof Error)
    return a instanceof Error && b instanceof Error && a.name === b.name;
  return isDeepStrictEqual(a, b);
}

function shown(given: Answer | undefined): string {
  return given instanceof Error ? `${given.name} (${given.message})` : JSON.stringify(toWire(given));
}
