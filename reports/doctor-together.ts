/** Many requests at once: an adapter that reads one line of each chunk answers only the first. */
import { isDeepStrictEqual } from 'node:util';
import { toWire } from '../model/core/wire';
import type { ProcessSubject } from '../subjects/process-subject';
import { WireError } from '../subjects/wire-error';
import { Illness } from './doctor-illness';
import type { Answer, Tried } from './doctor-summary';

/** The same operations once more, none waiting for the answer to the one before. */
export async function together(subject: ProcessSubject, tried: readonly Tried[]): Promise<void> {
  const ops = tried.map(({ look }) => look.op);
  const all = await subject.stepAll(ops).catch((error: unknown) => {
    if (!(error instanceof WireError)) throw error;
    const { problem, ...parts } = error.parts;
    const told = `the adapter answers single requests, but not ${ops.length} that come together (does it read one line of each chunk?)`;
    throw new Illness({ problem: `${told}: ${problem}`, ...parts });
  });
  const [odd] = all.flatMap((given, i) => (alike(given, tried[i]?.answer) ? [] : [i]));
  if (odd === undefined) return;
  throw new Illness({
    problem: `the adapter answers operation ${odd + 1} of ${ops.length} differently when all come together`,
    sent: `step ${JSON.stringify(toWire(ops[odd]))}`,
    came: shown(all[odd]),
    wanted: `${shown(tried[odd]?.answer)}, as before`,
  });
}

function alike(a: Answer | undefined, b: Answer | undefined): boolean {
  if (a instanceof Error || b instanceof Error)
    return a instanceof Error && b instanceof Error && a.name === b.name;
  return isDeepStrictEqual(a, b);
}

/** An answer as text: that of an error its name and message. */
export function shown(given: Answer | undefined): string {
  return given instanceof Error ? `${given.name} (${given.message})` : JSON.stringify(toWire(given));
}
