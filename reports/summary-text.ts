/** The end of a run on a terminal: a table of machines and profiles, the failures, the reasons for the exit code. */
import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { ExplainOptions } from './explain';
import { explain } from './explain';
import { countsText, failing, mostBroken, outcomeOf } from './failing';
import type { Conformance, Counts } from './report-types';
import { clean, oneLine, visible } from './text/clean';
import type { VerdictName } from './verdict';
import { VERDICTS } from './verdict';

/** Failures that are explained in full; further ones are named. */
const MAX_EXPLAINED = 10;

/** Several lines without a line break at the end. */
export function summaryText(report: Readonly<Conformance>, options: ExplainOptions): string {
  const { bold, green, red } = createColors(options.colour);
  const { subject, seed, counts, exit } = report;
  const colour = exit.code === 0 ? green : red;
  const tested = `${oneLine(subject.name)} ${oneLine(subject.version)}`;
  return [
    failuresText(report, options),
    counts.total > 0 ? tableText(report, options.colour) : '',
    reasonsText(report),
    mutantsText(report),
    `${bold(colour(`${tested} ${outcomeOf(report)}`))}: ${countsText(counts)} (seed ${seed}, exit ${exit.code})`,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function failuresText(report: Readonly<Conformance>, options: ExplainOptions): string {
  const all = failing(report);
  const explained = all.slice(0, MAX_EXPLAINED).map((one) => explain(one, report, options));
  const rest = all
    .slice(MAX_EXPLAINED)
    .map(({ id, profile, verdict }) => `  ${verdict} ${visible(id)} [${visible(profile)}]`);
  const more = rest.length > 0 ? [[`and ${rest.length} more:`, ...rest].join('\n')] : [];
  return [...explained, ...more, ...mostText(report, all.length)].join('\n\n');
}

/** Many failures often have one cause. */
function mostText(report: Readonly<Conformance>, failures: number): readonly string[] {
  const most = failures > 3 ? mostBroken(report) : [];
  const parts = most.map(({ id, count }) => `${visible(id)} (${count})`);
  return parts.length > 0 ? [`broken most often: ${parts.join(', ')}`] : [];
}

const COLOURS = {
  pass: 'green',
  fail: 'red',
  differs: 'yellow',
  inconclusive: 'red',
  'expected-fail': 'yellow',
  'unexpected-pass': 'red',
  inapplicable: 'dim',
  untestable: 'red',
  error: 'red',
} as const satisfies Record<VerdictName, string>;

function tableText({ machines, counts }: Readonly<Conformance>, colour: boolean): string {
  const paints = createColors(colour);
  const shown = VERDICTS.filter((name) => name === 'pass' || name === 'fail' || counts[name] > 0);
  const paint = (name: VerdictName, of: Counts): string =>
    of[name] === 0 ? paints.dim('0') : paints[COLOURS[name]](String(of[name]));
  const table = new Table({
    head: ['machine', 'profile', ...shown, 'total'],
    colAligns: ['left', 'left', ...shown.map(() => 'right' as const), 'right'],
    // The library's own colours would come whether asked for or not.
    style: { head: [], border: [], compact: true },
  });
  for (const { machine, profiles } of machines) {
    for (const { profile, counts: own } of profiles) {
      table.push([
        visible(machine),
        visible(profile),
        ...shown.map((name) => paint(name, own)),
        String(own.total),
      ]);
    }
  }
  if (machines.length > 1)
    table.push(['all', '', ...shown.map((name) => paint(name, counts)), String(counts.total)]);
  return table.toString();
}

function reasonsText({ exit }: Readonly<Conformance>): string {
  if (exit.reasons.length === 0) return '';
  const lines = exit.reasons.map(
    ({ kind, message }) => `  ${visible(kind)}: ${clean(message).replaceAll('\n', '\n    ')}`,
  );
  return ['why this run is not green:', ...lines].join('\n');
}

function mutantsText({ mutants }: Readonly<Conformance>): string {
  if (!mutants) return '';
  const alive = mutants.filter(({ killedBy }) => killedBy.length === 0);
  const names = alive.map(
    ({ machine, profile, id, requirement }) => `  ${machine} ${profile}: ${id} (breaks ${requirement})`,
  );
  const head = `mutants: ${mutants.length - alive.length} of ${mutants.length} killed`;
  return names.length === 0 ? head : [`${head}; still alive:`, ...names].join('\n');
}
