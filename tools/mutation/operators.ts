/** What is wrong in a mutant: for a node of the syntax tree the texts that could stand there by mistake. */
import * as ts from 'typescript';

export interface Alternative {
  /** The kind of the mistake, as in `comparison`. */
  readonly kind: string;
  readonly text: string;
}

const { SyntaxKind: K } = ts;

const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '&': '|',
  '|': '&',
  '^': '|',
  '<<': '>>',
  '>>': '<<',
};
const LOGICAL: Readonly<Record<string, string>> = { '&&': '||', '||': '&&', '??': '&&' };
const ASSIGNMENTS: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '|=': '&=',
  '&=': '|=',
  '^=': '|=',
  '??=': '=',
};
const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['find', 'findLast'],
  ['findLast', 'find'],
  ['startsWith', 'endsWith'],
]);

/** The wrong texts for an expression. Texts of messages, types and names are left alone: nothing judges them. */
export function alternatives(node: ts.Node, source: ts.SourceFile): readonly Alternative[] {
  if (!ts.isExpression(node) || isName(node) || isTarget(node) || isMessage(node)) return [];
  const text = (of: ts.Node): string => of.getText(source);
  return [...(decidesRefusal(node) ? [] : wrongValues(node, text)), ...wrongConditions(node)];
}

type Text = (of: ts.Node) => string;

function wrongValues(node: ts.Expression, text: Text): readonly Alternative[] {
  if (ts.isBinaryExpression(node)) return wrongOperators(node, text);
  if (
    ts.isPrefixUnaryExpression(node) &&
    [K.ExclamationToken, K.MinusToken, K.TildeToken].includes(node.operator)
  )
    return [{ kind: 'sign', text: text(node.operand) }];
  if (ts.isBigIntLiteral(node)) return [{ kind: 'constant', text: `${text(node)} + 1n` }];
  if (ts.isNumericLiteral(node)) return [{ kind: 'constant', text: `${text(node)} + 1` }];
  if (node.kind === K.TrueKeyword) return [{ kind: 'boolean', text: 'false' }];
  if (node.kind === K.FalseKeyword) return [{ kind: 'boolean', text: 'true' }];
  if (ts.isStringLiteral(node)) return [{ kind: 'word', text: "'another word'" }];
  if (ts.isObjectLiteralExpression(node))
    return withoutOne(node.properties, text, ['{ ', ' }'], 'dropped member');
  if (ts.isArrayLiteralExpression(node)) return withoutOne(node.elements, text, ['[', ']'], 'dropped entry');
  if (ts.isCallExpression(node)) return wrongCalls(node, text);
  return [];
}

function wrongOperators(
  { left, operatorToken, right }: ts.BinaryExpression,
  text: Text,
): readonly Alternative[] {
  const operator = text(operatorToken);
  const as = (kind: string, other: string): Alternative => ({
    kind,
    text: `${text(left)} ${other} ${text(right)}`,
  });
  const logical = LOGICAL[operator];
  // && binds closer than ||, and ?? stands beside neither without brackets.
  if (logical) return [{ kind: 'logic', text: `(${text(left)}) ${logical} (${text(right)})` }];
  const arithmetic = ARITHMETIC[operator];
  const assignment = ASSIGNMENTS[operator];
  return [
    ...(COMPARISONS[operator] ?? []).map((other) => as('comparison', other)),
    ...(arithmetic && !ts.isStringLiteral(left) ? [as('arithmetic', arithmetic)] : []),
    ...(assignment ? [as('assignment', assignment)] : []),
  ];
}

function wrongCalls(node: ts.CallExpression, text: Text): readonly Alternative[] {
  const { expression, arguments: given } = node;
  const list = given.map(text);
  const swapped =
    given.length >= 2 &&
    !/^(Math\.)?(min|max)$/.test(text(expression)) &&
    given.every((one) => ts.isIdentifier(one) || ts.isPropertyAccessExpression(one));
  const found: Alternative[] = [];
  if (swapped)
    found.push({
      kind: 'swapped arguments',
      text: `${text(expression)}(${[list[1], list[0], ...list.slice(2)].join(', ')})`,
    });
  if (!ts.isPropertyAccessExpression(expression) || node.questionDotToken || expression.questionDotToken)
    return found;
  const { name, expression: of } = expression;
  const other = METHODS.get(name.text);
  if (other) found.push({ kind: 'method', text: `${text(of)}.${other}(${list.join(', ')})` });
  if (name.text === 'filter') found.push({ kind: 'method', text: text(of) });
  return found;
}

/** Each member left out where there are others; the only one, too. */
function withoutOne(
  all: readonly ts.Node[],
  text: Text,
  [open, close]: readonly [string, string],
  kind: string,
): readonly Alternative[] {
  return all
    .filter((one) => !ts.isMethodDeclaration(one) && !isTag(one) && !isDeclared(one))
    .map((one) => ({
      kind,
      text: `${open}${all
        .filter((other) => other !== one)
        .map(text)
        .join(', ')}${close}`,
    }));
}

/** What discriminates a union: left out, it is a wrong word, which the literal is already made to be. */
function isTag(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && ts.isStringLiteral(node.initializer);
}

/**
 * A condition that always, or never, holds. A loop that never ends says nothing that a step too far does not, and that
 * what makes no sense is carried out all the same breaks nothing: no requirement speaks of it.
 */
function wrongConditions(node: ts.Expression): readonly Alternative[] {
  const { parent } = node;
  const constant = (text: string): Alternative => ({ kind: 'condition', text });
  if (ts.isIfStatement(parent) && parent.expression === node && isRefusal(parent.thenStatement))
    return [constant('true')];
  if (
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  )
    return [constant('true'), constant('false')];
  if (
    (ts.isWhileStatement(parent) && parent.expression === node) ||
    (ts.isForStatement(parent) && parent.condition === node)
  )
    return [constant('false')];
  return [];
}

/** Whether a statement only says that an operation makes no sense, or is not to be had: it throws, or looks whether something is there. */
export function isRefusal(node: ts.Node): boolean {
  return /^(\{\s*)?(throw new (Misuse|Unsupported|(Range)?Error)|need[A-Z]\w*|\w+Of)\(/.test(node.getText());
}

/** Whether a node is part of what decides that an operation makes no sense. */
function decidesRefusal(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at) && !ts.isStatement(at); at = at.parent) {
    if (ts.isExpressionStatement(at.parent)) return isRefusal(at.parent);
    if (ts.isIfStatement(at.parent) && at.parent.expression === at) return isRefusal(at.parent.thenStatement);
  }
  return false;
}

/** A word that names something: a module, a key, a type's literal; or the operation in the text of a refusal. */
function isName(node: ts.Node): boolean {
  const { parent } = node;
  if (
    ts.isStringLiteral(node) &&
    ts.isCallExpression(parent) &&
    /^(need[A-Z]?|begin$)/.test(parent.expression.getText())
  )
    return true;
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    ts.isLiteralTypeNode(parent) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isExpressionStatement(parent) && node.kind === K.StringLiteral)
  );
}

/** What a profile declares is looked at by the lint and the guard, and what a fault says of itself by readers: neither is behaviour. */
const DECLARED = ['profile', 'capabilities', 'choices', 'about', 'origin', 'id', 'requirement', 'invariant'];

export function isDeclared(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && DECLARED.includes(node.name.text);
}

/** What something is assigned to. */
function isTarget(node: ts.Expression): boolean {
  const { parent } = node;
  return (
    (ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === K.EqualsToken) ||
    (ts.isForOfStatement(parent) && parent.initializer === node)
  );
}

/** Whether a text, or a number in it, is part of an error's message. */
function isMessage(node: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at) && !ts.isStatement(at); at = at.parent)
    if (ts.isNewExpression(at) && /Error$|^Misuse$|^Unsupported$/.test(at.expression.getText())) return true;
  return false;
}
