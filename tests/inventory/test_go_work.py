"""go.work: modules that are built together stand in for each other, and what it replaces counts for all of them."""

from pathlib import Path

from copyfair import inventory
from copyfair.inventory.model import Origin

HERE = Path(__file__).parent


def test_what_the_workspace_says_comes_before_what_a_module_says() -> None:
    found = inventory.read(HERE / "go.work/plain/tree")
    of = {one.name: one for one in found.components}
    assert set(of["mill.example/mill"].requires) == {
        "pkg:golang/mill.example/flour",
        "pkg:golang/forge.example/gears@v1.3.0",
    }
    assert of["mill.example/flour"].origin is Origin.FIRST_PARTY
    # Not a module of the workspace: nothing of that holds for it.
    assert of["mill.example/alone"].requires == ("pkg:golang/gears.example/gears@v1.2.0",)


def test_without_it_the_module_speaks_for_itself(tmp_path: Path) -> None:
    text = (HERE / "go.work/plain/tree/mill/go.mod").read_text("utf-8")
    (tmp_path / "go.mod").write_text(text, "utf-8")
    (own,) = (one for one in inventory.read(tmp_path).components if one.origin is Origin.FIRST_PARTY)
    assert set(own.requires) == {
        "pkg:golang/mill.example/flour@v0.1.0",
        "pkg:golang/old.example/gears@v1.2.1",
    }
