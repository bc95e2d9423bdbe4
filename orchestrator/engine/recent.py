"""What the gates said last, and of which state of the files: nobody need ask them the same again at once."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.model.evidence import GateResult
from orchestrator.model.plan import Gate


class Recent:
    """The results of the newest verification of this run, for the baseline of the phase that follows it."""

    def __init__(self) -> None:
        self._tree = ""
        self._by_command: dict[str, GateResult] = {}

    def keep(self, tree: str, results: tuple[GateResult, ...]) -> None:
        """Remember what gates said of this tree."""
        self._tree = tree
        self._by_command = {result.gate.command: result for result in results}

    def recall(self, tree: str, gates: tuple[Gate, ...]) -> tuple[GateResult, ...] | None:
        """What all these gates said of exactly this tree; None when one of them was not asked."""
        if tree != self._tree or any(gate.command not in self._by_command for gate in gates):
            return None
        return tuple(replace(self._by_command[gate.command], gate=gate) for gate in gates)
