/** What was stepped, to be taken away: as a recording that `hvspec check` reads, and as a scenario. */
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

/**
 * The steps that the scenario has for the operations; an operation that was added stands there as a comment, as in what the
 * suite prints for a sequence that no phrase performs.
 */
export function scenarioText(sequence: Sequence, last: Stepped | undefined): string {
  const steps: string[] = [];
  sequence.ops.forEach((op, i) => {
    const said = sequence.said[i] ?? null;
    if (said === null) steps.push(`# and then: ${JSON.stringify(op)}`);
    else if (sequence.said[i - 1] !== said) steps.push(`* ${said}`);
  });
  const outcome = last?.outcome ? [`# it gave: ${JSON.stringify(last.outcome)}`] : [];
  return ['Example: as it was stepped', ...[...steps, ...outcome].map((line) => `  ${line}`)].join('\n');
}
