/** The instrumented model of a machine: loaded once in place of the sources, and afresh for what is made as it loads. */
import { readdirSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { join, relative, sep } from 'node:path';
import { transform } from 'sucrase';
import type { Machine } from '../../model/core/machine';
import { LAYOUT } from '../../reports/layout';
import type { Edit } from './instrument';
import { instrument } from './instrument';
import type { Mutation } from './mutation';
import './switches';

/**
 * What is no part of what steps do: what the model is compared with, what tests alone use, what only readers read (types, names of
 * bits), and the reading of files that a command makes operations of.
 */
const LEFT_OUT =
  /(^|[\\/])(mutants|owners|testing)[\\/]|\.test\.ts$|(^|[\\/])(types|index|layouts|direct-map)\.ts$/;

/** A model with switches, ready to be loaded. */
export interface Prepared {
  readonly mutations: readonly Mutation[];
  readonly edits: ReadonlyMap<number, Edit>;
  /** What each file becomes, by its path. */
  readonly code: Readonly<Record<string, string>>;
}

/** All mutants of a machine's model. */
export function prepared(machine: string): Prepared {
  const folder = join(LAYOUT.root, 'model', machine);
  const mutations: Mutation[] = [];
  const edits = new Map<number, Edit>();
  const code: Record<string, string> = {};
  const names = (readdirSync(folder, { recursive: true }) as string[]).sort();
  for (const name of names.filter((one) => one.endsWith('.ts') && !LEFT_OUT.test(one))) {
    const path = join(folder, name);
    const made = instrument(name.split(sep).join('/'), readFileSync(path, 'utf8'), mutations.length + 1);
    mutations.push(...made.mutations);
    for (const [id, edit] of made.edits) edits.set(id, edit);
    code[path] = compiled(made.text);
  }
  return { mutations, edits, code };
}

/** From now on the files are loaded as they were prepared. Call it before anything loads the model. */
export function loadAs({ code }: Pick<Prepared, 'code'>): void {
  const { '.ts': before } = extensions();
  extensions()['.ts'] = (module, path) => {
    const known = code[path];
    if (known === undefined) before?.(module, path);
    else module._compile(known, path);
  };
}

/** As bin/sources.js does it, without keeping the result: it is of this process alone. */
function compiled(text: string): string {
  return transform(text, {
    transforms: ['typescript', 'imports'],
    disableESTransforms: true,
    preserveDynamicImport: true,
  }).code;
}

interface Compiling {
  _compile(code: string, path: string): void;
}

/** How Node loads a file, by its ending: bin/sources.js has put its own way there. */
function extensions(): Record<string, (module: Compiling, path: string) => void> {
  return (Module as unknown as { _extensions: Record<string, (module: Compiling, path: string) => void> })
    ._extensions;
}

/** Another copy of the machine, made by what is switched on now. The copy that all others use stays, with what is no part of the model. */
export function freshMachine(machine: string): Machine {
  const folder = join(LAYOUT.root, 'model', machine);
  const isOurs = (name: string): boolean =>
    !name.startsWith('..') && (name === 'index.ts' || !LEFT_OUT.test(name));
  const cached = Object.keys(require.cache).filter((path) => isOurs(relative(folder, path)));
  const kept = cached.map((path) => [path, require.cache[path]] as const);
  for (const path of cached) Reflect.deleteProperty(require.cache, path);
  try {
    const loaded = Module.createRequire(__filename)(folder) as Record<string, Machine>;
    return loaded[machine.toUpperCase()] as Machine;
  } finally {
    for (const [path, module] of kept) require.cache[path] = module;
  }
}
