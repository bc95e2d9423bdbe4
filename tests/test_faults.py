"""The README's table of faults, row by row, with the tests that hold what it says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# The beginning of a row's first cell -> the tests, as FILE: NAMES.
HELD: dict[str, dict[str, tuple[str, ...]]] = {
    "orchestrate is killed": {
        "crash/test_crash.py": ("test_whatever_is_killed_and_when_the_run_ends_as_if_undisturbed",),
        "e2e/test_recovery.py": (
            "test_after_a_kill_nothing_is_left_and_resume_continues_the_same_session",
            "test_what_was_being_verified_is_verified_again_without_a_session",
        ),
    },
    "a supervisor, a session or a gate is killed": {
        "crash/test_crash.py": ("test_the_short_form_kills_everything_that_there_is_to_kill",),
        "e2e/test_recovery.py": ("test_what_a_killed_supervisor_left_behind_is_ended_and_the_work_goes_on",),
        "test_gates.py": ("test_a_gate_that_was_stopped_from_outside_has_not_passed_even_with_exit_code_0",),
    },
    "all of them are killed": {
        "cli/test_stop.py": ("test_what_a_killed_run_left_behind_is_ended",),
        "faults/test_two_at_once.py": (
            "test_the_lock_of_a_dead_one_is_taken_over_and_its_workers_are_ended",
        ),
    },
    "ctrl-C, SIGTERM": {
        "e2e/test_recovery.py": (
            "test_a_signal_stops_the_run_so_that_it_can_be_resumed",
            "test_closing_the_terminal_stops_the_run_so_that_it_can_be_resumed",
            "test_a_second_interrupt_ends_at_once_what_ignores_signals",
        ),
    },
    "a second orchestrator": {
        "faults/test_two_at_once.py": (
            "test_a_second_one_is_told_who_works_where_since_when_and_at_what",
            "test_the_lock_of_a_dead_one_is_taken_over_and_its_workers_are_ended",
        ),
    },
    "a usage limit": {
        "e2e/test_troubles.py": (
            "test_a_usage_limit_in_the_middle_is_waited_out_and_the_same_session_goes_on",
            "test_a_usage_limit_that_is_not_waited_for_ends_with_its_own_code_and_can_be_resumed",
        ),
        "engine/test_waiting.py": (
            "test_a_wait_survives_a_restart",
            "test_wordings_of_a_limit_that_a_tool_printed_are_no_limit",
        ),
        "test_patience.py": ("test_without_an_announcement_the_pauses_grow_up_to_an_hour",),
    },
    "the API is overloaded": {
        "e2e/test_troubles.py": (
            "test_an_api_that_is_overloaded_for_a_while_costs_no_attempt",
            "test_an_api_that_cannot_be_reached_blocks_when_its_patience_is_used_up",
        ),
        "engine/test_waiting.py": ("test_an_api_that_fails_for_a_while_costs_no_attempt",),
    },
    "the key is invalid": {
        "e2e/test_troubles.py": (
            "test_what_only_a_person_can_mend_blocks_at_once_and_says_how",
            "test_an_invalid_key_blocks_at_once",
        ),
    },
    "root without": {
        "e2e/test_troubles.py": (
            "test_root_without_a_sandbox_blocks_at_once",
            "test_an_option_that_the_cli_does_not_know_blocks_at_once",
        ),
    },
    "the CLI is missing": {
        "e2e/test_recovery.py": ("test_a_cli_that_cannot_be_started_is_told_before_anything_is_recorded",),
        "engine/test_waiting.py": ("test_what_only_a_person_can_mend_blocks_after_one_session",),
    },
    "a session says nothing": {"session/test_run.py": ("test_a_session_that_never_says_anything_is_ended",)},
    "a session falls silent": {
        "session/test_run.py": (
            "test_a_session_that_falls_silent_is_ended_and_can_be_continued",
            "test_a_tool_may_be_silent_for_longer_but_not_for_ever",
        ),
        "e2e/test_hangs.py": ("test_a_session_that_hangs_is_ended_and_the_next_attempt_continues_it",),
    },
    "a session takes too long": {
        "e2e/test_real_cli.py": ("test_a_session_that_takes_too_long_is_ended_with_all_that_it_started",),
    },
    "a session has sent its result": {
        "session/test_run.py": (
            "test_a_session_that_stays_after_its_result_is_ended_after_the_grace_and_counts",
            "test_a_session_that_closes_its_output_and_stays_is_ended",
        ),
    },
    "a session or gate waits for input": {
        "session/test_run.py": ("test_a_session_that_asks_for_more_input_is_told_that_there_is_none",),
        "test_gates.py": (
            "test_a_gate_that_waits_for_input_gets_none_and_goes_on",
            "test_a_gate_has_no_terminal_to_ask_for_a_password",
        ),
    },
    "a session writes without end": {
        "session/test_run.py": ("test_a_session_that_floods_its_outputs_is_ended_at_once",),
    },
    "a gate writes without end": {
        "test_gates.py": (
            "test_of_more_than_the_limit_the_middle_is_cut_and_the_result_stays",
            "test_a_gate_that_floods_its_output_until_its_timeout_fills_neither_disk_nor_memory",
        ),
    },
    "a budget is used up": {
        "e2e/test_troubles.py": ("test_a_budget_of_money_is_handed_to_the_cli_and_can_be_enlarged",),
        "engine/test_spending.py": (
            "test_a_budget_of_sessions_pauses_before_the_next_one_and_goes_on_when_it_is_larger",
            "test_most_of_a_budget_is_told_once",
            "test_a_cost_that_is_not_told_is_an_error_where_it_is_bounded",
        ),
    },
    "the disk is full": {
        "faults/test_full_disk.py": (
            "test_a_run_on_a_disk_that_gets_full_loses_nothing_and_goes_on_once_there_is_room",
            "test_a_database_that_is_full_at_whatever_commit_loses_nothing",
        ),
    },
    "the state folder is read-only": {
        "faults/test_read_only.py": (
            "test_who_would_work_is_told_what_cannot_be_written",
            "test_who_only_looks_is_served_from_a_disk_that_cannot_be_written",
        ),
    },
    "the database is damaged": {
        "faults/test_damage.py": ("test_a_run_does_not_begin_on_a_damaged_file",),
        "store/test_database.py": (
            "test_a_file_of_a_newer_version_is_refused_and_left_alone",
            "test_a_file_that_another_program_holds_is_waited_for_and_then_named",
        ),
    },
    "the project lies on a network": {
        "store/test_place.py": ("test_state_on_a_network_file_system_is_refused_with_the_ways_out",),
    },
    "a worker deletes": {
        "e2e/test_recovery.py": ("test_a_worker_that_removes_the_state_ends_the_run_with_a_word_of_it",),
    },
    "the plan or the configuration is edited": {
        "e2e/test_recovery.py": (
            "test_a_plan_that_was_changed_meanwhile_is_only_taken_when_a_person_says_so",
        ),
        "liars/test_liars.py": ("test_no_liar_is_believed_and_no_honest_worker_is_blocked",),
    },
    "text holds terminal escapes": {
        "bad_input/test_terminal.py": (
            "test_the_display_of_a_run_is_harmless",
            "test_what_commands_print_is_harmless",
        ),
    },
    "a notification cannot be delivered": {
        "test_outbox.py": ("test_the_first_failure_is_told_once_and_later_notices_are_still_tried",),
    },
    "a newer orchestrate meets": {
        "upgrade/test_upgrade.py": (
            "test_all_that_looks_understands_it",
            "test_what_was_open_goes_on_where_it_was",
        ),
        "store/test_database.py": ("test_a_file_of_a_newer_version_is_refused_and_left_alone",),
    },
}


def rows() -> list[str]:
    """The first cells of the table, without its head."""
    text = (TESTS.parent / "README.md").read_text("utf-8").partition("\n## What happens when\n")[2]
    table = text.partition("\n## ")[0]
    return [cell for cell in re.findall(r"^\| (.*?) \|", table, re.MULTILINE) if cell not in ("fault", "---")]


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_row_of_the_table_is_held_by_tests_and_no_other() -> None:
    found = {row: [begin for begin in HELD if row.startswith(begin)] for row in rows()}
    assert len(found) > 20
    assert [row for row, begins in found.items() if len(begins) != 1] == []
    assert {begin for begins in found.values() for begin in begins} == set(HELD)


@pytest.mark.parametrize("begin", HELD)
def test_the_tests_that_hold_a_row_are_there(begin: str) -> None:
    missing = [set(names) - functions_in(file) for file, names in HELD[begin].items()]
    assert set().union(*missing) == set()
