"""D6: open data, spending, contracts, pay, interfaces, disclosure log, performance (P01-P05, P08-P11)."""

from __future__ import annotations

import json

from evaluation.simulated_internet.records import SimPage, text
from evaluation.simulated_internet.site import ABOUT, Builder
from evaluation.simulated_internet.site_facts.fact import Facts, SiteFact, ago, chance, day

_LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
_OGL = f'Published under the <a href="{_LICENCE}">Open Government Licence v3.0</a>.'


def _files(site: Builder, title: str, months: list[tuple[int, int]], extension: str) -> list[str]:
    return [_file(site, f"{title} {year} {month:02d}", extension) for year, month in months]


def _file(site: Builder, title: str, extension: str) -> str:
    rows = b"Date,Supplier,Amount\n2026-01-05,Example Ltd,512.20\n" if extension == "csv" else b""
    path = site.file(title, extension, rows)
    site.data_sets.append(path)
    return f'<li><a href="{path}">{title} ({extension.upper()})</a></li>'


def _months(site: Builder, back: int, count: int) -> list[tuple[int, int]]:
    total = site.as_of.year * 12 + site.as_of.month - 1 - back
    return [divmod(total - n, 12) for n in range(count)]


def spending(site: Builder, maturity: float) -> Facts:
    """P02 and P05: monthly files of spending, current or old, as data or as PDF; none in some places."""
    if not chance(site, 0.5 + 0.45 * maturity):
        return {"P02": SiteFact(None)}
    back = site.rng.choice((1, 2, 3, 8, 20))
    extension = site.rng.choice(("csv", "csv", "pdf"))
    limit = site.rng.choice(("£500", "£250"))
    months = [(year, month + 1) for year, month in _months(site, back, 6)]
    path = site.page(
        ABOUT, f"Payments to suppliers over {limit}", ["<ul>", *_files(site, "Spending", months, extension), "</ul>"]
    )
    return {"P02": SiteFact({"latest": months[0], "format": extension, "months_old": back}, site.url(path))}


def registers(site: Builder, maturity: float) -> Facts:
    """P03 contracts register and P04 senior pay, each with its date, or absent."""
    facts: Facts = {"P03": SiteFact(None), "P04": SiteFact(None)}
    if chance(site, 0.3 + 0.6 * maturity):
        when = ago(site, 10, 500)
        link = f"{_file(site, 'Contracts register', 'csv')}<li>Updated {day(when)}</li>"
        facts["P03"] = SiteFact(when, site.url(site.page(ABOUT, "Contracts register", [f"<ul>{link}</ul>"])))
    if chance(site, 0.4 + 0.5 * maturity):
        when = ago(site, 10, 900)
        table = "<table><tr><th>Post</th><th>Salary band</th></tr></table>"
        words = f"<p>Salaries of chief officers at {day(when)}.</p>{table}"
        title = "Senior salaries and organisation chart"
        facts["P04"] = SiteFact(when, site.url(site.page(ABOUT, title, [words])))
    return facts


def open_data(site: Builder, maturity: float) -> Facts:
    """P01: a page of data sets with a licence, without one, or no such page."""
    sort = site.rng.choices(("licence", "bare", "none"), (maturity + 0.1, 0.3, 0.8 - 0.7 * maturity))[0]
    if sort == "none":
        return {"P01": SiteFact("none")}
    links = "".join(_files(site, "Car parks", [(2026, 4)], "csv") + _files(site, "Trees", [(2026, 4)], "csv"))
    words = [f"<ul>{links}</ul>", f"<p>{_OGL}</p>" if sort == "licence" else ""]
    return {"P01": SiteFact(sort, site.url(site.page(ABOUT, "Open data", words)))}


def interfaces(site: Builder, maturity: float) -> Facts:
    """P08 an Open Referral feed (version 3, version 1, broken, none) and P09 an Open311 endpoint."""
    sort = site.rng.choices(("3.0", "1.0", "broken", None), (maturity, 0.2, 0.1, 1.2 - maturity))[0]
    host = f"directory.{site.stem}.gov.uk"
    facts: Facts = {"P08": SiteFact(sort, f"https://{host}/api/services" if sort else None)}
    if sort:
        site.site(host).pages.update({"/api/": _root(sort), "/api/services": _services(sort)})
        link = f'<p>Developers: <a href="https://{host}/api/services">Open Referral UK feed</a> of our directory.</p>'
        site.page(ABOUT, "Directory data feed", [link])
    return {**facts, **_open311(site, maturity)}


def _root(sort: str) -> SimPage:
    profile = {"version": f"HSDS-UK-{sort}", "profile": "https://docs.openreferraluk.org/"}
    return (
        text(json.dumps(profile), "application/json") if sort != "broken" else text("<h1>Error</h1>", "text/html", 500)
    )


def _services(sort: str) -> SimPage:
    one = {
        "id": "5e1c6c1e-0001-4d2b-9f3a-000000000001",
        "name": "Lunch club",
        "status": "active",
        "description": "Meals",
    }
    third = {
        "total_items": 1,
        "total_pages": 1,
        "page_number": 1,
        "size": 1,
        "first_page": True,
        "last_page": True,
        "empty": False,
        "contents": [one],
    }
    first = {"totalElements": 1, "totalPages": 1, "number": 1, "size": 1, "first": True, "last": True, "content": [one]}
    if sort == "broken":
        return text("<!doctype html><h1>Application error</h1>", "text/html")
    return text(json.dumps(third if sort == "3.0" else first), "application/json")


def _open311(site: Builder, maturity: float) -> Facts:
    host = f"fixmystreet.{site.stem}.gov.uk"
    if host not in site.hosts or not chance(site, 0.3 + 0.5 * maturity):
        return {"P09": SiteFact(False)}
    wrapped = {
        "discovery": {
            "changeset": "2011-04-08T00:00:00Z",
            "max_requests": 1000,
            "endpoints": [{"url": f"https://{host}/open311", "type": "production", "formats": ["application/json"]}],
        }
    }
    site.hosts[host].pages["/open311/v2/discovery.json"] = text(json.dumps(wrapped), "application/json")
    return {"P09": SiteFact(True, f"https://{host}/open311/v2/discovery.json")}


def information(site: Builder, maturity: float) -> Facts:
    """P10 a disclosure log, P11 figures about the council's own services, and the publication scheme."""
    facts: Facts = {"P10": SiteFact(False), "P11": SiteFact(False)}
    scheme = site.page(ABOUT, "Publication scheme", ["<p>The classes of information that we publish.</p>"])
    facts["publication_scheme"] = SiteFact(True, site.url(scheme))
    site.page(ABOUT, "Freedom of information requests", [f"<p>{site.say('email', 'en')}</p>"])
    if chance(site, 0.3 + 0.6 * maturity):
        rows = "".join(f"<tr><td>FOI-{n}</td><td>Number of potholes</td><td>Answered</td></tr>" for n in range(20))
        facts["P10"] = SiteFact(True, site.url(site.page(ABOUT, "Disclosure log", [f"<table>{rows}</table>"])))
    if chance(site, 0.2 + 0.6 * maturity):
        words = "<p>Last quarter 71% of requests came online, 64% were completed, 82% of users were satisfied.</p>"
        facts["P11"] = SiteFact(True, site.url(site.page(ABOUT, "How our digital services perform", [words])))
    return facts
