"""What makes a gate pass whatever happens, or look at less: in configuration, CI and scripts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from orchestrator.weakening.kinds import Kind


class _Row(NamedTuple):
    kind: Kind
    pattern: str  # searched in a line without comments; what it matches is what must be new
    files: str = ""  # of the file's path; empty: every one
    new_files: bool = True  # whether it weakens something in a file that was not there before


_PYTHON = r"(?:pyproject|ruff|mypy)\.toml|\.(?:cfg|ini)|\.flake8|\.pylintrc|pylintrc"
_ROWS = (
    _Row(Kind.ALWAYS_GREEN, r"\|\|\s*(?:true|:|exit 0|/bin/true)(?=\s*(?:$|[;)\"'#&|,}]))"),
    _Row(Kind.ALWAYS_GREEN, r"\|\|\s*(?:echo|printf)\b(?:[^;&|}]|>&)*$"),
    _Row(Kind.ALWAYS_GREEN, r"(?<!;);\s*(?:true|exit 0)\s*[\"']?,?\s*$"),
    _Row(Kind.ALWAYS_GREEN, r"^\t[@+]*-[@+]*\s*(?=\S)", r"[mM]akefile|\.mk"),
    _Row(Kind.ALWAYS_GREEN, r"--exit-zero(?:-even-if-changed)?\b|--pass-?[wW]ith-?[nN]o-?[tT]ests\b"),
    _Row(Kind.ALWAYS_GREEN, r"\bpassWithNoTests[\"']?\s*:\s*true"),
    _Row(
        Kind.ALWAYS_GREEN,
        r"\b(?:continue-on-error|allow_failure|continueOnError)\s*:\s*[\"']?(?:true|\$\{\{)",
    ),
    _Row(Kind.ALWAYS_GREEN, r"^\s*ignore_(?:outcome|errors)\s*=\s*[Tt]rue", r"tox\.ini"),
    _Row(
        Kind.ALWAYS_GREEN,
        r"-DskipTests\b(?!=false)|-Dmaven\.test\.skip(?:=true)?\b|-x\s+test\b|-Dmaven\.test\.failure\.ignore",
    ),
    _Row(Kind.ALWAYS_GREEN, r"<(?:skipTests|skip|testFailureIgnore|maven\.test\.skip)>\s*true\s*<"),
    _Row(Kind.ALWAYS_GREEN, r"\bignoreFailures\s*(?:=|\.set\()\s*true|\bisIgnoreFailures\s*=\s*true"),
    _Row(
        Kind.ALWAYS_GREEN,
        r"\"(?:test|lint|check|typecheck)[\w:-]*\"\s*:\s*\"(?:true|:|exit 0|echo (?:[^\"&|;\\]|\\.)*)\"",
    ),
    _Row(Kind.ALWAYS_GREEN, r"^\s*set\s+\+e\b|^\s*set\s+\+o\s+(?:errexit|pipefail)\b"),
    _Row(Kind.ALWAYS_GREEN, r"^exit 0\s*;?\s*$"),
    _Row(Kind.IGNORE, r"--deselect(?:=|\s+|\",\s*\")[^\s\"']+"),
    _Row(Kind.IGNORE, r"--(?:extend-)?ignore(?:-glob)?(?:=|\s+|\",\s*\")[^\s\"'-][^\s\"']*"),
    _Row(Kind.IGNORE, r"(?<![\w-])-k(?:=|[\"',]|\s|\\)*not\b[^\"']*"),
    _Row(
        Kind.IGNORE,
        r"^\s*ignore_errors\s*=\s*[Tt]rue|^\s*follow_imports\s*=\s*\"?skip",
        _PYTHON,
        new_files=False,
    ),
    _Row(Kind.IGNORE, r"^\s*strict\s*=\s*[Ff]alse", _PYTHON, new_files=False),
    _Row(
        Kind.IGNORE, r"\"(?:skipLibCheck|skipDefaultLibCheck)\"\s*:\s*true", r"[jt]sconfig", new_files=False
    ),
    _Row(
        Kind.IGNORE,
        r"\"(?:strict\w*|noImplicit\w+|noUnused\w+|noUncheckedIndexedAccess|noFallthroughCasesInSwitch)\"\s*:\s*false",
        r"[jt]sconfig",
        new_files=False,
    ),
    _Row(
        Kind.IGNORE,
        r"[\"'][@\w/-]+[\"']\s*:\s*(?:\[\s*)?(?:0|[\"']off[\"'])",
        r"eslint",
        new_files=False,
    ),
)
# Commands whose failure is no verdict on the work: hiding it hides nothing.
_HARMLESS = frozenset(
    (
        *("rm", "rmdir", "mkdir", "ln", "cp", "mv", "touch", "chmod", "chown", "unlink", "umount"),
        *("kill", "pkill", "killall", "fuser", "wait", "trap", "sleep", "systemctl", "service"),
        *("docker", "docker-compose", "podman", "apt-get", "brew", "git", "curl", "wget", "nc"),
        *("head", "tail", "which", "command", "type", "hash", "id", "getent"),
        *("read", "pushd", "popd", "cd", "source", ".", "ulimit", "export", "unset", "(("),
        *("echo", "printf", "stty", "tput"),
    )
)
# Commands that ask something: often only to use the answer, but a line of its own that asks is a check.
_QUESTIONS = frozenset(("grep", "egrep", "fgrep", "rg", "diff", "cmp", "test", "[", "[["))
_BEFORE_COMMANDS = frozenset(("-", "sudo", "!", "do", "then", "else", "time", "RUN", "exec"))
# What stands before a command in YAML and JSON.
_KEY = re.compile(r"^[\s-]*[\w.-]+\s*:\s+\[?[|>]?[\"']?|^.*\"\s*:\s*\[?\"")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_SEPARATOR = re.compile(r"\|\||&&|[;|(`{]")
_UNRELATED_IGNORE = re.compile(r"\b(?:rsync|tar|npm|yarn|pnpm|pip|du|ls|tree|jscpd|wget)\b")


class Sign(NamedTuple):
    """A row of the table, compiled."""

    kind: Kind
    pattern: re.Pattern[str]
    number: int  # of the row: what one row finds is compared with what it finds on the other side


@cache
def _table() -> tuple[tuple[_Row, Sign, re.Pattern[str]], ...]:
    return tuple(
        (row, Sign(row.kind, re.compile(row.pattern), number), re.compile(row.files))
        for number, row in enumerate(_ROWS)
    )


def signs(path: str, *, new: bool) -> tuple[Sign, ...]:
    """What to look for in a file of gate configuration, CI or scripts."""
    return tuple(sign for row, sign, files in _table() if files.search(path) and (row.new_files or not new))


def bare(text: str) -> str:
    """A line of a script or a recipe without what only says how it is run."""
    return text.strip().lstrip("@+- \t")


def matters(sign: Sign, match: re.Match[str], text: str, checks: frozenset[str] = frozenset()) -> bool:
    """Whether a match takes a verdict away, seen in its whole line.

    Args:
        checks: the lines that the change replaces, each as `bare` gives it.
    """
    found = match[0]
    if sign.kind is Kind.IGNORE:
        return not (found.startswith("--") and _UNRELATED_IGNORE.search(text))
    if found.startswith("\t"):
        return _is_check(text[match.end() :], bare(text), checks)
    if found.lstrip().startswith(("||", ";")):
        shell = _QUOTED.sub("''", _KEY.sub("", text[: match.start()]))
        before = _SEPARATOR.split(shell)[-1]
        return bool(before.strip()) and _is_check(before, bare(text[: match.start()]), checks)
    return True


def _is_check(command: str, line: str, checks: frozenset[str]) -> bool:
    """Whether the failure of a command is a verdict on the work; `line` is its line without what hides it."""
    program = _command(command)
    return line in checks if program in _QUESTIONS else program not in _HARMLESS


def _command(text: str) -> str:
    """The program that a piece of shell starts, behind `sudo`, `VAR=value` and the like."""
    for word in text.split():
        if word not in _BEFORE_COMMANDS and not re.fullmatch(r"\w+=\S*", word):
            return word.lstrip("@-").rpartition("/")[2] or word
    return ""
