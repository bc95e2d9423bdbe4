"""A desktop of our own: a screen in memory, a private D-Bus, and a real notification daemon on them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.waiting import wait_until

PROGRAMS = ("Xvfb", "dbus-daemon", "dunst", "notify-send")
# Everything is allowed, and nothing is started on demand: a second daemon would take the first one's place.
BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing() -> str:
    """Why there can be no desktop; empty: there can."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice as the daemon got it; the body is markup."""

    app: str
    title: str
    body: str
    urgency: str


@dataclass(frozen=True, slots=True)
class Desktop:
    """What a program needs to find it, and what it has shown."""

    environment: dict[str, str]
    log: Path

    def shown(self) -> list[Shown]:
        """The notices so far, in their order."""
        told = self.log.read_text("utf-8", "replace")
        pattern = r"appname: '(.*)'\n\tsummary: '(.*)'\n\tbody: '(.*)'\n\ticon: (?:.*\n)*?\turgency: (\w+)\n"
        return [Shown(*found) for found in re.findall(pattern, told)]


@contextmanager
def desktop(folder: Path) -> Iterator[Desktop]:
    """A desktop until the block ends; all its files are in the folder."""
    folder.mkdir()
    places = {"HOME": folder / "home", "XDG_RUNTIME_DIR": folder / "runtime"}
    for place in places.values():
        place.mkdir(mode=0o700)
    environment = {**os.environ, **{name: str(place) for name, place in places.items()}}
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        environment.pop(f"XDG_{name}_HOME", None)
    with ExitStack() as stack:
        screen = folder / "screen"
        server = ("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
        stack.enter_context(_running(server, screen, environment))
        wait_until(lambda: screen.read_text().strip(), what="the screen")
        environment["DISPLAY"] = f":{screen.read_text().strip()}"
        bus = folder / "bus"
        rules = folder / "bus.conf"
        rules.write_text(BUS.format(folder=folder))
        daemon = ("dbus-daemon", f"--config-file={rules}", "--nofork", "--print-address=1")
        stack.enter_context(_running(daemon, bus, environment))
        wait_until(lambda: bus.read_text().strip(), what="the bus")
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.read_text().strip()
        log = folder / "shown"
        stack.enter_context(_running(("stdbuf", "-oL", "dunst", "-print"), log, environment))
        ask = ("dunstctl", "count", "displayed")
        wait_until(
            lambda: subprocess.run(ask, env=environment, capture_output=True).returncode == 0,
            what="the notification daemon",
        )
        yield Desktop(environment, log)


@contextmanager
def _running(words: tuple[str, ...], output: Path, environment: dict[str, str]) -> Iterator[None]:
    errors = output.with_suffix(".errors")
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(words, stdout=out, stderr=err, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)
