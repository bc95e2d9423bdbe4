"""The checks of projects whose build tool knows how to test: Cargo, Go, Maven, Gradle."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.scaffold.repository import Candidate, Proposal, Repository

_GOLANGCI = (".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json")


def build_checks(files: Repository) -> Iterator[Candidate]:
    """Checks that the root's build files speak of."""
    names = set(files.names(""))
    if "Cargo.toml" in names:
        yield from _cargo(names)
    if "go.mod" in names:
        yield from _go(names)
    if "pom.xml" in names:
        program = "./mvnw" if files.is_program("./mvnw") else "mvn"
        yield _one("tests", f"{program} -q verify", "pom.xml is there", program)
    if names & {"build.gradle", "build.gradle.kts"}:
        program = "./gradlew" if files.is_program("./gradlew") else "gradle"
        yield _one("tests", f"{program} check", "the project is built with Gradle", program)


def _cargo(names: set[str]) -> Iterator[Candidate]:
    yield _one("tests", "cargo test", "Cargo.toml is there", "cargo")
    # Without rules of its own a project may never have been linted or formatted.
    if names & {"clippy.toml", ".clippy.toml"}:
        yield _one("lint", "cargo clippy -- -D warnings", "clippy.toml is there", "cargo", "cargo-clippy")
    if names & {"rustfmt.toml", ".rustfmt.toml"}:
        yield _one("format", "cargo fmt --check", "rustfmt.toml is there", "cargo", "cargo-fmt")


def _go(names: set[str]) -> Iterator[Candidate]:
    yield _one("tests", "go test ./...", "go.mod is there", "go")
    if names & set(_GOLANGCI):
        yield _one("lint", "golangci-lint run", "golangci-lint is configured", "golangci-lint")
    else:
        yield _one("lint", "go vet ./...", "go.mod is there", "go")
    if "vendor" not in names:  # what others wrote need not be formatted
        yield _one("format", 'test -z "$(gofmt -l .)"', "go.mod is there", "gofmt")


def _one(name: str, command: str, why: str, *needs: str) -> Candidate:
    return Candidate(Proposal(name, command, why), needs)
