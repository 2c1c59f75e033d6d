"""The report for a committee: a paragraph that is true of the council, marks with their sources, no gap made a zero."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edition.reader import connect, council, current_edition
from edition.tables.figures import WAYS_IN
from edition.tables.replies import REPLIES
from tests.rows import filled
from tests.small_edition import COUNCILS, EDITION, Rows, build, figures, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages import committee
from web.pages.committee import Told, summary
from web.pages.standing import in_type
from web.words import format as fmt
from web.words.catalogue import word

LONG = "We ask <everybody> to read this. " * 30


def _real(status: str):
    def change(rows: Rows) -> None:
        rows["editions"][0] |= {"status": status, "simulated": 0}
        unranked = next(row for row in rows["scores"] if not row["ranked"])
        about = {"edition": EDITION, "authority": unranked["authority"]}
        read = {"received_on": "2026-12-01", "sender": "council", "reviewed_on": "2026-12-02", "reviewed_by": "A."}
        own = {"kind": "statement", "reply_status": "noted", "said": LONG}
        wrong = {"kind": "report", "reply_status": "open", "said": "It is another.", "indicator": "T09W"}
        rows["replies"] = [
            filled(REPLIES, authority=COUNCILS[slug].code, **read, **one)
            for slug, one in (("simford", own), ("simham", wrong))
        ]
        rows["ways_in"] = [filled(WAYS_IN, **about, way=1, position=1, source=rows["sources"][0]["source"])]

    return change


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client over a preview that does not say that it is simulated."""
    return make_server(build(tmp_path_factory.mktemp("real") / "published.db", _real("preview"))).test_client()


def of(client: FlaskClient, slug: str) -> dict:
    return figures(client.application.config["PUBLISHED"], slug)


@pytest.mark.parametrize("slug", COUNCILS)
def test_the_paragraph_says_what_the_figures_say(preview: FlaskClient, slug: str):
    page, own = soup(preview, f"/council/{slug}/report"), of(preview, slug)
    text = words(page.find(id="summary").find_next("p"))
    assert text.startswith(COUNCILS[slug].name) and text.endswith(
        "a preview and not final; they rest on evidence up to 21 November 2026."
    )
    assert not re.search(r"\.\.|  | \.|None|not known", text)
    if own["ranked"]:
        assert f"scores {fmt.score_text(own['score'])} out of 100" in text
        assert f"from {own['interval_low']} to {own['interval_high']}" in text and f"{own['rank_of']} ranked" in text
        assert ("could not be seen" in text) == (own["coverage"] < 0.9999)
    else:
        assert "has no score and no place yet" in text and "a gap of the index, not a finding" in text
        assert "scores" not in text and "out of 100" not in text


def test_a_council_without_a_place_is_told_which_check_would_give_one(preview: FlaskClient):
    told = [words(soup(preview, f"/council/{slug}/report").find(id="summary").find_next("p"))
            for slug in COUNCILS if not of(preview, slug)["ranked"]]  # fmt: skip
    assert len([one for one in told if "Not ranked: needs “" in one]) == 1 and len(told) > 1


@pytest.mark.parametrize(
    ("status", "simulated", "end"),
    [
        ("preview", 0, "a preview and not final; they rest on evidence up to 21 November 2026."),
        ("published", 0, "These figures are published; they rest on evidence up to 21 November 2026."),
        ("back-cast", 0, "and were never published at the time."),
        ("published", 1, "invented for testing, as if on 21 November 2026."),
    ],
)
@pytest.mark.parametrize("slug", ["simford", "fictbury"])
def test_the_paragraph_ends_with_what_kind_of_figures_they_are(
    published: Path, slug: str, status: str, simulated: int, end: str
):
    connection = connect(published)
    edition = dict(current_edition(connection)) | {"status": status, "simulated": simulated}
    row = council(connection, edition["edition"], slug)
    assert row is not None
    told = Told(row, in_type(row), edition, None, "Not ranked: needs a check", "")
    assert word(summary(told, [])).endswith(end)


DIMENSION = {"seen": 0.5, "score": 0.5, "coverage": 1.0, "type_median": 0.5}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], None),
        ([DIMENSION | {"name": "A"}], None),
        ([DIMENSION | {"name": "A", "score": 0.7}], "furthest above the middle of its type in “A” (+20.0 points)"),
        ([DIMENSION | {"name": "A", "score": 0.3}], "furthest below the middle of its type in “A” (-20.0 points)"),
        ([DIMENSION | {"name": "A", "score": 0.3}, DIMENSION | {"name": "B", "score": 0.6}],
         "most from the middle of its type in “B” (+10.0 points) and “A” (-20.0 points)"),
        ([DIMENSION | {"name": "A", "score": 0.9, "coverage": 0.8}], None),
        ([DIMENSION | {"name": "A", "score": 0.9, "seen": None, "coverage": 0.0}], None),
        ([DIMENSION | {"name": "A", "score": 0.9, "type_median": None}], None),
    ],
)  # fmt: skip
def test_a_dimension_is_named_only_where_all_of_it_could_be_seen(published: Path, parts: list[dict], said: str | None):
    row = council(connect(published), EDITION, "simford")
    unranked = council(connect(published), EDITION, next(s for s in COUNCILS if not figures(published, s)["ranked"]))
    assert row is not None and unranked is not None
    edition = current_edition(connect(published))
    text = word(summary(Told(row, in_type(row), edition, None, "", ""), parts))
    assert said in text if said else "dimensions" not in text
    assert "dimensions" not in word(summary(Told(unranked, in_type(unranked), edition, None, "", ""), parts))


@pytest.mark.parametrize("slug", COUNCILS)
def test_every_mark_seen_has_its_source_and_every_other_its_reason(preview: FlaskClient, slug: str):
    page, known = soup(preview, f"/council/{slug}/report"), values(slug)
    rows = page.select('.scroll[aria-label="Marks and their evidence"] tbody tr')
    assert len(rows) == sum(value is not None for value in known.values())
    sources = page.find(id="sources").find_next("ol").select("li")
    for row in rows:
        assert sources[int(words(row.select("td")[-1])) - 1].a["href"].startswith("https://")
    missing = [code for code, value in known.items() if value is None]
    assert ("Not seen, which is neither zero nor full marks" in words(page.main)) == bool(missing)


def test_what_does_not_fit_is_counted(preview: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(committee, "MOST_MARKS", 2)
    page = soup(preview, "/council/simford/report?few")
    rows = page.select('.scroll[aria-label="Marks and their evidence"] tbody tr')
    left = sum(value is not None for value in values("simford").values()) - 2
    assert len(rows) == 2 and f"{left} marks more could be seen and are on the council’s page" in words(page.main)
    assert words(page.find(id="marks")) == "The marks that count most"


def test_a_report_of_nobody_is_not_found(client: FlaskClient):
    assert client.get("/council/nope/report").status_code == 404
    assert client.get("/council/SimFord/report").headers["Location"] == "/council/simford/report"


def test_what_the_council_says_and_what_is_under_review_goes_with_the_report(preview: FlaskClient):
    own = soup(preview, "/council/simford/report").main
    said = words(own.find(id="statement").find_next("p"))
    assert "1 December 2026: “We ask <everybody> to read this." in said and "in full on the council’s page" in said
    assert len(said) < committee.MOST_SAID + 150 and not own.select(".tag.review")
    other = soup(preview, "/council/simham/report").main
    assert "counted as it stands until that is decided: 1 mark." in words(other)
    (tag,) = other.select("#marks ~ .scroll .tag.review")
    assert words(tag) == "Under review" and tag.find_parent("tr").select("td")[0]["data-label"] == "Found"
    assert "1 mark is under review" in words(soup(preview, "/embed/simham").main)
    assert "under review" not in words(soup(preview, "/embed/simford").main)
