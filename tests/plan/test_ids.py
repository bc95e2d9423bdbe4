from __future__ import annotations

import pytest

from orchestrator.plan.ids import Known, is_id, phase_id, references, resolve

KNOWN = Known({"1": "1", "2a": "2a", "3.1": "3.1", "setup": "Setup"}, {"docs/a.md": "1", "b.md": "2a"})


def meant(text: str) -> list[str | None]:
    found, _ = references(text)
    return [resolve(reference, KNOWN, ("docs", "")) for reference in found]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1", "1"),
        ("Phase 3.1", "3.1"),
        ("**2a**", "2a"),
        ("[1](x.md)", "1"),
        ("[Phase 1](x.md)", "1"),
        ("`setup`", "setup"),
        ("#4", "4"),
        ("5.", "5"),
        ("phase-1", "phase-1"),
        ("Phase 1 and more", "Phase 1 and more"),
        ("", ""),
    ],
)
def test_the_id_in_a_cell(cell: str, expected: str) -> None:
    assert phase_id(cell) == expected


@pytest.mark.parametrize("text", ["1", "3.1", "2a", "setup", "a-b_c", "x" * 64])
def test_ids(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "a b", "../x", ".x", "x.", "a/b", "é", "a\n", "x" * 65, "-1"])
def test_what_cannot_name_a_folder_is_no_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Phase 1", ["1"]),
        ("Phase 1, Phase 2a and 3.1", ["1", "2a", "3.1"]),
        ("Phases 1 & setup", ["1", "Setup"]),
        ("1 + 2A; SETUP", ["1", "2a", "Setup"]),
        ("[Any words](a.md)", ["1"]),
        ("[Phase 9](a.md), [x](../b.md#top)", ["1", "2a"]),
        ("Phase 1 (the base, and more)", ["1"]),
        ("Phase 1: the base", ["1"]),
        ("1 - base", ["1"]),
        ("[x](a.md) must be done", ["1"]),
        ("[x](a.md) Phase 2a", ["1", "2a"]),
        ("│ Phase 1 │", ["1"]),
        ("**Phase 1**", ["1"]),
        ("Phase 7", [None]),
        ("[x](c.md)", [None]),
        ("", []),
    ],
)
def test_references_to_phases(text: str, ids: list[str | None]) -> None:
    assert meant(text) == ids


@pytest.mark.parametrize("text", ["the API is up", "N/A", "see below"])
def test_words_that_can_name_no_phase_are_told(text: str) -> None:
    assert references(text) == ([], [text])


def test_only_a_link_and_a_named_phase_are_surely_references() -> None:
    found, _ = references("Phase 9, deploy, phases of work, [x](y.md)")
    assert [(reference.text, reference.sure) for reference in found] == [
        ("x", True),
        ("Phase 9", True),
        ("deploy", False),
        ("phases of work", False),
    ]
