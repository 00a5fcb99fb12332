/** What was stepped as a recording, which `hvspec check` reads. */
import type { Sequence, Stepped } from './engine';

/** NDJSON: a header and a line for each operation that was carried out. */
export function recordingText(
  machine: string,
  profile: string,
  sequence: Sequence,
  steps: readonly Stepped[],
): string {
  const { config, choices } = sequence;
  const pinned = Object.keys(choices).length === 0 ? {} : { choices };
  const source = { observed: 'the reference model, stepped by hand' };
  const header = { recording: 1, machine, profile, config, ...pinned, source };
  const lines = steps
    .filter(({ refusal }) => refusal === null)
    .flatMap(({ op, outcome }) => ({ step: op, outcome }));
  return [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}
