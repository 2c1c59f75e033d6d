"""A preview becomes a published edition once, when councils have had their time and nobody votes; else nothing changes.

The councils are invented: the database says otherwise here alone, because an invented one is never published.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from edition.as_published import load_printed
from edition.build import declared
from edition.editions import load_editions, working_days_after
from edition.publishing import publish, with_status_published
from errors import EditionError, QuietPeriodError
from scoring.rounding import out_of_100
from tests.edition.test_quiet_periods import ONE
from tests.small_edition import COUNCILS, EDITION, INDICATORS, Rows, build, inputs

COMMITTED = """# kept as it stands
[[edition]]
code = "2025-11"
title = "Before"
as_of = 2025-11-21
scope = "open-data"
status = "back-cast"
framework = "0.1.0"

[[edition]]
code = "2026-11"
title = "Simulated"
as_of = 2026-11-21
scope = "open-data"
status = "preview"   # of this one
framework = "0.1.0"
previewed_on = 2026-12-01
replies_until = 2027-01-05
"""
DAY = date(2027, 1, 6)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder of inputs with a preview whose councils have had their time, and its database."""

    data: Path
    published: Path

    def publish(self, code: str = EDITION, day: date = DAY, security: frozenset[str] = frozenset(), version: str = ""):
        return publish(
            self.data, self.published, code, day, tuple(COUNCILS.values()), security,
            version or inputs().files_version,
        )  # fmt: skip

    def edit(self, old: str, new: str, name: str = "editions.toml") -> None:
        text = (self.data / name).read_text(encoding="utf-8")
        assert old in text
        (self.data / name).write_text(text.replace(old, new), encoding="utf-8")

    def state(self) -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in self.data.rglob("*") if path.is_file()}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return made(tmp_path)


def made(folder: Path, change: Callable[[Rows], object] = lambda rows: None) -> Desk:
    def real(rows: Rows) -> None:
        rows["editions"][0]["simulated"] = 0
        change(rows)

    (folder / "data").mkdir()
    (folder / "data" / "editions.toml").write_text(COMMITTED, encoding="utf-8")
    (folder / "data" / "quiet-periods.toml").write_text(ONE, encoding="utf-8")
    return Desk(folder / "data", build(folder / "published.db", real))


def refused(desk: Desk, kind: type[Exception], says: str, **asked: object) -> None:
    before = desk.state()
    with pytest.raises(kind, match=says):
        desk.publish(**asked)
    assert desk.state() == before


def test_a_preview_is_published_once_with_its_figures_and_nothing_else_changes(desk: Desk):
    before = desk.state()["editions.toml"]
    kept = desk.publish()
    after = desk.state()["editions.toml"]
    line = f'status = "published"\npublished_on = {DAY}'
    assert after == before.replace('status = "preview"', line)
    edition = load_editions(desk.data / "editions.toml")[-1]
    assert (edition.status, edition.published_on) == ("published", DAY)
    printed = load_printed(kept.parent, [edition])[EDITION]
    found = sqlite3.connect(desk.published).execute("SELECT authority, score FROM scores WHERE edition = ?", [EDITION])
    assert {code: one.score for code, one in printed.items()} == {code: out_of_100(score) for code, score in found}
    refused(desk, EditionError, 'field "status": is published already since 2027-01-06, and its figures do not change')


def test_figures_that_were_kept_before_have_to_be_the_same(desk: Desk):
    kept = desk.publish()
    (desk.data / "editions.toml").write_text(COMMITTED, encoding="utf-8")
    assert desk.publish() == kept
    (desk.data / "editions.toml").write_text(COMMITTED, encoding="utf-8")
    kept.write_text(re.sub(r"\d\.\d", "9.9", kept.read_text()))
    refused(desk, EditionError, "keeps other figures already, and they do not change")


@pytest.mark.parametrize(
    ("code", "says"),
    [("1999-01", "is not in editions.toml; expected a preview: 2026-11"), ("2025-11", 'found "back-cast"'),
     ("../x", "is not in editions.toml")],
)  # fmt: skip
def test_only_a_preview_is_published(desk: Desk, code: str, says: str):
    refused(desk, EditionError, says, code=code)


def test_nothing_is_published_while_people_vote_or_if_that_cannot_be_known(desk: Desk):
    refused(desk, QuietPeriodError, "A poll: quiet from 2027-05-21 to 2027-06-10", day=date(2027, 6, 1))
    (desk.data / "quiet-periods.toml").write_text("election = [", encoding="utf-8")
    refused(desk, QuietPeriodError, "without it nothing is published")
    (desk.data / "quiet-periods.toml").unlink()
    refused(desk, QuietPeriodError, "without it nothing is published")


def test_councils_have_their_time_to_answer_first(desk: Desk):
    refused(desk, EditionError, "councils can answer until 2027-01-05; today is 2027-01-05", day=date(2027, 1, 5))
    desk.edit("previewed_on = 2026-12-01\nreplies_until = 2027-01-05\n", "")
    refused(desk, EditionError, 'field "replies_until": found nothing, expected the last day')


def test_the_database_has_to_be_that_preview_built_from_the_files_that_are_there(desk: Desk, tmp_path: Path):
    refused(desk, EditionError, "was built from other files than those here now; build it again", version="0" * 12)
    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other", lambda rows: rows["editions"][0].update(status="published"))
    refused(other, EditionError, "shows the published 2026-11 first; build that preview")
    (tmp_path / "invented").mkdir()
    invented = made(tmp_path / "invented", lambda rows: rows["editions"][0].update(simulated=1))
    refused(invented, EditionError, "holds invented councils, which are never published")


def test_a_security_finding_of_ours_is_told_to_the_council_before_it_is_public(desk: Desk):
    marks = frozenset(one.code for one in INDICATORS)
    assert desk.publish(security=marks)  # of published data alone: it was public before
    (desk.data / "editions.toml").write_text(COMMITTED, encoding="utf-8")
    desk.edit('scope = "open-data"', 'scope = "website"')
    refused(
        desk,
        EditionError,
        r'field "security_told_on": found nothing, .*with a security finding of ours: \d+',
        security=marks,
    )
    desk.edit("previewed_on", "security_told_on = 2026-12-08\npreviewed_on")
    refused(desk, EditionError, "told on 2026-12-08: not public before 2027-01-07", security=marks)
    assert desk.publish(security=marks, day=date(2027, 1, 7))


def test_an_entry_whose_status_cannot_be_told_by_the_text_is_left_alone(desk: Desk):
    desk.edit('status = "preview" ', "status = 'preview' ")
    refused(desk, EditionError, 'field "status": expected one line, status = "preview"')
    assert with_status_published(COMMITTED, EDITION, DAY).count("published_on") == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("replies_until = 2027-01-04", 'field "replies_until": found 2027-01-04, expected 2027-01-05 or later: .* 25'),
        ('replies_until = "soon"', 'field "replies_until": found .*, expected a day'),
        ("replies_until = 2027-01-05T10:00:00", 'field "replies_until": found .*, expected a day'),
        ("published_on = 2027-01-05", 'field "published_on": found 2027-01-05, expected nothing'),
    ],
)
def test_days_of_an_edition_have_to_fit(desk: Desk, line: str, says: str):
    desk.edit("replies_until = 2027-01-05", line)
    with pytest.raises(EditionError, match=f'edition "2026-11": {says}'):
        load_editions(desk.data / "editions.toml")


def test_answers_without_a_day_on_which_previews_were_sent_are_refused(desk: Desk):
    desk.edit("previewed_on = 2026-12-01\n", "")
    with pytest.raises(EditionError, match='field "previewed_on": found nothing'):
        load_editions(desk.data / "editions.toml")


def test_a_preview_of_evidence_to_come_cannot_have_been_sent(desk: Desk):
    desk.edit("previewed_on = 2026-12-01", "previewed_on = 2026-11-20")
    with pytest.raises(EditionError, match='field "previewed_on": found 2026-11-20, expected 2026-11-21 or later'):
        load_editions(desk.data / "editions.toml")


def test_working_days_are_those_from_monday_to_friday():
    friday = date(2026, 12, 4)
    assert working_days_after(friday, 1) == date(2026, 12, 7)
    assert working_days_after(friday, 5) == date(2026, 12, 11)
    assert working_days_after(date(2026, 12, 5), 1) == date(2026, 12, 7)


def test_as_shipped_nothing_can_be_published_because_no_council_has_been_asked():
    found = CliRunner().invoke(main, ["publish", "2026-11"])
    assert isinstance(found.exception, EditionError | QuietPeriodError)
    assert "replies_until" in str(found.exception) or "quiet period" in str(found.exception)


def test_an_edition_of_a_crawl_is_published_as_its_entry_says():
    made_now = replace(inputs().editions[0], code="2026-11-website", scope="website")
    published = replace(made_now, status="published", title="As published")
    known = replace(inputs(), of_crawls=(published,))
    assert declared(known, made_now, simulated=False) == published
    assert declared(known, made_now, simulated=True) == made_now
    assert declared(inputs(), made_now, simulated=False) == made_now
    with pytest.raises(EditionError, match='field "as_of": found 2026-11-21, expected 2026-11-22, the day'):
        declared(known, replace(made_now, as_of=date(2026, 11, 22)), simulated=False)
