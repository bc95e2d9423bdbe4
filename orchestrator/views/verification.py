"""What `orchestrate verify` found, as text and as JSON (schemas/verification.schema.json)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from orchestrator.clock import duration
from orchestrator.text import last_lines, one_line, plural, printable

if TYPE_CHECKING:
    from orchestrator.evidence_chain import Checked
    from orchestrator.model.evidence import GateResult

VERSION = 1
NAME_WIDTH, TAIL_LINES, TAIL_WIDTH = 60, 5, 200


def gate_line(result: GateResult) -> str:
    """One gate that ran again; with the end of its output when it no longer holds."""
    name = one_line(result.gate.name, NAME_WIDTH)
    if result.holds:
        return f"  gate {name}: still holds ({duration(result.seconds)})"
    how = "its time was up" if result.exit_code is None else result.no_test or f"exit code {result.exit_code}"
    lines = [f"  gate {name}: NO LONGER HOLDS, {how}; see {result.output_path}"]
    lines += [f"    {line[:TAIL_WIDTH]}" for line in last_lines(result.tail, TAIL_LINES)]
    return printable("\n".join(lines))


def gates_summary(run_id: str, results: list[tuple[str, GateResult]], phases: int) -> str:
    """The last line: whether everything holds."""
    failed = sum(not result.holds for _, result in results)
    what = f"{plural(len(results), 'gate')} of {plural(phases, 'done phase')} of run {run_id}"
    return printable(f"{failed} of {what} no longer hold." if failed else f"All {what} still hold.")


def gates_json(run_id: str, results: list[tuple[str, GateResult]]) -> str:
    """The gates that ran again, with their phases."""
    gates = [
        {
            "phase": phase_id,
            "name": result.gate.name,
            "command": result.gate.command,
            "holds": result.holds,
            "exit_code": result.exit_code,
            "seconds": result.seconds,
            "output": result.output_path,
        }
        for phase_id, result in results
    ]
    holds = all(result.holds for _, result in results)
    return json.dumps(
        {"version": VERSION, "run": run_id, "holds": holds, "gates": gates, "evidence": None}, indent=2
    )


def evidence_text(run_id: str, checked: Checked) -> str:
    """What was changed of the evidence of a run."""
    lines = []
    for change in checked.changes:
        where = f"phase {change.phase_id}" if change.phase_id else "the run"
        where += f", attempt {change.attempt}" if change.attempt else ""
        name = change.what if change.what == "seal" else f"{change.what} '{change.name}'"
        lines.append(f"  {where}: {name}: {change.how}")
    for phase_id, number in checked.open:
        lines.append(f"  phase {phase_id}, attempt {number}: goes on, so it is not sealed yet")
    what = f"{plural(checked.sealed, 'sealed attempt')} of run {run_id}"
    if checked.cleaned_at:
        lines.append(f"  evidence was cleaned on {checked.cleaned_at[:10]}: only the database was compared")
    if checked.changes:
        lines.insert(0, f"The evidence of run {run_id} is not what was recorded:")
    else:
        lines.append(f"The evidence is as it was recorded: {what}.")
    lines.append(f"head: {checked.head}")
    return printable("\n".join(lines))


def evidence_json(run_id: str, checked: Checked) -> str:
    """The same for a program."""
    evidence = {
        "sealed": checked.sealed,
        "open": [{"phase": phase_id, "attempt": number} for phase_id, number in checked.open],
        "changes": [
            {
                "phase": change.phase_id or None,
                "attempt": change.attempt or None,
                "what": change.what,
                "name": change.name,
                "how": change.how,
            }
            for change in checked.changes
        ],
        "head": checked.head,
        "cleaned_at": checked.cleaned_at,
    }
    data = {"version": VERSION, "run": run_id, "holds": not checked.changes, "gates": None}
    return json.dumps(data | {"evidence": evidence}, indent=2)
