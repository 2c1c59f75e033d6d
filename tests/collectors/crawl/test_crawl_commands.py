"""The commands crawl, crawl-report and replay, over real councils' names on the simulated internet."""

import io
import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from collectors.crawl import progress
from collectors.crawl.environment import check_contact, check_delay, is_simulated, proxies_from, tls_from
from collectors.crawl.evidence import open_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.run import begin_run
from collectors.crawl.settings import Settings
from collectors.crawl.store import open_store
from commands import crawl as crawl_command
from commands import crawl_report as report_command
from commands import replay as replay_command
from commands import websites
from errors import CrawlError
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from paths import REGISTER
from register.authorities import load_authorities

CONTACT = "https://operator.example/crawler"
HOSTS = {"hartlepool": "www.hartlepool.gov.uk", "middlesbrough": "www.middlesbrough.gov.uk"}


def run(command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture
def web():
    def site(host: str) -> SimSite:
        pages = {"/": SimPage(document("Home", '<a href="/bins">Bins</a>')), "/bins": SimPage(document("Bins", "Bins"))}
        return SimSite(host, pages, scheme="both")

    with SimWeb([site(host) for host in HOSTS.values()], limit_s=0.09) as served, served.in_environment():
        yield served


def test_a_crawl_is_made_reported_and_resumable_from_the_command_line(web, tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    (tmp_path / "links.csv").write_text("GSS,Description,URL\n")
    words = ("--authorities", ",".join(HOSTS), "--delay", 0.1, "--max-pages", 5, "--db", db, "--contact", CONTACT,
             "--local-links", tmp_path / "links.csv")  # fmt: skip
    made = run(crawl_command.command, *words)
    assert made.exit_code == 0, made.output
    assert made.output.splitlines()[-2].startswith("Run 1: 2 councils, 4 pages in ")
    assert made.output.splitlines()[-1].startswith("Observed 2 councils: ")
    assert open_evidence(db).execute("SELECT count(*) FROM services").fetchone()[0] > 0
    assert run(replay_command.command, "--db", db).output.startswith("Observed 2 councils: ")
    told = run(report_command.command, "--db", db)
    # What a test network shows is never published as real.
    assert told.output.startswith("Run 1 (simulated, finished), begun ")
    assert "hartlepool     replied          complete    2 pages  2 ok" in told.output
    as_json = json.loads(run(report_command.command, "--db", db, "--format", "json").output)
    assert as_json["councils"] == {"replied": 2}
    assert [site["slug"] for site in as_json["sites"]] == ["hartlepool", "middlesbrough"]
    again = run(crawl_command.command, *words, "--resume", "--no-observe")
    assert again.output.splitlines()[-1].startswith("Run 2: ")
    assert set(web.report().politeness_faults.values()) == {0}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (("--nation", "wales"), r"begun with 2 councils \(hartlepool, middlesbrough\), and of the 22 chosen now 0 are"),
        (
            ("--authorities", "hartlepool"),
            "of the 1 chosen now 1 are among them: leave the option out to go on with it",
        ),
        (("--max-pages", 60), "--max-pages 60: run 1 of .*crawl.db was begun with 2: "),
        (("--only-changed",), "--only-changed: run 1 of .*crawl.db was begun without it: .* leave out --resume"),
    ],
)
def test_a_run_that_goes_on_is_not_made_another(tmp_path: Path, other: tuple, said: str) -> None:
    db = begun(tmp_path)
    refused = run(crawl_command.command, "--resume", "--db", db, "--contact", CONTACT, *other)
    assert refused.exit_code == 1 and re.search(said, str(refused.exception)), refused.exception
    assert open_evidence(db).execute("SELECT count(*) FROM fetches").fetchone()[0] == 0


def test_a_run_goes_on_with_the_choices_it_was_begun_with(web, tmp_path: Path) -> None:
    db = begun(tmp_path)
    (tmp_path / "links.csv").write_text("GSS,Description,URL\n")
    words = ("--resume", "--db", db, "--contact", CONTACT, "--delay", 0.1, "--no-observe",
             "--local-links", tmp_path / "links.csv")  # fmt: skip
    # A machine that is busy has told how far it is before.
    assert "\nRun 1: 2 councils, 4 pages in " in "\n" + run(crawl_command.command, *words, "--max-pages", 2).output
    assert set(web.report().hosts) == set(HOSTS.values())


def begun(folder: Path) -> Path:
    """Return a crawl database with a run of two councils that was ended before its first request."""
    known = {one.slug: one.code for one in load_authorities(REGISTER / "authorities.csv")}
    db = folder / "crawl.db"
    with closing(open_store(db)) as store:
        seeds = [SiteSeed(known[slug], slug, f"https://{host}/") for slug, host in HOSTS.items()]
        begin_run(store, Settings(db, folder / "lock", "simulated", {}, 2), seeds)
    return db


def test_a_delay_below_a_second_is_refused_for_real_hosts(tmp_path: Path) -> None:
    refused = run(
        crawl_command.command,
        "--authorities",
        "hartlepool",
        "--delay",
        0.5,
        "--contact",
        CONTACT,
        "--db",
        tmp_path / "crawl.db",
    )
    assert isinstance(refused.exception, CrawlError)
    assert "at least 1 second" in str(refused.exception)


@pytest.mark.parametrize(
    ("delay", "simulated", "own", "environment"),
    [
        (1.0, False, False, {}),
        (0.1, True, False, {}),
        (0.1, False, True, {}),
        (0.1, False, False, {"CDI_TEST_NETWORK": "1"}),
    ],
)
def test_a_short_delay_is_allowed_where_nobody_is_hurt(delay, simulated, own, environment) -> None:
    check_delay(delay, simulated, own, environment)


@pytest.mark.parametrize("environment", [{}, {"CDI_TEST_NETWORK": "0"}, {"CDI_TEST_NETWORK": ""}])
def test_nothing_else_allows_a_short_delay(environment) -> None:
    with pytest.raises(CrawlError):
        check_delay(0.99, False, False, environment)


@pytest.mark.parametrize(
    "contact",
    ["", "kent.gov.uk", "ftp://a.gov.uk/", "https://a.gov.uk/\r\nX: y", "https://", "https://...", "http://localhost/us",
     "http://192.168.1.5/us", "https://intranet/us", "https://www.example.org/us", "us@kent.gov.uk"],
)  # fmt: skip
def test_a_live_crawl_without_a_public_contact_page_does_not_start(contact: str, tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match=r"operator\.contact_url"):
        check_contact(contact, simulated=False)


def test_the_command_without_a_contact_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site.toml").write_text('[operator]\ncontact_url = ""\n')
    monkeypatch.setattr(websites, "SITE", tmp_path / "site.toml")
    refused = run(crawl_command.command, "--authorities", "hartlepool", "--db", tmp_path / "crawl.db")
    assert "contact_url" in str(refused.exception)
    assert not (tmp_path / "crawl.db").exists()


def test_an_unknown_council_is_named() -> None:
    refused = run(crawl_command.command, "--authorities", "hartlepool,atlantis", "--contact", CONTACT)
    assert refused.exit_code == 2
    assert "there is no council 'atlantis'" in refused.output


def test_type_and_nation_narrow_the_choice_to_nothing_with_a_message() -> None:
    refused = run(crawl_command.command, "--type", "london", "--nation", "wales", "--contact", CONTACT)
    assert "no council is left" in str(refused.exception)


@pytest.mark.parametrize(
    ("hosts", "simulated"),
    [
        (["www.a.test", "b.example"], True),
        (["www.a.test", "www.kent.gov.uk"], False),
        ([], False),
    ],
)
def test_a_run_is_simulated_only_if_all_its_hosts_are(hosts: list, simulated: bool) -> None:
    assert is_simulated([SiteSeed(host, host, f"https://{host}/") for host in hosts]) is simulated


@pytest.mark.parametrize(
    ("environment", "url", "proxies"),
    [
        ({}, "https://a.gov.uk/", {}),
        ({"HTTPS_PROXY": "http://p:1"}, "https://a.gov.uk/x", {"https": "http://p:1"}),
        ({"HTTPS_PROXY": "http://p:1"}, "http://a.gov.uk/x", {}),
        ({"https_proxy": "http://q:2", "HTTPS_PROXY": "http://p:1"}, "https://a.gov.uk/", {"https": "http://q:2"}),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "kent.gov.uk"}, "https://www.kent.gov.uk/", {}),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "kent.gov.uk"}, "https://a.gov.uk/", {"https": "http://p:1"}),
    ],
)
def test_proxies_are_those_of_the_environment(environment: dict, url: str, proxies: dict) -> None:
    assert proxies_from(environment)(url) == proxies


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://me:secret@p:1", "proxy socks5: only http and https"),
        ("http://", "names no host"),
        ("http://me:secret@p:what", "cannot be read"),
    ],
)
def test_a_proxy_that_no_request_could_go_through_is_refused_before_hosts_seem_not_to_answer(
    proxy: str, why: str
) -> None:
    with pytest.raises(CrawlError, match=f"HTTPS_PROXY: .*{why}.*: expected an address such as") as refused:
        proxies_from({"HTTPS_PROXY": proxy})
    assert "secret" not in str(refused.value)


def test_a_trust_store_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="REQUESTS_CA_BUNDLE=.*absent.pem"):
        tls_from({"REQUESTS_CA_BUNDLE": str(tmp_path / "absent.pem")})


def test_progress_is_a_plain_line_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    with progress.watch(2, 10, Console(file=out, width=200)) as on_tick:
        on_tick(progress.Progress(sites=2, hosts=2, requests=9, pages=7, blocked=1, errors=1, waiting=2))
    assert out.getvalue().startswith("7 pages, 9 requests, ")
    assert "2 of 2 hosts waiting, 1 blocked, 1 error" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_progress_is_a_bar_on_a_terminal() -> None:
    out = io.StringIO()
    with progress.watch(2, 10, Console(file=out, width=200, force_terminal=True)) as on_tick:
        on_tick(progress.Progress(sites=2, hosts=2, requests=9, pages=7, blocked=1, errors=0, waiting=2))
    assert "7/20 pages" in out.getvalue()
    assert "1 blocked" in out.getvalue()


def test_a_replay_of_nothing_says_so(tmp_path: Path) -> None:
    refused = run(replay_command.command, "--db", tmp_path / "absent.db")
    assert isinstance(refused.exception, CrawlError)


def test_a_report_of_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"")
    refused = run(report_command.command, "--db", tmp_path / "x.db")
    assert "not a crawl database" in str(refused.exception)
    with pytest.raises(CrawlError, match="no such file"):
        open_evidence(tmp_path / "absent.db")
