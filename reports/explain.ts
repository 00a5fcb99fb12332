/** One failure in full, for a terminal: what broke, where, by which bits, and how to see it again. */
import { createColors } from 'picocolors';
import { bitList } from '../model/core/u64';
import type { CaseReport, Conformance } from './report-types';
import { signatureText } from './signature';
import { clean, oneLine, visible } from './text/clean';
import type { MessagePart } from './text/message';
import { aligned, partsOf } from './text/message';
import { operationLines, valueText } from './text/operation';
import { replayCommand } from './text/replay';

export interface ExplainOptions {
  /** Whether escape sequences for colour may be used. */
  readonly colour: boolean;
  /** The subject's command as the user gave it, for the replay command. */
  readonly subject?: string;
  /** Files and folders that were asked for, as the user gave them, for the replay command. */
  readonly given?: readonly string[];
  /** The command that shows it again, where it is another one than that of a run. */
  readonly again?: string;
}

type Report = Pick<Conformance, 'requirements' | 'selection'>;

/** Several lines without a line break at the end. Text of the subject comes without control characters. */
export function explain(result: Readonly<CaseReport>, report: Report, options: ExplainOptions): string {
  const { dim } = createColors(options.colour);
  const { scenario, feature, line } = result;
  const place = feature === '' ? [] : [dim(`  ${visible(feature)}:${line}`)];
  const sections = [
    [headLine(result, options), `  ${visible(scenario)}`, ...place],
    brokenLines(result, report),
    [...whereLines(result), ...messageLines(result, options)],
    traceLines(result, options),
    reproducerLines(result),
    lastLines(result, report, options),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n');
}

/** The same in one line: what broke, and the first thing that differs. */
export function explainBriefly(result: Readonly<CaseReport>, options: ExplainOptions): string {
  const { broken, at, trace = [] } = result;
  const breaks = broken?.[0] === undefined ? '' : ` breaks ${visible(broken[0])}`;
  const where = at === undefined || trace.length < 2 ? '' : ` (operation ${at + 1} of ${trace.length})`;
  return `${headLine(result, options)}${breaks}: ${oneLine(shortly(result), 200)}${where}${inBrackets(signatureText(result))}`;
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` [${text}]`;
}

function shortly(result: Readonly<CaseReport>): string {
  const parts = partsOf(result);
  const found = parts.find(({ kind }) => kind === 'difference') ?? parts[0];
  if (found?.kind !== 'difference') return [found?.text ?? '', ...lastWords(parts)].join(': ');
  return `${found.path}: expected ${valueText(found.expected)}, got ${valueText(found.got)}`;
}

/** What an adapter that broke wrote to stderr last. */
function lastWords(parts: readonly MessagePart[]): readonly string[] {
  const said = parts.flatMap((part) =>
    part.kind === 'text' ? (/^ +\| (.*)$/.exec(part.text)?.slice(1) ?? []) : [],
  );
  return said.slice(-1);
}

function headLine({ id, profile, verdict }: Readonly<CaseReport>, { colour }: ExplainOptions): string {
  const { bold, red } = createColors(colour);
  return `${red(bold(verdict.toUpperCase()))} ${bold(visible(id))} [${visible(profile)}]`;
}

/** Verdicts that lay something at the door of a requirement. */
const BREAKING: readonly CaseReport['verdict'][] = ['fail', 'expected-fail'];

/** Only a failure breaks a requirement; anything else is about those that the case has. Sources are in the HTML report. */
function brokenLines(result: Readonly<CaseReport>, report: Report): readonly string[] {
  const { verdict, broken, perhaps = [], requirements } = result;
  const word = BREAKING.includes(verdict) ? 'breaks' : verdict === 'differs' ? 'unlike' : 'about ';
  const also = perhaps
    .slice(0, MAX_ALSO)
    .map((id) => visible(id))
    .join(', ');
  const more = perhaps.length > MAX_ALSO ? ` and ${perhaps.length - MAX_ALSO} more` : '';
  return [
    ...(broken ?? requirements).map((id) => {
      const found = report.requirements.find((one) => one.id === id);
      return found
        ? `  ${word} ${id} (${found.level}): ${found.text}`
        : `  ${word} ${visible(id)}, which no catalogue has`;
    }),
    ...(perhaps.length > 0 ? [`  perhaps also: ${also}${more}`] : []),
  ];
}

/** Requirements that may have broken as well which are named. */
const MAX_ALSO = 8;

function whereLines({ step, at, trace = [] }: Readonly<CaseReport>): readonly string[] {
  return [
    ...(step === undefined ? [] : [`  at    ${visible(step)}`]),
    ...(at === undefined || trace.length === 0 ? [] : [`        operation ${at + 1} of ${trace.length}`]),
  ];
}

function messageLines(result: Readonly<CaseReport>, { colour }: ExplainOptions): readonly string[] {
  return partsOf(result).flatMap((part) => partLines(part, colour));
}

/** Characters of a value that are told: an event that is not there is a value, too. */
const MAX_VALUE = 240;

function partLines(part: MessagePart, colour: boolean): readonly string[] {
  const { bold, green, red, yellow } = createColors(colour);
  if (part.kind !== 'difference') {
    const text = visible(part.text);
    return [`  ${part.kind === 'voice' ? yellow(text) : text}`];
  }
  const told = (value: string): string => visible(valueText(value), MAX_VALUE);
  const [expected, got] = aligned(told(part.expected), told(part.got));
  const differing = part.bits.length > 0 ? [`    differ   ${bitList(part.bits)}`] : [];
  return [
    `  ${bold(visible(part.path))}`,
    `    expected ${green(expected)}`,
    `    got      ${red(got)}`,
    ...differing,
  ];
}

/** An arrow stands before the operation that differed. */
function traceLines({ trace = [], at }: Readonly<CaseReport>, { colour }: ExplainOptions): readonly string[] {
  if (trace.length === 0) return [];
  const { red } = createColors(colour);
  const width = String(trace.length).length;
  return [
    '  trace',
    ...operationLines(trace).map((line, i) => {
      const number = String(i + 1).padStart(width);
      return i === at ? red(`  → ${number}  ${line}`) : `    ${number}  ${line}`;
    }),
  ];
}

function reproducerLines({ reproducer }: Readonly<CaseReport>): readonly string[] {
  if (!reproducer) return [];
  const lines = clean(reproducer.scenario).split('\n');
  return [
    `  shortest failure (seed ${reproducer.seed}, path ${visible(reproducer.path)})`,
    ...lines.map((one) => `    ${one}`),
  ];
}

function lastLines(
  result: Readonly<CaseReport>,
  { selection }: Report,
  { subject, given = [], again }: ExplainOptions,
): readonly string[] {
  const command = again ?? replayCommand(result, subject, { ...selection, given });
  const signature = signatureText(result);
  return [
    ...(signature === '' ? [] : [`  ${signature}`]),
    ...(command === null ? [] : [`  again: ${visible(command)}`]),
  ];
}
