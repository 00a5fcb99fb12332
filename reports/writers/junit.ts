/**
 * junit.xml, for CI systems. A test suite for each machine and profile, and one for the reasons why the run must
 * not be called green: a reader of this file alone would otherwise take an empty run for a good one.
 */
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces';
import { create } from 'xmlbuilder2';
import { explain } from '../explain';
import { partOf } from '../outcome';
import type { CaseReport, Conformance } from '../report-types';
import { clean, oneLine, visible } from '../text/clean';
import type { SubjectCommand } from '../text/replay';

type Kind = 'passed' | 'skipped' | 'failure' | 'error';

const KINDS: Readonly<Record<CaseReport['verdict'], Kind>> = {
  pass: 'passed',
  fail: 'failure',
  differs: 'skipped',
  inconclusive: 'failure',
  'expected-fail': 'skipped',
  'unexpected-pass': 'failure',
  inapplicable: 'skipped',
  untestable: 'failure',
  error: 'error',
};

/** No times: the file of one seed is the same in every run. */
export function junitReport(report: Readonly<Conformance>, subject?: SubjectCommand): string {
  const { cases, machines, exit } = report;
  // Characters that XML 1.0 forbids are gone before: `clean` shows them as escapes, but for U+FFFE and U+FFFF.
  const document = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' });
  const failed = exit.reasons.map(() => 'failure' as const);
  const root = document.ele('testsuites', {
    name: whole(
      `${report.suite.name}: ${oneLine(report.subject.name)} ${oneLine(report.subject.version)} ${report.exit.outcome}`,
    ),
    ...totals([...cases.map(({ verdict }) => KINDS[verdict]), ...failed]),
  });
  const names = new Set<string>();
  for (const { machine, profiles } of machines) {
    for (const { profile } of profiles) {
      const own = cases.filter((one) => one.machine === machine && one.profile === profile);
      if (own.length === 0) continue;
      const kinds = own.map(({ verdict }) => KINDS[verdict]);
      const suite = root.ele('testsuite', {
        name: whole(`${visible(machine)} [${visible(profile)}]`),
        ...totals(kinds),
      });
      const part = partOf(report);
      if (part !== null)
        suite.ele('properties').ele('property', { name: 'part', value: whole(oneLine(part)) });
      for (const one of own)
        testcase(suite, one, unique(names, one), () => explain(one, report, options(subject)));
    }
  }
  if (failed.length > 0) reasons(root.ele('testsuite', { name: 'the run', ...totals(failed) }), exit.reasons);
  return `${document.end({ prettyPrint: true })}\n`;
}

function options(subject: SubjectCommand): Parameters<typeof explain>[2] {
  return { colour: false, ...(subject === undefined ? {} : { subject }) };
}

function totals(kinds: readonly Kind[]): Readonly<Record<string, number>> {
  const count = (kind: Kind): number => kinds.filter((one) => one === kind).length;
  return {
    tests: kinds.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

/** `<case id> [<profile>]`, with a number where an id is not unique after all. */
function unique(names: Set<string>, { id, profile }: CaseReport): string {
  const name = `${visible(id)} [${visible(profile)}]`;
  let free = name;
  for (let n = 2; names.has(free); n += 1) free = `${name} (${n})`;
  names.add(free);
  return free;
}

/** @param text of what is no pass */
function testcase(suite: XMLBuilder, result: CaseReport, name: string, text: () => string): void {
  const { machine, feature, verdict, message = '', baseline } = result;
  const element = suite.ele('testcase', {
    name: whole(name),
    classname: whole(`${visible(machine)}.${capability(feature)}`),
  });
  const kind = KINDS[verdict];
  if (kind === 'passed') return;
  const reason =
    baseline && verdict === 'expected-fail' ? `expected: ${baseline.reason} (${baseline.issue})` : message;
  if (kind === 'skipped') {
    element.ele('skipped', { message: whole(oneLine(reason)) });
    return;
  }
  element.ele(kind, { message: whole(oneLine(message, 400)), type: verdict }).txt(whole(text()));
}

/** `access` of features/syndbg/access.feature. */
function capability(feature: string): string {
  return visible(feature.split('/').at(-1) ?? '').replace(/\.feature$/, '') || 'run';
}

function reasons(suite: XMLBuilder, list: Conformance['exit']['reasons']): void {
  list.forEach(({ kind, message }, i) => {
    const element = suite.ele('testcase', { name: `${i + 1}: ${visible(kind)}`, classname: 'run.guard' });
    element
      .ele('failure', { message: whole(oneLine(message, 400)), type: visible(kind) })
      .txt(whole(clean(message)));
  });
}

/** The XML writer leaves what looks like an entity (`&lt;`, but `&nonsense;` too) as it is: hence none may. */
function whole(text: string): string {
  return text.replaceAll('&', '&amp;');
}
