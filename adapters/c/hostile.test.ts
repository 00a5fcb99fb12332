/** The protocol in C under sanitizers: hostile lines, broken pipes, signals, and JSON as JSON.parse reads it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { before, test } from 'node:test';
import { echo, request, RESET, SANITIZED, say, steps, wellFormed } from './testing/build';
import { hostileInput, jsonText, seeded } from './testing/hostile';
import { assertAnswers } from './testing/oracle';

let program = '';
before(() => {
  program = echo(SANITIZED);
});

/** As the kit has to give it back: numbers as they stand, halves of pairs as U+FFFD. */
function readable(value: unknown): unknown {
  if (typeof value === 'string')
    return value.startsWith('number ') ? Number(value.slice(7)) : wellFormed(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [wellFormed(key), readable(item)]));
}

test('it reads JSON as JSON.parse does', () => {
  const random = seeded(1);
  const texts = Array.from({ length: 1000 }, () => jsonText(random));
  const replies = steps(
    program,
    texts.map((text) => `{"op":"echo","v":${text}}`),
  );
  for (const [i, text] of texts.entries())
    assert.deepEqual(readable(replies[i]?.result?.['v']), readable(JSON.parse(text)), text);
  assert.ok(texts.some((text) => text.length > 300));
});

test('every hostile line with an id gets one reply, and nothing is undefined behaviour', () => {
  for (const seed of [1, 2, 3]) {
    const input = hostileInput(seed, 1000);
    assertAnswers(input, say(program, input), seed);
  }
});

test('a line that is too long gets one error, and the next line its answer', () => {
  const bound = 1 << 20;
  const whole = (id: number, size: number): string => {
    const line = request(id, 'step', { op: 'misuse', v: '' });
    return line.replace('"v":""', () => `"v":"${'x'.repeat(size - line.length)}"`);
  };
  const lines = [
    RESET,
    whole(1, bound),
    whole(2, bound + 1),
    'y'.repeat(3 * bound),
    request(3, 'inspect', {}),
    'z'.repeat(2 * bound),
  ];
  const input = Buffer.from(lines.join('\n'));
  const said = say(program, input);
  assertAnswers(input, said, 0);
  const ids = said.lines.map((line) => (JSON.parse(line) as { id: unknown }).id);
  assert.deepEqual(ids, [0, 1, null, null, 3, null]);
});

test('signals, and pipes that do not block, lose nothing', () => {
  const ops = Array.from({ length: 60 }, (_, i) => ({ op: 'large', n: 3000 + i }));
  for (const [i, reply] of steps(program, ops, 'interrupted', 'nonblocking').entries())
    assert.equal((reply.result?.['list'] as readonly string[]).length, 3000 + i);
});

test('nobody who reads is an error of writing and no signal; shutdown ends it while stdin is open', async () => {
  const deaf = spawn(program, { stdio: ['pipe', 'pipe', 'pipe'] });
  deaf.stdin.on('error', () => undefined);
  deaf.stdout.destroy();
  const complaint: string[] = [];
  deaf.stderr.setEncoding('utf8').on('data', (text: string) => complaint.push(text));
  deaf.stdin.write(`${request(1, 'describe', {})}\n`);
  assert.deepEqual(await once(deaf, 'close'), [1, null]);
  assert.match(complaint.join(''), /Broken pipe/);
  const polite = spawn(program, { stdio: ['pipe', 'ignore', 'inherit'] });
  polite.stdin.write(`${request(1, 'shutdown', {})}\n${request(2, 'inspect', {})}\n`);
  assert.deepEqual(await once(polite, 'close'), [0, null]);
  polite.stdin.destroy();
});

test('many requests in one write are answered in as few writes', async () => {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(`${Array.from({ length: 300 }, (_, i) => request(i, 'inspect', {})).join('\n')}\n`);
  await once(child, 'close');
  assert.equal(Buffer.concat(chunks).toString().trimEnd().split('\n').length, 300);
  assert.ok(chunks.length < 10, `${String(chunks.length)} chunks`);
});
