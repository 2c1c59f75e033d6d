"""Life events where a crawl has been: the human routes that a council's page shows stand under the way in."""

from __future__ import annotations

from pathlib import Path

from edition.tables import SERVICE_MARKS
from models import Message
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, Rows, build
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words

PAGE = "https://www.simport.example/care"
SHOWN = Message("gates.routes_shown")


def seen(routes: str) -> dict:
    message = Message("mark.seen", {"level": 3, "name": Message("ladder.3")}).json()
    return filled(
        SERVICE_MARKS, edition=EDITION, authority=COUNCILS["simport"].code, service="C01", status="measured", level=3,
        counted=3, looks=2, page_url=PAGE, message=message,
        observed_on="2026-11-20", routes=routes,
    )  # fmt: skip


def client(tmp_path: Path, routes: str):
    def crawled(rows: Rows) -> None:
        rows["service_marks"] = [seen(routes)]

    return make_server(build(tmp_path / "published.db", crawled)).test_client()


def test_what_a_page_shows_of_the_human_routes_is_said_with_its_day_and_leads_there(tmp_path: Path):
    page = soup(client(tmp_path, SHOWN.json()), "/start/a-parent-needs-care?place=simport")
    (told,) = page.select("#council + .tasks .known")
    assert words(told) == "On Simport’s page, 20 November 2026: Telephone, face-to-face and urgent help are shown."
    assert told.a["href"] == PAGE
    national = page.select_one("#now + .tasks")
    assert "999" in national.get_text() and page.select("h2").index(page.select_one("#now")) == 0


def test_where_nothing_was_looked_at_the_national_routes_stand_alone(tmp_path: Path):
    page = soup(client(tmp_path, ""), "/start/a-parent-needs-care?place=simport")
    assert not page.select(".known") and "999" in page.select_one("#now + .tasks").get_text()
    assert page.select_one(f'#council + .tasks a[href="{PAGE}"]')
