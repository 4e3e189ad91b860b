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

__all__ = ["FORMAT", "read", "recognises"]

_ARTIFACT = re.compile(rb"^[\w.-]+:[\w.-]+:[\w.+-]+(?:=[\w.,-]*)?\s*$", re.MULTILINE)
_NAMES = ("gradle.lockfile", "buildscript-gradle.lockfile", "settings-gradle.lockfile")
_OLDER = "dependency-locks"
_TEST = re.compile(r"test", re.IGNORECASE)
_BUILD = re.compile(r"classpath|.*(?:annotationprocessor|compileclasspath|compileonly|kapt|ksp|kotlincompiler).*")
_RUNTIME = re.compile(r".*runtimeclasspath|(?:.*[-_.])?(?:runtime|compile|default|implementation|api|runtimeelements)")
_TOOLS = re.compile(r"checkstyle|pmd|jacoco(?:ant|agent)?|spotbugs(?:plugins)?|codenarc|ktlint|detekt|errorprone")


def matches(entry: Entry) -> bool:
    """``gradle.lockfile``, ``buildscript-gradle.lockfile``, and other names that a build script may choose."""
    return entry.name.endswith(".lockfile")


def recognises(entry: Entry) -> bool:
    """Of a name that Gradle does not give by itself, it has a line that names an artifact."""
    return entry.name in _NAMES or entry.path.parent.name == _OLDER or _ARTIFACT.search(entry.head(1 << 16)) is not None


def read(entry: Entry) -> Iterator[Found | Problem]:
    """The artifacts in the order of the file.

    Raises:
        Unreadable: it cannot be read.
    """
    lines = [written.partition("#")[0].strip() for written in entry.text().split("\n")]
    is_older = entry.path.parent.name == _OLDER
    # Older files list one configuration, with nothing behind the version; a torn line of a newer one looks like that.
    has_lists = not is_older and any("=" in line for line in lines)
    is_build = entry.name.startswith(("buildscript", "settings"))
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("empty="):
            continue
        coordinates, equals, listed = line.partition("=")
        parts = coordinates.split(":")
        version = version_of(parts[2]) if len(parts) == 3 else None
        if version is None or not is_coordinate(parts[0]) or not is_coordinate(parts[1]) or bool(equals) != has_lists:
            message = f"no artifact with a version: {shown(line)}; it was left out"
            yield problem(entry, "bad-entry", message, number)
            continue
        configurations = listed.split(",") if has_lists else [entry.name.removesuffix(".lockfile")] if is_older else []
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
    files=(*_NAMES, f"{_OLDER}/*.lockfile", "*.lockfile"),
    licences="None in the file; a `*.pom` of the same artifact says it, in the tree or in the caches of Gradle and Maven.",
    gaps=(
        "The file does not say what is direct, nor what needs what.",
        "What an artifact is for is read from the names of Gradle's own configurations; those of a project's own say nothing.",
    ),
    matches=matches,
    read=read,
    recognises=recognises,
)
