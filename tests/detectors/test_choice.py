"""Which page of a council serves a task: chosen among neighbours' forms, news, pages of contents and GOV.UK's links."""

from __future__ import annotations

from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.records import SearchRecord, ServiceMark
from register.services import load_duties, load_services
from tests.detectors.pages import COUNCIL, FORM, shell
from tests.detectors.test_council import REGISTER

HOST = "https://www.testham.gov.uk"
SERVICES, DUTIES = load_services(REGISTER), load_duties(REGISTER)


def reply(path: str, title: str, content: str, depth: int = 2, via: str = "link", text: str = "") -> FileReply:
    url = path if path.startswith("http") else HOST + path
    return FileReply(url, shell(title, content), url, headers={"content-type": "text/html"}, depth=depth,
                     discovered_via=via, link_text=text, fetched_at="2026-11-01T08:00:00+00:00",
                     sha256=path)  # fmt: skip


def marks(*replies: FileReply) -> dict[str, ServiceMark]:
    home = reply("/", "Welcome", "<p>Welcome</p>", depth=0, via="seed:home")
    duties = {service.code: DUTIES.duty(COUNCIL, service) for service in SERVICES}
    search = SearchRecord("ok", complete=True)
    found = observe_authority(COUNCIL, [home, *replies], SERVICES, duties, search, owners_for((COUNCIL,), COUNCIL))
    return {mark.service: mark for mark in found.services}


def test_a_form_of_another_service_that_shares_a_word_earns_nothing() -> None:
    bins = reply("/bins/days", "Bin collection days", "<p>Ring us on 01632 960001 to ask.</p>")
    bulky = reply("/waste/bulky", "Bulky waste", f'<p><a href="{HOST}/f/1">Schedule a special collection</a></p>')
    form = reply("/f/1", "Schedule a special collection", FORM)
    found = marks(bins, bulky, form)
    assert (found["S05"].level, found["S09"].level) == (2, 3)


def test_the_page_in_front_of_a_form_is_the_services_page_whatever_its_title() -> None:
    content = f'<p><a href="{HOST}/f/2">Report a missed bin</a> and follow the progress of your report online.</p>'
    front = reply("/x/left", "Did the crew drive past?", content)
    form = reply("/f/2", "Report a missed bin", FORM)
    mark = marks(front, form)["S06"]
    assert (mark.page_url, mark.level) == (f"{HOST}/x/left", 4)


def test_news_that_only_a_list_of_news_leads_to_is_no_page_of_the_service() -> None:
    listing = reply("/a/1", "Latest news", f'<ul><li><a href="{HOST}/a/2">Noise complaints</a></li></ul>')
    story = reply("/a/2", "Noise complaints", "<p>A couple were fined after neighbours kept diaries.</p>")
    assert marks(listing, story)["S16"].level == 0
    menu = reply("/a/3", "Environmental health", f'<ul><li><a href="{HOST}/a/2">Noise complaints</a></li></ul>')
    assert marks(listing, story, menu)["S16"].level == 1


def test_govuk_names_the_service_of_a_page_whose_words_do_not() -> None:
    content = f"<p>Everything in one go.</p>{FORM}"
    assert marks(reply("/one/stop", "Do it here", content))["S13"].level == 0
    given = reply("/one/stop", "Do it here", content, depth=1, via="seed:local_links/587")
    assert marks(given)["S13"].level == 3
    titled = reply("/one/stop", "Apply for a school place", content, depth=1, via="seed:local_links/587")
    assert marks(titled)["S26"].level == 3  # a page that says what it is for is believed before GOV.UK's link


def test_a_product_made_for_a_service_says_what_a_page_is_for() -> None:
    page = reply("/connect", "Testham Connect", '<p><a class="button" href="https://search3.openobjects.com/kb5/testham/'
                 'x/home.page">Search Testham Connect</a></p>')  # fmt: skip
    assert marks(page)["C04"].level == 3


def test_a_product_is_no_hint_on_a_page_that_merely_links_to_it() -> None:
    page = reply("/w", "Warm spaces", '<p><a class="button" href="https://testham.spydus.co.uk/">More</a></p>')
    assert marks(page)["S25"].level == 0


def test_govuks_link_to_a_contact_form_makes_no_service_of_it() -> None:
    contact = reply("/contact", "Contact the council", FORM, depth=1, via="seed:local_links/587")
    assert marks(contact)["S13"].level == 0
