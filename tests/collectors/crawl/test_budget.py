"""How one council's pages are spent over several hosts: by worth, whatever each host has to offer in its idle turns."""

from pathlib import Path

from collectors.crawl.evidence import open_evidence
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import crawl_web, seed

MAIN, SIDE = "www.spending.gov.uk", "forms.spending.gov.uk"


def spent(folder: Path, robots: str, max_pages: int) -> list[str]:
    """Return the addresses read of a site with eight pages on bins and of its second host, which is all trifles."""
    bins = "".join(f'<a href="/bins-{n}">Bins {n}</a>' for n in range(8))
    first = f'<a href="https://{SIDE}/">Portal</a><a href="/accessibility">Accessibility</a>{bins}'
    main = {"/": first, "/accessibility": "<p>Statement</p>", **{f"/bins-{n}": f"<p>Bins {n}</p>" for n in range(8)}}
    side = {
        "/": '<a href="/help">Help</a><a href="/cookies">Cookies</a>',
        "/help": "<p>Help</p>",
        "/cookies": "<p>C</p>",
    }
    sites = [
        SimSite(MAIN, {path: SimPage(document(path, body)) for path, body in main.items()}, robots=robots),
        SimSite(SIDE, {path: SimPage(document(path, body)) for path, body in side.items()}, robots_means="allow"),
    ]
    db = folder / "crawl.db"
    with SimWeb(sites, limit_s=0.05) as web:
        crawl_web(web, db, [seed(MAIN)], sitemaps=False, max_pages=max_pages)
        assert not any(web.report().politeness_faults.values())
    asked = open_evidence(db).execute("SELECT url FROM fetches WHERE kind = 'page' AND page_status = 'ok' ORDER BY id")
    return [url.removeprefix("https://") for (url,) in asked]


def test_an_idle_host_does_not_spend_what_the_others_need(tmp_path: Path) -> None:
    read = spent(tmp_path, "User-agent: *\nDisallow:\n", max_pages=6)
    assert read[:2] == [f"{MAIN}/", f"{MAIN}/accessibility"]
    assert len(read) == 6 and all(url.startswith(f"{MAIN}/bins-") for url in read[2:])


def test_what_was_put_off_is_read_when_better_requests_fall_away(tmp_path: Path) -> None:
    read = spent(tmp_path, "User-agent: *\nDisallow: /bins-\n", max_pages=6)
    assert set(read) == {f"{MAIN}/", f"{MAIN}/accessibility", f"{SIDE}/", f"{SIDE}/help", f"{SIDE}/cookies"}
