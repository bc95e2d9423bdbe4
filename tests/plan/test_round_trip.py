"""A plan that is written as Markdown, decorated at random, is read back as the same plan."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model.plan import Gate, GateOrigin, Phase, Plan, Task
from tests.plan.sources import loaded

WORD = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=6)
WORDS = st.lists(WORD | st.sampled_from(["&", "-", "a|b", "(x)", "d'e"]), min_size=1, max_size=3).map(
    " ".join
)
ID = st.from_regex(r"[a-z0-9]{1,3}(\.[0-9])?", fullmatch=True).filter(
    lambda name: name not in ("no", "na", "nil")
)
AGENT = st.from_regex(r"[a-z][a-z0-9_.:-]{0,6}", fullmatch=True)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A sound plan with every line number 0; dependencies follow a hidden order, so no cycle."""
    ids = draw(st.lists(ID, min_size=1, max_size=4, unique=True))
    hidden = draw(st.permutations(ids))
    phases = []
    for index, name in enumerate(ids):
        earlier = [other for other in ids if hidden.index(other) < hidden.index(name)]
        phase = Phase(
            id=name,
            title=draw(WORDS),
            path=f"docs/p{index}.md",
            line=0,
            focus=draw(WORDS),
            risk=draw(st.sampled_from(["", "Low"])),
            status="Pending",
            depends_on=tuple(other for other in earlier if draw(st.booleans())),
            gates=(Gate("pytest -q", "pytest -q", draw(WORD), GateOrigin.WRITTEN, 0),),
            agents=tuple(draw(st.lists(AGENT, max_size=2, unique=True))),
            notes_in=("notes/in.md",) if index else (),
            notes_out=(f"notes/{index}.md",),
            tasks=tuple(Task(draw(WORD), done, 0) for done in draw(st.lists(st.booleans(), max_size=2))),
        )
        phases.append(phase._replace(depends_on=tuple(o for o in ids if o in phase.depends_on)))
    return Plan("docs/m.md", draw(WORD), tuple(phases))


def escaped(text: str) -> str:
    return text.replace("|", r"\|")


def table(plan: Plan, random: Random) -> list[str]:
    """The phase table: columns in any order and case, ids and rows in any of their forms."""
    pick = random.choice
    columns: list[tuple[str, Callable[[Phase], str]]] = [
        (pick(["Phase", "ID", "Phase ID"]), lambda one: pick([one.id, f"Phase {one.id}", f"**{one.id}**"])),
        (pick(["Title", "NAME"]), lambda one: f"[{escaped(one.title)}]({one.path[5:]})"),
        ("Focus", lambda one: escaped(one.focus)),
        ("Risk", lambda one: one.risk),
        ("Extra", lambda _: "`a | b`"),
        ("**Status**", lambda one: one.status),
    ]
    random.shuffle(columns)
    rows = [[name for name, _ in columns], ["--"] * len(columns)]
    rows += [[cell(one) or " " for _, cell in columns] for one in plan.phases]
    # Without outer pipes an empty cell at an edge of the row would be lost.
    return [f"| {' | '.join(cells)} |" for cells in rows]


def phase_text(plan: Plan, phase: Phase, in_file: list[str], random: Random) -> str:
    """A phase file that names the phases `in_file` as its dependencies."""
    pick = random.choice
    files = {one.id: one.path[5:] for one in plan.phases}
    named = [
        pick([f"Phase {name}", f"[x]({files[name]})", f"[x](../docs/{files[name]}#y)"]) for name in in_file
    ]
    lines = [
        f"# Phase {phase.id}: x",
        f"**Depends On:** {pick([', ', ' and ']).join(named) or pick(['N/A', 'None', ''])}",
        pick(["", "```\n## Gates\n- lint: x\n```", "<!-- ## Gates -->"]),
        pick(["## Process Wrapper (MANDATORY)", "### process wrapper", "## 1. **Process Wrapper**"]),
        *(f"- [ ] Read previous notes: `{path}`" for path in phase.notes_in),
        *(pick(["- [ ] ", "", "* "]) + f"**AGENT:{name}** now" for name in phase.agents),
        *(f"- [ ] Write {pick(['', 'notes to: '])}`{path}`" for path in phase.notes_out),
        pick(["## Gates", "## 2. Gates (all)"]),
        *(pick(["- {}: ", "* [ ] `{}`: ", "1. **{}:** "]).format(g.name) + g.meaning for g in phase.gates),
        pick(["## Tasks", "## Tasks\n### 1. First"]),
        *(f"{pick(['-', '  *', '1.'])} [{'x' if one.done else ' '}] {one.text}" for one in phase.tasks),
    ]
    return pick(["", "\ufeff"]) + pick(["\n", "\r\n", "\r"]).join("\n".join(lines).split("\n"))


def written(plan: Plan, random: Random) -> dict[str, str]:
    """The files of the plan; each dependency stands in a chain, in the phase file, or in both."""
    pick = random.choice
    chains, files = [], {}
    for phase in plan.phases:
        ways = {before: pick(["chain", "file", "both"]) for before in phase.depends_on}
        files[phase.path] = phase_text(plan, phase, [one for one in ways if ways[one] != "chain"], random)
        for before in (one for one in ways if ways[one] != "file"):
            arrow = pick(["-->", "->", "→", "──►", "=>"])
            chains.append(
                f"{pick(['- ', '', '  '])}Phase {before} {arrow} Phase {phase.id}{pick(['', ' (x)'])}"
            )
    heading = pick(["## Phases", "## Phases (in order)"])
    title = plan.title + pick(["", " - Master Plan", " — master plan"])
    fence = pick(["", "```", "~~~"])
    lines = [f"# {title}", heading, "", *table(plan, random), "", "## Dependencies", fence, *chains, fence]
    return files | {plan.path: "\n".join(lines)}


def without_lines(plan: Plan) -> Plan:
    """The plan with every line number 0, because decoration moves lines."""
    phases = (
        one._replace(
            line=0,
            gates=tuple(gate._replace(line=0) for gate in one.gates),
            tasks=tuple(task._replace(line=0) for task in one.tasks),
        )
        for one in plan.phases
    )
    return plan._replace(phases=tuple(phases))


@given(plans(), st.integers(0, 2**32))
def test_a_plan_comes_back_from_markdown_however_it_is_decorated(plan: Plan, seed: int) -> None:
    assert without_lines(loaded(written(plan, Random(seed)), plan.path)) == plan
