"""Blind families: text becomes the same words in every markup style, and what is wrong is refused by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from evaluation.corpus.blind_cases import FAMILIES, FIFTH, FOURTH, _found, _walk, family_sites
from evaluation.corpus.blind_source import SourceError, read_site
from evaluation.corpus.blind_styles import STYLES
from paths import REGISTER
from register.services import load_services
from tests.committed import committed_register

HEAD = "name: Ambledon Council\nshort: Ambledon\ntype: district\nstyle: {style}\nhome: https://www.ambledon.gov.uk/\n"
BODY = """
= / | Ambledon
Words with [a link](/bins).
Two lines of one paragraph.

## Bins & boxes
* First
* [Second](/x.pdf)
! Shut on Friday
> Order a box -> https://shop.example/box
| What | How |
| Box | [Ask](/ask) |

### Missed
% post . Tell us
: Your name | text
: Which? | select | Blue; Green
: More | textarea

=pdf /x.pdf
= https://shop.example/box | Order a box
% get /order Order
: Postcode | text

~ S07 3 / : a shop's form
~ S06 0 - : not there
"""


def _site(tmp_path: Path, text: str) -> dict:
    path = tmp_path / "ambledon.txt"
    path.write_text(text, encoding="utf-8")
    return read_site(path)


@pytest.mark.parametrize("style", [style for style in STYLES if style != "supplier"])
def test_every_style_keeps_words_links_and_fields(tmp_path: Path, style: str) -> None:
    site = _site(tmp_path, HEAD.format(style=style) + BODY)
    own, shop = site["hosts"]["www.ambledon.gov.uk"], site["hosts"]["shop.example"]
    page = html.document_fromstring(own["/"])
    words = " ".join(page.text_content().split())
    assert all(said in words for said in ("Two lines of one paragraph.", "Bins & boxes", "Shut on Friday", "Missed"))
    links = {link.get("href"): link.text_content().strip() for link in page.iter("a")}
    wanted = {"/bins": "a link", "/x.pdf": "Second", "https://shop.example/box": "Order a box", "/ask": "Ask"}
    assert wanted.items() <= links.items()
    form = next(form for form in page.forms if "your_name" in form.fields)
    assert {"your_name", "which", "more"} <= set(form.fields) and form.method == "POST"
    assert own["/x.pdf"].startswith("%PDF") and "Postcode" in shop["/box"]
    assert site["truth"] == {
        "S07": {"level": 3, "page": "https://www.ambledon.gov.uk/", "note": "a shop's form"},
        "S06": {"level": 0, "page": "", "note": "not there"},
    }


def test_the_styles_differ_in_more_than_their_heads(tmp_path: Path) -> None:
    bodies = set()
    for style in STYLES:
        page = html.document_fromstring(
            _site(tmp_path, HEAD.format(style=style) + BODY)["hosts"]["www.ambledon.gov.uk"]["/"]
        )
        bodies.add(tuple((one.tag, one.get("class")) for one in page.body.iter() if isinstance(one.tag, str)))
    assert len(bodies) == len(STYLES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: A\n", "ambledon.txt: lacks short, type, style, home"),
        (HEAD.format(style="glass") + BODY, "style 'glass', expected one of cards"),
        (HEAD.format(style="cards") + "= /\n", 'ambledon.txt:6: expected "= ADDRESS'),
        (HEAD.format(style="cards") + "= / | A\n> Go there\n", 'ambledon.txt:7: expected "> LABEL -> ADDRESS"'),
        (HEAD.format(style="cards") + "= / | A\n% send . Go\n", 'ambledon.txt:7: expected "% get|post ADDRESS BUTTON"'),
        (HEAD.format(style="cards") + "~ S07 5 / : too high\n", 'ambledon.txt:6: expected "~ CODE LEVEL PAGE : WHY"'),
        (HEAD.format(style="cards") + BODY + "~ S07 1 / : again\n", "S07 is judged twice"),
        (HEAD.format(style="cards") + BODY + "~ S05 1 /none : no such page\n", "is not among the pages"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        _site(tmp_path, text)
    assert said in str(caught.value)


def test_the_fourth_family_is_as_wide_as_its_readme_says() -> None:
    sites = family_sites(FOURTH)
    styles = Counter(site["style"] for site in sites)
    assert len(sites) == 24 and len(styles) == 8 and set(styles.values()) == {3}
    assert _fewest_pages(sites) >= 8
    judged = Counter(code for site in sites for code in site["truth"])
    assert set(judged) == {service.code for service in load_services(REGISTER)} and judged.total() == 670
    assert len({site["type"] for site in sites}) == 8
    levels = Counter(truth["level"] for site in sites for truth in site["truth"].values())
    assert set(levels) == {0, 1, 2, 3, 4}


def test_the_fifth_family_is_as_wide_as_its_readme_says() -> None:
    sites = family_sites(FIFTH)
    assert len(sites) == 16 and {site["style"] for site in sites} == set(STYLES) - {"supplier"}
    assert len(STYLES) == 13 and len({site["type"] for site in sites}) == 8 and _fewest_pages(sites) >= 20
    judged = Counter(code for site in sites for code in site["truth"])
    assert set(judged) == {service.code for service in load_services(REGISTER)} and judged.total() == 398
    levels = [Counter(truth["level"] for truth in site["truth"].values()) for site in sites]
    assert min(found[0] for found in levels) == 2 and all(set(found) == {0, 1, 2, 3, 4} for found in levels)


@pytest.mark.parametrize(("family", "in_ten"), [(FOURTH, 9), (FIFTH, 3)])
def test_as_many_services_share_their_page_as_the_methodology_says(family: str, in_ten: int) -> None:
    pages = [
        Counter(truth["page"] for truth in site["truth"].values() if truth["page"]) for site in family_sites(family)
    ]
    shared = sum(times for found in pages for times in found.values() if times > 1)
    assert round(10 * shared / sum(found.total() for found in pages)) == in_ten


def _fewest_pages(sites: tuple[dict, ...]) -> int:
    own = [site["hosts"][str(urlsplit(site["home"]).hostname)].values() for site in sites]
    return min(sum(not page.startswith("%PDF") for page in pages) for pages in own)


def test_every_page_of_the_fourth_family_that_shows_a_service_can_be_reached_from_home() -> None:
    for site in family_sites(FOURTH):
        reached = {reply.url.rstrip("/") for reply in _walk(site) if reply.status == 200}
        assert _shown(site) <= reached, site["name"]


def test_every_page_of_the_fifth_family_can_be_reached_and_none_links_to_one_that_is_not_there() -> None:
    for site in family_sites(FIFTH):
        links = {f"https://{host}{path}".rstrip("/"): list(_links(f"https://{host}{path}", page))
                 for host, pages in site["hosts"].items() for path, page in pages.items()}  # fmt: skip
        assert not {link for found in links.values() for link in found if _found(site["hosts"], link) == ""}
        reached, waiting = set(), [site["home"].rstrip("/")]
        while waiting:
            page = waiting.pop()
            if page not in reached:
                reached.add(page)
                waiting += [link.rstrip("/") for link in links.get(page, ())]
        assert _shown(site) <= reached, site["name"]


def _shown(site: dict) -> set[str]:
    return {truth["page"].rstrip("/") for truth in site["truth"].values() if truth["page"]}


def _links(url: str, page: str) -> Iterator[str]:
    tree = html.document_fromstring(page if page.startswith("<") else "<p></p>")
    yield from (urljoin(url, str(link.get("href"))) for link in tree.iter("a") if link.get("href"))


def test_no_council_of_a_family_is_a_real_one_or_one_of_another() -> None:
    register = committed_register().authorities
    hosts = {urlsplit(one.homepage).hostname for one in register if one.homepage}
    names = {one.name.lower() for one in register}
    for site in (site for family in FAMILIES for site in family_sites(family)):
        host, name = urlsplit(site["home"]).hostname, site["short_name"].lower()
        assert host not in hosts and name not in names
        hosts.add(host)
        names.add(name)
