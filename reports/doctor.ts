/** `hvspec doctor`: what is wrong with an adapter first, in words; or what it offers, with each part tried once. */
import { exchanged } from '../subjects/description';
import type { ProcessOptions } from '../subjects/process-subject';
import { ProcessSubject } from '../subjects/process-subject';
import type { Description } from '../subjects/subject';
import { printable } from '../subjects/text';
import { partLines, WireError } from '../subjects/wire-error';
import { descriptionExample, EMPTY_EXAMPLE, replyWith } from './doctor-examples';
import type { Patient } from './doctor-offer';
import { examine } from './doctor-offer';
import { Illness } from './doctor-illness';

export interface Diagnosis {
  /** 1 where all has the right shape, but a run would not end well; 2 where something has not. */
  readonly exit: 0 | 1 | 2;
  /** Printable lines, in order. */
  readonly lines: readonly string[];
}

const WELL = 'Nothing is wrong where each operation is tried once. Now the cases: npx hvspec run --subject …';
const UNFIT = 'Everything has the right shape, but hvspec run will not end well: see the lines with FAILS.';

/**
 * Starts the adapter, tries everything that the suite will ask of it, and ends it.
 * @throws RangeError on an argv without a program
 */
export async function doctor(argv: readonly string[], options: ProcessOptions = {}): Promise<Diagnosis> {
  const lines: string[] = [`adapter: ${printable(argv.join(' '))}`];
  const patient: Patient = { say: (line) => lines.push(line), example: descriptionExample() };
  let subject: ProcessSubject | null = null;
  try {
    subject = await ProcessSubject.start(argv, { ...options, restarts: 0 });
    lines.push(...introduction(subject.description));
    let fit = true;
    for (const offer of subject.description.machines) fit = (await examine(subject, offer, patient)) && fit;
    patient.example = EMPTY_EXAMPLE;
    const problem = await subject.shutdown();
    if (problem) throw problem;
    patient.example = null;
    const again = await describedAgain(argv, options, subject.description);
    if (again) throw again;
    lines.push(
      'ok    shutdown: answered with {}, then exit code 0',
      'ok    started again: the same description',
      fit ? WELL : UNFIT,
    );
    return { exit: fit ? 0 : 1, lines };
  } catch (error) {
    if (!(error instanceof WireError || error instanceof Illness)) throw error;
    return { exit: 2, lines: [...lines, ...complaint(error, patient.example)] };
  } finally {
    await subject?.close();
  }
}

/** Starts the adapter once more: after a break the suite goes on only with one that is the same. */
async function describedAgain(
  argv: readonly string[],
  options: ProcessOptions,
  first: Description,
): Promise<WireError | null> {
  const subject = await ProcessSubject.start(argv, { ...options, restarts: 0 });
  const problem = await subject.shutdown();
  return exchanged(first, subject.description, 'started a second time') ?? problem;
}

function introduction({ name, version, machines }: Description): readonly string[] {
  const offers = machines.map(({ machine, profile, capabilities, choices }) => {
    const made = Object.entries(choices).map(([choice, value]) => `${choice}=${value}`);
    const having = capabilities.length === 0 ? 'no capabilities' : `capabilities ${capabilities.join(', ')}`;
    return `      ${machine}/${profile}: ${having}; ${made.length === 0 ? 'default choices' : `choices ${made.join(', ')}`}`;
  });
  return [`ok    describe: ${printable(name)}, version ${printable(version)}, offers`, ...offers];
}

/** The problem's sentence, its parts, and what a right answer looks like. */
function complaint(error: WireError | Illness, example: string | null): readonly string[] {
  const { problem, ...parts } = error.parts;
  const id = /"id":(\d+)/.exec(parts.sent ?? '')?.[1] ?? '1';
  const right = example === null ? [] : ['  an example of a right answer:', `    ${replyWith(example, id)}`];
  return [`WRONG ${problem}`, ...partLines({ problem, ...parts }), ...right];
}
