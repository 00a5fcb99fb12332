/** The kit compiled with the machine's C compiler, as authors would, and spoken to. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { built } from '../../testing/built';

export const KIT = join(__dirname, '..');
export const STRICT = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-Wpedantic'];
export const STATIC = [...STRICT, '-O1', '-static'];
export const SANITIZED = [
  ...STRICT,
  '-O1',
  '-g',
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
];

/** The sources of the kit: all but what makes an adapter the init of a guest, which is no part of the protocol. */
export function sources(folder: string = KIT): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.c') && name !== 'init.c')
    .map((name) => join(folder, name));
}

/** All that anything here is built of. */
function everything(): readonly string[] {
  return (readdirSync(KIT, { recursive: true }) as string[])
    .filter((name) => /\.[ch]$|(^|[\\/])Makefile$/.test(name))
    .sort()
    .map((name) => join(KIT, name));
}

/** testing/echo.c with the kit, compiled and linked. @throws Error with what the compiler said */
export function echo(flags: readonly string[]): string {
  const files = [...sources(), join(KIT, 'testing/echo.c')];
  const folder = built(['echo', ...flags], everything(), (out) => {
    const argv = [...flags, ...files, '-o', join(out, 'echo')];
    const { status, stderr, error } = spawnSync('gcc', argv, { encoding: 'utf8' });
    if (error) throw error;
    if (status !== 0 || stderr !== '') throw new Error(`gcc ${flags.join(' ')}: ${stderr}`);
  });
  return join(folder, 'echo');
}

/**
 * What the Makefile of a folder makes, in which warnings are errors.
 * @returns the folder with it
 * @throws Error with what make said
 */
export function madeIn(folder: string, ...words: readonly string[]): string {
  return built(['make', folder, ...words], everything(), (out) => {
    const argv = ['-s', '-C', folder, `O=${out}`, ...words];
    const { status, stderr, error } = spawnSync('make', argv, { encoding: 'utf8' });
    if (error) throw error;
    if (status !== 0) throw new Error(stderr);
  });
}

/** What a program made of its input. */
export interface Said {
  readonly status: number | null;
  readonly signal: string | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

export function say(program: string, input: string | Buffer, ...argv: readonly string[]): Said {
  const { status, signal, stdout, stderr } = spawnSync(program, argv, {
    input,
    timeout: 60_000,
    maxBuffer: 1 << 28,
  });
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stdout);
  if (text !== '' && !text.endsWith('\n')) throw new Error(`the last reply has no end: ${text.slice(-80)}`);
  return { status, signal, lines: text.split('\n').slice(0, -1), stderr: stderr.toString() };
}

export interface Reply {
  readonly id: unknown;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A request as a line without its LF. */
export function request(id: unknown, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export const RESET = request(0, 'reset', { machine: 'syndbg', profile: 'upstream', config: {} });

/** Steps of an instance of its own: each an object, or the text of one. */
export function steps(
  program: string,
  ops: readonly (object | string)[],
  ...argv: string[]
): readonly Reply[] {
  const lines = ops.map(
    (op, i) =>
      `{"jsonrpc":"2.0","id":${String(i + 1)},"method":"step","params":${typeof op === 'string' ? op : JSON.stringify(op)}}`,
  );
  const said = say(program, `${[RESET, ...lines].join('\n')}\n`, ...argv);
  if (said.status !== 0) throw new Error(`ended with ${String(said.status ?? said.signal)}: ${said.stderr}`);
  const replies = said.lines.slice(1).map((line) => JSON.parse(line) as Reply);
  if (replies.length !== ops.length)
    throw new Error(`${String(replies.length)} replies to ${String(ops.length)}`);
  return replies;
}

/** A text as UTF-8 can hold it: each half of a pair on its own is U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
