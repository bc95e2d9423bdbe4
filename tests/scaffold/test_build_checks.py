"""Checks that come with the build tool."""

from __future__ import annotations

import pytest

from orchestrator.scaffold.build_checks import build_checks
from tests.scaffold.conftest import Make


@pytest.mark.parametrize(
    ("names", "programs", "commands"),
    [
        ((), (), []),
        (("Cargo.toml",), (), ["cargo test"]),
        (
            ("Cargo.toml", "clippy.toml", "rustfmt.toml"),
            (),
            ["cargo test", "cargo clippy -- -D warnings", "cargo fmt --check"],
        ),
        (("go.mod",), (), ["go test ./...", "go vet ./...", 'test -z "$(gofmt -l .)"']),
        (("go.mod", "vendor", ".golangci.yml"), (), ["go test ./...", "golangci-lint run"]),
        (("pom.xml",), (), ["mvn -q verify"]),
        (("pom.xml",), ("./mvnw",), ["./mvnw -q verify"]),
        (("build.gradle.kts",), ("./gradlew",), ["./gradlew check"]),
        (("build.gradle",), (), ["gradle check"]),
    ],
)
def test_a_build_file_tells_the_checks(
    repository: Make, names: tuple[str, ...], programs: tuple[str, ...], commands: list[str]
) -> None:
    found = build_checks(repository(dict.fromkeys(names, ""), *programs))
    assert [one.proposal.command for one in found] == commands
