/** What must hold, in the words of the scenarios: the Then steps of what a property found. */
import type { Difference } from '../../model/core/compare';
import type { AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Event, Outcome } from '../../model/shstk/types';
import { SIGNALS } from './names';

const MEMBERS: Readonly<Record<string, string>> = {
  ssp: 'SSP',
  features: 'feature mask',
  locked: 'lock mask',
  ucet: 'U_CET',
  base: 'stack base',
  size: 'stack size',
};

/** Members of an outcome that no phrase names. */
const CELLS = ['length', 'start', 'end', 'perm'];

export function signame(signo: number): string {
  return Object.entries(SIGNALS).find(([, number]) => number === signo)?.[0] ?? `signal ${signo}`;
}

export function taskOf(thread: number | string): string {
  return Number(thread) === 1 ? 'the program' : `thread ${thread}`;
}

/**
 * What holds of the field that differs, as a Then step with its rows: the first difference that a phrase
 * speaks of, else the whole outcome that was expected.
 * @param expected the model's outcome; null where the operation makes no sense, and should not have been carried out
 */
export function claimOf(differences: readonly Difference[], expected: AnyOutcome | null): readonly string[] {
  if (expected === null) return ['it fails'];
  const outcome = expected as Outcome;
  const [first] = differences.flatMap((one) => {
    const said = claimOfField(one, outcome);
    return said === null ? [] : [said];
  });
  return first ?? [resultOf(outcome)];
}

/** How an operation ends. */
export function resultOf(outcome: Outcome): string {
  if (outcome.outcome === 'error') return `it fails with ${outcome.error}`;
  if (outcome.outcome === 'ok')
    return outcome.value === undefined ? 'it succeeds' : `it returns ${hex(outcome.value)}`;
  const { si_code, si_addr = 0n, error_code, trapno } = outcome;
  if (si_code === 'ILL_ILLOPN') return 'it faults with ILL_ILLOPN';
  if (si_code === 'SI_KERNEL') return `it faults with SI_KERNEL with trap ${trapno}`;
  if (si_code === 'SEGV_CPERR') return `it faults with SEGV_CPERR with code ${error_code}`;
  return `it faults with ${si_code} at ${hex(si_addr)}`;
}

function claimOfField(difference: Difference, outcome: Outcome): readonly string[] | null {
  const { path, field = path, expected } = difference;
  const [first = '', second = '', third = '', ...rest] = field.split('.');
  if (first === 'events') return eventClaim(second, expected, outcome.events ?? []);
  if (first === 'state' && second === 'threads') return threadClaim(third, rest, expected);
  if (first === 'state' && second === 'spaces') return spaceClaim(third, rest, difference);
  if (first === 'stored' && outcome.outcome === 'ok') {
    return outcome.stored?.length === 1 ? [`it stores ${hex(outcome.stored[0] ?? 0n)}`] : null;
  }
  if ((first === 'features' || first === 'locked') && outcome.outcome === 'ok') {
    return [`it shows features "${outcome.features ?? ''}" and locks "${outcome.locked ?? ''}"`];
  }
  if (CELLS.includes(first)) return ['it answers:', `  | ${first} | ${cellOf(expected)} |`];
  return first === 'state' ? null : [resultOf(outcome)];
}

function cellOf(value: unknown): string {
  return typeof value === 'bigint' ? hex(value) : String(value);
}

/** An event that is missing, should not be there, or is another. */
function eventClaim(name: string, expected: unknown, events: readonly Event[]): readonly string[] | null {
  const of = <K extends Event['event']>(kind: K): Extract<Event, { event: K }> | undefined =>
    events.find((event): event is Extract<Event, { event: K }> => event.event === kind);
  const [handler, log, killed] = [of('handler'), of('log'), of('killed')];
  if (name === 'log') {
    return log && expected !== undefined
      ? [`the kernel logs "${log.name}" with code ${log.error} and SSP ${hex(log.ssp)}`]
      : ['the kernel logs nothing'];
  }
  if (handler) return [`the handler of ${signame(handler.signo)} runs with SSP ${hex(handler.ssp)}`];
  if (name === 'handler') return ['no handler runs'];
  if (of('signal')) return ['a second signal, SI_KERNEL, kills the program'];
  return killed ? [`the program is killed by ${signame(killed.signo)}`] : null;
}

function threadClaim(thread: string, rest: readonly string[], expected: unknown): readonly string[] | null {
  const [member] = rest;
  if (member === undefined) return expected === undefined ? [`thread ${thread} is gone`] : null;
  const name = MEMBERS[member];
  if (name !== undefined && typeof expected === 'bigint')
    return [`the ${name} of ${taskOf(thread)} is ${hex(expected)}`];
  if (member === 'depth' && typeof expected === 'number')
    return [`the normal stack of ${taskOf(thread)} is ${expected} frame${expected === 1 ? '' : 's'} deep`];
  return null;
}

/** A word of a shadow stack, or a mapping that is missing or should not be there. */
function spaceClaim(space: string, rest: readonly string[], { expected, actual }: Difference): readonly string[] | null {
  const [part, address, member] = rest;
  const where = space === '1' ? '' : ` of ${taskOf(space)}`;
  if (part === 'words' && address !== undefined)
    return [`the word at ${address}${where} is ${hex(typeof expected === 'bigint' ? expected : 0n)}`];
  if (part !== 'maps' || address === undefined || member !== undefined) return null;
  const mapping = (expected ?? actual) as { readonly end: bigint; readonly shadow: boolean };
  const kind = expected === undefined ? 'not mapped' : mapping.shadow ? 'shadow-stack memory' : 'ordinary memory';
  return [`${address} to ${hex(mapping.end)}${where} is ${kind}`];
} // prettier-ignore
