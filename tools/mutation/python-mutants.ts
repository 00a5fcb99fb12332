/** The mutants of a sample adapter in Python, each a process of its own, with the reference beside it as for any author's. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../../model/core/machine';
import { absenceOf } from '../../reports/case';
import { LAYOUT } from '../../reports/layout';
import type { Bound } from '../../steps/bound';
import { Inapplicable, Inconclusive } from '../../steps/fate';
import { referenceModel } from '../../subjects/model-subject';
import { ProcessSubject } from '../../subjects/process-subject';
import type { Offer, Subject } from '../../subjects/subject';
import type { Judge } from './model-mutants';
import { RECENT } from './model-mutants';
import type { Fate, Mutation } from './mutation';
import { more, toldAtRandom, toldInCase } from './separate';
import { boundCases } from './units';

/** A case on the adapter, with the mutants that it comes by. */
interface Unit {
  readonly bound: Bound;
  readonly offer: Offer;
  readonly shadow: Model;
  readonly reaches: ReadonlySet<number>;
}

/** Words with which a machine's adapter is another one; without any where none are given. */
const VARIANTS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  heki: [['v1'], ['v2'], ['v3']],
  nv: [[], ['--no-insight']],
};

/** An adapter as it is started, with the cases that apply to it. */
interface Variant {
  readonly argv: readonly string[];
  readonly units: readonly Unit[];
  readonly atLoad: ReadonlySet<number>;
  /** Seconds of its own time that a mutant gets for one request. */
  readonly requestS: number;
  /** Those that noticed the mutants before, which are tried first: neighbours die by the same. */
  recent: readonly Unit[];
}

/** Milliseconds for one answer: the adapter answers in one, on a machine that is busy. */
const STEP_MS = 20_000;

/** What a mutant gets for one request: so many times what the slowest takes without it, its mutants noted, and at least so many seconds. */
const PATIENCE = 6;
const LEAST_S = 0.25;

/**
 * @param triage whether random operations are tried on each survivor
 * @throws Error where the cases do not pass on the adapter as it is
 */
export async function pythonJudge(
  machine: string,
  triage: boolean,
): Promise<{ readonly mutations: readonly Mutation[]; readonly judge: Judge }> {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-mutants-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Where python3 is a script that looks for the real one, each start would pay for that.
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim();
  const mutate = join(LAYOUT.root, 'tools/mutation/python/mutate.py');
  const adapters = join(LAYOUT.root, 'adapters/python');
  const said = execFileSync(python, [mutate, adapters, machine, folder], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  const mutations = JSON.parse(said) as readonly Mutation[];
  const bounds = await boundCases(machine);
  const variants: Variant[] = [];
  for (const words of VARIANTS[machine] ?? [[]]) {
    const argv = [python, join(folder, `${machine}.py`), ...words];
    variants.push(await covered(argv, bounds, join(folder, 'covered')));
  }
  return { mutations, judge: (mutation) => judge(variants, triage, mutation) };
}

/** What the first of the variants comes to that is not as it should be, or the last. */
async function judge(variants: readonly Variant[], triage: boolean, mutation: Mutation): ReturnType<Judge> {
  let told: Told = { by: 'lives', detail: '' };
  for (const variant of variants) {
    told = more(told, await judgeVariant(variant, triage, mutation));
    if (told.by !== 'lives' && told.by !== 'open') return told;
  }
  return told;
}

type Told = Pick<Fate, 'by' | 'detail'>;

async function judgeVariant(variant: Variant, triage: boolean, { id }: Mutation): ReturnType<Judge> {
  const { argv, units, atLoad, requestS } = variant;
  const reached = atLoad.has(id) ? units : units.filter(({ reaches }) => reaches.has(id));
  if (reached.length === 0) return { by: 'lives', detail: '' };
  const subject = await started(argv, {
    HVSPEC_MUTANT: String(id),
    HVSPEC_REQUEST_S: String(requestS),
  }).catch(() => null);
  if (!subject) return { by: 'load', detail: '' };
  try {
    const first = variant.recent.filter((unit) => reached.includes(unit));
    for (const unit of new Set([...first, ...reached])) {
      if (await passes(unit, subject)) continue;
      const { bound, offer } = unit;
      if (bound.case.invariant === null)
        variant.recent = [unit, ...variant.recent.filter((one) => one !== unit)].slice(0, RECENT);
      return { by: 'words', detail: `${bound.case.id} [${offer.profile}]` };
    }
    return triage ? await survivor(subject, argv, reached) : { by: 'lives', detail: '' };
  } finally {
    await subject.shutdown();
  }
}

async function passes({ bound, offer, shadow }: Unit, subject: Subject): Promise<boolean> {
  try {
    await bound.play(bound.lab(offer, subject, shadow));
    return true;
  } catch (error) {
    return error instanceof Inconclusive;
  }
}

/** What tells an adapter that no case noticed from the reference, or from itself without the mutant. */
async function survivor(
  subject: Subject,
  argv: readonly string[],
  reached: readonly Unit[],
): ReturnType<Judge> {
  const right = await started(argv, {});
  let told: Told = { by: 'lives', detail: '' };
  try {
    for (const { bound, offer, shadow } of reached.filter((unit) => unit.bound.case.invariant === null)) {
      told = more(told, await toldInCase(subject, right, offer, bound, shadow));
      if (told.by === 'differs') return told;
    }
    for (const offer of subject.description.machines) {
      told = more(told, await toldAtRandom(subject, right, offer));
      if (told.by === 'differs') return told;
    }
    return told;
  } finally {
    await right.shutdown();
  }
}

/** Starts the adapter with more in its environment. */
async function started(
  argv: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<ProcessSubject> {
  Object.assign(process.env, more);
  try {
    return await ProcessSubject.start(argv, { restarts: 0, stepMs: STEP_MS });
  } finally {
    for (const name of Object.keys(more)) Reflect.deleteProperty(process.env, name);
  }
}

/** Every case that applies to the adapter, run on it once: those that come by fewest mutants first, properties last. */
async function covered(argv: readonly string[], bounds: readonly Bound[], file: string): Promise<Variant> {
  const subject = await started(argv, { HVSPEC_COVER: file });
  const shadows = new Map(subject.description.machines.map((offer) => [offer, referenceModel(offer)]));
  const found: (Omit<Unit, 'reaches'> & { readonly from: number; readonly to: number })[] = [];
  const known = new Set<string>();
  let resets = 0;
  const counted = counting(subject, () => (resets += 1));
  for (const bound of bounds)
    for (const [offer, shadow] of shadows) {
      const key = `${bound.case.id} ${offer.profile}`;
      if (bound.offer.profile !== offer.profile || known.has(key) || absenceOf(bound.case, offer) !== null)
        continue;
      known.add(key);
      const from = resets + 1;
      try {
        await bound.play(bound.lab(offer, counted, shadow));
        found.push({ bound, offer, shadow, from, to: resets });
      } catch (error) {
        if (!(error instanceof Inapplicable || error instanceof Inconclusive))
          throw new Error(`${key} does not pass on the adapter as it is`, { cause: error });
      }
    }
  await subject.shutdown();
  const lines = readFileSync(file, 'ascii')
    .split('\n')
    .map((line) => line.split(' ').filter(Boolean).map(Number));
  const units = found.map(({ from, to, ...unit }) => ({
    ...unit,
    reaches: new Set(lines.slice(from, to + 1).flat()),
  }));
  const isLate = ({ bound }: Unit): number => (bound.case.invariant === null ? 0 : 1);
  units.sort((a, b) => isLate(a) - isLate(b) || a.reaches.size - b.reaches.size);
  const [slowest = 0] = lines[resets + 1] ?? [];
  const requestS = Math.max(LEAST_S, PATIENCE * slowest);
  return { argv, units, atLoad: new Set(lines[0]), requestS, recent: [] };
}

/** The subject, with each reset told. */
function counting(subject: Subject, onReset: () => void): Subject {
  return {
    description: subject.description,
    reset: (offer, config) => {
      onReset();
      return subject.reset(offer, config);
    },
    step: (op) => subject.step(op),
    inspect: () => subject.inspect(),
    close: () => subject.close(),
  };
}
