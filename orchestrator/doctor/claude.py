"""Checks of the Claude Code CLI: there, of a version that is known, signed in, and allowed to work.

What the CLI takes for a sign-in, and which values of IS_SANDBOX it accepts, was tried with 2.1.330.
"""

from __future__ import annotations

import posixpath

from orchestrator.doctor.machine import dotted, version_of
from orchestrator.doctor.report import Check, error, ok, warning
from orchestrator.doctor.world import TIMED_OUT, Claude, Login, SignIn, Version
from orchestrator.text import one_line

LEAST: Version = (2, 0, 73)  # --session-id and --resume as we use them
TESTED: tuple[Version, Version] = ((2, 1, 197), (2, 1, 330))
INSTALL = "npm install -g @anthropic-ai/claude-code"
LOG_IN = "log in with `claude /login`, or set ANTHROPIC_API_KEY"
UNTOLD = "whether it is valid cannot be told without spending"


def checks(claude: Claude, now: float) -> tuple[Check, ...]:
    """All of them; `now` is in seconds since the epoch."""
    return (*_program(claude), _sign_in(claude, now), *_folder(claude), _root(claude), _nesting(claude))


def _program(claude: Claude) -> tuple[Check, ...]:
    word = claude.command[0]
    if claude.launcher:
        found = (
            f"'{word}' is started behind '{claude.launcher}': whether it is there cannot be told from here"
        )
        return (warning("claude", found, f"try it: put {claude.launcher} before `{word} --version`"),)
    if not claude.program:
        cure = f"install it with `{INSTALL}`, or set claude.command in .orchestrator/config.yaml"
        return (error("claude", f"'{word}' is not on your PATH", cure),)
    return ok("claude", claude.program), _version(claude)


def _version(claude: Claude) -> Check:
    name, answer = "claude-version", claude.answer
    if answer is None or answer.code == TIMED_OUT:
        cure = f"try `{claude.command[0]} --version` yourself"
        return warning(name, "it did not tell its version in time", cure)
    if answer.code:
        found = f"`--version` failed with exit code {answer.code}: {one_line(answer.said, 200)}"
        return error(name, found, f"try it yourself; install it again with `{INSTALL}`")
    version = version_of(answer.said)
    if not version:
        found = f"no version in what it says: {one_line(answer.said, 100)}"
        return warning(name, found, "make sure that claude.command calls the Claude Code CLI")
    return _known(name, version)


def _known(name: str, version: Version) -> Check:
    oldest, newest = map(dotted, TESTED)
    if version < LEAST:
        found = f"{dotted(version)} lacks options that sessions are started with"
        return error(name, found, f"update it with `{INSTALL}@latest` ({dotted(LEAST)} or newer)")
    if version < TESTED[0]:
        found = f"{dotted(version)} is older than what was tested ({oldest} to {newest})"
        return warning(name, found, f"update it with `{INSTALL}@latest`")
    if version > TESTED[1]:
        found = f"{dotted(version)} is newer than what was tested ({oldest} to {newest})"
        return warning(name, found, f"go on; if sessions end oddly, install {newest}: `{INSTALL}@{newest}`")
    return ok(name, dotted(version))


def _sign_in(claude: Claude, now: float) -> Check:
    name, found = "sign-in", claude.sign_in
    if claude.launcher:
        cure = f"see that the CLI is signed in where '{claude.launcher}' starts it"
        return warning(name, "cannot be told from here", cure)
    if by := _taken(found):
        instead = f", used instead of the login in {found.stored.path}" if found.stored else ""
        return ok(name, f"{by}{instead}; {UNTOLD}")
    if found.stored:
        return _stored(name, found.stored, now)
    if found.unreadable:
        return error(name, found.unreadable, "make it readable for you, or log in again with `claude /login`")
    if found.elsewhere or posixpath.basename(claude.command[0]) != "claude":
        cure = f"try `claude --print hello` once; if it is not signed in, {LOG_IN}"
        return warning(name, "cannot be told: no key or login where we can look", cure)
    return error(name, "not signed in: no key is set, and no login is stored", LOG_IN)


def _taken(found: SignIn) -> str:
    """What the CLI takes before a stored login; empty when there is nothing of the sort."""
    if found.clouds:
        return f"{found.clouds[0]} is set: the credentials of that cloud are used"
    if found.variables:
        return f"{found.variables[0]} is set"
    if found.in_settings:
        what, path = found.in_settings[0]
        return f"{what} is set in {path}"
    return ""


def _stored(name: str, login: Login, now: float) -> Check:
    if login.expires is None or login.expires > now:
        return ok(name, f"a login or key is stored in {login.path}; {UNTOLD}")
    if login.renewable:
        return ok(name, f"the login in {login.path} is renewed at the next start; {UNTOLD}")
    return error(name, f"the login in {login.path} has expired", LOG_IN)


def _folder(claude: Claude) -> tuple[Check, ...]:
    if claude.launcher or claude.folder_writable:
        return ()
    found = (
        f"{claude.folder} cannot be written: the CLI keeps its sessions there, and none could be continued"
    )
    return (warning("claude-folder", found, "make it writable for you, or set HOME or CLAUDE_CONFIG_DIR"),)


def _root(claude: Claude) -> Check:
    name = "root"
    if not claude.root:
        return ok(name, "you are not root")
    if not claude.bypasses:
        return ok(name, "you are root; sessions ask for permissions, so the CLI does not mind")
    if claude.is_sandbox == "1":
        return ok(name, "you are root, and IS_SANDBOX=1 is set")
    if claude.bubblewrap:
        return ok(name, "you are root, and CLAUDE_CODE_BUBBLEWRAP is set")
    if claude.launcher:
        cure = f"let '{claude.launcher}' start it as another user, or set IS_SANDBOX=1 if that is a container"
        return warning(name, "you are root, and whether the CLI is cannot be told from here", cure)
    found = "you are root, where the CLI refuses to work unattended"
    if claude.is_sandbox is not None:
        found += "; IS_SANDBOX is set, but only the value 1 counts"
    return error(name, found, "run as another user than root, or set IS_SANDBOX=1 if this is a container")


def _nesting(claude: Claude) -> Check:
    if claude.ours:
        found = "this is a session of orchestrate itself"
        return warning("nesting", found, "start runs outside of sessions: a worker is not meant to")
    if claude.nested:
        found = f"inside a Claude Code session; our sessions are started without {', '.join(claude.nested)}"
        return ok("nesting", found)
    return ok("nesting", "no Claude Code session is around us")
