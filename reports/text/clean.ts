/** Text on its way into a report: no control characters, no endless lines, nothing of the machine it ran on. */
import { printable } from '../../subjects/text';
import { LAYOUT } from '../layout';

/** Characters of a message that a report keeps. */
export const MAX_TEXT = 20_000;

/**
 * The text with its line breaks, and every other control character (escape sequences, reversed reading order,
 * lone surrogates) as a visible escape; cut after `max` characters. What is clean stays as it is.
 */
export function clean(text: string, max = MAX_TEXT): string {
  if (text.length <= max && PLAIN.test(text)) return text;
  const lines = text
    .slice(0, max + 1)
    .replaceAll('\r\n', '\n')
    .split('\n');
  const shown = lines.map((line) => printable(line, max + 1)).join('\n');
  return shown.length > max ? `${shown.slice(0, max).replace(HALF, '')}… (cut)` : shown;
}

/** What stays as it is, as most texts do. */
const PLAIN = /^[\n -~]*$/;

/** The first half of a character of two, where the cut went through it. */
const HALF = /[\ud800-\udbff]$/;

/** The same with line breaks visible too. */
export function visible(text: string, max = MAX_TEXT): string {
  return clean(text, max).replaceAll('\n', '\\n');
}

/** The same on one line, blanks and line breaks collapsed. */
export function oneLine(text: string, max = MAX_TEXT): string {
  return clean(text.replace(/\s+/g, ' ').trim(), max);
}

/** Every string in a JSON value cleaned, names of members included. */
export function cleanJson<T>(value: T): T {
  return cleaned(value, 2000) as T;
}

/** The same for what a report said: only what no report says is cut. */
export function cleanTexts<T>(value: T): T {
  return cleaned(value, MAX_TEXT) as T;
}

function cleaned(value: unknown, max: number): unknown {
  if (typeof value === 'string') return clean(value, max);
  if (Array.isArray(value)) return value.map((one) => cleaned(one, max));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [clean(key, 200), cleaned(member, max)]),
  );
}

/** A message without stack lines, and without the folder that the project lies in. */
export function withoutPlaces(message: string, root = LAYOUT.root): string {
  return message
    .split('\n')
    .filter((line) => !/^\s+at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .join('\n')
    .replaceAll(`file://${root}/`, '')
    .replaceAll(`${root}/`, '')
    .trim();
}

/** A message in which the uris that lead out of the project are as {@link relativePath} has them. */
export function withoutOutside(message: string, uris: readonly string[]): string {
  return uris
    .filter((uri) => uri.startsWith('../'))
    .reduce((text, uri) => text.replaceAll(uri, relativePath(uri)), message);
}

/**
 * A feature's uri as a path in the project, with forward slashes.
 * Of a file elsewhere only the name is kept: where it lay says nothing about the case.
 */
export function relativePath(uri: string, root = LAYOUT.root): string {
  const path = uri.replace(/^file:\/\//, '').replaceAll('\\', '/');
  const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  const outside = /^(\/|[A-Za-z]:|\.\.\/)/.test(inside);
  return clean(outside ? (inside.split('/').at(-1) ?? '') : inside, 400);
}
