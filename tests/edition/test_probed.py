"""From the findings of the probe of names to T05 and T06: what was not proved or not answered is no "no"."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from collectors.probes.browser.roles import COOKIES_FILE, PAGES_FILE
from collectors.probes.findings import Finding, Kept, decided, undecided
from collectors.probes.store import open_probes, save
from edition.build import with_crawl
from edition.cells import index_facts, make_cells
from edition.probed import Probed, answer_rows, load_probed
from edition.schema import fitter
from edition.tables import PROBE_ANSWERS
from edition.website_edition import CrawlEdition
from errors import CrawlError, EditionError
from evaluation.made_names.server import Zones, serving
from models import Status
from tests.committed import committed_inputs
from tests.edition.test_website import GRADES, crawled, seen
from web.pages.words import reason
from web.words.catalogue import word

LEEDS, LEEDS_DOMAIN = "E08000035", "leeds.gov.uk"
COUNCILS = ("E06000001", LEEDS, "E10000016", "W06000015")
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
RECORDS = {
    "spf": decided("spf", LEEDS_DOMAIN, 1.0, "softfail", record="v=spf1 mx ~all"),
    "dmarc": decided(
        "dmarc", LEEDS_DOMAIN, 1.0, "reject", record="v=DMARC1; p=reject; rua=mailto:a.person@leeds.gov.uk"
    ),
    "mta_sts": decided("mta_sts", LEEDS_DOMAIN, 0.0, "mode_testing", record="v=STSv1; id=1", url="https://mta-sts."),
    "tls_rpt": undecided("tls_rpt", LEEDS_DOMAIN, Status.UNREACHABLE, "timed_out"),
    "T05": decided("T05", LEEDS_DOMAIN, 1.0, ""),
    "T06": undecided("T06", LEEDS_DOMAIN, Status.UNREACHABLE, ""),
    "mx": decided("mx", LEEDS_DOMAIN, 1.0, "present", hosts="mail.leeds.gov.uk"),
}


def probed(path: Path, origin: str = "live", authority: str = LEEDS, **other: Finding | None) -> Path:
    """A database with these findings of one council; `other` replaces a check, or leaves it out."""
    found = [one for one in (RECORDS | other).values() if one is not None]
    with closing(open_probes(path)) as db:
        save(db, "dns", authority, found, AT, origin)
    return path


def read(path: Path) -> Probed:
    return load_probed(path, committed_inputs().register.authorities, date(2026, 11, 21))


def test_what_is_proved_counts_with_its_records_and_how_to_ask_again(tmp_path: Path) -> None:
    found = read(probed(tmp_path / "probes.db"))
    forged, transit = found.facts
    assert (forged.measure, forged.value, forged.observed_on) == ("T05", 1.0, date(2026, 11, 20))
    assert word(forged.message) == (
        "leeds.gov.uk takes mail, and publishes: an SPF record that marks every sender it does not name as doubtful "
        "(softfail); a DMARC policy of reject"
    )
    assert (transit.value, transit.status) == (None, Status.UNREACHABLE)
    assert "TLS reporting: not known, its name servers did not answer in time" in word(transit.message)
    asked = [(one.measure, one.record_type, one.name, one.answer) for one in found.answers]
    assert asked == [
        ("T05", "TXT", "leeds.gov.uk", "v=spf1 mx ~all"),
        ("T05", "TXT", "_dmarc.leeds.gov.uk", "v=DMARC1; p=reject; rua=mailto:[e-mail]"),
        ("T05", "MX", "leeds.gov.uk", "mail.leeds.gov.uk"),
        ("T06", "TXT", "_mta-sts.leeds.gov.uk", "v=STSv1; id=1"),
        ("T06", "TXT", "_smtp._tls.leeds.gov.uk", ""),
        ("T06", "MX", "leeds.gov.uk", "mail.leeds.gov.uk"),
    ]
    commands = [one.check_with for one in found.answers]
    assert commands[1] == "dig +noall +answer _dmarc.leeds.gov.uk TXT"
    assert commands[3].endswith("https://mta-sts.leeds.gov.uk/.well-known/mta-sts.txt")


def test_what_was_found_after_the_day_of_an_edition_is_neither_counted_nor_shown(tmp_path: Path) -> None:
    path = probed(tmp_path / "probes.db", authority=COUNCILS[0])
    with closing(open_probes(path)) as db:
        save(db, "dns", LEEDS, [*RECORDS.values()], AT.replace(day=22), "live")
    found = read(path)
    assert {one.authority for one in (*found.facts, *found.answers)} == {COUNCILS[0]}
    assert found.newest == {"mail_domains": AT.date()}


def _of(check: str, value: float | None, code: str, domain: str = LEEDS_DOMAIN) -> Finding:
    if value is None:
        return undecided(check, domain, Status.UNREACHABLE, code)
    return decided(check, domain, value, code)


@pytest.mark.parametrize(
    ("other", "status", "says"),
    [
        ({"T05": _of("T05", 0.0, "")}, Status.MEASURED, "takes mail, and publishes"),
        ({"mx": _of("mx", 0.0, "null")}, Status.NOT_CHECKED, "takes no mail (it has no mail server, MX)"),
        ({"mx": _of("mx", None, "timed_out")}, Status.UNREACHABLE, "could not be learnt, so nothing was judged"),
        ({"mx": None}, Status.NOT_CHECKED, "nobody asked"),
        ({"T05": _of("T05", 1.0, "", "leeds.example")}, Status.NOT_CHECKED, "leeds.example was asked, and its home"),
        ({"T05": _of("T05", None, ""), "spf": _of("spf", None, "no_such_name"), "mx": _of("mx", None, "no_such_name")},
         Status.UNREACHABLE, "the name servers know no such domain"),
    ],
)  # fmt: skip
def test_a_domain_that_is_not_proved_or_not_answered_is_never_a_no(tmp_path: Path, other, status, says: str) -> None:
    fact = read(probed(tmp_path / "probes.db", **other)).facts[0]
    assert (fact.measure, fact.status, fact.value is None) == ("T05", status, status is not Status.MEASURED)
    assert says in word(fact.message)


@pytest.mark.parametrize(
    ("finding", "value", "status", "says"),
    [
        (decided("T07", "www.leeds.gov.uk", 0.0, "several", libraries="jquery 1.11.1"), 0.0, Status.MEASURED,
         "load several script libraries in versions with known holes"),
        (decided("T07", "www.leeds.gov.uk", 1.0, "none"), 1.0, Status.MEASURED, "have no hole on our list"),
        (undecided("T07", "www.leeds.gov.uk", Status.NOT_CHECKED, "version_not_shown"), None, Status.NOT_CHECKED,
         "does not say the version"),
        (undecided("T07", "www.leeds.gov.uk", Status.NOT_CHECKED, "version_in_between"), None, Status.NOT_CHECKED,
         "older than the newest mended one"),
        (undecided("T07", "www.leeds.gov.uk", Status.NOT_CHECKED, "requests_not_followed"), None, Status.NOT_CHECKED,
         "could not be had"),
        (undecided("T07", "www.leeds.gov.uk", Status.NOT_CHECKED, "too_few_pages"), None, Status.NOT_CHECKED,
         "Fewer of its pages were chosen"),
        (undecided("T07", "www.leeds.gov.uk", Status.BLOCKED, "answers_browser_otherwise"), None, Status.BLOCKED,
         "turned one of the two away"),
        (undecided("T07", "www.leeds.gov.uk", Status.BLOCKED, "challenge"), None, Status.BLOCKED, "Too few of its"),
        (decided("T07", "old.leeds.gov.uk", 0.0, "one"), None, Status.NOT_CHECKED, "moved to another host"),
    ],
)  # fmt: skip
def test_libraries_with_holes_are_a_band_and_no_version_is_named(tmp_path, finding, value, status, says: str) -> None:
    with closing(open_probes(tmp_path / "probes.db")) as db:
        save(db, "browser", LEEDS, [finding], AT, "live")
    (fact,) = read(tmp_path / "probes.db").facts
    assert (fact.measure, fact.value, fact.status, fact.source) == ("T07", value, status, "pages_in_a_browser")
    assert says in word(fact.message) and "1.11" not in word(fact.message)


LEEDS_HOST = "www.leeds.gov.uk"
SEEN = {"pages": 6, "chosen": 8, "templates": 2}


def _page(path: str, role: str, *rules: str, status: str = "measured", **more: object) -> dict:
    page = {"url": f"https://{LEEDS_HOST}{path}", "role": role, "status": status, "code": "shown", "title": "Bins"}
    failing = [{"id": rule, "elements": count} for count, rule in enumerate(rules, start=1)]
    seen = {"wcag_390": failing, "wcag_1280": failing[:1], "fit": {"document_width": 700, "viewport": ""}}
    return page | (seen if status == "measured" else {}) | {"advertisers": None} | more


PAGES = [
    _page("/", "home", "label", "target-size"),
    _page("/care", "task", advertisers={"Facebook": "www.facebook.com"}),
    _page("/bins?to=a.person%40leeds.gov.uk", "task", status="blocked"),
    _page("/form", "form", "label"),
]
COOKIES = [{"name": "_ga", "domain": LEEDS_HOST, "days": 400.0, "purpose": "statistics"},
           {"name": "odd", "domain": LEEDS_HOST, "days": None, "purpose": ""}]  # fmt: skip


def browsed(path: Path, *findings: Finding, pages: bytes = json.dumps(PAGES).encode()) -> Path:
    """A database with what a browser found at Leeds, and what it kept of each page."""
    kept = (Kept(PAGES_FILE, "application/json", pages),)
    left = (Kept(COOKIES_FILE, "application/json", json.dumps(COOKIES).encode()),)
    others = [replace(one, kept=left) if one.check == "T10" else one for one in findings]
    with closing(open_probes(path)) as db:
        save(db, "browser", LEEDS, [*others, replace(decided("pages", LEEDS_HOST, 3.0, "seen"), kept=kept)], AT, "live")
    return path


def _known(measure: str, value: float, code: str, **seen: str | float) -> Finding:
    return decided(measure, LEEDS_HOST, value, code, **{**SEEN, **seen})


def _unknown(measure: str, status: Status, code: str) -> Finding:
    return undecided(measure, LEEDS_HOST, status, code)


@pytest.mark.parametrize(
    ("finding", "says", "rests_on"),
    [
        (_known("A06", 1.5, "rules_per_template"), "per page template, on average: 1.5 (templates: 2; pages",
         [("/", "label (1), target-size (2)"), ("/care", ""), ("/bins?to=[e-mail]", "")]),
        (_known("A07", 1.0, "rules_per_template"), "of its forms, on average: 1 (templates: 2; forms opened: 6, of 8",
         [("/form", "label (1)")]),
        (_known("A08", 0.5, "share_of_pages"), "3 of 6 pages opened fit 320 pixels, tell phones their width",
         [("/", "width=700; target-size=fails; viewport="),
          ("/care", "width=700; target-size=passes; viewport="), ("/bins?to=[e-mail]", ""),
          ("/form", "width=700; target-size=passes; viewport=")]),
        (_known("T10", 0.0, "tracks_before_consent", tracking="_ga _gid"), "in a fresh browser: _ga and _gid",
         [("/", ""), ("/care", ""), ("/bins?to=[e-mail]", ""), ("/form", ""),
          ("_ga", f"domain={LEEDS_HOST}; max-age-days=400"), ("odd", f"domain={LEEDS_HOST}")]),
        (_known("T10", 1.0, "only_necessary"), "6 pages opened leave no cookie", None),
        (_known("T11", 0.0, "asks_trackers", companies="Facebook"), "advertising or social media: Facebook",
         [("/care", "Facebook (www.facebook.com)")]),
        (_known("T11", 1.0, "asks_no_listed_tracker"), "The 6 pages about care", None),
        (_unknown("A06", Status.NOT_CHECKED, "too_few_pages"), "Fewer of its pages were chosen and opened", None),
        (_unknown("A07", Status.NOT_CHECKED, "no_such_pages"), "No page of the kind that is asked of", None),
        (_unknown("A08", Status.UNREACHABLE, "timed_out"), "Too few of the pages that have to be seen", None),
        (_unknown("T10", Status.AMBIGUOUS, "cookies_not_known"), "whose purpose our list does not know", None),
        (_unknown("T11", Status.BLOCKED, "answers_browser_otherwise"), "turned one of the two away", None),
        (_unknown("T11", Status.NOT_CHECKED, "no_time_left"), "Our time for it was over", None),
        (_unknown("T10", Status.NOT_CHECKED, "requests_not_followed"), "could not be had, or is never sent", None),
        (decided("A06", "old.leeds.gov.uk", 5.0, "rules_per_template"), "moved to another host", []),
    ],
)  # fmt: skip
def test_what_a_browser_found_counts_with_every_page_and_cookie_that_it_rests_on(
    tmp_path: Path, finding: Finding, says: str, rests_on: list[tuple[str, str]] | None
) -> None:
    found = read(browsed(tmp_path / "probes.db", finding))
    (fact,) = found.facts
    moved = finding.subject != LEEDS_HOST
    assert (fact.measure, fact.source) == (finding.check, "pages_in_a_browser")
    assert (fact.value, fact.status) == ((None, Status.NOT_CHECKED) if moved else (finding.value, finding.status))
    assert says in word(fact.message)
    told = [(one.name.removeprefix(f"https://{LEEDS_HOST}"), one.answer) for one in found.answers]
    assert rests_on is None or told == rests_on
    assert all(one.check_with.startswith("python cli.py probe browser --authorities leeds --again")
               for one in found.answers)  # fmt: skip
    assert [one.status for one in found.answers if one.name.endswith("/bins?to=[e-mail]")] in ([], ["blocked"])


@pytest.mark.parametrize(
    ("finding", "pages", "says"),
    [
        (_known("A06", -1.0, "x"), None, 'field "value": -1.0, expected 0 or more'),
        (_known("A08", 1.5, "x"), None, 'field "value": 1.5, expected 0 to 1'),
        (_known("T10", 0.5, "only_necessary"), None, 'field "value": 0.5, expected 0 or 1'),
        (_known("T11", 1.0, "only_necessary"), None, "field \"code\": 'only_necessary', expected one of asks_no"),
        (decided("A06", LEEDS_HOST, 1.0, "x", pages="six"), None, 'field "seen": templates: None, expected a count'),
        (_known("T11", 0.0, "asks_trackers"), None, 'field "seen": companies: None, expected a text'),
        (_known("A06", 1.0, "x"), b"{}", "pages.json of E08000035: kept: expected a JSON list"),
        (_known("A06", 1.0, "x"), b"\xff", "pages.json of E08000035: "),
        (_known("A06", 1.0, "x"), b'[{"role": "home"}]', "kept: a page or cookie is not as agreed"),
        (_known("A06", 1.0, "x"), json.dumps([PAGES[0] | {"url": "javascript:x"}]).encode(), "expected the address"),
        (_known("A06", 1.0, "x"), json.dumps([PAGES[0] | {"status": "odd"}]).encode(), "'odd' is not a valid Status"),
    ],
)
def test_findings_of_a_browser_that_are_not_as_agreed_are_named(tmp_path, finding, pages: bytes | None, says) -> None:
    path = browsed(tmp_path / "probes.db", finding, **({} if pages is None else {"pages": pages}))
    with pytest.raises(EditionError, match="probes.db: ") as refused:
        read(path)
    assert says in str(refused.value) and LEEDS in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE findings SET authority = 'X1'", 'findings: authority "X1" is not a council of the register'),
        ("UPDATE findings SET seen = '[]' WHERE check_name = 'spf'", 'spf of E08000035: field "seen"'),
        ("UPDATE findings SET seen = '{' WHERE check_name = 'spf'", "spf of E08000035: "),
        ("UPDATE findings SET value = 0.5 WHERE check_name = 'T05'", 'T05 of E08000035: field "value": 0.5'),
        ("UPDATE findings SET status = 'odd' WHERE check_name = 'T06'", "T06 of E08000035: 'odd'"),
        ("UPDATE findings SET value = NULL WHERE check_name = 'mx'", 'mx of E08000035: field "value": None'),
        (
            "UPDATE findings SET code = 'odd' WHERE check_name = 'dmarc'",
            "field \"code\": 'odd', expected one of absent",
        ),
        ("UPDATE findings SET observed_at = 'soon'", "Invalid isoformat string"),
        ("DELETE FROM findings", "holds no findings that an edition counts"),
    ],
)
def test_findings_that_are_not_as_agreed_are_named(tmp_path: Path, change: str, says: str) -> None:
    path = probed(tmp_path / "probes.db")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    with pytest.raises(EditionError, match="probes.db: ") as refused:
        read(path)
    assert says in str(refused.value)


def test_probes_that_are_not_there_or_that_the_scope_does_not_count_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="there is no database of probes here"):
        read(tmp_path / "none.db")
    (tmp_path / "other.db").write_bytes(b"")
    with pytest.raises(CrawlError, match="none of probes"):
        read(tmp_path / "other.db")
    bare = probed(tmp_path / "bare.db")
    with closing(sqlite3.connect(bare)) as db, db:
        db.execute("DROP TABLE findings")
    with pytest.raises(CrawlError, match="bare.db: has no table of findings"):
        read(bare)
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0)])
    asked = CrawlEdition(crawl, date(2026, 11, 21), probes=probed(tmp_path / "probes.db"))
    with pytest.raises(EditionError, match='scope "website" counts no probes; those that do: full'):
        with_crawl(committed_inputs(), asked)
    result = CliRunner().invoke(main, ["build", "--probes", "probes.db"])
    assert result.exit_code == 2 and "--probes" in result.output


def test_names_asked_of_a_name_server_are_scored_in_an_edition_of_full_scope(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDI_TEST_NETWORK", "1")
    zones = Zones()
    zones.add("hartlepool.gov.uk", '@ MX 1 m\n@ TXT "v=spf1 -all"\n_dmarc TXT "v=DMARC1; p=reject"\n')
    zones.add("leeds.gov.uk", '@ MX 1 m\n@ TXT "v=spf1 -all"\n_smtp._tls TXT "v=TLSRPTv1; rua=mailto:a@b.uk"\n')
    zones.add("kent.gov.uk", '@ TXT "v=spf1 -all"\n')
    path = tmp_path / "probes.db"
    with serving(zones) as (address, port):
        words = ("dns", "--authorities", "hartlepool,leeds,kent,cardiff", "--db", str(path), "--delay", "0",
                 "--contact", "https://operator.example/", "--nameserver", f"{address}:{port}")  # fmt: skip
        assert CliRunner().invoke(main, ["probe", *words]).exit_code == 0
    browsed(path, _known("A06", 2.5, "rules_per_template"), _unknown("T10", Status.AMBIGUOUS, "cookies_not_known"))
    crawl = crawled(tmp_path / "crawl.db", [seen("F01", 2.0)])
    inputs = replace(committed_inputs(), grades=GRADES)
    asked = CrawlEdition(crawl, datetime.now(UTC).date(), "full", probes=path)
    made = with_crawl(inputs, asked)
    assert made.website is not None and made.website.simulated
    assert [one.source for one in made.sources[-2:]] == ["mail_domains", "pages_in_a_browser"]
    assert made.code_version != with_crawl(inputs, replace(asked, probes=None)).code_version
    asked_of = [one for one in made.register.authorities if one.code in COUNCILS]
    found = make_cells(made.framework, made.editions[0], asked_of, index_facts(made.facts))
    cells = {(cell.authority, cell.indicator): cell for cell in found}
    known = {code: [cells[code, each].value if (code, each) in cells else "" for each in ("T05", "T06")]
             for code in COUNCILS}  # fmt: skip
    assert known == {"E06000001": [1.0, 0.0], LEEDS: [0.0, 1.0], "E10000016": [None, None], "W06000015": [None, None]}
    assert cells["W06000015", "T05"].reason == "unreachable" and cells["E10000016", "T05"].reason == "not_checked"
    shown = [(cells[code, each].value, cells[code, each].reason) for code in COUNCILS[:2] for each in ("A06", "T10")]
    assert shown == [(None, "not_checked"), (None, "not_checked"), (2.5, ""), (None, "ambiguous")]
    # Kent's name servers said that it takes no mail, and one browser alone saw the cookies of Leeds.
    told = [reason(cells[code, each].reason) for code, each in (("E10000016", "T05"), (LEEDS, "T10"))]
    assert told == ["nothing that we have gives the answer", "what was found can be read in more than one way"]
    written = [fitter(PROBE_ANSWERS)(row) for row in answer_rows("x", made.probed)]
    assert len(written) == 2 * 3 * len(COUNCILS) + 3 + 6 and "v=spf1 -all" in written[0]
    assert not any(fact.measure in ("T05", "T06") for fact in with_crawl(inputs, replace(asked, probes=None)).facts)
