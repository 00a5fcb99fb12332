/** The end of a run on a terminal: a table of machines and profiles, the failures, the reasons for the exit code. */
import Table from 'cli-table3';
import { createColors } from 'picocolors';
import type { ExplainOptions } from './explain';
import { explain, explainBriefly } from './explain';
import type { FailureGroup } from './failing';
import { failureGroups, othersTitle } from './failing';
import { countsText, notRunLines, partOf, statusesText, toneOf } from './outcome';
import { seenLines } from './seen';
import type { Conformance, Counts } from './report-types';
import { signatureText } from './signature';
import { clean, oneLine, visible } from './text/clean';
import type { VerdictName } from './verdict';
import { VERDICTS } from './verdict';

/** Groups of failures of which one is explained in full; of further ones it is named. */
const MAX_EXPLAINED = 5;
/** Failures of a group that are named. */
const MAX_NAMED = 12;

export interface SummaryOptions extends ExplainOptions {
  /** Whether a failure is one line, and no more. */
  readonly brief?: boolean;
}

/** Several lines without a line break at the end. */
export function summaryText(report: Readonly<Conformance>, options: SummaryOptions): string {
  const { bold, green, red, yellow } = createColors(options.colour);
  const { subject, seed, counts, exit } = report;
  const colour = { pass: green, warn: yellow, fail: red }[toneOf(report)];
  const tested = `${oneLine(subject.name)} ${oneLine(subject.version)}`;
  const ending = [
    ...notRunLines(report),
    ...seenLines(report),
    statusesText(report),
    partOf(report) ?? '',
  ].filter((line) => line !== '');
  return [
    options.brief ? briefText(report, options) : failuresText(report, options),
    counts.total > 0 ? tableText(report, options.colour) : '',
    ending.map((line) => visible(line)).join('\n'),
    reasonsText(report),
    mutantsText(report),
    `${bold(colour(`${tested} ${report.exit.outcome}`))}: ${countsText(counts)} (seed ${seed}, exit ${exit.code})`,
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function briefText(report: Readonly<Conformance>, options: ExplainOptions): string {
  const all = failureGroups(report).flatMap(({ first, others }) => [first, ...others]);
  return all.map((one) => explainBriefly(one, options)).join('\n');
}

/** Of each group the shortest failure in full, since many failures often have one cause. */
function failuresText(report: Readonly<Conformance>, options: ExplainOptions): string {
  const groups = failureGroups(report);
  const told = groups
    .slice(0, MAX_EXPLAINED)
    .map((group) => [explain(group.first, report, options), ...othersLines(group)].join('\n'));
  const rest = groups.slice(MAX_EXPLAINED).map(({ first, others }) => {
    const more = others.length > 0 ? `, and ${others.length} more of its kind` : '';
    return `  ${explainBriefly(first, options)}${more}`;
  });
  return [...told, ...(rest.length > 0 ? [['and further:', ...rest].join('\n')] : [])].join('\n\n');
}

function othersLines(group: FailureGroup): readonly string[] {
  const { others } = group;
  if (others.length === 0) return [];
  const named = others
    .slice(0, MAX_NAMED)
    .map((one) => `    ${visible(one.id)} [${visible(one.profile)}] ${signatureText(one)}`.trimEnd());
  const more = others.length > MAX_NAMED ? [`    and ${others.length - MAX_NAMED} more`] : [];
  return [`  ${visible(othersTitle(group))}:`, ...named, ...more];
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

/** Profiles that have no case, or of which none was asked for, are left out. */
function tableText({ machines, counts, selection }: Readonly<Conformance>, colour: boolean): string {
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
    for (const { profile, counts: own, cases } of profiles) {
      if (own.total === 0 && (cases === 0 || selection.part)) continue;
      table.push([
        visible(machine),
        visible(profile),
        ...shown.map((name) => paint(name, own)),
        String(own.total),
      ]);
    }
  }
  if (table.length > 1 && machines.length > 1)
    table.push(['all', '', ...shown.map((name) => paint(name, counts)), String(counts.total)]);
  return table.toString();
}

/** Reasons of one kind that are told. */
const MAX_REASONS = 12;

function reasonsText({ exit }: Readonly<Conformance>): string {
  if (exit.reasons.length === 0) return '';
  const kinds = [...new Set(exit.reasons.map(({ kind }) => kind))];
  const lines = kinds.flatMap((kind) => {
    const own = exit.reasons.filter((one) => one.kind === kind);
    const told = own.slice(0, MAX_REASONS).map(({ message }) => clean(message).replaceAll('\n', '\n    '));
    const more = own.length > told.length ? [`and ${own.length - told.length} more`] : [];
    return [...told, ...more].map((text) => `  ${visible(kind)}: ${text}`);
  });
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
