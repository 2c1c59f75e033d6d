"""Pages as real councils send them: ends of look-ups, hidden failure, forms that scripts draw, hosts of strangers."""

from __future__ import annotations

import pytest

from detectors.fingerprints import default_fingerprints
from detectors.inspection import Inspection, inspect_reply
from detectors.pages import FileReply
from paths import REGISTER
from register.services import load_duties, load_services
from tests.detectors.pages import COUNCIL, NEIGHBOUR, mark
from web.words.catalogue import word

BINS = next(service for service in load_services(REGISTER) if service.code == "S05")
DUTIES = load_duties(REGISTER)
LOOK_UP = '<form method="post"><label>Postcode <input name="pc"></label><button>Find address</button></form>'
ANSWER = "<p>1 Example Street, Testham, ZZ1 1ZZ</p>"
TABLE = "<table><tr><th>Collection date</th><th>Bin</th></tr><tr><td>6 January</td><td>Blue</td></tr></table>"


def inspected(body: str, url: str, cut: bool = False) -> Inspection:
    reply = FileReply(url, body.encode(), url)
    return inspect_reply(reply, BINS, (COUNCIL, NEIGHBOUR), None, DUTIES, cut)


@pytest.mark.parametrize(
    ("level", "title", "content"),
    [
        (
            4,
            "Your collection details",
            f"{ANSWER}<p>Your next rubbish collection day is: <b>30th December 2025</b></p>",
        ),
        (4, "Testham Council", f"{ANSWER}<p>Your next bin collection</p><p>Wednesday, December 31, 2025</p>"),
        (4, "Bin days", f"{TABLE}<form method='post'><input type='hidden' name='UPRN' value='1'></form>"),
        (4, "Bin days", f"{TABLE}<p><a href='/again'>Search for bin collection days again</a></p>"),
        (
            4,
            "View my collections",
            "<p>Please choose from the following</p><a href='/1'>1 HIGH STREET, TESTHAM, ZZ</a>",
        ),
        (1, "Bin days", TABLE),
        (1, "Bin days", f"<p>Civic Offices, High Street, Testham, ZZ1 1ZZ</p>{TABLE}"),
        (1, "Bin days", f"{TABLE}<p>Depot Lane, Testham, ZZ1 1ZZ</p>"),
        (1, "Bin collections at Christmas", "<p>Bins due on 25 December are collected on 27 December.</p>"),
        (1, "Bin days", "<p>Please choose from the following</p><a href='/1'>Recycling</a>"),
    ],
)
def test_an_answer_for_one_address_proves_the_look_up(level: int, title: str, content: str) -> None:
    assert mark("S05", title, content, {}).level == level


def test_the_answer_of_an_address_in_the_page_address_counts() -> None:
    assert mark("S05", "Bin days", TABLE, {}, url="https://www.testham.gov.uk/bins?uprn=1").level == 4


def test_an_answer_on_bins_is_none_for_another_service() -> None:
    assert (mark("S06", "Missed bins", f"{ANSWER}<p>Your next collection is on 6 January</p>", {}).level or 0) < 3


@pytest.mark.parametrize("hidden", ['style="display:none"', "hidden", 'class="d-none"', 'class="alert hide"'])
def test_words_of_failure_count_only_where_a_person_sees_them(hidden: str) -> None:
    failed = "<p>We are sorry, this service is temporarily unavailable.</p>"
    assert mark("S05", "Find your bin day", f"{LOOK_UP}<div {hidden}>{failed}</div>", {}).level == 4
    assert (
        mark("S05", "Find your bin day", f"{LOOK_UP}<div class='alert d-none d-md-block'>{failed}</div>", {}).level == 1
    )


@pytest.mark.parametrize(
    "label", ["House name or number", "Enter a road or street name", "Name of house", "Property name"]
)
def test_the_name_of_a_house_or_a_street_is_a_place(label: str) -> None:
    form = f'<form><label>{label} <input name="f1"></label><input name="postcode"><button>View</button></form>'
    assert mark("S05", "Bin day finder", form, {}).level == 4


def test_the_form_of_a_product_that_scripts_draw_leaves_the_level_unknown() -> None:
    shell = "<html><body><script src='/a.js'></script><noscript>JavaScript is not enabled</noscript></body></html>"
    notice = "<html><title>Bin calendar</title><body><div id='consentContent'><p>Please read our privacy notice to see "
    notice += "how your data is collected, processed and stored by us before you go on to fill in this form with your "
    notice += "own details.</p><button>Continue</button></div><script src='/a.js'></script></body></html>"
    for body in (shell, notice):
        found = inspected(body, "https://my.testham.gov.uk/en/AchieveForms/?form_uri=x")
        assert (found.level, found.status, found.vendor) == (None, "needs_javascript", "Granicus govService (Firmstep)")


HOST = "https://bins.example.co.uk/results.php"
OWN = '<footer><a href="https://www.testham.gov.uk/">Testham Borough Council</a></footer>'


@pytest.mark.parametrize(
    ("level", "head", "foot"),
    [
        (4, "", OWN),
        (
            4,
            '<meta name="author" content="Testham Borough Council">',
            '<a href="https://www.testham.gov.uk/help">Help</a>',
        ),
        (0, '<meta name="author" content="Testham Borough Council">', ""),
        (0, "", '<footer><a href="https://www.otherford.gov.uk/">Testham Borough Council</a></footer>'),
        (0, "", '<p>We asked <a href="https://www.testham.gov.uk/">Testham Borough Council</a> about it.</p>'),
    ],
)
def test_a_stranger_is_believed_only_where_it_signs_for_a_council_and_leads_there(
    level: int, head: str, foot: str
) -> None:
    found = inspected(f"<html><head>{head}</head><body><h1>Find your bin day</h1>{LOOK_UP}{foot}</body></html>", HOST)
    assert found.level == level and found.confidence <= 0.9
    assert ("written for Testham Borough Council" in word(found.reasons[0])) is (level == 4)


def test_what_a_cut_body_lacks_is_unknown() -> None:
    page = f"<html><title>Find your bin day</title><body><h1>Find your bin day</h1><p>{'We collect bins. ' * 30}</p>"
    url = "https://www.testham.gov.uk/bins"
    assert inspected(f"{page}</body></html>", url).level == 1
    cut = inspected(page, url, cut=True)
    assert (cut.level, cut.status) == (None, "unparseable")
    assert inspected(f"{page}{LOOK_UP}", url, cut=True).level == 4


def test_an_answer_on_a_suppliers_page_names_the_supplier() -> None:
    found = inspected(
        f"<html><title>My collections</title><body>{ANSWER}{TABLE}</body></html>", "https://a.whitespacews.com/mop.php"
    )
    assert (found.level, found.vendor) == (4, "Whitespace")


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://www.devonhomechoice.com/", "choice-based-lettings"),
        ("https://www.solihullhomeoptions.org.uk/apply", "choice-based-lettings"),
        ("https://www.carehomefinder.example/", ""),
        ("https://www.testham.gov.uk/housing/homechoice", ""),
    ],
)
def test_a_site_for_council_homes_is_known_by_its_host_and_a_finder_of_care_homes_is_none(url: str, named: str) -> None:
    seen = default_fingerprints().of_address(url)
    assert (seen.product.id if seen is not None else "") == named
