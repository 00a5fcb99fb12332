/** Values that an adapter gives in the right shape: what to ask of it, and where it differs from the reference. */
import { capabilitiesOf } from '../model/core/capability';
import { describeDifference } from '../model/core/compare';
import type { AnyEvent, AnyOp, AnyOutcome, Machine, Model } from '../model/core/machine';
import { Misuse } from '../model/core/machine';
import { firstLook } from '../model/core/naming';
import type { Look } from '../model/core/owners';
import { eventName } from '../model/core/owners';
import type { Court, Ruled } from '../model/core/ruling';
import { hasInsight, ruledOutcome, ruledState } from '../model/core/ruling';
import { referenceModel } from '../subjects/model-subject';
import type { Offer } from '../subjects/subject';
import { printable } from '../subjects/text';
import type { Law } from './law';
import { catalogueFor, lawOf } from './law';

/** By what the answers of one offer are judged. */
export interface Judge {
  readonly court: Court;
  readonly law: Law;
}

export function judgeOf(machine: Machine, offer: Offer): Judge {
  const law = lawOf(catalogueFor(machine), offer.profile, false);
  const { fields } = machine;
  const model = referenceModel(offer);
  return { law, court: { fields, model, holds: law.holds, insight: hasInsight(fields, offer.capabilities) } };
}

/** Whether an operation asks for no other capability. */
export function asksOnly({ operations }: Machine, op: AnyOp, capabilities: readonly string[]): boolean {
  return capabilitiesOf(operations, op).every((asked) => capabilities.includes(asked));
}

/** The start of an instance, and then operations one after another. */
export type Looks = readonly [Look, ...Look[]];

/**
 * The examples that ask for no other capability, as the reference carries them out: one after another, and
 * what makes no sense there on another fresh instance. What makes sense on none is left out.
 */
export function runsOf(
  machine: Machine,
  model: Model,
  config: object,
  examples: readonly AnyOp[],
  capabilities: readonly string[],
): readonly Looks[] {
  const runs: Looks[] = [];
  let left = examples.filter((op) => asksOnly(machine, op, capabilities));
  for (;;) {
    const { looks, senseless } = walk(model, config, left);
    if (looks.length === 1) return runs;
    runs.push(looks);
    left = senseless;
  }
}

function walk(model: Model, config: object, ops: readonly AnyOp[]): { looks: Looks; senseless: AnyOp[] } {
  const looks: [Look, ...Look[]] = [firstLook(model.initial(config))];
  const senseless: AnyOp[] = [];
  for (const op of ops) {
    const before = (looks.at(-1) as Look).after;
    try {
      const { state: after, outcome } = model.step(before, op);
      looks.push({ op, before, after, outcome });
    } catch (error) {
      if (!(error instanceof Misuse)) throw error;
      senseless.push(op);
    }
  }
  return { looks, senseless };
}

export interface Differing {
  readonly op: AnyOp;
  readonly difference: Ruled;
}

const REFUSED = { outcome: 'refused as misuse' } as unknown as AnyOutcome;

/** How the answer to the last of the looks differs in what requirements speak of; a refusal differs from any outcome. */
export function differing(
  { court }: Judge,
  looks: readonly Look[],
  answer: AnyOutcome | Misuse,
): readonly Differing[] {
  const look = looks.at(-1) as Look;
  const past = looks.slice(0, -1);
  const found =
    answer instanceof Misuse
      ? ruledOutcome(court, look, past, REFUSED).filter(({ path }) => path === 'outcome')
      : ruledOutcome(court, look, past, answer).filter(({ owners }) => owners.length > 0);
  return found.map((difference) => ({ op: look.op, difference }));
}

const INSPECT: AnyOp = { op: 'inspect' };

/** How the state that is shown after the last of the looks differs in what requirements speak of. */
export function differingState(
  { court }: Judge,
  looks: readonly Look[],
  state: object,
): readonly Differing[] {
  const found = ruledState(court, looks.at(-1) as Look, looks.slice(0, -1), state);
  return found.filter(({ owners }) => owners.length > 0).map((difference) => ({ op: INSPECT, difference }));
}

/** Those for which a run fails: not what differs only from what kernels were seen to do. */
export function failing({ law }: Judge, found: readonly Differing[]): readonly Differing[] {
  return found.filter(
    ({ difference: { owners, actual } }) => actual === REFUSED.outcome || law.isGrave(owners),
  );
}

/** Differences that are shown. */
const SHOWN = 5;

/** `FAILS …: shape right, 3 values differ: run will fail`, and the first few; none where none differs. */
export function failureLines(name: string, found: readonly Differing[]): readonly string[] {
  // The same example may have been tried in several configurations.
  const distinct = [...new Map(found.map((one) => [lineOf(one), one])).keys()];
  if (distinct.length === 0) return [];
  const count = distinct.length === 1 ? '1 value differs' : `${distinct.length} values differ`;
  const more = distinct.length > SHOWN ? [`      and ${distinct.length - SHOWN} more`] : [];
  return [
    `FAILS ${name}: shape right, ${count}: run will fail`,
    ...distinct.slice(0, SHOWN).map((line) => `      ${line}`),
    ...more,
  ];
}

/** `wrmsr: events.0.control: expected 0x5, got 0x4 (bit 0 differs) [SYNDBG-22]`. */
export function lineOf({ op, difference }: Differing): string {
  const { owners, expected, actual } = difference;
  const shown = describeDifference({ ...difference, expected: brief(expected), actual: brief(actual) });
  return printable(`${op.op}: ${shown}`) + (owners[0] === undefined ? '' : ` [${owners[0]}]`);
}

/** An event that there should be, or should not, by its name alone. */
function brief(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'event' in value
    ? eventName(value as AnyEvent)
    : value;
}
