"""Who is let in: requests with the token, sent to a name of this machine, from no other page.

Reasons for what is here, as other programs listen on the same machine and browsers visit strangers' pages:

- Host: a stranger's name may come to lead to 127.0.0.1 (DNS rebinding), and its page would be ours to read.
- Origin: a stranger's page may send requests, though it cannot read the answers; one of them ends a run.
- The token stands in the address and in no cookie. Browsers send cookies to every port of a host, so any
  other server on this machine would be given it, and its pages would count as the same site.
"""

from __future__ import annotations

import hmac
from typing import NamedTuple
from urllib.parse import parse_qs

TOKEN = "token"
PARAMETERS = 10
LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost", "[::1]")  # the last one arrives through a tunnel


class Asked(NamedTuple):
    """What a request says of itself; headers that came more than once are joined by commas."""

    method: str
    target: str  # as it stands in the first line
    host: str = ""
    origin: str | None = None
    site: str = ""  # Sec-Fetch-Site
    mode: str = ""  # Sec-Fetch-Mode
    authorization: str = ""
    body: str = ""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def given(self, name: str) -> str:
        """A parameter of the address or of the body, when it was given exactly once."""
        found = _parameters(self.target.partition("?")[2], name) + _parameters(self.body, name)
        return found[0] if len(found) == 1 else ""


class Refusal(NamedTuple):
    """Why a request is not answered."""

    status: int
    reason: str  # one sentence for a person


class Door(NamedTuple):
    """What is compared with."""

    port: int
    token: str

    def refuses(self, asked: Asked) -> Refusal | None:
        """Why a request is not let in; None: it is."""
        if not asked.target.startswith("/"):
            return Refusal(400, "The address of a request begins with a slash.")
        if asked.host.lower() not in self._hosts():
            return Refusal(
                403,
                f"This page answers to http://{LOOPBACK}:{self.port}/ only; through a tunnel use the same"
                f" port on both sides: ssh -L {self.port}:{LOOPBACK}:{self.port} HOST",
            )
        if self._is_foreign(asked):
            return Refusal(403, "Requests from another site's page are not answered.")
        if not self._knows_the_token(asked):
            return Refusal(
                403, "The token is missing or wrong; open the address that `orchestrate serve` printed."
            )
        return None

    def _hosts(self) -> set[str]:
        return {f"{name}:{self.port}" for name in NAMES} | ({*NAMES} if self.port == 80 else set())

    def _is_foreign(self, asked: Asked) -> bool:
        """Whether a page sent it that is not ours. A link that a person follows is fine."""
        if asked.origin is not None:
            return asked.origin.lower() != f"http://{asked.host.lower()}"
        if asked.method == "POST":
            return True
        return asked.site in ("cross-site", "same-site") and asked.mode != "navigate"

    def _knows_the_token(self, asked: Asked) -> bool:
        kind, _, bearer = asked.authorization.partition(" ")
        told = bearer.strip() if kind.lower() == "bearer" else asked.given(TOKEN)
        return hmac.compare_digest(told.encode("utf-8", "replace"), self.token.encode())


def _parameters(text: str, name: str) -> list[str]:
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=PARAMETERS).get(name, [])
    except ValueError:  # more than anybody sends
        return []
