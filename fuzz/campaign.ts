/** The loop: sequences are drawn or grown, tried on the subject, kept where they reach something new. */
import type { AnyOp } from '../model/core/machine';
import { toWire } from '../model/core/wire';
import { REFERENCE } from '../subjects/model-subject';
import { checkOf } from '../subjects/validate';
import type { Bench } from './bench';
import { hasFor, isModel } from './bench';
import type { Refusals } from './carried';
import { Corpus } from './corpus';
import type { Examining, Found, Groups } from './examine';
import { examine } from './examine';
import type { Questions } from './questions';
import { Random, seedOf } from './random';
import { Reach } from './reach';
import type { Pool, Sequence } from './sequence';
import { fresh, grown, poolOf } from './sequence';
import { walk } from './walk';

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
}

export interface Progress {
  readonly ms: number;
  readonly sequences: number;
  readonly operations: number;
  readonly corpus: number;
  readonly reach: Reach;
  readonly found: readonly Found[];
  /** Operations that the subject did not carry out: they count in nothing else. */
  readonly refused: Refusals;
}

/** Sequences after which a pool is drawn anew. */
const POOL_FOR = 2000;
/** Milliseconds between two reports of progress. */
const REPORT_MS = 250;

/** @throws SubjectError where the subject breaks */
export async function campaign(bench: Bench, options: CampaignOptions): Promise<Progress> {
  const { offer, subject, machine, asks } = bench;
  const { seed, shard = { index: 1, total: 1 }, guided = true, signal } = options;
  const began = performance.now();
  const reach = new Reach(bench);
  const corpus = new Corpus(reach);
  let kept = 0;
  let barren = 0;
  const groups: Groups = new Map();
  const refused: Refusals = new Map();
  const has = hasFor(bench);
  const walker = { model: bench.model, asks, has, isStrict: !isReference(bench) };
  const fits = (op: AnyOp): boolean => checkOf(machine.name, 'op')(toWire(op)) === null;
  let sequences = options.drawn ?? 0;
  let operations = 0;
  let asked = 0;
  let pool: Pool | null = null;
  let reported = began;
  const progress = (): Progress => ({
    ms: performance.now() - began,
    sequences,
    operations,
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

  for (const one of options.corpus ?? []) {
    const walked = walk(walker, one);
    reach.add(walked);
    corpus.add(walked);
    kept += 1;
  }
  while (!isOver()) {
    const number = sequences * shard.total + shard.index - 1;
    const random = [new Random(seedOf(seed, number)), new Random(seedOf(~seed, number))] as const;
    if (pool === null || sequences % POOL_FOR === 0)
      pool = poolOf(asks, offer.profile, seedOf(seed, Math.floor(number / POOL_FOR)));
    const sequence = walk(
      walker,
      drawn(random, pool, asks, guided && barren >= BARREN ? corpus : null, fits),
    );
    sequences += 1;
    if (!has({ op: 'reset', ...sequence.config })) continue;
    asked += sequence.ops.length;
    const walked = walker.isStrict ? await examine(bench, sequence, groups, refused, options) : sequence;
    operations += walked.ops.length;
    const upTo = reach.add(walked);
    barren = upTo > 0 ? 0 : barren + 1;
    if (upTo > 0) {
      // What came after it led to nothing new.
      const grownFrom = { config: walked.config, ops: walked.ops.slice(0, upTo) };
      corpus.add(grownFrom);
      kept += 1;
      options.onKept?.(grownFrom);
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

/** The reference against itself shows what is reached, and differs in nothing. */
function isReference({ subject, against }: Bench): boolean {
  return subject.description === REFERENCE && against === undefined;
}

/** Sequences in a row that reached nothing new, after which some are grown: until then fresh ones reach more. */
const BARREN = 4;

/** A fresh sequence, which is the same whatever guides, or where fresh ones have become barren a grown one. */
function drawn(
  [random, chance]: readonly [Random, Random],
  pool: Pool,
  asks: Questions,
  grows: Corpus | null,
  fits: (op: AnyOp) => boolean,
): Sequence {
  if (!grows) return fresh(random, pool, asks);
  const parent = chance.oneIn(2) ? grows.pick(chance) : undefined;
  return parent ? grown(chance, pool, parent, grows.pick(chance) ?? parent, fits) : fresh(random, pool, asks);
}
