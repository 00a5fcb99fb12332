/** The command that runs one case in one profile again. */
import type { CaseReport, SelectionReport } from '../report-types';

/** The subject's command as the user gave it; undefined for the reference model. */
export type SubjectCommand = string | undefined;

/** What of a run decides what becomes of a case in it. */
export type Circumstances = Readonly<Pick<SelectionReport, 'features' | 'strictSeen'>>;

/** One line for a shell, or null for what is no case (a file that does not parse). */
export function replayCommand(
  result: Readonly<CaseReport>,
  subject: SubjectCommand,
  { features, strictSeen }: Circumstances = {},
): string | null {
  const { id, feature, line, profile, reproducer } = result;
  if (profile === '-' || feature === '') return null;
  const words = [
    'npx hvspec run',
    // Of a folder elsewhere only the name is known, and of a file in it: the case is found by its tag.
    ...(features === undefined
      ? [quoted(`${feature}:${line}`)]
      : [`--features ${quoted(features)} --tags ${quoted(`@${id.split(':', 1).join()}`)}`]),
    `--profile ${quoted(profile)}`,
    ...(reproducer ? [`--seed ${reproducer.seed} --path ${quoted(reproducer.path)}`] : []),
    ...(strictSeen ? ['--strict-seen'] : []),
    ...(subject === undefined ? [] : [`--subject ${quoted(subject)}`]),
  ];
  return words.join(' ');
}

/** A word that a POSIX shell reads as it is. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
