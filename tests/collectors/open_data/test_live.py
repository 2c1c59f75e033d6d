"""Live sources against a server that answers as their contracts say, faults included: nothing reaches the internet."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from collectors.crawl.manners.lock import only_one, sources_lock_path
from collectors.open_data import CONTEXTS, INTERFACES, SOURCES
from collectors.open_data.fetcher import Fetcher
from collectors.open_data.govuk_local_links import newest_reading
from commands.collect import command as collect
from commands.doctor import command as doctor
from errors import BusyError, DiskError, ReplyStoreError
from evaluation.contract_server import raw_files, table
from evaluation.contract_server.answers import Contract, Fault, as_json, page
from evaluation.contract_server.councils import GOVUK, ONS, Council, councils_of, govuk, ons
from evaluation.contract_server.local_links import HOST, ORIGIN, Link, bulk_file, contracts
from evaluation.contract_server.server import ContractServer
from models import Fact
from tests.collectors.open_data.live_desk import Desk
from tests.committed import committed_register

DAY = date(2026, 11, 30)
LEEDS, BARNSLEY = "E08000035", "E08000038"
SITE = "https://www.leeds.gov.uk"


def leeds(lgsl: int, lgil: int, path: str, status: str | None = "ok") -> Link:
    return Link("leeds", LEEDS, lgsl, lgil, f"{SITE}{path}", status)


LINKS = (
    leeds(57, 4, "/pay"),
    leeds(57, 8, "/about-council-tax"),
    leeds(524, 17, "/missed"),
    leeds(524, 8, "/bin-day"),
    leeds(353, 8, "/a-code-of-no-service"),
    leeds(412, 17, ""),
    Link("leeds", LEEDS, 372, 17, ""),
    Link("barnsley", "E08000016", 57, 4, "https://www.barnsley.gov.uk/pay"),
    Link("christchurch", "E07000048", 57, 4, "https://www.christchurch.gov.uk/pay"),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ContractServer(contracts(LINKS)) as server:
        yield Desk(server, tmp_path, datetime(2026, 11, 30, 9, 0, tzinfo=UTC), [])


def serve(desk: Desk, *links: Link) -> None:
    desk.server.contracts = {one.host: one for one in contracts(links)}


def addresses(facts: tuple[Fact, ...]) -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (one.authority, one.measure.removeprefix("govuk_link_")): (one.url, str(one.message.values["checker"]))
        for one in facts
        if one.message
    }


def test_the_bulk_file_becomes_an_address_a_code_under_the_codes_of_today(desk):
    result = desk.collect("govuk_local_links")
    assert result.exit_code == 0, result.output
    assert addresses(desk.facts()) == {
        (LEEDS, "57"): (f"{SITE}/pay", ""),
        (LEEDS, "524_17"): (f"{SITE}/missed", ""),
        (LEEDS, "524_0"): (f"{SITE}/bin-day", ""),
        (LEEDS, "412"): (SITE, ""),
        (BARNSLEY, "57"): ("https://www.barnsley.gov.uk/pay", ""),
    }
    assert {one.observed_on for one in desk.facts()} == {DAY}
    assert "speaks of an abolished council: 1" in result.output
    assert "a row without an address: 1" in result.output
    assert "a code that none of the forty services has: 1" in result.output


def test_where_everything_comes_from_is_written_beside_the_facts(desk):
    desk.collect("govuk_local_links")
    (row,) = desk.provenance()
    body = bulk_file(LINKS)
    assert row["sha256"] == hashlib.sha256(body).hexdigest() and row["bytes"] == str(len(body))
    assert row["url"].startswith(f"https://{HOST}/data/") and row["fetched_at"] == "2026-11-30T09:00:00+00:00"
    assert (row["status"], row["media_type"]) == ("200", "text/csv") and row["contract"].startswith("GOV.UK Local")


def test_a_file_that_breaks_off_is_gone_on_with_where_it_broke(desk):
    desk.server.fail(HOST, Fault.BREAKS, Fault.BREAKS, Fault.BREAKS, Fault.BREAKS, Fault.BREAKS)
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    begun = [int(one.headers.get("range", "bytes=0-")[6:-1]) for one in desk.server.asked]
    assert len(begun) == 6 and begun == sorted(set(begun)) and begun[1] == len(bulk_file(LINKS)) // 2
    assert desk.provenance()[0]["sha256"] == hashlib.sha256(bulk_file(LINKS)).hexdigest()


def test_a_file_that_changes_while_it_is_read_is_begun_again_and_never_put_together_of_two(desk):
    desk.server.fail(HOST, Fault.BREAKS)
    desk.wait = lambda seconds: serve(desk, leeds(57, 4, "/new"), *LINKS[1:])
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    assert addresses(desk.facts())[LEEDS, "57"][0] == f"{SITE}/new"


def test_what_arrived_of_a_file_that_was_given_up_is_kept_for_the_next_run(desk):
    desk.server.fail(HOST, Fault.BREAKS)
    for host in (HOST, ORIGIN):
        desk.server.always(host, Fault.BROKEN_PAGE)
    assert desk.collect("govuk_local_links").exit_code == 1
    for host in (HOST, ORIGIN):
        desk.server.always(host, None)
    desk.server.asked.clear()
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    assert [one.headers.get("range") for one in desk.server.asked] == [f"bytes={len(bulk_file(LINKS)) // 2}-"]


def test_the_other_address_is_asked_when_the_first_fails(desk):
    desk.server.always(HOST, Fault.REFUSED_PAGE)
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    assert [one.host for one in desk.server.asked] == [HOST, ORIGIN]
    assert desk.provenance()[0]["url"].startswith(f"https://{ORIGIN}/")


def test_a_file_that_is_still_the_same_is_not_sent_again(desk):
    desk.collect("govuk_local_links")
    desk.now += timedelta(days=1)
    desk.collect("govuk_local_links")
    assert desk.provenance()[0]["status"] == "304"
    assert {one.observed_on for one in desk.facts()} == {DAY, DAY + timedelta(days=1)}


def test_an_address_that_the_register_has_no_more_is_not_offered_any_longer(desk):
    desk.collect("govuk_local_links")
    desk.now += timedelta(days=1)
    serve(desk, *LINKS[1:])
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    now, before = newest_reading(desk.facts()), newest_reading(desk.facts(), until=DAY)
    assert addresses(now)[LEEDS, "57"][0] == f"{SITE}/about-council-tax"
    assert addresses(before)[LEEDS, "57"][0] == f"{SITE}/pay"


def test_a_busy_service_is_asked_four_times_after_the_seconds_it_names(desk):
    desk.server.fail(HOST, Fault.BUSY, Fault.BUSY, Fault.BUSY)
    done = desk.collect("govuk_local_links")
    assert done.exit_code == 0, done.output
    assert desk.waits == [7, 7, 7] and [one.host for one in desk.server.asked] == [HOST] * 4


BROKEN = (
    leeds(57, 4, "/pay", "broken"),
    leeds(57, 8, "/about", "ok"),
    leeds(59, 0, "/discount", "caution"),
    leeds(69, 0, "/benefit", None),
)


def test_the_checker_is_asked_about_the_next_interaction_only_where_one_is_broken(desk):
    serve(desk, *BROKEN)
    desk.collect("govuk_local_links", "--besides", "10")
    questions = [(one.query["lgsl"], one.query["lgil"]) for one in desk.server.asked if one.path == "/api/link"]
    assert questions == [("57", "4"), ("59", "0"), ("69", "0"), ("57", "8")]
    assert addresses(desk.facts()) == {
        (LEEDS, "57"): (f"{SITE}/about", "ok"),
        (LEEDS, "59"): (f"{SITE}/discount", "caution"),
        (LEEDS, "69"): (f"{SITE}/benefit", ""),
    }
    assert min(desk.waits) > 0.9


def test_a_run_asks_the_checker_no_more_than_it_may_and_the_next_goes_on(desk):
    serve(desk, *BROKEN)
    assert "3 further questions are left" not in desk.collect("govuk_local_links", "--besides", "1").output
    first = [one.query["lgsl"] for one in desk.server.asked if one.path == "/api/link"]
    desk.collect("govuk_local_links", "--besides", "2")
    second = [one.query["lgsl"] for one in desk.server.asked if one.path == "/api/link"][len(first) :]
    assert (first, second) == (["57"], ["59", "69"])
    desk.server.asked.clear()
    desk.now += timedelta(days=31)
    desk.collect("govuk_local_links", "--besides", "1")
    assert [one.query.get("lgsl") for one in desk.server.asked][1:] == ["57"]


@pytest.mark.parametrize("fault", [Fault.BUSY_LONG, Fault.BUSY_PAGE, Fault.NOT_JSON, Fault.REFUSED_PAGE])
def test_a_checker_that_fails_costs_its_words_and_not_the_addresses(desk, fault):
    serve(desk, *BROKEN)
    desk.server.fail(HOST, None, None, fault)
    result = desk.collect("govuk_local_links", "--besides", "10")
    assert result.exit_code == 0 and "stopped asking further questions" in result.output
    found = addresses(desk.facts())
    assert found[LEEDS, "57"] == (f"{SITE}/about", "") and found[LEEDS, "59"] == (f"{SITE}/discount", "")
    desk.now += timedelta(days=1)
    desk.collect("govuk_local_links", "--besides", "10")
    assert addresses(newest_reading(desk.facts()))[LEEDS, "57"] == (f"{SITE}/about", "ok")


def test_the_checkers_word_on_an_address_that_was_changed_since_is_not_repeated(desk):
    serve(desk, *BROKEN)
    desk.collect("govuk_local_links", "--besides", "10")
    desk.now += timedelta(days=1)
    serve(desk, leeds(57, 4, "/new-pay"), *BROKEN[1:])
    desk.collect("govuk_local_links")
    assert addresses(newest_reading(desk.facts()))[LEEDS, "57"] == (f"{SITE}/new-pay", "")


def test_a_row_of_a_legacy_code_does_not_stand_in_for_one_of_todays(desk):
    both = [Link("barnsley", code, 57, 4, f"https://www.barnsley.gov.uk/{code}") for code in ("E08000016", BARNSLEY)]
    serve(desk, *both, *LINKS[:4])
    result = desk.collect("govuk_local_links")
    assert addresses(desk.facts())[BARNSLEY, "57"][0].endswith(BARNSLEY)
    assert "the same interaction under a legacy code too: 1" in result.output


REGISTER_OF_TODAY = committed_register()
ENDED, RENAMED, MOVED = "E07000207", "E07000111", "hartlepool"


def councils(*without: str) -> list[Council]:
    return councils_of(REGISTER_OF_TODAY, *without)


def differences(desk: Desk, name: str) -> list[tuple[str, str, str, str]]:
    text = (desk.folder / "facts" / "live" / f"{name}-differences.csv").read_text(encoding="utf-8")
    return [(one["authority"], one["field"], one["ours"], one["theirs"]) for one in csv.DictReader(text.splitlines())]


def test_registers_that_say_the_same_differ_in_nothing(desk):
    desk.publish(govuk(councils()), ons(councils()))
    result = desk.collect("govuk_authorities", "ons_codes")
    assert result.exit_code == 0, result.output
    assert differences(desk, "govuk_authorities") == differences(desk, "ons_codes") == []
    assert len(desk.provenance("govuk_authorities")) == 382 and not list(desk.folder.glob("facts/*.csv"))


def test_new_and_ended_councils_old_codes_and_other_counties_are_noticed(desk):
    theirs = [
        replace(one, parent_code="E10000014") if one.code == RENAMED else one for one in councils(ENDED, BARNSLEY)
    ]
    theirs += [Council("east-surrey", "E06000067", "East Surrey", "unitary"),
               Council("barnsley", "E08000016", "Barnsley", "unitary")]  # fmt: skip
    desk.publish(ons(theirs, most_rows=100))
    result = desk.collect("ons_codes")
    assert result.exit_code == 4
    assert differences(desk, "ons_codes") == [
        ("E06000067", "new", "", "East Surrey"),
        (RENAMED, "parent", "E10000016", "E10000014"),
        (ENDED, "ended", "Elmbridge Borough Council", ""),
        ("E08000016", "code", BARNSLEY, "Barnsley"),
        (BARNSLEY, "ended", "Barnsley Metropolitan Borough Council", ""),
    ]
    assert "ons_codes: E06000067: new: ours nothing, theirs East Surrey" in result.output
    assert [one.query["resultOffset"] for one in desk.server.asked] == ["0", "100", "200", "300"]


def test_what_gov_uk_says_otherwise_of_a_council_is_noticed(desk):
    theirs = [
        replace(one, name="Sevenoaks Council", homepage="https://www.elsewhere.gov.uk/", parent="surrey")
        if one.code == RENAMED
        else one
        for one in councils("E06000002")
    ]
    desk.publish(govuk(theirs, moved={MOVED: "leeds"}))
    result = desk.collect("govuk_authorities")
    assert result.exit_code == 4
    home = REGISTER_OF_TODAY.by_code(RENAMED).homepage
    assert differences(desk, "govuk_authorities") == [
        ("E06000001", "successor", MOVED, "leeds"),
        ("E06000002", "slug", "middlesbrough", ""),
        (RENAMED, "name", "Sevenoaks District Council", "Sevenoaks Council"),
        (RENAMED, "parent", "kent", "surrey"),
        (RENAMED, "homepage", home, "https://www.elsewhere.gov.uk/"),
    ]


def test_a_register_read_half_way_is_gone_on_with_and_nothing_is_asked_twice(desk):
    desk.publish(govuk(councils()))
    desk.server.fail(GOVUK, *[None] * 50, Fault.REFUSED_PAGE)
    assert desk.collect("govuk_authorities").exit_code == 1
    assert not (desk.folder / "facts").exists()
    desk.collect("govuk_authorities")
    paths = [one.path for one in desk.server.asked]
    assert len(paths) == 383 and len(set(paths)) == 382


def test_an_error_of_ons_that_comes_with_200_is_an_error(desk):
    answer = as_json({"error": {"code": 400, "message": "Cannot perform query.", "details": []}})
    desk.publish(Contract(ONS, lambda path, query: answer))
    result = desk.collect("ons_codes")
    assert result.exit_code == 1 and "Cannot perform query" in result.output


@pytest.mark.parametrize(("name", "contract"), [("ons_codes", ons), ("govuk_authorities", govuk)])
def test_a_register_that_lost_many_councils_looks_cut_off_and_ends_nobody(desk, name, contract):
    desk.publish(contract(councils()[:100]))
    result = desk.collect(name)
    assert result.exit_code == 1 and "differences from" not in result.output


def test_there_is_a_contract_for_every_host_that_a_live_source_asks():
    requests = [one for interface in INTERFACES.values() for one in interface.requests(REGISTER_OF_TODAY)]
    hosts = {urlsplit(url).hostname for one in requests for url in (one.url, *one.also_at)}
    assert hosts <= {one.host for one in table.contracts(REGISTER_OF_TODAY)}


def test_everything_is_read_from_services_that_keep_their_contracts(desk):
    desk.publish(*table.contracts(REGISTER_OF_TODAY))
    result = desk.collect()
    assert result.exit_code == 0, result.output
    written = {path.stem for path in (desk.folder / "facts").glob("*.csv")}
    assert written == {source.name for source in SOURCES if source.live}
    known = {path.stem for path in (desk.folder / "facts" / "live").glob("*-context.csv")}
    assert known == {f"{one.name}-context" for one in CONTEXTS if not (one.key and one.key.needed)}


def test_a_service_that_says_when_its_allowance_is_renewed_is_left_alone_until_then(desk):
    renewed = str(int(desk.now.timestamp()) + 1800)
    told = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": renewed}
    desk.publish(Contract(raw_files.HOST, lambda path, query: replace(page(403, "Forbidden"), headers=told)))
    result = desk.collect("govuk_pay")
    assert result.exit_code == 1 and "left alone for 1800 s" in result.output
    assert len(desk.server.asked) == 1 and desk.waits == []


def test_a_plan_asks_nothing_of_anybody(desk):
    result = desk.collect("--dry-run")
    assert result.exit_code == 0 and "govuk_local_links" in result.output
    assert "crux: would be skipped, as it needs a key: set CRUX_API_KEY" in result.output
    assert "chromeuxreport" not in result.output, "nobody is asked for it without a key"
    assert desk.server.asked == [] and not (desk.folder / "live.db").exists()


def test_one_source_that_fails_does_not_hold_up_the_others(desk):
    result = desk.collect("govwifi", "govuk_local_links")
    assert result.exit_code == 1 and "raw.githubusercontent.com" in result.output
    assert desk.facts()


RAW = raw_files.contract({"Leeds City Council": 2}, ["Leeds City Council"], ["www.leeds.gov.uk"])


def asked_of(desk: Desk) -> list[str]:
    hosts = [one.host for one in desk.server.asked]
    desk.server.asked.clear()
    return hosts


def test_a_run_in_which_one_source_failed_asks_the_others_nothing_again(desk):
    theirs = ons(councils(ENDED))
    desk.publish(RAW, theirs, *contracts(LINKS))
    for host in (HOST, ORIGIN):
        desk.server.always(host, Fault.REFUSED_PAGE)
    assert desk.collect("govuk_pay", "govuk_local_links", "ons_codes").exit_code == 1
    assert asked_of(desk) == [HOST, ORIGIN, raw_files.HOST, ONS]
    for host in (HOST, ORIGIN):
        desk.server.always(host, None)
    desk.now += timedelta(hours=3)
    again = desk.collect("govuk_pay", "govuk_local_links", "ons_codes")
    assert again.exit_code == 4 and "ended: ours Elmbridge" in again.output  # what differs is told each time
    assert asked_of(desk) == [HOST] and "govuk_pay: 0 asked, 1 kept from a stopped run" in again.output
    desk.collect("govuk_pay", "govuk_local_links", "ons_codes")  # all was read, so this is a new run
    assert asked_of(desk) == [HOST, raw_files.HOST, ONS]


def test_a_nightly_run_in_which_a_source_fails_every_night_reads_the_others_anew(desk):
    desk.publish(RAW, *contracts(LINKS))
    desk.server.always(HOST, Fault.REFUSED_PAGE)
    desk.server.always(ORIGIN, Fault.REFUSED_PAGE)
    for _ in range(3):
        assert desk.collect("govwifi", "govuk_local_links").exit_code == 1
        assert raw_files.HOST in asked_of(desk)
        desk.now += timedelta(days=1)
    assert {one.observed_on for one in desk.facts("govwifi")} == {DAY + timedelta(days=n) for n in range(3)}


def test_what_stays_of_a_source_that_fails_is_said_with_its_day_and_what_to_do(desk):
    desk.publish(RAW, ons(councils()))
    assert "There" not in desk.collect("govuk_pay", "ons_codes").output
    desk.server.always(raw_files.HOST, Fault.BUSY_LONG)
    desk.server.always(ONS, Fault.REFUSED_PAGE)
    said = " ".join(desk.collect("govuk_pay", "govwifi", "ons_codes").output.split())
    assert (
        "left alone for 3600 s. Its facts stay as they are, the newest of 3 August 2026. To do: wait, and run" in said
    )
    assert "organisations.yml answered 429" in said and "3600 s. Nothing is known of it yet. To do: wait" in said
    assert (
        "answered 403, expected 200. What it said on 30 November 2026 stays as it is. To do: run `python cli.py" in said
    )
    assert "doctor ons_codes`" in said


def test_what_a_publisher_writes_does_not_steer_the_terminal(desk):
    theirs = [replace(one, name="\x1b[2JElmbridge\u202e") if one.code == ENDED else one for one in councils()]
    desk.publish(govuk(theirs))
    result = desk.collect("govuk_authorities")
    assert result.exit_code == 4 and "theirs ?[2JElmbridge?" in result.output and "\x1b" not in result.output


@pytest.mark.parametrize("what", ["a text", "within a file"])
def test_a_file_of_replies_that_is_none_is_named(desk, what):
    path = desk.folder / "kept"
    path.write_text("authority,measure\n" * 100, encoding="utf-8")
    result = desk.collect("govuk_local_links", "--store", str(path / "live.db" if what == "within a file" else path))
    assert isinstance(result.exception, ReplyStoreError) and f"{path}" in str(result.exception)
    assert "move it away, or name another" in str(result.exception) and desk.server.asked == []


def test_a_folder_that_cannot_be_written_to_is_named_and_nothing_is_asked_twice(desk):
    (desk.folder / "facts").mkdir()
    (desk.folder / "facts" / "live").write_text("in the way", encoding="utf-8")
    result = desk.collect("govuk_local_links")
    assert isinstance(result.exception, DiskError) and "facts/live/govuk_local_links.csv" in str(result.exception)
    (desk.folder / "facts" / "live").unlink()
    assert desk.collect("govuk_local_links").exit_code == 0 and len(desk.server.asked) == 1


def test_two_runs_do_not_ask_live_sources_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fetcher = Fetcher("https://example.org", lambda host: False)
    paths = ("--out", str(tmp_path / "facts"), "--store", str(tmp_path / "live.db"))
    with only_one(sources_lock_path()):
        for command, words in ((collect, ("live", "govuk_pay", *paths)), (doctor, ("govuk_pay",))):
            result = CliRunner().invoke(command, words, obj=fetcher)
            assert isinstance(result.exception, BusyError) and "another run asks live sources" in str(result.exception)
    assert "unknown or no public address" in CliRunner().invoke(doctor, ("govuk_pay",), obj=fetcher).output
