/** What has to come back for a line: the rules of the protocol, by JSON.parse and a strict decoder of UTF-8. */
import assert from 'node:assert/strict';
import type { Reply, Said } from './build';
import { wellFormed } from './build';

const LINE = 1 << 20;
const DEPTH = 64;
const VALUES = 65_536;

/** The id and the codes that may come; null for a line that gets no reply. */
export interface Due {
  readonly id: unknown;
  /** Empty where any will do, also a result. */
  readonly codes: readonly number[];
}

function sizeOf(value: unknown): { readonly depth: number; readonly values: number } {
  if (typeof value !== 'object' || value === null) return { depth: 0, values: 1 };
  let [depth, values] = [0, 1];
  for (const item of Object.values(value)) {
    const size = sizeOf(item);
    depth = Math.max(depth, size.depth);
    values += size.values;
  }
  return { depth: depth + 1, values };
}

/** Brackets that open outside of strings, at most at once. */
function opened(text: string): number {
  let [depth, most] = [0, 0];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') most = Math.max(most, (depth += 1));
    if (token === ']' || token === '}') depth -= 1;
  }
  return most;
}

function parsed(bytes: Buffer): { readonly value: unknown } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

function isId(id: unknown): boolean {
  if (typeof id === 'string') return Buffer.byteLength(JSON.stringify(id)) <= 1024;
  return typeof id === 'number' || id === null;
}

export function due(line: Buffer): Due | null {
  let end = line.length;
  while (end > 0 && [0x20, 0x09, 0x0d].includes(line[end - 1] as number)) end -= 1;
  if (end === 0) return null;
  if (end > LINE) return { id: null, codes: [-32600] };
  const bytes = line.subarray(0, end);
  const read = parsed(bytes);
  if (!read)
    return { id: null, codes: opened(bytes.toString('latin1')) > DEPTH ? [-32700, -32600] : [-32700] };
  const { depth, values } = sizeOf(read.value);
  if (depth > DEPTH || values > VALUES) return { id: null, codes: [-32600] };
  if (typeof read.value !== 'object' || read.value === null || Array.isArray(read.value))
    return { id: null, codes: [-32600] };
  const request = read.value as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(request, 'id')) return null;
  const { id, jsonrpc, method } = request;
  // A number comes back as it stands, which JSON.parse does not tell.
  const isLong = typeof id === 'number' && /"id":\s*[-+.\deE]{1025}/.test(bytes.toString('latin1'));
  if (!isId(id) || isLong) return { id: null, codes: [-32600] };
  if (jsonrpc !== '2.0' || typeof method !== 'string') return { id, codes: [-32600] };
  return { id, codes: [] };
}

/** Lone surrogates cannot come back in UTF-8. */
function same(id: unknown): unknown {
  return typeof id === 'string' ? wellFormed(id) : id;
}

/** Checks that what was said answers the input: each line once, in order, in JSON, and the end is a quiet one. */
export function assertAnswers(input: Buffer, said: Said, seed: number): void {
  const again = `seed ${String(seed)}`;
  assert.equal(said.stderr, '', again);
  assert.deepEqual([said.status, said.signal], [0, null], again);
  const lines: Buffer[] = [];
  let from = 0;
  for (let to = input.indexOf(10); to >= 0; to = input.indexOf(10, from)) {
    lines.push(input.subarray(from, to));
    from = to + 1;
  }
  lines.push(input.subarray(from));
  const wanted = lines.flatMap((line) => {
    const one = due(line);
    return one ? [{ line, ...one }] : [];
  });
  assert.equal(said.lines.length, wanted.length, `${again}: replies`);
  for (const [i, { line, id, codes }] of wanted.entries()) {
    const text = said.lines[i] ?? '';
    const reply = JSON.parse(text) as Reply;
    const about = `${again}, line ${JSON.stringify(line.toString('latin1').slice(0, 300))}, reply ${text.slice(0, 300)}`;
    assert.deepEqual(reply.id, same(id), about);
    assert.ok(text.length <= LINE, about);
    assert.equal(Object.keys(reply).length, 3, about);
    if (codes.length > 0) assert.ok(codes.includes(reply.error?.code ?? 0), about);
    else assert.notEqual(reply.error?.code, -32700, about);
  }
}
