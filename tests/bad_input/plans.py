"""Bad master plans and phase files, and what is said about each."""

from __future__ import annotations

from tests.bad_input.case import GATES, SOUND, master, phase, plan

PLANS = (
    plan(
        "an empty file",
        "",
        (
            "m.md: there is no phase table in a section '## Phases'; write '## Phases' and below it "
            "a table with a header row (| Phase | Title |) and a row of dashes"
        ),
    ),
    plan(
        "a file that is no text",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        "m.md:1: byte 0x89 is not UTF-8; save the file in the encoding UTF-8",
    ),
    plan(
        "UTF-16 with its mark",
        SOUND["m.md"].encode("utf-16"),
        "m.md:1: byte 0xff is not UTF-8; save the file in the encoding UTF-8",
    ),
    plan(
        "UTF-16 without a mark",
        SOUND["m.md"].encode("utf-16-le"),
        (
            "m.md:1: a NUL byte stands here, so that the file is no text, or not UTF-8; save the "
            "file as text in the encoding UTF-8"
        ),
    ),
    plan(
        "a byte of Latin-1, counted behind a byte order mark and CRLF",
        b"\xef\xbb\xbf# Caf\xc3\xa9\r\n\r\ncaf\xe9\r\n",
        "m.md:3: byte 0xe9 is not UTF-8; save the file in the encoding UTF-8",
    ),
    plan(
        "more lines than any plan has",
        "\n" * 100_000,
        "m.md: the file has more than 100,000 lines; name a file that was written as a plan",
    ),
    plan(
        "more bytes than any plan has",
        "x" * (4 * 1024 * 1024 + 1),
        (
            "m.md: the master plan 'm.md' cannot be read: File is larger than 4 MiB; name a readable "
            "file of the project"
        ),
    ),
    plan(
        "no table",
        "# Demo\n\n## Phases\n\nFirst set up, then build.\n",
        (
            "m.md: there is no phase table in a section '## Phases'; write '## Phases' and below it "
            "a table with a header row (| Phase | Title |) and a row of dashes"
        ),
    ),
    plan(
        "two tables that may be the phase table",
        SOUND["m.md"].replace(
            "## Dep", "### Reports\n\n| Phase | Name |\n|-|-|\n| 1 | [First](r.md) |\n\n## Dep"
        ),
        (
            "m.md:12: the tables of lines 5 and 12 may each be the phase table; keep one of them under "
            "'## Phases', and move the others under headings of their own"
        ),
    ),
    plan(
        "a table under another heading",
        master("1 | [A](a.md)").replace("## Phases", "## Work"),
        (
            "m.md: there is no phase table in a section '## Phases'; move the table of line 5 under "
            "a heading '## Phases'"
        ),
    ),
    plan("a table without rows", master(), "m.md:5: the phase table has no rows; write one row a phase"),
    plan(
        "a row without an id",
        master(" | [Setup](a.md)"),
        "m.md:7: the phase has no id; write an id such as 1, 3.1, 2a or setup",
    ),
    plan(
        "an id that names no folder",
        master("../up | [Setup](a.md)"),
        "m.md:7: '../up' is no phase id; write an id such as 1, 3.1, 2a or setup",
    ),
    plan(
        "an id that is too long",
        master(f"{'x' * 65} | [Setup](a.md)"),
        (
            "m.md:7: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\u2026' is longer than 64 characters; write "
            "an id such as 1, 3.1, 2a or setup"
        ),
    ),
    plan(
        "an id twice, in another case",
        master("a | [Setup](a.md)", "A | [Build](b.md)"),
        "m.md:8: the id 'A' is taken by line 7; give every phase its own id",
    ),
    plan(
        "two phases in one file",
        master("1 | [Setup](a.md)", "2 | [Build](./a.md)"),
        "m.md:8: 'a.md' is the file of line 7 already; give every phase its own file",
    ),
    plan(
        "a row without a link",
        master("1 | Setup"),
        (
            "m.md:7: the phase names no file; link its title: [Setup](phase1-setup.md), or "
            "[Setup](<a name with blanks.md>)"
        ),
    ),
    plan(
        "a pipe in a cell",
        master("1 | [Setup](a.md) | or | else"),
        "m.md:7: the row has 4 cells, the header 2; write a pipe in a cell as \\|",
    ),
    plan(
        "a link to itself",
        master("1 | [Setup](m.md)"),
        "m.md:7: the phase links to the master plan itself; give the phase a file of its own",
    ),
    plan(
        "a link to a URL",
        master("1 | [Setup](https://example.com/a.md)"),
        ("m.md:7: 'https://example.com/a.md' is a URL; name a file of the project by a relative path"),
    ),
    plan(
        "a link to an absolute path",
        master("1 | [Setup](/etc/passwd)"),
        "m.md:7: '/etc/passwd' is absolute; write a path relative to this file",
    ),
    plan(
        "a link that leaves the project",
        master("1 | [Setup](../a.md)"),
        "m.md:7: '../a.md' leaves the project; name a file inside the project",
    ),
    plan(
        "a link that leaves the project behind percent signs",
        master("1 | [Setup](x/%2e%2e/%2e%2e/a.md)"),
        "m.md:7: 'x/../../a.md' leaves the project; name a file inside the project",
    ),
    plan(
        "a link with a terminal escape behind percent signs",
        master("1 | [Setup](a%1b[2J.md)"),
        "m.md:7: the path holds control characters; name a file without them",
    ),
    plan(
        "a link to a folder by its slash",
        master("1 | [Setup](phases/)"),
        "m.md:7: 'phases/' names a folder; name a file",
    ),
    plan(
        "a link to nothing, and one that is nearly right",
        master("1 | [Setup](aa.md)", "2 | [Build](b.md)", "3 | [Ship](C.md)"),
        (
            "m.md:7: the phase file 'aa.md' does not exist; create it, or correct the path (relative "
            "to the project root here)\n"
            "m.md:9: the phase file 'C.md' does not exist; create it, or correct the path (relative "
            "to the project root here)"
        ),
    ),
    plan(
        "a chain with a phase that is misspelt",
        master(
            "setup | [Setup](a.md)",
            "build | [Build](b.md)",
            rest="## Dependencies\nPhase setup --> Phase biuld\n",
        ),
        ("m.md:11: there is no phase 'Phase biuld'; name a phase of the table; did you mean 'build'?"),
    ),
    plan(
        "a cycle",
        master("1 | [Setup](a.md)", "2 | [Build](b.md)", rest="## Dependencies\n1 --> 2 --> 1\n"),
        "m.md:11: the dependencies form a cycle: 1 -> 2 -> 1; remove one of these dependencies",
    ),
    plan(
        "a phase that depends on itself",
        master("1 | [Setup](a.md) | 1", header="Phase | Title | Depends on"),
        "m.md:7: phase '1' depends on itself; remove the dependency",
    ),
    plan(
        "an arrow to the left",
        master("1 | [Setup](a.md)", "2 | [Build](b.md)", rest="## Dependencies\nPhase 2 <-- Phase 1\n"),
        "m.md:11: the arrow points to the left; write Phase 1 --> Phase 2",
    ),
    plan(
        "an arrow that starts at no phase",
        master("1 | [Setup](a.md)", "2 | [Build](b.md)", rest="## Dependencies\nPhase 1\n  --> Phase 2\n"),
        (
            "m.md:12: the arrow into phase '2' starts at no phase; write the chain on one line: "
            "Phase ... --> Phase 2"
        ),
    ),
    plan(
        "a column of dependencies in prose",
        master("1 | [Setup](a.md) | when everybody agrees", header="Phase | Title | Depends on"),
        ("m.md:7: 'when everybody agrees' names no phase; write Phase 1, a link to its file, or N/A"),
    ),
    plan(
        "a fence that is never closed",
        "```\n" + master("1 | [Setup](a.md)"),
        (
            "m.md: there is no phase table in a section '## Phases'; write '## Phases' and below it "
            "a table with a header row (| Phase | Title |) and a row of dashes\n"
            "m.md:1: the code fence or comment that opens here is never closed and hides what "
            "follows; close it where it should end"
        ),
    ),
    phase(
        "no gates",
        "# Setup\n\n## Tasks\n- [ ] 1.1: write it\n",
        (
            "a.md: the phase has no gates, so that nothing would check its work; write '## Gates' "
            "with items such as - pytest: all tests pass (or, on purpose, - none: reason)"
        ),
    ),
    phase(
        "a dependency on a file of no phase",
        "**Depends On:** [Other](other.md)\n" + GATES,
        "a.md:1: 'other.md' is the file of no phase; name a phase of the table; known: a.md, b.md",
    ),
    phase(
        "a fence in a phase file that hides its gates",
        "# Setup\n~~~python\nx = 1\n\n" + GATES,
        (
            "a.md: the phase has no gates, so that nothing would check its work; write '## Gates' "
            "with items such as - pytest: all tests pass (or, on purpose, - none: reason)\n"
            "a.md:2: the code fence or comment that opens here is never closed and hides what "
            "follows; close it where it should end"
        ),
    ),
    phase(
        "a choice between two dependencies",
        "**Depends On:** Phase 1 or Phase 2\n" + GATES,
        (
            "a.md:1: '1 or 2' leaves open whether one is enough, and which; write Phase 1, Phase 2 when "
            "both are needed, or the one that is"
        ),
    ),
    phase(
        "a range with a phase that is not there",
        "**Depends On:** Phases 1-3\n" + GATES,
        "a.md:1: there is no phase '3' in the range 'Phases 1-3'; name each phase: Phase 1, Phase 2",
    ),
    phase(
        "a heading of gates with other words before",
        "## Exit Gates\n- make: it is built\n",
        (
            "a.md:1: '## Exit Gates' is not read as the heading of the gates, and no other one is there; "
            "write it as '## Gates'"
        ),
    ),
    phase(
        "gates in prose",
        "## Gates\nEverything is green.\n",
        (
            "a.md:2: the section 'Gates' lists no gate, so that nothing would check the work; write items "
            "such as - pytest: all tests pass (or, on purpose, - none: reason)"
        ),
    ),
    phase(
        "a gate that is a comparison",
        "## Gates\n- coverage >= 80%\n",
        (
            "a.md:2: the gate 'coverage >= 80%' names an aim, not a command that checks it; write the "
            "command itself (- `COMMAND`: coverage >= 80%), or name it under 'gates:' in "
            ".orchestrator/config.yaml (coverage >= 80%: COMMAND)"
        ),
    ),
    phase(
        "gates in a script",
        "## Gates\n```bash\ncd web\nmake\n```\n",
        (
            "a.md:3: the line 'cd web' makes the fence a script, while each line of a list of gates runs on "
            "its own; write one gate an item, such as - `cd web && npm test`: what it means, or name a script"
        ),
    ),
    phase(
        "a gate with two commands",
        "## Gates\n- echo: `test -f a.md`\n",
        (
            "a.md:2: the gate 'echo' may mean `echo` or `test -f a.md`; write the one that is to run first: "
            "- `COMMAND`: what it means"
        ),
    ),
    phase(
        "an agent that is required at times",
        "## Agents to Use\n- reviewer: REQUIRED if there is time\n" + GATES,
        (
            "a.md:2: the agent 'reviewer' is required only at times; write REQUIRED alone, or leave the word "
            "out when the phase may go without the agent"
        ),
    ),
    phase(
        "notes that may be read or written",
        "## Process Wrapper\n- [ ] Write notes to: `notes/a.md`\n- [ ] Notes: `notes/b.md`\n" + GATES,
        (
            "a.md:3: 'Notes: `notes/b.md`' may be notes to read or notes to write; write Read previous "
            "notes: `PATH`, or Write notes to: `PATH`"
        ),
    ),
    phase(
        "a gate without a command",
        "## Gates\n- : it is good\n",
        "a.md:2: the gate names no command; write - COMMAND: what it means",
    ),
    phase(
        "a gate without a command in its backticks",
        "## Gates\n- ` `: it is good\n",
        "a.md:2: the gate names no command; write - `COMMAND`: what it means",
    ),
    phase(
        "a gate whose command has no end",
        "## Gates\n- run `make` and `make check`\n",
        (
            "a.md:2: it is not clear where the command of the gate 'run `make` and `make check`' "
            "ends; write the whole command in backticks: - `COMMAND`: what it means, one gate an item"
        ),
    ),
    phase(
        "a gate in prose",
        "## Gates\n- All tests pass\n",
        (
            "a.md:2: the gate 'All tests pass' is no command; write the command itself (- `COMMAND`: "
            "All tests pass), or name it under 'gates:' in .orchestrator/config.yaml (All tests "
            "pass: COMMAND)"
        ),
    ),
    phase(
        "a gate that is misspelt",
        "## Gates\n- pytset: all pass\n",
        (
            "a.md:2: the gate 'pytset' is no command; did you mean 'pytest'? If not, write the "
            "command itself (- `COMMAND`: pytset), or name it under 'gates:' in "
            ".orchestrator/config.yaml (pytset: COMMAND)"
        ),
    ),
    phase(
        "a gate whose program is not installed",
        "## Gates\n- mypy: no errors\n",
        (
            "a.md:2: the gate 'mypy' needs the program 'mypy', which is not installed; install it, "
            "or write its command under 'gates:' in .orchestrator/config.yaml (mypy: COMMAND)"
        ),
    ),
    phase(
        "a gate that always passes",
        "## Gates\n- test everything: it works\n",
        (
            "a.md:2: 'test everything' passes whatever the work is like; write the command itself (- "
            "`COMMAND`: test everything), or name it under 'gates:' in .orchestrator/config.yaml "
            "(test everything: COMMAND)"
        ),
    ),
    phase(
        "a gate whose command stands behind the colon",
        "## Gates\n- Tests: run `make check`\n",
        "a.md:2: the gate 'Tests' is no command; put the command first: - `make check`: Tests",
    ),
    phase(
        "a gate with a terminal escape",
        "## Gates\n- make\x1b]8;;http://evil\x07: it is built\n",
        ("a.md:2: the command of the gate 'make]8;;http://evil' holds control characters; remove them"),
    ),
    phase(
        "a gate that reads from right to left",
        "## Gates\n- make \u202ekcehc\u202c: it is built\n",
        ("a.md:2: the command of the gate 'make \\u202ekcehc\\u202c' holds control characters; remove them"),
    ),
    phase(
        "a gate of a hundred thousand characters",
        "## Gates\n- make " + "x" * 100_000 + "\n",
        (
            "a.md:2: the command of the gate 'make "
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\u2026' has 100,005 characters; write "
            "it into a script, and the script's name here"
        ),
    ),
    phase(
        "no gates without a reason",
        "## Gates\n- none\n",
        ("a.md:2: no gates are wanted, but no reason is given; write - none: why nothing can be checked"),
    ),
    phase(
        "gates, and none beside them",
        "## Gates\n- none: prose only\n- test -f a.md\n",
        "a.md:3: there are gates and 'none' beside them; remove the item 'none' or the gates",
    ),
    phase(
        "an agent that is not marked",
        "## Process Wrapper\n- [ ] AGENT: reviewer\n" + GATES,
        ("a.md:2: the required agent is not marked as one; write **AGENT:name**, one marker for each agent"),
    ),
    phase(
        "an agent with blanks in its name",
        "## Process Wrapper\n- [ ] **AGENT:the reviewer**\n" + GATES,
        ("a.md:2: 'the reviewer' is no name of an agent; write **AGENT:name**, one marker for each agent"),
    ),
    phase(
        "an agent that is defined nowhere",
        "## Process Wrapper\n- [ ] **AGENT:Explorer**\n" + GATES,
        (
            "a.md: the required agent 'Explorer' is defined nowhere (looked in .claude/agents, "
            "HOME/.claude/agents, --agents of claude.arguments, the CLI's own); write "
            ".claude/agents/Explorer.md with 'name: Explorer' and a 'description:', or correct the "
            "name; did you mean 'Explore'?"
        ),
    ),
    phase(
        "notes without a file",
        "## Process Wrapper\n- [ ] Write notes\n" + GATES,
        "a.md:2: the notes item names no file; write Write notes to: `notes/X.md`",
    ),
    phase(
        "notes outside of the project",
        "## Process Wrapper\n- [ ] Write notes to: `/tmp/notes.md`\n" + GATES,
        "a.md:2: notes: '/tmp/notes.md' is absolute; write a path relative to the project root",
    ),
    phase(
        "a protected section in prose",
        "## Protected\nthe tests, please\n" + GATES,
        (
            "a.md:2: the section 'Protected' lists no path, so that nothing would be protected; "
            "write list items: - `tests/`: why"
        ),
    ),
    phase(
        "a protected path in prose",
        "## Protected\n- all of the tests\n" + GATES,
        (
            "a.md:2: it is not clear which path 'all of the tests' stands for; write one glob an "
            "item, in backticks: - `tests/`: why"
        ),
    ),
    phase(
        "a protected path outside of the project",
        "## Protected\n- `../other/`: not ours\n" + GATES,
        "a.md:2: pattern '../other/' leaves the project; write a path below it, without '..'",
    ),
    phase(
        "a protected path with a bracket",
        "## Protected\n- `src/[a.py`: odd\n" + GATES,
        "a.md:2: pattern 'src/[a.py' has a '[' or '\\' without an end; write '\\[' for a bracket",
    ),
    phase(
        "an allowance without a reason",
        "- allow: tests removed\n" + GATES,
        "a.md:1: 'allow: tests removed' gives no reason; write - allow: WHAT because REASON",
    ),
    phase(
        "an allowance of something unknown",
        "- allow: test removal because they are slow\n" + GATES,
        (
            "a.md:1: 'test removal' is nothing that can be allowed; did you mean 'tests removed'? "
            "write one of assertions removed, coverage lowered, ignores, skips, tests removed, or a "
            "glob of paths such as `tests/old/**`"
        ),
    ),
    phase(
        "changes in prose",
        "**Changes:** only a few\n" + GATES,
        (
            "a.md:1: 'Changes: only a few' says neither that nothing is expected to change nor why; "
            "write **Changes:** none expected (why), or remove the line: a change is always expected"
        ),
    ),
)
