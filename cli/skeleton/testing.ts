/** Skeletons written, built and examined in a folder of their own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../model/core/machine';
import { LAYOUT } from '../../reports/layout';
import { planOf, profileNamed } from './plan';
import type { Language } from './skeleton';
import { filesOf, writeSkeleton } from './skeleton';

/** A folder in which packages of the repository are found, and how to be rid of it. */
export function workshop(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-skeleton-'));
  symlinkSync(join(LAYOUT.root, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a skeleton. @returns its folder */
export function written(shop: string, machine: Machine, language: Language, profile?: string): string {
  const folder = join(shop, `${machine.name}-${language}-${profile ?? ''}`);
  writeSkeleton(filesOf(planOf(machine, profileNamed(machine, profile)), language), folder);
  return folder;
}

/** Runs a command that has to succeed in silence. @throws Error with what it said */
export function succeed(
  program: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): void {
  const { status, stdout, stderr, error } = spawnSync(program, argv, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  if (status !== 0 || stdout + stderr !== '')
    throw new Error(`${program} ${argv.join(' ')}: ${stdout}${stderr}`);
}

const C_FLAGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-O0'];
/** By the text of a kit, what it was compiled to: every skeleton has the same. */
const kits = new Map<string, readonly string[]>();

/** @returns the objects of the kit in a skeleton's folder */
function kitIn(folder: string): readonly string[] {
  const paths = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  const text = paths.map((path) => readFileSync(path, 'utf8')).join('\0');
  const known = kits.get(text);
  if (known?.every((path) => existsSync(path))) return known;
  const made = paths
    .filter((path) => path.endsWith('.c'))
    .map((path) => {
      const object = path.replace(/c$/, 'o');
      succeed('gcc', [...C_FLAGS, '-c', path, '-o', object]);
      return object;
    });
  kits.set(text, made);
  return made;
}

/** Skeletons in TypeScript built together, as the command that they print builds one: what all of them use is read once. */
export function buildTypeScript(folders: readonly string[]): void {
  const compiler = join(LAYOUT.root, 'node_modules', 'typescript-native', 'bin', 'tsc');
  succeed(process.execPath, [compiler, '-b', ...folders]);
}

/** The skeleton built, as the commands that it prints build it. @returns how it is started */
export const BUILD: Readonly<Record<'c' | 'python', (folder: string) => readonly string[]>> = {
  c: (folder) => {
    const own = ['adapter.c', 'operations.c'].map((name) => join(folder, name));
    const objects = kitIn(join(folder, 'hvspec'));
    succeed('gcc', [...C_FLAGS, '-static', ...own, ...objects, '-o', join(folder, 'adapter')]);
    return [join(folder, 'adapter')];
  },
  python: (folder) => ['python3', join(folder, 'adapter.py')],
};
