"""Commands that the repository's own CI runs: `run:` lines of GitHub workflows, and pre-commit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.scaffold.repository import Candidate, Proposal, Repository, text_of

_FOLDER = ".github/workflows"
_WORKFLOW = re.compile(r"[\w.-]+\.ya?ml")  # an ordinary name: it is repeated in the plan
_RUN = re.compile(r"([ \t]*)(?:-[ \t]+)?run:[ \t]*(.*)")
_SIMPLE = re.compile(r"[\w./@:,+*=-]+(?: [\w./@:,+*=-]+)*")  # nothing that a shell or a workflow expands
_CHANGES = re.compile(r" (?:--fix|--write|--in-place)\b")  # a gate judges the work and leaves it as it is
# What stands before the tool itself.
_BEFORE = ("uv run ", "poetry run ", "bundle exec ", "python -m ", "python3 -m ", "npx ")
# By the first words. Scripts of package.json, make and just are looked up where they are written.
_KNOWN = {
    "tests": (
        *(
            "pytest",
            "unittest",
            "tox",
            "nox",
            "jest",
            "vitest run",
            "mocha",
            "cargo test",
            "go test",
            "rspec",
        ),
        *("mvn test", "mvn verify", "./mvnw test", "./mvnw verify", "gradle check", "gradle test"),
        *("./gradlew check", "./gradlew test", "dotnet test", "swift test", "mix test", "deno test"),
        *("phpunit", "vendor/bin/phpunit", "ctest"),
    ),
    "lint": (
        *(
            "ruff check",
            "flake8",
            "pylint",
            "eslint",
            "cargo clippy",
            "golangci-lint run",
            "go vet",
            "rubocop",
        ),
        *("biome check", "biome ci", "shellcheck", "pre-commit run --all-files"),
    ),
    "types": ("mypy", "pyright", "tsc --noEmit"),
    "format": (
        *("ruff format --check", "black --check", "cargo fmt --check", "cargo fmt -- --check"),
        *("cargo fmt --all -- --check", "cargo fmt --all --check", "prettier --check", "mix format --check"),
    ),
    "build": ("cargo build", "go build", "dotnet build", "swift build"),
}


def ci_checks(files: Repository) -> Iterator[Candidate]:
    """Simple, known commands of the workflows; pre-commit where it is configured."""
    for name in files.names(_FOLDER):
        if _WORKFLOW.fullmatch(name):
            yield from _workflow(f"{_FOLDER}/{name}", text_of(files, f"{_FOLDER}/{name}"))
    if {".pre-commit-config.yaml", ".git"} <= set(files.names("")):
        proposal = Proposal("lint", "pre-commit run --all-files", ".pre-commit-config.yaml is there")
        yield Candidate(proposal, ("pre-commit",))


def _workflow(path: str, text: str) -> Iterator[Candidate]:
    if "working-directory" in text:  # its commands need not run in the root
        return
    for command in _commands(text):
        name, tool = _known(command)
        if name:
            first = command.split()[0]
            local = f"node_modules/.bin/{tool}"
            needs = (first, local if first == "npx" else tool) if first != tool else (first,)
            if first in ("uv", "poetry", "bundle") or tool == "unittest":
                needs = (first,)  # they find the tool where only they look
            yield Candidate(Proposal(name, command, f"{path} runs it"), needs)


def _known(command: str) -> tuple[str, str]:
    """What a command checks, and its tool; empty when it is not one that is known to be a check."""
    if not _SIMPLE.fullmatch(command) or _CHANGES.search(command):
        return "", ""
    bare = next((command.removeprefix(one) for one in _BEFORE if command.startswith(one)), command)
    for name, beginnings in _KNOWN.items():
        if any(f"{bare} ".startswith(f"{beginning} ") for beginning in beginnings):
            return name, bare.split()[0]
    return "", ""


def _commands(text: str) -> Iterator[str]:
    """The lines of each `run:`, also of a block (`run: |`); folded ones are passed over."""
    inside = -1  # the indentation of a `run:` whose block is being read
    for line in text.split("\n"):
        indent = len(line) - len(line.lstrip(" "))
        if inside >= 0 and (not line.strip() or indent > inside):
            yield line.strip()
            continue
        match = _RUN.match(line)
        value = match[2].strip() if match else ""
        inside = indent if re.fullmatch(r"\|[+-]?", value) else -1
        if value and inside < 0:
            yield value.strip("\"'")
