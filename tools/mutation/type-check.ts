/** The compiler on one mutant: a member left out that a type demands, or a word that none has, gets into no model. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { LAYOUT } from '../../reports/layout';
import type { Edit } from './instrument';

/** Whether the compiler refuses the mutant's file. @throws Error where it refuses a file as it is */
export function typesOf(machine: string, edits: ReadonlyMap<number, Edit>): (id: number) => boolean {
  const folder = join(LAYOUT.root, 'model', machine);
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('.ts'));
  const { config } = ts.readConfigFile(join(LAYOUT.root, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as { readonly config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, LAYOUT.root);
  let changed: { readonly path: string; readonly text: string; readonly version: string } | null = null;
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => names.map((name) => join(folder, name)),
    getScriptVersion: (path) => (path === changed?.path ? changed.version : '0'),
    getScriptSnapshot: (path) => {
      const text = path === changed?.path ? changed.text : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => LAYOUT.root,
    getDefaultLibFileName: (of) => ts.getDefaultLibFilePath(of),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
  const refuses = (path: string): boolean =>
    service.getSyntacticDiagnostics(path).length + service.getSemanticDiagnostics(path).length > 0;
  for (const path of new Set([...edits.values()].map(({ file }) => join(folder, file))))
    if (refuses(path)) throw new Error(`the compiler refuses ${path} as it is`);
  return (id) => {
    const edit = edits.get(id);
    if (!edit) throw new RangeError(`no mutant has the number ${id}`);
    const path = join(folder, edit.file);
    const code = ts.sys.readFile(path) ?? '';
    changed = { path, text: edited(code, edit), version: String(id) };
    return refuses(path);
  };
}

/** The source with the mutant in place of what it is a mistake for. */
export function edited(code: string, { start, end, wrong }: Omit<Edit, 'file'>): string {
  return `${code.slice(0, start)}${wrong === '' ? '' : `(${wrong})`}${code.slice(end)}`;
}
