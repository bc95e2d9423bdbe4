from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from orchestrator.views.html.layers import Layout, Size, columns, direct, layout

SIZE = Size(100, 30, 40, 10, 2)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Names in any order, each of which depends on some of those with a smaller number."""
    count = draw(st.integers(1, 14))
    before = {
        str(n): tuple(map(str, sorted(draw(st.sets(st.integers(0, n - 1), max_size=4))))) if n else ()
        for n in range(count)
    }
    order = draw(st.permutations(list(before)))
    return {name: before[name] for name in order}


def reached(before: dict[str, tuple[str, ...]]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()

    def visit(name: str, other: str) -> None:
        if (name, other) not in found:
            found.add((name, other))
            for further in before[other]:
                visit(name, further)

    for name in before:
        for other in before[name]:
            visit(name, other)
    return found


def test_what_follows_from_others_is_left_out() -> None:
    before = {"1": (), "2": ("1",), "3": ("1", "2"), "4": ("3", "nobody", "3")}
    assert direct(before) == {"1": (), "2": ("1",), "3": ("2",), "4": ("3",)}


def test_a_circle_is_cut() -> None:
    assert sum(map(len, direct({"1": ("3",), "2": ("1",), "3": ("2",)}).values())) == 2
    assert direct({"1": ("1",)}) == {"1": ()}


def test_everything_stands_behind_what_it_needs() -> None:
    assert columns({"4": ("3", "1"), "1": (), "2": ("1",), "3": ("2",)}) == {"1": 0, "2": 1, "3": 2, "4": 3}


def test_a_chain_is_a_straight_line() -> None:
    made = layout({"1": (), "2": ("1",), "3": ("2",)}, SIZE)
    assert [(node.x, node.y) for node in made.nodes] == [(0, 0), (140, 0), (280, 0)]
    assert (made.width, made.height) == (380, 30)
    assert made.edges[0].points == ((100, 15), (140, 15))


def test_a_chain_of_thousands_is_no_trouble() -> None:
    before = {str(n): (str(n - 1),) if n else () for n in range(3000)}
    assert columns(direct(dict(reversed(before.items()))))["2999"] == 2999


@given(graphs())
def test_leaving_out_changes_nothing_of_what_comes_before_what(before: dict[str, tuple[str, ...]]) -> None:
    assert reached(direct(before)) == reached(before)


@given(graphs())
def test_boxes_lie_apart_and_within_the_drawing(before: dict[str, tuple[str, ...]]) -> None:
    made = layout(direct(before), SIZE)
    for one, other in combinations(made.nodes, 2):
        assert abs(one.x - other.x) >= SIZE.width or abs(one.y - other.y) >= SIZE.height + SIZE.between - 1e-6
    for node in made.nodes:
        assert 0 <= node.x <= made.width - SIZE.width
        assert -1e-6 <= node.y <= made.height - SIZE.height + 1e-6


@given(graphs())
def test_no_edge_passes_behind_a_box(before: dict[str, tuple[str, ...]]) -> None:
    made = layout(direct(before), SIZE)
    assert len(made.edges) == sum(map(len, direct(before).values()))
    for edge in made.edges:
        for (left, level), (right, same) in list(zip(edge.points, edge.points[1:], strict=False))[1::2]:
            assert level == same
            assert not [node for node in made.nodes if _within(node.x, node.y, left, right, level)], edge
        assert all(
            _in_a_gap(edge.points[index], edge.points[index + 1]) for index in range(0, len(edge.points), 2)
        )


def _within(x: float, y: float, left: float, right: float, level: float) -> bool:
    return x < right and left < x + SIZE.width and y < level < y + SIZE.height


def _in_a_gap(here: tuple[float, float], there: tuple[float, float]) -> bool:
    """Bends lead from the right side of a column to the left side of the next one."""
    step = SIZE.width + SIZE.across
    return here[0] % step == SIZE.width and there[0] == here[0] + SIZE.across


def test_crossings_are_avoided() -> None:
    made = layout({"a": (), "b": (), "x": ("b",), "y": ("a",)}, SIZE)
    place = {node.name: node.y for node in made.nodes}
    assert (place["a"] < place["b"]) == (place["y"] < place["x"])
    assert isinstance(made, Layout)
