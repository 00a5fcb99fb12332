/** What the protocol costs: steps through a pipe, against a pipe through which the same bytes go for nothing. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyOp } from '../../model/core/machine';
import { toWire } from '../../model/core/wire';
import { ProcessSubject } from '../../subjects/process-subject';
import type { Bench, Row } from './bench';
import { childSeconds, isInstalled, ran, scratch } from './bench';
import type { Loaded } from './workloads';
import { workloads } from './workloads';

export const PIPE: Bench = {
  name: 'pipe',
  about:
    'steps a second through the pipe: to a child that answers at once (C), and to the adapters in Python',
  async *run(quick) {
    const steps = quick ? 20_000 : 120_000;
    const [first] = workloads();
    if (first) yield* againstFloor(first, steps);
    for (const workload of workloads()) yield await inPython(workload, steps);
  },
};

/** The same lines to the same child, written and counted without looking at them. */
async function* againstFloor(workload: Loaded, steps: number): AsyncIterable<Row> {
  const what = 'pipe, an echo child';
  if (!isInstalled('gcc')) {
    yield { what, skipped: 'gcc is not installed' };
    return;
  }
  const program = join(scratch(), 'echo');
  ran('gcc', ['-std=c11', '-O2', '-Wall', '-Werror', '-o', program, join(__dirname, 'c/echo.c')]);
  const { machine, profile, round } = workload;
  const ops = opsOf(round, steps);
  const lines = ops.map(
    (op, i) => `${JSON.stringify({ jsonrpc: '2.0', id: i, method: 'step', params: toWire(op) })}\n`,
  );
  const offer = JSON.stringify([{ machine, profile, capabilities: [] }]);
  const floor: Pace[] = [];
  const own: Pace[] = [];
  for (let i = 0; i < 5; i += 1) {
    floor.push(await paced(steps, () => echoed(program, lines)));
    own.push(await through([program, offer], workload, ops));
  }
  yield { what: `${what}: lines there and back`, value: best(floor).busier, unit: 'lines/s', better: 'more' };
  yield { what: `${what}: steps`, value: best(own).busier, unit: 'steps/s', better: 'more', goal: 30_000 };
  const ratio = best(floor).both / best(own).both;
  yield { what: `${what}: lines that a step costs, in CPU time`, value: ratio, unit: 'x', better: 'less' };
}

async function echoed(program: string, lines: readonly string[]): Promise<void> {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let left = lines.length;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) left -= 1;
    if (left === 0) child.stdin.end();
  });
  for (let at = 0; at < lines.length; at += 256) {
    const more = child.stdin.write(lines.slice(at, at + 256).join(''));
    if (!more) await new Promise((resolve) => child.stdin.once('drain', resolve));
  }
  await ended;
  if (left !== 0) throw new Error(`the echo child left ${left} lines unanswered`);
}

async function inPython(workload: Loaded, steps: number): Promise<Row> {
  const { machine, round } = workload;
  const adapter = join(__dirname, `../../adapters/python/${machine}.py`);
  const what = `process ${machine} (Python)`;
  if (!existsSync(adapter)) return { what, skipped: 'there is no adapter in Python' };
  const { busier: value } = await through(['python3', adapter], workload, opsOf(round, steps));
  return { what, value, unit: 'steps/s', better: 'more', goal: 30_000 };
}

/** Through a subject, with requests in flight. */
async function through(argv: readonly string[], workload: Loaded, ops: readonly AnyOp[]): Promise<Pace> {
  const { machine, profile, config, setup } = workload;
  return paced(ops.length, async () => {
    const subject = await ProcessSubject.start(argv);
    try {
      const offer = subject.description.machines.find(
        (one) => one.machine === machine && one.profile === profile,
      );
      if (!offer) throw new Error(`${argv.join(' ')} does not offer ${machine} in ${profile}`);
      await subject.reset(offer, config);
      await subject.stepAll(setup);
      await subject.stepAll(ops);
    } finally {
      await subject.close();
    }
  });
}

function opsOf(round: readonly AnyOp[], steps: number): readonly AnyOp[] {
  return Array.from({ length: steps }, (_, i) => round[i % round.length] as AnyOp);
}

/** How many a second of CPU, of the busier of the two processes (each has a core of its own), and of both together. */
interface Pace {
  readonly busier: number;
  readonly both: number;
}

/** @param work ends only when its child has ended, whose start and end are a part of it */
async function paced(count: number, work: () => Promise<unknown>): Promise<Pace> {
  const before = process.cpuUsage();
  const children = childSeconds();
  await work();
  const { user, system } = process.cpuUsage(before);
  const [own, child] = [(user + system) / 1e6, childSeconds() - children];
  return { busier: count / Math.max(own, child), both: count / (own + child) };
}

/** The best of each is the one that other work on the machine disturbed least. */
function best(paces: readonly Pace[]): Pace {
  return {
    busier: Math.max(...paces.map(({ busier }) => busier)),
    both: Math.max(...paces.map(({ both }) => both)),
  };
}
