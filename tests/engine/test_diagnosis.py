from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestrator.engine.diagnosis import NOT_IN_TROUBLE, diagnosed
from orchestrator.model.session import Ending, ExitRecord, Outcome, SessionReport, Trouble, TroubleKind
from orchestrator.session.files import SessionFiles
from orchestrator.stream.summary import Accumulator
from orchestrator.trouble.wordings import NO_WORDINGS

NOT_STARTED = SessionReport(
    Outcome(Ending.NO_RESULT, "could not be started", False),
    Accumulator().summary(),
    ExitRecord(127, "", (), 0.1),
)


def files(folder: Path) -> SessionFiles:
    (folder / "stderr.log").write_text("claude: not found\n", "utf-8")
    return SessionFiles(str(folder), 1)


def test_the_last_words_of_a_session_tell_its_trouble(tmp_path: Path) -> None:
    found = diagnosed(NOT_STARTED, files(tmp_path), NO_WORDINGS)
    assert found.outcome.trouble == Trouble(TroubleKind.NO_CLI, "claude: not found")
    assert replace(found, outcome=NOT_STARTED.outcome) == NOT_STARTED


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending in NOT_IN_TROUBLE])
def test_a_session_that_ended_well_or_for_our_sake_is_in_none(tmp_path: Path, ending: Ending) -> None:
    report = replace(NOT_STARTED, outcome=Outcome(ending, "it ended", True))
    assert diagnosed(report, files(tmp_path), NO_WORDINGS) == report


def test_a_trouble_that_is_known_stays(tmp_path: Path) -> None:
    known = Trouble(TroubleKind.BUDGET, "no minute left")
    report = replace(NOT_STARTED, outcome=replace(NOT_STARTED.outcome, trouble=known))
    assert diagnosed(report, files(tmp_path), NO_WORDINGS) == report
