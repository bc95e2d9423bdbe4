from __future__ import annotations

import pytest

from orchestrator.weakening.places import Language, Place, Role, place


@pytest.mark.parametrize(
    ("path", "language", "role"),
    [
        ("test_a.py", Language.PYTHON, Role.COLLECTED),
        ("src/deep/a_test.py", Language.PYTHON, Role.COLLECTED),
        ("tests/conftest.py", Language.PYTHON, Role.SUPPORT),
        ("tests/support/x.py", Language.PYTHON, Role.SUPPORT),
        ("src/attest.py", Language.PYTHON, Role.SOURCE),
        ("a.test.tsx", Language.JAVASCRIPT, Role.COLLECTED),
        ("a.spec.mjs", Language.JAVASCRIPT, Role.COLLECTED),
        ("__tests__/a.js", Language.JAVASCRIPT, Role.COLLECTED),
        ("test/helpers/a.js", Language.JAVASCRIPT, Role.SUPPORT),
        ("src/latest.js", Language.JAVASCRIPT, Role.SOURCE),
        ("a/b_test.go", Language.GO, Role.COLLECTED),
        ("tests/a.rs", Language.RUST, Role.COLLECTED),
        ("src/a.rs", Language.RUST, Role.SOURCE),
        ("src/test/java/a/BTest.java", Language.JVM, Role.COLLECTED),
        ("src/test/java/a/Helper.java", Language.JVM, Role.SUPPORT),
        ("src/main/java/Contest.java", Language.JVM, Role.SOURCE),
        ("tests/ATest.php", Language.PHP, Role.COLLECTED),
        ("test/a_test.exs", Language.ELIXIR, Role.COLLECTED),
        ("mix.exs", Language.HASH, Role.GATE),
        ("web/package.json", Language.SLASH, Role.GATE),
        ("tsconfig.build.json", Language.SLASH, Role.GATE),
        ("vitest.config.ts", Language.SLASH, Role.GATE),
        (".github/workflows/ci.yml", Language.HASH, Role.GATE),
        (".orchestrator/config.yaml", Language.HASH, Role.GATE),
        ("Makefile", Language.HASH, Role.GATE),
        ("scripts/check", Language.HASH, Role.GATE),
        ("pom.xml", Language.XML, Role.GATE),
        ("docs/tests/a.md", Language.PROSE, Role.OTHER),
        ("node_modules/a/b.test.js", Language.PROSE, Role.OTHER),
        ("a.bin", Language.PROSE, Role.OTHER),
        ("new\nline/test_a.py", Language.PYTHON, Role.COLLECTED),
    ],
)
def test_a_path_tells_what_a_file_is_for(path: str, language: Language, role: Role) -> None:
    assert place(path) == Place(language, role)
