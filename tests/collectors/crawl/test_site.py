"""What one site's part of the crawl asks for, in which order, and how much of it."""

import csv
from pathlib import Path

import pytest

from collectors.crawl.frontier.entry import Entry, Kind, State, Via
from collectors.crawl.frontier.local_links import read_local_links
from collectors.crawl.frontier.site import SERVICE, HostQueue, Site, SiteSeed
from collectors.crawl.limits import Limits
from detectors.urls import address_key
from errors import CrawlError
from models import Authority, AuthorityType

HOME = "https://www.kent.gov.uk/"


def site(max_pages: int = 10, links: tuple = (), **limits: int) -> Site:
    return Site(SiteSeed("E10000016", "kent", HOME, links), Limits(**limits), max_pages)


def link(path: str, service: str = "", kind: str = "", words: str = "words") -> list:
    return [path if "://" in path else f"https://www.kent.gov.uk{path}", words, service, kind]


def test_the_home_page_and_known_links_come_first() -> None:
    known = (("https://www.kent.gov.uk/tax", "Council tax", "seed:local_links"), (HOME, "Home", "x"))
    entries = site(links=known).seeds()
    assert [(entry.url, entry.via) for entry in entries] == [
        (HOME, "seed:home"),
        ("https://www.kent.gov.uk/tax", "seed:local_links"),
    ]


def test_the_most_promising_link_is_read_first() -> None:
    kent = site()
    home = kent.seeds()[0]
    queue = HostQueue()
    for offered in (
        link("/news"),
        link("/pay", "S01", "action"),
        link("/a-z", "", "index"),
        link("/tax", "S01"),
        link("/report", "", "action"),
    ):
        queue.push(kent.offer(offered, home))
    order = [queue.pop().url.rpartition("/")[2] for _ in range(5)]
    assert order == ["pay", "tax", "a-z", "report", "news"]


def test_one_service_does_not_crowd_out_the_others() -> None:
    kent = site()
    home = kent.seeds()[0]
    planning = [kent.offer(link(f"/planning-{name}", "S20"), home) for name in "abcdefgh"]
    assert kent.offer(link("/bins", "S03"), home).priority > planning[-1].priority


@pytest.mark.parametrize(
    "offered",
    [
        link("/form.pdf"),
        link("/a/b/a/b/a/b"),
        link("/logout"),
        link("https://www.facebook.com/kent", "S01"),
        link("https://example.com/"),
        link("https://www.gov.uk/council-tax", "S01"),
        link("https://x.kent.com.test/"),
    ],
)
def test_what_is_none_of_our_business_is_not_asked_for(offered: list) -> None:
    kent = site()
    assert kent.offer(offered, kent.seeds()[0]) is None


def test_a_url_is_offered_once() -> None:
    kent = site()
    home = kent.seeds()[0]
    assert kent.offer(link("/bins"), home) is not None
    assert kent.offer(link("/bins", "S03"), home) is None


def test_a_form_platform_is_followed_from_the_council_and_no_further() -> None:
    kent = site()
    abroad = kent.offer(link("https://kent.achieveservice.com/apply", "S01", "action"), kent.seeds()[0])
    assert abroad is not None
    assert kent.offer(link("https://other.achieveservice.com/more", "S01", "action"), abroad) is None


def read_in_order(kent: Site, offered: list[list], parent: Entry) -> list[Entry]:
    """The requests that the site would make of what it was offered, best first; each that is made is counted."""
    queue, made = HostQueue(), []
    for entry in (kent.offer(each, parent) for each in offered):
        if entry is not None:
            queue.push(entry)
            kent.waits(entry)
    while (entry := queue.pop()) is not None:
        kent.leaves(entry)
        if not kent.is_beyond_share(entry) and kent.affords(entry) and kent.wants(entry):
            made.append(entry)
    return made


def test_a_share_is_kept_for_the_whole_site_and_those_that_answer_most_have_it() -> None:
    kent = site(max_pages=6, site_pages=2)
    about = [link(f"/{name}", name, "site") for name in ("petitions", "open_data", "statement", "contact")]
    services = [link(f"/s{n}", f"S{n:02d}") for n in range(1, 10)]
    made = read_in_order(kent, [*services, *about], kent.seeds()[0])
    assert [entry.url.removeprefix(HOME) for entry in made[:2]] == ["statement", "open_data"]
    assert len(made) == 6 and all(entry.url.startswith(f"{HOME}s") for entry in made[2:])


def test_a_second_page_under_the_same_words_waits_behind_the_services() -> None:
    kent = site()
    home = kent.seeds()[0]
    first, second = (kent.offer(link(f"/accessibility-{n}", "statement", "site"), home) for n in (1, 2))
    assert first.priority > kent.offer(link("/bins", "S03"), home).priority > second.priority


def test_only_pages_of_the_main_site_speak_for_all_of_it() -> None:
    kent = site()
    abroad = kent.offer(link("https://forms.kent.gov.uk/start", "S01", "action"), kent.seeds()[0])
    offered = kent.offer(link("https://forms.kent.gov.uk/accessibility", "statement", "site"), abroad)
    assert offered.priority < SERVICE


def test_the_way_in_of_a_page_that_was_read_goes_before_what_is_not_begun() -> None:
    known = ((f"{HOME}tax", "", "seed:local_links/57"),)
    kent = site(links=known)
    page = kent.seeds()[1]
    way = kent.offer(link("/forms/pay", "S01", "action"), page)
    supplied = kent.offer(link("https://kent.achieveservice.com/pay", "S01", "supplied"), page)
    assert way.priority > page.priority > supplied.priority
    assert kent.offer(link("/forms/pay-2", "S01", "action"), page).priority < page.priority


def test_a_service_that_is_not_the_councils_job_waits_behind_all_that_are() -> None:
    kent = Site(SiteSeed("E10000016", "kent", HOME), Limits(), 10, elsewhere=frozenset({"S01"}))
    home = kent.seeds()[0]
    theirs = kent.offer(link("/pay-council-tax", "S01", "action"), home)
    assert kent.offer(link("/bins-and-roads", "S11", "hint"), home).priority > theirs.priority


def test_what_is_worth_little_is_put_off_while_better_requests_need_the_budget() -> None:
    kent = site(max_pages=2)
    home = kent.seeds()[0]
    good = [kent.offer(link(f"/s{n}", f"S0{n}"), home) for n in (1, 2)]
    poor = kent.offer(link("https://forms.kent.gov.uk/about"), home)
    for entry in good:
        kent.waits(entry)
    assert not kent.affords(poor) and all(kent.affords(entry) for entry in good)
    kent.put_off(poor)
    assert kent.affordable() is None
    kent.leaves(good[0])  # and was not asked for after all: robots.txt forbids it
    assert kent.affordable() is poor and kent.affordable() is None


def test_depth_is_bounded() -> None:
    kent = site(depth=2)
    entry = kent.seeds()[0]
    for number in range(2):
        entry = kent.offer(link(f"/level-{number}"), entry)
    assert kent.offer(link("/too-deep"), entry) is None


def test_the_page_budget_counts_pages_and_neither_hops_nor_retries() -> None:
    kent = site(max_pages=2)
    entries = [kent.entry(f"{HOME}{n}", Kind.PAGE, 1, 1, Via.LINK) for n in range(4)]
    entries[1].tries = 1
    assert [kent.wants(entry) for entry in entries] == [True, True, True, False]
    kent.forgo(entries[0])
    assert kent.wants(entries[3])


def test_third_party_pages_have_a_budget_of_their_own() -> None:
    kent = site(max_pages=100, third_party_pages=2)
    abroad = [kent.entry(f"https://x.achieveservice.com/{n}", Kind.PAGE, 1, 1, Via.LINK) for n in range(3)]
    assert [kent.wants(entry) for entry in abroad] == [True, True, False]


def test_a_stale_sitemap_is_not_read_to_its_end() -> None:
    kent = site(max_pages=1000)
    for _ in range(6):
        kent.note_listed(found=False)
    assert not kent.wants(kent.entry(f"{HOME}listed", Kind.PAGE, 1, 1, Via.SITEMAP))
    assert kent.wants(kent.entry(f"{HOME}linked", Kind.PAGE, 1, 1, Via.LINK))


def test_what_was_stored_of_a_request_brings_it_back() -> None:
    kent = site()
    entry = kent.offer(link("/bins", "S03"), kent.seeds()[0])
    entry.hops, entry.tries = (HOME, f"{HOME}x"), 2
    assert site().recall(entry.row(1, State.QUEUED)) == entry


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.adur-worthing.gov.uk/", "http://adur-worthing.gov.uk", True),
        ("https://joint.gov.uk/north/", "https://joint.gov.uk/south/", False),
    ],
)
def test_councils_share_a_website_if_their_home_pages_are_one(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


KENT = Authority(
    "E10000016",
    "kent",
    "Kent County Council",
    "Kent",
    AuthorityType.COUNTY,
    "England",
    "South East",
    None,
    HOME,
    None,
    None,
    None,
    None,
    former_codes=("E10000099",),
)


def links_file(folder: Path, header: list[str], *rows: list[str]) -> Path:
    path = folder / "links.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_local_links_become_seeds_under_todays_codes(tmp_path: Path) -> None:
    header = ["Authority Name", "GSS", "Description", "LGSL", "LGIL", "URL", "Title", "Supported by GOV.UK"]
    path = links_file(
        tmp_path,
        header,
        ["Kent", "E10000016", "Council tax: Pay", "57", "1", "https://www.kent.gov.uk/tax", "", "true"],
        ["Kent", "E10000099", "Bins: Find", "524", "8", "HTTPS://www.kent.gov.uk/bins", "", "true"],
        ["Kent", "E10000016", "Empty", "1", "1", "", "", "true"],
        ["Else", "E06000029", "Other", "1", "1", "https://x.gov.uk/", "", "true"],
    )
    assert read_local_links(path, [KENT]) == {
        "E10000016": (
            ("https://www.kent.gov.uk/tax", "Council tax: Pay", "seed:local_links/57"),
            ("https://www.kent.gov.uk/bins", "Bins: Find", "seed:local_links/524"),
        )
    }


def test_a_file_without_a_needed_column_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match='links.csv: column "URL" is missing'):
        read_local_links(links_file(tmp_path, ["GSS", "Description"]), [KENT])
