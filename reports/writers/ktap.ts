/**
 * KTAP, as the kernel's own test tools print it (Documentation/dev-tools/ktap.rst): a test for each machine, in it
 * one for each profile, in that the cases. Failures are explained in diagnostic lines before their result.
 */
import { explain } from '../explain';
import { partOf } from '../outcome';
import type { CaseReport, Conformance, Reason } from '../report-types';
import { clean, oneLine } from '../text/clean';
import type { SubjectCommand } from '../text/replay';

/** A test with the lines that come before its result. */
interface Test {
  readonly ok: boolean;
  readonly name: string;
  /** What stands after `# `, or nothing. */
  readonly remark: string;
  readonly before: readonly string[];
}

/** One level of nesting. */
const INDENT = '  ';

/** @returns the whole stream, ending in a line break */
export function ktapReport(report: Readonly<Conformance>, subject?: SubjectCommand): string {
  const options = { colour: false, ...(subject === undefined ? {} : { subject }) };
  const diagnostics = (one: CaseReport): readonly string[] =>
    explain(one, report, options).split('\n').map(comment);
  const machines = report.machines.map(({ machine, profiles }) => {
    const own = report.cases.filter((one) => one.machine === machine);
    const parts = profiles.map(({ profile }) => {
      const cases = own.filter((one) => one.profile === profile);
      return parent(
        profile,
        cases.map((one) => testOf(one, diagnostics)),
      );
    });
    return parent(machine, parts);
  });
  const reasons =
    report.exit.reasons.length > 0 ? [parent('the run', report.exit.reasons.map(reasonOf))] : [];
  const { name, version } = report.subject;
  const part = partOf(report);
  const about = [
    `${oneLine(name)} ${oneLine(version)} ${report.exit.outcome}`,
    ...(part === null ? [] : [part]),
  ];
  const [head = '', plan = '', ...rest] = stream([...machines, ...reasons]);
  return `${[head, plan, ...about.map((line) => comment(oneLine(line))), ...rest].join('\n')}\n`;
}

/** Version, plan, and each test with what comes before it. */
function stream(tests: readonly Test[]): readonly string[] {
  const results = tests.flatMap(({ ok, name, remark, before }, i) => {
    const result = `${ok ? 'ok' : 'not ok'} ${i + 1} ${describe(name)}`;
    return [...before, remark === '' ? result : `${result} # ${oneLine(remark, 1000)}`];
  });
  return ['KTAP version 1', `1..${tests.length}`, ...results];
}

/** A parent fails with its first failing child; with nothing but skipped ones it is skipped. */
function parent(name: string, tests: readonly Test[]): Test {
  const skipped = tests.every(({ remark }) => remark.startsWith('SKIP'));
  return {
    ok: tests.every(({ ok }) => ok),
    name,
    remark: skipped ? `SKIP ${tests.length === 0 ? 'no case ran' : 'every case is skipped'}` : '',
    before: stream(tests).map((line) => `${INDENT}${line}`),
  };
}

function testOf(result: CaseReport, diagnostics: (one: CaseReport) => readonly string[]): Test {
  const { id: name, verdict, message = '', baseline } = result;
  const before = ['pass', 'inapplicable'].includes(verdict) ? [] : diagnostics(result);
  switch (verdict) {
    case 'pass':
    case 'differs':
      return { ok: true, name, remark: '', before };
    case 'inapplicable':
      return { ok: true, name, remark: `SKIP ${message}`, before };
    case 'expected-fail':
      return { ok: true, name, remark: `XFAIL ${baseline?.reason ?? ''} (${baseline?.issue ?? ''})`, before };
    case 'error':
      return { ok: false, name, remark: `ERROR ${message}`, before };
    case 'fail':
    case 'inconclusive':
    case 'untestable':
    case 'unexpected-pass':
      return { ok: false, name, remark: verdict, before };
  }
}

function reasonOf({ kind, message }: Reason): Test {
  return { ok: false, name: kind, remark: '', before: clean(message).split('\n').map(comment) };
}

function comment(line: string): string {
  return `# ${line}`.trimEnd();
}

/** A description is words without a hash sign, which would begin a remark. */
function describe(name: string): string {
  return oneLine(name, 400).replaceAll('#', '_') || 'unnamed';
}
