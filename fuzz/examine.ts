/** Whether a subject differs in a sequence and, where it does, the shortest way to see it and what it breaks. */
import { describeDifference } from '../model/core/compare';
import { SubjectError } from '../subjects/subject';
import type { Bench, Trial } from './bench';
import { breach, freshFor, tried } from './bench';
import type { Refusals } from './carried';
import { carried } from './carried';
import type { Differs, Naming } from './name';
import type { Sequence } from './sequence';
import { showing, tellable } from './showing';
import type { Shows } from './shrink';
import { shrunk } from './shrink';
import type { Walked } from './walk';

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

/** What goes with an examination. */
export interface Examining {
  /** Says which of the requirements that a disagreement may break comes first; the table of owners does where there is none. */
  readonly naming?: Naming;
  readonly onFound?: (found: Found) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** Milliseconds for which a disagreement is made shorter; a minute unless given. */
  readonly patience?: number;
}

const PATIENCE = 60_000;

/**
 * Disagreements, each with the requirements that came first in the sequences that were made into it, and the values that it has in
 * place of others.
 */
export type Groups = Map<string, Found>;

/**
 * Tries a sequence, and adds to the disagreements what it shows. What the subject refuses shows nothing.
 * @returns what of it the subject carried out
 * @throws SubjectError where the subject breaks
 */
export async function examine(
  bench: Bench,
  drawn: Walked,
  groups: Groups,
  refusals: Refusals,
  options: Examining,
): Promise<Walked> {
  const { walked, trial } = await carried(bench, drawn, refusals);
  if (breach(bench, trial)) await shorten(bench, walked, groups, options);
  return walked;
}

/** Of a sequence that differs what is shortest, and to which group it belongs. */
async function shorten(
  bench: Bench,
  walked: Sequence,
  groups: Groups,
  { onFound, naming, signal, patience = PATIENCE }: Examining,
): Promise<void> {
  const { config } = walked;
  const start = await tried(bench, { config, ops: [] });
  const atOnce = breach(bench, start);
  // A scenario needs something to happen, also where what is wrong is there before.
  const seen = atOnce ? { config, ops: walked.ops.slice(0, 1) } : await shortestPrefix(bench, walked);
  const trial = await tried(bench, seen);
  const requirements = atOnce ?? breach(bench, trial);
  if (!requirements) return;
  const [first = ''] = requirements;
  // Fewer of the requirements say more, another one would be another fault.
  const isSame = (broken: readonly string[], { refused }: Trial): boolean =>
    refused.length === 0 && (atOnce !== null || broken.every((id) => requirements.includes(id)));
  const sequence = groups.has(first)
    ? seen
    : await shrunk(seen, whileWhole(showing(bench, isSame)), {
        ...tellable(bench, freshFor(bench)),
        isOver: within(patience, signal),
      });
  const again = groups.has(first) ? trial : await tried(bench, sequence);
  const may = atOnce ?? breach(bench, again) ?? requirements;
  const differs = differsIn(atOnce ? start : again, sequence, may);
  const said = naming && !groups.has(first) ? await naming(differs) : may;
  // Cases that an interruption cut short say nothing.
  const broken = signal?.aborted ? may : said;
  const names = [first, may[0] ?? '', broken[0] ?? '', ...exchanged(differs.op, atOnce ? start : again)];
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

/** Whether so many milliseconds are over, or whoever waits has given up. */
export function within(ms: number, signal?: AbortSignal): () => boolean {
  const end = performance.now() + ms;
  return () => (signal?.aborted ?? false) || performance.now() >= end;
}

/** Once the subject breaks, nothing shows any more: what it came to before is a disagreement all the same. */
function whileWhole(shows: Shows): Shows {
  let isWhole = true;
  return async (sequence) => {
    try {
      return isWhole && (await shows(sequence));
    } catch (error) {
      if (!(error instanceof SubjectError)) throw error;
      isWhole = false;
      return false;
    }
  };
}

/**
 * A value in the place of another, as in `hypercall value: 2 → 119`: the same two in the same field are hardly there by chance, whichever
 * requirement says it there. Of none, of all and of one that is no more than a bit nothing is said: they are alike everywhere.
 */
function exchanged(op: string, { named: { differences } }: Trial): readonly string[] {
  const isTelling = (value: unknown): boolean => typeof value === 'bigint' && value > 1n;
  return differences.every(({ expected, actual }) => isTelling(expected) && isTelling(actual))
    ? [
        `${op} ${differences.map(({ path, expected, actual }) => `${path}: ${String(expected)} → ${String(actual)}`).join(', ')}`,
      ]
    : [];
}

function differsIn({ named: { at } }: Trial, { ops }: Sequence, requirements: readonly string[]): Differs {
  const op = at === -1 ? 'reset' : (ops[at ?? ops.length - 1]?.op ?? 'reset');
  return { op, requirements };
}

/** As far as an operation after which the subject shows that it differs, if only to who inspects it, and did not before. */
export async function shortestPrefix(bench: Bench, { config, ops }: Sequence): Promise<Sequence> {
  const prefix = (length: number): Sequence => ({ config, ops: ops.slice(0, length) });
  let [alike, unlike] = [0, ops.length];
  while (unlike - alike > 1) {
    const middle = (alike + unlike) >> 1;
    if (breach(bench, await tried(bench, prefix(middle)))) unlike = middle;
    else alike = middle;
  }
  return prefix(unlike);
}
