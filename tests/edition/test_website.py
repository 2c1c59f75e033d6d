"""From the rows of a crawl to facts, marks and gates: what counts, what waits, and what was never anybody's failure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from collectors.crawl.store import open_store, save_for_authority, save_observations, save_services
from detectors.measures import MEASURES
from edition.build import Inputs, edition_tables, score_editions, with_crawl
from edition.website import FIRST_LOOK, Website, load_website
from edition.website_edition import CrawlEdition
from edition.website_messages import rung
from errors import BenchmarkError, CrawlError, EditionError, FrameworkError
from models import Message, Status
from register.authorities import Register
from scoring.framework import Graded
from tests.committed import committed_inputs, some_councils
from web.words.catalogue import word

ROOT = Path(__file__).resolve().parents[2]
LEEDS, KENT, SWALE = "E08000035", "E10000016", "E07000113"
DAY = "2026-11-20T09:00:00+00:00"


NO_PHONE = Message("gates.routes_missing", {"routes": (Message("help.phone"),)}).json()


def service(code: str, level: int | None, authority: str = LEEDS, **other: object) -> dict:
    """A row of `services`."""
    row = {
        "authority": authority,
        "slug": "x",
        "service": code,
        "level": level,
        "looks": 2,
        "vendor": "",
        "status": "measured" if level is not None else "not_checked",
        "page_url": "https://x.test/page",
        "action_url": "",
        "confidence": 0.9,
        "fetched_at": DAY,
        "reasons": json.dumps([Message("step.signpost").plain(), Message("step.absent").plain()]),
        "receipt": "[]",
    }
    return row | other  # fmt: skip


def seen(measure: str, value: float | None, authority: str = LEEDS, **other: object) -> dict:
    """A row of `observations`."""
    row = {
        "authority": authority,
        "measure": measure,
        "value": value,
        "subject": "",
        "fetch_id": None,
        "sha256": "",
        "status": "measured" if value is not None else "not_checked",
        "locator": "",
        "quote": "",
        "detector": "d",
        "version": "1",
        "confidence": 0.8,
        "observed_at": DAY,
        "text": Message("step.no_sign", {"service": measure}).json(),
        "denominator": None,
        "url": "",
    }
    return row | other  # fmt: skip


def crawled(path: Path, rows: list[dict], status: str = "replied", origin: str = "live", **other: list[dict]) -> Path:
    """A crawl database with these rows; every council of a row was crawled in run 1, and ended with `status`."""
    db = open_store(path)
    db["runs"].insert({"run": 1, "started_at": DAY, "finished_at": DAY, "state": "finished", "origin": origin,
                       "settings": "{}"})  # fmt: skip
    codes = {row["authority"] for row in rows} or {LEEDS}
    db["sites"].insert_all({"run": 1, "authority": code, "slug": code.lower(), "crawled_as": code, "status": status,
                            "home_url": "https://home.test/", "reason": "Why.", "complete": 1, "pages": 9,
                            "attempts": 9, "errors": 0} for code in sorted(codes))  # fmt: skip
    save_services(db, [row for row in rows if "service" in row])
    save_observations(db, [row for row in rows if "measure" in row])
    for code in codes:
        found = [row for row in other.get("broken", []) if row["authority"] == code]
        save_for_authority(db, "broken_links", code, found)
    db.close()
    return path


GRADES = {measure.detector: Graded(0.9, True, 0.7) for measure in MEASURES}


def read(path: Path, **grades: Graded) -> Website:
    inputs = committed_inputs()
    return load_website(path, inputs.register.authorities, inputs.services, inputs.duties, GRADES | grades)


def one_mark(tmp_path: Path, *rows: dict):
    website = read(crawled(tmp_path / "crawl.db", [seen("F01", 2.0, rows[0]["authority"]), *rows]))
    (mark,) = website.marks
    (fact,) = (fact for fact in website.facts if fact.measure == mark.service)
    return mark, fact, website


@pytest.mark.parametrize(
    ("level", "looks", "counted"),
    [(0, 1, None), (1, 1, None), (2, 1, None), (3, 1, 3), (4, 1, 4), (0, 2, 0), (2, 2, 2)],
)
def test_low_marks_count_from_the_second_look_and_high_ones_at_once(tmp_path, level, looks, counted):
    mark, fact, website = one_mark(tmp_path, service("S05", level, looks=looks))
    assert (mark.level, mark.counted, fact.value) == (level, counted, None if counted is None else float(counted))
    assert mark.first_look == (counted is None)
    assert website.ladder.get((LEEDS, "S05")) == counted
    if counted is None:
        assert fact.status is Status.NOT_CHECKED and website.reasons == {("S05", LEEDS): FIRST_LOOK}
        assert fact.message == Message(
            "mark.first_look", {"level": level, "name": rung(level), "day": date(2026, 11, 20)}
        )
    else:
        assert fact.status is Status.MEASURED and website.reasons == {} and f"Level {level}, " in word(fact.message)


@pytest.mark.parametrize(
    ("authority", "code", "row", "status"),
    [
        (KENT, "S17", {"page_url": ""}, Status.NOT_APPLICABLE),  # part duty, nothing seen
        (KENT, "S17", {"page_url": "https://x.test/p"}, Status.NOT_CHECKED),  # part duty, a page that was not followed
        (KENT, "S05", {"page_url": "https://x.test/p"}, Status.NOT_APPLICABLE),  # a county collects no bins
        (LEEDS, "S05", {"page_url": ""}, Status.NOT_CHECKED),
        (LEEDS, "S05", {"status": "blocked"}, Status.BLOCKED),
        (LEEDS, "S05", {"status": "needs_javascript"}, Status.NEEDS_JAVASCRIPT),
        (KENT, "S17", {"status": "not_applicable"}, Status.NOT_APPLICABLE),
    ],
)
def test_what_was_not_measured_is_missing_and_no_duty_is_no_penalty(tmp_path, authority, code, row, status):
    mark, fact, _ = one_mark(tmp_path, service(code, None, authority, **row))
    assert fact.status is mark.status is status and fact.value is None and word(fact.message)


@pytest.mark.parametrize(
    ("level", "gate", "counted"),
    [(4, 1.0, 4), (4, 0.0, 3), (4, None, 3), (3, 0.0, 3), (3, 1.0, 3), (0, 0.0, 0)],
)
def test_a_complex_need_has_full_marks_only_with_the_human_routes_in_sight(tmp_path, level, gate, counted):
    mark, fact, website = one_mark(tmp_path, service("C01", level), seen("C01G", gate, text=NO_PHONE))
    assert (mark.counted, fact.value) == (counted, counted)
    assert website.ladder[LEEDS, "C01"] == level, "the level of the ladder is what was seen"
    assert ("Not shown: phone." in word(fact.message)) == (counted < level)


@pytest.mark.parametrize(
    ("level", "looks", "gate", "shown"),
    [(3, 1, 0.0, "Not shown: phone."), (2, 1, 0.0, ""), (2, 2, 0.0, "Not shown: phone."), (3, 1, None, "")],
)
def test_the_human_routes_are_told_of_a_level_that_counts_where_they_were_looked_at(
    tmp_path, level, looks, gate, shown
):
    mark, _, _ = one_mark(tmp_path, service("C01", level, looks=looks), seen("C01G", gate, text=NO_PHONE))
    assert word(mark.routes) == shown


def test_a_detector_below_its_floor_is_as_good_as_silent(tmp_path):
    rows = [seen("C01G", 1.0), seen("online_payment", 1.0), seen("F01", 2.0), seen("F02", 0.5), service("C01", 4)]
    below = Graded(0.6, False, 0.7)
    website = read(crawled(tmp_path / "crawl.db", rows), gate=below, F02=below)
    assert {fact.measure for fact in website.facts} == {"F01", "C01"} and website.gates == {}
    (mark,) = website.marks
    assert mark.counted == 3 and "not confirmed" in word(mark.message), (
        "what is not known to be there is not full marks"
    )


def test_the_cap_of_a_service_is_its_full_mark(tmp_path):
    mark, fact, _ = one_mark(tmp_path, service("C05", 3), seen("C05G", 0.0))
    assert (mark.level, fact.value) == (3, 2.0)


@pytest.mark.parametrize(
    ("rows", "gate", "state"),
    [
        ([seen("T01", 1.0)], "https", True), ([seen("T01", 0.0)], "https", False), ([seen("T01", None)], "https", None),
        ([seen("F01", 1.0)], "https", None),
        ([seen("P01", 0.0), seen("P09", 1.0)], "published_data", True),
        ([seen("P01", 0.0), seen("P09", 0.0)], "published_data", False),
        ([seen("P01", 0.0), seen("P09", None)], "published_data", None),
        ([seen("P01", 1.0), seen("P09", None)], "published_data", True),
        ([seen("online_payment", 1.0)], "online_payment", True),
        ([seen("resident_account", 0.0)], "resident_account", False),
        ([seen("A01", 1.0)], "accessibility_statement", True),
    ],
)  # fmt: skip
def test_a_gate_is_known_only_if_its_evidence_settles_it(tmp_path, rows, gate, state):
    assert read(crawled(tmp_path / "crawl.db", rows)).gates.get((LEEDS, gate)) is state


def test_a_site_level_fact_keeps_value_denominator_words_date_and_address(tmp_path):
    rows = [seen("F08", 0.25, denominator=12, url="https://x.test/f"), seen("F01", 3.0), seen("C01G", 1.0)]
    facts = {fact.measure: fact for fact in read(crawled(tmp_path / "crawl.db", rows)).facts}
    assert facts.keys() == {"F08", "F01"}, "the gate of a service is no question of its own"
    share = facts["F08"]
    assert (share.value, share.denominator, share.url) == (0.25, 12, "https://x.test/f")
    assert (share.observed_on, word(share.message), facts["F01"].url) == (
        date(2026, 11, 20),
        "Neither title, address nor content speaks of F08.",
        "https://home.test/",
    )


@pytest.mark.parametrize(
    ("status", "says"),
    [("blocked", "turned our reader away"), ("needs_javascript", "without JavaScript"), ("tls_failed", "secure"),
     ("not_checked", "Why.")],
)  # fmt: skip
def test_a_site_that_was_not_read_says_why(tmp_path, status, says):
    website = read(crawled(tmp_path / "crawl.db", [seen("F01", None, status="blocked")], status))
    assert says in word(website.unread[LEEDS]) and website.facts[0].value is None


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([seen("F01", None, status="measured")], "F01 of E08000035"),
        ([seen("F01", 1.0, status="seen")], "F01 of E08000035"),
        ([seen("F01", 1.0, observed_at="yesterday")], "F01 of E08000035"),
        ([seen("F01", 1.0), service("S05", None, status="measured")], "S05 of E08000035"),
        ([seen("F01", 1.0), service("S05", 7)], "S05 of E08000035"),
        ([seen("F01", 1.0), service("S99", 1)], "S99 of E08000035"),
        ([seen("F01", 1.0), service("S05", 1, reasons="{")], "S05 of E08000035"),
        ([seen("F01", 1.0, "X00000001")], 'authority "X00000001"'),
        ([], "holds no observations"),
    ],
)
def test_a_crawl_that_is_not_as_agreed_is_refused_by_name(tmp_path, rows, says):
    with pytest.raises(EditionError, match=says):
        read(crawled(tmp_path / "crawl.db", rows))


def test_no_crawl_no_edition(tmp_path):
    with pytest.raises(CrawlError, match="no such file"):
        read(tmp_path / "nowhere.db")


def test_an_unknown_scope_is_refused(tmp_path):
    path = crawled(tmp_path / "crawl.db", [seen("F01", 1.0)])
    with pytest.raises(FrameworkError, match='no scope "everything"'):
        with_crawl(committed_inputs(), CrawlEdition(path, date(2026, 11, 21), "everything"))


def test_broken_links_and_the_origin_of_the_crawl_are_kept(tmp_path):
    link = {"authority": LEEDS, "service": "S05", "page_url": "https://x.test/", "link_url": "https://x.test/y",
            "why": Message("page.http_status", {"status": 404}).json()}  # fmt: skip
    website = read(crawled(tmp_path / "crawl.db", [seen("F01", 1.0)], origin="simulated", broken=[link]))
    found = [(one.link_url, word(one.why)) for one in website.broken]
    assert website.simulated and found == [("https://x.test/y", "HTTP status 404")]
    assert not read(crawled(tmp_path / "live.db", [seen("F01", 1.0)])).simulated


BROKEN = {"authority": LEEDS, "service": "S05", "page_url": "https://x.test/", "link_url": "https://x.test/y"}


def test_the_sentences_of_earlier_detectors_are_said_to_be_gone(tmp_path):
    old = [
        service("S05", None, reasons='["One.", "Two."]'),
        seen("F08", 0.25, text="Three."),
        seen("F07", 0.5, text=""),
    ]
    website = read(crawled(tmp_path / "crawl.db", old, broken=[{**BROKEN, "why": "Four."}]))
    told = {word(one.message) for one in (*website.marks, *website.facts)} | {word(one.why) for one in website.broken}
    assert told == {"Decided by an earlier version of our detectors, whose reasons are not kept in this edition.", ""}
    assert {fact.measure: fact.value for fact in website.facts} == {"S05": None, "F08": 0.25, "F07": 0.5}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (seen("F08", 0.25, text='["step.signpost"'), "observations: F08 of E08000035"),
        (service("S05", 3, reasons='[["step.signpost"]]'), "services: S05 of E08000035.*expected a message"),
        ({**BROKEN, "why": '["page.http_status", 404]'}, "broken_links: S05 of E08000035.*expected a message"),
    ],
)
def test_a_message_that_is_none_is_refused_by_place(tmp_path, row, says):
    broken, rows = ([row], []) if "why" in row else ([], [row])
    with pytest.raises(EditionError, match=f"crawl.db: {says}"):
        read(crawled(tmp_path / "crawl.db", [seen("F01", 1.0), *rows], broken=broken))


@pytest.mark.parametrize(
    ("stored", "printed"),
    [(Message("page.http_status", {"status": 404}), "HTTP status 404"), ("As earlier detectors put it.", None)],
)
def test_export_prints_what_the_detectors_say_in_words(tmp_path, stored, printed):
    text, plain = (stored.json(), stored.plain()) if isinstance(stored, Message) else (stored, stored)
    rows = [seen("F08", 0.25, text=text), service("S05", 3, reasons=json.dumps([plain]))]
    path = crawled(tmp_path / "crawl.db", rows, broken=[{**BROKEN, "why": text}])

    def exported(what: str) -> dict:
        result = CliRunner().invoke(main, ["export", what, "--db", str(path), "--format", "json"])
        return json.loads(result.output)["rows"][0]

    assert exported("observations")["text"] == exported("broken_links")["why"] == (printed or text)
    assert json.loads(exported("services")["reasons"]) == [printed or text]


def test_the_edition_holds_open_data_and_crawl_and_leaves_the_silent_questions_out(tmp_path):
    rows = [seen("F11", 1.0), service("S05", 4), service("S12", 1, looks=1), seen("F11", 0.0, KENT)]
    path = crawled(tmp_path / "crawl.db", rows)
    inputs = few(with_crawl(replace(committed_inputs(), grades=GRADES), CrawlEdition(path, date(2026, 11, 21))))
    (scored,) = score_editions(inputs)
    codes = {column.code for column in scored.panel.columns}
    assert {"F11", "S05", "A06H", "P07"} <= codes and not codes & {"S12", "S06", "A06", "T05"}
    made = {name: list(found) for name, found in edition_tables(inputs)[0].items()}
    (edition,) = made["editions"]
    assert (edition["scope"], edition["simulated"], edition["edition"]) == ("website", 0, "2026-11-website")
    questions = {row["question"]: row for row in made["questions"]}
    assert questions["S05"]["state"] == "scored" and questions["S12"]["why"] == Message("question.no_evidence").json()
    assert questions["A06"]["state"] == "scored" and word(questions["G04"]["why"]).startswith("Needs a person")
    assert {row["source"] for row in made["sources"]} >= {"website_crawl", "planning_data"}
    assert {(row["service"], row["counted"]) for row in made["service_marks"]} == {("S05", 4), ("S12", None)}
    # A pilot says on every page and in every file whose websites it looked at, and of each other one that it did not.
    every = len(inputs.register)
    assert edition["leaves_out"].startswith(f"Only the websites of 2 of the {every} councils were looked at; ")
    assert {row["key"]: row["value"] for row in made["summaries"]}["websites"] == f'{{"looked_at": 2, "of": {every}}}'
    whys = {row["authority"]: word(row["unranked_reason"]) for row in made["scores"] if row["unranked_reason"]}
    unread = "Its website was not among those that this edition looked at."
    assert len(whys) > 3 and all(why.startswith(unread) == (code not in (LEEDS, KENT)) for code, why in whys.items())


def test_an_edition_that_looked_at_every_website_says_nothing_of_others(tmp_path):
    inputs = few(committed_inputs())
    codes = [one.code for one in inputs.register.authorities]
    path = crawled(tmp_path / "crawl.db", [seen("F11", 1.0, code) for code in codes])
    made = edition_tables(with_crawl(replace(inputs, grades=GRADES), CrawlEdition(path, date(2026, 11, 21))))[0]
    (edition,) = made["editions"]
    assert edition["leaves_out"] == inputs.framework.scope("website").leaves_out
    assert "websites" not in {row["key"] for row in made["summaries"]}


def few(inputs: Inputs) -> Inputs:
    """The inputs of few councils, the two that were crawled among them, with few draws: all parts meet there too."""
    codes = {one.code for one in some_councils(inputs, 6).register.authorities} | {LEEDS, KENT}
    register = Register(tuple(one for one in inputs.register.authorities if one.code in codes))
    facts = tuple(fact for fact in inputs.facts if fact.authority in codes)
    quick = replace(inputs.framework, draws=20, sobol_samples=0, hiding_repetitions=1)
    return replace(inputs, register=register, facts=facts, framework=quick)


def test_no_mark_ever_counts_for_more_than_was_seen(tmp_path):
    every = list(product(range(5), (1, 2, 3), (None, 0.0, 1.0)))
    councils = committed_inputs().register.authorities
    codes = [one.code for one in councils if one.code[:3] in ("E08", "E09")][: len(every)]
    rows = [
        row
        for code, (level, looks, gate) in zip(codes, every, strict=True)
        for row in (service("C09", level, code, looks=looks), seen("F01", 1.0, code), seen("C09G", gate, code))
    ]
    marks = read(crawled(tmp_path / "crawl.db", rows)).marks
    assert len(marks) == len(every)
    assert all(mark.counted is None or 0 <= mark.level - mark.counted <= 1 for mark in marks)


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--as-of", "2026-11-21"), 2, "describe the edition"),
        (("--simulated",), 2, "describe the edition"),
        (("--earlier-crawl", "then.db"), 2, "describe the edition"),
        (("--crawl", "nowhere.db"), 2, "needs --as-of"),
        (("--crawl", "nowhere.db", "--as-of", "soon"), 2, "--as-of"),
    ],
)
def test_options_of_a_crawl_edition_that_do_not_fit_are_refused(words, code, says):
    result = CliRunner().invoke(main, ["build", *words])
    assert result.exit_code == code and says in result.output


def test_a_crawl_that_is_missing_writes_nothing(tmp_path):
    out = tmp_path / "published.db"
    result = CliRunner().invoke(main, ["build", "--crawl", "nowhere.db", "--as-of", "2026-11-21", "--out", str(out)])
    assert isinstance(result.exception, BenchmarkError) and not out.exists()


def test_tables_of_a_crawl_are_exported_as_csv_and_json(tmp_path):
    path = crawled(tmp_path / "crawl.db", [seen("F01", 2.0), service("S05", 4), service("S06", None)])
    text = CliRunner().invoke(main, ["export", "services", "--db", str(path)]).output
    head, *body = text.splitlines()
    assert head.startswith("authority,slug,service,status,level,page_url,action_url,vendor,confidence,fetched_at,looks")
    assert [line.split(",")[2:5] for line in body] == [["S05", "measured", "4"], ["S06", "not_checked", ""]]
    asked = ["export", "observations", "--db", str(path), "--format", "json"]
    found = json.loads(CliRunner().invoke(main, asked).output)
    assert [row["measure"] for row in found["rows"]] == ["F01"]


@pytest.mark.parametrize(
    ("words", "says"), [(("fetches",), "--db FILE"), (("scores", "--db", "x.db"), "leave --db out")]
)
def test_a_table_is_asked_of_the_database_that_has_it(words, says):
    result = CliRunner().invoke(main, ["export", *words])
    assert result.exit_code == 2 and says in result.output
