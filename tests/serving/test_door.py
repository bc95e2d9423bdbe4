"""Who is let in, and who is not."""

from __future__ import annotations

import pytest

from orchestrator.serving.door import Asked, Door

DOOR = Door(8123, "secret")
PAGE = Asked("GET", "/?token=secret", host="127.0.0.1:8123")
POST = Asked("POST", "/stop", host="127.0.0.1:8123", origin="http://127.0.0.1:8123", body="token=secret")


def status(asked: Asked, door: Door = DOOR) -> int:
    refusal = door.refuses(asked)
    return refusal.status if refusal else 200


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:8123", "LOCALHOST:8123", "[::1]:8123"])
def test_the_names_of_this_machine_are_answered(host: str) -> None:
    assert status(PAGE._replace(host=host)) == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.0.0.1",
        "127.0.0.1:8124",
        "evil.example:8123",
        "127.0.0.1.evil.example:8123",
        "127.0.0.1:8123,x",
    ],
)
def test_other_names_are_not(host: str) -> None:
    refusal = DOOR.refuses(PAGE._replace(host=host))
    assert refusal is not None
    assert refusal.status == 403
    assert "ssh -L 8123:127.0.0.1:8123" in refusal.reason


def test_the_usual_port_may_be_left_out() -> None:
    assert status(PAGE._replace(host="localhost"), Door(80, "secret")) == 200


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/?token=",
        "/?token=secre",
        "/?token=secret1",
        "/?token=SECRET",
        "/?token=secret&token=secret",
        "/?token=%e2%82%ac",
        "/?" + "&".join(f"a{n}=1" for n in range(50)) + "&token=secret",
        "/#token=secret",
    ],
)
def test_a_wrong_token_is_refused(target: str) -> None:
    refusal = DOOR.refuses(PAGE._replace(target=target))
    assert refusal is not None
    assert refusal.status == 403
    assert "open the address that `orchestrate serve` printed" in refusal.reason


def test_the_token_may_stand_in_a_header() -> None:
    assert status(PAGE._replace(target="/", authorization="Bearer secret")) == 200
    assert status(PAGE._replace(target="/", authorization="Bearer other")) == 403
    assert status(PAGE._replace(target="/", authorization="Basic secret")) == 403


def test_a_post_needs_the_token_and_the_page_as_its_origin() -> None:
    assert status(POST) == 200
    assert status(POST._replace(body="token=other")) == 403
    assert status(POST._replace(body="")) == 403


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "",
        "http://evil.example",
        "http://127.0.0.1:8124",
        "https://127.0.0.1:8123",
        "http://localhost:8123",
    ],
)
def test_a_post_from_elsewhere_is_refused(origin: str | None) -> None:
    assert status(POST._replace(origin=origin)) == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_fetches_is_refused_and_a_link_may_be_followed(site: str) -> None:
    assert status(PAGE._replace(site=site, mode="cors")) == 403
    assert status(PAGE._replace(site=site, mode="no-cors")) == 403
    assert status(PAGE._replace(site=site, mode="navigate")) == 200
    assert status(PAGE._replace(origin="http://evil.example")) == 403


def test_an_address_of_another_server_is_no_request_for_us() -> None:
    assert status(PAGE._replace(target="http://127.0.0.1:8123/?token=secret")) == 400
