"""Which values of an environment are secret: by the name of their variable, or by their own form. Pure.

Covering too much costs a word in a log, covering too little a key; so a password that is a plain word counts.
What tells nothing (a number, a path, a public key) is left readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

SHORTEST = 8  # characters; what is shorter occurs everywhere by chance
SHORTEST_NAMED = 4  # of a variable that the user named
_WORDS = frozenset(
    {
        *("KEY", "KEYS", "APIKEY", "TOKEN", "TOKENS", "SECRET", "SECRETS", "PRIVATE", "PAT", "DSN"),
        *("PASSWORD", "PASSWORDS", "PASSWD", "PASS", "SSHPASS", "PASSPHRASE", "PWD"),
        *("CREDENTIAL", "CREDENTIALS", "CREDS", "AUTH", "COOKIE", "COOKIES"),
    }
)
_ENDINGS = ("PASSWORD", "PASSWD", "PASSPHRASE", "TOKEN", "SECRET", "APIKEY")  # PGPASSWORD, GITHUBTOKEN
_PUBLIC = frozenset({"PUBLIC", "PUBLISHABLE"})
# Last words of names that say where or how a secret is, not what it is.
_ABOUT = frozenset({"FILE", "PATH", "SOCK", "DIR", "URL", "HOST", "PORT", "TYPE", "METHOD", "MODE"})
_NO_SECRET = frozenset({"PWD", "OLDPWD"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # npm_config__authToken is four words
_FINGERPRINT = re.compile(r"(0x)?[0-9A-Fa-f]{8,40}")  # what GPG_KEY and its like hold is public

# Each finds a secret anywhere in a value; its group, where it has one, is the secret.
_FORMS = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"sk-ant-[\w-]{8,}",
        r"gh[opsur]_[A-Za-z0-9]{16,}",
        r"github_pat_\w{16,}",
        r"glpat-[\w-]{16,}",
        r"xox[a-z]-[\w-]{8,}",
        r"(?:AKIA|ASIA)[A-Z0-9]{16}",
        r"eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*",
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)",
        r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:([^\s/]+)@",
        r"(?i:password|passwd|pwd|accountkey|accesskey|secret|token)(?:=|\":\s*\")([^\s;&,\"']+)",
        r"(?i:bearer|authorization:\s*\w+|api-key:)\s+([^\s\"',]+)",
    )
)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://(?:(?P<user>[^\s/:@]*)(?P<password>:[^\s/]+)?@)?[^\s@]*")
_PATH = re.compile(r"(/|~|\.\.?/)")
_RANDOM = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9+/=]{32,}")  # base64 may begin with a slash
_NUMBER = re.compile(r"[-+]?[\d.,_]+")


def secret_values(environment: Mapping[str, str], more: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
    """Each secret with the name of its variable.

    Args:
        environment: the user's.
        more: names of variables that are secret whatever they are called or hold.
    """
    named = frozenset(more)
    for name, value in environment.items():
        text = value.strip()
        if name in named:
            if len(text) >= SHORTEST_NAMED:
                yield name, text
        elif _says_secret(name) and _may_be_secret(whole := _whole(name, text)):
            yield name, whole
        for part in _parts(text):
            if _may_be_secret(part):
                yield name, part


def _says_secret(name: str) -> bool:
    """`DB_PASSWORD` and `npm_config__authToken` do; `SSH_AUTH_SOCK` and `STRIPE_PUBLIC_KEY` do not."""
    words = [word.upper() for word in _WORD.findall(name)]
    if name in _NO_SECRET or not words or words[-1] in _ABOUT or not _PUBLIC.isdisjoint(words):
        return False
    return any(word in _WORDS or word.endswith(_ENDINGS) for word in words)


def _whole(name: str, text: str) -> str:
    """What is secret of all that such a variable holds, besides its `_parts`; empty: nothing."""
    if "GPG" in name.upper() and _FINGERPRINT.fullmatch(text):
        return ""
    if url := _URL.fullmatch(text):  # the key of a DSN stands where others have a user
        return "" if url["password"] else url["user"] or ""
    return text


def _may_be_secret(text: str) -> bool:
    if len(text) < SHORTEST or len(set(text)) < 2:  # the second: ******** stands where a secret was
        return False
    return not _NUMBER.fullmatch(text) and (not _PATH.match(text) or _RANDOM.fullmatch(text) is not None)


def _parts(text: str) -> Iterator[str]:
    """What has the form of a secret within a value, whatever its variable is called."""
    for form in _FORMS:
        for found in form.finditer(text):
            part = found[form.groups]
            yield part
            if "%" in part:
                from urllib.parse import unquote  # few URLs need it

                yield unquote(part)
