/** `hvspec live --boxes N`: several boxes of one kernel at once, each with a part of the suite. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { locked } from '../live/cache';
import type { Context } from '../live/context';
import { notInterrupted } from '../live/context';
import { mortal } from '../live/programs';
import { LAYOUT } from '../reports/layout';
import type { Conformance } from '../reports/report-types';
import { reap, start } from '../subjects/child';
import type { Output } from './output';

/** What a part is told beside its shard, and so nobody else may say. */
const OWN = /^(--shard|--out|--format|-o|-f)(=|$)/;

/** @throws RangeError on options of a run that parts cannot have */
export function checkParts(args: readonly string[]): void {
  const own = args.find((word) => OWN.test(word));
  if (own !== undefined)
    throw new RangeError(`${own} does not go with --boxes, which shares the suite out itself`);
}

/**
 * Runs the parts at once, and prints what each says when it ends, and the sums.
 * @param words of the command: those of `live`, then those of `run`
 * @returns the worst of the exit codes
 */
export async function liveBoxes(
  context: Context,
  boxes: number,
  words: readonly string[],
  output: Output,
): Promise<number> {
  const name = `boxes-${process.pid}`;
  const work = (folder: string): Promise<number> => inBoxes(context, boxes, words, folder, output);
  try {
    return await locked(context, name, work);
  } finally {
    // Nobody else waits for it.
    rmSync(join(context.cache, 'locks', name), { force: true });
  }
}

async function inBoxes(
  context: Context,
  boxes: number,
  words: readonly string[],
  work: string,
  output: Output,
): Promise<number> {
  const parts = Array.from({ length: boxes }, (_, i) =>
    part(context, [...words], i + 1, boxes, work, output),
  );
  const results = await Promise.all(parts);
  notInterrupted(context);
  output.out(sumsText(results));
  return [130, 2, 1, 3].find((code) => results.some(({ exit }) => exit === code)) ?? 0;
}

interface Part {
  readonly exit: number;
  readonly result: Conformance | null;
}

async function part(
  context: Context,
  words: readonly string[],
  i: number,
  of: number,
  work: string,
  output: Output,
): Promise<Part> {
  const folder = join(work, String(i));
  const own = ['--shard', `${i}/${of}`, '--out', folder, '--format', 'json', '--no-reproducers'];
  const hvspec = [process.execPath, join(LAYOUT.root, 'bin', 'hvspec.js'), 'live'];
  const child = start(mortal([...hvspec, ...words, ...own]));
  const stop = (): void => void reap(child, 5000);
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const said = { out: '', err: '' };
    child.stdin.end();
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const result = resultIn(folder);
    output.out(`— box ${i} of ${of} —\n${(result ? said.out : said.err).trimEnd()}\n`);
    return { exit: code ?? 2, result };
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

/** Null where the part did not come to write it. */
function resultIn(folder: string): Conformance | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8')) as Conformance;
  } catch {
    return null;
  }
}

/** `2 boxes: 331 pass, 20 fail`: each case ran in one of them. */
export function sumsText(parts: readonly Part[]): string {
  const sums = new Map<string, number>();
  for (const { result } of parts)
    for (const { verdict } of result?.cases ?? []) sums.set(verdict, (sums.get(verdict) ?? 0) + 1);
  const counts = [...sums].map(([verdict, count]) => `${count} ${verdict}`);
  const without = parts.filter(({ result }) => !result).length;
  if (without > 0) counts.push(`${without} without a result`);
  return `${parts.length} boxes: ${counts.join(', ') || 'no case was run'}`;
}
