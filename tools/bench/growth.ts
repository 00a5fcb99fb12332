/** Whether ten times as much costs ten times as much: cases, and lines of a recording. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import type { Bench, Row } from './bench';
import { ran, scratch } from './bench';

const HVSPEC = join(LAYOUT.root, 'bin/hvspec.js');

export const GROWTH: Bench = {
  name: 'growth',
  about: 'what a case costs among 100, 1,000 and 10,000, and a line of a recording among 10^3 to 10^6',
  async *run(quick) {
    const folder = scratch();
    const cases: Cost[] = [];
    for (const count of quick ? [100, 1000] : [100, 1000, 10_000]) {
      const features = join(folder, String(count));
      writeCases(features, count);
      const argv = ['run', '--machine', 'syndbg', '--profile', 'upstream', '--features', features];
      cases.push({ count, seconds: hvspec(argv, `${count} pass`) });
    }
    yield* grown('a case', cases);
    const lines: Cost[] = [];
    for (const count of quick ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6]) {
      const file = join(folder, `${count}.ndjson`);
      await writeRecording(file, count);
      lines.push({ count, seconds: hvspec(['check', file], `${count} allowed`) });
    }
    yield* grown('a line', lines);
  },
};

interface Cost {
  readonly count: number;
  readonly seconds: number;
}

/** Each figure is of what was added, so that the start of the program has no part in it. */
function* grown(what: string, costs: readonly Cost[]): Iterable<Row> {
  const added = costs.slice(1).map(({ count, seconds }, i) => {
    const before = costs[i] as Cost;
    return { count, each: ((seconds - before.seconds) / (count - before.count)) * 1e6 };
  });
  for (const { count, each } of added)
    yield {
      what: `${what}, of ${count.toLocaleString('en')}`,
      value: each,
      unit: 'us of CPU',
      better: 'less',
    };
  const [least, most] = [added.at(-2), added.at(-1)];
  if (!least || !most) return;
  const sizes = `${most.count.toLocaleString('en')} against ${least.count.toLocaleString('en')}`;
  yield { what: `${what}, ${sizes}`, value: most.each / least.each, unit: 'x', better: 'less', goal: 1.25 };
}

/** @throws Error unless the command says that it did all of it */
function hvspec(argv: readonly string[], wanted: string): number {
  const { seconds, stdout } = ran(process.execPath, [HVSPEC, ...argv]);
  if (!stdout.includes(wanted))
    throw new Error(`hvspec ${argv.join(' ')} does not say "${wanted}": ${stdout}`);
  return seconds;
}

const REQUIREMENTS = `machine: syndbg
tree: v6.12
requirements:
  - id: SYNDBG-07
    text: A write of STATUS MUST store the value and not exit.
    class: seed
    level: MUST
    since: [upstream]
    source: the patch as posted
`;

/** Features of at most 100 cases each: a write, and what is held then. */
function writeCases(features: string, count: number): void {
  const folder = join(features, 'syndbg');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'requirements.yaml'), REQUIREMENTS);
  for (let at = 0; at < count; at += 100) {
    const rows = Array.from({ length: Math.min(100, count - at) }, (_, i) => {
      const value = `0x${(at + i + 1).toString(16)}`;
      return `      | case-${i} | ${value} |\n`;
    });
    writeFileSync(
      join(folder, `grown-${at}.feature`),
      `@syndbg @since-upstream
Feature: Grown ${at}

  @syndbg.grown-${at} @SYNDBG-07
  Scenario Outline: <case>: STATUS keeps <value> (${at})
    Given a VM with SynDbg on
    When the guest writes <value> to STATUS
    Then STATUS holds <value>

    Examples:
      | case | value |
${rows.join('')}`,
    );
  }
}

const HEADER =
  '{"recording":1,"machine":"syndbg","profile":"upstream","config":{"vms":1,"vcpus":1,"irqchip":false,"trace":false},"source":{"observed":"made for a bench"}}';

/** Lines of the host's reads and writes of one register. */
async function writeRecording(file: string, count: number): Promise<void> {
  const out = createWriteStream(file);
  out.write(`${HEADER}\n`);
  for (let i = 0; i < count; i += 1) {
    const value = `0x${(i >> 1).toString(16)}`;
    const at = '"fd":"vcpu","vm":0,"vcpu":0';
    const line =
      i % 2 === 0
        ? `{"step":{"op":"set_msrs",${at},"msrs":[{"msr":"0x400000f2","value":"${value}"}]},"outcome":{"outcome":"ok","count":1}}`
        : `{"step":{"op":"get_msrs",${at},"msrs":["0x400000f2"]},"outcome":{"outcome":"ok","count":1,"values":["${value}"]}}`;
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
