"""Pages that are hard to read give what can be read of them, and never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.decode import text_of
from detectors.forms import FormRole, fields_of, role_of
from detectors.parse import read_page
from tests.detectors.pages import FORM, mark, shell

URL = "https://www.testham.gov.uk/bins/missed"


def test_a_page_cut_short_keeps_what_came() -> None:
    body = shell("Report a missed bin", f'<p>Go to <a href="/do">Report a missed bin</a></p>{FORM}')
    found = read_page(body[: body.index(b"<textarea")], URL)
    assert found.h1 == "Report a missed bin" and any(x.text == "Report a missed bin" for x in found.main_links())


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<html><title>x</title><h1>Gwastraff gardd \u2013 tŷ</h1>".encode(), "iso-8859-1"),
        ("<html><title>x</title><h1>Gwastraff gardd \u2013 tŷ</h1>".encode("utf-16"), None),
        ("\ufeff<html><title>x</title><h1>Gwastraff gardd \u2013 tŷ</h1>".encode(), None),
    ],
)
def test_a_wrong_charset_does_not_garble_the_words(body: bytes, charset: str | None) -> None:
    assert read_page(body, URL, charset).h1 == "Gwastraff gardd \u2013 tŷ"


@pytest.mark.parametrize("base", ["http://[::1", "//["])
def test_a_base_that_is_no_address_leaves_the_page_its_own(base: str) -> None:
    found = read_page(
        shell("Report a missed bin", f'<base href="{base}"><p><a href="/do">Report a missed bin</a></p>'), URL
    )
    assert [link.href for link in found.main_links()] == ["https://www.testham.gov.uk/do"]


def test_one_line_of_five_megabytes_is_read_in_time() -> None:
    start = time.process_time()
    found = read_page(shell("Report a missed bin", "<p>" + "word " * 1_000_000 + "</p>"), URL)
    assert found.h1 == "Report a missed bin" and time.process_time() - start < 3


def test_an_enormous_tag_does_not_stall_the_reader() -> None:
    start = time.process_time()
    attributes = " ".join(f'a{n}="x"' for n in range(40_000))
    found = read_page(shell("Report a missed bin", f"<div {attributes}>x</div>{FORM}"), URL)
    assert found.forms and time.process_time() - start < 3


def test_fields_without_labels_still_make_a_form() -> None:
    form = '<form method="post"><input name="a"><input name="b"><input name="c"><input type="submit" value="Go"></form>'
    found = read_page(shell("Report a missed bin", form), URL)
    assert [role_of(f, found) for f in found.forms if f.region == "main"] == [FormRole.TASK]


def test_a_form_inside_a_form_is_still_a_form() -> None:
    inner = FORM.replace("<label>Name", '<form action="/inner"><label>Name')
    found = read_page(shell("Report a missed bin", inner), URL)
    roles = [role_of(f, found) for f in found.forms if f.region == "main"]
    assert roles.count(FormRole.TASK) == 1


def test_one_form_around_the_whole_page_is_read_panel_by_panel() -> None:
    box = '<input name="{0}" title="{0}">'
    search = f'<div id="header">{box.format("Search")}<input type="submit" value="Search"></div>'
    named = "".join(map(box.format, ("Item", "Full name", "House and road")))
    panels = (
        f'<h1>Your bins</h1>{box.format("Postcode")}<input type="submit" value="Go"><h2>Bank holidays</h2><p>None.</p>'
        f'<h2>Extra boxes</h2>{named}<input type="submit" value="Order"><h2>About us</h2><p>Ring us.</p>'
    )
    found = read_page(f'<body><form method="post" action="/whole.aspx">{search}{panels}</form>'.encode(), URL)
    roles = [(form.heading, role_of(form, found)) for form in found.forms]
    assert roles == [("", FormRole.SEARCH), ("Your bins", FormRole.LOOKUP), ("Extra boxes", FormRole.TASK)]
    assert {form.action for form in found.forms} == {"https://www.testham.gov.uk/whole.aspx"}


def test_a_form_with_headings_and_one_button_stays_one_form() -> None:
    fields = "".join(f'<h2>Part {n}</h2><label>{n}<input name="f{n}"></label>' for n in range(3))
    page = read_page(f'<h1>Apply</h1><form method="post">{fields}<button>Send</button></form>'.encode(), URL)
    assert [len(form.fields) for form in page.forms] == [3]


def test_honeypots_are_not_counted() -> None:
    form = (
        '<form method="post"><label>Postcode <input name="postcode"></label><input name="website_hp" class="honeypot">'
        '<div style="display:none"><input name="url" style="display:none"></div><div hidden><input name="x"></div>'
        "<button>Find</button></form>"
    )
    found = read_page(shell("Bin days", form), URL)
    assert len(fields_of(next(f for f in found.forms if f.region == "main"))) == 1


def test_a_cookie_wall_is_not_the_page() -> None:
    wall = (
        '<div id="cookie-consent"><form><label>Analytics <input name=a></label><label>Marketing <input name=b></label>'
    )
    wall += "<label>Other <input name=c></label><button>Save</button></form></div>"
    assert mark("S06", "Missed bin collection", "<p>We collect every bin.</p>", {}, before=wall).level == 1


def test_pages_that_lead_to_each_other_end() -> None:
    url = "https://www.testham.gov.uk/b"
    other = read_page(shell("Before you start", '<a href="/services/x">Start now</a>'), url)
    back = read_page(
        shell("Missed bin collection", f'<a href="{url}">Start now</a>'), "https://www.testham.gov.uk/services/x"
    )
    there = {url: other, "https://www.testham.gov.uk/services/x": back}
    assert (
        mark("S06", "Missed bin collection", f'<a class="button" href="{url}">Report a missed bin</a>', there).level
        == 1
    )


def test_a_mixed_language_page_is_read_in_both() -> None:
    content = '<p>Os ydym wedi methu eich bin <a href="/do">rhowch wybod am gasgliad a fethwyd</a>.</p>'
    assert mark("S06", "Missed bin / Bin a fethwyd", content).level == 3


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_no_bytes_raise(body: bytes) -> None:
    assert read_page(b"<html><body>" + body, URL).url == URL


@pytest.mark.parametrize(("length", "kept"), [(29_999, True), (30_000, False), (70_000, False)])
@pytest.mark.parametrize("before", ["", "<p>" + "word " * 5_000, "<style>" + "x" * 40_000 + "</style><p>"])
def test_only_an_enormous_tag_is_dropped(length: int, kept: bool, before: str) -> None:
    text = text_of(f"<html>{before}<b{'x' * length}><a href='/y'>z</a>".encode())
    assert (f"<b{'x' * length}>" in text) is kept and text.endswith("<a href='/y'>z</a>")
