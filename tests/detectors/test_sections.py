"""A page that serves several services: each section is judged alone, and nothing it names is called absent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest

from detectors.cues import default_cues
from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.parse import read_page
from detectors.records import SearchRecord, ServiceMark
from detectors.services.actions import claims_of
from detectors.services.sections import sections_of
from register.services import load_duties, load_services
from tests.detectors.pages import COUNCIL, FORM, shell

REGISTER = Path(__file__).resolve().parents[2] / "data" / "register"
HOME = "https://www.testham.gov.uk/"
MISSED, NEW_BIN, GARDEN, FLY_TIPPING = "S06", "S07", "S08", "S13"


def _marks(pages: dict[str, bytes]) -> dict[str, ServiceMark]:
    replies = [FileReply(urljoin(HOME, path), body, headers={"content-type": _media(body)}, outcome="replied",
                         depth=bool(path)) for path, body in pages.items()]  # fmt: skip
    services, duties = load_services(REGISTER), load_duties(REGISTER)
    given = {service.code: duties.duty(COUNCIL, service) for service in services}
    search = SearchRecord("ok", complete=True)
    seen = observe_authority(COUNCIL, replies, services, given, search, owners_for((COUNCIL,), COUNCIL))
    return {mark.service: mark for mark in seen.services}


def _media(body: bytes) -> str:
    return "application/pdf" if body.startswith(b"%PDF") else "text/html"


def _streets(content: str) -> dict[str, ServiceMark]:
    return _marks({"": shell("Welcome", '<a href="/streets">Streets</a>'), "streets": shell("Streets", content)})


HEADINGS = {
    "headings": "<h2>{0}</h2>{1}",
    "cards": '<article class="card"><h3>{0}</h3><div>{1}</div></article>',
    "definitions": "<dl><dt>{0}</dt><dd>{1}</dd></dl>",
    "fold-outs": "<details><summary>{0}</summary>{1}</details>",
    "panels": '<div role="button" tabindex="0" aria-controls="p1">{0}</div><div>{1}</div>',
    "tables": "<table><tr><td><font><b>{0}</b></font></td></tr><tr><td>{1}</td></tr></table>",
    "bold lines": "<p><b>{0}</b><br>{1}",
}


@pytest.mark.parametrize("markup", HEADINGS.values(), ids=HEADINGS.keys())
def test_each_section_is_judged_with_its_own_form_and_telephone(markup: str) -> None:
    marks = _streets(
        markup.format("Fly-tipping", FORM) + markup.format("Missed collections", "<p>Ring us on 01632 960123.</p>")
    )
    assert (marks[FLY_TIPPING].level, marks[MISSED].level) == (3, 2)
    assert marks[FLY_TIPPING].page_url == marks[MISSED].page_url == f"{HOME}streets"
    assert marks[FLY_TIPPING].receipts


def test_a_button_of_one_section_earns_nothing_for_the_next() -> None:
    button = '<a class="button" href="/apply">Apply online</a>'
    marks = _marks({
        "": shell("Welcome", '<a href="/streets">Streets</a>'),
        "streets": shell("Streets", f"<h2>Garden waste</h2>{button}<h2>Fly-tipping</h2><p>We clear it daily.</p>"),
        "apply": shell("Garden waste: join", FORM),
    })  # fmt: skip
    assert (marks[GARDEN].level, marks[FLY_TIPPING].level) == (3, 1)


def test_a_heading_is_read_after_the_title_of_its_page() -> None:
    body = shell("Bins", "<h2>Missed</h2><p>Ring 01632 960123.</p><h2>Opening hours</h2><p>Nine to five.</p>")
    page = read_page(body, f"{HOME}bins")
    section = sections_of(page, default_cues())[MISSED]
    assert section.h1 == "Missed" and "960123" in section.main_text and "Nine" not in section.main_text


def test_a_section_ends_at_the_next_heading_of_its_level_or_of_another_service() -> None:
    content = ("<h2>Fly-tipping</h2><p>One.</p><h3>What we clear</h3><p>Two.</p><h3>New bins</h3><p>Three.</p>"
               "<h2>About us</h2><p>Four.</p>")  # fmt: skip
    found = sections_of(read_page(shell("Streets", content), f"{HOME}streets"), default_cues())
    assert found[FLY_TIPPING].main_text.splitlines() == ["Fly-tipping", "One.", "What we clear", "Two."]
    assert found[NEW_BIN].main_text.splitlines() == ["New bins", "Three."]


@pytest.mark.parametrize(
    "content",
    [
        '<h2><a href="/fly-tipping">Fly-tipping</a></h2><p>Read more.</p>',
        "<h2>Fly-tipping</h2>",
        "<table><tr><td>Fly-tipping</td><td>£400</td></tr></table>",
    ],
    ids=["a heading that is a link", "a heading with nothing under it", "a cell of a table"],
)
def test_what_only_names_a_service_is_no_section_of_it(content: str) -> None:
    assert FLY_TIPPING not in sections_of(read_page(shell("Streets", content), f"{HOME}streets"), default_cues())


def test_news_and_papers_have_no_sections() -> None:
    body = shell("Minutes of the cabinet", "<h2>Fly-tipping</h2><p>Members agreed to a new form.</p>")
    assert sections_of(read_page(body, f"{HOME}papers"), default_cues()) == {}


def test_a_service_that_a_link_names_is_unknown_not_absent_where_the_target_was_not_read() -> None:
    listed = '<ul><li><a href="/fly">Fly-tipping</a></li><li><a href="/about">About us</a></li></ul>'
    mark = _streets(listed)[FLY_TIPPING]
    assert (mark.status, mark.level) == ("not_checked", None)
    assert mark.reasons[0].id == "step.named" and mark.reasons[0].values["words"] == "Fly-tipping"


def test_a_service_that_only_news_names_is_absent() -> None:
    pages = {
        "": shell("Welcome", '<a href="/news/1">Fly-tipping: two men fined</a>'),
        "news/1": shell("Fly-tipping: two men fined", "<p>Published 3 March 2026</p><p>The court heard them.</p>"),
    }
    mark = _marks(pages)[FLY_TIPPING]
    assert (mark.status, mark.level) == ("measured", 0)
    assert mark.reasons[0].id == "step.absent"


@pytest.mark.parametrize(
    ("content", "service", "reason"),
    [
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Rides nobody wants</h2><p>Some are cars.</p>", "S14", "unplaced"),
        ("<h2>Fly-tipping, and dirt of other kinds</h2><p>Ring us.</p>", "S15", "unplaced"),
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Council news</h2><p>Cars left for weeks.</p>", "S14", "absent"),
        ("<h2>Fly-tipping</h2><p>Cars get in our way.</p>", "S14", "absent"),
        ("<h2>Rides nobody wants</h2><p>Cars left for weeks.</p>", "S14", "absent"),
        ("<table><tr><td>abandoned vehicle</td><td>We look after these.</td></tr></table>", "S14", "named"),
    ],
    ids=["a part of unknown words beside a service", "a heading of more than it names", "news beside a service",
         "text of another service", "a page that holds no service", "a cell of a table"],
)  # fmt: skip
def test_absence_is_not_said_past_words_that_no_cue_could_place(content: str, service: str, reason: str) -> None:
    mark = _streets(content)[service]
    assert mark.reasons[-1].id == f"step.{reason}"
    assert (mark.status, mark.level) == (("measured", 0) if reason == "absent" else ("not_checked", None))


ROW = "<table><tr><td>{0}</td><td>{1}</td></tr><tr><td>rats</td><td>Ring 01632 960199</td></tr></table>"
PIN = '<a href="/pin">Pin it</a>'


@pytest.mark.parametrize(
    ("content", "service", "level"),
    [
        (ROW.format("abandoned vehicle", "Ring 01632 960123"), "S14", 2),
        (ROW.format("abandoned vehicle", PIN), "S14", 3),
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Rides nobody wants</h2><p>Old cars: " + PIN + "</p>", "S14", 3),
        ("<h2>Fly-tipping</h2><p>Fill in a sheet and bring it to the Town Hall.</p>", FLY_TIPPING, 2),
        ("<h2>Fly-tipping</h2><p>Do not touch it. Write to the Street Scene team.</p>", FLY_TIPPING, 2),
        ("<h2>Fly-tipping</h2><p>We will write to you when it is gone.</p>", FLY_TIPPING, 1),
        ("<h2>Fly-tipping</h2><p>Is it best to call in at the Town Hall?</p>", FLY_TIPPING, 1),
        ("<h2>Fly-tipping</h2><p>You can no longer report at the Town Hall.</p>", FLY_TIPPING, 1),
        ("<h2>Fly-tipping</h2><p>You do not need to visit the council offices.</p>", FLY_TIPPING, 1),
        ("<h2>Fly-tipping</h2><p>Please do not write to the Street Scene team.</p>", FLY_TIPPING, 1),
        ("<h2>Fly-tipping</h2><p>If you cannot report it online, visit the Town Hall.</p>", FLY_TIPPING, 2),
        ("<h2>Fly-tipping</h2><p>You do not have to ring, call in at the Town Hall.</p>", FLY_TIPPING, 2),
        ("<h2>Fly-tipping</h2><p>Tell us about a pothole: " + PIN + "</p>", FLY_TIPPING, 3),
    ],
    ids=["a row with a number", "a row with a link", "a part that speaks of one service", "a visit", "a letter",
         "a letter of ours", "a question", "a visit that is no longer possible", "a visit without need",
         "a letter that is not wanted", "a visit for those who cannot", "a visit instead of a call",
         "the one link of a section"],
)  # fmt: skip
def test_what_a_line_or_a_part_offers_is_found(content: str, service: str, level: int) -> None:
    pages = {
        "": shell("Welcome", '<a href="/streets">Streets</a>'),
        "streets": shell("Streets", content),
        "pin": shell("Pin it", FORM),
    }
    assert _marks(pages)[service].level == level


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        ("<p>We text you when it is done.</p>", "", 4),
        ("", "<h2>Afterwards</h2><p>Check the progress of your report by its reference.</p>", 4),
        ("", "<h2>Missed collections</h2><p>We text you when the crew has been. Ring 01632 960123.</p>", 3),
        ("<p>Wait for two days.</p>", "", 3),
    ],
    ids=["before the parts", "in a part of no service", "in the part of another", "nothing of the kind"],
)
def test_what_a_page_promises_to_all_its_parts_joins_each_of_them_up(before: str, after: str, level: int) -> None:
    assert _streets(f"{before}<h2>Fly-tipping</h2>{FORM}{after}")[FLY_TIPPING].level == level


@pytest.mark.parametrize(
    ("promise", "levels"),
    [
        ("<p>Sign up for email reminders of your bin day.</p>", (3, 4)),
        ("<p>We text you when it is done.</p>", (4, 4)),
        ("<p>Sign up for email reminders of your bin day. We text you when it is done.</p>", (4, 4)),
    ],
    ids=["of one service", "of all", "of one, then of all"],
)
def test_a_promise_that_names_one_service_joins_up_that_one_alone(promise: str, levels: tuple[int, int]) -> None:
    marks = _streets(f"{promise}<h2>Fly-tipping</h2>{FORM}<h2>New bins</h2>{FORM}")
    assert (marks[FLY_TIPPING].level, marks[NEW_BIN].level) == levels


ASKED = [
    "Bring the sheet to the Town Hall.",
    "Fill in a sheet and hand it in at reception.",
    "You can collect a form from any library.",
    "You may need to bring a photograph to the council offices.",
    "You must hand it in at the housing office.",
    "Please call in at your nearest library.",
    "Visit us at the Town Hall.",
    "To tell us, ask at the desk.",
    "If you cannot report it online visit the Town Hall.",
    "Please come in person.",
    "Forms are available from our reception.",
    "Permits are sold at the depot.",
    "You can write to us.",
    "Please send your form to us.",
    "To object, write to the Head of Planning.",
    "Post your objection to the planning team.",
    "Objections to the Chief Planner, Beck Street.",
    "Objections must be made in writing to the council.",
    "Tell us by live chat, or write.",
    "Parents may ask for an assessment by writing to the Head of Education.",
    "Pick them up free from the library.",
    "Take one from outside the library.",
    "Visit its drop-in on the High Street.",
    "Libraries have paper forms.",
    "NEC cards from libraries.",
    "Applications are accepted at reception.",
    "Go to your nearest library to hand in the form.",
    "Libraries give out caddy liners.",
]
NOT_ASKED = [
    "Decisions are made by the planning office.",
    "Decisions are made by an officer.",
    "Plots are allocated on a first come first served basis.",
    "Records are kept in our office.",
    "Talk to the school.",
    "No appointment letters are sent.",
    "Free wifi is available in every library.",
    "Book groups meet in every library.",
    "Return to the library page.",
    "Visit the library website.",
    "Staff come and go to the office.",
    "If residents complain officers visit the council offices.",
    "If you need to visit the council offices, parking is limited.",
    "You should never hand it in at reception.",
    "Permits are issued by our office.",
    "Councillors write to the Secretary of State.",
    "When councillors write to the Secretary of State, they get a reply.",
    "Comments to the planning officer cannot be accepted.",
    "Comments to the planning officer by letter cannot be accepted.",
    "Please don't write to us.",
    "Write to your MP.",
    "Write to the Ombudsman.",
    "Join our team in the planning office.",
    "Book a computer at any library.",
    "What the officers write.",
    "Residents object by writing to the Secretary of State.",
    "Take care outside the library.",
    "Offices have a form of heating that is new.",
    "Letters from the office.",
    "Applications are decided at the town hall.",
    "Go to your nearest library to use a computer.",
    "Apply early at the school office.",
    "Apply at the Jobcentre office.",
    "Visit your local library to get online.",
    "Visit our drop-in exhibition about the new road.",
    "You can help your child learn to read and write.",
    "The library has a permit for filming.",
    "Libraries stock books and boxes of games.",
    "Take it outside the office.",
]


@pytest.mark.parametrize(("sentences", "kinds"), [(ASKED, {"post", "visit"}), (NOT_ASKED, set())], ids=["asked", "not"])
def test_a_letter_or_a_visit_is_asked_of_the_reader(sentences: list[str], kinds: set[str]) -> None:
    wrong = []
    for said in sentences:
        page = read_page(shell("Fly-tipping", f"<p>{said}</p>"), f"{HOME}streets")
        found = {claim.kind for claim in claims_of(page, FLY_TIPPING, default_cues(), 2.0)}
        if bool(found & {"post", "visit"}) != bool(kinds) or not found <= kinds:
            wrong.append((said, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("heading", "text", "level"),
    [
        ("Other matters", "We keep books. Some borrow them. Ring the press office on 01632 960123.", None),
        ("Other matters", "We keep books. Ring us to borrow some on 01632 960123.", 2),
        ("Other matters", "Ring us about any books of ours on 01632 960123.", None),
        ("Great books of ours", "Ring us on 01632 960123.", 2),
    ],
    ids=["a number of something else", "a number for it", "one word of it", "a heading that speaks of it"],
)
def test_a_part_of_unknown_words_counts_only_by_its_heading_or_its_way_to_act(
    heading: str, text: str, level: int | None
) -> None:
    marks = _streets(f"<h2>Fly-tipping</h2><p>Ring us.</p><h2>{heading}</h2><p>{text}</p>")
    assert marks["S25"].level == level


def test_a_form_that_asks_which_problem_is_joined_up_by_the_page_in_front_of_it() -> None:
    one = '<div><label><input type="radio" name="k">{}</label></div>'
    choices = "".join(map(one.format, ("Fly-tipping", "Graffiti")))
    form = f'<form method="post"><fieldset>{choices}</fieldset><label>Where<input name="w"></label>'
    pages = {
        "": shell("Welcome", '<a href="/faults">Report a problem</a>'),
        "faults": shell("Report a problem", '<p>We text you when it is done.</p><a href="/what">Start now</a>'),
        "what": shell("What is wrong?", f'{form}<label>Mobile<input name="m"></label><button>Continue</button></form>'),
    }
    assert _marks(pages)[FLY_TIPPING].level == 4


def test_one_part_that_is_out_of_order_does_not_close_its_page() -> None:
    down = '<div class="alert">This service is unavailable. Write to tax@testham.gov.uk</div>'
    pages = {
        "": shell("Welcome", '<a href="/money">Money</a>'),
        "money": shell("Guide to money", f"<h2>Moving home</h2>{down}<h2>Missed collections</h2>{FORM}"),
    }
    marks = _marks(pages)
    assert (marks["S03"].level, marks[MISSED].level) == (2, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(FORM, "unplaced"), ("<p>Crews start at seven.</p>", "absent")],
    ids=["a form", "nothing to act on"],
)
def test_a_page_to_act_on_under_unknown_words_is_not_taken_for_absence(content: str, reason: str) -> None:
    pages = {"": shell("Welcome", '<a href="/out">Out tonight</a>'), "out": shell("Rubbish, tonight or not?", content)}
    mark = _marks(pages)["S05"]
    assert mark.reasons[-1].id == f"step.{reason}"


BUTTON = '<a class="button" href="/apply">Apply online</a>'


@pytest.mark.parametrize(
    ("content", "service", "level"),
    [
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Fouling and graffiti</h2><p>Ring us on 01632 960123.</p>", "S15", 2),
        (
            f"<h2>Fly-tipping</h2><p>Ring us.</p><h2>Something else</h2>{FORM.replace('Send', 'Report graffiti')}",
            "S15",
            3,
        ),
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Council news</h2><p>Graffiti is a crime.</p>", "S15", 0),
        ("<h2>Fly-tipping</h2><p>Ring us.</p><h2>Dark</h2><p>Ring us on 01632 960123.</p>", "S12", 2),
    ],
    ids=["one of two things in a heading", "a button under other words", "news", "a heading read after the title"],
)
def test_a_part_is_named_by_what_it_lists_by_its_button_and_by_its_page(content: str, service: str, level: int) -> None:
    assert _streets(content)[service].level == level


CHOICES = (
    "<form method=post><fieldset><legend>What is wrong?</legend>{}</fieldset><label>Where? <input name=a></label>"
    "<label>Name <input name=b></label><label>Email <input name=c></label><button>Continue</button></form>"
)
RADIOS = "".join(
    f"<label><input type=radio name=what> {one}</label>" for one in ("Pothole", "Street light", "Graffiti")
)
OPTIONS = "<select name=what><option>Pothole<option>Street light<option>Graffiti</select>"


@pytest.mark.parametrize("choices", [RADIOS, OPTIONS], ids=["radio buttons", "a list"])
def test_one_form_for_several_services_serves_each_that_its_choices_name(choices: str) -> None:
    marks = _streets(CHOICES.format(choices))
    assert [marks[service].level for service in ("S11", "S12", "S15", "S14")] == [3, 3, 3, 0]


def test_a_page_whose_title_names_a_service_earns_nothing_by_the_parts_of_others() -> None:
    parts = f"<h2>Missed collections</h2>{FORM}<h2>Garden waste</h2><p>Ring us.</p><h2>Bulky waste</h2><p>Ring us.</p>"
    pages = {"": shell("Welcome", '<a href="/tips">Tips</a>'), "tips": shell("Recycling centres and bins", parts)}
    marks = _marks(pages)
    assert (marks[MISSED].level, marks["S10"].level) == (3, 1)


PAID = '<form method="post"><label>Card number<input name="c"></label><button>Pay</button></form>'
SIGN_IN = '<form method="post"><label>E-mail<input name="e"></label><input type="password" name="p"></form>'
SEARCHED = '<form action="/search"><label>Search<input name="q"></label><button>Search</button></form>'


@pytest.mark.parametrize(
    ("pages", "levels"),
    [
        ({"do": '<p><a href="/x">Pay council tax, rates or rent</a></p>', "x": PAID}, {"S01": 3, "S04": 3, "C11": 0}),
        ({"do": '<li><a href="/x">Fly-tip, graffiti or dog mess</a></li>', "x": SIGN_IN}, {"S13": 3, "S15": 3}),
        ({"do": f"<h2>Fly-tipping</h2>{FORM}<h2>Potholes</h2><p>Wait.</p>"}, {"S13": 3, "S11": 1}),
        ({"do": f"<p><b>Fly-tipping</b></p>{FORM}<p><b>Potholes</b></p><p>Wait.</p>"}, {"S13": 3, "S11": 1}),
        ({"do": "<h2>SEND</h2><a href='https://offer.testham.gov.uk/'>Look</a><h2>Childcare</h2><p>Wait.</p>",
          "https://offer.testham.gov.uk/": SEARCHED}, {"C07": 3, "C08": 1}),
    ],
    ids=["a link that lists where it pays", "a link that lists to a sign-in", "a form under a heading",
         "a form under a bold line", "the search of a directory"],
)  # fmt: skip
def test_what_several_services_share_serves_each(pages: dict[str, str], levels: dict[str, int | None]) -> None:
    titles = {"do": "Do it", "https://offer.testham.gov.uk/": "Local offer"}
    read = {path: shell(titles.get(path, ""), content) for path, content in pages.items()}
    marks = _marks({"": shell("Welcome", '<a href="/do">Do it</a>'), **read})
    assert {code: marks[code].level for code in levels} == levels


PDF = b"%PDF-1.4"


@pytest.mark.parametrize(
    ("content", "level"),
    [
        ('<p><a href="/file">Notice</a>. Return it with a cheque.</p>', 2),
        ('<p><a href="/file">Notice</a>. It is of use with a cheque.</p>', 1),
        ('<h3>Forms library</h3><p><a href="/file">FT1</a></p>', 2),
        ('<h3>Our rules</h3><p><a href="/file">FT1</a></p>', 1),
        ('<p>See <a href="/room">our forms room</a></p>', 2),
        ('<p>See <a href="/room">our forms room</a> or <a href="/other">what others do</a></p>', 1),
    ],
    ids=["the next sentence says to return it", "the next sentence says nothing of the kind", "under forms",
         "under rules", "behind the one link of a section", "behind one of two links"],
)  # fmt: skip
def test_a_document_is_to_fill_in_by_what_is_said_of_it(content: str, level: int) -> None:
    pages = {
        "": shell("Welcome", '<a href="/streets">Streets</a>'),
        "streets": shell("Streets", f"<h2>Fly-tipping</h2>{content}<h2>Potholes</h2><p>Wait.</p>"),
        "room": shell("Papers", '<p>Fill in <a href="/file">FT1</a> and post it.</p>'),
        "other": shell("Others", "<p>They wait.</p>"),
        "file": PDF,
    }
    assert _marks(pages)[FLY_TIPPING].level == level


def test_a_notice_is_read_where_a_page_says_nothing_else() -> None:
    notice = '<div class="alert">Until the new system opens please ring 01632 960123.</div>'
    pages = {"": shell("Welcome", '<a href="/t">Fly-tipping</a>'), "t": shell("Report fly-tipping", notice)}
    assert _marks(pages)[FLY_TIPPING].level == 2


def test_what_a_part_of_several_services_promises_joins_up_no_other() -> None:
    part = "<h2>Short?</h2><p>Council tax support, school uniform, gas meter. Then watch its progress online.</p>"
    assert _streets(f"<h2>Fly-tipping</h2>{FORM}<h2>Potholes</h2>{FORM}{part}")[FLY_TIPPING].level == 3
