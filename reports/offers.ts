/** Who is under test, and which of its offers a run is about. */
import { REFERENCE } from '../subjects/model-subject';
import { ProcessSubject } from '../subjects/process-subject';
import type { Description, Offer } from '../subjects/subject';
import type { Finding } from './guard';
import { finding } from './guard';

export interface Asked {
  /** Words of the command that starts the subject; the reference model where there is none. */
  readonly subject?: readonly string[];
  readonly machines?: readonly string[];
  readonly profiles?: readonly string[];
  /** Milliseconds that the subject has to start and describe itself. */
  readonly startTimeout?: number;
}

export interface UnderTest {
  /** With the offers that the run is about, and no others. */
  readonly description: Description;
  /** Why there is nothing to run, or null. */
  readonly problem: Finding | null;
}

/** Starts the subject once just to ask: a typo in its command is then one error, and not one for each case. */
export async function underTest(asked: Asked): Promise<UnderTest> {
  try {
    const description = asked.subject ? await described(asked.subject, asked.startTimeout) : REFERENCE;
    const machines = description.machines.filter((offer) => isAsked(offer, asked));
    return {
      description: { ...description, machines },
      problem: machines.length > 0 ? null : unoffered(asked, description),
    };
  } catch (error) {
    const unknown = { name: 'unknown subject', version: 'unknown', machines: [] };
    return {
      description: unknown,
      problem: finding('harness', (error as Error).message.split('\n').join('; ')),
    };
  }
}

async function described(argv: readonly string[], startMs?: number): Promise<Description> {
  const subject = await ProcessSubject.start(argv, startMs === undefined ? {} : { startMs });
  await subject.close();
  return subject.description;
}

function isAsked({ machine, profile }: Offer, { machines, profiles }: Asked): boolean {
  return (machines?.includes(machine) ?? true) && (profiles?.includes(profile) ?? true);
}

function unoffered({ machines, profiles }: Asked, { name, machines: offers }: Description): Finding {
  const asked = [...(machines ?? []), ...(profiles ?? [])].join(' ');
  const has = offers.map(({ machine, profile }) => `${machine}/${profile}`).join(', ');
  return finding('nothing-applicable', `${name} does not offer ${asked}: it offers ${has || 'nothing'}`);
}
