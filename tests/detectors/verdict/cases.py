"""Headings and what the page under each of them is: one table, for whatever judges a reply.

A heading alone is not a page, so every case is shown on several: an ordinary page as a whole council page, as a short
one and as a short one without the site around it; an error page bare, with the site around it, and with the site's
most read pages below it. All of them are served as 200. The councils and places are invented.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PAGE, GONE, UNAVAILABLE, FAILED, BLOCKED = "page", "gone", "unavailable", "failed", "blocked"
"""What a page is: one with something to say, or an error page: nothing here, closed for now, broken, a wall."""
COUNCIL = "Testham Borough Council"


@dataclass(frozen=True, slots=True)
class Case:
    """One heading. truth: what its page is. own: what the page says in a sentence or two of its own, "" for the words
    that error pages have. title: the <title>, "" for heading and council.
    """

    truth: str
    heading: str
    own: str = ""
    title: str = ""
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a case. form: how it was dressed, for the name of the test."""

    case: Case
    form: str
    html: str


TABLE = Path(__file__).with_name("headings.tsv")


def _cases() -> tuple[Case, ...]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(Case(**row) for row in rows)


CASES = _cases()
"""Every heading of headings.tsv: ordinary pages that share words with error pages, and error pages as content
management systems, servers, firewalls and councils word them."""

_WORDS = {
    (GONE, "en"): (
        "<p>The page may have been moved or deleted, or the address may be wrong.</p>"
        "<p>Check the address, use the search or go to the home page.</p>",
        "<p>If you typed the web address, check it is correct. If you pasted it, check you copied all of it.</p>"
        '<p>If you cannot find what you need, <a href="/contact">contact us</a>.</p>',
        "<p>The resource you are looking for might have been removed, had its name changed, or is temporarily "
        "unavailable.</p>",
        "<p>It may be an old link. Try the A to Z of services.</p>",
    ),
    (GONE, "cy"): (
        "<p>Efallai fod y dudalen wedi'i symud neu ei dileu.</p>"
        "<p>Gwiriwch y cyfeiriad neu ewch i'r dudalen hafan.</p>",
        "<p>Defnyddiwch y blwch chwilio i ddod o hyd i'r hyn yr ydych yn chwilio amdano.</p>",
    ),
    (FAILED, "en"): (
        "<p>Try again later. If it goes on, contact us and quote reference 7f3a.</p>",
        "<p>We saved your answers. They will be available for 30 days.</p><p>Please try again later.</p>",
        "<p>Description: An unhandled exception occurred during the execution of the current web request.</p>",
    ),
    (FAILED, "cy"): ("<p>Rhowch gynnig arall arni yn nes ymlaen.</p>",),
    (UNAVAILABLE, "en"): (
        "<p>We are improving our systems. Please try again later.</p><p>We apologise for any inconvenience.</p>",
        "<p>You will be able to use it from 9am on Monday. In an emergency ring 01632 960000.</p>",
        "<p>Normal service will resume as soon as possible. Thank you for your patience.</p>",
    ),
    (UNAVAILABLE, "cy"): ("<p>Rhowch gynnig arall arni yn nes ymlaen. Ymddiheurwn am unrhyw anghyfleustra.</p>",),
    (BLOCKED, "en"): (
        "<p>You don't have permission to access this resource.</p><p>Reference #18.2f1a0a17</p>",
        "<p>Checking if the site connection is secure. Enable JavaScript and cookies to continue.</p>",
        "<p>This request was stopped by our security service. Incident ID: 118-2204</p>",
    ),
    (BLOCKED, "cy"): ("<p>Nid oes gennych ganiatâd i weld y dudalen hon.</p><p>Cyfeirnod: 18.2f1a0a17</p>",),
}
_ABOUT = {
    "en": (
        "<h2>Who is responsible</h2><p>The council's highways, housing and parks teams look after this between them. "
        "They are closed on bank holidays and reached by telephone from Monday to Friday between 8.30am and 5pm.</p>"
        "<h2>What happens next</h2><ul><li>We look at what you have told us within three working days.</li><li>An "
        "officer visits if that is needed, and leaves a card.</li><li>We write to you with what was decided and why."
        "</li></ul><h2>Costs</h2><p>Most of this is paid for by council tax. Where there is a charge, it is reviewed "
        "every April, and people on low incomes pay half. Charges are not refunded after work has begun.</p>"
        '<p>More in the <a href="/policy">policy of the council</a>, which councillors agreed in March.</p>'
    ),
    "cy": (
        "<h2>Pwy sy'n gyfrifol</h2><p>Mae timau priffyrdd, tai a pharciau'r cyngor yn gofalu am hyn. Mae'r swyddfeydd "
        "ar gau ar wyliau banc ac ar agor o ddydd Llun i ddydd Gwener rhwng 8.30am a 5pm.</p><h2>Beth sy'n digwydd "
        "nesaf</h2><ul><li>Edrychwn ar yr hyn a ddywedoch o fewn tri diwrnod gwaith.</li><li>Bydd swyddog yn ymweld os "
        "bydd angen.</li><li>Ysgrifennwn atoch gyda'r penderfyniad.</li></ul><h2>Costau</h2><p>Telir am y rhan fwyaf o "
        "hyn gan y dreth gyngor. Adolygir y taliadau bob mis Ebrill, ac mae pobl ar incwm isel yn talu hanner.</p>"
    ),
}
_MENU = "".join(f'<li><a href="/{name.lower().replace(" ", "-")}">{name}</a></li>' for name in (
    "Council tax", "Bins and recycling", "Planning", "Parking", "Housing", "Benefits", "Schools", "Adult social care",
    "Roads and travel", "Libraries", "Jobs", "Elections"))  # fmt: skip
_TOP = ('<a href="#main" class="skip-link">Skip to main content</a><div id="cookie-banner"><p>We use cookies to make '
        "the site work.</p><button>Accept</button><button>Reject</button></div>"
        '<header><a href="/">Testham Borough Council</a><form role="search" action="/search">'
        '<label>Search <input type="search" name="q"></label></form>'
        f"<nav><ul>{_MENU}</ul></nav></header>")  # fmt: skip
_FOOT = ('<footer><ul><li><a href="/accessibility">Accessibility statement</a></li>'
         '<li><a href="/privacy">Privacy</a></li><li><a href="/cookies">Cookies</a></li>'
         '<li><a href="/contact">Contact us</a></li></ul><p>Testham Borough '
         "Council, Civic Centre, High Street. Telephone 01632 960000.</p></footer>")  # fmt: skip
_POPULAR = f"<h2>Most read pages</h2><ul>{_MENU}</ul>"


def pages(cases: tuple[Case, ...] = CASES) -> Iterator[Page]:
    """Yield every page of the cases."""
    for number, case in enumerate(cases):
        if case.truth == PAGE:
            own = f"<p>{case.own}</p>"
            yield Page(case, "whole", _dressed(case, own + _ABOUT[case.lang]))
            yield Page(case, "short", _dressed(case, own))
            yield Page(case, "short and bare", _bare(case, own))
        else:
            words = (f"<p>{case.own}</p>",) if case.own else _WORDS[case.truth, case.lang]
            yield Page(case, "bare", _bare(case, words[number % len(words)]))
            yield Page(case, "with the site", _dressed(case, words[(number + 1) % len(words)]))
            yield Page(case, "with the most read", _dressed(case, words[(number + 2) % len(words)] + _POPULAR))


def _dressed(case: Case, content: str) -> str:
    title = case.title or f"{case.heading} | {COUNCIL}"
    main = f'<main id="main"><h1>{case.heading}</h1>{content}</main>'
    return _document(case, title, f"{_TOP}{main}{_FOOT}")


def _bare(case: Case, content: str) -> str:
    title = case.title or case.heading
    return _document(case, title, f"<h1>{case.heading}</h1>{content}")


def _document(case: Case, title: str, body: str) -> str:
    return f'<!doctype html><html lang="{case.lang}"><head><title>{title}</title></head><body>{body}</body></html>'
