/** The working copy of one step: collected log lines and calls beside the state. */
import type { Rules } from './rules';
import type { Guest, State, Vm } from './state';
import { withGuest, withVm } from './state';
import type { Call, Event } from './types';

export interface Context {
  readonly rules: Rules;
  state: State;
  readonly events: Event[];
  readonly calls: Call[];
}

export function setGuest(c: Context, change: Partial<Guest>): void {
  c.state = withGuest(c.state, change);
}

export function setVm(c: Context, change: Partial<Vm>): void {
  c.state = withVm(c.state, change);
}

/** A line of the guest part: with its prefix, at its level. */
export function logGuest(c: Context, text: string): void {
  c.events.push({ event: 'log', level: 'warning', text: `heki-guest: ${text}` });
}

/** A text of the WARN macro, which knows no prefix. */
export function warnGuest(c: Context, text: string): void {
  c.events.push({ event: 'log', level: 'WARN', text });
}

/** A line of the host part. */
export function logHost(c: Context, text: string): void {
  c.events.push({ event: 'log', level: 'warning', text: `heki-kvm: ${text}` });
}

/** What the guest called, as an outcome carries it. */
export function callsOf(c: Context): { readonly calls: Call[]; readonly events: Event[] } {
  return { calls: c.calls, events: c.events };
}
