"""Telling a page's own content from what stands around it, also where the markup does not say."""

from __future__ import annotations

import pytest

from detectors.forms import FormRole, asks_address, role_of
from detectors.kind_rules import kind_of
from detectors.page_kinds import Kind
from detectors.pages import MAIN, PageModel
from detectors.parse import read_page
from tests.detectors.pages import FORM, mark, page

URL = "https://www.testham.gov.uk/x"
WORDS = "<p>" + "The council looks after this for everybody who lives here. " * 8 + "</p>"
MENU = "".join(f'<tr><td><a href="/{n}">Report a missed bin {n}</a></td></tr>' for n in range(6))


def read(body: str) -> PageModel:
    return read_page(f"<!doctype html><html><body>{body}</body></html>".encode(), URL)


def own_links(model: PageModel) -> list[str]:
    return [link.text for link in model.main_links()]


def test_a_menu_in_a_table_before_the_heading_is_no_content() -> None:
    model = read(f'<table>{MENU}</table><h1>Pay</h1>{WORDS}<p><a href="/pay">Pay here</a></p>')
    assert own_links(model) == ["Pay here"]


def test_what_stands_outside_the_main_part_is_beside_it() -> None:
    model = read(f'<main><h1>Pay</h1>{WORDS}<a href="/pay">Pay here</a></main><div><a href="/bins">Bins</a></div>')
    assert own_links(model) == ["Pay here"]


@pytest.mark.parametrize("name", ["nonFooter", "has-sidebar", "nav-left-layout", "cookies-accepted"])
def test_a_wrapper_named_after_a_part_of_the_page_is_still_the_page(name: str) -> None:
    model = read(f'<div id="{name}"><h1>Pay</h1>{WORDS}<a href="/pay">Pay here</a></div>')
    assert own_links(model) == ["Pay here"]


def test_lists_of_related_pages_and_the_last_lines_are_set_aside() -> None:
    model = read(
        f"<h1>Pay</h1>{WORDS}<ul><li>Ring 01632 960001</li></ul><div>Related pages</div>"
        '<ul><li><a href="/a">Council tax bands</a></li></ul>'
        '<div>Testham Council, Town Hall. Tel: 01632 960000</div><div><a href="/p">Privacy notice</a></div>'
        '<div><a href="/c">Cookies</a></div>'
    )
    assert own_links(model) == []
    assert "01632 960001" in model.main_text and "01632 960000" not in model.main_text


def test_a_form_around_the_whole_page_is_no_form_to_fill_in() -> None:
    model = read(f'<form method="post"><input name="q"><h1>Pay</h1>{WORDS}<ul><li>Ring 01632 960001</li></ul></form>')
    assert not any(block.in_form for block in model.blocks)
    assert "01632 960001" in model.main_text


def test_a_closed_tab_is_content_and_a_hidden_menu_is_not() -> None:
    model = read(
        f'<main><h1>Pay</h1>{WORDS}<div class="tabs__panel" hidden><a href="/pay">Pay here</a></div>'
        '<div hidden><a href="/menu">Menu</a></div></main>'
    )
    assert own_links(model) == ["Pay here"]


@pytest.mark.parametrize(
    ("form", "role"),
    [
        ('<form method="get" action="/go"><button>Start now</button></form>', FormRole.START),
        ('<form method="post" action="/go"><button>Start now</button></form>', FormRole.NONE),
        ('<form method="get" action="/go"><button>Yes</button><button>No</button></form>', FormRole.NONE),
        ('<form method="post"><div hidden><input name="a"></div><button>OK</button></form>', FormRole.NONE),
        ("<button>Menu</button>", FormRole.NONE),
        ('<form><label>Find my nearest <input name="pc"></label><button>Go</button></form>', FormRole.NONE),
        ('<form><label>Postcode <input name="pc"></label><label>Age <input name="age"></label><label>Type '
         '<select name="t"></select></label><button>Search</button></form>', FormRole.LOOKUP),
    ],
)  # fmt: skip
def test_what_a_button_or_box_is_for(form: str, role: FormRole) -> None:
    model = page("Something", f"<p>{WORDS}</p>{form}")
    found = {role_of(one, model) for one in model.forms if one.region == MAIN}
    assert found <= {role, FormRole.NONE} and role in {*found, FormRole.NONE}


def test_a_search_by_town_alone_does_not_answer_for_an_address() -> None:
    by_town = page("Find", '<form><label>Town <input name="t"></label><button>Search</button></form>')
    by_postcode = page("Find", '<form><label>Postcode <input name="p"></label><button>Search</button></form>')
    assert [asks_address(form) for form in by_town.forms if form.region == MAIN] == [False]
    assert [asks_address(form) for form in by_postcode.forms if form.region == MAIN] == [True]


@pytest.mark.parametrize(
    ("title", "content", "kind"),
    [
        ("Noisy neighbours warned", "<p>18 February. A couple have been fined for playing music.</p>", Kind.NEWS),
        ("Officer for missed bins", "<p>Salary pro rata. Interviews will be in May. Local government pension.</p>",
         Kind.JOB),
        ("Missed bins", "<p>RESOLVED: be noted. Apologies for absence. Financial implications.</p>", Kind.COMMITTEE),
        ("Careers: adviser on missed bins", "<p>Join us.</p>", Kind.JOB),
        ("Missed bins: scheme rules", "<p>Please read.</p>", Kind.TERMS),
        ("Report a missed bin", "<p>Interviews will be held. Salary. Permanent post. Closing date.</p>", Kind.LIVE),
        ("Street light not working", "<p>Tell us which lamp is out.</p>", Kind.LIVE),
    ],
)  # fmt: skip
def test_a_page_is_of_the_genre_it_reads_like(title: str, content: str, kind: Kind) -> None:
    assert kind_of(page(title, content)).kind is kind


def test_a_page_in_a_section_of_papers_is_a_paper() -> None:
    crumbs = '<nav class="breadcrumb"><a href="/">Home</a> › <a href="/h">Have your say</a></nav>'
    assert kind_of(page("School transport", "<p>What we heard.</p>", before=crumbs)).kind is Kind.CONSULTATION


INTRO = "<p>Tell us within two working days if we have not emptied your bin, and leave it at the kerb.</p>"
BUTTON = '<p><a class="button" href="https://www.testham.gov.uk/f/1">Report a missed bin</a></p>'
THERE = {"https://www.testham.gov.uk/f/1": page("Report a missed bin", FORM)}


@pytest.mark.parametrize(
    ("service", "title", "before"),
    [
        ("S06", "Missed bins", '<p>Before you start, read our <a href="/p">privacy notice</a>, which says how.</p>'),
        ("S06", "Missed bins", "<p>Map © Crown copyright.</p>"),
        ("S06", "Missed bins", "<p>Beware of scams: we never ask for card details. Do not click on links.</p>"),
        ("S06", "Missed bins", "<p>By joining you agree to our conditions. No refund. We may cancel it.</p>"),
        ("S06", "Missed bins", "<p>15 January: last day to apply.</p><p>16 April: offers are sent.</p>"),
    ],
)
def test_what_stands_before_a_button_never_hides_it(service: str, title: str, before: str) -> None:
    assert mark(service, title, INTRO + before + BUTTON, THERE).level == 3


def test_a_list_of_related_forms_is_the_action_and_one_of_related_pages_is_not() -> None:
    link = '<ul><li><a href="https://www.testham.gov.uk/f/1">Report a missed bin</a></li></ul>'
    assert mark("S06", "Missed bins", f"{INTRO}<h2>Related forms</h2>{link}", THERE).level == 3
    assert mark("S06", "Missed bins", f"{INTRO}<h2>Related pages</h2>{link}", THERE).level == 1


def test_a_class_named_content_in_a_footer_is_no_landmark() -> None:
    foot = f'<div class="footer"><div class="content">{WORDS}</div></div>'
    model = read(f'<div class="body"><h1>Pay</h1>{INTRO}<a href="/pay">Pay here</a></div>{foot}')
    assert own_links(model) == ["Pay here"]


def test_a_calendar_of_something_else_is_no_feed_of_the_service() -> None:
    other = '<p>Ring us on 01632 960001.</p><p><a href="/fair.ics">Council meeting on 3 May</a></p>'
    assert mark("S05", "Bin collection days", other, {}).level == 2
    own = '<p><a href="/round-1.ics">Calendar of round 1</a></p>'
    assert mark("S05", "Bin collection days", own, {}).level == 4
