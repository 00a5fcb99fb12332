/**
 * `npm run wrong`: the cases of a requirement on a real kernel that was made to break it, and on the same kernel as it is.
 * Exits 1 where a wrong kernel passes, breaks only something else, or the right one fails; 3 where something is missing.
 * Words are ids of wrong kernels (all of them without); --whole runs all cases, --cache DIR is as in `hvspec live`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { interruptions } from '../cli/interruptions';
import { guestOf, makeBox } from '../live/box';
import { cacheFolder } from '../live/cache';
import type { Context } from '../live/context';
import { debianKernel, SUITES } from '../live/debian-kernel';
import { LiveError } from '../live/error';
import { firstStart } from '../live/first-start';
import { loadKernels, rowOf, tagsOf } from '../live/kernels';
import { writeImage, writeModules } from '../live/wrong/modules';
import { NV } from '../live/wrong/nv';
import type { Wrong } from '../live/wrong/patch';
import { SHSTK } from '../live/wrong/shstk';
import { SYNDBG } from '../live/wrong/syndbg';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { DEFAULT_RUNS, DEFAULT_SEED } from '../steps/session';

const WRONG: readonly Wrong[] = [...SYNDBG, ...NV, ...SHSTK];

interface Row {
  readonly id: string;
  readonly breaks: string;
  readonly counts: RunResult['conformance']['counts'];
  /** Requirements found broken. */
  readonly broken: readonly string[];
  readonly right: boolean;
}

const { values, positionals } = parseArgs({
  options: { whole: { type: 'boolean', default: false }, cache: { type: 'string' } },
  allowPositionals: true,
});

function asked(): readonly Wrong[] {
  const unknown = positionals.find((id) => !WRONG.some((wrong) => wrong.id === id));
  if (unknown !== undefined)
    throw new RangeError(
      `"${unknown}" is no wrong kernel: there are ${WRONG.map(({ id }) => id).join(', ')}`,
    );
  return positionals.length === 0 ? WRONG : WRONG.filter(({ id }) => positionals.includes(id));
}

/** The cases of these requirements that can be run on the kernel. */
function tagsFor({ machine, debian }: Wrong, requirements: readonly string[]): string {
  const row = rowOf(loadKernels(), machine, debian);
  const excluded = row === null ? undefined : tagsOf(row);
  const cases = values.whole ? undefined : `(${requirements.map((id) => `@${id}`).join(' or ')})`;
  return [cases, excluded].filter((part) => part !== undefined).join(' and ');
}

/** Runs the cases of these requirements on the kernel with that change, or without. */
async function runOn(
  context: Context,
  of: Wrong,
  wrong: Wrong | null,
  requirements: readonly string[],
): Promise<RunResult> {
  const { architecture, bochs } = guestOf(of.machine);
  const kernel = await debianKernel(context, { version: of.debian, architecture, suites: SUITES });
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-wrong-'));
  try {
    if (of.module !== null) writeModules(kernel, wrong, folder);
    const image = await writeImage(context, { kernel, byLoader: bochs !== undefined }, wrong, folder);
    const source = { kernel: image, ...(of.module === null ? {} : { modules: folder }) };
    const box = await makeBox(context, { machine: of.machine, source });
    await firstStart(context, box, null);
    const tags = tagsFor(of, requirements);
    return await runSuite({
      subject: box.argv,
      startTimeout: box.patience,
      stepTimeout: box.answer,
      machines: [of.machine],
      seed: DEFAULT_SEED,
      runs: DEFAULT_RUNS,
      signal: context.signal,
      ...(tags === '' ? {} : { tags }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function brokenIn({ conformance }: RunResult): readonly string[] {
  return conformance.requirements
    .filter(({ statuses }) => statuses.some(({ status }) => status === 'fail' || status === 'differs'))
    .map(({ id }) => id);
}

async function judge(context: Context, wrong: Wrong): Promise<Row> {
  const run = await runOn(context, wrong, wrong, [wrong.breaks]);
  const broken = brokenIn(run);
  const right = run.exit === 1 && broken.includes(wrong.breaks);
  return { id: wrong.id, breaks: wrong.breaks, counts: run.conformance.counts, broken, right };
}

async function judgePristine(context: Context, all: readonly Wrong[]): Promise<Row> {
  const [first] = all as [Wrong];
  const run = await runOn(context, first, null, [...new Set(all.map(({ breaks }) => breaks))]);
  return {
    id: `${first.machine} ${first.debian} as it is`,
    breaks: 'nothing',
    counts: run.conformance.counts,
    broken: brokenIn(run),
    right: run.exit === 0,
  };
}

function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ['wrong kernel', 'must break', 'pass', 'fail', 'error', 'found broken', ''],
    style: { head: [], border: [] },
  });
  for (const { id, breaks, counts, broken, right } of rows)
    table.push([
      ...[id, breaks, counts.pass, counts.fail, counts.error],
      ...[broken.join(', '), right ? 'as it must be' : 'WRONG'],
    ]);
  return table.toString();
}

async function main(): Promise<number> {
  const wrongs = asked();
  const interrupt = new AbortController();
  const undo = interruptions(interrupt, { err: console.error }, () => undefined);
  const context = { cache: cacheFolder(values.cache), signal: interrupt.signal, say: console.error };
  try {
    const rows: Row[] = [];
    for (const machine of new Set(wrongs.map((wrong) => wrong.machine))) {
      const its = wrongs.filter((wrong) => wrong.machine === machine);
      if (!interrupt.signal.aborted) rows.push(await judgePristine(context, its));
      for (const wrong of its) {
        if (interrupt.signal.aborted) break;
        rows.push(await judge(context, wrong));
      }
    }
    console.log(tableOf(rows));
    if (interrupt.signal.aborted) return 130;
    return rows.every(({ right }) => right) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof LiveError) && !(error instanceof RangeError)) throw error;
    console.error(error.message);
    return error instanceof LiveError ? LiveError.EXIT[error.kind] : 2;
  } finally {
    undo();
  }
}

void main().then((code) => process.exit(code));
