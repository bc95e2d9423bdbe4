"""The browser itself: what the other tests of this folder rely on."""

from __future__ import annotations

from tests.browser.conftest import Open
from tests.support.browser import PHONE, overflow, violations


def test_a_page_says_what_it_complains_of_and_what_it_asks_for(open_page: Open) -> None:
    watched = open_page()
    watched.page.set_content(
        "<script>console.error('no'); undefined.x</script><img src='http://127.0.0.1:1/x'>"
    )
    assert "no" in watched.complaints
    assert any("undefined" in said for said in watched.complaints)
    assert watched.requests == ["http://127.0.0.1:1/x"]


def test_what_is_too_wide_or_hard_to_read_is_seen(open_page: Open) -> None:
    watched = open_page(PHONE)
    watched.page.set_content(
        "<html lang=en><title>x</title><main><h1 style='color:#ccc;width:400px'>Hello</h1></main>"
    )
    assert overflow(watched.page) > 0
    assert "color-contrast" in violations(watched.page)
