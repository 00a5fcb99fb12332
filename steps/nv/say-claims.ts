/** What must hold by the reference, said of the field that differs: the Then of a reproducer. */
import type { AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import { FULL_MODE, modeName } from '../../model/nv/pstate';
import type { Event, Inspection, RegisterFile } from '../../model/nv/types';
import type { Expected } from '../expected';
import { isInside } from './inside';

/** @param bits the bits in which a number differs, if it is one that does */
export function claimOf(
  field: string,
  expected: Expected<Inspection>,
  bits: bigint | null = null,
): readonly string[] {
  const [first = '', name = ''] = field.split('.');
  if (first === 'events') return eventClaims(name, expected);
  if (first === 'state') return stateClaims(field, expected.state, bits) ?? [outcomeClaim(expected.outcome)];
  if (first === 'mode' || first === 'e2h' || first === 'tge') return answerClaims(first, expected.outcome);
  return [outcomeClaim(expected.outcome)];
}

function outcomeClaim(outcome: AnyOutcome): string {
  const { value, error, fault } = outcome as { value?: bigint; error?: string; fault?: string };
  if (outcome.outcome === 'error') return `it fails with ${error ?? ''}`;
  if (outcome.outcome === 'fault') return `it is refused with ${fault ?? ''}`;
  return value === undefined ? 'it succeeds' : `it returns ${hex(value)}`;
}

function answerClaims(field: string, outcome: AnyOutcome): readonly string[] {
  const value = (outcome as unknown as Readonly<Record<string, unknown>>)[field];
  const cell = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return ['it answers:', `  | ${field} | ${cell} |`];
}

/** An exception by its place and syndrome; else which events there are: those that a user sees, or all. */
function eventClaims(name: string, { outcome }: Expected<Inspection>): readonly string[] {
  const events = (outcome.events ?? []) as readonly Event[];
  const [exception] = events.filter(({ event }) => event === name && name === 'exception');
  if (exception?.event === 'exception') {
    const { to, vector, esr } = exception;
    return [`the exception goes to ${to} at vector ${hex(vector)} with ESR ${hex(esr)}`];
  }
  const inside = name === '' || isInside(name as Event['event']);
  const rows = events.filter(({ event }) => inside || !isInside(event)).map(rowOf);
  return [`${inside ? 'inside KVM ' : ''}this happens, in order:`, '  | what | with |', ...rows];
}

function rowOf(event: Event): string {
  const [what = '', ...rest] = wordsOf(event).split(' ');
  return `  | ${what} | ${rest.join(' ')} |`;
}

/** Null for a part of the state that no phrase speaks of. */
function stateClaims(field: string, state: Inspection, bits: bigint | null): readonly string[] | null {
  const [, name = '', member] = field.split('.');
  switch (name) {
    case 'pstate':
      return bits !== null && (bits & ~FULL_MODE) === 0n
        ? [`PSTATE.M reads ${modeName(state.pstate)}`]
        : [`PSTATE reads ${hex(state.pstate)}`];
    case 'pc':
      return [`PC holds ${hex(state.pc)}`];
    case 'hcr':
      return [`HCR_EL2 holds ${hex(state.hcr)}`];
    case 'el1':
    case 'vel2':
      return registerClaims(name, state[name], member);
    case 'place':
      return state.place === 'panicked' ? null : [`the vCPU is ${PLACE[state.place]}`];
    case 'host_context':
      return [`the vCPU is in ${state.host_context ? 'host' : 'guest'} context`];
    case 'sampled':
      return [`the run is in ${state.sampled ? 'host' : 'guest'} context`];
    case 'loaded':
      return [`the CPU holds the registers of ${state.loaded ? fileWord(state.loaded) : 'nobody'}`];
    case 'spsr':
      return state.spsr === undefined ? null : [`hardware SPSR_EL2 holds ${hex(state.spsr)}`];
    case 'esr':
      return state.esr === undefined ? null : [`the syndrome kept for handlers is ${hex(state.esr)}`];
    default:
      return null;
  }
}

const PLACE = { userspace: 'in userspace', kvm: 'in KVM', guest: 'in the guest' } as const;

function registerClaims(name: 'el1' | 'vel2', file: RegisterFile, member = 'spsr'): readonly string[] {
  const value = file[member as keyof RegisterFile];
  return [`${member.toUpperCase()}_${name === 'el1' ? 'EL1' : 'EL2'} holds ${hex(value)}`];
}

/** One event in the words of a table: its name and the one thing that it carries. */
export function wordsOf(event: Event): string {
  switch (event.event) {
    case 'sync':
      return `sync ${hex(event.pstate)}`;
    case 'esr':
      return `esr ${hex(event.esr)}`;
    case 'handler':
      return `handler ${event.host_context ? 'host context' : 'guest context'}`;
    case 'put':
    case 'load':
      return `${event.event} ${fileWord(event.file)}`;
    case 'exception':
      return `exception by ${event.by} to ${event.to}`;
    case 'eret':
      return `eret ${event.path}`;
    case 'kvm_exit':
      return `kvm_exit ${event.reason}`;
    case 'warn':
    case 'panic':
      return event.event;
    default:
      throw new Error(`no words for ${String(event satisfies never)}`);
  }
}

function fileWord(file: 'EL1' | 'vEL2'): string {
  return file === 'EL1' ? 'vEL1' : file;
}
