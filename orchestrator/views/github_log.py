"""What happens in a run, for the log of GitHub Actions: groups, annotations, and no command but ours."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import NamedTuple, TextIO

from orchestrator.errors import InputError, OrchestratorError
from orchestrator.model.evidence import Decision, Finding, Severity
from orchestrator.model.happening import (
    BudgetNear,
    GateEnded,
    Happening,
    Judged,
    PhaseMoved,
    RunEnded,
    SessionEnded,
    SessionSaid,
    SessionStarted,
    Waiting,
)
from orchestrator.model.lifecycle import State
from orchestrator.model.plan import Complaint, Phase
from orchestrator.text import one_line, printable
from orchestrator.views.lines import Lines
from orchestrator.views.terminal import Terminal
from orchestrator.views.workflow import command

PROOF_LINES = 20  # of what proves a finding; all of it is in the log above and in the evidence
_PLACE = re.compile(r"([^\s:]+):(\d+): ")


class Item(NamedTuple):
    """A line of the log, or a command."""

    text: str
    command: str = ""  # empty: a line, which must not be acted on
    file: str = ""  # relative to the project
    line: int = 0
    title: str = ""


class GitHub:
    """Writes the log of a job. Commands are heeded only while one of ours is written.

    What a session or a gate printed may look like a command. Between two commands of ours all are stopped
    until a token is said that nobody could know; it is another one each time.
    """

    def __init__(
        self,
        out: TextIO | None,
        *,
        token: Callable[[], str],
        prefix: str = "",
        cover: Callable[[str], str] = str,
        quiet: bool = False,
    ) -> None:
        """
        Args:
            token: makes one; it looks like no command.
            prefix: what stands before paths of the project in paths of the repository: "" or "folder/".
            cover: takes secrets out of text.
            quiet: without what sessions say and do.
        """
        self._lines = Lines(out)
        self._token = token
        self._prefix = prefix
        self._cover = cover
        self._quiet = quiet
        self._until = ""  # the token for which commands are stopped; empty: they are not
        self._in_group = False

    def __call__(self, happening: Happening) -> None:
        """Show one happening."""
        if not (self._quiet and isinstance(happening, SessionSaid)):
            self._show(items(happening))

    def error(self, error: OrchestratorError) -> None:
        """Show why the command ends with its exit code."""
        self._show(errors(error))
        self.close()

    def close(self) -> None:
        """End what is open; whoever writes after us may give commands again."""
        if self._in_group:
            self._show([END])
        self._lines.write(*self._resumed())

    def _show(self, shown: list[Item]) -> None:
        for item in shown:
            if item.command == "group" and self._in_group:
                self._show([END])  # a session that was stopped did not say its end
            self._lines.write(*self._written(item))
            self._in_group = self._in_group if item.command not in _GROUPS else item.command == "group"

    def _written(self, item: Item) -> list[str]:
        text = self._cover(item.text)
        if not item.command:
            return [*self._stopped(), text]
        file = self._prefix + item.file if item.file else ""
        title = self._cover(item.title)
        return [*self._resumed(), command(item.command, text, file=file, line=item.line, title=title)]

    def _stopped(self) -> list[str]:
        if self._until:
            return []
        self._until = self._token()
        return [command("stop-commands", self._until)]

    def _resumed(self) -> list[str]:
        token, self._until = self._until, ""
        return [command(token)] if token else []


_GROUPS = ("group", "endgroup")
END = Item("", "endgroup")


def items(happening: Happening) -> list[Item]:
    """A happening as it stands in the log; most of it as on a terminal."""
    lines = _as_on_a_terminal(happening)
    if isinstance(happening, SessionStarted):
        return [Item(lines[0], "group")]
    if isinstance(happening, SessionEnded):
        return [*map(Item, lines), END]
    if isinstance(happening, GateEnded) and not happening.baseline:
        return _gate(happening, lines[0].strip())
    if isinstance(happening, Judged):
        return _judged(happening, lines)
    if isinstance(happening, PhaseMoved) and happening.state is State.BLOCKED:
        phase = happening.phase
        return [Item(happening.reason, "error", phase.path, 1, f"Phase {phase.id} is blocked")]
    if isinstance(happening, Waiting):
        return [_about(happening.phase, lines[0])]
    if isinstance(happening, BudgetNear) or (isinstance(happening, RunEnded) and happening.waiting):
        return [Item("\n".join(lines), "warning")]
    return [*map(Item, lines)]


def errors(error: OrchestratorError) -> list[Item]:
    """Why nothing, or nothing more, is run."""
    if isinstance(error, InputError):
        return [_complaint(one) for one in error.complaints]
    return [Item(str(error), "error", title="orchestrate")]


def _as_on_a_terminal(happening: Happening) -> list[str]:
    out = io.StringIO()
    Terminal(out, colour=False)(happening)
    return [line for line in out.getvalue().split("\n") if line]


def _gate(happening: GateEnded, head: str) -> list[Item]:
    """What it printed, folded below how it ended."""
    result = happening.result
    left = [f"ended a process it left behind: {one_line(each, 200)}" for each in result.left_behind]
    inner = [*map(printable, result.tail.splitlines()), *left]
    return [Item(head, "group"), *map(Item, inner), END] if inner else [Item(head)]


def _judged(happening: Judged, lines: list[str]) -> list[Item]:
    verdict = happening.verdict
    found = [_finding(happening.phase, one, verdict.decision) for one in verdict.findings]
    return [*map(Item, lines[: 1 if found else None]), *found]


def _finding(phase: Phase, finding: Finding, decision: Decision) -> Item:
    """Beside the line that it is about; only what ends a phase is an error, the rest is sent back."""
    weighs = decision is Decision.BLOCK and finding.severity is not Severity.LOW
    level = "notice" if finding.accepted else "error" if weighs else "warning"
    file, line = _place(phase, finding)
    text = "\n".join([finding.message, *finding.detail.splitlines()[-PROOF_LINES:]])
    accepted = f" (accepted: {one_line(finding.accepted, 100)})" if finding.accepted else ""
    return Item(text, level, file, line, f"Phase {phase.id}: {finding.kind.value}{accepted}")


def _place(phase: Phase, finding: Finding) -> tuple[str, int]:
    """Where it is: in a file that it names, at the gate in the phase's file, or that file as a whole."""
    if found := _PLACE.match(finding.message):
        return found[1], int(found[2])
    named = (gate.line for gate in phase.gates if finding.message.startswith(f"gate '{gate.name}' "))
    return phase.path, next(named, 1)


def _about(phase: Phase, text: str) -> Item:
    return Item(text, "warning", title=f"Phase {phase.id}")


def _complaint(one: Complaint) -> Item:
    return Item(f"{one.problem}; {one.cure}", "error", one.path, one.line, one.code)
