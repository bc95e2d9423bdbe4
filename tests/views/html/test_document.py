from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.lifecycle import State
from orchestrator.views.html.document import body, document
from tests.support.big_reports import big_report
from tests.support.invoices import invoices
from tests.support.reports import (
    made_attempt,
    made_finding,
    made_gate,
    made_phase,
    made_report,
    made_session,
)
from tests.views.html.reading import read, words

ATTACK = '</script><img src=x onerror="alert(1)">\'"\x1b[2J\u202e\ud800'
ADDRESS = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.-]")


def hostile(attack: str) -> str:
    """A page on which everything is the attack that a worker or a plan could write."""
    session = made_session(
        ending=attack, reason=attack, model=attack, agents=((attack, attack),), left_behind=(attack,)
    )
    gate = made_gate(attack, 1, 0, command=attack, tail=attack, output_path=attack, left_behind=(attack,))
    finding = made_finding(attack, attack, message=attack, detail=attack, accepted=attack)
    attempt = made_attempt(
        sessions=(session,),
        gates=(gate,),
        findings=(finding,),
        why=attack,
        reason=attack,
        folder=attack,
        decision=attack,
    )
    phase = made_phase(
        attack, State.BLOCKED, (attempt,), title=attack, reason=attack, depends_on=(attack, "1")
    )
    report = made_report(
        made_phase("1"),
        phase,
        title=attack,
        plan_path=attack,
        model=attack,
        id=attack,
        paused=attack,
        outcome="paused",
    )
    return document(report._replace(project=attack))


def test_the_page_is_whole_and_has_one_of_everything() -> None:
    elements = read(document(invoices()))
    names = [element.name for element in elements]
    assert all(names.count(name) == 1 for name in ("html", "head", "style", "script", "main", "h1"))
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))


def test_every_link_within_the_page_leads_somewhere() -> None:
    elements = read(document(invoices()))
    ids = {element.attributes.get("id") for element in elements}
    wanted = {
        element.attributes["href"]
        for element in elements
        if (element.attributes.get("href") or "").startswith("#")
    }
    assert {address[1:] for address in wanted if address} <= ids
    assert {element.attributes["data-go"] for element in elements if "data-go" in element.attributes} <= ids


def test_it_asks_for_nothing_from_anywhere() -> None:
    page = document(invoices())
    assert not ADDRESS.search(page)
    assert not [element for element in read(page) if {"src", "srcset", "action"} & set(element.attributes)]


def test_the_policy_allows_its_own_style_and_script_and_nothing_else() -> None:
    page = document(invoices())
    (policy,) = [
        element.attributes["content"] or ""
        for element in read(page)
        if element.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "connect-src" not in policy


def test_nothing_is_styled_or_scripted_inline() -> None:
    for element in read(document(invoices())):
        assert not [name for name in element.attributes if name == "style" or name.startswith("on")], element


@pytest.mark.parametrize(
    "attack", [ATTACK, ATTACK * 50, "x" * 1_000_000, "<!--", "]]>", "&amp;", "\x00\r\x85\u2028"]
)
def test_what_others_wrote_stays_text(attack: str) -> None:
    page = hostile(attack)
    page.encode("utf-8")
    assert {element.name for element in read(page)} == {element.name for element in read(hostile("harmless"))}
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page)
    assert len(page) < 3_000_000


@given(st.text(max_size=40))
def test_any_text_leaves_the_page_whole(attack: str) -> None:
    names = [element.name for element in read(hostile(attack))]
    assert names.count("script") == 1
    assert "img" not in names


def test_what_is_fetched_again_is_what_stands_in_main() -> None:
    page = document(invoices())
    assert f'<main id="main" tabindex="-1">{body(invoices())}</main>' in page


def test_everything_is_there() -> None:
    shown = words(body(invoices()))
    for part in (
        "Invoice service",
        "Timeline",
        "Dependencies",
        "Accepted with a reason",
        "Phases",
        "Statistics",
    ):
        assert part in shown
    assert "test_a_bounce_marks_the_invoice" in shown


def test_a_run_that_has_just_begun_has_a_page() -> None:
    report = made_report(made_phase(state=State.PENDING), outcome="running")
    assert "Nothing has begun yet." in words(body(report))
    assert "0 of 1 phase done" in words(
        body(made_report()._replace(phases=(), outcome="running", run=report.run))
    )


def test_a_thousand_attempts_are_quick_and_bounded() -> None:
    report = big_report()
    began = process_time()
    page = document(report)
    assert process_time() - began < 3  # a tenth of it on a machine that does nothing else
    assert len(page) < 5_000_000


def test_style_and_script_are_small() -> None:
    assert (
        sum(
            len(content)
            for content in re.findall(r"<(?:style|script)>(.*?)</", document(made_report()), re.DOTALL)
        )
        < 25_000
    )
