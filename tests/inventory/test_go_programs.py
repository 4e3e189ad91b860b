"""What a program says of the modules in it, held against the go command itself."""

import os
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from copyfair.inventory.entry import Entry
from copyfair.inventory.formats.go_binary import read, recognises
from copyfair.inventory.model import Found


@pytest.mark.skipif(shutil.which("go") is None, reason="no Go on this machine")
def test_the_go_command_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "axle").mkdir()
    (tmp_path / "axle/go.mod").write_text("module yard.example/axle\n")
    (tmp_path / "axle/axle.go").write_text("package axle\n\nconst Wheels = 4\n")
    (tmp_path / "cart").mkdir()
    (tmp_path / "cart/go.mod").write_text(
        "module mill.example/cart\n\nrequire yard.example/axle v1.2.3\n\nreplace yard.example/axle => ../axle\n"
    )
    (tmp_path / "cart/main.go").write_text(
        'package main\n\nimport "yard.example/axle"\n\nfunc main() { println(axle.Wheels) }\n'
    )
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    subprocess.run(
        ["go", "build", "-buildvcs=false", "-o", tmp_path / "out/cart", "."],
        cwd=tmp_path / "cart",
        env=environment,
        check=True,
    )
    said = subprocess.run(
        ["go", "version", "-m", "cart"], cwd=tmp_path / "out", capture_output=True, text=True, check=True
    ).stdout
    version = said.split()[1].removeprefix("go").partition("-")[0]
    names = [line.split("\t")[2] for line in said.splitlines() if line.startswith(("\tmod\t", "\tdep\t"))]
    assert names == ["mill.example/cart", "yard.example/axle"]
    program = Entry(tmp_path, PurePosixPath("out/cart"))
    assert recognises(program)
    found = [(one.name, one.version) for one in read(program) if isinstance(one, Found)]
    assert found == [("stdlib", version), *((name, None) for name in names)]
