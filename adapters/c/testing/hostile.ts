/** Hostile input made from a seed: valid conversations broken, and JSON of every kind. */

/** Whole numbers below `n`, the same for the same seed (mulberry32). */
export type Random = (n: number) => number;

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 0x1_0000_0000) * n);
  };
}

function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[random(all.length)] as T;
}

const NUMBERS = [
  ...['0', '-0', '1', '-1', '0.5', '1e3', '1E+2', '-2.5e-7', '1e999', '123456789012345678901234567890'],
  ...['9007199254740993', '9223372036854775807', '-9223372036854775808', '18446744073709551615'],
];
const WORDS = [
  '0x0',
  '0xffffffffffffffff',
  '0x10000000000000000',
  '0xABC',
  'ok',
  '',
  'é',
  '€',
  '😀',
  '__proto__',
];
const ESCAPES = [
  '\\n',
  '\\"',
  '\\\\',
  '\\/',
  '\\u0000',
  '\\u001f',
  '\\u00e9',
  '\\u20AC',
  '\\ud83d\\ude00',
  '\\ud800',
];
const BLANKS = ['', '', '', ' ', '\t', ' \r '];

/** The text of a string, with its quotes. */
function stringText(random: Random, escapes: readonly string[]): string {
  const parts = Array.from({ length: random(4) }, () =>
    random(3) === 0 ? oneOf(random, escapes) : oneOf(random, WORDS),
  );
  return `"${parts.join('')}"`;
}

/** The text of some JSON, at most `depth` deep. Names of members have no NUL, which a C string cannot hold. */
export function jsonText(random: Random, depth = 5): string {
  const blank = (): string => oneOf(random, BLANKS);
  const kind = random(depth > 0 ? 8 : 4);
  if (kind === 0) return oneOf(random, NUMBERS);
  if (kind === 1) return oneOf(random, ['true', 'false', 'null']);
  if (kind < 4) return stringText(random, ESCAPES);
  const name = (): string =>
    stringText(
      random,
      ESCAPES.filter((escape) => escape !== '\\u0000'),
    );
  const items = Array.from({ length: random(5) }, () => {
    const key = kind < 6 ? '' : `${name()}${blank()}:${blank()}`;
    return `${blank()}${key}${jsonText(random, depth - 1)}${blank()}`;
  }).join(',');
  return kind < 6 ? `[${items}]` : `{${items}}`;
}

const IDS = [
  '1',
  '"a"',
  '0',
  '-5',
  '1.5',
  '1e999',
  'null',
  '"\\u0000\\ud83d"',
  '12345678901234567890',
  'true',
  '[1]',
  `"${'i'.repeat(2000)}"`,
];
const METHODS = [
  'describe',
  'reset',
  'inspect',
  'step',
  'step',
  'step',
  'Step',
  'nonsense',
  'describe\\u0000',
];
const OPS = [
  'echo',
  'read',
  'events',
  'deep',
  'large',
  'bytes',
  'error',
  'misuse',
  'twice',
  'none',
  'open',
  'within',
  'x',
];
const RESET_PARAMS = '{"machine":"syndbg","profile":"upstream","config":{}}';

/** One request, mostly a right one. */
function requestText(random: Random): string {
  const method = oneOf(random, METHODS);
  const op = `{"op":"${oneOf(random, OPS)}","v":${jsonText(random)},"n":${String(random(200))}}`;
  const params = method === 'reset' ? RESET_PARAMS : random(9) === 0 ? jsonText(random) : op;
  const id = random(12) === 0 ? '' : `"id":${random(4) > 0 ? String(random(1000)) : oneOf(random, IDS)},`;
  const version = random(20) === 0 ? '2' : '"2.0"';
  return `{"jsonrpc":${version},${id}"method":"${method}","params":${params}}`;
}

/** Bytes that are put where they do not belong. */
const PIECES = [
  ...[
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '\n',
    '\r\n',
    '\0',
    '0',
    '-',
    '.',
    'e',
    '\\u',
    '\\ud83d',
    'nul',
    '\u007f',
  ],
].map((text) => Buffer.from(text));
PIECES.push(
  ...[
    [0xff],
    [0xc3],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
    [0xc0, 0x80],
    [0xef, 0xbb, 0xbf],
  ].map((bytes) => Buffer.from(bytes)),
);

function broken(random: Random, line: Buffer): Buffer {
  const at = random(line.length + 1);
  const to = Math.min(line.length, at + random(12));
  switch (random(5)) {
    case 0:
      return line.subarray(0, at);
    case 1:
      return Buffer.concat([line.subarray(0, at), line.subarray(to)]);
    case 2:
      return Buffer.concat([line.subarray(0, to), line.subarray(at)]);
    case 3: {
      const flipped = Buffer.from(line);
      if (at < line.length) flipped[at] = random(256);
      return flipped;
    }
    default:
      return Buffer.concat([line.subarray(0, at), oneOf(random, PIECES), line.subarray(at)]);
  }
}

/** A line that is hostile as a whole. */
function monster(random: Random): Buffer {
  const many = 1 + random(3000);
  const texts = [
    '['.repeat(many),
    '{"a":'.repeat(many),
    `${'['.repeat(64)}${']'.repeat(64)}`,
    `${'['.repeat(65)}${']'.repeat(65)}`,
    `{"jsonrpc":"2.0","id":7,"method":"step","params":{"op":"echo","v":[${'0,'.repeat(many)}0]}}`,
    `{"jsonrpc":"2.0","id":8,"method":"step","params":{"op":"echo","v":${'9'.repeat(many)}}}`,
    `{"jsonrpc":"2.0","id":${'1'.repeat(oneOf(random, [1024, 1025, many]))},"method":"inspect"}`,
    `{"jsonrpc":"2.0","id":9,"method":"step","params":{"op":"echo","v":"${'\\u0001'.repeat(many)}"}}`,
  ];
  return Buffer.from(oneOf(random, texts));
}

/** Lines of all kinds, each ended by LF but perhaps the last; nothing in them asks for shutdown on purpose. */
export function hostileInput(seed: number, lines: number): Buffer {
  const random = seeded(seed);
  const all = Array.from({ length: lines }, () => {
    if (random(25) === 0) return monster(random);
    let line = Buffer.from(requestText(random));
    for (let times = random(3); times > 0; times -= 1) line = broken(random, line) as typeof line;
    return line;
  });
  const first = Buffer.from(`{"jsonrpc":"2.0","id":0,"method":"reset","params":${RESET_PARAMS}}`);
  const joined = [first, ...all].flatMap((line) => [line, Buffer.from('\n')]);
  return Buffer.concat(random(2) === 0 ? joined : joined.slice(0, -1));
}
