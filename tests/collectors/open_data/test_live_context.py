"""Live sources that read many pages, or answer no indicator: what they say, and what stays as it was when they fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collectors.open_data import CONTEXTS, SOURCES, source_named
from collectors.open_data.catalogue import load_sources
from collectors.open_data.collecting import Result
from collectors.open_data.contract import Context
from collectors.open_data.facts_file import read_facts
from collectors.open_data.fetcher import Clock, Fetcher
from collectors.open_data.live import LiveCollector
from collectors.open_data.reply_store import open_store
from edition.build import load_framework
from evaluation.contract_server import data_gov_uk, planning_data, raw_files, table
from evaluation.contract_server.answers import Fault
from evaluation.contract_server.data_gov_uk import Publisher
from evaluation.contract_server.server import ContractServer
from paths import DATA, REGISTER
from register.authorities import load_register
from tests.collectors.open_data.live_desk import Desk

LEEDS, YORK, WESTMORLAND = "E08000035", "E06000014", "E06000064"


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
    assert [one["offset"] for one in lists] == ["0", "1000"] and len(desk.server.asked) == 7
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


COUNCILS = load_register(REGISTER)
ENTRIES = {entry.source: entry for entry in load_sources(DATA / "sources.toml")}
PLANNING, BROWNFIELD = "planning_datasets_share", "brownfield_live"
SERVICES = table.contracts(COUNCILS)
JSON_FAULTS = {
    Fault.RESET: "RemoteDisconnected",
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
    ("data_gov_uk", {data_gov_uk.HOST, data_gov_uk.ALIAS}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "result\[0\]"', Fault.NO_ROWS: "yields nothing", Fault.DRIFTED: 'column "result"'}),
    ("planning_data", {planning_data.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: 'column "organisation"', Fault.NO_ROWS: 'column "organisation"',
        Fault.DRIFTED: 'column "organisation"'}),
    ("website_page_weight", {raw_files.HOST}, JSON_FAULTS | {
        Fault.WRONG_TYPES: r'column "orgs\..*\.bytes"', Fault.NO_ROWS: "yields nothing",
        Fault.DRIFTED: 'column "orgs"'}),
]  # fmt: skip
"""Source, the hosts that it asks and that fail, what it says of each fault."""


def read(server: ContractServer, folder: Path, name: str, run: str) -> Result:
    """Return what became of one reading. run: names its own store, so that nothing is known from an earlier one."""
    now = [datetime(2026, 11, 30, 9, 0, tzinfo=UTC)]
    clock = Clock(lambda: now[0], lambda: now[0].timestamp(), lambda s: now.append(now.pop() + timedelta(seconds=s)))
    fetcher = Fetcher("https://example.org", lambda host: True, clock=clock, adapter=server.adapter())
    with open_store(folder / f"{run}.db") as store:
        collector = LiveCollector(COUNCILS, ENTRIES, folder / "facts", fetcher, store)
        context = next((one for one in CONTEXTS if one.name == name), None)
        source = source_named(name)
        if context is not None:
            return collector.collect_context(context).result
        assert source is not None
        return collector.collect(source).result


def files(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in (folder / "facts").rglob("*") if one.is_file()}


@pytest.mark.parametrize(("name", "hosts", "faults"), FAULTS, ids=[name for name, _, _ in FAULTS])
def test_a_source_that_fails_says_why_and_what_is_known_stays(
    tmp_path: Path, name: str, hosts: set[str], faults: dict[Fault, str]
) -> None:
    with ContractServer(SERVICES) as server:
        assert read(server, tmp_path, name, "first").error is None
        known = files(tmp_path)
        assert len(known) == 2
        for fault, says in faults.items():
            for host in hosts:
                server.always(host, fault)
            error = read(server, tmp_path, name, fault.name).error
            assert error is not None and error.source == name and re.search(says, str(error)), (fault, error)
            assert files(tmp_path) == known, fault


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
def test_what_is_no_mark_says_of_which_indicator_and_why_and_whose_it_is(context: Context) -> None:
    codes = load_framework(DATA / "framework.toml").codes
    assert set(context.near) <= codes and context.no_mark and context.licence and context.attribution
    own = {measure.code for source in SOURCES for measure in source.measures}
    assert not own & {measure.code for measure in context.measures}


def test_every_context_is_tried_with_every_fault() -> None:
    tried = {name: set(faults) for name, _, faults in FAULTS}
    assert {one.name for one in CONTEXTS} <= set(tried)
    assert all(set(JSON_FAULTS) | {Fault.WRONG_TYPES, Fault.NO_ROWS, Fault.DRIFTED} == one for one in tried.values())
