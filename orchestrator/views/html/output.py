"""Gate output and other long text on the page: its end, within the room that there is."""

from __future__ import annotations

from orchestrator.model.report import Report
from orchestrator.text import unstyled
from orchestrator.views.html.markup import NOTHING, Html, joined, tag

ALL = 2_000_000  # characters that the output of all failed gates may take together
MOST, LEAST = 8_000, 600  # of one
PASSED = 300  # of a gate that passed, which nobody asks about
LONGEST = 500  # characters of a line
REASON = 2_000  # characters of a reason, a message, a command
LINE = 240  # characters of what has to stand on a line


def room(report: Report) -> int:
    """How many characters each failed gate and each finding may show."""
    count = sum(
        sum(gate.exit_code != 0 for gate in attempt.entry.gates) + len(attempt.entry.findings)
        for phase in report.phases
        for attempt in phase.attempts
    )
    return max(LEAST, min(MOST, ALL // max(count, 1)))


def output(written: str, most: int) -> Html:
    """The end of what a program wrote, at most so many characters of it; nothing when it wrote nothing."""
    shown, left_out = end_of(written, most)
    if not shown:
        return NOTHING
    said = tag("p", "The end of it:", class_="cut") if left_out else NOTHING
    return joined((said, tag("pre", shown, tabindex=0)))


def end_of(written: str, most: int) -> tuple[str, int]:
    """The last lines within so many characters, and how many characters are left out before them.

    A line that is too long for any page is cut.
    """
    kept = written[-(most + 1) :] if len(written) > most else written
    if len(written) > most:
        kept = kept.partition("\n")[2] or kept[1:]
    left_out = len(written) - len(kept)
    plain = unstyled(kept).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = [line if len(line) <= LONGEST else line[: LONGEST - 1] + "…" for line in plain.split("\n")]
    return "\n".join(lines), left_out
