from __future__ import annotations

import json
import os
import py_compile
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.process import supervisor
from orchestrator.process.compiled import in_words, is_fresh, supervisor_words


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "program.py"
    path.write_text("pass\n")
    return path


def compiled(source: Path) -> str:
    target = str(source.with_suffix(".pyc"))
    py_compile.compile(str(source), target, doraise=True)
    return target


def test_a_file_compiled_from_this_source_is_fresh(source: Path) -> None:
    assert is_fresh(compiled(source), str(source))


def test_a_file_compiled_from_another_length_is_not(source: Path) -> None:
    cached, moment = compiled(source), source.stat().st_mtime_ns
    source.write_text("raise\n")
    os.utime(source, ns=(moment, moment))
    assert not is_fresh(cached, str(source))


def test_a_file_compiled_at_another_time_is_not(source: Path) -> None:
    cached = compiled(source)
    os.utime(source, (1, 1))
    assert not is_fresh(cached, str(source))


def test_a_missing_or_cut_file_is_not(source: Path) -> None:
    cached = Path(compiled(source))
    cached.write_bytes(cached.read_bytes()[:10])
    assert not is_fresh(str(cached), str(source))
    assert not is_fresh(str(source.with_name("missing.pyc")), str(source))


def test_the_supervisor_is_found_in_source_and_in_the_form_that_starts_fastest() -> None:
    [fastest], [source] = supervisor_words()
    assert source.endswith("process/supervisor.py")
    assert fastest == source or is_fresh(fastest, source)


@pytest.mark.parametrize("which", ["fastest", "anywhere"])
def test_without_a_file_the_supervisor_is_handed_over_in_words(which: str, tmp_path: Path) -> None:
    words = getattr(in_words(Path(supervisor.__file__).read_bytes()), which)
    command = [sys.executable, "-I", "-S", *words, "--record", str(tmp_path), "--", "sh", "-c", "exit 7"]
    assert subprocess.run(command, check=False).returncode == 7
    assert json.loads((tmp_path / "exit.json").read_text())["code"] == 7
    assert max(map(len, words)) < 32_000
