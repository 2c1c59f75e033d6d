"""robots.txt by RFC 9309: what each kind of answer means, and what its rules allow."""

import pytest

from collectors.crawl.manners.robots import MAX_BYTES, Access, Robots, read_answer, robots_url
from collectors.crawl.net.troubles import Trouble
from models import Outcome
from tests.collectors.crawl.exchanges import exchange

SITE = "https://www.kent.gov.uk"


@pytest.mark.parametrize(
    ("reply", "access"),
    [
        (exchange(200, b"User-agent: *\nDisallow: /x"), Access.RULES),
        (exchange(204), Access.RULES),
        (exchange(404), Access.ALLOW_ALL),
        (exchange(410), Access.ALLOW_ALL),
        (exchange(401), Access.ALLOW_ALL),
        (exchange(403), Access.ALLOW_ALL),
        (exchange(429), Access.ALLOW_ALL),
        (exchange(500), Access.STAY_AWAY),
        (exchange(503), Access.STAY_AWAY),
        (exchange(599), Access.STAY_AWAY),
        (exchange(302), Access.ALLOW_ALL),
        (exchange(None, outcome=Outcome.TIMED_OUT), Access.STAY_AWAY),
        (exchange(None, outcome=Outcome.UNRESOLVED), Access.STAY_AWAY),
        (exchange(None, outcome=Outcome.TLS_FAILED), Access.STAY_AWAY),
        (exchange(None, outcome=Outcome.REFUSED), Access.STAY_AWAY),
        (exchange(200, trouble=Trouble.UNDECODABLE), Access.STAY_AWAY),
    ],
)
def test_every_answer_has_its_meaning(reply, access: Access) -> None:
    assert read_answer(reply).access is access


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /private\nAllow: /private/open", "/private/open", True),
        ("User-agent: *\nAllow: /\nDisallow: /private", "/private", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /*?print=", "/a?print=1", False),
        ("User-agent: CouncilDigitalIndex\nDisallow: /\n\nUser-agent: *\nDisallow:", "/", False),
        ("User-agent: councildigitalindex\nAllow: /\n\nUser-agent: *\nDisallow: /", "/", True),
        ("User-agent: Googlebot\nDisallow: /", "/", True),
        ("\ufeffUser-agent: *\nDisallow: /private", "/private", False),
        ("user-AGENT: *\rDISALLOW: /private\r", "/private", False),
        ("<html><body>Not found</body></html>", "/", True),
        ("User-agent: *\0\nDisallow: /private", "/private", False),
    ],
)
def test_rules_are_read_as_the_standard_says(rules: str, path: str, allowed: bool) -> None:
    assert Robots(read_answer(exchange(200, rules.encode()))).allows(SITE + path) is allowed


def test_a_file_cut_at_the_cap_is_not_cut_within_a_rule() -> None:
    line = b"Disallow: /never/%06d\n"
    body = b"User-agent: *\n" + b"".join(line % number for number in range(40_000))
    robots = Robots(read_answer(exchange(200, body[:MAX_BYTES])))
    assert robots.allows(f"{SITE}/council-tax")
    assert not robots.allows(f"{SITE}/never/000001")


@pytest.mark.parametrize("reply", [exchange(503), exchange(None, outcome=Outcome.TIMED_OUT)])
def test_staying_away_means_no_page_at_all(reply) -> None:
    assert not Robots(read_answer(reply)).allows(f"{SITE}/")


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("Crawl-delay: 3", 3.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: soon", None),
        ("Crawl-delay: -4", None),
        ("", None),
    ],
)
def test_crawl_delay_is_seconds_or_nothing(rules: str, delay: float | None) -> None:
    assert Robots(read_answer(exchange(200, f"User-agent: *\n{rules}\nDisallow:".encode()))).crawl_delay_s == delay


def test_sitemaps_are_named_in_order() -> None:
    robots = Robots(read_answer(exchange(200, b"Sitemap: https://a.gov.uk/1.xml\nSitemap: https://a.gov.uk/2.xml")))
    assert robots.sitemaps == ["https://a.gov.uk/1.xml", "https://a.gov.uk/2.xml"]


def test_the_file_lies_at_the_root_of_the_origin() -> None:
    assert robots_url("https://www.kent.gov.uk/a/b?c") == "https://www.kent.gov.uk/robots.txt"
