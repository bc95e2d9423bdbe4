"""What lies in the one file, what it was made of, and how it is loaded from there."""

from __future__ import annotations

import json
import lzma
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestrator._vendor.onefile import closure, make
from orchestrator._vendor.packed import NO_LZMA, SOURCES, Sources
from orchestrator._vendor.texts import data, texts
from orchestrator.vendoring.program import PACKED
from tests.hooks.made import Room, room
from tests.packaging.build import ROOT, Built, build_onefile
from tests.packaging.pythons import SUPPORTED, find

MOST = 250_000  # bytes
LAST = """
import json, os, sys
sys.path.insert(0, {home!r})
os._exit = lambda code: None
from orchestrator.__main__ import main
main()
loader = sys.modules["orchestrator"].__spec__.loader
main_code = sys.modules["orchestrator.cli.main"].main.__code__
unpacked = loader._packed._sources is not None
print(json.dumps({{"unpacked": unpacked, "from": main_code.co_filename}}), file=sys.stderr)
"""
ALL = """
import importlib, json, sys
sys.path.insert(0, {home!r})
found = {{}}
for name in {names!r}:
    loader = importlib.import_module(name).__spec__.loader
    file = sys.modules[name].__file__
    found[name] = [file, loader.get_filename(name), loader.is_package(name)]
    assert loader.get_source(name) is not None
print(json.dumps(found))
"""
FAILS = """
import sys, traceback
sys.path.insert(0, {home!r})
from orchestrator.{module} import {function}
try:
    {function}(None)
except (AttributeError, TypeError):
    traceback.print_exc()
"""
MISSING = """
import sys
sys.path.insert(0, {home!r})
import orchestrator
loader = orchestrator.__spec__.loader
try:
    import orchestrator.none
except ModuleNotFoundError as error:
    assert error.name == "orchestrator.none"
try:
    loader.get_code("orchestrator.none")
except ImportError as error:
    assert "holds no orchestrator.none" in str(error)
try:
    loader.get_data({home!r} + "/no")
except OSError as error:
    print(f"{{error.strerror}}: {{error.filename!r}}")
"""
LIBRARY = """
import sys
sys.path.insert(0, {home!r})
import orchestrator.lifecycle
from transitions import Machine, MachineError
import six
class Model:
    def before(self): self.came = True
model = Model()
machine = Machine(model, ["a", "b"], initial="a", auto_transitions=False)
machine.add_transition("go", "a", "b", before="before")
assert (model.go(), model.state, model.came) == (True, "b", True)
try:
    model.go()
except MachineError as error:
    print(error, sorted(name for name in vars(six) if "_type" in name), six.__file__)
"""
WITHOUT_LZMA = """
import sys
sys.modules["_lzma"] = None
sys.path.insert(0, {home!r})
from orchestrator.__main__ import main
main()
"""
DONE = ("done", "--phase", "1", "--status", "completed", "--report", "{}")
EDIT: dict[str, object] = {"tool_name": "Write", "tool_input": {"file_path": "ci/a.yml"}}


def wheel_files(built: Built) -> dict[str, bytes]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


def modules(files: Mapping[str, bytes]) -> dict[str, str]:
    """Name -> path of every module of ours in a wheel."""
    paths = (path for path in files if path.endswith(".py") and not path.startswith("orchestrator/_vendor/"))
    return {path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in paths}


def python(version: str) -> str:
    path = find(version)
    if path is None:
        pytest.skip(f"no Python {version} on this machine")
    return path


def alone(python: str, code: str, *words: str, **more: object) -> subprocess.CompletedProcess[str]:
    """What an interpreter without any path makes of some code."""
    command = [python, "-I", "-S", "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload,no-any-return]  # what it takes, a test gives


def test_it_holds_little_beside_two_blocks_and_the_licences(built: Built) -> None:
    with zipfile.ZipFile(built.onefile) as onefile:
        assert set(onefile.namelist()) == {
            "LICENSE",
            "__main__.py",
            "orchestrator/__init__.py",
            "orchestrator/_packed.py",
            "orchestrator/_packed.pyc",
            f"orchestrator/compiled.{sys.implementation.cache_tag}",
            SOURCES,
        }
        files = wheel_files(built)
        licence = onefile.read("LICENSE")
        assert licence.startswith((ROOT / "LICENSE").read_bytes())
        for library in ("six", "transitions"):
            place = f"orchestrator/_vendor/{library}"
            assert f"\n{place}\n\n".encode() + files[f"{place}.LICENSE"] in licence


def test_it_stays_small(built: Built) -> None:
    size = built.onefile.stat().st_size
    with zipfile.ZipFile(built.onefile) as onefile:
        parts = {entry.filename: entry.compress_size for entry in onefile.infolist()}
    assert size < MOST, f"{size} bytes: {parts}"


@pytest.mark.parametrize("version", SUPPORTED)
def test_every_module_can_be_imported_and_read(version: str, built: Built) -> None:
    names = modules(wheel_files(built))
    ended = alone(python(version), ALL.format(home=str(built.onefile), names=sorted(names)))
    assert ended.returncode == 0, ended.stderr
    expected = {name: f"{built.onefile}/{path}" for name, path in names.items()}
    assert json.loads(ended.stdout) == {
        name: [place, place, place.endswith("/__init__.py")] for name, place in expected.items()
    }


def test_what_is_not_there_is_told_as_by_any_importer(built: Built) -> None:
    ended = alone(sys.executable, MISSING.format(home=str(built.onefile)))
    assert (ended.returncode, ended.stdout) == (
        0,
        f"No such file or directory: {str(built.onefile / 'no')!r}\n",
    )


@pytest.mark.parametrize("version", SUPPORTED)
def test_whichever_python_makes_it_every_other_can_read_it(
    version: str, built: Built, tmp_path: Path
) -> None:
    if find(version) == sys.executable:
        pytest.skip("what this one makes is tried above")
    made = build_onefile(built.wheel, tmp_path, python=python(version))
    ended = alone(python(SUPPORTED[0]), ALL.format(home=str(made), names=sorted(modules(wheel_files(built)))))
    assert ended.returncode == 0, ended.stderr
    assert made.stat().st_size < MOST


def sources(built: Built) -> Sources:
    """The texts in the one file."""
    with zipfile.ZipFile(built.onefile) as onefile:
        return Sources(lzma.decompress(onefile.read(SOURCES)))


def test_its_texts_are_those_of_the_wheel_without_what_python_does_not_need(built: Built) -> None:
    files, held = wheel_files(built), sources(built)
    expected = {**texts(files), **data(files)}
    assert {path: held[path] for path in expected} == expected
    assert "orchestrator/none.py" not in held


@pytest.mark.parametrize("module", ["text", "redaction"], ids=["compiled", "not compiled"])
def test_a_traceback_shows_the_line(module: str, built: Built) -> None:
    function = {"text": "printable", "redaction": "secrets_in"}[module]
    ended = alone(sys.executable, FAILS.format(home=str(built.onefile), module=module, function=function))
    lines = ended.stderr.splitlines()
    place = next(n for n, line in enumerate(lines) if f"orchestrate.pyz/orchestrator/{module}.py" in line)
    text = sources(built)[f"orchestrator/{module}.py"].split("\n")
    number = int(lines[place].partition(", line ")[2].partition(",")[0])
    assert lines[place + 1].strip() == text[number - 1].strip() != ""


def test_what_the_program_reads_beside_its_modules_is_there(built: Built, tmp_path: Path) -> None:
    started = [sys.executable, "-I", "-S", str(built.onefile), "init"]
    ended = subprocess.run(started, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    [schema] = (tmp_path / ".orchestrator").glob("*.json")
    assert schema.read_bytes() == (ROOT / "schemas/configuration.schema.json").read_bytes()
    code = "import sys; sys.path.insert(0, {!r}); from orchestrator.wordings import shipped; print(shipped())"
    assert "Wordings(" in alone(sys.executable, code.format(str(built.onefile))).stdout


def test_the_library_works_with_what_is_left_of_the_one_that_it_needs(built: Built) -> None:
    ended = alone(sys.executable, LIBRARY.format(home=str(built.onefile)))
    assert (ended.returncode, ended.stderr) == (0, "")
    kept = ["binary_type", "class_types", "integer_types", "string_types", "text_type"]
    place = built.onefile / "orchestrator/_vendor/six.py"
    assert ended.stdout == f'"Can\'t trigger event go from state b!" {kept} {place}\n'


@pytest.mark.parametrize("words", [(), ("--check",), ("--update",)], ids=["make", "check", "update"])
def test_it_makes_and_checks_no_copies_and_says_what_does(
    words: tuple[str, ...], built: Built, tmp_path: Path
) -> None:
    started = [sys.executable, "-I", "-S", str(built.onefile), "vendor", "tools", *words]
    ended = subprocess.run(started, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (2, f"orchestrate: {PACKED}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_lzma_is_told_what_to_do(built: Built, tmp_path: Path) -> None:
    code = WITHOUT_LZMA.format(home=str(built.onefile))
    ended = alone(sys.executable, code, "status", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (2, NO_LZMA.format(python=sys.executable))
    assert "call another Python 3.11 or newer, or install the wheel" in ended.stderr


def test_the_report_of_a_session_comes_as_byte_code(built: Built, tmp_path: Path) -> None:
    here = called(sys.executable, DONE, None, built, room(tmp_path))
    assert here == {"unpacked": False, "from": "orchestrate.pyz/orchestrator/cli/main.py"}


def test_the_look_at_an_edit_is_read_from_the_texts(built: Built, tmp_path: Path) -> None:
    here = called(sys.executable, ("hook", "protect"), EDIT, built, room(tmp_path))
    assert here == {"unpacked": True, "from": "orchestrate.pyz/orchestrator/cli/main.py"}


@pytest.mark.parametrize("version", SUPPORTED)
def test_another_python_reads_the_sources(version: str, built: Built, tmp_path: Path) -> None:
    if find(version) == sys.executable:
        pytest.skip("the byte code is of this one")
    there = called(python(version), DONE, None, built, room(tmp_path))
    assert there == {"unpacked": True, "from": f"{built.onefile}/orchestrator/cli/main.py"}


def called(
    python: str, words: tuple[str, ...], said: dict[str, object] | None, built: Built, made: Room
) -> object:
    """How the program came into a call inside a session."""
    if said is not None:
        words, said = (*words, str(made.folder)), {"cwd": str(made.root), **said}
    code = LAST.format(home=str(built.onefile))
    ended = alone(python, code, *words, input=json.dumps(said), env=made.environment)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stderr)


def test_what_is_imported_while_a_module_is_loaded_is_found_and_nothing_else() -> None:
    files = {
        "p/__init__.py": "import p.one",
        "p/one.py": "from __future__ import annotations\nfrom p.deep import two",
        "p/deep/__init__.py": "",
        "p/deep/two.py": "import os\nif TYPE_CHECKING:\n    import p.three\ndef late():\n    import p.three",
        "p/three.py": "",
    }
    assert closure(("p.deep.two",), files) == set(files) - {"p/three.py"}


def test_a_target_that_cannot_be_written_leaves_nothing_behind(built: Built, tmp_path: Path) -> None:
    target = tmp_path / "orchestrate.pyz"
    target.mkdir()
    with pytest.raises(IsADirectoryError):
        make(str(built.wheel), str(target))
    assert list(tmp_path.iterdir()) == [target]
