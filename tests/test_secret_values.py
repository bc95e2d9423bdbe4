"""Which values of an environment count as secret."""

from __future__ import annotations

import pytest

from orchestrator.secret_values import secret_values

TOKEN = "Zx81kQ0vLm3T"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7x1\n-----END RSA PRIVATE KEY-----"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm5hIn0.c2lnbmF0dXJl"


def found(name: str, value: str, *more: str) -> set[str]:
    return {secret for _, secret in secret_values({name: value}, more)}


@pytest.mark.parametrize(
    "name",
    [
        *("GITHUB_TOKEN", "ANTHROPIC_API_KEY", "AWS_SECRET_ACCESS_KEY", "OPENAI_APIKEY", "MYSQL_PWD"),
        *("PGPASSWORD", "DB_PASSWD", "DB_PASS", "SSHPASS", "GPG_PASSPHRASE", "GH_PAT", "SENTRY_DSN"),
        *("GOOGLE_CREDENTIALS", "NPM_AUTH", "SESSION_COOKIE", "APP_PRIVATE", "db_password", "GITHUBTOKEN"),
        *("npm_config__authToken", "npm_config_//registry.npmjs.org/:_authToken", "STRIPE_KEY_2"),
    ],
)
def test_a_name_says_that_its_value_is_secret(name: str) -> None:
    assert found(name, TOKEN) == {TOKEN}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "PWD",
            "OLDPWD",
            "PATH",
            "LESSKEY",
            "XAUTHORITY",
            "KEYBOARD",
            "TERM_PROGRAM",
            "GOPRIVATE",
            "AUTHOR",
        ),
        *("SSH_AUTH_SOCK", "TOKEN_FILE", "SECRET_PATH", "KEY_DIR", "AUTH_URL", "POSTGRES_HOST_AUTH_METHOD"),
        *("SSH_PUBLIC_KEY", "STRIPE_PUBLISHABLE_KEY", "BYPASS", ""),
    ],
)
def test_a_name_that_only_sounds_alike_says_nothing(name: str) -> None:
    assert found(name, TOKEN) == set()


@pytest.mark.parametrize(
    "value",
    [
        *("", "short", "/home/anna/.netrc", "~/.ssh/id_rsa", "./key.pem", "../key.pem", "200000", "-1.5e"),
        *("1234567890", "********", "https://example.org/token", "true", "disabled"[:7]),
    ],
)
def test_a_value_that_tells_nothing_is_no_secret(value: str) -> None:
    assert found("API_TOKEN", value) == set()


def test_a_password_that_is_a_plain_word_is_a_secret() -> None:
    assert found("DB_PASSWORD", "postgres") == {"postgres"}


def test_a_key_that_begins_with_a_slash_is_no_path() -> None:
    key = "/wJalrXUtnFEMI2K7MDENG+bPxRfiCYEXAMPLEKY"
    assert found("AWS_SECRET_ACCESS_KEY", key) == {key}


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("sk-ant-api03-abcdefghij", "sk-ant-api03-abcdefghij"),
        (f"ghp_{'a1' * 18}", f"ghp_{'a1' * 18}"),
        (f"github_pat_{'a1_' * 9}", f"github_pat_{'a1_' * 9}"),
        ("xoxb-123456789-abc", "xoxb-123456789-abc"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        (JWT, JWT),
        (f"the key:\n{PEM}\n", PEM),
        ("postgres://anna:hunter2hunter2@db.example.org/shop", "hunter2hunter2"),
        ("redis://:hunter2hunter2@cache:6379/0", "hunter2hunter2"),
        ("AccountName=shop;AccountKey=aGVsbG8gd29ybGQ=;EndpointSuffix=x", "aGVsbG8gd29ybGQ="),
        ("-Dfoo=1 -DtrustStorePassword=hunter2hunter2 -Dbar=2", "hunter2hunter2"),
        ('{"user": "anna", "password": "hunter2hunter2"}', "hunter2hunter2"),
        ("Authorization: Bearer abcdefghijk", "abcdefghijk"),
        ("X-Api-Key: abcdefghijk", "abcdefghijk"),
    ],
)
def test_what_has_the_form_of_a_secret_is_one_whatever_its_name(value: str, secret: str) -> None:
    assert found("SETTING", value) == {secret}
    assert secret in found("SETTING_URL", value)


@pytest.mark.parametrize(
    "value",
    [
        "basic authentication",
        "https://example.org:8080/a@b",
        "postgres://anna:pass@db/shop",
        "*.key=00;36:*.token=01;31",
        "some ghost_ship",
        "no-reply@example.org",
    ],
)
def test_what_only_resembles_a_secret_is_none(value: str) -> None:
    assert found("SETTING", value) == set()


def test_of_a_url_only_the_password_is_secret_even_when_its_name_says_so() -> None:
    assert found("SHOP_DSN", "postgres://anna:hunter2hunter2@db.example.org/shop") == {"hunter2hunter2"}
    assert found("SENTRY_DSN", "https://0123456789abcdef@sentry.example.org/42") == {"0123456789abcdef"}


def test_a_password_that_is_quoted_in_a_url_is_secret_in_both_ways() -> None:
    assert found("SHOP_URL", "postgres://anna:hunter%402hunter@db/shop") == {
        "hunter%402hunter",
        "hunter@2hunter",
    }


def test_a_public_fingerprint_is_no_secret() -> None:
    assert found("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D") == set()
    assert found("GPG_KEY", PEM) == {PEM}


@pytest.mark.parametrize("value", ["x7q2", "12345", "/tmp/place", "https://example.org"])
def test_a_variable_that_the_user_named_is_secret_whatever_it_holds(value: str) -> None:
    assert found("MY_CODE", value) == set()
    assert found("MY_CODE", value, "MY_CODE") == {value}


def test_three_characters_are_never_secret() -> None:
    assert found("MY_CODE", "abc", "MY_CODE") == set()


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    assert found("DB_PASSWORD", f" {TOKEN}\n") == {TOKEN}
