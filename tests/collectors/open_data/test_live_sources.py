"""Live sources that read many pages, or answer no indicator: what they say, and what stays as it was when they fail."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from collectors.open_data import CONTEXTS, INTERFACES, SOURCES, WATCHES, ons_codes, source_named
from collectors.open_data.catalogue import load_sources
from collectors.open_data.checkup import check_up
from collectors.open_data.contract import Context, Interface, Live, Request, Watch
from collectors.open_data.crux import URL as CRUX_URL
from collectors.open_data.facts_file import facts_as_csv, read_facts
from collectors.open_data.fetcher import Clock, Fetcher
from collectors.open_data.live import LiveCollector
from collectors.open_data.postcodes_io import OFFICES
from collectors.open_data.reply_store import UNFINISHED, open_store
from edition.build import load_framework
from errors import SourceError
from evaluation.contract_server import (
    councils,
    crux,
    data_gov_uk,
    github,
    green_web,
    local_links,
    planning_data,
    postcodes_io,
    raw_files,
    table,
    whatdotheyknow,
)
from evaluation.contract_server.answers import Answer, Contract, Fault, as_json, page
from evaluation.contract_server.data_gov_uk import Publisher
from evaluation.contract_server.github import Account
from evaluation.contract_server.server import ContractServer
from paths import DATA
from register.authorities import Register
from tests.collectors.open_data.live_desk import Desk
from tests.committed import committed_register

LEEDS, YORK, WESTMORLAND, CAMDEN = "E08000035", "E06000014", "E06000064", "E09000007"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ContractServer(()) as server:
        yield Desk(server, tmp_path, datetime(2026, 11, 30, 9, 0, tzinfo=UTC), [])


def said(desk: Desk, name: str) -> dict[tuple[str, str], float | None]:
    """Return what a source says, by council and measure."""
    facts = read_facts(desk.folder / "facts" / "live" / f"{name}-context.csv")
    return {(one.authority, one.measure): one.value for one in facts}


def test_a_catalogue_is_counted_page_by_page_for_the_councils_that_publish_there(desk: Desk) -> None:
    others = [Publisher(f"a-body-{number:04}", "A body") for number in range(1000)]
    leeds = Publisher(
        "leeds-city-council",
        "Leeds City Council",
        (("uk-ogl", ("CSV", "PDF")), ("OGL-UK-3.0", (".csv",)), ("notspecified", ("PDF",)), ("", ("WMS",))),
    )
    york = Publisher("city-of-york-council", "City of York Council")
    hull = Publisher("hull-city-council", "Hull Maritime Museum", (("uk-ogl", ("CSV",)),))
    desk.publish(*data_gov_uk.contracts([*others, leeds, york, hull]))
    result = desk.collect("data_gov_uk")
    assert result.exit_code == 0, result.output
    assert said(desk, "data_gov_uk") == {
        (LEEDS, "data_gov_uk_datasets"): 4,
        (LEEDS, "data_gov_uk_open_licence"): 0.5,
        (LEEDS, "data_gov_uk_machine_readable"): 0.5,
        (YORK, "data_gov_uk_datasets"): 0,  # no dataset is no share
    }
    lists = [one.query for one in desk.server.asked if one.path.endswith("organization_list")]
    assert [one["offset"] for one in lists] == ["0", "1000", "1003"] and len(desk.server.asked) == 8
    assert "an organisation whose title is not that of the council: hull-city-council: 1" in result.output
    assert "not one of the 382 councils: 1000" in result.output


def test_planning_data_is_read_by_whole_pages_and_a_server_that_was_down_supplies_all_the_same(desk: Desk) -> None:
    asked = [(f"local-authority:{one}", "brownfield-land", "", "statutory", "2017-04-16", "") for one in ("LDS", "YOR")]
    asked += [("local-authority:LDS", "tree", "open-digital-planning", "expected", "2024-02-01", ""),
              ("local-authority:LDS", "tree-preservation-zone", "", "statutory", "2027-01-01", ""),
              ("local-authority:LDS", "conservation-area", "", "statutory", "2020-01-01", "2025-01-01"),
              ("local-authority:WFUA", "local-plan", "", "statutory", "2026-03-02", "")]  # fmt: skip
    asked += [(f"local-authority:{number}", "local-plan", "", "statutory", "2026-03-02", "") for number in range(1000)]
    given = [("local-authority-eng:LDS", "Leeds", "brownfield-land", "https://leeds.example/", "504", "2024-05-01"),
             ("local-authority:WFUA", "W", "local-plan", "https://w.example/", "200", "2026-04-01")]  # fmt: skip
    desk.publish(planning_data.contract(asked, given))
    result = desk.collect("planning_data")
    assert result.exit_code == 0, result.output
    found = {(one.authority, one.measure): (one.value, one.denominator) for one in desk.facts("planning_data")}
    assert found == {
        (LEEDS, PLANNING): (0.5, 2), (LEEDS, BROWNFIELD): (1, None),
        (YORK, PLANNING): (0, 1), (YORK, BROWNFIELD): (0, None),
        (WESTMORLAND, PLANNING): (1, 1), (WESTMORLAND, BROWNFIELD): (0, None),
    }  # fmt: skip
    assert [one.query["sql"].rpartition(" ")[2] for one in desk.server.asked] == ["0", "0", "1000"]
    assert "of which the ministry's tables say nothing: hartlepool: 1" in result.output


def test_an_account_with_work_in_a_year_is_known_by_its_home_page_or_its_name(desk: Desk) -> None:
    new, old = "2026-10-01T09:00:00Z", "2025-10-01T09:00:00Z"
    accounts = [
        Account("leedscc", None, "https://www.leeds.gov.uk/", repositories=(("old", old, False), ("bins", new, False))),
        Account("york-digital", "City of York Council", is_organisation=False, repositories=(("map", new, False),)),
        Account("kent-forks", "Kent County Council", repositories=(("copy", new, True), ("empty", None, False))),
        Account("camden", "London Borough of Camden", repositories=(("old", old, False),)),
        Account("datafolk", "Data folk"),
    ]
    lists = {github.LIST: github.list_of([*accounts, Account("gone-away", None)])}
    desk.publish(github.contract(accounts), raw_files.contract({}, (), (), others=lists))
    desk.keys = {"GITHUB_TOKEN": "secret-token"}
    result = desk.collect("github_organisations")
    assert result.exit_code == 0, result.output
    facts = read_facts(desk.folder / "facts" / "live" / "github_organisations-context.csv")
    pages = {(one.authority, one.value): one.url for one in facts}
    assert pages == {
        (LEEDS, 1): "https://github.com/leedscc/bins",
        (YORK, 1): "https://github.com/york-digital/map",
    }
    assert "an account without work in the last year, which says nothing of others: 2" in result.output
    assert "nor bears a council's name: 1" in result.output
    asked = [one for one in desk.server.asked if one.host == github.HOST]
    assert {one.headers["authorization"] for one in asked} == {"Bearer secret-token"}
    assert {one.headers["x-github-api-version"] for one in asked} == {"2022-11-28"}
    assert all("authorization" not in one.headers for one in desk.server.asked if one.host != github.HOST)


@pytest.mark.parametrize("by", ["the hour", "many at once"])
def test_an_allowance_that_is_used_up_is_waited_for_and_nothing_is_asked_twice(desk: Desk, by: str) -> None:
    accounts = [Account("leedscc", "Leeds City Council", repositories=(("bins", "2026-10-01T09:00:00Z", False),))]
    real = github.contract(accounts)
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(desk.now.timestamp()) + 1800)}
    told = used_up if by == "the hour" else {"X-RateLimit-Remaining": "50", "Retry-After": "1800"}
    refusal = replace(as_json({"message": "API rate limit exceeded"}, 403), headers=told)
    lists = raw_files.contract({}, (), (), others={github.LIST: github.list_of(accounts)})
    desk.publish(lists, replace(real, answer=lambda path, query: real.answer(path, query) if not query else refusal))
    stopped = desk.collect("github_organisations")
    assert stopped.exit_code == 1 and "left alone for" in stopped.output
    desk.now += timedelta(seconds=1800)
    desk.publish(lists, real)
    assert desk.collect("github_organisations").exit_code == 0
    asked = [one.path for one in desk.server.asked]
    assert asked == [github.LIST, "/orgs/leedscc", "/orgs/leedscc/repos", "/orgs/leedscc/repos"]


def test_a_key_is_neither_kept_nor_printed_nor_sent_on_to_another_host(desk: Desk) -> None:
    moved = Answer(302, "text/html", b"", {"Location": "https://elsewhere.example/orgs/leedscc"})
    lists = {github.LIST: github.list_of([Account("leedscc", None)])}
    desk.publish(
        Contract(github.HOST, lambda path, query: moved),
        Contract("elsewhere.example", lambda path, query: as_json({"login": "leedscc"})),
        raw_files.contract({}, (), (), others=lists),
    )
    desk.keys = {"GITHUB_TOKEN": "secret-token"}
    result = desk.collect("github_organisations")
    assert [one.headers.get("authorization") for one in desk.server.asked] == [None, "Bearer secret-token", None]
    assert "secret-token" not in result.output
    assert all(b"secret-token" not in one.read_bytes() for one in desk.folder.rglob("*") if one.is_file())


def test_a_question_that_is_posted_is_not_sent_on_to_another_address(desk: Desk) -> None:
    moved = Answer(307, "text/html", b"", {"Location": "https://elsewhere.example/postcodes"})
    desk.publish(Contract(postcodes_io.HOST, lambda path, query: moved))
    result = desk.collect("postcodes_io")
    assert result.exit_code == 1 and len(desk.server.asked) == 1
    assert "sends a question on to https://elsewhere.example/postcodes, where it is not posted" in result.output


def test_postcodes_that_lead_elsewhere_or_nowhere_are_told(desk: Desk) -> None:
    places = {postcode: (code, "") for postcode, code in OFFICES.items()}
    del places["EH8 8BG"]
    desk.publish(postcodes_io.contract({**places, "LS1 1UR": ("E08000099", ""), "BR8 7RE": ("E07000111", "E10000016")}))
    result = desk.collect("postcodes_io")
    assert result.exit_code == 4, result.output
    path = desk.folder / "facts" / "live" / "postcodes_io-differences.csv"
    rows = [line.split(",")[:4] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert rows == [[LEEDS, "council", LEEDS, "E08000099"], ["S12000036", "postcode", "EH8 8BG", ""]]
    assert len(desk.server.asked) == 2 and set(OFFICES.values()) <= {one.code for one in EVERYBODY.authorities}


def test_requests_for_information_are_counted_within_a_budget_and_few_make_no_share(desk: Desk) -> None:
    numbers = {code: number for (scheme, number), code in EVERYBODY.identifiers.items() if scheme == "wdtk"}
    desk.publish(whatdotheyknow.contract([
        whatdotheyknow.Body(numbers[LEEDS], "leeds", "https://www.leeds.gov.uk/log", 1250, 700, 1000),
        whatdotheyknow.Body(numbers[YORK], "york", "", 12, 6, 12),
        whatdotheyknow.Body(numbers[CAMDEN], "camden", "", 90, None, None),
        whatdotheyknow.Body(numbers["E08000038"], "barnsley", "", is_gone=True),
        whatdotheyknow.Body("999999999", "a_school"),
    ]))  # fmt: skip
    assert desk.collect("whatdotheyknow").exit_code == 0
    assert said(desk, "whatdotheyknow") == {(LEEDS, "whatdotheyknow_disclosure_log"): 1} and len(desk.server.asked) == 1
    result = desk.collect("whatdotheyknow", "--besides", "10")
    assert result.exit_code == 0 and "further question" not in result.output, result.output
    assert said(desk, "whatdotheyknow") == {
        (LEEDS, "whatdotheyknow_disclosure_log"): 1,
        (LEEDS, "whatdotheyknow_requests"): 1250,
        (LEEDS, "whatdotheyknow_successful"): 0.7,
        (YORK, "whatdotheyknow_requests"): 12,
        (CAMDEN, "whatdotheyknow_requests"): 90,
    }
    assert min(desk.waits) > 1.9


def test_a_host_that_is_not_listed_as_green_is_no_finding(desk: Desk) -> None:
    desk.publish(green_web.contract({"www.leeds.gov.uk"}))
    result = desk.collect("green_web")
    assert result.exit_code == 0, result.output
    assert "green_web: licence: Open Database Licence" in result.output
    assert said(desk, "green_web") == {(LEEDS, "green_web_listed"): 1} and len(desk.server.asked) == 8


def test_vitals_of_visits_are_of_their_own_last_day_and_need_a_key(desk: Desk) -> None:
    leeds, york, camden = (f"https://www.{name}.gov.uk" for name in ("leeds", "york", "camden"))
    vitals = {leeds: (2500, 201, "0.10"), york: (4001, None, "0.04"), camden: (None, 90, "0.04")}
    desk.publish(crux.contract(vitals))
    skipped = desk.collect("crux")
    assert skipped.exit_code == 0 and "needs a key: set CRUX_API_KEY" in skipped.output and desk.server.asked == []
    assert read(desk.server, desk.folder, "crux", "with a key") is None
    facts = read_facts(desk.folder / "facts" / "live" / "crux-context.csv")
    found = {one.authority: (round(one.value or 0, 3), one.denominator, str(one.observed_on)) for one in facts}
    assert found == {LEEDS: (0.667, 3, "2026-11-27"), YORK: (0.5, 2, "2026-11-27")}
    assert {one["url"] for one in desk.provenance("crux")} == {CRUX_URL}
    assert {one.headers["x-goog-api-key"] for one in desk.server.asked} == {KEYS["CRUX_API_KEY"]}


@pytest.mark.parametrize("key", ["secret\nsecond line", "two secrets", "secrét"])
def test_a_key_that_no_header_takes_is_named_and_never_shown(desk: Desk, key: str) -> None:
    desk.publish(crux.contract({}))
    desk.keys = {"CRUX_API_KEY": key}
    said = desk.collect("crux").output
    assert "CRUX_API_KEY: is no key; expected letters, digits" in said and "secr" not in said
    assert desk.server.asked == []


KEYS = {"CRUX_API_KEY": "a-key"}
EVERYBODY = committed_register()
FEW = {*OFFICES.values(), "E10000016"}
COUNCILS = Register(
    tuple(one for one in EVERYBODY.authorities if one.code in FEW),
    (),
    {key: code for key, code in EVERYBODY.identifiers.items() if code in FEW},
)
"""A dozen councils, so that a reading is a dozen requests; an answer to all of the register is test_live.py's."""

ENTRIES = {entry.source: entry for entry in load_sources(DATA / "sources.toml")}
PLANNING, BROWNFIELD = "planning_datasets_share", "brownfield_live"
SERVICES = table.contracts(COUNCILS)
JSON_FAULTS = {
    Fault.RESET: "closed connection without response",
    Fault.BREAKS: "broke off after",
    Fault.BUSY: "answered 429",
    Fault.BUSY_LONG: "left alone for 3600 s",
    Fault.BUSY_PAGE: r"is text/html \(status 200\)",
    Fault.REFUSED_PAGE: "answered 403",
    Fault.BROKEN_PAGE: "answered 500",
    Fault.EMPTY: "is empty",
    Fault.NOT_JSON: "is not JSON",
}
"""What is said of each fault that names itself alike, whatever the service."""

FAULTS = [
    ("govuk_local_links", {local_links.HOST, local_links.ORIGIN}, JSON_FAULTS | {
        Fault.NOT_JSON: "cut off|expected", Fault.WRONG_TYPES: "a header and no rows",
        Fault.NO_ROWS: "a header and no rows", Fault.DRIFTED: 'column "LGIL"'}),
    ("govuk_pay", {raw_files.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "serviceCountByOrganisation\..*expected int', Fault.NO_ROWS: "yields nothing",
        Fault.DRIFTED: 'column "serviceCountByOrganisation"'}),
    ("govwifi", {raw_files.HOST}, JSON_FAULTS | {
        Fault.NOT_JSON: "is the file cut off", Fault.WRONG_TYPES: "is the file cut off",
        Fault.NO_ROWS: "is the file cut off", Fault.DRIFTED: "expected '- name of an organisation'"}),
    ("hsts_preload", {raw_files.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: "is not JSON", Fault.NO_ROWS: "is not JSON", Fault.DRIFTED: 'column "entries"'}),
    ("govuk_authorities", {councils.GOVUK}, JSON_FAULTS | {
        Fault.WRONG_TYPES: 'column "local_authority.name"', Fault.DRIFTED: 'column "local_authority.tier"'}),
    ("ons_codes", {councils.ONS}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "features\[0\].attributes.LAD26CD"', Fault.NO_ROWS: "is the list cut off",
        Fault.DRIFTED: r'column "features\[0\].attributes.LAD26CD"'}),
    ("data_gov_uk", {data_gov_uk.HOST, data_gov_uk.ALIAS}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "result\[0\]"', Fault.NO_ROWS: "yields nothing", Fault.DRIFTED: 'column "result"'}),
    ("planning_data", {planning_data.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: 'column "organisation"', Fault.NO_ROWS: 'column "organisation"',
        Fault.DRIFTED: 'column "organisation"'}),
    ("website_page_weight", {raw_files.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "orgs\..*\.bytes"', Fault.NO_ROWS: "yields nothing",
        Fault.DRIFTED: 'column "orgs"'}),
    ("github_organisations", {github.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: 'column "login"', Fault.NO_ROWS: "yields nothing", Fault.DRIFTED: 'column "login"'}),
    ("postcodes_io", {postcodes_io.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "result\[0\].query"', Fault.NO_ROWS: "0 answers to 11 postcodes",
        Fault.DRIFTED: r'column "result\[0\].result.codes.admin_district"'}),
    ("whatdotheyknow", {whatdotheyknow.HOST}, JSON_FAULTS | {
        Fault.NOT_JSON: "cut off|expected", Fault.WRONG_TYPES: "a header and no rows",
        Fault.NO_ROWS: "a header and no rows", Fault.DRIFTED: 'column "Disclosure log"'}),
    ("green_web", {green_web.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "\[0\].url"', Fault.NO_ROWS: "yields nothing",
        Fault.DRIFTED: r'column "\[0\].url"'}),
    ("crux", {crux.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: 'column "record.key.origin"', Fault.NO_ROWS: r'column "record.collectionPeriod.lastDate"',
        Fault.DRIFTED: 'percentiles"'}),
]  # fmt: skip
"""Source, the hosts that it asks and that fail, what it says of each fault."""


def read(server: ContractServer, folder: Path, name: str, run: str) -> SourceError | None:
    """Return why one reading failed, None if it did not. run: names a store of its own, with nothing earlier in it."""
    now = [datetime(2026, 11, 30, 9, 0, tzinfo=UTC)]
    clock = Clock(lambda: now[0], lambda: now[0].timestamp(), lambda s: now.append(now.pop() + timedelta(seconds=s)))
    fetcher = Fetcher("https://example.org", lambda host: True, clock=clock, adapter=server.adapter(), keys=KEYS)
    with open_store(folder / f"{run}.db") as store:
        collector = LiveCollector(COUNCILS, ENTRIES, folder / "facts", fetcher, store)
        context = next((one for one in CONTEXTS if one.name == name), None)
        source = source_named(name)
        if context is not None:
            return collector.collect_context(context).result.error
        if source is not None:
            return collector.collect(source).result.error
        return collector.watch(next(one for one in WATCHES if one.name == name)).error


def files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in (folder / "facts").rglob("*") if one.is_file()}


@pytest.mark.parametrize(("name", "hosts", "faults"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_a_source_that_fails_says_why_and_what_is_known_stays(
    tmp_path: Path, name: str, hosts: set[str], faults: dict[Fault, str]
) -> None:
    with ContractServer(SERVICES) as server:
        assert read(server, tmp_path, name, "first") is None
        known = files(tmp_path)
        assert len(known) == 2
        for fault, says in faults.items():
            for host in hosts:
                server.always(host, fault)
            error = read(server, tmp_path, name, fault.name)
            assert error is not None and error.source == name and re.search(says, str(error)), (fault, error)
            assert files(tmp_path) == known, fault
            for host in hosts:
                server.always(host, None)
        assert read(server, tmp_path, name, Fault.NOT_JSON.name) is None


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
def test_what_is_no_mark_says_of_which_indicator_and_why_and_whose_it_is(context: Context) -> None:
    codes = load_framework(DATA / "framework.toml").codes
    assert set(context.near) <= codes and context.no_mark and context.licence and context.attribution
    licences = " ".join((DATA / "LICENCES.md").read_text(encoding="utf-8").split())
    assert f"`{context.name}`: {context.attribution} ({context.licence})" in licences
    own = {measure.code for source in SOURCES for measure in source.measures}
    assert not own & {measure.code for measure in context.measures}


def test_every_source_is_tried_with_every_fault() -> None:
    tried = {name: set(faults) for name, _, faults in FAULTS}
    tried["govuk_authorities"] |= {Fault.NO_ROWS}  # there is no list in its replies
    every = {*JSON_FAULTS, Fault.WRONG_TYPES, Fault.NO_ROWS, Fault.DRIFTED}
    assert tried == dict.fromkeys(INTERFACES, every)


def replies(interface: Interface) -> dict[str, bytes]:
    """Return every reply that a reading of a dozen councils needs, and two of those that it can do without."""
    bodies: dict[str, bytes] = {}
    waiting = list(interface.requests(COUNCILS))
    while waiting:
        request = waiting.pop()
        body = answered(request)
        if body is not None:
            bodies[request.file] = body
        waiting += interface.leads_to(request, body, COUNCILS)
    for request in list(interface.besides(bodies, COUNCILS) if interface.besides else ())[:2]:
        bodies[request.file] = answered(request) or b""
    return bodies


def answered(request: Request) -> bytes | None:
    parts = urlsplit(request.url)
    contract = next(one for one in SERVICES if one.host == parts.hostname)
    posted = {"asked": request.sends} if request.sends else {}
    answer = contract.answer(parts.path, {**dict(parse_qsl(parts.query)), **posted, "key": "a-key"})
    return None if answer.status in request.absent else answer.body


def spoilt(value: Any) -> Iterator[Any]:
    """Yield a JSON value with one thing in it changed or left out, for the first of everything in it."""
    yield from (None, -3, "x", {}, 10**400, math.inf, "\ud800")
    if isinstance(value, dict):
        for name in list(value)[:9]:
            yield {other: one for other, one in value.items() if other != name}
            yield from ({**value, name: one} for one in spoilt(value[name]))
    elif isinstance(value, list) and value:
        yield from ([one, *value[1:]] for one in spoilt(value[0]))


@pytest.mark.parametrize("name", INTERFACES)
def test_a_reply_with_one_thing_wrong_is_refused_or_becomes_facts_that_can_be_kept(name: str) -> None:
    interface = INTERFACES[name]
    bodies = replies(interface)
    of_each_kind = {(file.rpartition("/")[0], file.partition("-")[0]): file for file in bodies}
    for file in of_each_kind.values():
        if not bodies[file].startswith((b"{", b"[")):
            continue
        for one in spoilt(json.loads(bodies[file])):
            wrong = {**bodies, file: json.dumps(one).encode()}
            with suppress(SourceError):  # anything else is a bug
                tuple(interface.onward(file, wrong[file], COUNCILS))
                if isinstance(interface, Live):
                    facts = interface.parse(wrong, COUNCILS, date(2026, 11, 30)).facts
                    assert all(fact.value is None or 0 <= fact.value < math.inf for fact in facts), one
                    assert all(fact.url.startswith("https://") for fact in facts), one
                    assert facts_as_csv(facts)
                elif isinstance(interface, Watch):
                    assert all(found.theirs.encode() is not None for found in interface.compare(wrong, COUNCILS))


NO_JSON = {
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a": ' * 100_000,
    "digits": b'{"a": ' + b"9" * 5000 + b"}",
    "UTF-16": '{"result": 1}'.encode("utf-16"),
    "a byte-order mark alone": b"\xef\xbb\xbf",
    "null": b"null",
    "not a number": b"NaN",
    "cut in a character": '{"a": "é'.encode()[:-1],
    "a page": b"  <html>",
    "nothing": b"\n",
}


@pytest.mark.parametrize("name", INTERFACES)
@pytest.mark.parametrize("kind", NO_JSON)
def test_what_is_no_reply_of_the_contract_at_all_is_refused_by_name(name: str, kind: str) -> None:
    interface = INTERFACES[name]
    for file in interface_files(name):
        with pytest.raises(SourceError, match=name) as told:
            tuple(interface.onward(file, NO_JSON[kind], COUNCILS))
            if isinstance(interface, Live):
                interface.parse({file: NO_JSON[kind]}, COUNCILS, date(2026, 11, 30))
        assert file.rpartition("/")[2] in str(told.value)


def interface_files(name: str) -> list[str]:
    """Return one file of each kind that a source reads."""
    found = {(file.rpartition("/")[0], file.partition("-")[0]): file for file in replies(INTERFACES[name])}
    return list(found.values())


def test_a_full_page_is_followed_by_another_also_where_nobody_says_so(desk: Desk) -> None:
    real = councils.ons(councils.councils_of(EVERYBODY), most_rows=5000)
    page_of = ons_codes.PAGE

    def silent(path: str, query: dict[str, str]) -> Answer:
        answer = json.loads(real.answer(path, query).body)
        answer.pop("exceededTransferLimit", None)
        start = int(query["resultOffset"])
        rows = answer["features"] * (page_of // len(answer["features"]) + 1) if answer["features"] else []
        return as_json({**answer, "features": rows[:page_of] if start == 0 else answer["features"]})

    desk.publish(Contract(councils.ONS, silent))
    result = desk.collect("ons_codes")
    assert result.exit_code == 0, result.output
    assert [one.query["resultOffset"] for one in desk.server.asked] == ["0", "2000"]


def test_a_catalogue_that_lists_fewer_a_page_than_it_did_is_read_to_its_end(desk: Desk) -> None:
    others = [Publisher(f"a-body-{number:04}", "A body") for number in range(30)]
    leeds = Publisher("leeds-city-council", "Leeds City Council", (("uk-ogl", ("CSV",)),))
    desk.publish(*data_gov_uk.contracts([*others, leeds], most_listed=25))
    result = desk.collect("data_gov_uk")
    assert result.exit_code == 0, result.output
    assert said(desk, "data_gov_uk")[LEEDS, "data_gov_uk_datasets"] == 1


@pytest.mark.parametrize("name", ["ons_codes", "data_gov_uk"])
def test_a_service_that_takes_no_notice_of_the_page_is_not_asked_for_ever(desk: Desk, name: str) -> None:
    def without(contract: Contract, offset: str) -> Contract:
        return replace(contract, answer=lambda path, query: contract.answer(path, {**query, offset: "0"}))

    everybody = councils.councils_of(EVERYBODY)
    catalogue = data_gov_uk.contracts([Publisher("a-body", "A body")])
    desk.publish(without(councils.ons(everybody, 50), "resultOffset"), *(without(one, "offset") for one in catalogue))
    for _ in range(2):  # what such a service said is not kept for the next run either
        desk.server.asked.clear()
        result = desk.collect(name)
        assert result.exit_code == 1 and "takes no notice of what differs" in result.output
        assert len(desk.server.asked) == 2


def test_a_catalogue_that_says_that_it_failed_is_quoted(desk: Desk) -> None:
    failed = as_json({"help": "", "success": False, "error": {"__type": "Search Query Error", "message": "Bad query"}})
    desk.publish(*(Contract(host, lambda path, query: failed) for host in (data_gov_uk.HOST, data_gov_uk.ALIAS)))
    result = desk.collect("data_gov_uk")
    assert result.exit_code == 1 and "the service says" in result.output and "Bad query" in result.output


def test_counts_of_a_body_that_took_over_a_name_are_not_the_councils(desk: Desk) -> None:
    numbers = {code: number for (scheme, number), code in EVERYBODY.identifiers.items() if scheme == "wdtk"}
    real = whatdotheyknow.contract([whatdotheyknow.Body(numbers[LEEDS], "leeds", "https://log.example", 90, 50, 80)])
    other = as_json({"id": 999_999, "url_name": "a_school", "info": {"requests_count": 7}})
    desk.publish(
        replace(real, answer=lambda path, query: other if path.endswith(".json") else real.answer(path, query))
    )
    result = desk.collect("whatdotheyknow", "--besides", "5")
    assert result.exit_code == 0 and "999999 is another body than was asked for" in result.output
    assert said(desk, "whatdotheyknow") == {(LEEDS, "whatdotheyknow_disclosure_log"): 1}


def test_a_record_of_another_origin_is_nobodys_vitals(tmp_path: Path) -> None:
    origins = {f"https://{urlsplit(one.homepage).hostname}": (2104, 146, "0.04") for one in COUNCILS.authorities}
    real = crux.contract(origins)
    leeds = real.answer("/v1/records:queryRecord", {"key": "a", "asked": '{"origin": "https://www.leeds.gov.uk"}'})
    with ContractServer([Contract(crux.HOST, lambda path, query: leeds)]) as server:
        error = read(server, tmp_path, "crux", "first")
    assert error is not None and "found 'https://www.leeds.gov.uk', which was not asked for" in str(error)


def test_a_list_that_is_dated_in_days_to_come_is_refused(desk: Desk) -> None:
    names = {one.name: 2 for one in EVERYBODY.authorities}
    for written, code in (("1 December 2026", 0), ("3 August 2062", 1)):
        performance = json.dumps({"dateUpdated": written, "serviceCountByOrganisation": names})
        answer = Answer(200, "text/plain", performance.encode())
        desk.publish(Contract(raw_files.HOST, lambda path, query, answer=answer: answer))
        result = desk.collect("govuk_pay")
        assert result.exit_code == code, result.output
    assert "says that it is of 3 August 2062, and was read on 30 November 2026" in result.output


def test_what_was_kept_and_is_not_understood_any_more_is_asked_again(desk: Desk) -> None:
    desk.publish(councils.govuk(councils.councils_of(EVERYBODY)))
    desk.server.fail(councils.GOVUK, None, None, Fault.REFUSED_PAGE)
    assert desk.collect("govuk_authorities").exit_code == 1
    with open_store(desk.folder / "live.db") as store:
        kept = store.replies("govuk_authorities", UNFINISHED)
        assert len(kept) == 2
        for one in kept.values():
            store.keep("govuk_authorities", UNFINISHED, replace(one, body=b'{"authority": {}}'))
    desk.server.asked.clear()
    assert desk.collect("govuk_authorities").exit_code == 0 and len(desk.server.asked) == 382


def changed(contract: Contract, change: Callable[[Answer], Answer]) -> Contract:
    return replace(contract, answer=lambda path, query: change(contract.answer(path, query)))


def test_older_and_newer_columns_of_the_bulk_file_are_read_by_their_names(desk: Desk) -> None:
    link = local_links.Link("leeds", LEEDS, 57, 4, "https://www.leeds.gov.uk/pay")

    def older(answer: Answer) -> Answer:
        header, *rows = answer.body.decode().splitlines()
        lines = [f"SNAC,{header}", *(f"00DA,{row}" for row in rows)]
        return replace(answer, body="\ufeff".encode() + "".join(f"{line}\r\n" for line in lines).encode())

    desk.publish(*(changed(one, older) for one in local_links.contracts([link])))
    result = desk.collect("govuk_local_links")
    assert result.exit_code == 0, result.output
    assert [(one.authority, one.url) for one in desk.facts()] == [(LEEDS, link.url)]


@pytest.mark.parametrize(("code", "state"), [(429, "does not answer"), (503, "does not answer"), (400, "has changed")])
def test_an_error_of_ons_with_200_is_busy_or_another_form_as_its_code_says(desk: Desk, code: int, state: str) -> None:
    answer = as_json({"error": {"code": code, "message": "Unable to perform query.", "details": []}})
    desk.publish(Contract(councils.ONS, lambda path, query: answer))
    fetcher = Fetcher("https://example.org", lambda host: True, adapter=desk.server.adapter())
    (found,) = check_up("ons_codes", INTERFACES["ons_codes"], EVERYBODY, fetcher)
    assert state in found.state.value and "Unable to perform query" in found.said


def test_a_list_of_bodies_with_lines_and_quotes_in_its_notes_is_read(desk: Desk) -> None:
    numbers = {code: number for (scheme, number), code in EVERYBODY.identifiers.items() if scheme == "wdtk"}
    bodies = [whatdotheyknow.Body(numbers[code], code, "https://log.example") for code in (LEEDS, YORK)]

    def with_notes(answer: Answer) -> Answer:
        header, *rows = answer.body.decode().splitlines()
        place = header.split(",").index("Notes")
        lines = [header]
        for row in rows:
            cells = row.split(",")
            cells[place] = '"Formerly ""Leeds"", see\r\n\nCaffè, <b>notes</b>"'
            lines.append(",".join(cells))
        return replace(answer, body="".join(f"{line}\n" for line in lines).encode())

    desk.publish(changed(whatdotheyknow.contract(bodies), with_notes))
    result = desk.collect("whatdotheyknow")
    assert result.exit_code == 0, result.output
    assert set(said(desk, "whatdotheyknow")) == {(one, "whatdotheyknow_disclosure_log") for one in (LEEDS, YORK)}


def test_nulls_and_empty_texts_of_the_ministrys_tables_mean_the_same(desk: Desk) -> None:
    asked: list[Any] = [("local-authority:LDS", "brownfield-land", None, "statutory", "2017-04-16", None),
                        ("local-authority:YOR", "brownfield-land", "", "statutory", "2017-04-16", "")]  # fmt: skip
    given = [
        ("local-authority:LDS", "Leeds", "brownfield-land", "https://leeds.example/", "200", "2024-05-01T00:00:00Z")
    ]
    desk.publish(planning_data.contract(asked, given))
    result = desk.collect("planning_data")
    assert result.exit_code == 0, result.output
    found = {(one.authority, one.measure): one.value for one in desk.facts("planning_data")}
    assert found[LEEDS, PLANNING] == 1 and found[YORK, PLANNING] == 0


def test_an_account_that_was_renamed_is_followed_to_its_number(desk: Desk) -> None:
    real = github.contract(
        [Account("leedscc", "Leeds City Council", repositories=(("bins", "2026-11-01T09:00:00Z", False),))]
    )

    def answer(path: str, query: Any) -> Answer:
        if path in ("/orgs/old-leeds", "/orgs/old-leeds/repos"):
            number = path.replace("orgs/old-leeds", "organizations/7")
            return Answer(301, "application/json", b"{}", {"Location": f"https://{github.HOST}{number}"})
        return real.answer(path.replace("/organizations/7", "/orgs/leedscc"), query)

    lists = {github.LIST: github.list_of([Account("old-leeds", None)])}
    desk.publish(Contract(github.HOST, answer), raw_files.contract({}, (), (), others=lists))
    result = desk.collect("github_organisations")
    assert result.exit_code == 0, result.output
    assert said(desk, "github_organisations") == {(LEEDS, "github_work_in_a_year"): 1}


def test_a_home_page_that_gov_uk_leaves_out_is_no_difference(desk: Desk) -> None:
    theirs = [replace(one, homepage="") if one.code == LEEDS else one for one in councils.councils_of(EVERYBODY)]
    desk.publish(councils.govuk(theirs))
    result = desk.collect("govuk_authorities")
    assert result.exit_code == 0 and "0 differences" in result.output


def test_a_field_that_is_missing_is_told_with_those_that_there_are(desk: Desk) -> None:
    answer = Answer(200, "text/plain", b'{"dateUpdated": "3 August 2026", "services": {}}')
    desk.publish(Contract(raw_files.HOST, lambda path, query: answer))
    assert "there is no such field; there are 'dateUpdated', 'services'" in desk.collect("govuk_pay").output


def test_a_page_with_404_does_not_say_that_there_is_no_such_council(desk: Desk) -> None:
    desk.publish(Contract(councils.GOVUK, lambda path, query: page(404, "Page not found")))
    result = desk.collect("govuk_authorities")
    assert result.exit_code == 1 and "is text/html (status 404), expected application/json" in result.output


def test_a_reading_over_midnight_has_the_day_of_its_first_reply(desk: Desk) -> None:
    desk.now = datetime(2026, 11, 30, 23, 59, 58, tzinfo=UTC)
    asked = [("local-authority:LDS", "brownfield-land", "", "statutory", "2017-04-16", "")]
    given = [("local-authority:LDS", "Leeds", "brownfield-land", "https://leeds.example/", "200", "2024-05-01")]
    desk.publish(planning_data.contract(asked, given))
    desk.server.fail(planning_data.HOST, None, Fault.BUSY)
    assert desk.collect("planning_data").exit_code == 0 and desk.now.day == 1
    assert {str(one.observed_on) for one in desk.facts("planning_data")} == {"2026-11-30"}
