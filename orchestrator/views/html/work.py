"""What was done in an attempt: its sessions, what the worker reported, the files that changed."""

from __future__ import annotations

from orchestrator.model.dossier import SessionEntry, SignalEntry
from orchestrator.model.report import FileChange, ReportAttempt
from orchestrator.text import one_line, plural
from orchestrator.views.amounts import cost, lasted, short
from orchestrator.views.html.markup import NOTHING, Html, joined, tag
from orchestrator.views.html.output import LINE, REASON
from orchestrator.views.html.words import clock_time

FILES = 40
WIDTH = 60  # pixels of the bar of the file that changed most


def session(entry: SessionEntry) -> Html:
    """One session: when, how it ended, what it used."""
    used = (
        "" if entry.turns is None else plural(entry.turns, "turn"),
        f"{short(entry.tokens, estimated=entry.estimated)} tokens",
        "" if entry.cost_usd is None else cost(entry.cost_usd, estimated=entry.estimated),
        "" if entry.seconds is None else lasted(entry.seconds),
    )
    more = [f"agent {name}: {status}" for name, status in entry.agents]
    more += [f"ended a process it left behind: {command[:LINE]}" for command in entry.left_behind]
    ending = f"{entry.ending}: {one_line(entry.reason or '', LINE)}" if entry.ending else "has not ended yet"
    goes_on = ", goes on with the session before" if entry.continues else ""
    return tag(
        "li",
        tag(
            "b",
            clock_time(entry.started_at),
            title=f"session {entry.ordinal}, {entry.model or 'model unknown'}",
        ),
        tag("span", ending + goes_on, class_="said"),
        tag("span", " · ".join(filter(None, used)), class_="number"),
        *(tag("span", words, class_="under") for words in more),
        class_="item line",
    )


def signal(entry: SignalEntry) -> Html:
    """What the worker reported: a claim."""
    from json import dumps  # few workers report more than a status

    told = "" if entry.report is None else dumps(entry.report, ensure_ascii=False)
    reason = f": {entry.reason[:REASON]}" if entry.reason else ""
    return tag(
        "li",
        tag("b", clock_time(entry.at)),
        tag("span", entry.status + reason, class_="said"),
        tag("code", told[:REASON], class_="under") if told else NOTHING,
        class_="item line",
    )


def files(made: ReportAttempt, *, last: bool) -> Html:
    """How much changed; which files, when it is the last attempt: its diff holds that of those before it."""
    changed = made.changed
    if not changed:
        return NOTHING
    added, removed = sum(file.added for file in changed), sum(file.removed for file in changed)
    head = tag("h5", f"{plural(len(changed), 'file')} changed ", *_counts(added, removed))
    path = tag("p", "Diff: ", tag("code", made.entry.diff_path), class_="cut")
    if not last:
        return joined((head, path))
    most = max(max(file.added + file.removed for file in changed), 1)
    rows = [_file(file, most) for file in changed[:FILES]]
    if len(changed) > FILES:
        rows.append(tag("li", f"... and {plural(len(changed) - FILES, 'more file')}", class_="item line"))
    return joined((head, tag("ul", *rows, class_="rows files"), path))


def _counts(added: int, removed: int) -> tuple[Html, str, Html]:
    return tag("ins", f"+{added:,}"), " ", tag("del", f"-{removed:,}")


def _file(file: FileChange, most: int) -> Html:
    added, removed = (round(WIDTH * count / most) for count in (file.added, file.removed))
    bar = tag(
        "svg",
        tag("path", d=f"M0 0h{added}v8h-{added}z", class_="added"),
        tag("path", d=f"M{added} 0h{removed}v8h-{removed}z", class_="removed"),
        width=WIDTH,
        height=8,
        aria_hidden="true",
    )
    numbers = tag("span", *_counts(file.added, file.removed), class_="number")
    return tag("li", tag("code", one_line(file.path, LINE)), bar, numbers)
