"""Serves a script from the command line until it is interrupted."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress
from pathlib import Path

from tests.support.scripted_api.server import ScriptedAPI


def main(argv: list[str] | None = None) -> int:
    """Returns 0 after an interrupt, 2 when the script cannot be used."""
    options = _options(argv)
    try:
        api = ScriptedAPI(
            options.script,
            port=options.port,
            log=options.log,
            bodies=options.bodies,
            variables=dict(pair.split("=", 1) for pair in options.var),
        )
    except (ValueError, OSError) as error:
        print(f"scripted_api: {error}", file=sys.stderr)
        return 2
    with api:
        print(f"LISTENING {api.url}", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.support.scripted_api",
        description="A scripted Messages API on loopback; the package's docstring describes the script.",
    )
    parser.add_argument("--script", required=True, type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--bodies", type=Path, metavar="DIR")
    parser.add_argument("--var", action="append", default=[], metavar="NAME=VALUE")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
