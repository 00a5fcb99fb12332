/**
 * The log lines of guest and host as the table of owners knows them: by what they say, with their numbers apart
 * from their words, so that a wrong number, a wrong prefix and a missing line are three different things.
 */
import type { Reading, Readings } from '../../core/owners';
import type { AnyEvent } from '../../core/machine';
import { once } from '../../core/once';
import type { Event } from '../types';

/** Lines of 3/9, 6/9 and 9/9 in the guest's log, and of 1/19 and 4/19 of the second version. */
const GUEST = {
  'is-enabled': /^Heki is enabled/,
  'not-enabled': /^Heki is not enabled/,
  supported: /^Heki is supported by/,
  'not-supported': /^No support for Heki/,
  enabled: /^Enabled/,
  disabled: /^Disabled/,
  configuring: /^Configuring GFN/,
  'invalid-option': /^Invalid option string for heki:/,
  'invalid-test': /^Invalid option string for heki_test:/,
  'no-ranges': /^Architecture did not/,
  'no-hypervisor': /^No hypervisor/,
  protected: /^Static sections protected/,
  'locked-crs': /^Control registers locked/,
  'running-test': /^Running test/,
  'protect-failed': /^Failed to protect static sections/,
  'lock-failed': /^Failed to lock control registers/,
  'enforce-failed': /^Failed to enforce memory protection/,
} as const;

/** Lines of 2/9, 4/9, 5/9 and 8/9 in the host's log. */
const HOST = {
  locking: /^Locking GFN/,
  'no-mbec': /^HEKI_ATTR_MEM_EXEC depends on MBEC/,
  allowing: /^Allowing kernel execution/,
  denying: /^Denying kernel execution/,
  'locked-exec': /^Locked executable kernel memory/,
  blocked: /^Blocked CR/,
  creating: /^Creating \w+ #PF/,
} as const;

export type GuestLine = keyof typeof GUEST;
export type HostLine = keyof typeof HOST;
export type LineName = GuestLine | HostLine;

const KINDS = Object.entries({ ...GUEST, ...HOST }) as readonly (readonly [LineName, RegExp])[];
/** What is read in a line; `nowrite` and `exec` stand for the attributes that it names. */
const MEMBERS = ['level', 'prefix', 'text', 'values', 'values.*', 'nowrite', 'exec', 'newline'];

const WORDS: readonly LineName[] = ['invalid-option', 'invalid-test'];
const PREFIX = /^heki(?:-guest|-kvm)?: /;
/** Hexadecimal as %llx or %016llx prints it, and the decimal at the end of a warning. */
const NUMBER = /0x(?:0|[1-9a-f][0-9a-f]{0,15}|0[0-9a-f]{15})(?![0-9a-f])|(?<=: )-?\d{1,20}$/g;

/** Asked of the same line by many conditions. */
const readingOf = once(lineOf);

function lineOf({ event: _kind, text, ...rest }: Extract<Event, { event: 'log' }>): Reading | null {
  const prefix = PREFIX.exec(text)?.[0] ?? '';
  const body = text.slice(prefix.length);
  const [name] = KINDS.find(([, pattern]) => pattern.test(body)) ?? [];
  if (name === undefined) return null;
  if (WORDS.includes(name)) return { name, members: { ...rest, prefix, text: body } };
  const values = [...body.matchAll(NUMBER)].map(([number]) => BigInt.asUintN(64, BigInt(number)));
  const shape = body.replace(NUMBER, (number) =>
    number.startsWith('0x') ? (/^0x0./.test(number) ? '#16' : '#') : '#d',
  );
  const named = { nowrite: shape.includes('[nowrite]'), exec: shape.includes('[exec]') };
  const attributes = name === 'configuring' ? { nowrite: named.nowrite } : name === 'locking' ? named : {};
  const said = Object.keys(attributes).reduce((words, one) => words.replace(`[${one}]`, ''), shape);
  return { name, members: { ...rest, prefix, text: said, values, ...attributes } };
}

export const READINGS: Readings = {
  of: (event: AnyEvent) => ((event as Event).event === 'log' ? readingOf(event as never) : null),
  fields: KINDS.flatMap(([name]) => [
    `events.${name}`,
    ...MEMBERS.map((member) => `events.${name}.${member}`),
  ]),
};

/** All that is read in these lines, and whether they are there. */
export function whole(...names: readonly LineName[]): readonly string[] {
  return names.flatMap((name) => [`events.${name}`, `events.${name}.**`]);
}

/** A member of these lines. */
export function memberOf(member: string, names: readonly LineName[]): readonly string[] {
  return names.map((name) => `events.${name}.${member}`);
}

export const GUEST_LINES = Object.keys(GUEST) as readonly GuestLine[];
export const HOST_LINES = Object.keys(HOST) as readonly HostLine[];

/** Whether an outcome has a line of this name. */
export function says(events: readonly AnyEvent[] | undefined, name: LineName): boolean {
  return (events ?? []).some((event) => READINGS.of(event)?.name === name);
}
