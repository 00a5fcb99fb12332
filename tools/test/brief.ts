/** What of a failed part is worth reading. */
import type { Ended } from './part';

/** node --test, TAP: the tests that failed, and errors that nobody caught. */
export function tapBrief({ stdout, stderr }: Ended): string {
  const blocks = stdout.split(/^(?=(?:not )?ok \d)/m).filter((block) => block.startsWith('not ok'));
  const uncaught = stdout.match(/^# (?:Error|Warning): .*/gm) ?? [];
  return [...blocks.map((block) => block.replace(/^# [^]*/m, '').trimEnd()), ...uncaught, stderr.trim()]
    .filter(Boolean)
    .join('\n');
}

/** tools/mutants.ts: all but the matrices. */
export function mutantBrief({ stdout, stderr }: Ended): string {
  const lines = stdout.split('\n').filter((line) => !/^[┌├│└]/.test(line));
  return [lines.join('\n').trim(), stderr.trim()].filter(Boolean).join('\n');
}
