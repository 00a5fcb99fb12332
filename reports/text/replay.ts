/** The command that runs one case in one profile again. */
import type { CaseReport } from '../report-types';

/** The subject's command as the user gave it; undefined for the reference model. */
export type SubjectCommand = string | undefined;

/** One line for a shell, or null for what is no case (a file that does not parse). */
export function replayCommand(result: Readonly<CaseReport>, subject: SubjectCommand): string | null {
  const { feature, line, profile, reproducer } = result;
  if (profile === '-' || feature === '') return null;
  const words = [
    'npx hvspec run',
    quoted(`${feature}:${line}`),
    `--profile ${quoted(profile)}`,
    ...(reproducer ? [`--seed ${reproducer.seed} --path ${quoted(reproducer.path)}`] : []),
    ...(subject === undefined ? [] : [`--subject ${quoted(subject)}`]),
  ];
  return words.join(' ');
}

/** A word that a POSIX shell reads as it is. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
