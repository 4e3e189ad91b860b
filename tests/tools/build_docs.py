"""Writes docs/facts.md, docs/formats.md, docs/reports.md and docs/licenses/: vocabulary, formats and licence files as pages.

Run ``python tests/tools/build_docs.py``; a test says when the pages are behind.
"""

from collections.abc import Iterator
from pathlib import Path

from copyfair.actor.facts import FactInfo, implications, vocabulary
from copyfair.inventory.formats import Format, all_formats
from copyfair.licensing.catalogue import (
    DutyClause,
    LicenseFile,
    RuleClause,
    SilentClause,
    Termination,
    default_catalogue,
)
from copyfair.licensing.combining import Combining
from copyfair.reciprocity.conditions import atoms, parse_condition, say
from copyfair.reports.writers import built_in

DOCS = Path(__file__).resolve().parents[2] / "docs"


def pages() -> dict[str, str]:
    """Path below docs/ -> text of the page."""
    files = default_catalogue().all()
    found = {
        "facts.md": _text(_facts(files)),
        "reports.md": _text(_reports()),
        "formats.md": _text(_formats()),
        "licenses/README.md": _text(_index(files)),
    }
    return found | {f"licenses/{file.id}.md": _text(_licence(file)) for file in files}


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _reports() -> Iterator[str]:
    yield "# Report formats"
    yield ""
    yield "`copyfair report -f FORMAT -o FILE` writes a report; without `-f` the ending of FILE says which. Every format is"
    yield "made from the same assessment, and the same assessment gives the same bytes. Names that were read from files can"
    yield "do nothing in any of them. Made from the registry by `tests/tools/build_docs.py`."
    yield ""
    yield "| format | endings | media type | what it is |"
    yield "|---|---|---|---|"
    for one in built_in().values():
        endings = " ".join(f"`{end}`" for end in one.endings)
        yield f"| `{one.name}` | {endings} | `{one.media_type}` | {one.says} |"
    yield ""
    yield "The HTML page is one file that fetches nothing and opens from disk: what needs an act, the actor in the four"
    yield "quadrants where it declares its place, charts, every step of a fee, the rules of the reciprocal licences in play, and"
    yield "a table of all components that filters and sorts. `--language` writes it in English, Dutch, French or German; what"
    yield "licences say, questions and evidence stay English and are marked so. Without JavaScript the table lists the"
    yield "components that need an act. On paper it lists all that pass the filter."
    yield ""
    yield "Bills of materials hold the licence that copyfair settled on. It is marked as declared where the component's own"
    yield "metadata says so, else as concluded. Where the licence is not settled nothing is asserted. They hold no verdict,"
    yield "but CycloneDX holds the rights of use on record: look before you pass it on."
    yield ""
    yield "The documents of `ship`, `compare` and `notice` are no reports, and those commands write them. How to add a format"
    yield "of your own: [extending.md](extending.md)."


def _facts(files: tuple[LicenseFile, ...]) -> Iterator[str]:
    users: dict[str, list[str]] = {}
    for file in files:
        for name in sorted(_used(file)):
            users.setdefault(name, []).append(file.id)
    yield "# Facts"
    yield ""
    yield "The closed vocabulary of rules and answers, in the order in which one would ask. Made from"
    yield "`copyfair/actor/data/facts.toml` by `tests/tools/build_docs.py`."
    for fact in vocabulary().values():
        yield ""
        yield f"## `{fact.name}`"
        yield ""
        yield from _fact(fact, users.get(fact.name, []))
    yield ""
    yield "## What follows by definition"
    yield ""
    for rule in implications():
        among = " or ".join(_value(value) for value in rule.among)
        yield f"- `{rule.fact}` = {among} means `{rule.then}` = {_value(rule.value)}: {rule.because}."


def _value(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _fact(fact: FactInfo, users: list[str]) -> Iterator[str]:
    yield f"A {fact.type} fact about the {fact.about}. {fact.meaning}"
    if fact.unit:
        yield f"Counted in {fact.unit}."
    yield ""
    yield f"Asked as: {fact.ask}"
    yield ""
    for value, meaning in fact.values.items():
        yield f"- `{value}`: {meaning}"
    if fact.values:
        yield ""
    listed = ", ".join(f"[{name}](licenses/{name}.md)" for name in users)
    if len(users) > 8:
        listed = f"{len(users)} licences"
    yield f"Used by: {listed or 'tariffs and permissions of commons only'}."


def _used(file: LicenseFile) -> set[str]:
    conditions = [clause.when for clause in (*file.bars, *file.silent, *file.grants)]
    conditions += [duty.when for duty in file.duties if duty.when]
    return {atom.fact for text in conditions for atom in atoms(parse_condition(text))}


_CACHES = (
    ("Cargo", "`CARGO_HOME`, else `~/.cargo`"),
    ("RubyGems", "`GEM_HOME`, else `~/.local/share/gem/ruby/*` and `~/.gem/ruby/*`"),
    ("Go", "`GOMODCACHE`, else `pkg/mod` below `GOPATH` or `~/go`"),
    ("Maven", "`~/.m2/repository`"),
    ("Gradle", "`caches/modules-2/files-2.1` below `GRADLE_USER_HOME` or `~/.gradle`"),
    ("NuGet", "`NUGET_PACKAGES`, else `~/.nuget/packages`"),
    ("Pub", "`PUB_CACHE`, else `~/.pub-cache`"),
    ("bun", "`BUN_INSTALL_CACHE_DIR`, else `install/cache` below `BUN_INSTALL` or `~/.bun`"),
    ("Deno", "`DENO_DIR`, else `~/.cache/deno`"),
    ("yarn 2 and later", "`cache` below `YARN_GLOBAL_FOLDER` or `~/.yarn/berry`"),
)


def _formats() -> Iterator[str]:
    yield "# Formats"
    yield ""
    yield "What the inventory reads, made from the modules in `copyfair/inventory/formats/` by `tests/tools/build_docs.py`."
    yield "Nothing of what is read is ever run, and nothing is fetched."
    yield ""
    yield "Where a lockfile names no licences, the package itself does, if it was fetched. So the caches of package managers in the"
    yield "user's home are looked at:"
    yield ""
    yield "| what | where |"
    yield "|---|---|"
    yield from (f"| {name} | {place} |" for name, place in _CACHES)
    yield ""
    yield "A cache says what the licence of a listed component is, and lists nothing. Where the lockfile has the hash of an archive, the"
    yield "cache has to have that very archive; of Go, Maven, Gradle and NuGet it is what lies under the name and version. What comes from"
    yield "a repository or a folder is not looked up. `COPYFAIR_PACKAGE_CACHES=no` leaves them aside; the library looks at those it is given."
    yield ""
    yield "An archive of a package that lies in the folder (a wheel, a crate, a gem …) is a component, like a jar; one of the project itself"
    yield "(in `dist/`, say) is not. Where a lockfile has the hash of such an archive and this one has another, it is a problem"
    yield "(`archive-differs`)."
    for found in sorted(all_formats(), key=lambda one: one.name.lower()):
        yield from _format(found)


def _format(found: Format) -> Iterator[str]:
    yield ""
    yield f"## {found.name}"
    yield ""
    yield f"Reads {found.reads}."
    yield ""
    yield f"- Files: {', '.join(f'`{name}`' for name in found.files)}"
    yield f"- Licences: {found.licences}"
    yield f"- Several licences: {found.lists or 'the format holds no list of them.'}"
    yield from (f"- Known gap: {gap}" for gap in found.gaps)


def _index(files: tuple[LicenseFile, ...]) -> Iterator[str]:
    yield "# Licences with rules of their own"
    yield ""
    yield "One page a licence, made from `licenses/` by `tests/tools/build_docs.py`. Clauses are given in our own words; the"
    yield "licence text decides."
    yield ""
    yield "| licence | family | in a sentence |"
    yield "|---|---|---|"
    for file in files:
        yield f"| [{file.id}]({file.id}.md) | {file.family} | {file.summary} |"


def _licence(file: LicenseFile) -> Iterator[str]:
    yield f"# {file.name}"
    yield ""
    yield f"`{file.id}`, {file.family}. Text: {file.url}"
    yield ""
    yield file.summary
    yield ""
    yield f"Rules reviewed on {file.reviewed.on}: {file.reviewed.by}."
    yield from _clauses("Who may not", file.bars)
    yield from _open("What the text leaves open", file.silent)
    yield from _clauses("Who may", file.grants)
    yield from (
        "",
        "## Otherwise",
        "",
        f"**{file.otherwise.clause}** {file.otherwise.says} (`{file.otherwise.verdict}`)",
    )
    if file.sells:
        yield from ("", f"**{file.sells.clause}** {file.sells.says}")
    if file.termination:
        yield from ("", "## After a breach", "", _breach(file.termination))
    if file.duties:
        yield from ("", "## Duties", "")
    for duty in file.duties:
        when = f" When: {say(parse_condition(duty.when))}." if duty.when else ""
        yield f"- **{duty.clause}** {duty.says}{when}"
        yield from _readings(duty)
    if file.combining:
        yield from _combining(file.combining)
    if file.notes:
        yield from ("", "## Notes", "")
    yield from (f"- {note}" for note in file.notes)


def _combining(combining: Combining) -> Iterator[str]:
    if not combining.says:
        return
    disputed = " That can be argued." if combining.disputed else ""
    when = f" When: {say(parse_condition(combining.when))}." if combining.when else ""
    yield from ("", "## In one work with others", "")
    yield f"- **{combining.clause}** {combining.says}{disputed}{when}"
    if combining.aggregate:
        yield f"- **{combining.aggregate}** It may lie beside separate works, which it does not reach."
    for bridge in combining.bridges:
        when = f" When: {say(parse_condition(bridge.when))}." if bridge.when else ""
        yield f"- **{bridge.clause}** {bridge.says}{when}"


def _clauses(title: str, clauses: tuple[RuleClause, ...]) -> Iterator[str]:
    if clauses:
        yield from ("", f"## {title}", "")
    for clause in clauses:
        yield f"- **{clause.clause}** {clause.says} Tested as: {say(parse_condition(clause.when))}."


def _open(title: str, clauses: tuple[SilentClause, ...]) -> Iterator[str]:
    if clauses:
        yield from ("", f"## {title}", "")
    for clause in clauses:
        yield f"- **{clause.clause}** {clause.says} Asked where: {say(parse_condition(clause.when))}."
        yield from _readings(clause)


def _readings(clause: SilentClause | DutyClause) -> Iterator[str]:
    if not clause.question:
        return
    default = f"; taken unless another reading is chosen: `{clause.default}`" if clause.default else ""
    yield f"  Question `{clause.question}`{default}. Readings:"
    for reading in clause.readings:
        source = f" Source: {reading.source}." if reading.source else ""
        yield f"  - `{reading.name}` ({reading.holds}): {reading.says}{source}"


def _breach(end: Termination) -> str:
    cure = "" if end.cure_days else " The text knows no cure."
    return f"**{end.clause}** {end.says}{cure}"


def main() -> None:
    """Write every page and take away those of licences that are gone."""
    made = pages()
    for path in (DOCS / "licenses").glob("*.md"):
        if f"licenses/{path.name}" not in made:
            path.unlink()
    for name, text in made.items():
        target = DOCS / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
