from __future__ import annotations

import os
import py_compile
from pathlib import Path

import pytest

from orchestrator.process.compiled import is_fresh, supervisor_files


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
    fastest, source = supervisor_files()
    assert source.endswith("process/supervisor.py")
    assert fastest == source or is_fresh(fastest, source)
