"""Secrets in text and bytes: nothing of them remains, all else stays, no length changes."""

from __future__ import annotations

import base64
import json
import re
import string
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orchestrator.redaction import NO_SECRETS, Secrets, secrets_in

TOKEN = "Zx81kQ0vLm3T"
PEM = "\n".join(
    ["-----BEGIN PRIVATE KEY-----", "MIIEpAIBAAKCAQEA7x1", "q2w3e4r5t6z7u8i9o0", "-----END PRIVATE KEY-----"]
)

# Every way of writing a secret has one of these: it has one itself, and base64 has hardly anything else.
STARTS = frozenset(string.ascii_letters + string.digits)
# Letters that JSON and URLs write differently, and some that they do not; nothing that a cover is made of.
LETTERS = st.sampled_from('abn7u0"\\/\n\t é€😀%+=&')
values = st.text(LETTERS, min_size=8, max_size=20).filter(lambda text: not STARTS.isdisjoint(text))
surroundings = st.text(LETTERS | st.characters(exclude_categories=["Cs"]), max_size=20)
named = st.lists(
    st.tuples(st.sampled_from(["A", "DB_PASSWORD", "A_RATHER_LONG_NAME"]), values), min_size=1, max_size=4
)


def of(*secrets: str) -> Secrets:
    return Secrets(("NAME", secret) for secret in secrets)


def in_json(text: str) -> str:
    return json.dumps(text)[1:-1]


def test_a_secret_is_replaced_by_the_name_of_its_variable() -> None:
    secrets = secrets_in({"DB_PASSWORD": "hunter2 is my password", "HOME": "/home/anna"})
    text = "it says: hunter2 is my password!"
    assert secrets.text(text) == "it says: [DB_PASSWORD]*********!"
    assert secrets.data(text.encode()) == b"it says: [DB_PASSWORD]*********!"


def test_a_name_that_is_longer_than_its_secret_is_cut() -> None:
    assert (
        secrets_in({"A_LONG_NAME_OF_A_TOKEN": "hunter2hunter2"}).text("<hunter2hunter2>")
        == "<[A_LONG_NAME_*>"
    )


def test_a_name_that_would_tell_another_secret_is_not_shown() -> None:
    secrets = secrets_in({"DB_PASSWORD": "PASSWORD", "API_TOKEN": TOKEN})
    assert secrets.text(f"PASSWORD {TOKEN}") == "******** [API_TOKEN]*"


def test_a_name_with_odd_characters_does_no_harm() -> None:
    covered = secrets_in({'A"TOKEN\\': TOKEN}).text(json.dumps({"a": TOKEN}))
    assert json.loads(covered) == {"a": "[A_TOKEN_]**"}


def test_without_secrets_there_is_nothing_to_do() -> None:
    text, data = "text", b"data"
    assert not NO_SECRETS
    assert not secrets_in({"HOME": "/home/anna", "API_TOKEN": "short"})
    assert (NO_SECRETS.text(text) is text, NO_SECRETS.data(data) is data) == (True, True)


def test_variables_that_the_user_names_are_covered() -> None:
    assert secrets_in({"MY_CODE": "x7q2"}, ["MY_CODE", "NOT_SET"]).text("code x7q2.") == "code [MY*."


@pytest.mark.parametrize(
    "written",
    [
        'a"b\\c d/é+1',
        in_json('a"b\\c d/é+1'),
        in_json(in_json('a"b\\c d/é+1')),
        json.dumps('a"b\\c d/é+1', ensure_ascii=False)[1:-1],
        quote('a"b\\c d/é+1'),
        quote('a"b\\c d/é+1', safe=""),
        base64.b64encode('a"b\\c d/é+1'.encode()).decode().rstrip("="),
    ],
)
def test_each_way_of_writing_a_secret_down_is_covered(written: str) -> None:
    covered = of('a"b\\c d/é+1').text(f"<{written}>")
    assert covered.startswith("<[NAME]")
    assert covered.strip("<[NAME]*>") in ("", written[-1])  # of base64 a last letter that two bytes share
    assert len(covered) == len(written) + 2


@pytest.mark.parametrize("before", ["", "u", "us", "user:"])
def test_a_basic_authorization_is_covered_wherever_the_secret_begins(before: str) -> None:
    encoded = base64.b64encode(f"{before}{TOKEN}\n".encode()).decode()
    covered = of(TOKEN).text(f"Basic {encoded}")
    assert covered.startswith("Basic ")
    # A letter of base64 may belong to two bytes: those at both ends of the secret stay.
    assert covered.count("*") + len("[NAME]") >= len(TOKEN) * 8 // 6 - 2


def test_url_safe_base64_is_covered_too() -> None:
    secret = "\xff\xfe?>~~?>~"
    encoded = base64.urlsafe_b64encode(secret.encode()).decode()
    assert encoded != base64.b64encode(secret.encode()).decode()
    assert of(secret).text(encoded).startswith("[NAME]")


def test_the_lines_of_a_key_are_covered_one_by_one() -> None:
    diff = "".join(f"+{line}\n" for line in PEM.splitlines())
    covered = of(PEM).text(diff)
    assert "MIIEp" not in covered
    assert "q2w3e4" not in covered
    assert covered.splitlines()[0] == "+-----BEGIN PRIVATE KEY-----"
    assert covered.count("\n") == diff.count("\n")
    in_one_line = PEM.replace("\n", "\\n")
    assert "q2w3e4" not in of(in_one_line).text(PEM)


def test_what_covers_several_lines_has_as_many() -> None:
    assert of(PEM).text(PEM).count("\n") == PEM.count("\n")
    assert of(PEM).text(PEM).startswith("[NAME]***")


def test_secrets_that_overlap_are_covered_together() -> None:
    secrets = of("abcdefgh12", "12zyxwvuts", "cdefgh")
    assert secrets.text("-abcdefgh12zyxwvuts-") == "-[NAME]****" + "*" * 8 + "-"


def test_the_longest_of_several_secrets_gives_its_name() -> None:
    secrets = Secrets([("SHORT", "hunter2h"), ("LONG", "hunter2hunter2")])
    assert secrets.text("hunter2hunter2 hunter2h") == "[LONG]******** [SHORT]*"


def test_bytes_that_are_no_text_are_covered() -> None:
    raw = b"\x80\xffsecret\xfe"
    secrets = of(raw.decode("utf-8", "surrogateescape"))
    assert raw not in secrets.data(b"\xe2" + raw + b"\x80")
    assert secrets.text("\u20ac secre") == "\u20ac secre"  # its bytes hold no such secret
    assert "secret" not in secrets.text(raw.decode("utf-8", "surrogateescape") + "\ud800")


@pytest.mark.parametrize("secret", ["nabcdefgh", "u0041bcdef", '"abcdefgh', "\\abcdefgh", "/abcdefgh"])
@pytest.mark.parametrize("before", ["\\", "\\\\", "\\\\\\", ""])
def test_an_escape_before_a_secret_stays_whole(secret: str, before: str) -> None:
    for line in (f'{{"a": "{before}{secret}", "b": 1}}', json.dumps({"a": before + secret, "b": 1})):
        covered = of(secret).text(line)
        assert "bcdef" not in covered
        if valid(line):
            assert json.loads(covered)["b"] == 1


@pytest.mark.parametrize("after", ["", '"', "n", "\\", "\\\\"])
def test_an_escape_after_a_secret_stays_whole(after: str) -> None:
    for line in (f'{{"a": "abcdefgh\\{after}", "b": 1}}', json.dumps({"a": f"abcdefgh\\{after}", "b": 1})):
        covered = of("abcdefgh\\").text(line)
        assert "abcdefgh" not in covered
        if valid(line):
            assert json.loads(covered)["b"] == 1


def valid(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def ways(secret: str) -> list[str]:
    """How a program may write a secret."""
    unescaped = json.dumps(secret, ensure_ascii=False)[1:-1]
    return [
        secret,
        in_json(secret),
        unescaped,
        in_json(in_json(secret)),
        quote(secret),
        quote(secret, safe=""),
    ]


@given(named, st.data())
def test_no_form_remains_whatever_surrounds_it(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    secrets = Secrets(pairs)
    written = data.draw(st.sampled_from([way for _, secret in pairs for way in ways(secret)]))
    text = data.draw(surroundings) + written + data.draw(surroundings)
    covered = secrets.text(text)
    assert len(covered) == len(text)
    for _, secret in pairs:
        for way in ways(secret):
            assert way not in covered
            assert way.encode() not in secrets.data(text.encode())


@given(named, st.text(st.characters(exclude_characters="".join(STARTS), exclude_categories=["Cs"])))
def test_text_without_secrets_is_unchanged(pairs: list[tuple[str, str]], text: str) -> None:
    secrets, data = Secrets(pairs), text.encode()
    assert secrets.text(text) is text
    assert secrets.data(data) is data


@given(named, st.data())
def test_length_is_kept_in_bytes_as_in_characters(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    secrets = Secrets(pairs)
    parts = st.lists(surroundings | st.sampled_from([way for _, secret in pairs for way in ways(secret)]))
    text = "".join(data.draw(parts))
    assert len(secrets.text(text)) == len(text)
    assert len(secrets.data(text.encode())) == len(text.encode())
    assert secrets.text(text).count("\n") == text.count("\n")


@given(named, st.data())
def test_a_line_of_json_keeps_its_structure(pairs: list[tuple[str, str]], data: st.DataObject) -> None:
    secrets = Secrets(pairs)
    strings = st.lists(
        surroundings | st.sampled_from([way for _, secret in pairs for way in ways(secret)])
    ).map("".join)
    value = data.draw(
        st.recursive(
            st.integers() | strings,
            lambda inner: st.lists(inner) | st.dictionaries(st.text("xyz", max_size=2), inner),
            max_leaves=6,
        )
    )
    line = json.dumps({"v": value}, ensure_ascii=data.draw(st.booleans()))
    assume(not cuts_an_escape(line, secrets.text(line)))
    assert shape(json.loads(secrets.text(line))) == shape({"v": value})
    assert shape(json.loads(secrets.data(line.encode()))) == shape({"v": value})


def cuts_an_escape(line: str, covered: str) -> bool:
    r"""Whether a secret of hexadecimal digits seems to begin within a `\u00de`.

    Rather one line too many that nobody can read than a secret that happened to stand behind a `\u`.
    """
    escapes = re.finditer(r"\\u[0-9a-f]{4}", line)
    return any(covered[m.start()] == "\\" and covered[m.start() : m.end()] != m.group() for m in escapes)


def shape(value: Any) -> Any:
    """The value without its texts."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return "" if isinstance(value, str) else value
