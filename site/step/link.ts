/** The address of what is stepped: everything stands after the `#`, so that it can be sent, and no server hears of it. */
import type { Sequence } from './engine';

export interface Place {
  readonly machine: string;
  readonly profile: string;
  /** The profile beside it; empty for none. */
  readonly beside: string;
  /** How many operations have been carried out. */
  readonly at: number;
  /** The case that the sequence is of; empty where it is nobody's. */
  readonly case: string;
  readonly feature: string;
  /** Where it was changed, or is of no case. */
  readonly sequence: Sequence | null;
}

/** No address holds more characters of a sequence. */
const MAX_SEQUENCE = 100_000;

/** The part of the address after its `#`. */
export function addressOf(place: Place): string {
  const { sequence, at, ...names } = place;
  const entries = Object.entries(names).filter(([, value]) => value !== '');
  if (at > 0) entries.push(['at', String(at)]);
  if (sequence) entries.push(['s', encode(JSON.stringify(sequence))]);
  return new URLSearchParams(entries).toString();
}

/** The same read. What makes no sense counts as absent: anybody can write an address. */
export function placeOf(hash: string): Place {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const name = (key: string): string => {
    const value = given.get(key) ?? '';
    return /^[\w.:-]{0,200}$/.test(value) ? value : '';
  };
  const id = name('case');
  const at = Number(given.get('at') ?? '0');
  return {
    machine: name('machine') || (id.split('.')[0] ?? ''),
    profile: name('profile'),
    beside: name('beside'),
    at: Number.isInteger(at) && at >= 0 ? at : 0,
    case: id,
    feature: name('feature'),
    sequence: sequenceOf(given.get('s')),
  };
}

function sequenceOf(text: string | null): Sequence | null {
  if (text === null || text.length > MAX_SEQUENCE) return null;
  try {
    const value = JSON.parse(decode(text)) as Partial<Sequence> | null;
    if (!value || typeof value.config !== 'object' || !Array.isArray(value.ops)) return null;
    const said: readonly unknown[] = Array.isArray(value.said) ? value.said : [];
    const choices = Object.entries(value.choices ?? {}).filter(([, one]) => typeof one === 'string');
    return {
      config: value.config,
      ops: value.ops.filter(isOperation),
      said: value.ops.filter(isOperation).map((_op, i) => (typeof said[i] === 'string' ? said[i] : null)),
      choices: Object.fromEntries(choices),
    };
  } catch {
    return null;
  }
}

function isOperation(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { op?: unknown }).op === 'string';
}

function encode(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
  return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function decode(text: string): string {
  const bytes = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return new TextDecoder().decode(Uint8Array.from(bytes, (one) => one.charCodeAt(0)));
}
