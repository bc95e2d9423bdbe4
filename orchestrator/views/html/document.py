"""The whole page: one file, no network, nothing that it did not bring itself."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from typing import NamedTuple

import orchestrator
from orchestrator.model.report import Report
from orchestrator.views.html.figures import statistics
from orchestrator.views.html.graph import graph
from orchestrator.views.html.markup import Html, joined, tag
from orchestrator.views.html.overview import accepted, overview, title
from orchestrator.views.html.phases import phases
from orchestrator.views.html.timeline import patterns, timeline
from orchestrator.views.html.words import MARKS, outcome_kind

SECTIONS = ("Timeline", "Dependencies", "Phases", "Statistics")
TINTS = {"done": "%231a7f4b", "blocked": "%23c0362c", "active": "%232f5fd0"}  # of the mark on a tab


class Live(NamedTuple):
    """Where a page that is served finds what is new; addresses on the same server, with the token."""

    events: str  # server-sent events
    fragment: str  # what `body` gives
    stop: str  # a POST there stops the run


def document(report: Report, *, live: Live | None = None) -> str:
    """The page.

    Args:
        report: the run.
        live: the page is served and follows the run; None: it stands in a file.
    """
    scripts = ("page.js", "live.js") if live else ("page.js",)
    made = tag(
        "html",
        tag("head", *_head(report, scripts, live=live is not None)),
        tag(
            "body",
            tag("a", "Skip to the report", href="#main", class_="skip"),
            patterns(),
            _bar(),
            tag("main", Html(body(report)), id="main", tabindex=-1),
            tag("footer", tag("p", f"Made by orchestrate {orchestrator.__version__}")),
            *(tag("script", Html(_file(name))) for name in scripts),
            data_events=live.events if live else None,
            data_fragment=live.fragment if live else None,
            data_stop=live.stop if live else None,
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{made}\n"


def body(report: Report) -> str:
    """What stands in `<main>`; all that depends on the run."""
    parts = {
        "Timeline": timeline(report),
        "Dependencies": graph(report),
        "Phases": phases(report),
        "Statistics": statistics(report.statistics),
    }
    sections = [tag("section", tag("h2", name), parts[name], id=name.lower()) for name in SECTIONS]
    made_at = tag(
        "p",
        "As of ",
        tag("time", f"{report.made_at[:10]} {report.made_at[11:19]} UTC", datetime=report.made_at),
        class_="made",
    )
    return joined((overview(report), *sections[:2], accepted(report), *sections[2:], made_at))


def policy(scripts: tuple[str, ...], *, live: bool) -> str:
    """The content security policy: our own style and scripts, by their digests, and nothing else."""
    found = [
        "default-src 'none'",
        f"style-src {_digest('page.css')}",
        f"script-src {' '.join(map(_digest, scripts))}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join([*found, "connect-src 'self'"] if live else found)


def _head(report: Report, scripts: tuple[str, ...], *, live: bool) -> tuple[Html, ...]:
    return (
        tag("meta", charset="utf-8"),
        Html(f'<meta http-equiv="Content-Security-Policy" content="{policy(scripts, live=live)}">'),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title(report)),
        Html(f'<link rel="icon" href="{_icon(outcome_kind(report.outcome))}">'),
        tag("style", Html(_file("page.css"))),
    )


def _icon(kind: str) -> str:
    """The mark of the outcome for the tab of a browser."""
    colour = TINTS.get(kind, "%2366707c")
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        f"%3Crect width='16' height='16' rx='4' fill='{colour}'/%3E"
        f"%3Cpath d='{MARKS[kind]}' fill='none' stroke='white' stroke-width='2'/%3E%3C/svg%3E"
    )


def _bar() -> Html:
    links = (tag("a", name, href=f"#{name.lower()}") for name in SECTIONS)
    search = tag(
        "div",
        tag(
            "input",
            type="search",
            id="search",
            placeholder="Search ( / )",
            title="/ searches, j and k go to the next and the previous phase, Escape clears",
            aria_label="Search phases, gates and findings",
            autocomplete="off",
            spellcheck="false",
            aria_keyshortcuts="/",
        ),
        tag("output", id="found", for_="search", aria_live="polite"),
        role="search",
    )
    buttons = (
        tag(
            "button",
            "Not done",
            type="button",
            id="open-only",
            aria_pressed="false",
            title="Only phases that are not done",
        ),
        tag("button", "Unfold", type="button", id="unfold", title="Unfold everything"),
        tag("button", "Fold", type="button", id="fold", title="Fold everything"),
    )
    keys = "/ search, j and k next and previous phase, Escape clear"
    tools = tag("div", search, *buttons, tag("span", keys, class_="keys"), class_="tools")
    return tag("header", tag("nav", *links, aria_label="Sections"), tools, class_="bar")


def _digest(name: str) -> str:
    from hashlib import sha256  # it loads OpenSSL: only who makes a page needs it

    return f"'sha256-{b64encode(sha256(_file(name).encode()).digest()).decode()}'"


@cache
def _file(name: str) -> str:
    from pkgutil import get_data  # reads from a zip file as well

    return (get_data("orchestrator.views.html", name) or b"").decode("utf-8")
