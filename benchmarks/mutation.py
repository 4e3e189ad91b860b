"""Mutation testing: do the tests notice small wrong changes of the modules that decide?

Each change is made in a process of its own, which is forked from one that has everything loaded, and runs the tests,
quickest first, until one fails. No file is changed. Needs an operating system that can fork, and the tests' extras.
"""

import argparse
import ast
import gc
import importlib
import json
import os
import random
import signal
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Sequence
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
from mutation_changes import Mutant, mutants

TREE = Path(__file__).parents[1]
PACKAGE = "copyfair.reciprocity"
MODULES = (
    "breaches changes choices coherence conditions decide events indices judge outlook possible questions readings "
    "records rights rules wording worlds"
).split()
_SURVIVED = "survived"
TESTS = ("tests/reciprocity", "tests/licenses", "tests/commons")


def patch(module: types.ModuleType, tree: ast.Module, mutant: Mutant) -> None:
    """Make the change in this process, for everybody who has imported what it changes."""
    changed = mutant.applied(tree)
    if mutant.owner:
        _replace_code(module, compile(changed, str(module.__file__), "exec"), mutant.owner.split("."))
    else:
        _replace_value(module, changed.body[mutant.path[0][1] or 0])
    for one in gc.get_objects():
        if isinstance(one, _lru_cache_wrapper) and str(getattr(one, "__module__", "")).startswith(PACKAGE):
            one.cache_clear()


def _replace_code(module: types.ModuleType, code: types.CodeType, owner: Sequence[str]) -> None:
    found: object = module
    for name in owner:
        code = next(one for one in code.co_consts if isinstance(one, types.CodeType) and one.co_name == name)
        found = vars(found)[name]
    found = found.fget if isinstance(found, property) else getattr(found, "__wrapped__", found)
    function = getattr(found, "__func__", found)
    if isinstance(function, types.FunctionType):
        function.__code__ = code


def _replace_value(module: types.ModuleType, statement: ast.stmt) -> None:
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    scope = dict(vars(module))
    exec(compile(ast.Module([statement], []), "mutant", "exec"), scope)  # noqa: S102 - our own module's text
    for name in (node.id for node in ast.walk(target) if isinstance(node, ast.Name)):
        old = vars(module)[name]
        for other in list(sys.modules.values()):
            if getattr(other, "__name__", "").startswith("copyfair") and vars(other).get(name) is old:
                setattr(other, name, scope[name])


class Runner:
    """A plugin of pytest that runs the collected tests once for each mutant instead of once."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.scores: dict[str, Counter[str]] = {}

    def pytest_collection(self) -> None:
        """The same examples for each mutant, and no time spent on making a failure small."""
        from hypothesis import Phase, settings  # pytest rewrites it first

        quick = (Phase.explicit, Phase.generate)
        settings.register_profile("mutation", deadline=None, database=None, derandomize=True, phases=quick)
        settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure the tests once, then try the mutants."""
        took = {}
        for item in session.items:
            start = time.perf_counter()
            if _fails([item]):
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
            took[item.nodeid] = time.perf_counter() - start
        items = sorted(session.items, key=lambda item: took[item.nodeid])
        gc.freeze()
        for name in self.options.modules:
            self._try_module(name, items)
        return True

    def _try_module(self, name: str, items: Sequence[pytest.Item]) -> None:
        module = importlib.import_module(f"{PACKAGE}.{name}")
        lines = Path(str(module.__file__)).read_text("utf-8").splitlines()
        tree = ast.parse("\n".join(lines))
        every = mutants(tree)
        if self.options.sample and self.options.sample < len(every):
            every = random.Random(self.options.seed).sample(every, self.options.sample)
        score = self.scores.setdefault(name, Counter())
        for mutant in sorted(every, key=lambda one: one.line):
            killer = self._killer(module, tree, mutant, items)
            score["killed" if killer else "survived"] += 1
            if not killer or self.options.verbose:
                source = lines[mutant.line - 1].strip()
                told = {"at": f"{name}.py:{mutant.line}", "in": mutant.owner, "what": mutant.what, "source": source}
                print(json.dumps({**told, "killed by": killer}), flush=True)

    def _killer(self, module: types.ModuleType, tree: ast.Module, mutant: Mutant, items: Sequence[pytest.Item]) -> str:
        """The test that fails, or what else went wrong; empty: the mutant survives."""

        def answer() -> str:
            patch(module, tree, mutant)
            return _fails(items) or _SURVIVED

        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.close(reading)
            _tell(writing, answer, self.options.seconds)
        os.close(writing)
        with os.fdopen(reading) as answers:
            told = answers.read()
        os.waitpid(child, 0)
        return "" if told == _SURVIVED else told or "no answer in time"


def _tell(writing: int, answer: Callable[[], str], seconds: int) -> None:
    """In the child: find the answer, say it, and end."""
    signal.alarm(seconds)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    try:
        told = answer()
    except BaseException as error:  # noqa: BLE001 - a mutant may break anything
        told = f"{type(error).__name__}: {error}"
    os.write(writing, told.encode()[:2000])
    os._exit(0)


def _fails(items: Sequence[pytest.Item]) -> str:
    """The first of these tests that fails, or nothing."""
    from _pytest.runner import runtestprotocol

    for item, following in zip(items, [*items[1:], None], strict=True):
        if any(report.failed for report in runtestprotocol(item, nextitem=following, log=False)):
            return item.nodeid
    return ""


def main() -> int:
    """Try the mutants; the status says whether one survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", default=MODULES, help=f"of {PACKAGE}; by default those that decide")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="files or folders of tests")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each module; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument(
        "--seconds", type=int, default=300, help="for one mutant; one that takes longer counts as killed"
    )
    parser.add_argument("--verbose", action="store_true", help="print those that are killed, too")
    runner = Runner(parser.parse_args())
    os.chdir(TREE)
    sys.dont_write_bytecode = True
    status = pytest.main([*runner.options.tests, "-qq", "-n0", "-p", "no:cacheprovider"], plugins=[runner])
    print("\n| module | mutants | killed | survived |\n|---|---:|---:|---:|")
    for name, score in runner.scores.items():
        print(f"| {name} | {score.total()} | {score['killed']} | {score['survived']} |")
    return status or any(score["survived"] for score in runner.scores.values())


if __name__ == "__main__":
    sys.exit(main())
