"""The facts that the checks are about: values only, gathered at the edge. No secret is among them.

A program that was asked something is known by its `Answer`; None: it was not asked, because it is not there
or stands behind a launcher.
"""

from __future__ import annotations

from typing import NamedTuple

Version = tuple[int, ...]


class Answer(NamedTuple):
    """What a program said."""

    code: int  # 124: it did not end in time; 127: it could not be started
    said: str  # the first line of its output, or of its errors when it printed nothing else


TIMED_OUT = 124


class Refusal(NamedTuple):
    """What the part of the program says that would refuse."""

    found: str
    cure: str


class Disk(NamedTuple):
    """The file system of a folder in which sessions and gates write."""

    folder: str
    free: int  # bytes
    least: int  # bytes without which nothing is started; 0: the file system has no size
    files: bool  # there is room for more files
    writable: bool


class Other(NamedTuple):
    """The program that the shell would start as `orchestrate`."""

    path: str
    answer: Answer  # to --version


class Machine(NamedTuple):
    """Where orchestrate runs."""

    version: str  # of orchestrate
    python: Version
    implementation: str  # such as `CPython`
    executable: str
    system: str  # as `sys.platform` has it
    sees_processes: bool  # there is a /proc
    sqlite: str  # its version; empty: this Python has none
    write_ahead: bool  # SQLite was built with the write-ahead log
    names: str  # the encoding of file names
    output: str  # the encoding of standard output
    terminal: str | None  # TERM; None: standard output is no terminal
    colour: bool
    now: float  # seconds since the epoch
    newest: float  # the youngest file that we know, in seconds since the epoch
    newest_path: str
    disks: tuple[Disk, ...]
    other: Other | None  # None: there is none on PATH


class Login(NamedTuple):
    """A login or a key that the CLI stored."""

    path: str
    expires: float | None  # seconds since the epoch; None: never
    renewable: bool


class SignIn(NamedTuple):
    """By what the CLI may sign in: names and places, never values."""

    clouds: tuple[str, ...] = ()  # variables that choose a cloud's own credentials
    variables: tuple[str, ...] = ()  # that hold a key or a token, in the order in which the CLI takes them
    in_settings: tuple[tuple[str, str], ...] = ()  # (`apiKeyHelper` or a variable, the settings file with it)
    stored: Login | None = None
    unreadable: str = ""  # a stored login that cannot be read, and why
    elsewhere: bool = False  # there are places that we cannot look into: a keychain, --settings of the user


class Claude(NamedTuple):
    """The Claude Code CLI as a session would start it."""

    command: tuple[str, ...]
    program: str  # where it is; empty: nowhere
    answer: Answer | None  # to --version
    launcher: str  # the program in front of it, if there is one
    bypasses: bool  # sessions run with --dangerously-skip-permissions
    root: bool
    is_sandbox: str | None  # the value of IS_SANDBOX
    bubblewrap: bool  # CLAUDE_CODE_BUBBLEWRAP is set, which the CLI takes for the same
    nested: tuple[str, ...]  # variables of a Claude Code session around us
    ours: bool  # a session of orchestrate is around us
    folder: str  # where the CLI keeps its login and its sessions
    folder_writable: bool
    sign_in: SignIn


class Holder(NamedTuple):
    """The command that works in the project right now."""

    pid: int
    host: str
    since: str
    purpose: str
    run: str
    here: bool  # it runs on this machine


class Stored(NamedTuple):
    """The project's database."""

    size: int  # bytes
    format: int | None  # of its tables; None: not looked into, for it is in use or was not closed
    known: int  # the newest format that this orchestrate knows
    refusal: Refusal | None = None  # why it cannot be used


class Git(NamedTuple):
    """git, and what it says of the project."""

    program: str  # empty: there is none
    answer: Answer | None  # to --version
    inside: Answer | None  # to `rev-parse --git-dir`; its exit code tells
    marked: bool  # there is a `.git` in the project or above it


class Program(NamedTuple):
    """A program that is needed for something."""

    purpose: str  # such as the name of a gate
    word: str
    there: bool


class PlanFacts(NamedTuple):
    """The plan that was given."""

    path: str
    title: str
    phases: int
    gates: int
    agents: tuple[str, ...]  # that phases require
    complaints: tuple[Refusal, ...] = ()
    agent_complaints: tuple[Refusal, ...] = ()


class Project(NamedTuple):
    """The project around the working folder."""

    root: str
    found_by: str  # `.orchestrator`, `.git`; empty: it is the working folder itself
    writable: str  # the folder that must be writable and is not; empty: all is well
    file_system: str  # such as `ext4`; empty: nobody tells
    refusal: Refusal | None  # why state cannot lie there
    stored: Stored | None
    holder: Holder | None
    leftovers: tuple[int, ...]  # pids
    employer: int | None  # the orchestrator that they work for, although nobody holds the lock
    configured: bool  # there is a configuration file
    complaints: tuple[Refusal, ...]  # about the configuration
    wordings: tuple[Refusal, ...]  # about the user's own wordings
    launcher: Program | None
    gates: tuple[Program, ...]  # the configured ones
    git: Git
    plan: PlanFacts | None  # None: none was given


class Notifier(NamedTuple):
    """How notifications would be delivered."""

    provider: str  # desktop, ntfy, none
    explicit: bool  # somebody asked for it
    program: str  # that shows them on the desktop
    there: bool
    desktop: bool  # a session bus can be found
    server: str  # of ntfy, without anything secret


class Sandbox(NamedTuple):
    """A program that could be used as a launcher."""

    name: str
    path: str  # empty: it is not there
    answer: Answer | None  # whether it works; None: not tried


class World(NamedTuple):
    """Everything that the checks need."""

    machine: Machine
    claude: Claude
    project: Project
    notifier: Notifier
    sandboxes: tuple[Sandbox, ...]
