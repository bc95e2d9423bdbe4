"""`orchestrate serve`: a run as a page that is always up to date."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Sequence
from contextlib import suppress

from orchestrator.cli.options import add_run, parser, positive
from orchestrator.cli.scene import Scene
from orchestrator.cli.state import folder_here, open_state, run_of, secrets_here
from orchestrator.errors import EXIT_DONE
from orchestrator.serving.server import Server

EXAMPLES = """\
  orchestrate serve --open
  orchestrate serve --port 8123
  orchestrate serve --run 20261122-140740-3fa2"""


def run(arguments: Sequence[str]) -> int:
    """Serve the page until the person at the terminal has seen enough, which is no error."""
    given = options().parse_args(arguments)
    run_id = _named(given.run) if given.run else None
    with (
        suppress(KeyboardInterrupt),
        Scene(folder_here(), run_id, secrets_here()) as scene,
        Server(scene, scene.stop, given.port or 0) as server,
    ):
        print(server.address)
        what = f"Shows run {run_id}" if run_id else "Shows the newest run of this project"
        print(f"{what} to whoever has this address. Ctrl-C ends the page, and no run.", flush=True)
        if given.open:
            threading.Thread(target=_open, args=(server.address_once(),), daemon=True).start()
        server.serve()
    return EXIT_DONE


def options() -> argparse.ArgumentParser:
    """What it understands."""
    made = parser(
        "serve",
        "Show a run in the browser, always up to date, on this machine alone; the page can stop the run.",
        EXAMPLES,
    )
    add_run(made, "this run and no other (default: the newest one)")
    made.add_argument("--port", "-p", type=positive, metavar="N", help="the port (default: any that is free)")
    made.add_argument("--open", action="store_true", help="open the page in the browser")
    return made


def _named(run_id: str) -> str:
    with open_state() as state:
        return run_of(state.db, run_id).id


def _open(address: str) -> None:
    """Start the browser; one that runs in the terminal keeps us until it ends."""
    import webbrowser  # few ask for it

    from orchestrator.cli.audience import warn

    if not webbrowser.open(address):
        warn("no browser was found here; open the address above in one")
