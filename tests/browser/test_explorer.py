"""The explorer in a real browser: its controls, its table, and the chart that comes only when asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Visit:
    """The explorer, loaded."""
    visit.go("/explore/")
    visit.page.get_by_role("button", name="Show chart").wait_for()
    return visit


def slider(visit: Visit, name: str):
    """Return the slider of one dimension."""
    return visit.page.get_by_role("slider", name=re.compile(name))


def test_moving_a_slider_ranks_the_councils_again_and_says_whose_weights_they_are(explorer: Visit) -> None:
    status = explorer.page.locator("#status")
    expect(status).to_contain_text("the weights of the index")
    before = explorer.page.locator("tbody:visible").inner_text()
    slider(explorer, "Open with data").focus()
    explorer.page.keyboard.press("End")
    expect(status).to_contain_text("your weights, not the index")
    assert explorer.page.locator("tbody:visible").inner_text() != before
    explorer.page.get_by_role("button", name="Back to the weights of the index").click()
    expect(status).to_contain_text("the weights of the index")
    assert explorer.page.locator("tbody:visible").inner_text() == before


def test_all_sliders_at_nothing_say_what_to_do(explorer: Visit) -> None:
    for one in explorer.page.get_by_role("slider").all():
        one.focus()
        explorer.page.keyboard.press("Home")
    expect(explorer.page.locator("#status")).to_contain_text("Give at least one dimension some weight")
    assert explorer.violations() == []


SLOW = """() => {
  const later = window.setTimeout;
  window.setTimeout = (work, pause, ...rest) => later(work, pause || 60, ...rest);
}"""
"""Lets what waits for no time at all wait for 60 ms, as on a phone that is busy."""


def test_a_postcode_typed_faster_than_the_page_follows_stays_as_it_was_typed(explorer: Visit) -> None:
    box = explorer.page.get_by_label("Find your councils by postcode")
    expect(explorer.page.locator("#status")).to_contain_text("the weights of the index")
    before = len([url for url in explorer.asked if "/_dash-update-component" in url])
    explorer.page.evaluate(SLOW)
    box.focus()
    explorer.page.keyboard.type("SM2 2BB")
    explorer.page.wait_for_timeout(100)
    expect(box).to_have_value("SM2 2BB")
    assert len([url for url in explorer.asked if "/_dash-update-component" in url]) == before
    explorer.page.keyboard.press("Enter")
    expect(explorer.page.locator("tr.mine th")).to_contain_text("Simport")


PUT_BACK = "(el, was) => Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(el, was)"
"""Sets a slider as React does when it draws it anew: without an event."""


def test_a_slider_that_is_drawn_anew_before_it_was_heard_keeps_its_step_until_all_are_put_back(explorer: Visit) -> None:
    status, data = explorer.page.locator("#status"), slider(explorer, "Open with data")
    expect(status).to_contain_text("the weights of the index")
    weight = data.input_value()
    data.focus()
    explorer.page.keyboard.press("Home")
    data.evaluate(PUT_BACK, weight)
    expect(status).to_contain_text("your weights, not the index")
    expect(data).to_have_value("0")
    explorer.page.get_by_role("button", name="Back to the weights of the index").click()
    expect(data).to_have_value(weight)
    explorer.page.wait_for_timeout(600)
    expect(data).to_have_value(weight)


def test_another_type_shows_its_councils_and_switches_off_what_does_not_apply(explorer: Visit) -> None:
    explorer.page.get_by_role("button", name="Scottish councils").click()
    expect(explorer.page.locator("#status")).to_contain_text("Scottish councils, 1 to 2 of 2")
    expect(slider(explorer, "Open with data")).to_be_disabled()
    assert "does not apply" in explorer.page.locator(".weights").inner_text()


def test_a_postcode_shows_the_table_of_its_council_and_points_it_out(explorer: Visit) -> None:
    field = explorer.page.get_by_label("Find your councils by postcode")
    assert field.bounding_box()["width"] > 100
    field.fill("sm22bb")
    explorer.page.keyboard.press("Enter")
    expect(explorer.page.locator("#answer")).to_contain_text("Simport")
    expect(explorer.page.locator("tr.mine th")).to_contain_text("Simport Council (your council)")
    pressed = explorer.page.get_by_role("button", name="English unitary councils")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    assert explorer.violations() == []


def test_a_postcode_without_a_council_says_why(explorer: Visit) -> None:
    for typed, told in (
        ("hello", "not a full UK postcode"), ("GY1 1AA", "Channel Islands"), ("SM1 1ZZ", "not in the postcode list"),
    ):  # fmt: skip
        explorer.page.get_by_label("Find your councils by postcode").fill(typed)
        explorer.page.get_by_role("button", name="Show in the table").click()
        expect(explorer.page.locator("#answer")).to_contain_text(told)


def test_plotly_is_loaded_only_when_the_chart_is_asked_for(explorer: Visit) -> None:
    assert not [url for url in explorer.asked if "plotly" in url or "async-" in url]
    explorer.page.get_by_role("button", name="Show chart").click()
    expect(explorer.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert [url for url in explorer.asked if url.endswith("plotly.min.js")]
    expect(explorer.page.locator("figcaption")).to_contain_text("Each dot is a score")
    assert explorer.refused == [], "run python -m tests.browser.pin_styles if Dash or Plotly was upgraded"
    assert explorer.elsewhere == []
    assert explorer.violations() == []
    assert explorer.overflow() == 0
    explorer.page.get_by_role("button", name="Hide chart").click()
    expect(explorer.page.locator(".js-plotly-plot")).to_have_count(0)


@pytest.mark.parametrize("visit", [{"reduced_motion": "reduce"}], indirect=True, ids=["still"])
def test_a_chart_is_saved_as_a_picture_by_keyboard_and_nothing_moves(explorer: Visit) -> None:
    explorer.page.get_by_role("button", name="Show chart").press("Enter")
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        button = explorer.page.get_by_role("button", name=f"Save as {kind}")
        expect(button).to_be_visible()
        with explorer.page.expect_download() as saved:
            button.press("Enter")
        assert saved.value.suggested_filename == f"scores-district-2026-11-21.{kind.lower()}"
        assert Path(saved.value.path()).read_bytes().startswith(begins)
    assert (explorer.refused, explorer.elsewhere) == ([], [])
    moving = "[...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration))"
    assert explorer.page.evaluate(f"{moving}.map(e => e.outerHTML.slice(0, 80))") == []


def test_a_link_brings_the_view_back(explorer: Visit) -> None:
    slider(explorer, "Secure").focus()
    explorer.page.keyboard.press("End")
    expect(explorer.page.locator("#status")).to_contain_text("your weights")
    table = explorer.page.locator("tbody:visible").inner_text()
    explorer.page.get_by_role("link", name="Link to this view").click()
    expect(explorer.page.locator("#status")).to_contain_text("your weights")
    expect(slider(explorer, "Secure")).to_have_value("100")
    assert explorer.page.locator("tbody:visible").inner_text() == table
    assert "D5=100" in explorer.page.url


def test_the_address_follows_the_controls_and_loads_the_same_view(explorer: Visit) -> None:
    assert explorer.page.url.endswith("/explore/")
    slider(explorer, "Secure").focus()
    explorer.page.keyboard.press("End")
    expect(explorer.page).to_have_url(re.compile(r"/explore/\?type=district&.*D5=100"))
    explorer.page.get_by_role("button", name="County councils").press("Enter")
    expect(explorer.page).to_have_url(re.compile(r"\?type=county&"))
    asked = explorer.page.evaluate("history.length"), explorer.page.url
    explorer.page.reload()
    expect(explorer.page.locator("#status")).to_contain_text("County councils, 1 to")
    assert (explorer.page.evaluate("history.length"), explorer.page.url) == asked and explorer.refused == []


def test_a_link_brings_chart_and_council_back(visit: Visit) -> None:
    visit.go("/explore/?type=english-unitary&D5=90&chart=scores&c=simport")
    expect(visit.page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(visit.page.get_by_role("button", name="Hide chart")).to_have_attribute("aria-expanded", "true")
    expect(visit.page.locator("tr.mine th")).to_contain_text("Simport Council (your council)")
    link = visit.page.get_by_role("link", name="Link to this view").get_attribute("href")
    assert link.endswith("chart=scores&c=simport") and "D5=90" in link


def test_the_styles_that_dash_writes_are_in_force_under_the_policy(explorer: Visit) -> None:
    assert explorer.page.evaluate("Array.from(document.styleSheets).every(sheet => sheet.cssRules.length >= 0)")
    assert explorer.refused == []


def test_the_first_table_is_in_the_page_itself_and_gives_way_to_the_new_one(explorer: Visit) -> None:
    expect(explorer.page.locator("table:visible")).to_have_count(1)
    first = explorer.page.locator("table:visible").inner_text()
    explorer.page.get_by_role("button", name="Back to the weights of the index").click()
    expect(explorer.page.locator("#table table")).to_be_visible()
    expect(explorer.page.locator("table:visible")).to_have_count(1)
    assert explorer.page.locator("table:visible").inner_text() == first


def test_no_bare_rank_is_shown(explorer: Visit) -> None:
    for cell in explorer.page.locator("tbody td:nth-child(3), tbody td:nth-child(4)").all_inner_texts():
        assert re.fullmatch(r"\d+ to \d+ of \d+|not ranked.*", cell), cell
