/** summary.md, for a CI's job page: what was tested, the table, the failures, the requirements. */
import { explain } from '../explain';
import type { FailureGroup } from '../failing';
import { failureGroups, othersTitle } from '../failing';
import { countsText, notRunLines, partOf, statusesText, statusLabel, toneOf } from '../outcome';
import type { CaseReport, Conformance, RequirementReport } from '../report-types';
import { seenLines } from '../seen';
import type { SubjectCommand } from '../text/replay';
import { VERDICTS } from '../verdict';
import { code, codeBlock, details, htmlText, inline, table } from './markdown';

/** Groups of failures of which one is told in full: a job page holds a megabyte, and conformance.json has the rest. */
const MAX_TOLD = 50;

/** Of the headline: green for what conforms without a remark. */
const SIGNS = { pass: '✅', warn: '🟡', fail: '❌' } as const;

/** @returns Markdown that ends in a line break */
export function summaryReport(report: Readonly<Conformance>, subject?: SubjectCommand): string {
  const { suite, seed, counts, exit } = report;
  const part = partOf(report);
  const tested = `${inline(report.subject.name)} ${inline(report.subject.version)}`;
  const sections = [
    `## ${SIGNS[toneOf(report)]} ${tested} ${inline(report.exit.outcome)}`,
    `${countsText(counts)}. Exit code ${exit.code}, seed ${seed}, ${inline(suite.name)} ${inline(suite.version)}.`,
    part === null ? '' : `${inline(part)}.`,
    reasons(report),
    counts.total > 0 ? results(report) : '',
    remarks(report),
    failures(report, subject),
    mutants(report),
    requirements(report),
    offers(report),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

function reasons({ exit }: Readonly<Conformance>): string {
  if (exit.reasons.length === 0) return '';
  const lines = exit.reasons.map(({ kind, message }) => `- ${code(kind)} ${inline(message)}`);
  return ['### Why this run is not green', '', ...lines].join('\n');
}

function results({ machines, counts }: Readonly<Conformance>): string {
  const shown = VERDICTS.filter((name) => name === 'pass' || name === 'fail' || counts[name] > 0);
  const rows = machines.flatMap(({ machine, profiles }) =>
    profiles.map(({ profile, counts: own }) => [
      code(machine),
      code(profile),
      ...shown.map((name) => String(own[name])),
      String(own.total),
    ]),
  );
  const numbers = shown.map((_name, i) => i + 2);
  return table(['machine', 'profile', ...shown, 'total'], rows, [...numbers, shown.length + 2]);
}

/** What did not run and why, what differs and is no failure, how far the requirements are shown. */
function remarks(report: Readonly<Conformance>): string {
  const lines = [...notRunLines(report), ...seenLines(report), statusesText(report)];
  return lines
    .filter((line) => line !== '')
    .map((line) => `- ${inline(line)}`)
    .join('\n');
}

function failures(report: Readonly<Conformance>, subject: SubjectCommand): string {
  const groups = failureGroups(report);
  if (groups.length === 0) return '';
  const options = { colour: false, ...(subject === undefined ? {} : { subject }) };
  const told = groups
    .slice(0, MAX_TOLD)
    .map((group) =>
      [details(title(group.first), codeBlock(explain(group.first, report, options))), ...others(group)].join(
        '\n\n',
      ),
    );
  const rest = groups.slice(MAX_TOLD).flatMap(({ first, others: more }) => [first, ...more]);
  const more = rest.length > 0 ? [details(`and ${rest.length} more`, rest.map(item).join('\n'))] : [];
  return ['### Failures', ...told, ...more].join('\n\n');
}

/** The others of a group, by their ids. */
function others(group: FailureGroup): readonly string[] {
  const ids = group.others.map(item);
  return ids.length === 0 ? [] : [details(htmlText(othersTitle(group)), ids.join('\n'))];
}

function item({ verdict, id, profile }: CaseReport): string {
  return `- ${verdict} ${code(`${id} [${profile}]`)}`;
}

function title({ id, profile, verdict, scenario }: CaseReport): string {
  return `<b>${htmlText(verdict)}</b> <code>${htmlText(id)}</code> [${htmlText(profile)}]: ${htmlText(scenario)}`;
}

function mutants({ mutants: all }: Readonly<Conformance>): string {
  if (!all) return '';
  const rows = all.map(({ machine, profile, id, requirement, killedBy }) => [
    killedBy.length > 0 ? 'killed' : '**alive**',
    code(`${machine} ${profile}`),
    code(id),
    code(requirement),
    killedBy.slice(0, 3).map(code).join(' ') +
      (killedBy.length > 3 ? ` and ${killedBy.length - 3} more` : ''),
  ]);
  const killed = all.filter(({ killedBy }) => killedBy.length > 0).length;
  const body = table(['', 'profile', 'mutant', 'breaks', 'killed by'], rows);
  return details(`Mutants: ${killed} of ${all.length} killed`, body);
}

function requirements({ requirements: all, machines }: Readonly<Conformance>): string {
  if (all.length === 0) return '';
  const tables = machines.flatMap(({ machine, profiles }) => {
    const own = all.filter((one) => one.machine === machine);
    if (own.length === 0) return [];
    const names = profiles.map(({ profile }) => profile);
    const rows = own.map((one) => [
      code(one.id),
      one.level,
      ...names.map((name) => statusIn(one, name)),
      inline(one.text),
    ]);
    return [
      `**${inline(machine)}**\n\n${table(['requirement', 'level', ...names.map(inline), 'sentence'], rows)}`,
    ];
  });
  return details(`Requirements (${all.length})`, tables.join('\n\n'));
}

function statusIn({ statuses }: RequirementReport, name: string): string {
  const found = statuses.find(({ profile }) => profile === name);
  if (found === undefined) return '';
  return found.status === 'fail' ? '**fail**' : statusLabel(found);
}

function offers({ subject }: Readonly<Conformance>): string {
  const rows = subject.machines.map(({ machine, profile, capabilities, choices }) => [
    code(`${machine} ${profile}`),
    capabilities.map(code).join(' '),
    Object.entries(choices)
      .map(([name, value]) => code(`${name}=${value}`))
      .join(' '),
  ]);
  return rows.length === 0
    ? ''
    : details('What the subject offers', table(['profile', 'capabilities', 'choices'], rows));
}
