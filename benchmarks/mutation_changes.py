"""Small wrong changes of a module, one at a time, as mutation testing makes them."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
_MEMBERS = {
    "Verdict": ("PERMITTED", "PERMITTED_WITH_DUTIES", "FEE_DUE", "LICENCE_NEEDED", "PROHIBITED", "UNDETERMINED"),
    "Doubt": ("MISSING_FACT", "SILENT_TEXT", "MODIFIED_TEXT", "CONFLICT", "UNKNOWN_LICENCE"),
    "Rung": ("LICENCE", "ENTITLEMENT", "STEWARD", "EXCEPTION", "FEE", "NEGOTIATE", "OPEN"),
    "Stance": ("GRANTS", "BARS", "SILENT", "RESERVES", "OPEN", "RECORD", "EVIDENCE"),
    "Trigger": ("YES", "NO", "UNKNOWN"),
    "Unit": ("DAYS", "MONTHS", "YEARS"),
    "FactType": ("YES_NO", "CHOICE", "COUNT", "MONEY", "DATE"),
    "About": ("ACTOR", "USE", "COMPONENT", "COMMONS"),
}
_PASSED_OVER = frozenset({"annotation", "returns", "decorator_list", "bases", "exc", "cause"})

Path = tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Mutant:
    """One change.

    Attributes:
        line: where it is.
        owner: the function or method, "Sureness.term"; empty: a value of the module.
        what: the change in words.
        path: the way to the changed node from the root of the tree.
        new: what stands there instead.
    """

    line: int
    owner: str
    what: str
    path: Path
    new: ast.AST

    def applied(self, tree: ast.Module) -> ast.Module:
        """The whole module with this change."""
        changed = copy.deepcopy(tree)
        node: ast.AST = changed
        for field, index in self.path[:-1]:
            value = getattr(node, field)
            node = value if index is None else value[index]
        field, index = self.path[-1]
        if index is None:
            setattr(node, field, self.new)
        else:
            getattr(node, field)[index] = self.new
        return ast.fix_missing_locations(changed)


def mutants(tree: ast.Module) -> list[Mutant]:
    """Every change of the bodies of functions and of the values of a module, in the order of the text."""
    return list(_below(tree, (), ()))


def _below(node: ast.AST, path: Path, owner: tuple[tuple[str, bool], ...]) -> Iterator[Mutant]:
    if isinstance(node, ast.JoinedStr):
        return  # words
    for field, index, child in _children(node):
        here, own = (*path, (field, index)), owner
        if isinstance(child, ast.FunctionDef | ast.ClassDef) and not any(function for _, function in owner):
            own = (*owner, (child.name, isinstance(child, ast.FunctionDef)))
        if isinstance(child, ast.Import | ast.ImportFrom) or _is_contents(child):
            continue
        if any(function for _, function in own) or (not own and not isinstance(child, ast.Assign | ast.AnnAssign)):
            name = ".".join(word for word, _ in own)
            line = getattr(child, "lineno", getattr(node, "lineno", 0))
            yield from (Mutant(line, name, what, here, new) for what, new in _changes(child))
        yield from _below(child, here, own)


def _is_contents(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets)


def _children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    for field, value in ast.iter_fields(node):
        if field in _PASSED_OVER or (isinstance(node, ast.AnnAssign | ast.Assign) and field in ("target", "targets")):
            continue
        if isinstance(value, ast.AST):
            yield field, None, value
        elif isinstance(value, list):
            yield from ((field, n, child) for n, child in enumerate(value) if isinstance(child, ast.AST))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield from _of_values(node)
    yield from _of_calls(node)
    yield from _of_parts(node)
    yield from _of_statements(node)


def _of_values(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=comparators):
            for new in _COMPARISONS[type(op)]:
                yield f"{type(op).__name__} -> {new.__name__}", ast.Compare(left, [new()], comparators)
        case ast.BoolOp(op=op, values=values):
            yield "and <-> or", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub() as op, operand=operand):
            yield f"drop {type(op).__name__}", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            yield f"{type(op).__name__} -> other", ast.BinOp(left, _OPERATORS[type(op)](), right)
            yield "left only", left
            yield "right only", right
        case ast.Constant(value=bool(value)):
            yield f"{value} -> {not value}", ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield f"{value} -> {value + 1}", ast.Constant(value + 1)
            if value:
                yield f"{value} -> {value - 1}", ast.Constant(value - 1)
        case ast.Name(id=name, ctx=ast.Load()) if name in _NAMES:
            yield f"{name} -> {_NAMES[name]}", ast.Name(_NAMES[name], ast.Load())
        case ast.Attribute(value=ast.Name(id=kind) as left, attr=member) if member in _MEMBERS.get(kind, ()):
            members = _MEMBERS[kind]
            new_one = members[(members.index(member) + 1) % len(members)]
            yield f"{member} -> {new_one}", ast.Attribute(left, new_one, ast.Load())
        case ast.IfExp(body=body, orelse=orelse):
            yield "always the first", body
            yield "always the second", orelse


def _of_calls(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "sorted":
        yield "sorted -> list", ast.Call(ast.Name("list", ast.Load()), node.args, [])
    elif name == "reversed":
        yield "drop reversed", node.args[0]
    elif name == "isinstance":
        yield "isinstance -> True", ast.Constant(value=True)
        yield "isinstance -> False", ast.Constant(value=False)
    for n, keyword in enumerate(node.keywords):
        if keyword.arg and name != "sorted":
            yield f"drop {keyword.arg}=", ast.Call(node.func, node.args, node.keywords[:n] + node.keywords[n + 1 :])


def _of_parts(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """One of several parts is left out."""
    match node:
        case ast.BoolOp(op=op, values=values):
            for n in range(len(values)):
                rest = values[:n] + values[n + 1 :]
                yield f"drop part {n}", rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.Tuple(elts=parts, ctx=ast.Load()) | ast.List(elts=parts, ctx=ast.Load()) | ast.Set(elts=parts):
            for n in range(len(parts) if len(parts) > 1 else 0):
                yield f"drop element {n}", _with(node, "elts", parts[:n] + parts[n + 1 :])
        case ast.comprehension(ifs=ifs):
            for n in range(len(ifs)):
                yield "drop if", _with(node, "ifs", ifs[:n] + ifs[n + 1 :])
        case ast.Slice():
            yield "drop slice", ast.Slice()
        case ast.Match(cases=cases) if len(cases) > 1:
            for n in range(len(cases)):
                yield f"drop case {n}", _with(node, "cases", cases[:n] + cases[n + 1 :])


def _of_statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.If(body=body, orelse=orelse):
            yield "if True", ast.If(ast.Constant(value=True), body, orelse)
            yield "if False", ast.If(ast.Constant(value=False), body, orelse)
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.Assign() | ast.AugAssign() | ast.Expr() | ast.Raise() | ast.Continue() | ast.Break():
            yield "delete statement", ast.Pass()


def _with(node: ast.AST, field: str, value: object) -> ast.AST:
    new = copy.copy(node)
    setattr(new, field, value)
    return new
