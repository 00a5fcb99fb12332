/** What checking a recording found, as text. */
import { createColors } from 'picocolors';
import type { CheckResult, InferredChoices } from '../reports/check-result';
import { MAX_FINDINGS } from '../reports/check-result';
import { printable } from '../subjects/text';

/** Several lines without a line break at the end. */
export function checkText(result: CheckResult, colour: boolean): string {
  const { bold, green, red } = createColors(colour);
  const { file, verdict, lines, recordings, findings } = result;
  const paint = verdict === 'pass' ? green : red;
  const more = lines.nonConforming - findings.length;
  return [
    ...findings.map(({ message }) => `${red('not allowed')} ${message}`),
    ...(more > 0 ? [`and ${more} more (the first ${MAX_FINDINGS} are shown)`] : []),
    ...brokenText(result),
    ...result.choices.flatMap(choicesText),
    ...result.inexpressible.map(
      ({ reason, recordings: n }) => `  ${counted(n, 'recording')} given up: ${printable(reason)}`,
    ),
    `${bold(paint(`${printable(file)}: ${verdict}`))}: ${counted(recordings.total, 'recording')}, ${linesText(result)}`,
  ].join('\n');
}

function linesText({ lines, noted }: CheckResult): string {
  const parts = [
    `${counted(lines.total, 'line')}: ${lines.conforming} allowed`,
    ...(noted > 0 ? [`${noted} of them with notes (fields that no requirement speaks of differ)`] : []),
    `${lines.nonConforming} not allowed`,
    ...(lines.unobserved > 0 ? [`${lines.unobserved} without an observation`] : []),
    ...(lines.inexpressible > 0 ? [`${lines.inexpressible} not expressible in this profile`] : []),
    ...(lines.notJudged > 0 ? [`${lines.notJudged} after one that is not allowed`] : []),
  ];
  return parts.join(', ');
}

/** Many findings often have few causes. */
function brokenText({ broken }: CheckResult): readonly string[] {
  if (broken.length === 0) return [];
  return [
    `  broken: ${broken.map(({ requirement, lines }) => `${requirement} (${counted(lines, 'line')})`).join(', ')}`,
  ];
}

/** What the lines say of the implementation's choices; nothing of choices that they leave open. */
function choicesText({ machine, profile, kernel, possible, settledAt }: InferredChoices): readonly string[] {
  const settled = Object.entries(settledAt).map(
    ([name, line]) => `${name}=${possible[name]?.[0] ?? ''} (line ${line})`,
  );
  if (settled.length === 0) return [];
  const of = kernel === null ? '' : ` ${printable(kernel)}`;
  return [`  ${machine} ${profile}${of}: ${settled.join(', ')}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
