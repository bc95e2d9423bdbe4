"""Which signs a terminal is shown; the screen itself is tested in a real terminal, in test_watch."""

from __future__ import annotations

import pytest

from orchestrator.cli.fullscreen import speaks_unicode


@pytest.mark.parametrize(
    ("environment", "encoding", "expected"),
    [
        ({"LANG": "en_US.UTF-8"}, "utf-8", True),
        ({"LANG": "C.UTF-8"}, "UTF-8", True),
        ({"LC_CTYPE": "UTF-8", "LANG": "C"}, "utf-8", True),
        ({"LC_ALL": "de_DE.utf8", "LANG": "C"}, "utf8", True),
        ({"LANG": "C"}, "ascii", False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", False),  # as Python has it for LANG=C
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "utf-8", False),
        ({"LANG": "en_US.ISO-8859-1"}, "iso8859-1", False),
        ({"LANG": "xx_XX.UTF-8"}, "ANSI_X3.4-1968", False),  # the system does not know it
        ({}, "utf-8", False),
    ],
)
def test_more_than_ascii_is_for_who_asked_for_it(
    environment: dict[str, str], encoding: str, *, expected: bool
) -> None:
    assert speaks_unicode(environment, encoding) is expected
