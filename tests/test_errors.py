from __future__ import annotations

from orchestrator.errors import SHOWN, InputError
from orchestrator.model.plan import Complaint


def complaints(count: int) -> tuple[Complaint, ...]:
    return tuple(Complaint("p.md", number, "x", "wrong", "cure") for number in range(1, count + 1))


def test_all_complaints_are_told_in_their_order() -> None:
    assert str(InputError(complaints(2))) == "p.md:1: wrong; cure\np.md:2: wrong; cure"
    assert str(InputError(complaints(SHOWN))).count("\n") == SHOWN - 1


def test_a_flood_of_complaints_is_cut_and_counted() -> None:
    error = InputError(complaints(SHOWN + 1_500))
    lines = str(error).splitlines()
    assert lines[SHOWN - 1 :] == [
        "p.md:100: wrong; cure",
        "... and 1,500 more; mend these first, then look again",
    ]
    assert len(error.complaints) == SHOWN + 1_500
