"""The page of a run in a real browser: what a person can see, search, fold, print and reach by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from orchestrator.model.report import Report
from orchestrator.views.html.document import body, document
from tests.browser.conftest import Open
from tests.support.big_reports import big_report
from tests.support.browser import DESKTOP, PHONE, Watched, overflow, violations
from tests.support.invoices import invoices
from tests.support.reports import made_attempt, made_gate, made_phase, made_report
from tests.views.html.test_document import hostile

SEARCHED = """(words) => new Promise((done) => {
    new MutationObserver(() => done(found.textContent)).observe(found, { childList: true });
    search.value = words;
    search.dispatchEvent(new Event("input"));
})"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text(document(invoices()), "utf-8")
    return path


def go(watched: Watched, file: Path, fragment: str = "") -> Page:
    watched.page.goto(f"{file.as_uri()}{fragment}")
    return watched.page


def put(tmp_path: Path, report: Report) -> Path:
    path = tmp_path / "other.html"
    path.write_text(document(report), "utf-8")
    return path


def test_it_shows_the_run_and_asks_for_nothing(open_page: Open, file: Path) -> None:
    watched = open_page()
    page = go(watched, file)
    expect(page).to_have_title("Blocked: Invoice service")
    expect(page.get_by_role("heading", name="Invoice service")).to_be_visible()
    expect(page.get_by_text("orchestrate resume")).to_be_visible()
    expect(page.locator("#phase-5 pre").last).to_contain_text("assert 'sent' == 'undeliverable'")
    expect(page.get_by_role("img", name="Timeline of phases and attempts")).to_be_visible()
    assert watched.complaints == []
    assert watched.requests == [file.as_uri()]


def test_no_other_script_or_style_can_act(open_page: Open, tmp_path: Path) -> None:
    attack = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    path = tmp_path / "hostile.html"
    path.write_text(hostile(attack), "utf-8")
    watched = open_page()
    page = go(watched, path)
    assert "taken" not in page.title().partition(":")[0]
    assert page.locator("img").count() == 0
    assert watched.complaints == []
    page.evaluate(
        "main.insertAdjacentHTML('beforeend', '<p style=\"color:red\" onclick=\"1\" id=late>x</p>')"
    )
    with page.expect_console_message(lambda said: "x.png" in said.text) as refused:
        page.evaluate("main.append(Object.assign(new Image(), {src: 'http://127.0.0.1:9/x.png'}))")
    assert "Content Security Policy" in refused.value.text
    assert page.evaluate("getComputedStyle(document.getElementById('late')).color") != "rgb(255, 0, 0)"


@pytest.mark.parametrize("size", [PHONE, (600, 800), (900, 800), DESKTOP])
def test_nothing_is_wider_than_the_window(open_page: Open, file: Path, size: tuple[int, int]) -> None:
    page = go(open_page(size), file)
    assert overflow(page) == 0
    page.locator("#unfold").click()
    assert overflow(page) == 0


def test_endless_words_do_not_widen_a_phone(open_page: Open, tmp_path: Path) -> None:
    path = tmp_path / "wide.html"
    path.write_text(hostile("w" * 3_000), "utf-8")
    page = go(open_page(PHONE), path)
    page.locator("#unfold").click()
    assert overflow(page) == 0


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_it_is_accessible(open_page: Open, file: Path, size: tuple[int, int], dark: bool) -> None:
    page = go(open_page(size, dark=dark), file)
    page.locator("#unfold").click()
    assert violations(page) == ""


def test_it_can_be_read_without_a_script(open_page: Open, file: Path) -> None:
    page = go(open_page(script=False), file)
    expect(page.get_by_role("heading", name="Invoice service")).to_be_visible()
    expect(page.locator("header")).to_be_hidden()
    page.locator("#phase-3 > summary").click()
    expect(page.locator("#phase-3-attempt-2")).to_be_visible()


def test_a_search_finds_phases_gates_and_findings(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.get_by_role("searchbox").fill("types failed")
    expect(page.locator("#found")).to_have_text("1 phase, 1 gate, 1 finding")
    expect(page.locator("#phase-3")).to_be_visible()
    expect(page.locator("#phase-3-attempt-1 .gate.bad")).to_be_visible()
    expect(page.locator("#phase-1")).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    expect(page.locator("#phase-1")).to_be_visible()
    expect(page.locator("#phase-3-attempt-1")).to_be_hidden()
    expect(page.locator("#found")).to_have_text("")


def test_a_search_without_a_result_says_so(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.get_by_role("searchbox").fill("no such thing")
    expect(page.locator("#found")).to_have_text("0 phases, 0 gates, 0 findings")
    assert page.locator("#found").get_attribute("aria-live") == "polite"


def test_only_what_is_not_done_can_be_shown(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    button = page.get_by_role("button", name="Not done")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#found")).to_have_text("3 phases")
    expect(page.locator("#phase-1")).to_be_hidden()
    button.click()
    expect(page.locator("#phase-1")).to_be_visible()


def test_everything_unfolds_and_folds(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.get_by_role("button", name="Unfold").click()
    assert page.locator("main details:not([open]):not(.minor)").count() == 0
    page.get_by_role("button", name="Fold", exact=True).click()
    assert page.locator("main details[open]").count() == 0


def test_the_keyboard_reaches_everything(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#phase-1 > summary")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#phase-2\\.1 > summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#phase-2\\.1-attempt-1")).to_be_visible()
    page.keyboard.press("k")
    expect(page.locator("#phase-1 > summary")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_focus_can_be_seen(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.keyboard.press("j")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_an_address_leads_to_a_phase_or_an_attempt(open_page: Open, file: Path) -> None:
    page = go(open_page(), file, "#phase-3-attempt-1")
    expect(page.locator("#phase-3-attempt-1 .gate.bad")).to_be_in_viewport()
    page = go(open_page(), file, "#phase-7")
    expect(page.locator("#phase-7-attempt-1")).to_be_visible()


def test_the_drawings_lead_to_the_phases(open_page: Open, file: Path) -> None:
    page = go(open_page(still=True), file)
    page.get_by_role("link", name="Phase 3: Invoices as PDF: done").click()
    expect(page.locator("#phase-3 > summary")).to_be_focused()
    expect(page.locator("#phase-3")).to_have_attribute("open", "")
    page.locator("[data-go='phase-7-attempt-1'] rect").first.click()
    expect(page.locator("#phase-7-attempt-1 > summary")).to_be_focused()
    assert page.url.endswith("#phase-7-attempt-1")


def test_what_a_search_hides_is_shown_when_somebody_goes_there(open_page: Open, file: Path) -> None:
    page = go(open_page(still=True), file)
    page.get_by_role("searchbox").fill("bounce")
    expect(page.locator("#phase-1")).to_be_hidden()
    page.get_by_role("link", name="Phase 1: Schema and migrations: done").click()
    expect(page.locator("#phase-1 > summary")).to_be_focused()


def test_printed_is_what_matters_without_the_controls(open_page: Open, file: Path) -> None:
    page = go(open_page(), file)
    page.emulate_media(media="print")
    expect(page.locator("header")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#phase-3-attempt-1 .gate.bad pre")).to_be_visible()
    expect(page.locator("#phase-1 .journal li").first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#phase-3").get_attribute("open") is None
    assert page.pdf().startswith(b"%PDF")


def test_paper_is_white_in_the_dark(open_page: Open, file: Path) -> None:
    page = go(open_page(dark=True), file)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(15, 18, 22)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('ins')).color") == "rgb(23, 112, 63)"


def test_printed_without_a_script_is_what_matters_too(open_page: Open, file: Path) -> None:
    page = go(open_page(script=False), file)
    page.emulate_media(media="print")
    box = page.locator("#phase-3-attempt-1 .gate.bad pre").bounding_box()
    assert box is not None
    assert box["height"] > 10


def test_who_wants_no_motion_sees_none(open_page: Open, file: Path) -> None:
    moving, still = go(open_page(), file), go(open_page(still=True), file)
    duration = "getComputedStyle(document.querySelector('summary'), '::before').transitionDuration"
    assert still.evaluate(duration) == "0s"
    assert moving.evaluate(duration) != "0s"


def test_a_newer_version_is_put_in_place_and_leaves_the_reader_alone(open_page: Open, file: Path) -> None:
    page = go(open_page(still=True), file)
    page.locator("#phase-5 > summary").click()
    page.locator("#phase-4 > summary").click()
    page.locator("#phase-4 > summary").focus()
    page.get_by_role("searchbox").fill("taxes")
    expect(page.locator("#found")).to_contain_text("1 phase")
    top = page.locator("#phase-4").bounding_box()
    newer = invoices()
    newer = newer._replace(run=newer.run._replace(title="Invoice service, later"), outcome="running")
    page.evaluate("markup => replaceMain(markup)", body(newer))
    expect(page).to_have_title("Running: Invoice service, later")
    expect(page.locator("#phase-1")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("#phase-4-attempt-1")).to_be_visible()
    assert page.locator("#phase-5").get_attribute("open") is None
    assert top is not None


def test_focus_and_place_survive_a_newer_version(open_page: Open, file: Path) -> None:
    page = go(open_page(still=True), file)
    page.locator("#phase-7 > summary").focus()
    page.locator("#phase-7 > summary").scroll_into_view_if_needed()
    before = page.locator("#phase-7").bounding_box()
    more = made_phase("0", attempts=(made_attempt(), made_attempt(2)), title="One more, at the top")
    report = invoices()
    page.evaluate("markup => replaceMain(markup)", body(made_report(more, *report.phases)))
    expect(page.locator("#phase-7 > summary")).to_be_focused()
    after = page.locator("#phase-7").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 60


def test_a_very_large_run_opens_at_once(open_page: Open, tmp_path: Path) -> None:
    page = go(open_page(), put(tmp_path, big_report()))
    painted = page.evaluate("performance.getEntriesByType('paint').at(-1)?.startTime")
    assert painted is not None
    assert painted < 3_000  # a third of a second on a machine that does nothing else
    assert overflow(page) == 0
    # In the page: roles and `expect` would look at all of 90,000 elements, again and again.
    assert page.evaluate(SEARCHED, "module 123") == "1 phase, 0 gates, 0 findings"


def test_long_lines_of_a_gate_scroll_in_their_box(open_page: Open, tmp_path: Path) -> None:
    gate = made_gate(exit_code=1, tail="x" * 100_000 + "\n" + "word " * 400)
    attempt = made_attempt(gates=(gate,), decision="block")
    report = made_report(made_phase(attempts=(attempt,)))
    page = go(open_page(PHONE), put(tmp_path, report))
    page.locator("#unfold").click()
    assert overflow(page) == 0
    assert page.evaluate("(e => e.scrollWidth > e.clientWidth)(document.querySelector('pre'))")
