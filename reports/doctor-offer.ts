/** One profile that an adapter offers, tried: reset, inspect, each example operation, misuse, many at once. */
import { belongsTo, capabilitiesOf, CORE } from '../model/core/capability';
import { describeDifference, differences } from '../model/core/compare';
import type { AnyOp, Machine } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { fromWire, toWire } from '../model/core/wire';
import { machineOf } from '../model/machines';
import { fixtures } from '../subjects/fixtures';
import { excuseOf } from '../subjects/excuse';
import type { ProcessSubject } from '../subjects/process-subject';
import type { Offer } from '../subjects/subject';
import { sample } from '../subjects/text';
import { applying, casesIn } from './doctor-cases';
import { EMPTY_EXAMPLE, lackingExample, misuseExample, result } from './doctor-examples';
import { Illness } from './doctor-illness';
import { isLeft, leftLines } from './doctor-left';
import type { Answer, Tried } from './doctor-summary';
import { summary } from './doctor-summary';
import { shown, together } from './doctor-together';
import type { Respondent } from './doctor-undeclared';
import { noteOn } from './doctor-undeclared';
import type { Differing, Judge, Looks } from './doctor-values';
import { asksOnly, differing, differingState, failing, failureLines, judgeOf, runsOf } from './doctor-values';

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
  readonly judge: Judge;
  readonly patient: Patient;
  readonly ops: readonly AnyOp[];
}

/**
 * Says what there is to say of an offer. Whether a run would end well, as far as one can see, is the value.
 * @throws Illness, WireError at the first thing of a wrong shape
 */
export async function examine(subject: ProcessSubject, offer: Offer, patient: Patient): Promise<boolean> {
  const machine = machineOf(offer.machine);
  const ops = examples(machine.name, 'good', 'op') as readonly AnyOp[];
  const one: Case = { subject, offer, machine, judge: judgeOf(machine, offer), patient, ops };
  const all = examples(machine.name, 'good', 'config') as readonly object[];
  const configs = all.filter((config) => asksOnly(machine, { op: 'reset', ...config }, offer.capabilities));
  const instances: Instance[] = [];
  for (const config of configs) instances.push(await examineInstance(one, config));
  const tried = instances.flatMap((instance) => instance.tried);
  const found = instances.flatMap((instance) => instance.found);
  const name = `${offer.machine}/${offer.profile}`;
  patient.say(
    `ok    ${name}: reset with ${configs.length} of ${all.length} configurations, a fresh instance each time`,
  );
  if (instances.every(({ isShown }) => isShown)) patient.say(`ok    ${name}: inspect, which changes nothing`);
  for (const line of summary(machine, offer, tried)) patient.say(line);
  const senseless = Math.max(0, ...instances.map(({ refused }) => refused));
  patient.say(`ok    ${name}: ${senseless} senseless operations refused with -32001`);
  patient.say(`ok    ${name}: ${tried.length} operations, one by one and many at once`);
  for (const note of await notes(one, all)) patient.say(`note  ${name}: ${note}`);
  const isShown = instances.every(({ isShown }) => isShown);
  const wrong = [...leftLines(name, tried, isShown), ...failureLines(name, failing(one.judge, found))];
  for (const line of wrong) patient.say(line);
  const cases = applying(casesIn(machine), offer);
  patient.say(cases.line);
  return wrong.length === 0 && cases.count > 0;
}

function examples(machine: string, kind: string, definition: string): readonly unknown[] {
  const found = fixtures(machine, kind).filter((fixture) => fixture.definition === definition);
  if (found.length === 0)
    throw new Error(`schemas/fixtures/${machine}/${kind}.ndjson has no example of ${definition}`);
  return found.map(({ value }) => fromWire(value));
}

/** Whether the adapter can be configured so; it may lack what it did not declare. */
async function reset({ subject, offer, machine, patient }: Case, config: object): Promise<boolean> {
  const asks = capabilitiesOf(machine.operations, { op: 'reset', ...config });
  const lacking = asks.find((name) => !offer.capabilities.includes(name));
  patient.example = lacking === undefined ? EMPTY_EXAMPLE : lackingExample(lacking);
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
    const { excused, why } = excuseOf(machine, offer, { op: 'reset', ...config }, error);
    if (excused) return false;
    throw new Illness({ problem: why, sent, came: error.message });
  }
}

interface Run {
  readonly tried: readonly Tried[];
  readonly found: readonly Differing[];
}

interface Instance extends Run {
  /** Whether it shows its state: that, too, may be left to be written. */
  readonly isShown: boolean;
  /** How many senseless operations it refused. */
  readonly refused: number;
}

async function examineInstance(one: Case, config: object): Promise<Instance> {
  const { judge, patient, machine, offer } = one;
  const { model } = judge.court;
  await reset(one, config);
  const initial = result(model.inspect(model.initial(config)));
  patient.example = initial;
  const before = await inspected(one);
  const again = await inspected(one);
  same(before, again, 'the adapter changes its state when it is asked to inspect it');
  const start = [firstLook(model.initial(config))];
  const runs: Run[] = [{ tried: [], found: before ? differingState(judge, start, before) : [] }];
  for (const looks of runsOf(machine, model, config, one.ops, offer.capabilities)) {
    runs.push(await examineRun(one, looks));
    await reset(one, config);
    patient.example = initial;
    const problem = 'the adapter keeps state over a reset, which has to give a fresh instance';
    same(before, await inspected(one), problem);
  }
  const tried = runs.flatMap((run) => run.tried);
  answered(one, tried);
  const refused = await misuse(one);
  await reset(one, config);
  const first = runs[1]?.tried ?? [];
  patient.example = null;
  await together(one.subject, first);
  return { tried, found: runs.flatMap((run) => run.found), isShown: before !== null, refused };
}

/** The operations of a run, one by one on a fresh instance. */
async function examineRun(one: Case, looks: Looks): Promise<Run> {
  const tried: Tried[] = [];
  const found: Differing[] = [];
  let isWhole = true;
  for (const [i, look] of looks.entries()) {
    if (i === 0) continue;
    one.patient.example = result(look.outcome);
    const given = await asked(one, look.op);
    tried.push({ look, answer: given });
    if (given instanceof Unsupported) isWhole = false;
    else if (isWhole) found.push(...differing(one.judge, looks.slice(0, i + 1), given));
  }
  const { after } = looks.at(-1) as Look;
  one.patient.example = result(one.judge.court.model.inspect(after));
  const state = await inspected(one);
  if (isWhole && state) found.push(...differingState(one.judge, looks, state));
  return { tried, found };
}

/** The state; null where to show it is left to be written. @throws Illness where the adapter will not show it */
async function inspected({ subject }: Case): Promise<object | null> {
  try {
    return await subject.inspect();
  } catch (error) {
    if (!(error instanceof Misuse || error instanceof Unsupported)) throw error;
    if (error instanceof Unsupported && error.capability === CORE) return null;
    const problem = `the adapter refuses to be inspected: ${error.message}`;
    throw new Illness({ problem, sent: 'inspect {}', wanted: 'its state: every subject shows it' });
  }
}

function same(expected: object | null, actual: object | null, problem: string): void {
  const [first] = expected && actual ? differences(expected, actual) : [];
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

/** The answer to an operation. @throws Illness where the adapter says that it lacks what it may not lack */
async function asked(one: Case, op: AnyOp): Promise<Answer> {
  const { subject, machine, offer, patient } = one;
  const given = await answer(subject, op);
  if (!(given instanceof Unsupported) || isLeft(machine, op, given)) return given;
  const { excused, why } = excuseOf(machine, offer, op, given);
  if (excused) return given;
  const lacking = capabilitiesOf(machine.operations, op).find((name) => !offer.capabilities.includes(name));
  if (lacking !== undefined) patient.example = lackingExample(lacking);
  throw new Illness({
    problem: why,
    sent: `step ${JSON.stringify(toWire(op))}`,
    came: `-32601, capability ${given.capability}`,
  });
}

/** An adapter that calls every operation of a capability misuse, also where the reference answers, has it not. */
function answered({ machine, offer, patient }: Case, tried: readonly Tried[]): void {
  for (const capability of [CORE, ...offer.capabilities]) {
    const mine = tried.filter(({ look }) => belongsTo(machine.operations, look.op, capability));
    const [first] = mine;
    if (!first || mine.some(({ answer }) => !(answer instanceof Misuse))) continue;
    patient.example = result(first.look.outcome);
    throw new Illness({
      problem: `the adapter answers no operation of ${capability}, and calls ${mine.length} misuse that make sense`,
      sent: `step ${JSON.stringify(toWire(first.look.op))}`,
      came: shown(first.answer),
    });
  }
}

/** Operations that the schema allows and that make no sense: a VM that there is not. How many of them were refused. */
async function misuse(one: Case): Promise<number> {
  let refused = 0;
  for (const op of senseless(one)) {
    one.patient.example = misuseExample('there is no such VM');
    const given = await answer(one.subject, op);
    if (given instanceof Misuse) refused += 1;
    if (given instanceof Misuse || isLeft(one.machine, op, given)) continue;
    throw new Illness({
      problem: `the adapter accepts a ${op.op} that makes no sense`,
      sent: `step ${JSON.stringify(toWire(op))}`,
      came: shown(given),
      wanted: 'the error -32001, so that a mistake of the suite is not taken for behaviour',
    });
  }
  return refused;
}

function senseless({ machine, offer }: Case): readonly AnyOp[] {
  const all = examples(machine.name, 'misuse', 'op') as readonly AnyOp[];
  return all.filter((op) => asksOnly(machine, op, offer.capabilities));
}

/** On the capabilities that the adapter did not declare but answers. */
async function notes(one: Case, configs: readonly object[]): Promise<readonly string[]> {
  const { machine, offer, judge, ops } = one;
  const known = machine.profiles.find(({ name }) => name === offer.profile)?.capabilities ?? [];
  const found: string[] = [];
  const undeclared = { machine, offer, judge, configs, examples: ops };
  const respondent: Respondent = { reset: (config) => reset(one, config), ask: (op) => asked(one, op) };
  one.patient.example = null;
  for (const capability of known.filter((name) => !offer.capabilities.includes(name))) {
    const note = await noteOn(capability, undeclared, respondent);
    if (note !== null) found.push(note);
  }
  return found;
}
