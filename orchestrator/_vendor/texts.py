"""What the one file holds of a wheel, as text. Not in the wheel. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator._vendor.fstrings import unparsed
from orchestrator._vendor.renaming import renamed
from orchestrator._vendor.slicing import imported_from, sliced
from orchestrator._vendor.spacing import tight
from orchestrator._vendor.stripping import stripped

BUNDLED = "orchestrator/_vendor/"
CUT = "six"  # is there for one name that `transitions` takes from it; its licence stays


def texts(wheel: Mapping[str, bytes]) -> dict[str, str]:
    """All modules of a wheel, path -> text, without what Python does not need."""
    sources = {name: data.decode() for name, data in sorted(wheel.items()) if name.endswith(".py")}
    wanted = imported_from(CUT, sources.values())
    sources[f"{BUNDLED}{CUT}.py"] = sliced(sources[f"{BUNDLED}{CUT}.py"], wanted)
    return {name: shortened(text, own=not name.startswith(BUNDLED)) for name, text in sources.items()}


def shortened(source: str, *, own: bool) -> str:
    """The text of a module in as little as does the same.

    Args:
        own: see `stripped`.
    """
    return tight(unparsed(renamed(stripped(source, own=own))))
