/** What an adapter does with operations of a capability that it did not declare: refuse them, know them, or ignore what it does not know. */
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, Machine } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Look } from '../model/core/owners';
import type { Offer } from '../subjects/subject';
import type { Answer } from './doctor-summary';
import type { Judge } from './doctor-values';
import { differing, lineOf, runsOf } from './doctor-values';

export interface Undeclared {
  readonly machine: Machine;
  readonly offer: Offer;
  readonly judge: Judge;
  readonly config: object;
  readonly examples: readonly AnyOp[];
}

/** The adapter; it throws for a refusal that is no excuse. */
export interface Respondent {
  reset(): Promise<unknown>;
  ask(op: AnyOp): Promise<Answer>;
}

/**
 * A note on a capability whose operations are answered though it was not declared; null where they are refused.
 * It is worth declaring only where the answers are those of the reference.
 */
export async function noteOn(
  capability: string,
  { machine, offer, judge, config, examples }: Undeclared,
  respondent: Respondent,
): Promise<string | null> {
  const asks = ({ op }: Look): boolean => capabilitiesOf(machine.operations, op).includes(capability);
  const having = [...offer.capabilities, capability];
  const runs = runsOf(machine, judge.court.model, config, examples, having).filter((looks) =>
    looks.some(asks),
  );
  let answered = false;
  for (const looks of runs) {
    await respondent.reset();
    for (const [i, look] of looks.entries()) {
      if (i === 0) continue;
      const answer = await respondent.ask(look.op);
      if (answer instanceof Unsupported) return null;
      if (!asks(look) || answer instanceof Misuse) continue;
      const [first] = differing(judge, looks.slice(0, i + 1), answer);
      if (first) {
        return `${capability} is not declared, yet answered, and not as it must be (${lineOf(first)}): answer -32601 with the capability ${capability}`;
      }
      answered = true;
    }
  }
  return answered
    ? `${capability} is answered, and rightly, but not declared, so that its cases do not run`
    : null;
}
