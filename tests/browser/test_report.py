"""The report for a committee as Chromium prints it: two pages of A4, nothing lost, no heading last on one."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from edition.tables.replies import REPLIES
from tests.browser.conftest import PHONE, Visit, served
from tests.browser.printing import MARGIN
from tests.rows import filled
from tests.small_edition import COUNCILS, DIMENSIONS, Rows, build

REAL = ("kent", "maidstone", "birmingham", "city-of-london", "armagh-banbridge-craigavon")
BLOCKS = """() => [...document.querySelectorAll('.committee :is(h1,h2,p,th,td,li,text)')]
  .filter(e => e.getClientRects().length).map(e => e.innerText ?? e.textContent)"""


def squeezed(text: str) -> str:
    """Text without spaces and with ligatures taken apart: a PDF says where letters stand, not where words end."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(page: Page) -> list[str]:
    """The text of each page of the PDF on A4."""
    return [one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(format="A4", margin=MARGIN))).pages]


def check(page: Page) -> None:
    sheets = printed(page)
    headings = {squeezed(text) for text in page.locator(".committee :is(h1,h2)").all_text_contents()}
    assert len(sheets) == 2 and len(headings) >= 6
    for sheet in sheets:
        last = next(line for line in reversed(sheet.splitlines()) if line.strip())
        assert squeezed(last) not in headings
    page.emulate_media(media="print")
    whole = squeezed(" ".join(sheets))
    blocks = page.evaluate(BLOCKS)
    assert len(blocks) > 40
    assert [text for text in blocks if squeezed(text) not in whole] == []


@pytest.mark.parametrize("slug", REAL)
def test_a_report_of_the_real_edition_is_two_whole_pages(visit: Visit, real_site: str, slug: str):
    visit.site = real_site
    assert visit.go(f"/council/{slug}/report") == 200
    check(visit.page)


def _most(rows: Rows) -> None:
    """Give Simford the most that a report can hold: every dimension, and a statement that has to be cut."""
    code = COUNCILS["simford"].code
    own = [row for row in rows["dimension_scores"] if row["authority"] == code]
    lacking = {one.code for one in DIMENSIONS} - {row["dimension"] for row in own}
    rows["dimension_scores"] += [own[0] | {"dimension": dimension} for dimension in sorted(lacking)]
    said = "The council has set out its plans for all of these services. " * 20
    rows["replies"] = [
        filled(REPLIES, authority=code, kind="statement", said=said, received_on="2026-12-01", reply_status="noted")
    ]


def test_the_fullest_report_is_two_pages_too(visit: Visit, tmp_path: Path):
    with served(build(tmp_path / "published.db", _most)) as site:
        visit.site = site
        assert visit.go("/council/simford/report") == 200
        assert visit.page.locator('.scroll[aria-label^="Dimension"] tbody tr').count() == len(DIMENSIONS) == 8
        check(visit.page)


def test_a_simulated_report_says_so_on_paper(visit: Visit):
    assert visit.go("/council/simford/report") == 200
    assert "invented for testing" in printed(visit.page)[0]
    check(visit.page)


@pytest.mark.parametrize("visit", [{"viewport": PHONE, "java_script_enabled": False}], indirect=True)
def test_a_report_is_whole_without_scripts(visit: Visit):
    assert visit.go("/council/simford/report") == 200
    assert visit.page.locator("#sources").is_visible()
