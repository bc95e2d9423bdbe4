"""The server of a script, with a record of everything that was asked and answered."""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from tests.support.scripted_api.exchange import Exchange, opened
from tests.support.scripted_api.handler import Handler
from tests.support.scripted_api.request import Request
from tests.support.scripted_api.script import Script
from tests.support.scripted_api.turns import Turn, filled

_SECRET_HEADERS = {"authorization", "x-api-key", "cookie", "proxy-authorization"}


class Server(ThreadingHTTPServer):
    """Threads that are joined at the end, and connections that can be ended from outside."""

    daemon_threads = False
    api: ScriptedAPI

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """End every connection, so that a thread that waits on one returns."""
        for connection in self._open.copy():
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # it ended by itself

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class ScriptedAPI:
    """The running server: a context manager, or `start` and `stop`."""

    def __init__(
        self,
        script: Any = (),
        *,
        port: int = 0,
        log: Path | None = None,
        bodies: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """
        Args:
            script: whatever `Script` takes.
            port: on loopback; 0 takes a free one.
            log: a file that gets one JSON object a request.
            bodies: a folder that gets the complete requests (without secrets), `0001.json` and so on.
            variables: for ``{{NAME}}`` in the script.
        """
        self.play(list(script) if isinstance(script, tuple) else script)
        self.requests: list[Exchange] = []
        self.problems: list[str] = []  # unmet `expect`s, and requests that no conversation matches
        self._variables = dict(variables or {})
        self._changed = threading.Condition()
        if bodies:
            bodies.mkdir(parents=True, exist_ok=True)
        self._bodies = bodies
        self._log = open(log, "a", encoding="utf-8") if log else None  # noqa: SIM115  # closed in stop()
        self._server = Server(("127.0.0.1", port))
        self._server.api = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def play(self, script: Any) -> None:
        """Answer from this script from now on, from its beginning."""
        self.script = Script(script)

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """Ends every connection and waits for the threads that served them."""
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.hang_up()
        self._server.server_close()
        if self._log:
            self._log.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_until(self, condition: Callable[[ScriptedAPI], object], timeout: float = 20.0) -> None:
        """Return once the condition holds; it is looked at whenever a request comes or is answered.

        Raises:
            TimeoutError: it did not within `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self), timeout):
                raise TimeoutError(f"not so after {timeout} s; the requests were: {self.requests}")

    def note(self, record: Mapping[str, Any]) -> None:
        """Log a request that no script answers."""
        with self._changed:
            self._write({"t": round(time.time(), 3), **record})

    def begin(self, request: Request, path: str) -> tuple[Exchange, Turn]:
        """Record a request and choose its answer."""
        choice = self.script.choose(request)
        with self._changed:
            exchange = opened(len(self.requests) + 1, path, request, choice)
            self.requests.append(exchange)
            self._changed.notify_all()
        self._keep(exchange, request)
        return exchange, filled(choice.turn, {**self._variables, **_names(request)})

    def finish(self, exchange: Exchange, outcome: str, turn: Turn, request: Request) -> None:
        """Record what came of it."""
        with self._changed:
            exchange.reply = outcome
            exchange.seconds = round(time.time() - exchange.t, 3)
            if turn.expect not in request.newest_user:
                exchange.problem = f"expected {turn.expect!r} in the newest user message"
            if exchange.problem:
                self.problems.append(f"request {exchange.n}: {exchange.problem}")
            self._write(asdict(exchange))
            self._changed.notify_all()

    def _write(self, record: Mapping[str, Any]) -> None:
        if self._log:
            self._log.write(json.dumps(record, ensure_ascii=False) + "\n")
            self._log.flush()

    def _keep(self, exchange: Exchange, request: Request) -> None:
        if self._bodies:
            headers = {name: value for name, value in request.headers.items() if name not in _SECRET_HEADERS}
            whole = {"path": exchange.path, "headers": headers, "body": request.body}
            text = json.dumps(whole, indent=1, ensure_ascii=False)
            (self._bodies / f"{exchange.n:04d}.json").write_text(text, "utf-8")


def _names(request: Request) -> dict[str, str]:
    return {
        "cwd": request.cwd,
        "session": request.session,
        "model": request.model,
        "first_prompt": request.first_prompt,
        "last_prompt": request.last_prompt,
    }
