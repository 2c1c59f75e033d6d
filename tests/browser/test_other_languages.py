"""Pages in Welsh in a real browser, switched on: accessible, within their policy, on a phone; and the way between."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.conftest import DESKTOP, NARROW, PHONE, Visit, served
from tests.small_edition import build
from web.site import Review, Site

pytestmark = pytest.mark.browser

PAGES = (
    "/cy/",
    "/cy/postcode/SM11AA",
    "/cy/postcode/SM22BB?find=bin",
    "/cy/postcode/GY11AA",
    "/cy/postcode/hello",
    "/cy/search?q=sim",
    "/cy/search?q=",
    "/cy/services",
    "/cy/service/S17",
    "/cy/start",
    "/cy/start/a-parent-needs-care?place=simport",
    "/cy/council/simport",
    "/cy/council/simport/services",
    "/cy/council/fictbury",
    "/cy/nope",
)
"""One address of every kind of page that has words in Welsh."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site with a reviewed translation."""
    reviewed = Site(reviewed={"cy": Review("A. Adolygydd", "2026-12-01")})
    with served(build(tmp_path_factory.mktemp("published") / "published.db"), reviewed) as url:
        yield url


@pytest.mark.parametrize("path", PAGES)
def test_a_welsh_page_is_accessible_fits_in_every_window_and_keeps_to_its_policy(visit: Visit, path: str) -> None:
    visit.go(path)
    assert visit.page.locator("html").get_attribute("lang") == "cy"
    for size, with_axe in ((PHONE, True), (DESKTOP, path in PAGES[::5]), (NARROW, False)):
        visit.resize(size)
        assert not with_axe or visit.violations() == [], size
        assert visit.overflow() == 0, size
    assert (visit.refused, visit.elsewhere) == ([], [])


def test_a_reader_changes_language_and_stays_on_the_page_and_in_the_language(visit: Visit) -> None:
    visit.go("/council/simport")
    visit.page.get_by_role("link", name="Cymraeg").click()
    assert visit.page.url.endswith("/cy/council/simport")
    visit.page.get_by_label("Cod post, cyngor neu wasanaeth").fill("SM2 2BB")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_role("heading", name="Gwasanaethau: SM2 2BB").wait_for()
    assert visit.page.url.endswith("/cy/postcode/SM22BB")
    visit.page.get_by_role("link", name="English").click()
    visit.page.get_by_role("heading", name="Services at SM2 2BB").wait_for()


def test_the_first_task_is_on_the_first_screen_of_a_phone(visit: Visit) -> None:
    visit.go("/cy/postcode/SM11AA")
    box = visit.page.locator(".tasks.most a").first.bounding_box()
    assert box["y"] + box["height"] <= PHONE["height"]
