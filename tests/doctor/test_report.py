"""What a check says."""

from __future__ import annotations

from orchestrator.doctor.report import Check, Group, Health, count, error, healthy, ok, warning


def test_only_what_is_not_well_has_a_cure() -> None:
    assert ok("a", "fine") == Check("a", Health.OK, "fine", "")
    assert warning("a", "odd", "mend it") == Check("a", Health.WARNING, "odd", "mend it")
    assert error("a", "bad", "mend it") == Check("a", Health.ERROR, "bad", "mend it")


def test_checks_are_counted_over_all_groups() -> None:
    groups = (Group("x", (ok("a", "."), warning("b", ".", "."))), Group("y", (ok("c", "."),)))
    assert [count(groups, health) for health in Health] == [2, 1, 0]
    assert healthy(groups)
    assert not healthy((*groups, Group("z", (error("d", ".", "."),))))
