"""What a check is worth."""

from __future__ import annotations

from orchestrator.advice.report import WARNINGS, Report
from orchestrator.model.plan import Complaint

ONE = Complaint("a", 1, "c", "p", "q")


def test_the_exit_code_tells_errors_from_warnings_that_count() -> None:
    fine = Report("m", None, (), ())
    assert [fine.exit_code(strict=strict) for strict in (False, True)] == [0, 0]
    warned = fine._replace(warnings=(ONE,))
    assert [warned.exit_code(strict=strict) for strict in (False, True)] == [0, 1]
    wrong = warned._replace(errors=(ONE,))
    assert [wrong.exit_code(strict=strict) for strict in (False, True)] == [2, 2]


def test_codes_are_words_with_dashes_in_order() -> None:
    assert list(WARNINGS) == sorted(WARNINGS)
    for code, when in WARNINGS.items():
        assert code == code.lower()
        assert " " not in code
        assert when
        assert not when.endswith(".")
