"""The display of a run, line by line, as things happen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from orchestrator.budget import cure
from orchestrator.clock import duration, moment
from orchestrator.model.display import DisplayLine, LineKind
from orchestrator.model.evidence import Decision, Finding, Verdict
from orchestrator.model.happening import (
    BudgetNear,
    DraftRefused,
    DraftStarted,
    GateEnded,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    RunStarted,
    SessionEnded,
    SessionSaid,
    SessionStarted,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Complaint
from orchestrator.model.session import Ending, SessionReport
from orchestrator.text import last_lines, one_line, plural, printable
from orchestrator.views.amounts import used

BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"
KIND_STYLE = {
    LineKind.TEXT: "",
    LineKind.TOOL: CYAN,
    LineKind.ERROR: RED,
    LineKind.NOTE: DIM,
    LineKind.RESULT: DIM,
}
REASON_WIDTH = 500
COMPLAINTS = 20  # about one draft
NAME_WIDTH = 60  # of a gate
TAIL_LINES, TAIL_WIDTH = 5, 200  # of a failed gate's output; all of it is in its file


def wants_colour(out: TextIO, environment: Mapping[str, str]) -> bool:
    """Colour is for terminals whose user did not refuse it."""
    refused = environment.get("NO_COLOR") or environment.get("TERM") == "dumb"
    return out.isatty() and not refused and not in_ci(environment)


def in_ci(environment: Mapping[str, str]) -> bool:
    """Whether this is continuous integration, where nobody watches and logs are kept."""
    return environment.get("CI", "").lower() not in ("", "0", "false")


def styled(text: str, style: str) -> str:
    """The text in a style, such as `BOLD`; as it is when there is no style."""
    return f"\x1b[{style}m{text}\x1b[0m" if style else text


class Terminal:
    """Writes what happens to a stream."""

    def __init__(self, out: TextIO, *, colour: bool, quiet: bool = False) -> None:
        """`quiet`: without what sessions say and do."""
        self._output = Output(out)
        self._colour = colour
        self._quiet = quiet

    def __call__(self, happening: Happening) -> None:
        """Show one happening."""
        if text := self.text(happening):
            self._output.write(text)

    def text(self, happening: Happening) -> str:
        """What to show of it: whole lines, often none."""
        if isinstance(happening, SessionSaid):  # by far the most frequent
            return "" if self._quiet else self._said(happening.line)
        return "".join(self._line(printable(text), style) for text, style in _lines(happening))

    def _said(self, line: DisplayLine) -> str:
        return self._line(line.said, KIND_STYLE[line.kind])

    def _line(self, text: str, style: str) -> str:
        return f"{styled(text, style) if self._colour else text}\n"


class Output:
    """A stream to a person; a reader that went away does not hurt the run."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._open = True

    def write(self, text: str) -> None:
        """Write it at once, in one piece where the system takes it so."""
        if not self._open:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except (OSError, ValueError):  # a closed pipe, a full disk, a terminal that is gone, a closed file
            self._open = False
            silence(self._out)


def silence(out: TextIO) -> None:
    """Send a stream to nowhere: what it still holds would fail again when Python closes it at exit."""
    try:
        descriptor = out.fileno()
    except (OSError, ValueError):
        return  # nothing of the operating system is behind it
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _lines(happening: Happening) -> list[tuple[str, str]]:
    """The lines of a happening, each with its style."""
    if isinstance(happening, RunStarted):
        verb = "Going on with run" if happening.resumed else "Run"
        plan = happening.plan
        return [(f"{verb} {happening.run_id}: {plan.title} ({plan.path}), model {happening.model}", BOLD)]
    if isinstance(happening, SessionStarted):
        return [("", ""), (_session_head(happening), BOLD)]
    if isinstance(happening, SessionEnded):
        return _session_end(happening.report)
    if isinstance(happening, GateEnded):
        return _gate(happening)
    if isinstance(happening, Judged):
        return _verdict(happening.verdict)
    if isinstance(happening, PhaseMoved):
        style = GREEN if happening.state is State.DONE else RED
        reason = "" if happening.state is State.DONE else f": {_short(happening.reason)}"
        return [(f"Phase {happening.phase.id} is {happening.state.value}{reason}", style)]
    if isinstance(happening, Waiting):
        return [(_waiting(happening), YELLOW)]
    if isinstance(happening, BudgetNear):
        spent = f"{happening.spent} of {happening.allowed} ({happening.what})"
        return [(f"Most of a budget is spent: {spent}", YELLOW)]
    if isinstance(happening, RunEnded):
        return [("", ""), *_run_end(happening)]
    return _draft(happening)


def _session_head(happening: SessionStarted) -> str:
    phase = happening.phase
    why = "" if happening.why == "first" else f", {happening.why}"
    return f"Phase {phase.id}: {phase.title} (attempt {happening.attempt} of {happening.attempts}{why})"


def _draft(happening: Happening) -> list[tuple[str, str]]:
    if isinstance(happening, DraftStarted):
        why = "" if happening.why == "first" else f", {happening.why}"
        which = f"attempt {happening.attempt} of {happening.attempts}{why}"
        return [("", ""), (f"Drafting a plan from {happening.source} ({which})", BOLD)]
    if isinstance(happening, DraftRefused):
        return _refused(happening.complaints)
    return []  # a gate that starts, tokens that are used: their end says all


def _refused(complaints: tuple[Complaint, ...]) -> list[tuple[str, str]]:
    shown = [(f"  {_short(str(complaint))}", "") for complaint in complaints[:COMPLAINTS]]
    more = [(f"  ... and {len(complaints) - COMPLAINTS} more", "")] if len(complaints) > COMPLAINTS else []
    return [(f"Refused, {plural(len(complaints), 'error')}:", YELLOW), *shown, *more]


def _waiting(happening: Waiting) -> str:
    trouble = happening.trouble
    return f"Waiting until {moment(happening.until)} ({trouble.kind.value}): {_short(trouble.said)}"


def _session_end(report: SessionReport) -> list[tuple[str, str]]:
    usage = report.summary.usage
    estimated = report.summary.estimated
    cost = used(usage.tokens, usage.cost_usd, report.exit.seconds, estimated=estimated)
    good = report.outcome.ending is Ending.CLAIMS_DONE
    lines = [(f"Session {report.outcome.ending.value} ({cost})", DIM if good else RED)]
    if not good:
        lines.append((f"  {_short(report.outcome.reason)}", RED))
    for command in report.exit.left_behind:
        lines.append((f"  ended a process it left behind: {one_line(command, 100)}", YELLOW))
    return lines


def _gate(happening: GateEnded) -> list[tuple[str, str]]:
    result = happening.result
    name = one_line(result.gate.name, NAME_WIDTH)
    if happening.baseline:
        how = "passes already" if result.holds else "does not pass yet"
        return [(f"  before the work: gate {name} {how}", DIM)]
    end = gate_end(result.gate.name, result.exit_code, result.seconds, result.output_path)
    if result.holds:
        lines = [(f"{end}{_before(happening)}", GREEN)]
    elif result.passed:
        lines = [(f"  gate {name}: passed, but {one_line(result.no_test, 200)}", RED)]
    else:
        lines = [(end, RED)]
    if not result.holds:
        lines += [(f"    {line[:TAIL_WIDTH]}", DIM) for line in last_lines(result.tail, TAIL_LINES)]
    lines += [(f"    ended a process it left behind: {one_line(c, 100)}", YELLOW) for c in result.left_behind]
    return lines


def gate_end(name: str, exit_code: int | None, seconds: float, output_path: str) -> str:
    """How a gate ended that ran after the work; without an exit code its time was up."""
    head = f"  gate {one_line(name, NAME_WIDTH)}:"
    if exit_code is None:
        return f"{head} ended after {duration(seconds)}, its time was up"
    if exit_code == 0:
        return f"{head} passed ({duration(seconds)})"
    return f"{head} failed, exit code {exit_code}; see {output_path}"


def _before(happening: GateEnded) -> str:
    """A gate that was green before the work says little about the work."""
    return {True: ", passed before, too", False: ", failed before", None: ""}[happening.green_before]


def _verdict(verdict: Verdict) -> list[tuple[str, str]]:
    if verdict.decision is Decision.ACCEPT and not verdict.findings:
        return [("Accepted: everything the contract asks for is there", GREEN)]
    if not verdict.findings:
        return []  # the worker said blocked; the phase's own line tells why
    heads = {
        Decision.ACCEPT: ("Accepted with warnings:", YELLOW),
        Decision.TARGETED_FIX: ("Not accepted, sent back to the same session (targeted fix):", YELLOW),
        Decision.FULL_RETRY: ("Not accepted, a fresh session starts over (full retry):", YELLOW),
        Decision.BLOCK: ("Not accepted:", RED),
    }
    found = [(f"  {_weight(item)} {_short(item.message)}", "") for item in verdict.findings]
    return [heads[verdict.decision], *found]


def _weight(finding: Finding) -> str:
    if finding.accepted:
        return f"[accepted: {one_line(finding.accepted, 100)}]"
    return f"[{finding.severity.value}]"


def _run_end(happening: RunEnded) -> list[tuple[str, str]]:
    assumed = f", {happening.assumed} assumed" if happening.assumed else ""
    counts = f"{plural(happening.done, 'phase')} done{assumed}, {happening.blocked} blocked"
    if happening.paused:
        text = f"{counts}, {happening.waiting} open. Go on with: {cure(happening.paused)}"
        return [(f"Paused: {_short(happening.paused)}", YELLOW), (text, YELLOW)]
    if happening.waiting:
        text = f"Stopped: {counts}, {happening.waiting} open. Go on with: orchestrate resume"
        return [(text, YELLOW)]
    if happening.blocked:
        text = f"Blocked: {counts}. Look at it with `orchestrate status`, go on with `orchestrate resume`"
        return [(text, RED)]
    return [(f"Done: {counts}", GREEN)]


def _short(reason: str) -> str:
    return one_line(reason, REASON_WIDTH)
