"""What is to be known first: the outcome, what to do next, what it took, what was accepted with a reason."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.budget import cure
from orchestrator.clock import seconds_of
from orchestrator.model.lifecycle import State
from orchestrator.model.report import Report, ReportPhase
from orchestrator.text import one_line, plural, printable
from orchestrator.views.amounts import cost, lasted, short
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.words import anchor, clock_time, day, mark, outcome_kind
from orchestrator.views.runs import OPEN, takes, wait_text

HEADS = {
    "done": "Done",
    "blocked": "Blocked",
    "running": "Running",
    "paused": "Paused",
    "interrupted": "Interrupted",
}
CULPRITS = 5  # blocked phases that are named with their reason
REASON = 400  # characters of each
ACCEPTED = 100  # findings


def overview(report: Report) -> Html:
    """The head of the page; its `data-title` is the title for a window."""
    run = report.run
    head = HEADS.get(report.outcome, report.outcome)
    outcome = tag(
        "p", mark(outcome_kind(report.outcome)), tag("strong", head), " ", _in_words(report), class_="outcome"
    )
    return tag(
        "section",
        outcome,
        tag("h1", run.title),
        tag("p", *_where(report), class_="where"),
        _next(report),
        _figures(report),
        id="overview",
        class_=outcome_kind(report.outcome),
        aria_label="Outcome",
        data_title=title(report),
    )


def title(report: Report) -> str:
    """`Blocked: Invoice service`."""
    return f"{HEADS.get(report.outcome, report.outcome)}: {one_line(report.run.title, 100)}"


def _in_words(report: Report) -> str:
    records = report.run.phases
    done = sum(record.state is State.DONE for record in records)
    assumed = sum(record.assumed for record in records)
    said = f"{done} of {plural(len(records), 'phase')} done"
    if done == len(records):
        said = f"{'all' if done > 1 else ''} {plural(done, 'phase')} verified".strip()
    if assumed:
        said = f"{done - assumed} of {plural(len(records), 'phase')} verified, {assumed} assumed"
    blocked = sum(record.state is State.BLOCKED for record in records)
    return said + (f", {blocked} blocked" if blocked else "")


def _where(report: Report) -> Iterator[str]:
    run = report.run
    start, end = seconds_of(run.started_at), seconds_of(run.ended_at)
    yield joined((f"{report.project} · ", tag("code", run.plan_path), f" · run {run.id} · model {run.model}"))
    if start is not None:
        until = "" if end is None else f" to {clock_time(run.ended_at)}"
        if end is not None and day(end) != day(start):
            until = f" to {day(end)}, {clock_time(run.ended_at)}"
        yield joined(
            (
                " · ",
                tag(
                    "time", f"{day(start)}, {clock_time(run.started_at)}{until} UTC", datetime=run.started_at
                ),
            )
        )


def _next(report: Report) -> Html:
    """What a person has to do, if anything."""
    said = [tag("p", *line) for line in _advice(report)]
    return tag("div", tag("h2", "What to do next"), *said, class_="next") if said else NOTHING


def _advice(report: Report) -> Iterator[tuple[str, ...]]:
    yield from _waits(report)
    yield from _stuck(report)
    if report.outcome == "paused":
        yield (f"Paused: {one_line(report.run.paused, REASON)}",)
        yield ("Go on with ", tag("code", cure(printable(report.run.paused))))
    elif report.outcome in ("blocked", "interrupted"):
        yield ("Go on with ", tag("code", "orchestrate resume"))
    elif report.outcome == "running" and (going_on := _going_on(report)):
        yield (going_on,)


def _waits(report: Report) -> Iterator[tuple[str, ...]]:
    """What a phase waits for, as of when the report was made."""
    now = seconds_of(report.made_at) or 0.0
    for record in report.run.phases:
        if record.waits_until is not None and record.waits_until > now:
            words = wait_text(record.waits_for, record.waits_until, now, report.outcome)
            yield (_link("Phase", record.id), f" {words}.")


def _stuck(report: Report) -> Iterator[tuple[str, ...]]:
    culprits, held = _blocked(report)
    for phase in culprits[:CULPRITS]:
        yield (_link("Phase", phase.record.id), f" is blocked: {one_line(phase.record.reason, REASON)}")
    if len(culprits) > CULPRITS:
        yield (f"{plural(len(culprits) - CULPRITS, 'more phase')} blocked.",)
    if held:
        yield (f"{plural(held, 'phase')} cannot begin because of that.",)


def _link(noun: str, phase: str, attempt: int | None = None) -> Html:
    words = f"{noun} {phase}" + (f", attempt {attempt}" if attempt else "")
    return tag("a", words, href=f"#{anchor(phase, attempt)}")


def _blocked(report: Report) -> tuple[list[ReportPhase], int]:
    """Phases that are blocked for a reason of their own, and how many only because of others."""
    ids = {phase.record.id for phase in report.phases if phase.record.state is State.BLOCKED}
    found = [phase for phase in report.phases if phase.record.id in ids]
    own = [phase for phase in found if phase.attempts or not ids.intersection(phase.depends_on)]
    return own, len(found) - len(own)


def _going_on(report: Report) -> Html:
    links = (
        joined(
            (
                _link("phase", record.id),
                f" ({record.state.value}, attempt {record.attempt})",
            )
        )
        for record in report.run.phases
        if record.state in OPEN
    )
    named = joined(links, ", ")
    return joined(("Nothing: it works on ", named, ".")) if named else NOTHING


def _figures(report: Report) -> Html:
    records = report.run.phases
    used = report.run.used
    about = {"estimated": used.estimated}
    done = sum(record.state is State.DONE and not record.assumed for record in records)
    figures = (
        (f"{done} / {len(records)}", "phases done"),
        (str(sum(record.attempt for record in records)), "attempts"),
        (str(used.sessions), "sessions"),
        (lasted(takes(report.run, report.outcome, seconds_of(report.made_at) or 0.0)), "begin to end"),
        (lasted(used.seconds), "of work"),
        (short(used.tokens, **about), "tokens"),
        (cost(used.cost_usd, **about), "cost"),
    )
    return tag(
        "dl", *(tag("div", tag("dt", name), tag("dd", number)) for number, name in figures), class_="figures"
    )


def accepted(report: Report) -> Html:
    """Every finding that an allowance accepts, with its reason, and every phase that was assumed."""
    rows = [
        tag(
            "li",
            _link("phase", phase.record.id),
            tag("span", "assumed done, never verified", class_="said"),
            class_="item line",
        )
        for phase in report.phases
        if phase.record.assumed
    ]
    rows += [
        tag(
            "li",
            _link("phase", phase.record.id, made.entry.number),
            tag("span", tag("b", finding.kind), f": {one_line(finding.message, REASON)}", class_="said"),
            tag("span", f"Accepted: {one_line(finding.accepted, REASON)}", class_="under"),
            class_="item line",
        )
        for phase in report.phases
        for made in phase.attempts
        for finding in made.entry.findings
        if finding.accepted
    ]
    if not rows:
        return NOTHING
    more = len(rows) - ACCEPTED
    said = (
        tag("p", f"... and {more} more; each is told with its phase", class_="cut") if more > 0 else NOTHING
    )
    return tag(
        "section",
        tag("h2", "Accepted with a reason"),
        tag("ul", *rows[:ACCEPTED], class_="rows"),
        said,
        id="accepted",
    )
