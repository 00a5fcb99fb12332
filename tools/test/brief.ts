/** What of a failed part is worth reading. */
import type { Ended } from './part';

/** node --test, TAP: the tests that failed. */
export function tapBrief({ stdout, stderr }: Ended): string {
  const blocks = stdout.split(/^(?=(?:not )?ok \d)/m).filter((block) => block.startsWith('not ok'));
  return [...blocks.map((block) => block.replace(/^# [^]*/m, '').trimEnd()), stderr.trim()]
    .filter(Boolean)
    .join('\n');
}

/** eslint --format json: `file:line: what (rule)`. */
export function eslintBrief({ stdout }: Ended): string {
  try {
    const files = JSON.parse(stdout) as readonly {
      readonly filePath: string;
      readonly messages: readonly {
        readonly line: number;
        readonly message: string;
        readonly ruleId: string | null;
      }[];
    }[];
    const lines = files.flatMap(({ filePath, messages }) =>
      messages.map(
        ({ line, message, ruleId }) =>
          `${filePath}:${line}: ${message.split('\n')[0] ?? ''} (${ruleId ?? ''})`,
      ),
    );
    return lines.join('\n');
  } catch {
    return '';
  }
}

/** tools/mutants.ts: all but the matrices. */
export function mutantBrief({ stdout, stderr }: Ended): string {
  const lines = stdout.split('\n').filter((line) => !/^[┌├│└]/.test(line));
  return [lines.join('\n').trim(), stderr.trim()].filter(Boolean).join('\n');
}
