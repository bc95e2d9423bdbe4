"""Reading the files of a repository."""

from __future__ import annotations

from orchestrator.scaffold.repository import text_of
from tests.scaffold.conftest import Make


def test_text_is_read_whatever_its_bytes_and_line_ends_are(repository: Make) -> None:
    files = repository({"a": "\ufeffone\r\ntwo\n"})
    assert text_of(files, "a") == "one\ntwo\n"
    assert text_of(files, "missing") == ""
