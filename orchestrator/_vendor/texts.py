"""What the one file holds of a wheel, as text. Not in the wheel. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import splitext

from orchestrator._vendor.fstrings import unparsed
from orchestrator._vendor.pages import script, style
from orchestrator._vendor.renaming import renamed
from orchestrator._vendor.slicing import imported_from, sliced
from orchestrator._vendor.spacing import tight
from orchestrator._vendor.stripping import stripped

BUNDLED = "orchestrator/_vendor/"
CUT = "six"  # is there for one name that `transitions` takes from it; its licence stays
# Of what is no module the program reads these as they are; other schemas are for programs that read what it
# writes. Styles and scripts of a page are wherever its modules are.
DATA = ("orchestrator/trouble/wordings.txt", "orchestrator/schemas/configuration.schema.json")
PAGES: Mapping[str, Callable[[str], str]] = {".css": style, ".js": script}


def texts(wheel: Mapping[str, bytes]) -> dict[str, str]:
    """All modules of a wheel, path -> text, without what Python does not need."""
    sources = {name: data.decode() for name, data in sorted(wheel.items()) if name.endswith(".py")}
    wanted = imported_from(CUT, sources.values())
    sources[f"{BUNDLED}{CUT}.py"] = sliced(sources[f"{BUNDLED}{CUT}.py"], wanted)
    return {name: shortened(text, own=not name.startswith(BUNDLED)) for name, text in sources.items()}


def data(wheel: Mapping[str, bytes]) -> dict[str, str]:
    """What the program reads beside its modules, path -> text."""
    found = {name: wheel[name].decode() for name in DATA}
    for name, content in sorted(wheel.items()):
        if shorter := PAGES.get(splitext(name)[1]):
            found[name] = shorter(content.decode())
    return found


def shortened(source: str, *, own: bool) -> str:
    """The text of a module in as little as does the same.

    Args:
        own: see `stripped`.
    """
    return tight(unparsed(renamed(stripped(source, own=own))))
