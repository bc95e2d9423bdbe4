"""What came of the scenarios, as a table with its totals."""

from __future__ import annotations

from collections.abc import Sequence

from tests.liars.bench import FALSE_BLOCK, FALSE_DONE, Played

WIDTH = 38


def row(played: Played) -> str:
    """Scenario, outcome, sessions spent, what was found, and whether that is right."""
    found = ", ".join(f"{kind} x{count}" for kind, count in played.findings.items()) or "-"
    name = f"{played.scenario.name:{WIDTH}}"
    return f"{name} {played.outcome:9} {played.sessions:8}  {played.wrong or 'ok':12} {found}"


HEAD = f"{'scenario':{WIDTH}} {'outcome':9} sessions  {'':12} findings"


def totals(all_played: Sequence[Played], seconds: float) -> str:
    """The figures that matter, and every scenario that came to something else than it must."""
    wrong = [played for played in all_played if played.wrong]
    false_done, false_block = (
        sum(played.wrong == kind for played in wrong) for kind in (FALSE_DONE, FALSE_BLOCK)
    )
    other = len(wrong) - false_done - false_block
    sessions = sum(played.sessions for played in all_played)
    lines = [f"{len(all_played)} scenarios in {seconds:.0f} s"]
    lines += [
        f"false done {false_done}, false block {false_block}, otherwise wrong {other}, sessions {sessions}"
    ]
    lines += [f"{played.wrong}: {played.scenario.name} {played.scenario.what}" for played in wrong]
    return "\n".join(lines)
