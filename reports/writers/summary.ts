/** summary.md, for a CI's job page: what was tested, the table, the failures, the requirements. */
import { explain } from '../explain';
import { countsText, failing, mostBroken, outcomeOf } from '../failing';
import type { CaseReport, Conformance, RequirementReport } from '../report-types';
import type { SubjectCommand } from '../text/replay';
import { VERDICTS } from '../verdict';
import { code, codeBlock, details, htmlText, inline, table } from './markdown';

/** Failures told in full: a job page holds a megabyte, and conformance.json has the rest. */
const MAX_TOLD = 50;

/** @returns Markdown that ends in a line break */
export function summaryReport(report: Readonly<Conformance>, subject?: SubjectCommand): string {
  const { suite, seed, counts, exit } = report;
  const tested = `${inline(report.subject.name)} ${inline(report.subject.version)}`;
  const sections = [
    `## ${exit.code === 0 ? '✅' : '❌'} ${tested} ${outcomeOf(report)}`,
    `${countsText(counts)}. Exit code ${exit.code}, seed ${seed}, ${inline(suite.name)} ${inline(suite.version)}.`,
    reasons(report),
    counts.total > 0 ? results(report) : '',
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

function failures(report: Readonly<Conformance>, subject: SubjectCommand): string {
  const all = failing(report);
  if (all.length === 0) return '';
  const options = { colour: false, ...(subject === undefined ? {} : { subject }) };
  const told = all
    .slice(0, MAX_TOLD)
    .map((one) => details(title(one), codeBlock(explain(one, report, options))));
  const rest = all.slice(MAX_TOLD).map((one) => `- ${one.verdict} ${code(`${one.id} [${one.profile}]`)}`);
  const more = rest.length > 0 ? [details(`and ${rest.length} more`, rest.join('\n'))] : [];
  const most = all.length > 3 ? mostBroken(report) : [];
  const parts = most.map(({ id, count }) => `${code(id)} ${count}`);
  const often = parts.length > 0 ? [`Broken most often: ${parts.join(', ')}.`] : [];
  return ['### Failures', ...often, ...told, ...more].join('\n\n');
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
  const found = statuses.find(({ profile }) => profile === name)?.status;
  if (found === undefined) return '';
  return found === 'fail' ? '**fail**' : found === 'covered-pass' ? 'pass' : found;
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
