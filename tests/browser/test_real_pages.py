"""The real edition in a real browser: what invented data cannot show, such as long names and long tables."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Visit
from tests.browser.test_suggestions import reach

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/postcode/ME141XX",
    "/league?type=district",
    "/council/bournemouth-christchurch-poole",
    "/council/isles-of-scilly",
    "/methodology/trust",
    "/suppliers/localgov-drupal",
    "/explore/",
)


@pytest.fixture
def real(visit: Visit, real_site: str) -> Visit:
    """A page of the browser that asks the real edition."""
    visit.site = real_site
    return visit


@pytest.mark.parametrize("path", PAGES)
def test_a_real_page_is_accessible_fits_in_every_window_and_keeps_to_its_policy(real: Visit, path: str) -> None:
    for size in (PHONE, DESKTOP, NARROW):
        real.resize(size)
        if size == PHONE or path.startswith("/explore/"):  # that is drawn by script for the window it finds
            assert real.go(path) == 200
        if path.startswith("/explore/"):
            real.page.get_by_role("button", name="Show chart").wait_for()
        assert size == NARROW or real.violations() == [], size
        assert real.overflow() == 0, size
    assert (real.refused, real.elsewhere) == ([], [])


@pytest.mark.parametrize("visit", [{"viewport": PHONE}], indirect=True, ids=["390"])
def test_a_council_is_read_on_seven_screens_of_a_phone_before_anything_is_opened(real: Visit) -> None:
    screens = {}
    for slug in ("runnymede", "woking", "east-staffordshire", "blackburn-with-darwen", "kent", "maidstone"):
        real.go(f"/council/{slug}")
        screens[slug] = real.page.evaluate("document.documentElement.scrollHeight") / PHONE["height"]
    assert {slug: high for slug, high in screens.items() if high > 7} == {}


def test_the_explorer_draws_councils_over_time_with_names_beside_the_colours(real: Visit) -> None:
    real.go("/explore/?type=metropolitan&chart=trend&c=leeds")
    expect(real.page.locator(".js-plotly-plot .legendtext").first).to_have_text("Leeds City Council")
    assert 1 < real.page.locator(".js-plotly-plot .legendtext").count() <= 6
    expect(real.page.locator("figcaption")).to_contain_text("not the score of the table")
    assert (real.violations(), real.refused, real.elsewhere, real.overflow()) == ([], [], [], 0)


def test_the_explorer_turns_the_pages_of_a_long_table(real: Visit) -> None:
    real.go("/explore/")
    status, forward = real.page.locator("#status"), real.page.get_by_role("button", name="Next councils")
    forward.wait_for()
    first = real.page.locator("tbody:visible").inner_text()
    forward.click()
    expect(status).to_contain_text("26 to 50 of")
    assert real.page.locator("tbody:visible").inner_text() != first
    real.page.get_by_role("button", name="Previous councils").click()
    expect(status).to_contain_text(" 1 to 25 of")
    assert real.page.locator("tbody:visible").inner_text() == first
    assert "the weights of the index" in status.inner_text()


def test_the_keyboard_alone_leads_from_a_postcode_to_the_councils_own_page(real: Visit, real_published: Path) -> None:
    followed: list[str] = []
    real.page.route(
        lambda url: not url.startswith(real.site), lambda route: (followed.append(route.request.url), route.abort())
    )
    real.go("/")
    reach(real, "#q")
    real.page.keyboard.type("ME14 1XX")
    real.page.keyboard.press("Enter")
    real.page.wait_for_url("**/postcode/ME141XX")
    steps = 0
    while not followed and steps < 60:
        real.page.keyboard.press("Tab")
        steps += 1
        if (focused := real.page.evaluate("document.activeElement.href || ''")) and not focused.startswith(real.site):
            real.page.keyboard.press("Enter")
            real.page.wait_for_timeout(200)
    connection = sqlite3.connect(real_published)
    offered = connection.execute(
        "SELECT url FROM service_links JOIN authorities USING (authority)"
        " WHERE offered = 1 AND slug IN ('maidstone', 'kent')"
    ).fetchall()
    assert followed[:1] and followed[0] in {url for (url,) in offered}


FOCUS = """() => {
  const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
  const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) && !/, 0\\)$/.test(style.outlineColor);
  return {
    name: (on.labels?.[0] ?? on).innerText?.trim().replace(/\\s+/g, ' ') || on.ariaLabel || on.tagName,
    seen: Boolean(ring || style.boxShadow !== 'none') && box.width > 0 && box.height > 0
      && over !== null && (on.contains(over) || over.contains(on)),
  };
}"""
"""Where the focus is, and whether it is marked, on the screen and under nothing else."""


def tab_to(visit: Visit, name: str, most: int = 60) -> list[str]:
    """Press Tab until the focus is on what begins with `name`; return the names of the stops that cannot be seen."""
    unseen: list[str] = []
    for _ in range(most):
        visit.page.keyboard.press("Tab")
        focus = visit.page.evaluate(FOCUS)
        unseen += [] if focus["seen"] else [focus["name"]]
        if focus["name"].startswith(name):
            return unseen
    raise AssertionError(f"{name} cannot be reached by Tab; the last stop was {focus['name']}")


def test_the_keyboard_alone_does_all_that_the_explorer_offers(real: Visit) -> None:
    real.go("/explore/")
    real.page.get_by_role("button", name="Show trend").wait_for()
    keyboard, unseen = real.page.keyboard, tab_to(real, "Find your councils by postcode")
    keyboard.type("LS1 4AP")
    keyboard.press("Enter")
    expect(real.page.locator("tr.mine th")).to_contain_text("Leeds")
    expect(real.page).to_have_url(re.compile(r"\?type=metropolitan&.*c=leeds"))
    for code, name, key, moved in (("D4", "Inclusive", "ArrowRight", 3), ("D5", "Secure", "ArrowLeft", -2)):
        unseen += tab_to(real, name)
        at = int(real.page.locator(":focus").input_value())
        for _ in range(abs(moved)):
            keyboard.press(key)
        expect(real.page.locator(":focus")).to_have_value(str(at + moved))
        expect(real.page).to_have_url(re.compile(rf"\b{code}={at + moved}\b"))
    expect(real.page.locator("#status")).to_contain_text("your weights, not the index")
    unseen += tab_to(real, "Show trend")
    keyboard.press("Enter")
    drawn = real.page.locator(".js-plotly-plot .legendtext").first
    expect(drawn).to_have_text("Leeds City Council", timeout=20_000)
    assert real.page.evaluate(FOCUS)["name"] == "Hide trend"
    expect(real.page).to_have_url(re.compile("chart=trend"))
    unseen += tab_to(real, "Save as PNG")
    with real.page.expect_download() as saved:
        keyboard.press("Enter")
    assert re.fullmatch(r"trend-metropolitan-[0-9-]{10}\.png", saved.value.suggested_filename)
    unseen += tab_to(real, "Save as SVG")
    assert unseen == []
    real.page.reload()
    expect(drawn).to_have_text("Leeds City Council", timeout=20_000)
    expect(real.page.locator("#status")).to_contain_text("your weights, not the index")


def test_steps_of_a_held_key_are_asked_for_once_and_the_table_ends_where_the_slider_does(real: Visit) -> None:
    real.go("/explore/?type=metropolitan")
    real.page.get_by_role("button", name="Show trend").wait_for()
    expect(real.page.locator("#status")).to_contain_text("Metropolitan boroughs, 1 to")
    before = len([url for url in real.asked if "/_dash-update-component" in url])
    # In one go, as a held key does it: by single presses a slow machine would rest in between.
    real.page.get_by_role("slider").first.focus()
    session = real.page.context.new_cdp_session(real.page)
    for _ in range(12):
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "ArrowRight", "code": "ArrowRight",
                                                "windowsVirtualKeyCode": 39})  # fmt: skip
    at = real.page.get_by_role("slider").first.input_value()
    expect(real.page).to_have_url(re.compile(rf"\bD4={at}\b"))
    assert len([url for url in real.asked if "/_dash-update-component" in url]) - before < 6
