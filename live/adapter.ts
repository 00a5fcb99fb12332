/** The adapter that becomes the guest's init: compiled out of adapters/c, for the guest's architecture. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT } from '../reports/layout';
import { kept } from './cache';
import type { Context } from './context';
import { during } from './context';
import { LiveError } from './error';
import type { Architecture, Guest } from './guests';
import { findProgram, needPrograms, run } from './programs';

/** The sources of the adapters in C. */
const SOURCES = join(LAYOUT.root, 'adapters', 'c');

const CROSS: Readonly<Record<Architecture, string>> = {
  amd64: 'x86_64-linux-gnu-gcc',
  arm64: 'aarch64-linux-gnu-gcc',
};
const NATIVE: Readonly<Record<string, Architecture>> = { x64: 'amd64', arm64: 'arm64' };

/** @returns the path of the program, linked statically @throws LiveError with what the compiler says */
export async function adapterFor(context: Context, { adapter, architecture }: Guest): Promise<string> {
  if (!existsSync(join(SOURCES, adapter)))
    throw new LiveError(`no adapter in ${join(SOURCES, adapter)}: --adapter names a program`);
  return compiled(context, adapter, adapter, architecture);
}

/** Compiles a program of a folder of adapters/c. @returns its path */
export async function compiled(
  context: Context,
  sources: string,
  program: string,
  architecture: Architecture,
): Promise<string> {
  const compiler = compilerFor(architecture);
  needPrograms(['make', compiler]);
  const version = await run(context, [compiler, '--version']);
  const key = `${program}-${digest(version)}`;
  const folder = await kept(context, 'adapters', key, (into) =>
    during(context, `compiling adapters/c/${sources}`, async () => {
      const objects = join(into, 'o');
      const archiver = compiler.replace(/gcc$/, 'ar');
      const tools = [`O=${objects}`, `CC=${compiler}`, `AR=${archiver}`];
      // A compiler that is killed leaves its temporary files: here they go with the folder.
      const env = { ...process.env, TMPDIR: into };
      await run(context, ['make', '-C', join(SOURCES, sources), ...tools], { env });
      renameSync(join(objects, program), join(into, program));
      rmSync(objects, { recursive: true });
    }),
  );
  return join(folder, program);
}

/** The machine's own compiler where it compiles for the guest, else a cross compiler. */
function compilerFor(architecture: Architecture): string {
  return NATIVE[process.arch] === architecture && findProgram(CROSS[architecture]) === null
    ? 'gcc'
    : CROSS[architecture];
}

/** By all that goes into the program. */
function digest(compiler: Buffer): string {
  const hash = createHash('sha256').update(compiler);
  const names = (readdirSync(SOURCES, { recursive: true }) as string[]).sort();
  for (const name of names) {
    const path = join(SOURCES, name);
    if (statSync(path).isFile() && !/\.(test\.ts|md)$/.test(name))
      hash.update(`\0${name}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}
