"""Every kind of page in a real browser: accessible, within its policy, on a phone, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Visit
from tests.browser.printing import PrintedHeading, printed_headings
from tests.small_edition import DIMENSIONS as ALL_DIMENSIONS

pytestmark = pytest.mark.browser

CONTENT = (
    "/",
    "/postcode/SM1%201AA",
    "/postcode/GY1%201AA",
    "/postcode/hello",
    "/league",
    "/league?type=district",
    "/league?type=all",
    "/council/simford",
    "/council/fictbury",
    "/council/simford/report",
    "/indicator/A06H",
    "/service/S01",
    "/compare?c=simford&c=simport",
    "/map",
    "/map?show=T09W&type=county",
    "/insights",
    "/insights/share-B11",
    "/regions",
    "/nations",
    "/reorganisation",
    "/methodology",
    "/methodology/trust",
    "/data",
    "/api",
    "/about",
    "/accessibility",
    "/corrections",
    "/privacy",
    "/licences",
    "/nope",
)
"""One address of every kind of page that is complete without JavaScript."""

PAGES = (*CONTENT, "/explore/")
PRINTED = ("/council/simford", "/postcode/SM11AA", "/league?type=district", "/methodology", "/service/S01", "/licences")
PAPER_MM = (297, 279, 248, 231, 214, 203)
"""Heights of paper, A4 and Letter among them: each breaks a page somewhere else."""
DIMENSIONS = tuple(one.name for one in ALL_DIMENSIONS)
DARK = {"color_scheme": "dark"}
IN_THE_DARK = ("/", "/league?type=district", "/council/simford", "/map", "/compare?c=simford&c=simport", "/explore/")


def settle(visit: Visit, path: str) -> None:
    """Open a page and wait until it is whole."""
    visit.go(path)
    if path.startswith("/explore/"):
        visit.page.get_by_role("button", name="Show chart").wait_for()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_whole_and_fits_in_every_window_and_keeps_to_its_policy(
    visit: Visit, scriptless: Page, path: str
) -> None:
    """Opened once on a phone, and looked at in every way that asks nothing of how it was opened."""
    settle(visit, path)
    assert "Simulated." in visit.page.locator("body").inner_text()
    assert visit.page.get_by_label("This edition").inner_text().startswith("Preview")
    if path in CONTENT and not visit.as_sent():
        scriptless.goto(visit.site + path)
        assert scriptless.locator("main").inner_text() == visit.page.locator("main").inner_text()
    for size, with_axe in ((PHONE, True), (DESKTOP, True), (NARROW, False)):
        if size != PHONE:
            visit.resize(size)
            if path not in CONTENT:  # drawn by script for the window it finds
                settle(visit, path)
        assert not with_axe or visit.violations() == [], size
        assert visit.overflow() == 0, size
    assert (visit.refused, visit.elsewhere) == ([], [])
    assert visit.page.context.cookies() == []
    assert visit.page.evaluate("localStorage.length + sessionStorage.length") == 0


FAINT = """<!doctype html><html lang=en><title>Faint</title><style>
body { color: #111; background: #fff } .dark { background: #222 } .pale { color: #bbb } .large { font-size: 24px }
.half { opacity: .4 } .grey { color: #8a8a8a } .over { position: absolute; top: 0; right: 0; background: #fff }</style>
<main><h1>Clear</h1><p>clear</p><p class=pale>first</p><p class=pale>between</p><p class=pale>too</p>
<div class=dark><p>ground</p><p class=pale>clear</p><div class=over><p class=pale>layer</p></div></div>
<div class=half><p>half</p></div><p class="large grey">clear</p><p class=grey>grey</p><p><a href=/ class=pale>link</a>
<table class=dark><tr><td class=pale>clear</td><td>cell</td></tr></table><button class=pale>button</button></main>"""
WORDS_FOUND = """axe.run({runOnly: ['color-contrast'], elementRef: true}).then(told => told.violations.flatMap(
  rule => rule.nodes.map(node => node.element.textContent)))"""


def test_the_contrast_of_two_elements_of_each_look_finds_every_look_that_is_faint(visit: Visit) -> None:
    """By colour, size, ground, opacity and layer; of one look, those between the first and the last are not asked."""
    visit.page.goto("about:blank")  # where no policy of the site's refuses its styles
    visit.page.set_content(FAINT)
    faint = {"first", "ground", "layer", "half", "grey", "link", "cell", "button"}
    for every, found in ((True, faint | {"between", "too"}), (False, faint)):
        assert len(visit.violations("color-contrast", every_contrast=every)) == 1
        assert set(visit.page.evaluate(WORDS_FOUND)) == found


@pytest.mark.parametrize("visit", [DARK], indirect=True, ids=["dark"])
def test_words_stand_out_from_a_dark_ground(visit: Visit) -> None:
    pale = {}
    for path in IN_THE_DARK:
        settle(visit, path)
        ground = visit.page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        assert luminance(ground) < 0.05
        pale[path] = visit.violations("color-contrast")
    assert {path: found for path, found in pale.items() if found} == {}


@pytest.mark.parametrize("visit", [DARK], indirect=True, ids=["dark"])
def test_paper_is_light_in_either_scheme(visit: Visit) -> None:
    visit.go("/council/simford")
    visit.page.emulate_media(media="print")
    assert visit.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("visit", [{"forced_colors": "active"}], indirect=True, ids=["forced"])
def test_a_value_differs_from_its_range_and_a_button_has_an_edge_in_forced_colours(visit: Visit) -> None:
    visit.go("/council/simford")
    fill = "name => getComputedStyle(document.querySelector('.bar .' + name)).fill"
    assert visit.page.evaluate(fill, "value") != visit.page.evaluate(fill, "span")
    assert visit.page.evaluate("getComputedStyle(document.querySelector('button')).borderTopWidth") == "2px"


def luminance(colour: list[int]) -> float:
    """Relative luminance of a colour, 0-1 (WCAG 2.2)."""
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("visit", [{}, DARK], indirect=True, ids=["light", "dark"])
@pytest.mark.parametrize("path", ["/indicator/A06H", "/indicator/B01", "/council/simford", "/insights/share-B11"])
def test_the_words_of_a_drawing_stand_out_from_whatever_they_lie_on(visit: Visit, path: str) -> None:
    visit.go(path)
    for size in (PHONE, DESKTOP):
        visit.resize(size)
        for words, colour, ground in visit.words_in_drawings():
            dark, light = sorted((luminance(colour), luminance(ground)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (size, words, colour, ground)


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no-script"])
def test_the_explorer_without_javascript_points_to_the_league_tables_and_the_data(visit: Visit) -> None:
    visit.go("/explore/")
    note = visit.page.locator("noscript")
    assert note.get_by_role("link", name="the league tables").get_attribute("href") == "/league"
    assert note.get_by_role("link", name="can be downloaded").get_attribute("href") == "/data"


def test_a_postcode_is_answered_by_keyboard_alone(visit: Visit) -> None:
    visit.go("/")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.textContent") == "Skip to main content"
    visit.page.keyboard.press("Enter")
    visit.page.keyboard.press("Tab")
    while visit.page.evaluate("document.activeElement.tagName") != "INPUT":
        visit.page.keyboard.press("Tab")
    visit.page.keyboard.type("sm11aa")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("link", name="Simford").first.wait_for()
    assert "SM1" in visit.page.url


def test_the_focused_element_is_always_visible_and_on_the_page(visit: Visit) -> None:
    visit.go("/league?type=district")
    for _ in range(30):
        visit.page.keyboard.press("Tab")
        box = visit.page.evaluate("(e => [e.getBoundingClientRect().width, e.tagName])(document.activeElement)")
        assert box[0] > 0, box
        if box[1] == "BODY":
            break


def test_an_unknown_address_is_a_real_404_with_a_way_on(visit: Visit) -> None:
    assert visit.go("/nope") == 404
    assert visit.go("/explore/nope") == 404
    assert visit.page.get_by_role("link", name="League tables").count() > 0


@pytest.mark.parametrize("path", PRINTED)
def test_no_heading_nor_head_of_a_table_stands_alone_at_the_foot_of_a_printed_page(visit: Visit, path: str) -> None:
    visit.go(path)
    headings = [one for height in PAPER_MM for one in printed_headings(visit.page, height)]
    assert len({one.page for one in headings}) > 1 or len(headings) > 1, "nothing to look at"
    assert [one for one in headings if one.lines_below == 0] == []
    assert [one for one in headings if one.lines_below < 2 and heads_a_table(path, one)] == []


def heads_a_table(path: str, heading: PrintedHeading) -> bool:
    """Return whether a table of marks follows: its head is a line of its own."""
    return path.startswith("/council/") and heading.text.startswith(DIMENSIONS)


def test_printing_a_council_page_leaves_out_the_navigation(visit: Visit) -> None:
    visit.go("/council/simford")
    visit.page.emulate_media(media="print")
    assert not visit.page.get_by_role("navigation", name="Main").is_visible()
    assert visit.page.locator("h1").is_visible()


def test_the_map_is_one_tab_stop_in_which_arrow_keys_go_where_they_point(visit: Visit) -> None:
    visit.go("/map")
    visit.page.locator('a[href="#table"]').focus()
    visit.page.keyboard.press("Tab")
    here = "document.activeElement.getAttribute('href')"
    assert visit.page.evaluate(here) == "/council/glensim"
    assert visit.page.locator("#map-at").inner_text().startswith("Glensim: ")
    visit.page.keyboard.press("ArrowDown")
    assert visit.page.evaluate(here) == "/council/inversim"
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("ArrowUp")
    assert visit.page.evaluate(here) == "/council/glensim"
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("!document.activeElement.closest('#map')")
    visit.page.keyboard.press("Shift+Tab")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**/council/glensim")


def test_with_all_opened_a_page_fits_and_a_link_in_a_head_that_is_hidden_shows_while_it_has_the_focus(
    visit: Visit,
) -> None:
    visit.go("/council/simford")
    link = visit.page.locator(".stack thead a").first
    visit.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    picture = visit.page.locator("main img").first  # which comes only when it is nearly seen
    picture.scroll_into_view_if_needed()
    picture.evaluate("one => one.decode()")
    clip = "document.querySelector('.stack thead:has(a)').getBoundingClientRect().height"
    assert visit.page.evaluate(clip) == 1
    link.focus()
    assert visit.page.evaluate(clip) > link.bounding_box()["height"] > 10
    assert visit.overflow() == 0
