"""`doctor` against services that keep their contracts, and against each fault that the contracts warn of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from collectors.open_data.facts_file import newest_day
from collectors.open_data.fetcher import Clock, Fetcher
from commands.doctor import INTERFACES, command
from evaluation.contract_server import crux, github, planning_data, postcodes_io, raw_files, table
from evaluation.contract_server.answers import Fault
from evaluation.contract_server.councils import GOVUK, ONS, councils_of, govuk
from evaluation.contract_server.local_links import HOST, ORIGIN
from evaluation.contract_server.server import ContractServer
from paths import FACTS
from tests.committed import committed_register

AGREED, CHANGED, OTHERWISE = "answers as its contract says", "its form has changed", "its contract does not name"
UNANSWERED = "does not answer"


@pytest.fixture(scope="module")
def server() -> Iterator[ContractServer]:
    with ContractServer(table.contracts(committed_register())) as served:
        yield served


def doctor(server: ContractServer, *names: str, key: str = "a-key") -> Result:
    server.asked.clear()
    clock = Clock(lambda: datetime(2026, 12, 1, tzinfo=UTC), lambda: 0.0, lambda seconds: None)
    adapter, keys = server.adapter(), {"CRUX_API_KEY": key}
    fetcher = Fetcher("https://example.org", lambda host: True, clock=clock, adapter=adapter, keys=keys)
    return CliRunner().invoke(command, names, obj=fetcher)


def test_a_source_that_needs_a_key_is_not_asked_without_one(server: ContractServer) -> None:
    result = doctor(server, "crux", key=" ")
    assert result.exit_code == 0 and server.asked == []
    assert "crux: was not asked, because it answers nobody without a key: set CRUX_API_KEY." in result.output


def test_every_address_form_is_asked_once_and_all_is_well(server: ContractServer) -> None:
    result = doctor(server)
    assert result.exit_code == 0, result.output
    asked = [(one.host, one.path, frozenset(one.query.items())) for one in server.asked]
    assert len(asked) == len(set(asked)) == 26
    assert set(server.contracts) == {host for host, *_ in asked}
    assert (HOST, "/api/link") in {one[:2] for one in asked}  # what the source can do without is looked at too
    assert "26 addresses asked; each answers as its contract says." in result.output


@pytest.mark.parametrize(
    ("host", "name", "fault", "state", "found"),
    [
        (GOVUK, "govuk_authorities", Fault.DRIFTED, CHANGED, 'column "local_authority.tier"'),
        (GOVUK, "govuk_authorities", Fault.NOT_JSON, CHANGED, "is not JSON"),
        (GOVUK, "govuk_authorities", Fault.BUSY_PAGE, OTHERWISE, "is text/html (status 200)"),
        (GOVUK, "govuk_authorities", Fault.BROKEN_PAGE, UNANSWERED, "answered 500"),
        (ONS, "ons_codes", Fault.DRIFTED, CHANGED, 'column "features[0].attributes.LAD26CD"'),
        (ONS, "ons_codes", Fault.BUSY_LONG, UNANSWERED, "left alone for 3600 s"),
        (ONS, "ons_codes", Fault.REFUSED_PAGE, OTHERWISE, "answered 403"),
        (ONS, "ons_codes", Fault.EMPTY, CHANGED, "is empty"),
        (HOST, "govuk_local_links", Fault.DRIFTED, CHANGED, 'column "LGIL"'),
        (HOST, "govuk_local_links", Fault.BUSY, UNANSWERED, "answered 429"),
        (crux.HOST, "crux", Fault.DRIFTED, CHANGED, 'percentiles"'),
        (github.HOST, "github_organisations", Fault.WRONG_TYPES, CHANGED, 'column "login"'),
        (planning_data.HOST, "planning_data", Fault.DRIFTED, CHANGED, 'column "organisation"'),
        (postcodes_io.HOST, "postcodes_io", Fault.RESET, UNANSWERED, "closed connection without response"),
        (raw_files.HOST, "govuk_pay", Fault.DRIFTED, CHANGED, "serviceCountByOrganisation"),
        (raw_files.HOST, "govwifi", Fault.DRIFTED, CHANGED, "govwifi"),
        (raw_files.HOST, "hsts_preload", Fault.EMPTY, CHANGED, "hsts"),
        (raw_files.HOST, "hsts_preload", Fault.BREAKS, UNANSWERED, "broke off"),
    ],
)
def test_what_changed_is_told_from_what_refuses_and_what_does_not_answer(
    server: ContractServer, host: str, name: str, fault: Fault, state: str, found: str
) -> None:
    server.always(host, fault)
    result = doctor(server, name)
    server.always(host, None)
    assert result.exit_code == 4, result.output
    said = " ".join(result.output.split())
    assert f"{state}. Found: source {name}: " in said and found in said.partition("Found: ")[2], result.output
    assert "To do: " in said and (f"collectors/open_data/{name}.py" in said) == (state != UNANSWERED)


def test_a_second_address_of_a_file_is_looked_at_when_the_first_is_ill(server: ContractServer) -> None:
    server.always(HOST, Fault.REFUSED_PAGE)
    result = doctor(server, "govuk_local_links")
    server.always(HOST, None)
    assert result.exit_code == 4 and [one.host for one in server.asked] == [HOST, ORIGIN]
    assert result.output.count("To do: ") == 1


def test_where_nothing_answers_the_operators_own_machine_is_named(server: ContractServer) -> None:
    for host in server.contracts:
        server.always(host, Fault.BROKEN_PAGE)
    result = doctor(server)
    for host in server.contracts:
        server.always(host, None)
    assert result.exit_code == 4 and "Look at this machine first" in result.output
    # That its publisher is down is not said of each of them: wait and try again would be the wrong thing to do.
    assert "To do" not in result.output and all(
        f"\n{name}: https://" in result.output for name in ("govwifi", "ons_codes")
    )


def test_where_every_address_has_a_page_the_network_is_named_and_nothing_is_to_be_mended(
    server: ContractServer,
) -> None:
    for host in server.contracts:
        server.always(host, Fault.BUSY_PAGE)
    result = doctor(server)
    alone = doctor(server, "govuk_pay")
    for host in server.contracts:
        server.always(host, None)
    assert result.exit_code == 4 and "look at this network before you mend anything" in result.output
    assert "ask you to sign in" in result.output and "collectors/open_data" not in result.output
    assert result.output.count("is text/html (status 200), expected") >= len(INTERFACES)
    assert "this network" not in alone.output and "mend collectors/open_data/govuk_pay.py" in alone.output


def test_what_stays_of_a_source_that_is_ill_is_said_with_its_day(server: ContractServer) -> None:
    server.always(raw_files.HOST, Fault.DRIFTED)
    result = doctor(server, "govuk_pay", "green_web")
    server.always(raw_files.HOST, None)
    day = newest_day(FACTS / "govuk_pay.csv")
    assert f"govuk_pay: Its facts stay as they are, the newest of {day:%-d %B %Y}." in result.output
    assert "green_web: " not in result.output


def test_an_interface_that_knows_nothing_of_what_there_is_has_changed() -> None:
    with ContractServer([crux.contract({}), govuk(councils_of(committed_register(), "E06000001"))]) as server:
        result = doctor(server, "crux", "govuk_authorities")
        asked = [one.host for one in server.asked]
    assert result.exit_code == 4 and "as if it knew none of what it was asked about" in result.output
    assert asked == [crux.HOST] * 3 + [GOVUK] * 2  # that GOV.UK has no council of one name is no fault of its interface
    assert result.output.count("  Found: ") == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("govuk_pay", "nonsense"), 2, "There is no live source 'nonsense'"),
        (("--contact", "nowhere"), 1, "--contact: 'nowhere'"),
    ],
)
def test_what_is_wrong_is_named_before_anybody_is_asked(words: tuple[str, ...], code: int, says: str) -> None:
    result = CliRunner().invoke(command, words)
    assert result.exit_code == code and says in f"{result.output}{result.exception}"


def test_a_dry_run_names_every_source_and_asks_nobody(server: ContractServer) -> None:
    result = doctor(server, "--dry-run")
    assert result.exit_code == 0 and server.asked == []
    assert {line.partition(":")[0] for line in result.output.splitlines()[:-1]} == set(INTERFACES)
    without = doctor(server, "crux", "govuk_pay", "--dry-run", key="").output
    assert "crux: would not be asked" in without and "chromeuxreport" not in without and "govuk_pay: http" in without
