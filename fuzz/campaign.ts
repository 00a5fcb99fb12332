/** The loop: sequences are drawn or grown, tried on the subject, kept where they reach something new. */
import { REFERENCE } from '../subjects/model-subject';
import { SubjectError } from '../subjects/subject';
import { alike } from './alike';
import type { Bench } from './bench';
import { hasFor, isModel, refusal } from './bench';
import type { Refusals } from './carried';
import { count } from './carried';
import type { Place } from './corpus';
import { Corpus } from './corpus';
import type { Examining, Found, Groups } from './examine';
import { examine } from './examine';
import { Pool } from './pool';
import { Random, seedOf } from './random';
import { Reach } from './reach';
import type { Sequence } from './sequence';
import { fresh, further, instead } from './sequence';
import { Sense } from './sense';
import type { Walked } from './walk';
import { upTo, walk } from './walk';

export interface CampaignOptions extends Examining {
  readonly seed: number;
  /** The shard, from 1, of how many: each has seeds of its own. */
  readonly shard?: { readonly index: number; readonly total: number };
  /** Milliseconds, or operations that were asked for, after which it ends. */
  readonly time?: number;
  readonly steps?: number;
  /** Whether it goes on after a disagreement. */
  readonly keepGoing?: boolean;
  /** Whether what was reached guides it; without, every sequence is fresh. */
  readonly guided?: boolean;
  /** What earlier campaigns kept. */
  readonly corpus?: readonly Sequence[];
  /** Sequences that earlier campaigns have drawn. */
  readonly drawn?: number;
  /** Called with each sequence that reached something new, and now and then. */
  readonly onKept?: (sequence: Sequence) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Called with the sequence at which the subject broke, before the error is thrown. */
  readonly onBroken?: (sequence: Sequence) => void;
}

export interface Progress {
  readonly ms: number;
  readonly sequences: number;
  readonly operations: number;
  /** Operations that the subject was asked for, be they carried out or not. */
  readonly asked: number;
  readonly corpus: number;
  readonly reach: Reach;
  readonly found: readonly Found[];
  /** Operations that the subject did not carry out: they count in nothing else. */
  readonly refused: Refusals;
}

/** Sequences after which a pool is drawn anew. */
const POOL_FOR = 4000;
/** Milliseconds between two reports of progress. */
const REPORT_MS = 250;
/** Of so many sequences one is fresh, where what was reached guides. */
const FRESH = 6;
/** Operations after which nothing is gone on from. */
const LONGEST = 160;

/** @throws SubjectError where the subject breaks */
export async function campaign(bench: Bench, options: CampaignOptions): Promise<Progress> {
  const { offer, subject, asks } = bench;
  const { seed, shard = { index: 1, total: 1 }, guided = true, signal } = options;
  const began = performance.now();
  const reach = new Reach(bench);
  const corpus = new Corpus();
  const sense = new Sense();
  let kept = 0;
  const groups: Groups = new Map();
  const refused: Refusals = new Map();
  const has = hasFor(bench);
  const walker = { model: bench.model, asks, isStrict: !isReference(bench) };
  let sequences = options.drawn ?? 0;
  let operations = 0;
  let asked = 0;
  let pool: Pool | null = null;
  let reported = began;
  const progress = (): Progress => ({
    ms: performance.now() - began,
    sequences,
    operations,
    asked,
    corpus: kept,
    reach,
    found: [...new Set(groups.values())],
    refused,
  });
  const isOver = (): boolean =>
    (signal?.aborted ?? false) ||
    (options.time !== undefined && performance.now() - began >= options.time) ||
    (options.steps !== undefined && asked >= options.steps) ||
    (groups.size > 0 && !options.keepGoing);

  // A model goes on from where it was; any other subject has to do again what led there.
  const costOf = ({ ops, from }: Walked): number => ops.length - (isModel(subject) ? from : 0);

  const before = new Random(seed);
  for (const one of options.corpus ?? []) {
    const walked = walk(walker, one);
    const reached = reach.add(walked);
    reach.exercise(walked);
    if (reached) corpus.add({ walked: upTo(reached.upTo, walked), own: null }, reached.feature, before);
    kept += 1;
  }
  while (!isOver()) {
    const number = sequences * shard.total + shard.index - 1;
    const random = new Random(seedOf(seed, number));
    if (pool === null || sequences % POOL_FOR === 0)
      pool = new Pool(asks, offer.profile, seedOf(seed, Math.floor(number / POOL_FOR)), has);
    const picked = guided && !random.oneIn(FRESH) ? corpus.pick(random) : undefined;
    // In the state in which an operation reached something new others of its name may, too.
    const last = picked && random.oneIn(2) ? picked.walked.ops.at(-1) : undefined;
    const place = picked && last ? beforeLast(picked) : picked;
    const config = place?.walked.config ?? pool.config(random);
    // Of all configurations the subject has none.
    if (!config) break;
    const stock = pool.stock(config);
    const ops = last ? instead(random, stock, last) : place ? further(random, stock) : fresh(random, stock);
    const drawn = walk(walker, { config, ops }, place?.walked, sense.choosing(random));
    const work = async () => {
      const answered = await alike(bench, drawn, place);
      const walked = answered ? drawn : await examine(bench, drawn, groups, refused, options);
      return { answered, walked };
    };
    const shown = walker.isStrict
      ? await unlessAborted(signal, work).catch((error: unknown) => {
          if (error instanceof SubjectError) options.onBroken?.(drawn);
          return refusal(error);
        })
      : { answered: NOTHING_OWN, walked: drawn };
    // What an interruption cut short counts in nothing, and is drawn again where the campaign goes on.
    if (!shown) break;
    sequences += 1;
    asked += costOf(drawn);
    if (shown instanceof Error) {
      // This configuration the subject does not have, whatever it declared.
      count(refused, { op: { op: 'reset' }, why: shown });
      continue;
    }
    const { answered, walked } = shown;
    operations += costOf(walked);
    const reached = reach.add(walked);
    if (reached) {
      // What came after it led to nothing new.
      const there = upTo(reached.upTo, walked);
      reach.exercise(there);
      kept += 1;
      options.onKept?.(there);
      // Where the subject went astray there is nothing to go on from.
      if (answered && there.ops.length < LONGEST) {
        const own = answered.own?.slice(0, there.taken.length) ?? null;
        corpus.add({ walked: there, own }, reached.feature, random);
      }
    }
    const now = performance.now();
    if (now - reported < REPORT_MS) continue;
    reported = now;
    options.onProgress?.(progress());
    // A model answers at once: what else waits, as Ctrl-C, gets its turn here.
    if (isModel(subject)) await new Promise((resolve) => setImmediate(resolve));
  }
  return progress();
}

/** The place before its last operation, which reached something new. */
function beforeLast({ walked, own }: Place): Place {
  const length = walked.ops.length - 1;
  return { walked: upTo(length, walked), own: own?.slice(0, length + 1) ?? null };
}

/** What the work comes to; null where it was aborted meanwhile, which ends the subject's program, too. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T | null> {
  try {
    const made = await work();
    return signal?.aborted ? null : made;
  } catch (error) {
    if (signal?.aborted && error instanceof SubjectError) return null;
    throw error;
  }
}

/** The reference has no states but those that were walked. */
const NOTHING_OWN = { own: null };

/** The reference against itself shows what is reached, and differs in nothing. */
function isReference({ subject, against }: Bench): boolean {
  return subject.description === REFERENCE && against === undefined;
}
