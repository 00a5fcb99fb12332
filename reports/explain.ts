/** One failure in full, for a terminal: what broke, where, by which bits, and how to see it again. */
import { createColors } from 'picocolors';
import type { CaseReport, Conformance } from './report-types';
import { signatureOf } from './signature';
import { clean, visible } from './text/clean';
import type { MessagePart } from './text/message';
import { aligned, bitList, partsOf } from './text/message';
import { operationLine } from './text/operation';
import type { SubjectCommand } from './text/replay';
import { replayCommand } from './text/replay';

export interface ExplainOptions {
  /** Whether escape sequences for colour may be used. */
  readonly colour: boolean;
  /** The subject's command as the user gave it, for the replay command. */
  readonly subject?: string;
}

type Report = Pick<Conformance, 'requirements'>;

/** Several lines without a line break at the end. Text of the subject comes without control characters. */
export function explain(result: Readonly<CaseReport>, report: Report, options: ExplainOptions): string {
  const { bold, red, dim } = createColors(options.colour);
  const { id, profile, verdict, scenario, feature, line, step } = result;
  const head = [
    `${red(bold(verdict.toUpperCase()))} ${bold(visible(id))} [${visible(profile)}]`,
    `  ${visible(scenario)}`,
  ];
  const place = feature === '' ? [] : [dim(`  ${visible(feature)}:${line}`)];
  const sections = [
    [...head, ...place],
    brokenLines(result, report),
    [...(step === undefined ? [] : [`  at    ${visible(step)}`]), ...messageLines(result, options)],
    traceLines(result),
    reproducerLines(result),
    lastLines(result, options.subject),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n');
}

/** Only a failure breaks a requirement; anything else is about those that the case has. */
function brokenLines(result: Readonly<CaseReport>, report: Report): readonly string[] {
  const { verdict, broken, requirements } = result;
  const word = verdict === 'fail' || verdict === 'expected-fail' ? 'breaks' : 'about ';
  return (broken ?? requirements).flatMap((id) => {
    const found = report.requirements.find((one) => one.id === id);
    if (!found) return [`  ${word} ${visible(id)}, which no catalogue has`];
    return [
      `  ${word} ${id} (${found.level}, ${found.class}): ${found.text}`,
      `         source: ${found.source}`,
    ];
  });
}

function messageLines(result: Readonly<CaseReport>, { colour }: ExplainOptions): readonly string[] {
  return partsOf(result).flatMap((part) => partLines(part, colour));
}

function partLines(part: MessagePart, colour: boolean): readonly string[] {
  const { bold, green, red, yellow } = createColors(colour);
  if (part.kind !== 'difference') {
    const text = visible(part.text);
    return [`  ${part.kind === 'voice' ? yellow(text) : text}`];
  }
  const [expected, got] = aligned(visible(part.expected), visible(part.got));
  const differing = part.bits.length > 0 ? [`    differ   ${bitList(part.bits)}`] : [];
  return [
    `  ${bold(visible(part.path))}`,
    `    expected ${green(expected)}`,
    `    got      ${red(got)}`,
    ...differing,
  ];
}

function traceLines({ trace = [] }: Readonly<CaseReport>): readonly string[] {
  if (trace.length === 0) return [];
  const width = String(trace.length).length;
  return ['  trace', ...trace.map((one, i) => `    ${String(i + 1).padStart(width)}  ${operationLine(one)}`)];
}

function reproducerLines({ reproducer }: Readonly<CaseReport>): readonly string[] {
  if (!reproducer) return [];
  const lines = clean(reproducer.scenario).split('\n');
  return [
    `  shortest failure (seed ${reproducer.seed}, path ${visible(reproducer.path)})`,
    ...lines.map((one) => `    ${one}`),
  ];
}

function lastLines(result: Readonly<CaseReport>, subject: SubjectCommand): readonly string[] {
  const command = replayCommand(result, subject);
  const signature = result.verdict === 'fail' ? [`  signature ${signatureOf(result)}`] : [];
  return [...signature, ...(command === null ? [] : [`  again: ${visible(command)}`])];
}
