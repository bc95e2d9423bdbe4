"""A terminal as a screen that rows are drawn on, and that is given back as it was; thin, over curses."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from orchestrator.columns import width
from orchestrator.errors import UsageError
from orchestrator.views.styled import Row, Style
from orchestrator.views.watch_places import Size

try:
    import curses
except ImportError:  # a Python that was built without it
    curses = None  # type: ignore[assignment]  # told to the user by `fullscreen`

INSTEAD = "use `orchestrate status` and `orchestrate logs` there"
ENDS = (signal.SIGTERM, signal.SIGHUP)
GONE = 128 + signal.SIGHUP  # the exit code when there is no terminal any more
RESIZED = "resize"


class Screen:
    """Draws rows, and tells keys by name: a letter is itself."""

    def __init__(self, window: curses.window, attributes: Mapping[Style, int]) -> None:
        self._window = window
        self._attributes = attributes
        self._names = _key_names()

    def size(self) -> Size:
        """How large it is now."""
        rows, columns = self._window.getmaxyx()
        return Size(columns, rows)

    def draw(self, rows: Sequence[Row]) -> None:
        """Show these rows, and nothing else; only what changed is sent."""
        self._window.erase()
        for number, row in enumerate(rows):
            at = 0
            for text, style in row:
                # Writing the last cell moves the cursor out of the screen, and so does a size that is old.
                with suppress(curses.error):
                    self._window.addstr(number, at, text, self._attributes[style])
                at += width(text)
        self._window.refresh()

    def key(self, seconds: float) -> str:
        """The next key; empty when none was pressed in that time.

        Raises:
            SystemExit: the terminal is gone.
        """
        self._window.timeout(max(0, int(seconds * 1000)))
        try:
            found = self._window.get_wch()
        except curses.error:  # nothing came; from a terminal that is gone nothing ever will
            if not os.isatty(sys.stdin.fileno()):
                sys.exit(GONE)
            return ""
        if found == "\x0c":  # ctrl-L: somebody else wrote on the terminal
            self._window.clear()
            return RESIZED
        return self._names.get(found, found if isinstance(found, str) else "")


@contextmanager
def fullscreen(environment: Mapping[str, str]) -> Iterator[Screen]:
    """The terminal that we were started in, while the block runs.

    Raises:
        UsageError: there is none, or none that a screen can be drawn on.
        SystemExit: in the block, when we are told to end by a signal.
    """
    _check(environment)
    for name in ("LINES", "COLUMNS"):  # curses would believe them after a resize, too
        os.environ.pop(name, None)
    before = {
        number: signal.signal(number, _end)
        for number in ENDS
        if signal.getsignal(number) is not signal.SIG_IGN
    }
    window = curses.initscr()
    try:
        _prepare(window)
        yield Screen(window, _attributes(environment))
    finally:
        with suppress(curses.error):  # of a terminal that is gone
            curses.endwin()
        for number, handler in before.items():
            signal.signal(number, handler)


def speaks_unicode(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether a person asked for more than ASCII, and the system can show it.

    Args:
        environment: as we were started with.
        encoding: that of the locale. Python makes UTF-8 of the locale `C`, and says so in LC_CTYPE.
    """
    kind = environment.get("LC_CTYPE", "")
    named = environment.get("LC_ALL") or ("" if kind == "C.UTF-8" else kind) or environment.get("LANG", "")
    return "utf" in named.lower() and encoding.lower().replace("-", "") == "utf8"


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _check(environment: Mapping[str, str]) -> None:
    """
    Raises:
        UsageError: see `fullscreen`.
    """
    if curses is None:
        raise UsageError(f"watch: this Python has no curses (python3-curses?); {INSTEAD}")
    if not (sys.stdin and sys.stdout and sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(f"watch: it needs a terminal for input and output; without one {INSTEAD}")
    name = environment.get("TERM", "")
    try:
        curses.setupterm(name or "unknown", sys.stdout.fileno())
        able = curses.tigetstr("cup") and curses.tigetstr("clear")
    except curses.error:
        able = None
    if not able:
        raise UsageError(
            f"watch: no screen can be drawn on a terminal of the kind TERM='{name}'; set TERM, or {INSTEAD}"
        )


def _prepare(window: curses.window) -> None:
    curses.noecho()
    curses.cbreak()
    window.keypad(True)
    curses.set_escdelay(50)  # milliseconds; a person does not wait a second for escape
    with suppress(curses.error):  # a terminal that cannot hide it
        curses.curs_set(0)


def _attributes(environment: Mapping[str, str]) -> dict[Style, int]:
    """How each style looks: without colours by weight alone, and by the marks that rows have anyway."""
    found = {
        Style.PLAIN: curses.A_NORMAL,
        Style.BOLD: curses.A_BOLD,
        Style.DIM: curses.A_DIM,
        Style.GOOD: curses.A_NORMAL,
        Style.BAD: curses.A_BOLD,
        Style.WARN: curses.A_BOLD,
        Style.TOOL: curses.A_NORMAL,
        Style.BAR: curses.A_REVERSE,
        Style.CHOSEN: curses.A_REVERSE | curses.A_BOLD,
    }
    if environment.get("NO_COLOR"):
        return found
    with suppress(curses.error):  # a terminal without
        curses.start_color()
        curses.use_default_colors()
        if curses.has_colors():
            pairs = {Style.GOOD: "GREEN", Style.BAD: "RED", Style.WARN: "YELLOW", Style.TOOL: "CYAN"}
            for number, (style, colour) in enumerate(pairs.items(), 1):
                curses.init_pair(number, getattr(curses, f"COLOR_{colour}"), -1)
                found[style] = curses.color_pair(number)
    return found


def _key_names() -> dict[int | str, str]:
    return {
        curses.KEY_UP: "up",
        curses.KEY_DOWN: "down",
        curses.KEY_LEFT: "left",
        curses.KEY_RIGHT: "right",
        curses.KEY_PPAGE: "page-up",
        curses.KEY_NPAGE: "page-down",
        curses.KEY_HOME: "home",
        curses.KEY_END: "end",
        curses.KEY_BTAB: "back-tab",
        curses.KEY_BACKSPACE: "backspace",
        curses.KEY_ENTER: "enter",
        curses.KEY_RESIZE: RESIZED,
        "\t": "tab",
        "\x1b": "escape",
        "\x7f": "backspace",
        "\b": "backspace",
        "\n": "enter",
        "\r": "enter",
    }
