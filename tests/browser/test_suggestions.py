"""Suggestions under the search boxes: by keyboard, to a screen reader, by finger; and the form without the script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit

pytestmark = pytest.mark.browser

BUDGET = 2_000
"""Bytes of the script as it is sent: with the page itself within what a content page may weigh."""


def reach(visit: Visit, selector: str) -> Locator:
    """Press Tab until the element has the focus, and return it."""
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("s => document.activeElement.matches(s)", selector):
            return visit.page.locator(selector)
    raise AssertionError(f"{selector} is not reached by Tab")


def typed(visit: Visit, path: str, selector: str, text: str) -> Locator:
    """Open a page, go to a box by keyboard, type, and return the list of suggestions once it shows."""
    visit.go(path)
    reach(visit, selector)
    visit.page.keyboard.type(text)
    shown = visit.page.get_by_role("listbox", name="Suggestions")
    shown.wait_for()
    return shown


@pytest.mark.parametrize(("path", "box"), [("/", "#q"), ("/about", "#find-all")])
def test_the_keyboard_alone_leads_from_the_box_to_the_page(visit: Visit, path: str, box: str) -> None:
    expect(typed(visit, path, box, "simf").get_by_role("option").first).to_have_text("Simford Council")
    visit.page.keyboard.press("ArrowDown")
    chosen = visit.page.locator(box).get_attribute("aria-activedescendant")
    assert visit.page.locator(f"#{chosen}").text_content() == "Simford Council"
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/council/simford")


def test_the_list_says_what_a_screen_reader_needs(visit: Visit) -> None:
    shown = typed(visit, "/about", "#find-all", "sim")
    box, options = visit.page.get_by_role("combobox"), shown.get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-controls") == shown.get_attribute("id")
    expect(visit.page.locator(".find [role=status]")).to_have_text(f"Suggestions: {options.count()}")
    assert options.count() > 1 and shown.locator("[aria-selected=true]").count() == 0
    visit.page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    visit.page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert shown.locator("[aria-selected=true]").count() == 1


def test_escape_closes_the_list_and_leaves_the_text(visit: Visit) -> None:
    shown = typed(visit, "/about", "#find-all", "sim")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    box = visit.page.get_by_role("combobox")
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("sim", "false")
    assert box.get_attribute("aria-activedescendant") is None


def test_enter_without_a_choice_asks_the_form_as_ever(visit: Visit) -> None:
    typed(visit, "/about", "#find-all", "sim")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/search?q=sim")


def test_leaving_the_box_closes_the_list(visit: Visit) -> None:
    shown = typed(visit, "/about", "#find-all", "sim")
    visit.page.keyboard.press("Tab")
    expect(shown).to_be_hidden()


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "has_touch": True}], indirect=True, ids=["390"])
def test_a_finger_chooses_too(visit: Visit) -> None:
    shown = typed(visit, "/about", "#find-all", "simf")
    shown.get_by_role("option").first.tap()
    visit.page.wait_for_url("**/council/simford")


@pytest.mark.parametrize("visit", [{"viewport": PHONE}, {"viewport": DESKTOP}], indirect=True, ids=["390", "1280"])
@pytest.mark.parametrize(("path", "box"), [("/", "#q"), ("/about", "#find-all")])
def test_an_open_list_is_accessible_and_keeps_to_policy_and_window(visit: Visit, path: str, box: str) -> None:
    typed(visit, path, box, "sim")
    visit.page.keyboard.press("ArrowDown")
    # Of what lies under the list axe cannot decide the contrast; the list itself it can.
    undecided = [one for one in visit.violations() if not one.startswith("contrast not decided") or "option" in one]
    assert undecided == []
    assert (visit.refused, visit.elsewhere, visit.overflow()) == ([], [], 0)


def test_what_is_typed_is_only_asked_by_get_and_kept_nowhere(visit: Visit) -> None:
    asked = []
    visit.page.on("request", lambda request: asked.append((request.method, request.url)))
    typed(visit, "/about", "#find-all", "sim")
    visit.page.keyboard.press("Backspace")
    visit.page.keyboard.press("Backspace")
    expect(visit.page.get_by_role("listbox")).to_be_hidden()
    searches = [url for _, url in asked if "/search" in url]
    assert [method for method, _ in asked if method != "GET"] == [] and len(searches) == 1
    kept = visit.page.evaluate("caches.keys().then(k => k.length + localStorage.length + sessionStorage.length)")
    assert (kept, visit.page.context.cookies()) == (0, [])


def test_nothing_found_shows_no_list_and_says_so(visit: Visit) -> None:
    visit.go("/about")
    reach(visit, "#find-all")
    visit.page.keyboard.type("qqqqqqq")
    expect(visit.page.locator(".find [role=status]")).to_have_text("Suggestions: 0")
    expect(visit.page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no-script"])
def test_without_the_script_the_form_answers(visit: Visit) -> None:
    visit.go("/about")
    assert visit.page.get_by_role("combobox").count() == 0
    visit.page.locator("#find-all").fill("sim")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/search?q=sim")


def test_the_script_is_light_and_asked_for_once_a_year(first_visit: Visit) -> None:
    with first_visit.page.expect_response("**/suggest.js*") as answer:
        first_visit.go("/about")
    assert answer.value.request.sizes()["responseBodySize"] <= BUDGET
    assert "immutable" in answer.value.headers["cache-control"]
