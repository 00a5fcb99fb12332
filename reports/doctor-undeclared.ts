/** What an adapter does with operations of a capability that it did not declare: refuse them, know them, or ignore what it does not know. */
import { capabilitiesOf } from '../model/core/capability';
import type { AnyOp, Machine } from '../model/core/machine';
import { Misuse, Unsupported } from '../model/core/machine';
import type { Offer } from '../subjects/subject';
import type { Answer } from './doctor-summary';
import type { Differing, Judge } from './doctor-values';
import { asksOnly, differing, lineOf, runsOf } from './doctor-values';

export interface Undeclared {
  readonly machine: Machine;
  readonly offer: Offer;
  readonly judge: Judge;
  readonly configs: readonly object[];
  readonly examples: readonly AnyOp[];
}

/** The adapter; it throws for a refusal that is no excuse. */
export interface Respondent {
  /** Whether it can be configured so. */
  reset(config: object): Promise<boolean>;
  ask(op: AnyOp): Promise<Answer>;
}

/**
 * A note on a capability that is answered though it was not declared; null where it is refused. It is worth
 * declaring only where the answers are those of the reference.
 */
export async function noteOn(
  capability: string,
  undeclared: Undeclared,
  respondent: Respondent,
): Promise<string | null> {
  const { machine, offer, judge, configs, examples } = undeclared;
  const having = [...offer.capabilities, capability];
  const asks = (op: AnyOp): boolean => capabilitiesOf(machine.operations, op).includes(capability);
  let answered = false;
  for (const config of configs) {
    const reset: AnyOp = { op: 'reset', ...config };
    if (!asksOnly(machine, reset, having)) continue;
    for (const looks of runsOf(machine, judge.court.model, config, examples, having)) {
      const telling = looks.map(({ op }, i) => i > 0 && (asks(reset) || asks(op)));
      if (!telling.includes(true)) continue;
      if (!(await respondent.reset(config))) return null;
      for (const [i, { op }] of looks.slice(0, telling.lastIndexOf(true) + 1).entries()) {
        if (i === 0) continue;
        const answer = await respondent.ask(op);
        if (answer instanceof Unsupported) return null;
        if (!telling[i] || answer instanceof Misuse) continue;
        const [first] = differing(judge, looks.slice(0, i + 1), answer);
        if (first) return wrongly(capability, first);
        answered = true;
      }
    }
  }
  return answered
    ? `${capability} is answered, and rightly, but not declared, so that its cases do not run`
    : null;
}

function wrongly(capability: string, first: Differing): string {
  return `${capability} is not declared, yet answered, and not as it must be (${lineOf(first)}): answer -32601 with the capability ${capability}`;
}
