"""What lies in the one file, and what it was made of."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orchestrator._vendor.onefile import closure, make
from orchestrator.session.shim import program_code
from tests.hooks.made import Room, room
from tests.packaging.build import Built
from tests.packaging.pythons import SUPPORTED, find

MOST = 700_000  # bytes; the sources alone take four fifths of what it has now
OURS = "(m.__file__ for n, m in sys.modules.items() if n.startswith('orchestrator'))"
LIST = f"print(*{OURS}, file=sys.stderr)"
ENDS = "import os; os._exit = lambda code: None"  # so that what was loaded can still be listed


def test_it_holds_all_of_the_wheel_and_the_licences(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel, zipfile.ZipFile(built.onefile) as onefile:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
        names = set(onefile.namelist())
        assert all(onefile.read(name) == wheel.read(name) for name in shipped)
        assert "MIT License" in onefile.read("LICENSE").decode()
    added = {name for name in names - shipped if not name.endswith(".pyc")}
    assert added == {"LICENSE", "__main__.py"}
    assert {name for name in shipped if name.endswith(".LICENSE")} == {
        "orchestrator/_vendor/six.LICENSE",
        "orchestrator/_vendor/transitions.LICENSE",
    }


def test_it_stays_small(built: Built) -> None:
    assert built.onefile.stat().st_size < MOST


def loaded(built: Built, made: Room, python: str, *words: str, said: object = None) -> set[str]:
    """The files of the program that a call inside a session loads out of the one file."""
    code = program_code("orchestrator.__main__", "main").partition("; from ")
    home = f"import sys; sys.path.insert(0, {str(built.onefile)!r})"
    ended = subprocess.run(
        [python, "-I", "-S", "-c", f"{ENDS}; {home}; from {code[2]}; {LIST}", *words],
        input=json.dumps(said),
        env=made.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.partition(".pyz/")[2] for name in ended.stderr.split()}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("done", "--phase", "1", "--status", "completed", "--report", "{}"), None),
        (("hook", "protect"), {"tool_name": "Write", "tool_input": {"file_path": "ci/a.yml"}}),
    ],
    ids=["done", "hook protect"],
)
def test_what_a_session_calls_again_and_again_comes_as_byte_code(
    words: tuple[str, ...], said: dict[str, object] | None, built: Built, tmp_path: Path
) -> None:
    made = room(tmp_path)
    if said is not None:
        words, said = (*words, str(made.folder)), {"cwd": str(made.root), **said}
    here = loaded(built, made, sys.executable, *words, said=said)
    assert here
    assert {name for name in here if not name.endswith(".pyc")} == set()
    another = next((version for version in SUPPORTED if find(version) not in (None, sys.executable)), None)
    if another is None:
        pytest.skip("no other Python on this machine, which would read the sources")
    there = loaded(built, made, str(find(another)), *words, said=said)
    assert there == {name.removesuffix("c") for name in here}


def test_what_is_imported_while_a_module_is_loaded_is_found_and_nothing_else() -> None:
    files = {
        "p/__init__.py": b"import p.one",
        "p/one.py": b"from __future__ import annotations\nfrom p.deep import two",
        "p/deep/__init__.py": b"",
        "p/deep/two.py": b"import os\nif TYPE_CHECKING:\n    import p.three\ndef late():\n    import p.three",
        "p/three.py": b"",
    }
    assert closure(("p.deep.two",), files) == set(files) - {"p/three.py"}


def test_a_target_that_cannot_be_written_leaves_nothing_behind(built: Built, tmp_path: Path) -> None:
    target = tmp_path / "orchestrate.pyz"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        make(str(built.wheel), str(target))
    assert list(tmp_path.iterdir()) == [target]
