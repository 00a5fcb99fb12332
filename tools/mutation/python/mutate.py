#!/usr/bin/env python3
"""All mutants of an adapter at once, each behind a switch: mutate.py FOLDER MACHINE OUT

Writes the adapter of adapters/python into the folder OUT, with `(wrong if on(7) else right)` in the place of what can be
wrong, and prints the mutants as JSON: [{"id": 7, "file": "nv.py", "line": 12, "within": "Nv.exit", "kind": …, "original": …, "wrong": …}].
The number of the mutant that is on comes from the environment: see switch.py.
"""
import ast
import copy
import glob
import json
import os
import shutil
import sys

COMPARISONS = {ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt],
               ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
               ast.In: [ast.NotIn], ast.NotIn: [ast.In]}
ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
              ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift}


def with_(node, **fields):
    made = copy.copy(node)
    for name, value in fields.items(): setattr(made, name, value)
    return made


def each_left_out(nodes): return [nodes[:i] + nodes[i + 1:] for i in range(len(nodes))]


def alternatives(node):
    """(kind, what could stand there by mistake), for an expression."""
    if isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for other in COMPARISONS[type(op)]: yield 'comparison', with_(node, ops=[*node.ops[:i], other(), *node.ops[i + 1:]])
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield 'arithmetic', with_(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield 'logic', with_(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
        for rest in each_left_out(node.values): yield 'dropped condition', with_(node, values=rest) if len(rest) > 1 else rest[0]
    elif isinstance(node, ast.UnaryOp):
        yield 'sign', node.operand
    elif isinstance(node, ast.Constant) and type(node.value) is bool:
        yield 'boolean', ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield 'constant', ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and type(node.value) is str:
        yield 'word', ast.Constant('another word')
    elif isinstance(node, ast.Dict):
        for keys, values in zip(each_left_out(node.keys), each_left_out(node.values)): yield 'dropped member', with_(node, keys=keys, values=values)
    elif isinstance(node, (ast.List, ast.Tuple, ast.Set)) and len(node.elts) > 1:
        for rest in each_left_out(node.elts): yield 'dropped entry', with_(node, elts=rest)
    elif isinstance(node, ast.Call) and len(node.args) > 1 and ast.unparse(node.func) not in ('min', 'max') and all(isinstance(one, (ast.Name, ast.Attribute)) for one in node.args):
        yield 'swapped arguments', with_(node, args=[node.args[1], node.args[0], *node.args[2:]])


def refuses(body):
    """Whether it only says that an operation makes no sense: carried out all the same, it breaks nothing that is required."""
    return len(body) == 1 and isinstance(body[0], ast.Raise)


def misuses(body):
    return refuses(body) and body[0].exc is not None and ast.unparse(body[0].exc).split('.')[-1].startswith('Misuse')


WEAKER = {ast.GtE: ast.Gt, ast.LtE: ast.Lt}


def refuses_less(node, kind, other):
    """Whether what stands where an operation is called misuse calls fewer so, whatever is asked: a part of `or` that is gone, `and`
    in its place, or a border that counts no more."""
    if isinstance(node, ast.BoolOp): return isinstance(node.op, ast.Or) and kind in ('logic', 'dropped condition')
    return isinstance(node, ast.Compare) and len(node.ops) == 1 and type(other.ops[0]) is WEAKER.get(type(node.ops[0]))


def parts(test):
    """A condition, and what of it is enough for it to hold."""
    return [test] + ([part for one in test.values for part in parts(one)] if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [])


# What the adapters say that they have is looked at by the suite itself, and is no behaviour.
DECLARED = {'OFFER', 'OFFERS', 'CAPABILITIES', 'REGISTERS', 'V1', 'V2', 'offer'}


def declares(node):
    if isinstance(node, ast.FunctionDef): return node.name in DECLARED
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in DECLARED


class Mutator(ast.NodeTransformer):
    def __init__(self, file, first):
        self.file, self.first, self.mutants, self.names, self.refusing = file, first, [], [], []

    def switch(self, at, kind, original, wrong):
        number = self.first + len(self.mutants)
        self.mutants.append({'id': number, 'file': self.file, 'line': at.lineno, 'within': '.'.join(self.names),
                             'kind': kind, 'original': original, 'wrong': wrong})
        return ast.Call(ast.Name('on', ast.Load()), [ast.Constant(number)], [])

    def visit(self, node):
        """Texts of refusals, names of imports and the texts of f-strings are left alone: nothing judges them."""
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.JoinedStr, ast.arguments, ast.Raise)): return node
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare) and ast.unparse(node.test).startswith('__name__'): return node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) or declares(node): return node
        named = isinstance(node, (ast.FunctionDef, ast.ClassDef))
        if named: self.names.append(node.name)
        made = self.statement(node) if isinstance(node, ast.stmt) else self.expression(node)
        if named: self.names.pop()
        return made

    def expression(self, node):
        if not isinstance(node, ast.expr) or isinstance(getattr(node, 'ctx', None), (ast.Store, ast.Del)): return self.generic_visit(node)
        misuse = any(node is one for one in self.refusing)
        wrong = [(kind, copy.deepcopy(other)) for kind, other in alternatives(node) if not (misuse and refuses_less(node, kind, other))]
        original = ast.unparse(node)
        made = self.generic_visit(node)
        for kind, other in reversed(wrong):
            text = ast.unparse(other)
            made = ast.IfExp(self.switch(node, kind, original, text), other, made)
        return made

    def statement(self, node):
        if isinstance(node, (ast.If, ast.While)): return self.conditional(node)
        if isinstance(node, ast.FunctionDef): node.decorator_list, kept = [], node.decorator_list
        original = ast.unparse(node)
        simple = isinstance(node, (ast.Expr, ast.Assign, ast.AugAssign))
        made = self.generic_visit(node)
        if isinstance(node, ast.FunctionDef): made.decorator_list = kept
        if not simple or len(self.names) == 0: return made
        test = ast.UnaryOp(ast.Not(), self.switch(node, 'removed statement', original, ''))
        return ast.If(test, [made], [])

    def conditional(self, node):
        original, test = ast.unparse(node.test), node.test
        if misuses(node.body): self.refusing += parts(test)
        made = self.generic_visit(node)
        for value in [True, False] if isinstance(node, ast.If) and not refuses(node.body) else [isinstance(node, ast.If)]:
            made.test = ast.IfExp(self.switch(test, 'condition', original, str(value)), ast.Constant(value), made.test)
        return made


def main(folder, machine, out):
    mutants = []
    for path in sorted(glob.glob(os.path.join(folder, f'{machine}*.py'))):
        with open(path, encoding='utf-8') as source: tree = ast.parse(source.read())
        mutator = Mutator(os.path.basename(path), len(mutants) + 1)
        made = mutator.visit(tree)
        mutants += mutator.mutants
        with open(os.path.join(out, os.path.basename(path)), 'w', encoding='utf-8') as target:
            target.write('from switch import on\n' + ast.unparse(ast.fix_missing_locations(made)))
    shutil.copy(os.path.join(folder, 'hvspec.py'), out)
    shutil.copy(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'switch.py'), out)
    json.dump(mutants, sys.stdout)


if __name__ == '__main__':
    main(*sys.argv[1:])
