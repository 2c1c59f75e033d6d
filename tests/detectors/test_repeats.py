"""What stands on many pages of a site is read once; the pages must come out as if each had been read by itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from detectors.pages import PageModel
from detectors.parse import read_page
from detectors.repeats import Part, Repeats

MENU = '<ul class="menu"><li><a href="/bins">Bins</a></li><li><a href="/pay">Pay <b>now</b></a></li></ul>'
STANDING = {
    "a menu": f"<nav>{MENU}<p>More</p></nav>",
    "a footer with headings": f"<footer><h2>Help</h2>{MENU}<p>\u00a9 Testham Council</p></footer>",
    "words of its own": "<div>First <p>second</p> third <a href='/x'>fourth</a> fifth</div>",
    "the heading of the page": "<header><p>Testham</p><h1>Testham Council</h1><p>Welcome</p></header>",
    "the content's landmark": f"<main><p>{'word ' * 50}</p><p>Ask <a href='/x'>here</a></p></main>",
    "out of sight": "<div hidden><p>Gone</p><p><a href='/y'>Away</a></p></div>",
    "pictures, scripts and frames": (
        "<div><img src='/a.png' alt='Arms'><script>var a</script><noscript>Turn <a href='/n'>it</a> on</noscript>"
        "<iframe src='/map'></iframe><svg><title>Logo</title></svg></div>"
    ),
    "more scripts than are remembered": f"<div>{'<script>x</script>' * 21}</div>",
    "more pictures than are remembered": f"<div>{'<img src=/a.png>' * 210}</div>",
    "a trail": "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li>Bins</li></ol>",
    "closed panels": "<div><h3 aria-controls='x'>When</h3><p><strong>On Monday</strong></p></div>",
}
BOUND = {
    "addresses beside the page": "<div><p><a href='next'>Next</a></p><p><a href='?page=2'>Second</a></p></div>",
    "a form": "<div><form action='/find'><label for='q'>Find</label><input id='q' name='q'></form><p>x</p></div>",
    "the end of a form": "<div><label>Name</label><p>of yours</p></div>",
    "a base": "<div><base href='https://elsewhere.example/'><p>x</p></div>",
    "a description": "<div><meta name='subject' content='Bins'><p>x</p></div>",
}
LEGEND = "<form><fieldset><legend>Where <span>is</span> <i>it</i>?</legend><input name='a'></fieldset></form>"
AROUND = (
    "{}",
    "<h2>Page {page}</h2>{}<p>Own words of {page}</p>",
    "<form action='/whole'><div class='footer'><b>{}</b></div><input name='own'></form>",
    "<form action='/whole'><input name='q'><button>Go</button>{}<input name='own'><button>Send</button></form>",
    "<div hidden>{}</div><main><h1>Page {page}</h1>{}</main>",
    "<div style='display: none'><p>A</p>{}</div><a href='/card'>{}</a>",
)


class Watched(Repeats):
    """Counts the parts it gave."""

    given = 0

    def find(self, el: etree._Element, state: Hashable, read: Callable[[etree._Element], Part | None]) -> Part | None:
        """Return what Repeats does."""
        part = super().find(el, state, read)
        self.given += part is not None
        return part


def differing(bodies: list[str], repeats: Repeats) -> list[str]:
    """Return which fields of which pages are not what reading each page alone gives."""
    wrong = []
    for number, body in enumerate(bodies):
        url = f"https://www.testham.gov.uk/{'bins/' * (number % 3)}{number}"
        alone, among = read_page(body.encode(), url), read_page(body.encode(), url, repeats=repeats)
        wrong += [f"{number}: {f.name}" for f in fields(PageModel) if getattr(alone, f.name) != getattr(among, f.name)]
    return wrong


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("name", [*STANDING, *BOUND])
def test_pages_of_a_site_are_read_as_if_each_stood_alone(name: str, around: str) -> None:
    repeats = Watched()
    piece = (STANDING | BOUND)[name]
    pages = [around.replace("{page}", str(number)).replace("{}", piece) for number in range(4)]
    assert differing([f"<body>{page}{page}<p>{number}</p></body>" for number, page in enumerate(pages)], repeats) == []
    assert repeats.given or name in BOUND


def test_the_words_of_a_legend_are_still_there_for_its_fields() -> None:
    assert differing([f"<body>{LEGEND}<p>{number}</p></body>" for number in range(4)], Repeats()) == []


@pytest.mark.parametrize(("different", "given"), [(4, 2), (5, 0)])
def test_what_repeats_nothing_for_six_pages_is_not_looked_up_again(different: int, given: int) -> None:
    repeats = Watched()
    words = [str(number) for number in range(different)] + ["the same"] * 3
    pages = [f"<body><div class='c'><p>{said}</p><p>own</p></div><p>{place}</p>" for place, said in enumerate(words)]
    assert differing(pages, repeats) == [] and repeats.given == given


def test_a_site_of_ever_new_elements_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.repeats.REMEMBERED", 50)
    repeats = Watched()
    menu = f"<nav>{MENU}<p>More</p></nav>"
    assert differing([f"<body>{menu}<p>{number}</p></body>" for number in range(2)], repeats) == []
    new = [[f"<div id='{page}-{place}'><p>a</p><p>b</p></div>" for place in range(100)] for page in range(3)]
    assert differing([f"<body>{''.join(page)}</body>" for page in new], repeats) == []
    assert len(repeats._seen) == 50 and len(repeats._misses) <= 50
    known = repeats.given
    assert differing([f"<body>{menu}<p>later</p></body>"], repeats) == [] and repeats.given == known + 1


def test_what_nests_in_all_else_is_not_looked_up_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detectors.repeats.LOOKED_UP", 100_000)
    looked_up = []

    class Measured(Repeats):
        def find(
            self, el: etree._Element, state: Hashable, read: Callable[[etree._Element], Part | None]
        ) -> Part | None:
            before = self._left
            part = super().find(el, state, read)
            looked_up.append(before - self._left)
            return part

    repeats = Measured()
    deep = ["".join(f"<div id='{page}-{depth}'><p>a</p>" for depth in range(100)) for page in range(2)]
    pages = [f"<body>{opened}{'<p>word</p>' * 2000}{'</div>' * 100}</body>" for opened in deep]
    assert differing(pages, repeats) == []
    assert 100_000 < sum(looked_up) < 300_000


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from([
    *STANDING.values(), *BOUND.values(), LEGEND, "<div>", "</div>", "<form>", "</form>", "<b>", "<main>", "</main>",
    "<label>", "</label>", "<h1>Own</h1>", "<p>Own words</p>", "<a href='/open'>", "</a>", "<input name='own'>",
]), max_size=6), min_size=3, max_size=5))  # fmt: skip
def test_any_order_of_pieces_reads_the_same(pages: list[list[str]]) -> None:
    assert differing([f"<body>{''.join(page)}</body>" for page in [*pages, *pages]], Repeats()) == []
