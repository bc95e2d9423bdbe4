from __future__ import annotations

import json

from orchestrator.views.attempt_json import dossier_json
from tests.views.test_attempt import DIFF, attempt, dossier, session


def test_the_document_has_whole_texts() -> None:
    data = json.loads(dossier_json(dossier(attempt(sessions=(session(prompt="x\n" * 50),))), whole_diff=True))
    (shown,) = data["attempts"]
    assert shown["sessions"][0]["prompt"] == "x\n" * 50
    assert shown["diff"] == {
        "path": "a/changes.diff",
        "files": [{"path": "x.py", "added": 2, "removed": 1}],
        "text": DIFF,
    }
    assert shown["verdict"] == {"decision": "accept", "reason": "good"}
    data = json.loads(dossier_json(dossier(attempt(decision=None)), whole_diff=False))
    assert data["attempts"][0]["diff"]["text"] is None
    assert data["attempts"][0]["verdict"] is None
