/**
 * results.sarif (SARIF 2.1.0), for code hosts that show findings beside the code: what is red, and what differs from what
 * was seen, at its case, by the requirement that broke. Known failures are none; why a run must not be called green is
 * told as what happened to the tool.
 */
import { explainBriefly } from '../explain';
import { isRed } from '../failing';
import { partOf } from '../outcome';
import type { CaseReport, Conformance } from '../report-types';
import { signatureText } from '../signature';
import { clean, oneLine, visible } from '../text/clean';
import type { SubjectCommand } from '../text/replay';
import { replayCommand } from '../text/replay';

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** @returns JSON that ends in a line break */
export function sarifReport(report: Readonly<Conformance>, subject?: SubjectCommand): string {
  const found = report.cases.filter((one) => isRed(one) || one.verdict === 'differs');
  const ids = [...new Set(found.map(ruleOf))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: report.suite.name,
            version: report.suite.version,
            rules: ids.map((id) => describedRule(id, report)),
          },
        },
        invocations: [invocation(report)],
        results: found.map((one) => resultOf(one, report, ids, subject)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** The requirement that broke, or else how the case ended. */
function ruleOf({ broken, verdict }: CaseReport): string {
  return visible(broken?.[0] ?? verdict, 100);
}

const ENDINGS: Readonly<Record<string, string>> = {
  fail: 'A case failed, and no requirement is known to have broken.',
  inconclusive: 'A property did not come to what it is about.',
  untestable: 'The subject lacks what it declared, or what every subject has.',
  'unexpected-pass': 'The baseline lists the case, and it does not fail.',
  error: 'The subject or the harness broke.',
};

function describedRule(id: string, { requirements }: Readonly<Conformance>): object {
  const requirement = requirements.find((one) => one.id === id);
  const text = requirement ? `${requirement.level}: ${oneLine(requirement.text)}` : (ENDINGS[id] ?? id);
  return {
    id,
    shortDescription: message(text),
    fullDescription: message(text),
    ...(requirement ? { help: message(`Source: ${oneLine(requirement.source)}`) } : {}),
  };
}

function resultOf(
  result: CaseReport,
  report: Readonly<Conformance>,
  ids: readonly string[],
  subject: SubjectCommand,
): object {
  const { id, profile, feature, line, verdict } = result;
  const again = replayCommand(result, subject, report.selection);
  const lines = [
    explainBriefly(result, { colour: false }),
    oneLine(result.scenario, 400),
    ...(again === null ? [] : [`again: ${clean(again)}`]),
  ];
  const place = {
    artifactLocation: { uri: encodeURI(feature), uriBaseId: '%SRCROOT%' },
    region: { startLine: Math.max(1, line) },
  };
  return {
    ruleId: ruleOf(result),
    ruleIndex: ids.indexOf(ruleOf(result)),
    level: isRed(result) ? 'error' : 'note',
    message: message(lines.join('\n')),
    ...(feature === '' ? {} : { locations: [{ physicalLocation: place }] }),
    partialFingerprints: {
      'hvspecCase/v1': [id, profile, verdict, signatureText(result)].map((one) => visible(one)).join(' '),
    },
  };
}

function invocation(report: Readonly<Conformance>): object {
  const { exit } = report;
  const part = partOf(report);
  return {
    executionSuccessful: exit.code === 0 || exit.code === 1,
    exitCode: exit.code,
    exitCodeDescription: oneLine(part === null ? exit.outcome : `${exit.outcome}; ${part}`),
    toolExecutionNotifications: exit.reasons.map(({ kind, message: text }) => ({
      descriptor: { id: visible(kind) },
      level: 'error',
      message: message(text),
    })),
  };
}

/** In a message of SARIF a single brace begins a placeholder, and a bracket may begin a link (§3.11.5, §3.11.6). */
function message(text: string): { readonly text: string } {
  return {
    text: clean(text)
      .replace(/[{}]/g, '$&$&')
      .replace(/[\\[\]]/g, '\\$&'),
  };
}
