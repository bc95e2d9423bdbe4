"""Publishes a notice to a topic of an ntfy server, as JSON: any title works there, headers are ASCII."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from orchestrator.notify.notice import Notice, Undelivered, presentable

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

_TIMEOUT = 5.0
_HIGH, _DEFAULT = 4, 3  # priorities of ntfy


def send(notice: Notice, server: str, topic: str, timeout: float = _TIMEOUT) -> None:
    """Publish the notice; `server` is an http(s) URL, `timeout` is in seconds.

    Raises:
        Undelivered: no connection, no answer in time, or an answer other than success.
    """
    from http.client import HTTPException  # these are slow to import, and most runs never get here
    from urllib.error import HTTPError
    from urllib.request import Request

    url, headers = server.rstrip("/") + "/", {"Content-Type": "application/json"}
    try:
        request = Request(url, payload(notice, topic), headers)
        _opener().open(request, timeout=timeout).close()
    except HTTPError as error:
        with error:
            raise Undelivered(f"{server} answered {error.code}{_where_to(error)}") from None
    except (OSError, HTTPException, ValueError) as error:  # URLError and timeouts are OSErrors
        reason = getattr(error, "reason", None) or error
        raise Undelivered(f"{server} cannot be reached: {reason or type(error).__name__}") from None


def payload(notice: Notice, topic: str) -> bytes:
    """The body of the request."""
    shown = presentable(notice)
    priority = _HIGH if shown.urgent else _DEFAULT
    message = {"topic": topic, "title": shown.title, "message": shown.body, "priority": priority}
    return json.dumps(message).encode("ascii")


def _opener() -> OpenerDirector:
    """An opener that uses the proxies of the environment and follows no redirect.

    A redirected POST would be repeated as GET, or carry the message to where the user never meant it to go.
    """
    from urllib.request import HTTPRedirectHandler, build_opener

    class Stay(HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    return build_opener(Stay)


def _where_to(error: object) -> str:
    headers = getattr(error, "headers", None)
    target = headers.get("Location") if headers else None
    return f" and points to {target}; write that as notifications.server" if target else ""
