"""The truth of simulated councils is what their pages say, by every route that is claimed, and repeats by seed."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import Counter
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html

from evaluation.simulated_internet import catalogue, names
from evaluation.simulated_internet.councils import SimCouncil, make_council, make_councils
from evaluation.simulated_internet.records import Request, merge
from evaluation.simulated_internet.scenarios import SCENARIOS
from evaluation.simulated_internet.styles import STYLES
from evaluation.simulated_internet.words.bank import NAMES, bank
from models import AuthorityType
from paths import REGISTER
from register.authorities import load_authorities


@pytest.fixture(scope="module")
def councils() -> list[SimCouncil]:
    return make_councils(24, seed=3)


def get(council: SimCouncil, url: str):
    parts = urlsplit(url)
    site = merge(council.sites()).get(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return site and site.reply(Request("GET", "https", site.host, path, {}))


def heading(tree) -> str:
    return "".join(tree.xpath("string(//h1)")).strip()


def headings(council: SimCouncil) -> set[str]:
    """The main headings of all pages, by a search for their tags, which is enough here and quick."""
    found = [re.search(rb"<h1[^>]*>(?:<span[^>]*>)?([^<]+)", page.body) for page in council.pages.values()]
    return {match[1].decode() for match in found if match}


def links(council: SimCouncil, path: str) -> set[str]:
    body = council.pages[path].body
    found = {urljoin(f"https://{council.host}{path}", href) for href in html.fromstring(body).xpath("//a/@href")}
    return {urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl() or "/" for url in found
            if urlsplit(url).hostname == council.host}  # fmt: skip


def walk(council: SimCouncil, without: tuple[str, ...] = ()) -> set[str]:
    seen, queue = {"/"}, ["/"]
    while queue:
        path = queue.pop()
        page = council.pages.get(path)
        if page is None or "html" not in (page.content_type or ""):
            continue
        for link in links(council, path):
            if link not in seen and link not in without:
                seen.add(link)
                queue.append(link)
    return seen


def served(council: SimCouncil):
    return [truth for truth in council.services.values() if truth.level > 0]


def test_the_same_seed_makes_the_same_bytes_and_another_seed_does_not():
    def digest(council: SimCouncil) -> str:
        total = hashlib.sha256()
        for site in sorted(council.sites(), key=lambda one: one.host):
            for path, page in sorted(site.pages.items()):
                total.update(f"{site.host}{path}".encode() + page.body)
        return total.hexdigest() + repr(council.services) + repr(council.facts)

    first = digest(make_council(5, "wales", "goss", welsh="pairs"))
    assert first == digest(make_council(5, "wales", "goss", welsh="pairs"))
    assert first != digest(make_council(6, "wales", "goss", welsh="pairs"))


def test_every_service_with_a_duty_has_a_truth_within_its_cap(councils):
    for council in councils:
        duties = catalogue.duties(council.authority.type)
        assert set(council.services) == {code for code, duty in duties.items() if duty != "none"}
        for code, truth in council.services.items():
            assert 0 <= truth.level <= catalogue.services()[code].cap


def test_every_truth_can_be_fetched_where_it_says(councils):
    for council in councils:
        for truth in served(council):
            page = get(council, truth.page_url)
            assert page is not None and page.status == 200, truth
            if truth.level >= 3:
                action = get(council, truth.action_url)
                assert action is not None and action.status == 200, truth
                assert b"<input" in action.body or b"<script" in action.body, truth


def test_an_action_that_does_not_deliver_is_never_marked_as_a_transaction(councils):
    for council in councils:
        for truth in council.services.values():
            if truth.scenario in SCENARIOS[1] or truth.scenario in SCENARIOS[2]:
                assert truth.level in (1, 2)
                assert truth.action_url is None or not truth.action_url.startswith("https") or (
                    truth.action_url.rsplit(".", 1)[-1] in ("pdf", "docx")), truth  # fmt: skip


def test_a_broken_button_leads_to_a_page_that_is_not_there(councils):
    broken = [
        (council, truth) for council in councils for truth in served(council) if truth.scenario.startswith("broken")
    ]
    assert len(broken) > 10
    for council, truth in broken:
        tree = html.fromstring(get(council, truth.page_url).body)
        (target,) = tree.xpath(f'//a[@class="{STYLES[council.cms].button_class}"]/@href')
        assert get(council, f"https://{council.host}{target}").status == 404, truth


def test_each_claimed_route_leads_to_the_page_and_no_other_does(councils):
    for council in councils[:5]:
        reached = walk(council)
        known = {link.url for link in council.local_links if link.status == "ok"}
        for truth in served(council):
            path = truth.page_url.removeprefix(f"https://{council.host}")
            if "menu" in truth.routes or (truth.routes == ("az",)):
                assert path in reached, truth
            if truth.routes in (("sitemap",), ("local_link",), ("search",)):
                assert path not in reached, truth
            if truth.routes == ("sitemap",):
                assert path.encode() in sitemap_text(council), truth
            if truth.routes == ("local_link",):
                assert truth.page_url in known, truth
            if truth.routes == ("search",):
                assert path in search(council, truth.title), truth


def sitemap_text(council: SimCouncil) -> bytes:
    parts = [council.pages["/sitemap.xml"].body]
    if "/sitemap-1.xml.gz" in council.pages:
        parts.append(gzip.decompress(council.pages["/sitemap-1.xml.gz"].body))
    return b"".join(parts)


def search(council: SimCouncil, query: str) -> str:
    path, parameter = STYLES[council.cms].search
    reply = council.site.reply(Request("GET", "https", council.host, f"{path}?{parameter}={quote(query)}", {}))
    return reply.body.decode()


def test_a_search_that_works_finds_nearly_every_indexed_service_by_its_title(councils):
    hits = total = 0
    for council in councils:
        if council.search == "works":
            for truth in served(council):
                if "search" in truth.routes:
                    total += 1
                    hits += truth.page_url.removeprefix(f"https://{council.host}") in search(council, truth.title)
    assert total > 100 and hits / total > 0.97


def test_an_absent_service_has_no_page_of_its_title_anywhere(councils):
    for council in councils:
        for truth in council.services.values():
            if truth.level == 0:
                titles = set(bank(council.wording).of(truth.service, council.language).titles)
                assert not titles & headings(council), truth


def test_pages_are_as_heavy_as_real_ones_and_a_site_has_about_a_hundred(councils):
    weights = []
    for council in councils:
        pages = [
            page
            for page in council.pages.values()
            if page.body.startswith((b"<!doctype", b"<!DOCTYPE")) and len(page.body) > 2000
        ]
        assert 90 <= len(pages) <= 280
        weights += [len(page.body) for page in pages]
    assert min(weights) > 25_000 and max(weights) < 130_000
    assert 40_000 < sum(weights) / len(weights) < 90_000


def test_every_page_parses_and_carries_the_cloned_navigation(councils):
    for council in councils[:4]:
        for path, page in council.pages.items():
            if "html" in (page.content_type or "") and len(page.body) > 2000:
                tree = html.fromstring(page.body)
                assert heading(tree) and tree.findtext(".//title"), path
                assert len(tree.xpath("//a[@href]")) > 12, path


def test_every_style_type_level_and_scenario_is_met():
    many = make_councils(120, seed=9)
    assert {council.cms for council in many} == set(STYLES)
    assert {council.authority.type for council in many} == set(AuthorityType)
    levels = Counter(truth.level for council in many for truth in council.services.values())
    assert min(levels[level] for level in range(5)) > 150
    met = {truth.scenario for council in many for truth in council.services.values()}
    assert {name for named in SCENARIOS.values() for name in named} <= met
    kinds = {decoy.kind for council in many for decoy in council.decoys}
    assert kinds == {"news", "committee", "consultation", "job", "fraud", "terms", "supplier"}
    assert len({council.host for council in many}) == 120


def test_welsh_pages_come_in_pairs_that_point_at_each_other():
    council = make_council(2, "wales", "localgov-drupal", welsh="pairs")
    for truth in served(council):
        welsh = html.fromstring(get(council, truth.welsh_url).body)
        assert welsh.get("lang") == "cy"
        assert truth.page_url in welsh.xpath('//link[@rel="alternate"][@hreflang="en"]/@href')
        english = html.fromstring(get(council, truth.page_url).body)
        assert truth.welsh_url in english.xpath('//link[@rel="alternate"][@hreflang="cy"]/@href')


def test_a_welsh_only_council_has_its_services_in_welsh():
    council = make_council(3, "wales", "jadu", welsh="only")
    titles = {title for code in council.services for title in bank("build").of(code, "cy").titles}
    assert {truth.title for truth in served(council)} <= titles


@pytest.mark.parametrize("other", [name for name in NAMES if name != "judge"])
def test_what_is_judged_shares_no_sentence_and_few_standard_titles_with_other_wording(other: str):
    def titles(one) -> set[str]:
        rows = [*one.services.values(), *one.welsh.values()]
        return {text.lower() for row in rows for text in (*row.titles, *row.actions)}

    def sentences(one) -> set[str]:
        said = (text.lower() for told in (*one.phrases.values(), *one.welsh_phrases.values()) for text in told)
        return {text for text in said if len(text.split()) >= 5}

    judge, known = bank("judge"), bank(other)
    assert len(titles(judge)) > 600
    assert len(titles(judge) & titles(known)) < 0.2 * len(titles(judge))  # "Report a missed bin" is everybody's
    assert len(sentences(judge) & sentences(known)) < 0.05 * len(sentences(judge))
    assert judge.phrases.keys() == known.phrases.keys()
    assert judge.welsh_phrases.keys() == known.welsh_phrases.keys()


def test_no_simulated_council_has_the_name_of_a_real_one():
    real = {one.short_name.lower() for one in load_authorities(REGISTER / "authorities.csv")}
    invented = [names.place(number, kind) for number in range(names.COMBINATIONS) for kind in ("district", "wales")]
    assert len(set(invented[::2])) == names.COMBINATIONS
    assert not real & {name.lower() for name in invented}
