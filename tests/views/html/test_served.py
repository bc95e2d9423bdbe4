"""The page as a server sends it."""

from __future__ import annotations

import re

from orchestrator.views.html.document import Live
from orchestrator.views.html.served import NOTHING_YET, fragment, served, served_policy
from tests.support.reports import made_report

LIVE = Live("/events?token=a&seen=b", "/fragment?token=a", "/stop?token=a")


def test_the_fragment_stands_in_the_page_as_it_is() -> None:
    report = made_report(title="Shop <3")
    part = fragment(report)
    page = served(report, part, LIVE)
    assert f'<main id="main" tabindex="-1">{part}</main>' in page
    assert "<title>Done: Shop &lt;3</title>" in page
    assert 'data-events="/events?token=a&amp;seen=b"' in page
    assert 'data-fragment="/fragment?token=a"' in page
    assert 'data-stop="/stop?token=a"' in page


def test_before_the_first_run_there_is_a_page_as_well() -> None:
    page = served(None, fragment(None), LIVE)
    assert f"<title>{NOTHING_YET}</title>" in page
    assert f'data-title="{NOTHING_YET}"' in page
    assert "orchestrate run docs/master-plan.md" in page


def test_the_policy_lets_the_page_ask_its_own_server_and_nobody_else() -> None:
    policy = served_policy()
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src 'self'" in policy
    assert policy.endswith("; frame-ancestors 'none'")
    page = served(None, fragment(None), LIVE)
    said = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert said is not None
    assert policy.startswith(said[1])
    assert len(re.findall("'sha256-", policy)) == 4


def test_a_page_in_a_file_asks_nobody() -> None:
    from orchestrator.views.html.document import document

    page = document(made_report())
    assert "connect-src" not in page
    assert "EventSource" not in page
    assert "data-stop" not in page
