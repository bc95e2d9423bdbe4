from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.evidence_chain import (
    SCOPES,
    Move,
    Stand,
    compared,
    conclusion,
    contradictions,
    head,
    link,
    opened,
    row_digest,
    seal,
)

DIGESTS = st.dictionaries(st.text(max_size=5), st.sampled_from("abc"), max_size=5)


def move(version: int, trigger: str, source: str, dest: str, attempt: int = 1) -> Move:
    return Move(version, trigger, source, dest, attempt, f"why {version}", f"at {version}")


DONE = (
    move(0, "start", "pending", "running"),
    move(1, "finish", "running", "verifying"),
    move(2, "accept", "verifying", "done"),
)
STANDS = Stand("done", 3, 1, 1, False, "why 2", "at 2")


@given(DIGESTS)
def test_a_seal_is_read_as_it_was_made(digests: dict[str, str]) -> None:
    assert opened(seal({"files": digests})) == {"files": digests}


@given(st.text(max_size=20) | st.sampled_from(["[]", "5", '{"files": 5}', '{"other": {}}']))
def test_what_is_no_seal_holds_nothing(text: str) -> None:
    assert opened(text) == {}


@given(DIGESTS, DIGESTS)
def test_a_comparison_names_exactly_what_differs(recorded: dict[str, str], found: dict[str, str]) -> None:
    changes = dict(compared(recorded, found))
    for name in recorded.keys() | found.keys():
        expected = {
            (True, True): None if recorded.get(name) == found.get(name) else "changed",
            (True, False): "removed",
            (False, True): "added",
        }[name in recorded, name in found]
        assert changes.get(name) == expected


def test_a_row_has_the_same_digest_whatever_columns_were_added_later() -> None:
    assert row_digest({"a": 1, "b": "x"}) == row_digest({"b": "x", "a": 1, "later": None, "later too": ""})


@pytest.mark.parametrize("other", [{"a": 2}, {"a": "1"}, {"b": 1}, {"a": 1, "b": 0}, {"a": b"1"}, {}])
def test_another_row_has_another_digest(other: dict[str, object]) -> None:
    assert row_digest(other) != row_digest({"a": 1})


def test_a_link_depends_on_everything_before_it() -> None:
    first = link("", "seal")
    assert link(first, "next") != link(link("", "another"), "next")
    assert link(first, "next") != link(first, "another")
    assert head([first, ""]) != head(["", first])


def test_a_journal_that_leads_to_where_the_phase_stands_is_no_contradiction() -> None:
    assert contradictions(DONE, STANDS) == []
    assert contradictions((), Stand("pending", 0, 0, 1, False, "", "then")) == []
    assumed = (move(0, "assume", "pending", "done", 0),)
    assert contradictions(assumed, Stand("done", 1, 0, 1, True, "why 0", "at 0")) == []


@pytest.mark.parametrize(
    ("moves", "stands", "named"),
    [
        (DONE[:1] + DONE[2:], STANDS, "journal 2"),
        ((), STANDS, "phase"),
        (DONE[:2], STANDS, "phase"),
        (DONE, STANDS._replace(state="blocked"), "phase"),
        (DONE, STANDS._replace(version=4), "phase"),
        (DONE, STANDS._replace(attempt=2), "phase"),
        (DONE, STANDS._replace(first_attempt=2), "phase"),
        (DONE, STANDS._replace(assumed=True), "phase"),
        (DONE, STANDS._replace(reason="because"), "phase"),
        (DONE, STANDS._replace(since="never"), "phase"),
    ],
)
def test_a_contradiction_is_named(moves: tuple[Move, ...], stands: Stand, named: str) -> None:
    assert named in [name for name, _ in contradictions(moves, stands)]


@pytest.mark.parametrize(
    ("decision", "trigger", "fits"),
    [
        ("accept", "accept", True),
        ("block", "block", True),
        ("targeted fix", "reject", True),
        ("full retry", "fail", True),
        ("targeted fix", "accept", False),
        ("block", "accept", False),
        ("", "accept", False),
    ],
)
def test_the_move_after_a_verdict_is_what_the_verdict_asks_for(
    decision: str, trigger: str, fits: bool
) -> None:
    after = [move(2, "interrupt", "verifying", "verifying"), move(3, trigger, "verifying", "x")]
    found = conclusion(decision, after)
    assert (found is None) == fits
    assert found is None or found[0] == "journal 3"


def test_a_verdict_without_a_move_yet_is_no_contradiction() -> None:
    assert conclusion("accept", []) is None


def test_every_scope_names_files_or_rows() -> None:
    assert set(SCOPES.values()) == {"file", "row"}
