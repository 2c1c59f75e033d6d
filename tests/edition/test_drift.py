"""What became of services between two crawls of invented sites: a page that was blocked is never a verdict."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from collectors.crawl.store import save_for_authority
from edition.build import with_crawl
from edition.drift import MOVED, Kind, drift, drift_rows, drift_summary, kind_of
from edition.website_edition import CrawlEdition
from errors import EditionError
from tests.committed import committed_inputs
from tests.edition.test_website import GRADES, KENT, crawled, read, seen, service

SAME = "a" * 12
EARLIER = "2026-05-20T09:00:00+00:00"


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [(0, 3, Kind.APPEARED), (3, 0, Kind.DISAPPEARED), (1, 3, Kind.HIGHER), (4, 3, Kind.LOWER), (2, 2, None),
     (0, 0, None), (None, None, None), (None, 0, Kind.NOT_SEEN_THEN), (None, 4, Kind.NOT_SEEN_THEN),
     (0, None, Kind.NOT_SEEN_NOW), (4, None, Kind.NOT_SEEN_NOW)],
)  # fmt: skip
def test_a_level_is_compared_only_where_it_counted_both_times(was: int | None, now: int | None, kind: Kind | None):
    assert kind_of(was, now) is kind


def crawl(path: Path, rows: list[dict], detectors: str = SAME) -> Path:
    """A crawl of invented sites with these services, judged by these detectors."""
    codes = sorted({row["authority"] for row in rows})
    crawled(path, [*rows, *(seen("F01", 2.0, code) for code in codes)], origin="simulated")
    with closing(Database(path)) as db:
        for code in codes:
            save_for_authority(db, "observed", code, [{"authority": code, "detectors": detectors}])
    return path


def moved(tmp_path: Path, then: list[dict], now: list[dict], *detectors: str) -> dict[str, str]:
    first, second = detectors or (SAME, SAME)
    before = read(crawl(tmp_path / "then.db", [row | {"fetched_at": EARLIER} for row in then], first))
    after = read(crawl(tmp_path / "now.db", now, second))
    rows = list(drift_rows("2026-11-website", drift(before, after)))
    assert all(row["observed_before"] == "2026-05-20" and row["observed_now"] == "2026-11-20" for row in rows)
    return {row["service"]: row["kind"] for row in rows}


def test_what_appeared_disappeared_and_changed_its_level(tmp_path: Path):
    then = [service("S05", 0), service("S06", 3), service("S01", 2), service("S02", 4), service("S03", 3)]
    now = [service("S05", 3), service("S06", 0), service("S01", 3), service("S02", 1), service("S03", 3)]
    assert moved(tmp_path, then, now) == {"S05": "appeared", "S06": "disappeared", "S01": "higher", "S02": "lower"}


@pytest.mark.parametrize("status", ["blocked", "unreachable", "disallowed", "needs_javascript", "not_checked"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_page_that_could_not_be_read_at_one_of_the_dates_is_never_a_verdict(
    tmp_path: Path, status: str, turned: bool
):
    level, unread = [service("S05", 4)], [service("S05", None, status=status)]
    then, now = (unread, level) if turned else (level, unread)
    found = moved(tmp_path, then, now)
    assert found == {"S05": "not-seen-then" if turned else "not-seen-now"} and not set(found.values()) & set(MOVED)


def test_a_first_look_is_no_change_until_it_counts(tmp_path: Path):
    assert moved(tmp_path, [service("S05", 3)], [service("S05", 0, looks=1)]) == {"S05": "not-seen-now"}
    assert moved(tmp_path / "b", [service("S05", 1, looks=1)], [service("S05", 3)]) == {"S05": "not-seen-then"}


@pytest.mark.parametrize("detectors", [("a" * 12, "b" * 12), ("", ""), ("", "a" * 12)])
def test_other_detectors_are_no_change_of_the_council(tmp_path: Path, detectors: tuple[str, str]):
    assert moved(tmp_path, [service("S05", 3)], [service("S05", 0)], *detectors) == {"S05": "other-detectors"}


def test_what_is_not_the_job_of_a_council_or_was_seen_by_one_crawl_alone_has_no_line(tmp_path: Path):
    then = [service("S17", 3, KENT), service("S05", 3)]
    now = [service("S17", None, KENT, status="not_applicable"), service("S05", 3), service("S06", 3)]
    assert moved(tmp_path, then, now) == {}
    assert list(drift(None, read(tmp_path / "now.db"))) == []


def test_an_earlier_crawl_has_to_be_earlier_and_makes_an_edition_simulated(tmp_path: Path):
    inputs = replace(committed_inputs(), grades=GRADES)
    old = crawl(tmp_path / "then.db", [service("S05", 3, fetched_at=EARLIER)])
    with closing(Database(old)) as db, db.conn:
        db.execute("UPDATE observations SET observed_at = ?", [EARLIER])
        db.execute("UPDATE runs SET started_at = ?", [EARLIER])
    new = crawled(tmp_path / "now.db", [service("S05", 0), seen("F01", 2.0)])
    made = with_crawl(inputs, CrawlEdition(new, date(2026, 11, 21), earlier=old))
    assert made.website_before and made.website and made.website.simulated
    (told,) = drift_summary("e", made.website_before, made.website)
    assert told["value"] == '{"now": "2026-11-20", "then": "2026-05-20"}'
    alone = with_crawl(inputs, CrawlEdition(new, date(2026, 11, 21)))
    assert (
        not drift_summary("e", alone.website_before, alone.website)
        and made.code_version != alone.code_version
        and not alone.website.simulated
    )
    with pytest.raises(EditionError, match="now.db: its newest evidence is of 2026-11-20; expected a crawl"):
        with_crawl(inputs, CrawlEdition(old, date(2026, 11, 21), earlier=new))
