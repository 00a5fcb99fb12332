/** Skeletons of adapters: the files of each language, the kit that goes with them, and how they are built and started. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LAYOUT } from '../../reports/layout';
import { failed } from '../../reports/write';
import { cSkeleton } from './c';
import { pythonSkeleton } from './python';
import { rustSkeleton } from './rust';
import type { Plan } from './shape';
import { typescriptSkeleton } from './typescript';

export const LANGUAGES = ['c', 'rust', 'python', 'typescript'] as const;
export type Language = (typeof LANGUAGES)[number];

interface Tongue {
  readonly files: (plan: Plan) => Readonly<Record<string, string>>;
  /** What is copied of the kit in adapters/<language>, and where to. */
  readonly kit: { readonly wanted: RegExp; readonly to: string };
  /** The file that is the author's. */
  readonly own: string;
  /** Commands that build it, and the one that starts it. */
  build(folder: string): readonly string[];
  start(folder: string, machine: string): string;
}

const TONGUES: Readonly<Record<Language, Tongue>> = {
  c: {
    files: cSkeleton,
    kit: { wanted: /^(?!init\.)[^/]*\.[ch]$/, to: 'hvspec' },
    own: 'adapter.c',
    build: (folder) => [`make -C ${folder}`],
    start: (folder) => `${folder}/adapter`,
  },
  rust: {
    files: rustSkeleton,
    kit: { wanted: /^(Cargo\.toml|debian\.toml|src\/.*\.rs)$/, to: 'hvspec' },
    own: 'src/main.rs',
    build: (folder) => [`cargo build --release --manifest-path ${folder}/Cargo.toml`],
    start: (folder, machine) => `${folder}/target/release/${machine}-adapter`,
  },
  python: {
    files: pythonSkeleton,
    kit: { wanted: /^hvspec\.py$/, to: '.' },
    own: 'adapter.py',
    build: () => [],
    start: (folder) => `python3 ${folder}/adapter.py`,
  },
  typescript: {
    files: typescriptSkeleton,
    kit: { wanted: /^hvspec\.ts$/, to: '.' },
    own: 'adapter.ts',
    build: (folder) => [`npm --prefix ${folder} install`, `npm --prefix ${folder} run build`],
    start: (folder) => `node ${folder}/build/adapter.js`,
  },
};

/** All files of a skeleton by their path, the kit's too. */
export function filesOf(plan: Plan, language: Language): ReadonlyMap<string, string> {
  const { files, kit } = TONGUES[language];
  const from = join(LAYOUT.root, 'adapters', language);
  const copied = (readdirSync(from, { recursive: true }) as string[])
    .filter((name) => kit.wanted.test(name))
    .map((name) => [join(kit.to, name), readFileSync(join(from, name), 'utf8')] as const);
  return new Map([...Object.entries(files(plan)), ...copied]);
}

/**
 * Writes a skeleton into a folder that is new or empty.
 * @throws RangeError where there is something in it, or it is no folder
 * @throws ReportError where a file cannot be written
 */
export function writeSkeleton(files: ReadonlyMap<string, string>, folder: string): void {
  if (existsSync(folder) && !isEmpty(folder))
    throw new RangeError(
      `${folder} is there already, and nothing is overwritten: give another folder with --out`,
    );
  for (const [name, text] of files) {
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      throw failed('file', path, error);
    }
  }
}

function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return false;
  }
}

/** The next steps, in the words that a shell takes. */
export function nextSteps(language: Language, machine: string, folder: string): readonly string[] {
  const tongue = TONGUES[language];
  const path = quoted(/^[./]/.test(folder) ? folder : `./${folder}`);
  const subject = `--subject ${quotedCommand(tongue.start(path, machine))}`;
  return [
    ...tongue.build(path),
    `npx hvspec doctor ${subject}   # what is left to be written`,
    `$EDITOR ${path}/${tongue.own}   # each TODO is yours`,
    `npx hvspec run ${subject}`,
  ];
}

function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

function quotedCommand(command: string): string {
  if (!/[\s'"\\]/.test(command)) return command;
  return command.includes("'") ? `"${command.replaceAll(/["\\$\x60]/g, String.raw`\$&`)}"` : `'${command}'`;
}
