from __future__ import annotations

import json

from orchestrator.model.session import ExitRecord, Trouble, TroubleKind
from orchestrator.store.attempt_rows import left_behind, trouble_text


def test_a_trouble_is_stored_with_its_words() -> None:
    trouble = Trouble(TroubleKind.USAGE_LIMIT, "limit reached", 1_795_348_800)
    assert json.loads(trouble_text(trouble) or "") == {
        "kind": "usage limit",
        "said": "limit reached",
        "resets_at": 1_795_348_800,
    }
    assert trouble_text(None) is None


def test_what_lived_on_counts_only_where_nobody_stopped_the_session() -> None:
    ended = ExitRecord(0, "", ("sleep 9",), 1.0)
    assert left_behind(ended) == ("sleep 9",)
    assert left_behind(ExitRecord(0, "request", ("sleep 9",), 1.0)) == ()
