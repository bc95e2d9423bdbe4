"""Bad words, variables, files and states, and what is said about each."""

from __future__ import annotations

import os
from pathlib import Path

from orchestrator.cli.main import COMMANDS
from tests.bad_input.case import CONFIGURATION, Case, typed, variable
from tests.bad_input.prepared import (
    a_claude,
    a_folder,
    a_link,
    a_name_that_is_no_utf_8,
    a_pipe,
    a_plan_outside,
    a_run_of_this_plan,
    both,
    instead,
    many_in_a_ring,
    many_on_both_sides,
    no_database,
    two_runs,
)

COMMAND_LINES = (
    Case(
        "a plan that is not there",
        (
            "plan.md: the master plan 'plan.md' does not exist; create it, or correct the path "
            "(relative to the project root here)"
        ),
        ("run", "plan.md", "--dry-run"),
    ),
    Case(
        "a plan with an empty name",
        "the plan's path is empty; write one such as docs/master-plan.md",
        ("run", "", "--dry-run"),
    ),
    typed(
        "a folder as the plan",
        "run docs --dry-run",
        ("docs: the master plan 'docs' cannot be read: Is a directory; name a readable file of the project"),
        a_folder("docs"),
    ),
    typed(
        "a plan outside of the project",
        "run ../m.md --dry-run",
        "../m.md: lies outside of the project ROOT; start orchestrate inside its project",
        a_plan_outside,
    ),
    Case(
        "a plan whose name is no UTF-8",
        "'\\udcff.md': the name is not UTF-8; rename the file",
        ("run", os.fsdecode(b"\xff.md"), "--dry-run"),
        prepare=a_name_that_is_no_utf_8,
    ),
    typed(
        "a pipe as the plan",
        "run m.md --dry-run",
        (
            "m.md: the master plan 'm.md' cannot be read: Not a regular file; name a readable file "
            "of the project"
        ),
        a_pipe("m.md"),
    ),
    typed(
        "a device as a phase file",
        "run m.md --dry-run",
        (
            "m.md:7: the phase file 'a.md' cannot be read: A link that leaves the project; name a "
            "readable file of the project"
        ),
        a_link("a.md", "/dev/zero"),
    ),
    typed(
        "a link in a circle",
        "run m.md --dry-run",
        (
            "m.md:7: the phase file 'a.md' cannot be read: Too many levels of symbolic links; name a "
            "readable file of the project"
        ),
        a_link("a.md", "a.md"),
    ),
    typed(
        "a link out of the project as a phase file",
        "run m.md --dry-run",
        (
            "m.md:7: the phase file 'a.md' cannot be read: A link that leaves the project; name a "
            "readable file of the project"
        ),
        a_link("a.md", "../other.md"),
    ),
    typed(
        "a folder as a phase file",
        "run m.md --dry-run",
        ("m.md:7: the phase file 'a.md' cannot be read: Is a directory; name a readable file of the project"),
        a_folder("a.md"),
    ),
    typed(
        "a name of three hundred characters",
        f"run {'x' * 300}.md --dry-run",
        (
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.md: the master plan "
            "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxx\u2026' cannot be read: File name too long; name a readable file of "
            "the project"
        ),
    ),
    typed(
        "ten thousand phases in a ring",
        "run m.md --dry-run",
        (
            "m.md:10009: the dependencies form a cycle: 1 -> 2 -> 3 -> 4 -> 5 -> 6 -> ... (9,988 "
            "more) -> 9995 -> 9996 -> 9997 -> 9998 -> 9999 -> 10000 -> 1; remove one of these "
            "dependencies"
        ),
        many_in_a_ring,
    ),
    typed(
        "a million dependencies on a line",
        "run m.md --dry-run",
        (
            "m.md:2009: up to here the chains make more than 200,000 dependencies; leave out those "
            "that follow from others: 1, 2 --> 3 means 1 --> 3 and 2 --> 3"
        ),
        many_on_both_sides,
    ),
    typed(
        "a folder as the configuration",
        "run m.md --dry-run",
        ".orchestrator/config.yaml: Is a directory; put a readable file there, or remove it",
        a_folder(CONFIGURATION),
    ),
    typed(
        "a pipe as the configuration",
        "run m.md --dry-run",
        ".orchestrator/config.yaml: Not a regular file; put a readable file there, or remove it",
        a_pipe(CONFIGURATION),
    ),
    typed(
        "a file as the folder of the state",
        "run m.md",
        (".orchestrator: is no folder; move it away: orchestrate keeps its state in a folder of this name"),
        instead(".orchestrator", Path.touch),
    ),
    variable(
        "a variable that is misspelt",
        (
            "ORCHESTRATE_TIMEOT: there is no variable of this name; did you mean 'TIMEOUT' or "
            "'TOOL_TIMEOUT' or 'IDLE_TIMEOUT'? (behind ORCHESTRATE_)"
        ),
        ORCHESTRATE_TIMEOT="5",
    ),
    variable(
        "a variable for a map",
        ("ORCHESTRATE_GATES: there is no variable of this name; write `gates:` into the configuration file"),
        ORCHESTRATE_GATES="lint: make",
    ),
    variable(
        "a variable that is no number",
        ("ORCHESTRATE_TIMEOUT: `timeout` is 'half an hour', not a number; write a number above 0 to 2592000"),
        ORCHESTRATE_TIMEOUT="half an hour",
    ),
    variable(
        "a variable out of range",
        "ORCHESTRATE_MAX_RETRIES: `max_retries` is 101; write a whole number from 0 to 100",
        ORCHESTRATE_MAX_RETRIES="101",
    ),
    variable(
        "a variable that is no flag",
        ("ORCHESTRATE_STRICT_COMPLIANCE: `strict_compliance` is 2; write true or false, without quotes"),
        ORCHESTRATE_STRICT_COMPLIANCE="2",
    ),
    variable(
        "a variable with an open quote",
        (
            "ORCHESTRATE_CLAUDE_COMMAND: `claude.command` cannot be split into words (no closing "
            "quotation); close the quotes, or write a list of words"
        ),
        ORCHESTRATE_CLAUDE_COMMAND="claude 'x",
    ),
    variable(
        "a variable with bytes that are no UTF-8",
        (
            "ORCHESTRATE_GATES_IN: `gates_in` has a character in it that does not show: '\\udcff'; "
            "keep it on one line of ordinary text"
        ),
        ORCHESTRATE_GATES_IN=os.fsdecode(b"\xff"),
    ),
    typed("a command that is misspelt", "rnu m.md", "there is no command 'rnu'; did you mean 'run'?"),
    typed(
        "a command that is nothing like one",
        "xyzzy",
        f"there is no command 'xyzzy'; known: {', '.join(sorted(COMMANDS))}",
    ),
    Case(
        "a command with a terminal escape",
        "there is no command '[2Jrun'; did you mean 'run'?",
        ("\x1b[2Jrun",),
    ),
    typed(
        "an option before the command",
        "--json status",
        ("'--json' is no command; options stand behind a command; `orchestrate --help` lists the commands"),
    ),
    typed(
        "an option that is misspelt",
        "run m.md --dryrun",
        "run: there is no option '--dryrun'; did you mean '--dry-run'?",
    ),
    typed(
        "the beginning of an option",
        "run m.md --dry",
        "run: there is no option '--dry'; did you mean '--dry-run'?",
    ),
    Case(
        "an option with a terminal escape",
        "status: there is no option '--]0;x\\u202e'; known: --help, --json, --run",
        ("status", "--\x1b]0;x\x07\u202e"),
    ),
    typed(
        "an option without its value",
        "run m.md --model",
        "run: --model needs a value: --model MODEL; see `orchestrate run --help`",
    ),
    typed(
        "two options of which one excludes the other",
        "stop --now --after-phase",
        "stop: --after-phase and --now exclude each other; leave one out; see `orchestrate stop --help`",
    ),
    typed(
        "a value for an option that takes none",
        "status --json=yes",
        "status: --json takes no value; see `orchestrate status --help`",
    ),
    typed(
        "no plan",
        "run",
        "run: nothing is given for master-plan.md; see `orchestrate run --help`",
    ),
    typed(
        "two plans",
        "run m.md n.md",
        "run: there is no place for another argument, 'n.md'; see `orchestrate run --help`",
    ),
    typed(
        "an argument for a command that takes none",
        "status m.md",
        "status: there is no place for another argument, 'm.md'; see `orchestrate status --help`",
    ),
    typed(
        "a limit of nothing",
        "history --limit 0",
        ("history: --limit: '0' is no whole number from 1 to 2147483647; see `orchestrate history --help`"),
    ),
    typed(
        "a limit that is no number",
        "history --limit ten",
        ("history: --limit: 'ten' is no whole number from 1 to 2147483647; see `orchestrate history --help`"),
    ),
    typed(
        "a limit of five thousand digits",
        f"history --limit {'9' * 5000}",
        (
            "history: --limit: "
            "'99999999999999999999999999999999999999999999999999999999999\u2026' is no whole number from "
            "1 to 2147483647; see `orchestrate history --help`"
        ),
    ),
    typed(
        "a phase to start at that the plan does not have",
        "run m.md --dry-run --phase 22",
        "m.md has no phase '22'; did you mean '2'?",
    ),
    typed(
        "a model that nobody knows",
        "run m.md --dry-run --model gpt",
        (
            "--model: `model` is 'gpt'; known: default, haiku, opus, opusplan, sonnet (a full name "
            "contains 'claude')"
        ),
    ),
    typed(
        "an empty model",
        "run m.md --dry-run --model=",
        (
            "--model: `model` is ''; known: default, haiku, opus, opusplan, sonnet (a full name "
            "contains 'claude')"
        ),
    ),
    typed(
        "a run without the CLI",
        "run m.md",
        (
            "the Claude Code CLI ('claude') is not on your PATH; install it with `npm install -g "
            "@anthropic-ai/claude-code`, or set claude.command in .orchestrator/config.yaml"
        ),
    ),
    typed(
        "a run beside an unfinished one",
        "run m.md",
        (
            "the last run of m.md (20261122-140740-3fa2) is unfinished; go on with `orchestrate "
            "resume`, or start over with `orchestrate run --fresh`"
        ),
        both(a_run_of_this_plan, a_claude),
    ),
    typed(
        "nothing to resume",
        "resume",
        "this project has no runs yet; start one with `orchestrate run docs/master-plan.md`",
    ),
    typed(
        "a run to resume that is not there",
        "resume --run 2025",
        "there is no run '2025'; `orchestrate history` lists the runs of this project",
        two_runs,
    ),
    typed(
        "a run in a project without runs",
        "status --run 2026",
        "there is no run '2026'; this project has no runs yet",
    ),
    typed(
        "a run that is not there",
        "status --run 2025",
        "there is no run '2025'; `orchestrate history` lists the runs of this project",
        two_runs,
    ),
    typed(
        "a run that could be two",
        "status --run 2026",
        "run '2026' is ambiguous; give more of: 20261121-000000-0001, 20261122-140740-3fa2",
        two_runs,
    ),
    typed(
        "a phase to show in a project without runs",
        "show 1",
        "this project has no runs yet; start one with `orchestrate run docs/master-plan.md`",
    ),
    typed(
        "a phase to show that is not there",
        "show biuld",
        "run 20261122-140740-3fa2 has no phase 'biuld'; did you mean 'build'?",
        two_runs,
    ),
    typed(
        "an attempt that was never made",
        "show 1 --attempt 2",
        "phase 1 has no attempt 2; none was made yet",
        two_runs,
    ),
    typed(
        "an attempt that is no number",
        "show 1 --attempt last",
        (
            "show: --attempt: 'last' is no whole number from 1 to 2147483647, nor 'all'; "
            "see `orchestrate show --help`"
        ),
        two_runs,
    ),
    typed(
        "a phase to verify that is not there",
        "verify 3",
        "run 20261122-140740-3fa2 has no phase '3'; known: 1, build",
        two_runs,
    ),
    typed(
        "a phase to verify that is not done",
        "verify build",
        "phase build of run 20261122-140740-3fa2 is pending; only a done one can still hold",
        two_runs,
    ),
    typed(
        "a phase and its evidence",
        "verify 1 --evidence",
        "--evidence looks at a whole run; leave the phase out",
        two_runs,
    ),
    typed(
        "a database that is none",
        "status",
        (
            "ROOT/.orchestrator/state.db: file is not a database; the file is damaged; move it away "
            "to start anew, or restore it from a backup"
        ),
        no_database,
    ),
    typed(
        "a report of nobody's session",
        "done --phase 1 --status completed",
        (
            "this is not a session that orchestrate started; `orchestrate done` is called by the "
            "worker, a person uses `orchestrate status`"
        ),
    ),
    typed(
        "a report without a status",
        "done --phase 1",
        "done: nothing is given for --status; see `orchestrate done --help`",
    ),
    typed(
        "a status that is none",
        "done --phase 1 --status finished",
        (
            "done: --status: 'finished' is none of its values; known: blocked, "
            "completed; see `orchestrate done --help`"
        ),
    ),
    typed(
        "a blocked phase without a reason",
        "done --phase 1 --status blocked",
        "a blocked phase needs a reason; add --reason 'WHY'",
    ),
    Case(
        "a report that is no JSON",
        (
            "--report is not JSON (Expecting property name enclosed in double quotes: line 1 column "
            "2 (char 1)); give an object such as '{\"tests\": 12}'"
        ),
        ("done", "--phase", "1", "--status", "completed", "--report", "{tests: 12}"),
    ),
    typed(
        "a report with a number that JSON does not have",
        'done --phase 1 --status completed --report {"a":NaN}',
        "--report is not JSON (NaN is no number of JSON); give an object such as '{\"tests\": 12}'",
    ),
    typed(
        "a report that is a list",
        "done --phase 1 --status completed --report [1]",
        "--report is no JSON object; give one such as '{\"tests\": 12}'",
    ),
    Case(
        "a report nested without end",
        "--report is nested too deeply; report only what matters",
        ("done", "--phase", "1", "--status", "completed", "--report", "[" * 100_000),
    ),
    typed(
        "a hook for an event that is none",
        "hook begin .",
        ("hook: EVENT: 'begin' is none of its values; known: protect, stop; see `orchestrate hook --help`"),
    ),
    typed(
        "a demonstration in a folder that is not empty",
        "demo .",
        "ROOT: the folder is not empty; name a new one: `orchestrate demo FOLDER`",
    ),
    typed(
        "a demonstration in the place of a file",
        "demo a.md",
        "ROOT/a.md: File exists; name a folder that can be written: `orchestrate demo FOLDER`",
    ),
)
