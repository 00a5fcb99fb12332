/**
 * `npm run bench`: how fast the models, the protocol and the suite are, as a table. It only measures: what
 * a goal is and whether it was met stands in the table, and the exit code says only whether it could measure.
 * `--quick` takes a tenth of the steps.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Table from 'cli-table3';
import type { AnyOp } from '../model/core/machine';
import { completeChoices } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { ProcessSubject } from '../subjects/process-subject';
import { fuzzRows } from './bench/fuzz-rows';
import { largeMap } from './bench/large-map';
import { paces } from './bench/noop';
import type { Row } from './bench/row';
import type { Loaded } from './bench/workloads';
import { workloads } from './bench/workloads';

const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 3 : 9;

async function main(): Promise<void> {
  const rows: Row[] = [];
  const add = (row: Row): void => {
    rows.push(row);
    console.error(`${row.what}: ${row.figure}`);
  };
  for (const workload of workloads()) {
    for (const row of modelRows(workload)) add(row);
    const row = await processRow(workload);
    if (row) add(row);
  }
  add(largeMapRow(quick ? 500 : 5000));
  add(await casesRow());
  await fuzzRows(quick, add);
  const table = new Table({ head: ['what', 'figure', 'goal', 'met'], style: { head: [], border: [] } });
  for (const { what, figure, goal, met } of rows) table.push([what, figure, goal, met ? 'yes' : 'NO']);
  console.log(table.toString());
}

/** Steps a second over the machine's everyday round, and the heap over ten million of them. */
function modelRows({ machine, profile, config, setup, round }: Loaded): readonly Row[] {
  const found = machineOf(machine).profiles.find(({ name }) => name === profile);
  if (!found) throw new Error(`machine ${machine} has no profile ${profile}`);
  const model = found.model(completeChoices(found, {}));
  let state = setup.reduce((before, op) => model.step(before, op).state, model.initial(config));
  const go = (steps: number): number => {
    const began = process.hrtime.bigint();
    for (let i = 0; i < steps; i += 1) state = model.step(state, round[i % round.length] as AnyOp).state;
    return steps / (Number(process.hrtime.bigint() - began) / 1e9);
  };
  go(200_000);
  const total = quick ? 1_000_000 : 10_000_000;
  const heaps: number[] = [];
  const speeds: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    speeds.push(go(total / 10));
    heaps.push(heapAfterCollection());
  }
  const speed = middle(speeds);
  const growth = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0);
  return [
    {
      what: `model ${machine}`,
      figure: `${inMillions(speed)} M steps/s`,
      goal: '≥ 1 M steps/s',
      met: speed >= 1e6,
    },
    {
      what: `model ${machine}, heap over ${inMillions(total)} M steps`,
      figure: `${growth >= 0 ? '+' : ''}${(growth / 1e6).toFixed(1)} MB`,
      goal: 'flat (± 2 MB)',
      met: Math.abs(growth) < 2e6,
    },
  ];
}

/** Steps a second through the pipe to the sample adapter, with requests in flight. */
async function processRow({ machine, profile, config, setup, round }: Loaded): Promise<Row | null> {
  const adapter = join(__dirname, `../adapters/python/${machine}.py`);
  if (!existsSync(adapter)) return null;
  const subject = await ProcessSubject.start(['python3', adapter]);
  try {
    const offer = subject.description.machines.find(
      (one) => one.machine === machine && one.profile === profile,
    );
    if (!offer) throw new Error(`${adapter} does not offer ${machine} in ${profile}`);
    await subject.reset(offer, config);
    await subject.stepAll(setup);
    const ops = Array.from({ length: quick ? 30_000 : 120_000 }, (_, i) => round[i % round.length] as AnyOp);
    await subject.stepAll(ops.slice(0, 12_000));
    const began = process.hrtime.bigint();
    await subject.stepAll(ops);
    const speed = ops.length / (Number(process.hrtime.bigint() - began) / 1e9);
    return {
      what: `process ${machine} (Python)`,
      figure: `${Math.round(speed)} steps/s`,
      goal: '≥ 30,000 steps/s',
      met: speed >= 3e4,
    };
  } finally {
    await subject.close();
  }
}

/** Requests a second that change one page of 1 TiB under 64 KeyIDs, and the memory they need at most. */
function largeMapRow(requests: number): Row {
  const { perSecond, peak } = largeMap(requests);
  return {
    what: 'model mktme, one page of 64 x 1 TiB',
    figure: `${Math.round(perSecond)} requests/s, at most ${Math.round(peak / 1e6)} MB`,
    goal: '≥ 100 requests/s, ≤ 256 MB',
    met: perSecond >= 100 && peak <= 256e6,
  };
}

async function casesRow(): Promise<Row> {
  const { suite, noop } = await paces(ROUNDS);
  const pace = ({ cases, seconds }: typeof suite): number => cases / seconds;
  const ratio = pace(suite) / pace(noop);
  return {
    what: `cases, all profiles at once (${suite.cases})`,
    figure: `${Math.round(pace(suite))}/s, no-op steps ${Math.round(pace(noop))}/s, ratio ${ratio.toFixed(2)}`,
    goal: 'ratio ≥ 0.7',
    met: ratio >= 0.7,
  };
}

function heapAfterCollection(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed;
}

function inMillions(count: number): string {
  return (count / 1e6).toFixed(count >= 1e7 ? 0 : 2);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
