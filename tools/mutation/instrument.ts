/**
 * All mutants of a source at once: each is a switch, `(on(7) ? wrong : right)`, so that one load of the model is enough.
 * Lines stay where they are.
 */
import * as ts from 'typescript';
import type { Mutation } from './mutation';
import { alternatives, isDeclared, isRefusal } from './operators';

export interface Instrumented {
  readonly text: string;
  readonly mutations: readonly Mutation[];
  /** What each mutant is in the source, by its number. */
  readonly edits: ReadonlyMap<number, Edit>;
}

/** `wrong` in place of what stands from `start` up to `end` in the file's text. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly wrong: string;
}

/** What an instrumented source calls its switches. */
export const SWITCH = 'hvspecMutant';

/**
 * @param file name of the source
 * @param first number of its first mutant
 */
export function instrument(file: string, code: string, first: number): Instrumented {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
  const mutations: Mutation[] = [];
  const edits = new Map<number, Edit>();
  const switchFor = (node: ts.Node, kind: string, wrong: string): string => {
    const id = first + mutations.length;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    const original = flat(node.getText(source));
    mutations.push({ id, file, line: line + 1, within: within(node), kind, original, wrong: flat(wrong) });
    edits.set(id, { file, start: node.getStart(source), end: node.end, wrong });
    return `${SWITCH}(${id})`;
  };
  const emit = (node: ts.Node): string => {
    const start = node.getStart(source);
    if (isLeftAlone(node)) return code.slice(start, node.end);
    const wrong = alternatives(node, source)
      .map(({ kind, text }) => `${switchFor(node, kind, text)} ? (${oneLine(text)}) : `)
      .join('');
    const gone = isRemovable(node) ? switchFor(node, 'removed statement', '') : null;
    const right = inner(node, start);
    if (gone !== null) return `{ if (!${gone}) { ${right} } }`;
    return wrong === '' ? right : `(${wrong}(${right}))`;
  };
  const inner = (node: ts.Node, start: number): string => {
    let text = '';
    let at = start;
    ts.forEachChild(node, (child) => {
      const from = child.getStart(source);
      text += code.slice(at, from) + emit(child);
      at = child.end;
    });
    return text + code.slice(at, node.end);
  };
  const text = code.slice(0, source.getStart(source)) + inner(source, source.getStart(source));
  return { text: `const ${SWITCH} = globalThis.${SWITCH}; ${text}`, mutations, edits };
}

function isLeftAlone(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    isDeclared(node)
  );
}

/** A statement that does something, and whose value nobody takes. */
function isRemovable(node: ts.Node): boolean {
  return ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression) && !isRefusal(node);
}

/** A wrong text must not move the lines after it; a comment in it would swallow what follows. */
function oneLine(text: string): string {
  return text.replace(/\/\/.*$/gm, '').replace(/\s*\n\s*/g, ' ');
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** The names of the functions, classes, constants and members around a node, outermost first. */
function within(node: ts.Node): string {
  const names: string[] = [];
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    const isNaming = [
      ts.isFunctionLike,
      ts.isClassLike,
      ts.isVariableDeclaration,
      ts.isPropertyAssignment,
    ].some((is) => is(at));
    const { name } = at as ts.Node & { readonly name?: ts.Node };
    if (isNaming && name && (ts.isIdentifier(name) || ts.isStringLiteral(name))) names.unshift(name.text);
  }
  return names.join('.');
}
