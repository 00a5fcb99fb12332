/** Who is under test, and which of its offers a run is about. */
import { REFERENCE } from '../subjects/model-subject';
import { openSubject } from '../subjects/opened';
import { processOptions } from '../subjects/process-subject';
import type { Description, Offer } from '../subjects/subject';
import type { Entry } from './book';
import type { Finding } from './guard';
import { finding } from './guard';

export interface Asked {
  /** Words of the command that starts the subject; the reference model where there is none. */
  readonly subject?: readonly string[];
  readonly machines?: readonly string[];
  readonly profiles?: readonly string[];
  /** Milliseconds that the subject has to start and describe itself. */
  readonly startTimeout?: number;
  /** Milliseconds that the subject has for one answer. */
  readonly stepTimeout?: number;
}

export interface UnderTest {
  /** With the offers that the run is about, and no others. */
  readonly description: Description;
  /** Why there is nothing to run, or null. */
  readonly problem: Finding | null;
}

/**
 * Starts the subject, for the whole run, and takes its description: a typo in its command is then one error, and
 * not one for each case, and what is tested is what described itself.
 */
export async function underTest(asked: Asked): Promise<UnderTest> {
  try {
    const description = asked.subject ? await described(asked.subject, asked) : REFERENCE;
    const machines = description.machines.filter((offer) => isAsked(offer, asked));
    return {
      description: { ...description, machines },
      problem: machines.length > 0 ? null : unoffered(asked, description),
    };
  } catch (error) {
    const unknown = { name: 'unknown subject', version: 'unknown', machines: [] };
    return { description: unknown, problem: breach(error as Error) };
  }
}

/** A case of other profiles than the subject's is none of its business. What names no machine breaks as it runs. */
export function isOffered({ case: found }: Entry, { machines }: UnderTest['description']): boolean {
  return (
    found === null ||
    machines.some(
      ({ machine, profile }) => machine === found.machine.name && found.profiles.includes(profile),
    )
  );
}

/** The finding for a subject that broke outside of any case. */
export function breach({ message }: Error): Finding {
  const lines = message.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
  return finding('harness', lines.join('; '));
}

async function described(argv: readonly string[], asked: Asked): Promise<Description> {
  const { description } = await openSubject(argv, processOptions(asked.startTimeout, asked.stepTimeout));
  return description;
}

function isAsked({ machine, profile }: Offer, { machines, profiles }: Asked): boolean {
  return (machines?.includes(machine) ?? true) && (profiles?.includes(profile) ?? true);
}

function unoffered({ machines, profiles }: Asked, { name, machines: offers }: Description): Finding {
  const asked = [...(machines ?? []), ...(profiles ?? [])].join(' ');
  const has = offers.map(({ machine, profile }) => `${machine}/${profile}`).join(', ');
  return finding('nothing-applicable', `${name} does not offer ${asked}: it offers ${has || 'nothing'}`);
}
