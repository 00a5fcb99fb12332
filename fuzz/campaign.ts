/** The loop: sequences are drawn or grown, tried on the subject, kept where they reach something new. */
import { describeDifference } from '../model/core/compare';
import type { AnyOp } from '../model/core/machine';
import { toWire } from '../model/core/wire';
import { REFERENCE } from '../subjects/model-subject';
import { checkOf } from '../subjects/validate';
import { wordless } from '../steps/phrases/reproduce';
import { vocabularyOf } from '../steps/phrases/vocabulary';
import type { Bench } from './bench';
import { breach, freshFor, hasFor, isModel, tried } from './bench';
import type { Naming } from './name';
import type { Questions } from './questions';
import { Random, seedOf } from './random';
import { Reach } from './reach';
import type { Pool, Sequence } from './sequence';
import { fresh, grown, poolOf } from './sequence';
import type { Shows, Shrinking } from './shrink';
import { shrunk } from './shrink';
import type { Walked } from './walk';
import { walk } from './walk';

export interface CampaignOptions {
  readonly seed: number;
  /** The shard, from 1, of how many: each has seeds of its own. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** Milliseconds, or operations, after which it ends. */
  readonly time?: number;
  readonly steps?: number;
  /** Whether it goes on after a disagreement. */
  readonly keepGoing?: boolean;
  /** Whether what was reached guides it; without, every sequence is fresh. */
  readonly guided?: boolean;
  readonly signal?: AbortSignal;
  /** What earlier campaigns kept. */
  readonly corpus?: readonly Sequence[];
  /** Sequences that earlier campaigns have drawn. */
  readonly drawn?: number;
  /** Says which of the requirements that a disagreement may break comes first; the table of owners does where there is none. */
  readonly naming?: Naming;
  /** Called with each sequence that reached something new, with each finding, and now and then. */
  readonly onKept?: (sequence: Sequence) => void;
  readonly onFound?: (found: Found) => void | Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

/** A disagreement, made as short as it goes. */
export interface Found {
  readonly requirements: readonly string[];
  readonly sequence: Sequence;
  /** The differences, each in a line. */
  readonly lines: readonly string[];
  /** Operations of the sequence that it was first seen in. */
  readonly from: number;
  /** In how many sequences the same requirement came first. */
  times: number;
}

export interface Progress {
  readonly ms: number;
  readonly sequences: number;
  readonly operations: number;
  readonly corpus: number;
  readonly reach: Reach;
  readonly found: readonly Found[];
}

/** Sequences after which a pool is drawn anew. */
const POOL_FOR = 2000;
/** Milliseconds between two reports of progress. */
const REPORT_MS = 250;
/** Sequences that are kept to grow others from. */
const CORPUS = 4096;

/** @throws SubjectError where the subject breaks */
export async function campaign(bench: Bench, options: CampaignOptions): Promise<Progress> {
  const { offer, subject, machine, asks } = bench;
  const { seed, shard = { index: 1, total: 1 }, guided = true, signal } = options;
  const began = performance.now();
  const reach = new Reach(bench);
  const corpus = [...(options.corpus ?? [])];
  const groups: Groups = new Map();
  const has = hasFor(bench);
  const walker = { model: bench.model, asks, has, isStrict: !isReference(bench) };
  const fits = (op: AnyOp): boolean => checkOf(machine.name, 'op')(toWire(op)) === null;
  let sequences = options.drawn ?? 0;
  let operations = 0;
  let pool: Pool | null = null;
  let reported = began;
  const progress = (): Progress => ({
    ms: performance.now() - began,
    sequences,
    operations,
    corpus: corpus.length,
    reach,
    found: [...new Set(groups.values())],
  });
  const isOver = (): boolean =>
    (signal?.aborted ?? false) ||
    (options.time !== undefined && performance.now() - began >= options.time) ||
    (options.steps !== undefined && operations >= options.steps) ||
    (groups.size > 0 && !options.keepGoing);

  for (const kept of corpus) {
    const walked = walk(walker, kept);
    if (reach.add(walked)) reach.exercise(walked);
  }
  while (!isOver()) {
    const number = sequences * shard.total + shard.index - 1;
    const random = new Random(seedOf(seed, number));
    if (pool === null || sequences % POOL_FOR === 0)
      pool = poolOf(asks, offer.profile, seedOf(seed, Math.floor(number / POOL_FOR)));
    const walked = walk(walker, drawn(random, pool, asks, guided ? corpus : [], fits));
    sequences += 1;
    if (!has({ op: 'reset', ...walked.config })) continue;
    operations += walked.ops.length;
    if (reach.add(walked)) {
      reach.exercise(walked);
      if (corpus.length < CORPUS) corpus.push(walked);
      else corpus[random.below(CORPUS)] = walked;
      options.onKept?.(walked);
    }
    if (walker.isStrict) await examine(bench, walked, groups, options);
    const now = performance.now();
    if (now - reported < REPORT_MS) continue;
    reported = now;
    options.onProgress?.(progress());
    // A model answers at once: what else waits, as Ctrl-C, gets its turn here.
    if (isModel(subject)) await new Promise((resolve) => setImmediate(resolve));
  }
  return progress();
}

/** The reference against itself shows what is reached, and differs in nothing. */
function isReference({ subject, against }: Bench): boolean {
  return subject.description === REFERENCE && against === undefined;
}

function drawn(
  random: Random,
  pool: Pool,
  asks: Questions,
  corpus: readonly Sequence[],
  fits: (op: AnyOp) => boolean,
): Sequence {
  const parent = random.oneIn(3) ? undefined : random.pick(corpus);
  if (!parent) return fresh(random, pool, asks);
  return grown(random, pool, parent, random.pick(corpus) ?? parent, fits);
}

/** What makes a sequence easy to tell in the words of the machine's vocabulary. */
function tellable(bench: Bench): Shrinking {
  const known = vocabularyOf(bench.machine.name);
  const fresh = freshFor(bench);
  return {
    cost: ({ config, ops }) => wordless(known, { ...fresh, config }, fresh, ops),
    usual: known.course.start(fresh).config,
  };
}

/** Disagreements, each with the requirements that came first in the sequences that were made into it. */
type Groups = Map<string, Found>;

async function examine(
  bench: Bench,
  walked: Walked,
  groups: Groups,
  { onFound, naming, signal }: CampaignOptions,
): Promise<void> {
  const whole = await tried(bench, walked);
  if (whole.lacks) throw whole.lacks;
  if (!breach(bench, whole)) return;
  const seen = await earliest(bench, walked);
  const trial = await tried(bench, seen);
  const requirements = breach(bench, trial);
  if (!requirements) return;
  const [first = ''] = requirements;
  // Fewer of the requirements say more, another one would be another fault.
  const isSame = (broken: readonly string[]): boolean => broken.every((id) => requirements.includes(id));
  const sequence = groups.has(first)
    ? seen
    : await shrunk(seen, showing(bench, isSame, signal), tellable(bench));
  const again = groups.has(first) ? trial : await tried(bench, sequence);
  const may = breach(bench, again) ?? requirements;
  const broken = naming && !groups.has(first) ? await naming(may) : may;
  const names = [first, may[0] ?? '', broken[0] ?? ''];
  const known = names.map((name) => groups.get(name)).find((one) => one !== undefined);
  if (known) {
    known.times += 1;
    groups.set(first, known);
    return;
  }
  const lines = again.named.differences.slice(0, 5).map(describeDifference);
  const one: Found = { requirements: broken, sequence, lines, from: walked.ops.length, times: 1 };
  for (const name of names) groups.set(name, one);
  await onFound?.(one);
}

/** As far as the first operation after which the subject shows that it differs, if only to who inspects it. */
async function earliest(bench: Bench, { config, ops }: Sequence): Promise<Sequence> {
  for (let length = 1; length < ops.length; length += 1) {
    const prefix = { config, ops: ops.slice(0, length) };
    if (breach(bench, await tried(bench, prefix))) return prefix;
  }
  return { config, ops };
}

/** Whether a sequence makes sense to machine and reference, and what it breaks is what is looked for. */
export function showing(
  bench: Bench,
  isIt: (broken: readonly string[]) => boolean,
  signal?: AbortSignal,
): Shows {
  const { machine } = bench;
  const has = hasFor(bench);
  const isConfig = checkOf(machine.name, 'config');
  const isOp = checkOf(machine.name, 'op');
  return async (sequence) => {
    if (signal?.aborted) return false;
    const { config, ops } = sequence;
    // A scenario needs something to happen.
    if (ops.length === 0) return false;
    if (isConfig(toWire(config)) !== null || !has({ op: 'reset', ...config })) return false;
    if (ops.some((op) => isOp(toWire(op)) !== null || !has(op)) || !makesSense(bench, sequence)) return false;
    const trial = await tried(bench, sequence);
    const broken = trial.lacks ? null : breach(bench, trial);
    return broken !== null && isIt(broken);
  };
}

function makesSense({ model, asks: { unsaid } }: Bench, { config, ops }: Sequence): boolean {
  try {
    let state = model.initial(config);
    for (const op of ops) {
      if (unsaid?.(op, config, model.inspect(state))) return false;
      ({ state } = model.step(state, op));
    }
    return true;
  } catch {
    return false;
  }
}
