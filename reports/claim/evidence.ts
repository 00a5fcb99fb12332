/** What reports show together, worked out anew: a report whose numbers do not follow from its cases is refused. */
import { basename } from 'node:path';
import { describeDifference, differences } from '../../model/core/compare';
import { MACHINES } from '../../model/machines';
import { unknownName } from '../../subjects/description';
import { REFERENCE } from '../../subjects/model-subject';
import type { Case } from '../case';
import { absenceOf } from '../case';
import type { Catalogue } from '../catalogue';
import { exitOf } from '../exit';
import { LAYOUT } from '../layout';
import type { CaseReport, Conformance, SelectionReport } from '../report-types';
import type { Tally } from '../results/tally';
import { tallyOf } from '../results/tally';
import { oneLine } from '../text/clean';
import { ClaimRefused } from './refused';

/** A report with the name that it is told by. */
export interface Source {
  readonly name: string;
  readonly report: Conformance;
}

/** What subjects are judged by. */
export interface Suite {
  /** All cases of the features. */
  readonly cases: readonly Case[];
  readonly catalogues: readonly Catalogue[];
  /** The folder of the features, where they are somebody's own. */
  readonly own: string | null;
  /** Of the features and the catalogues: SHA-256, in hexadecimal. */
  readonly digest: string;
}

/**
 * The results of all reports, and what follows from them.
 * @throws ClaimRefused where one does not conform, is not of this suite or not of one subject with the others, does
 * not add up, or where two say different things of a case
 */
export function shownBy(sources: readonly Source[], suite: Suite): Tally {
  const [first] = sources;
  if (!first) throw new ClaimRefused('no report: a claim is made of at least one');
  for (const source of sources) {
    checkOne(source, suite);
    if (differences(first.report.subject, source.report.subject).length > 0)
      throw new ClaimRefused(
        `${shown(source)} is not of the same subject as ${shown(first)}, or not with the same profiles`,
      );
  }
  const results = merged(sources);
  if (exitOf(results, [], [], false) !== 0)
    throw new ClaimRefused('the reports do not conform: a case failed, or none passed');
  return tallied(first.report, results, suite, ownOf(suite));
}

function checkOne(source: Source, suite: Suite): void {
  const { report } = source;
  const refuse = (why: string): never => {
    throw new ClaimRefused(`${shown(source)} ${why}`);
  };
  const { name, version } = report.suite;
  if (name !== 'hvspec' || version !== LAYOUT.version)
    refuse(
      `is of ${oneLine(`${name} ${version}`, 80)}, and this is hvspec ${LAYOUT.version}: take the version that it was made with`,
    );
  if (report.suite.digest !== suite.digest)
    refuse(
      `was judged by other features (sha256 ${report.suite.digest ?? 'not said'}) than the ones here (${suite.digest})`,
    );
  if (report.subject.name === REFERENCE.name)
    refuse('is of the reference model: a claim is about an implementation (--subject)');
  if (report.exit.code !== 0)
    refuse(`is of a run that ended with ${report.exit.code}: ${oneLine(report.exit.outcome, 200)}`);
  const [reason] = report.exit.reasons;
  if (reason) refuse(`says why it must not be called green: ${oneLine(reason.message, 200)}`);
  const unknown = unknownName(report.subject);
  if (unknown !== null) refuse(`has a subject such as no adapter can be: ${oneLine(unknown, 300)}`);
  const { features } = report.selection;
  if (features !== ownOf(suite).features)
    refuse(
      features === undefined
        ? "is of the suite's features: leave --features out"
        : `is of the features in ${oneLine(features, 200)}: give that folder with --features`,
    );
  checkCases(report, suite.cases, refuse);
  const anew = tallied(report, report.cases, suite, report.selection);
  const { counts, machines, requirements, exit } = report;
  const [wrong] = differences(anew, { counts, machines, requirements, outcome: exit.outcome });
  if (wrong) refuse(`does not add up: from its cases follows ${oneLine(describeDifference(wrong), 300)}`);
}

/** Each result is one of the suite's cases in one of the subject's profiles, stands once, and is what that subject can have. */
function checkCases(report: Conformance, cases: readonly Case[], refuse: (why: string) => never): void {
  const known = new Map(cases.map((one) => [one.id, one]));
  const seen = new Set<string>();
  for (const result of report.cases) {
    const { id, machine, profile } = result;
    const told = oneLine(`${id} in ${profile}`, 200);
    const found = known.get(id);
    if (found?.machine.name !== machine || !found.profiles.includes(profile))
      return refuse(`has the case ${told}, which the features do not have`);
    const offer = report.subject.machines.find((one) => one.machine === machine && one.profile === profile);
    if (!offer) return refuse(`has the case ${told}, and its subject does not offer that profile`);
    const absence = absenceOf(found, offer);
    if (absence !== null && result.verdict !== 'inapplicable')
      refuse(`says that ${told} ran, which ${oneLine(absence, 200)}`);
    const declared = result.lacks?.find((name) => offer.capabilities.includes(name));
    if (declared !== undefined)
      refuse(
        `says that ${told} did not run for want of ${oneLine(declared, 80)}, which its subject declares`,
      );
    if (seen.has(keyOf(result))) refuse(`has the case ${told} twice`);
    seen.add(keyOf(result));
  }
}

function merged(sources: readonly Source[]): readonly CaseReport[] {
  const results = new Map<string, CaseReport>();
  for (const { report } of sources)
    for (const result of report.cases) {
      const before = results.get(keyOf(result));
      if (before && before.verdict !== result.verdict)
        throw new ClaimRefused(
          `two reports differ on ${oneLine(`${result.id} in ${result.profile}`, 200)}: ${before.verdict} and ${result.verdict}`,
        );
      results.set(keyOf(result), result);
    }
  return [...results.values()];
}

function keyOf({ id, profile }: CaseReport): string {
  return JSON.stringify([id, profile]);
}

function tallied(
  { subject, exit }: Conformance,
  results: readonly CaseReport[],
  { cases, catalogues }: Suite,
  selection: SelectionReport,
): Tally {
  const evidence = { results, cases, offers: subject.machines, reference: false };
  return tallyOf(evidence, { exit, selection }, MACHINES, catalogues);
}

function ownOf({ own }: Suite): SelectionReport {
  return { part: false, ...(own === null ? {} : { features: basename(own) }) };
}

function shown({ name }: Source): string {
  return oneLine(name, 300);
}
