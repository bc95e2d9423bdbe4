from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.session import TroubleKind
from orchestrator.trouble.wordings import LINE_READ, LINES_READ, OURS, Wordings, parse
from tests.trouble.messages import MESSAGES, SHIPPED, WORDINGS

# What makes expressions with repetitions try again and again, and texts that nearly match ours.
ADVERSARIAL = [
    *(piece * LINE_READ for piece in ("a", " ", "\t", "'", "0", "-", "é")),
    *("you've hit your " * 200, "organization " * 200, "version of claude code " * 100),
    *("oauth token has been " * 100, "limit limit " * 200, "connection " * 200, "api error: " * 200),
]


def words(text: str) -> Wordings:
    wordings, complaints = parse(text, "w.txt")
    assert complaints == ()
    return wordings


def said(text: str) -> list[str]:
    return list(map(str, parse(text, "w.txt")[1]))


def test_nothing_is_wrong_in_our_own_file_and_it_knows_every_kind() -> None:
    wordings, complaints = parse(SHIPPED, OURS)
    assert complaints == ()
    assert {kind for kind, _ in wordings.patterns} == set(TroubleKind)


@pytest.mark.parametrize(("message", "kind"), MESSAGES)
def test_messages_that_people_met_are_known(message: str, kind: TroubleKind) -> None:
    match = WORDINGS.find(message)
    assert match is not None
    # A wording of billing becomes a usage limit when a reset is announced; that is not decided here.
    assert match.kind in {kind, *([TroubleKind.BILLING] if kind is TroubleKind.USAGE_LIMIT else [])}
    assert match.line == message


def test_every_wording_of_ours_is_there_for_a_message() -> None:
    unused = [
        pattern.pattern
        for _, pattern in WORDINGS.patterns
        if not any(pattern.search(message) for message, _ in MESSAGES)
    ]
    assert unused == []


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Prompt is too long · the request is ~250000 tokens (limit 200000)",
        "API Error: 400 messages.0: something is invalid",
        "Request rejected (429) · This request would exceed your account's rate limit. Try again later.",
        "Reached maximum number of turns (3)",
        "No conversation found with session ID: 9",
        "Context limit reached",
        "API Error: Claude's response exceeded the 64000 output token maximum.",
    ],
)
def test_other_failures_are_not_known(message: str) -> None:
    assert WORDINGS.find(message) is None


@pytest.mark.parametrize(
    "pattern", [pattern for _, pattern in WORDINGS.patterns], ids=lambda p: p.pattern[:40]
)
def test_no_wording_of_ours_can_be_made_slow(pattern: re.Pattern[str]) -> None:
    def seconds(text: str) -> float:
        runs = []
        for _ in range(3):  # the best of some: the machine may have been busy
            start = time.perf_counter()
            pattern.search(text[:LINE_READ])
            runs.append(time.perf_counter() - start)
        return min(runs)

    assert max(map(seconds, ADVERSARIAL)) < 0.05


def test_sections_comments_and_blank_lines() -> None:
    wordings = words(
        "# a comment\n\n[usage limit]\n  enough\n# [model]\n[ API Trouble ]\nflaky # not a comment\n"
    )
    assert [(kind, pattern.pattern) for kind, pattern in wordings.patterns] == [
        (TroubleKind.USAGE_LIMIT, "enough"),
        (TroubleKind.API, "flaky # not a comment"),
    ]


def test_case_does_not_matter_and_any_line_of_a_message_counts() -> None:
    match = words("[billing]\nno money").find("Error:\nSorry, NO Money left\nbye")
    assert match == (TroubleKind.BILLING, "Sorry, NO Money left")


def test_the_first_wording_decides_and_those_of_a_project_go_first() -> None:
    ours, project = words("[API trouble]\nlimit\n"), words("[usage limit]\nlimit of the day\n")
    both = project.before(ours)
    assert [both.find(text) for text in ("limit of the day", "limit")] == [
        (TroubleKind.USAGE_LIMIT, "limit of the day"),
        (TroubleKind.API, "limit"),
    ]


def test_only_the_beginning_of_lines_and_messages_is_searched() -> None:
    wordings = words("[billing]\nbroke")
    assert wordings.find("x" * LINE_READ + "broke") is None
    assert wordings.find("\n" * LINES_READ + "broke") is None


def test_everything_that_is_wrong_is_told_with_its_line() -> None:
    text = "early\n[usage limits]\nskipped\n[billing]\n(\na*\nx[[a]\nfine\n"
    assert said(text) == [
        "w.txt:1: the wording is in no section; write a section such as [usage limit] above it",
        "w.txt:2: there is no kind of trouble 'usage limits'; did you mean 'usage limit'?",
        "w.txt:5: '(' is no regular expression: missing ), unterminated subpattern at position 0; "
        "put a backslash before a sign such as ( [ * that stands for itself",
        "w.txt:6: 'a*' matches every line; write words that it has to contain",
        "w.txt:7: 'x[[a]' is no regular expression: Possible nested set at position 2; "
        "put a backslash before a sign such as ( [ * that stands for itself",
    ]


@given(st.text(alphabet="[]()*+?|\\{}#ab \n^$.=!<P>1,-usagelimit", max_size=80))
def test_any_text_gives_wordings_or_complaints_of_its_lines(text: str) -> None:
    wordings, complaints = parse(f"[model]\n{text}", "w.txt")
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(wordings.patterns) + len(complaints) <= len(lines)
    assert all(1 < complaint.line <= 1 + len(text.splitlines()) for complaint in complaints)
    assert all(not pattern.search("") for _, pattern in wordings.patterns)
