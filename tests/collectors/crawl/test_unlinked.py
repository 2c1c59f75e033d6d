"""Addresses that no page links to: the security contact and the meetings service, asked once and kept in part."""

from pathlib import Path

import pytest

from collectors.crawl.evidence import iter_pages, iter_replies, open_evidence, site_evidence
from collectors.crawl.frontier.unlinked import MEETINGS_BYTES, contact_file, meetings_service
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite, text
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import crawl_web, seed

CONTACT = "Contact: mailto:security@quiet.gov.uk\nExpires: 2027-01-01T00:00:00Z\n"
WARDS = (
    "<councillorsbyward><wards><ward><wardtitle>East</wardtitle><councillors><councillor>"
    f"{' ' * MEETINGS_BYTES}<homeaddress><line1>1 Private Lane</line1></homeaddress></councillor></councillors>"
    "</ward></wards></councillorsbyward>"
)


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("https://www.kent.gov.uk/home?x=1", "https://www.kent.gov.uk/.well-known/security.txt"),
        ("http://www.kent.gov.uk/", None),
    ],
)
def test_the_security_contact_is_asked_for_over_https_alone(home: str, expected: str | None) -> None:
    assert contact_file(home) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            "https://democracy.kent.gov.uk/mgListCommittees.aspx?bcr=1",
            "https://democracy.kent.gov.uk/mgWebService.asmx/GetCouncillorsByWard",
        ),
        (
            "https://democracy.kent.gov.uk/sub/ieListMeetings.aspx?CommitteeId=1",
            "https://democracy.kent.gov.uk/sub/mgWebService.asmx/GetCouncillorsByWard",
        ),
        (
            "https://kent.moderngov.co.uk/mgMemberIndex.aspx",
            "https://kent.moderngov.co.uk/mgWebService.asmx/GetCouncillorsByWard",
        ),
        ("https://surrey.moderngov.co.uk/mgMemberIndex.aspx", None),
        ("https://kentish.moderngov.co.uk/mgMemberIndex.aspx", None),
        ("https://eastkent.moderngov.co.uk/mgMemberIndex.aspx", None),
        ("https://democracy.surrey.gov.uk/mgMemberIndex.aspx", None),
        ("https://www.kent.gov.uk/default.aspx", None),
        ("https://www.kent.gov.uk/bins", None),
    ],
)
def test_the_meetings_service_stands_beside_the_councils_own_meeting_pages(link: str, expected: str | None) -> None:
    assert meetings_service(link, lambda host: host.endswith("kent.gov.uk"), "kent.gov.uk") == expected


def quiet_web(robots: str | None = None) -> SimWeb:
    links = '<a href="https://democracy.quiet.gov.uk/mgListCommittees.aspx">Committees</a>'
    home = SimSite(
        "www.quiet.gov.uk",
        {"/": SimPage(document("Home", links)), "/.well-known/security.txt": text(CONTACT)},
        robots=robots,
    )
    meetings = SimSite(
        "democracy.quiet.gov.uk",
        {
            "/mgListCommittees.aspx": SimPage(document("Committees", "<p>Council</p>")),
            "/mgWebService.asmx/GetCouncillorsByWard": text(WARDS, "text/xml; charset=utf-8"),
        },
    )
    return SimWeb([home, meetings], limit_s=0.05)


def test_both_are_stored_as_evidence_beside_the_pages_and_home_addresses_are_not(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with quiet_web() as web:
        for _ in range(2):  # a second run, whose home page has not changed, asks again
            crawl_web(web, db, [seed("www.quiet.gov.uk")], sitemaps=False)
        report = web.report()
    assert set(report.politeness_faults.values()) == {0}
    evidence = open_evidence(db)
    for run in (1, 2):
        pages = {page.url for page in iter_pages(evidence, "quiet", run)}
        files = {reply.url: reply for reply in iter_replies(evidence, "quiet", run) if reply.url not in pages}
        assert set(files) == {
            "https://www.quiet.gov.uk/.well-known/security.txt",
            "https://democracy.quiet.gov.uk/mgWebService.asmx/GetCouncillorsByWard",
        }
        assert files["https://www.quiet.gov.uk/.well-known/security.txt"].body.decode() == CONTACT
    bodies = [reply.body for reply in iter_replies(evidence, "quiet")]
    assert any(body.startswith(b"<councillorsbyward>") and len(body) == MEETINGS_BYTES for body in bodies)
    assert not any(b"Private Lane" in body for body in bodies)
    assert site_evidence(evidence, "quiet").complete


def test_a_robots_rule_against_the_file_is_kept_and_told_as_disallowed(tmp_path: Path) -> None:
    db = tmp_path / "crawl.db"
    with quiet_web("User-agent: *\nDisallow: /.well-known/\n") as web:
        crawl_web(web, db, [seed("www.quiet.gov.uk")], sitemaps=False)
        paths = web.report().hosts["www.quiet.gov.uk"].paths
    assert "/.well-known/security.txt" not in paths
    site = site_evidence(open_evidence(db), "quiet")
    assert site.failures["https://www.quiet.gov.uk/.well-known/security.txt"] == "disallowed"
    assert site.complete
