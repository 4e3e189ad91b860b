"""Gradle's lockfiles: gradle.lockfile, that of a build script, and one a configuration as Gradle wrote them before 6.8."""

import re
from collections.abc import Iterator

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats import Format
from copyfair.inventory.maven import is_coordinate, maven, version_of
from copyfair.inventory.model import Found, Scope
from copyfair.inventory.problems import problem, shown
from copyfair.inventory.python import best_scope
from copyfair.problem import Problem

__all__ = ["FORMAT", "read"]

_TEST = re.compile(r"test", re.IGNORECASE)
_BUILD = re.compile(r"classpath|.*(?:annotationprocessor|compileclasspath|compileonly|kapt|ksp|kotlincompiler).*")
_RUNTIME = re.compile(r".*runtimeclasspath|(?:.*[-_.])?(?:runtime|compile|default|implementation|api|runtimeelements)")
_TOOLS = re.compile(r"checkstyle|pmd|jacoco(?:ant|agent)?|spotbugs(?:plugins)?|codenarc|ktlint|detekt|errorprone")


def matches(entry: Entry) -> bool:
    """``gradle.lockfile``, ``buildscript-gradle.lockfile``, and ``gradle/dependency-locks/*.lockfile``."""
    return entry.name.endswith(".lockfile") and (
        entry.name.endswith("gradle.lockfile") or entry.path.parent.name == "dependency-locks"
    )


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The artifacts in the order of the file.

    Raises:
        Unreadable: it cannot be read.
    """
    whole = entry.name.endswith("gradle.lockfile")
    is_build = entry.name.startswith(("buildscript", "settings"))
    for number, written in enumerate(entry.text().split("\n"), 1):
        line = written.partition("#")[0].strip()
        if not line or line.startswith("empty="):
            continue
        coordinates, equals, listed = line.partition("=")
        parts = coordinates.split(":")
        version = version_of(parts[2]) if len(parts) == 3 else None
        if version is None or not is_coordinate(parts[0]) or not is_coordinate(parts[1]) or bool(equals) != whole:
            message = f"no artifact with a version: {shown(line)}; it was left out"
            yield problem(entry, "bad-entry", message, number)
            continue
        configurations = listed.split(",") if whole else [entry.name.removesuffix(".lockfile")]
        yield Found(
            purl=maven(parts[0], parts[1], version),
            name=f"{parts[0]}:{parts[1]}",
            version=version,
            source=entry.source(coordinates, number),
            scope=Scope.BUILD if is_build else best_scope(map(_scope, configurations)),
        )


def _scope(configuration: str) -> Scope:
    """What a configuration is for; UNKNOWN for one of the project's own."""
    name = configuration.strip().lower()
    if _TEST.search(name):
        return Scope.TEST
    if _RUNTIME.fullmatch(name):
        return Scope.RUNTIME
    if _BUILD.fullmatch(name):
        return Scope.BUILD
    return Scope.DEV if _TOOLS.fullmatch(name) else Scope.UNKNOWN


FORMAT = Format(
    name="gradle.lockfile",
    reads="Gradle's lockfiles: of a project, of its build script, and one a configuration as before Gradle 6.8",
    files=("gradle.lockfile", "buildscript-gradle.lockfile", "settings-gradle.lockfile", "dependency-locks/*.lockfile"),
    licences="None in the file; a `*.pom` of the same artifact in the tree says it.",
    gaps=(
        "The file does not say what is direct, nor what needs what.",
        "What an artifact is for is read from the names of Gradle's own configurations; those of a project's own say nothing.",
        "Gradle's own cache in the user's home is not looked at; Maven's local repository is.",
    ),
    matches=matches,
    read=read,
)
