/** The command that runs one case in one profile again. */
import type { CaseReport, SelectionReport } from '../report-types';

/** The subject's command as the user gave it; undefined for the reference model. */
export type SubjectCommand = string | undefined;

/** What of a run decides what becomes of a case in it. */
export interface Circumstances extends Readonly<Pick<SelectionReport, 'features' | 'strictSeen'>> {
  /** Files as the user gave them, which a report does not tell. */
  readonly given?: readonly string[];
}

/** One line for a shell, or null for what is no case (a file that does not parse). */
export function replayCommand(
  result: Readonly<CaseReport>,
  subject: SubjectCommand,
  { features, strictSeen, given = [] }: Circumstances = {},
): string | null {
  const { id, feature, line, profile, reproducer } = result;
  if (profile === '-' || feature === '') return null;
  const words = [
    'npx hvspec run',
    // Of a folder elsewhere only the name is known, and of a file in it: the case is found by its tag.
    ...(features === undefined
      ? placeOf(feature, line, given)
      : [`--features ${quoted(features)} --tags ${quoted(`@${id.split(':', 1).join()}`)}`]),
    `--profile ${quoted(profile)}`,
    ...(reproducer ? [`--seed ${reproducer.seed} --path ${quoted(reproducer.path)}`] : []),
    ...(strictSeen ? ['--strict-seen'] : []),
    ...(subject === undefined ? [] : [`--subject ${quoted(subject)}`]),
  ];
  return words.join(' ');
}

/** Of a feature elsewhere only the name is known: it is one of the files that were given. */
function placeOf(feature: string, line: number, given: readonly string[]): readonly string[] {
  const files = given.map((one) => one.replace(/(:\d+)+$/, ''));
  const file = files.find((one) => one === feature || one.endsWith(`/${feature}`));
  const isElsewhere = !feature.includes('/');
  return [quoted(`${isElsewhere && file !== undefined ? file : feature}:${line}`)];
}

/** A word that a POSIX shell reads as it is. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
