/** Members that stand twice in one JSON object: JSON.parse takes the last one in silence, other readers the first. */

/** The path of the first member of `text` that stands twice, as in `result.outcome`, or null; `value` is the text parsed. */
export function twice(text: string, value: unknown): string | null {
  return names(text) === members(value) ? null : repeated(text);
}

const QUOTE = '"';
const COLON = 58;
const BACKSLASH = 92;

/** How many names of members JSON has: strings before a colon. */
function names(text: string): number {
  let count = 0;
  for (let open = text.indexOf(QUOTE); open >= 0;) {
    const close = endOf(text, open);
    if (text.charCodeAt(afterBlanks(text, close + 1)) === COLON) count += 1;
    open = text.indexOf(QUOTE, close + 1);
  }
  return count;
}

/** The closing quote of the string that opens at `open`; the text is JSON, so there is one. */
function endOf(text: string, open: number): number {
  let close = text.indexOf(QUOTE, open + 1);
  while (isEscaped(text, close)) close = text.indexOf(QUOTE, close + 1);
  return close;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 0;
}

function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}

/** How many members a value has in all. Without recursion: what came from outside may be deep. */
function members(value: unknown): number {
  let count = 0;
  const rest: object[] = typeof value === 'object' && value !== null ? [value] : [];
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    const isList = Array.isArray(one);
    for (const name in one) {
      if (!isList) count += 1;
      const member = (one as Record<string, unknown>)[name];
      if (typeof member === 'object' && member !== null) rest.push(member);
    }
  }
  return count;
}

interface Open {
  readonly isList: boolean;
  readonly seen: Set<string>;
  /** The name, or the index, of what is being read. */
  at: string | number;
}

/** Token by token, for a text of which it is known that something stands twice. */
function repeated(text: string): string | null {
  const open: Open[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[[\]{},]/g)) {
    const here = open.at(-1);
    if (token === '{' || token === '[') open.push({ isList: token === '[', seen: new Set(), at: 0 });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',') {
      if (here?.isList) here.at = Number(here.at) + 1;
    } else if (here && token.endsWith(':')) {
      const name = JSON.parse(token.slice(0, -1)) as string;
      here.at = name;
      if (here.seen.has(name)) return open.map(({ at }) => at).join('.');
      here.seen.add(name);
    }
  }
  return null;
}
