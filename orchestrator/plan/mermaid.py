"""Mermaid graphs: their arrows as lines such as `Phase 1 --> Phase 2`, whatever nodes are called. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.plan.ids import Known, references, resolve
from orchestrator.plan.markdown import Line

_OPENING = re.compile(r"\s*(?:`{3,}|~{3,})[ \t]*mermaid\b", re.IGNORECASE)
_GRAPH = re.compile(r"\s*(?:graph|flowchart)\b[ \t]*(?:TB|TD|BT|RL|LR)?[ \t]*", re.IGNORECASE)
_PASSED = re.compile(r"\s*(?:%%|subgraph\b|end\b|style\b|classDef\b|class\b|click\b|linkStyle\b|direction\b)")
_NODE = re.compile(
    r"(?<![\w.-])([A-Za-z0-9_]++(?:[.-][A-Za-z0-9_]++)*+)[ \t]*"
    r"(?:[\[({>]{1,3}/?\"?([^\"\[\](){}]{0,200}+(?:\([^()]{0,200}\)[^\"\[\](){}]{0,200}+)?)\"?/?[\])}]{1,3})?"
    r"(?::::[\w-]+)?"
)
_SAID = re.compile(r"(?:--|==|-\.)[ \t]+[^-=.>|]{1,200}[ \t]+(?=--+>|==+>|\.-+>)|(?<=[->=ox])\|[^|]{0,200}\|")
_HEAD = re.compile(r"(?:(?<!-)-{2,}+|(?<!=)={2,}+|-?\.+-+)>[ \t]*")
_TIE = re.compile(r"<(?:-|=)|-{3,}(?![->])|={3,}(?![=>])|-\.+-(?!>)")  # backwards, or without a head
_LONGEST = 2_000  # characters of a line; nobody draws more, and patterns for arrows are slow on long ones


def with_phases(lines: Sequence[Line], known: Known, folder: str) -> list[Line]:
    """The lines with the arrows of Mermaid graphs between phases; a graph without any is left as it is.

    A line with several statements becomes several lines of one number. What is no phase stays as written.
    """
    found: list[Line] = []
    graph: list[Line] = []
    inside = False
    for line in lines:
        if line.code and not inside and _OPENING.match(line.text):
            inside, graph = True, []
        elif inside and (not line.code or line.text.strip(" \t>")[:3] in ("```", "~~~")):
            inside = False
            found += _graph(graph, known, folder)
        elif inside:
            graph.append(line)
            continue
        found.append(line)
    return found + (_graph(graph, known, folder) if inside else [])


def _graph(lines: list[Line], known: Known, folder: str) -> list[Line]:
    first = next(
        (line for line in lines if line.text.strip() and not line.text.lstrip().startswith("%%")), None
    )
    if first is None or not _GRAPH.match(first.text):
        return lines
    statements = [
        (line, _SAID.sub("", text))
        for line in lines
        for text in _statements(_GRAPH.sub("", line.text, count=1) if line is first else line.text)
    ]
    labels: dict[str, str] = {}
    for _, text in statements:
        for node in _NODE.finditer(text):
            if node[2]:
                labels.setdefault(node[1], re.sub(r"<br[ \t]*/?>|\\n", ": ", node[2]))
    phases = {name: _phase(name, labels.get(name, ""), known, folder) for name in _names(statements)}
    if not any(phases.values()):
        return lines
    shown = {
        name: name if phases.get(name) or not re.fullmatch(r"\w+", label) else label
        for name, label in labels.items()
    }
    return [line._replace(text=_written(text, phases, shown)) for line, text in statements]


def _statements(text: str) -> Iterator[str]:
    """The statements of a line; a `;` within quotes ends none."""
    if len(text) <= _LONGEST and not _PASSED.match(text):
        yield from (
            part for part in re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", text) if not _PASSED.match(part)
        )


def _names(statements: Sequence[tuple[Line, str]]) -> set[str]:
    return {node[1] for _, text in statements for node in _NODE.finditer(_without_heads(text))}


def _without_heads(text: str) -> str:
    return _HEAD.sub(" ; ", text)


def _phase(name: str, label: str, known: Known, folder: str) -> str | None:
    """The phase of a node: the one that its label names, by `Phase N` or its title; else that of its name."""
    for text in (label, label.partition(":")[2], name):
        words = " ".join(text.split())
        if not words:
            continue
        title = known.titles.get(words.casefold())
        if title:
            return title
        found, _ = references(f"Phase {words}" if words == name and words.casefold() in known.ids else words)
        meant = [
            resolve(one, known, (folder,)) for one in found if one.sure or text is name or words.isdigit()
        ]
        if len(meant) == 1 and meant[0]:
            return meant[0]
    return None


def _written(text: str, phases: Mapping[str, str | None], shown: Mapping[str, str]) -> str:
    """A statement with its nodes as phases; without an arrow it says nothing."""
    if _TIE.search(text) or not _HEAD.search(text):
        return text if "<-" in text else ""
    parts = []
    for part in _HEAD.split(text):
        names = [node[1] for node in _NODE.finditer(part)]
        parts.append(
            " & ".join(
                f"Phase {phases[name]}" if phases.get(name) else shown.get(name, name) for name in names
            )
        )
    return " --> ".join(parts)
